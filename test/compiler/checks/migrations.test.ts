/** Rule 14: what a version says of those inside an earlier one is held against the plan that was released of it. */
import { describe, expect, test } from "vitest";
import { checkWorkspace } from "../../../compiler/check.ts";
import { COMMON } from "../page-examples.ts";
import { releasedFrom, releaseFile } from "../released-examples.ts";

const PATH = "common/nurture.journey";

const text = (version: number, migrate: string, stages: string): string => `
journey nurture v${version} of lead {
  owner sales_manager  goal deal_won within 120 days  review every 3 months
  enter on demo_requested -> reading
  ${migrate}
  exit won  as success on deal_won
  exit lost as failure on unsubscribed
  ${stages}
}
`;
const stage = (name: string, steps: string): string =>
  `stage ${name} { owner marketing  lasts at most 30 days, then exit lost  ${steps} stay }\n`;

const FIRST = stage("reading", "send welcome  wait 5 days  send case_study  wait 3 days");

function found(first: string, migrate: string, second: string, version = 2): readonly string[] {
  const released = releasedFrom([{ path: PATH, text: text(1, "", first) }], "nurture");
  const source = text(version, migrate, second);
  const { diagnostics } = checkWorkspace({
    files: [...COMMON, { path: PATH, text: source }, releaseFile(released)],
  });
  return diagnostics
    .filter(({ severity }) => severity === "error")
    .map(({ code, message, span }) => `${code} at «${source.slice(span.start, span.end)}»: ${message}`);
}

describe("versions", () => {
  test("a released one may be migrated from, at the next stage and at once", () => {
    expect(found(FIRST, "migrate from v1 at next stage", FIRST)).toEqual([]);
    expect(found(FIRST, "migrate from v1 at once", FIRST)).toEqual([]);
  });

  test("one that was never released, the version itself and a later one are refused", () => {
    expect(found(FIRST, "migrate from v3, v1 at next stage", FIRST, 4)).toEqual([
      "migrates-from-nowhere at «v3»: No release v3 of `nurture` is there to migrate from.",
    ]);
    expect(found(FIRST, "migrate from v2 at next stage", FIRST)).toEqual([
      "migrates-from-nowhere at «v2»: `nurture` is v2, and nobody can migrate to it from v2.",
    ]);
  });

  test("each is named once", () => {
    expect(found(FIRST, "migrate from v1 at next stage  migrate from v1 at once", FIRST)).toEqual([
      "migrates-twice at «v1»: It is said twice what becomes of those in v1.",
    ]);
  });
});

describe("what the map leaves out", () => {
  test("at once every step that is gone and at which somebody may stand needs a line", () => {
    const second = stage("reading", "wait 5 days  wait 3 days");
    expect(found(FIRST, "migrate from v1 at once", second)).toEqual([
      "migration-leaves-out at «migrate from v1 at once»: Of v1 it is not said what becomes of whoever stands at `reading.welcome` or `reading.case_study`.",
    ]);
    expect(
      found(FIRST, "migrate from v1 at once { welcome becomes wait  case_study becomes stay }", second),
    ).toEqual([]);
    expect(found(FIRST, "migrate from v1 at next stage", second)).toEqual([]);
  });

  test("a stage that is gone needs one at the next stage as well", () => {
    const two = `${FIRST}${stage("trying", "wait 2 days")}`.replace("stay }", "-> trying }");
    const second = stage("reading", "send welcome  wait 5 days  send case_study  wait 3 days");
    expect(found(two, "migrate from v1 at next stage", second)).toEqual([
      "migration-leaves-out at «migrate from v1 at next stage»: Of v1 it is not said what becomes of whoever stands at `trying`.",
    ]);
    expect(found(two, "migrate from v1 at next stage { trying becomes reading }", second)).toEqual([]);
  });

  test("a stage by another name takes its steps along", () => {
    const second = FIRST.replace("stage reading", "stage studying");
    const entered = "migrate from v1 at once { reading becomes studying }";
    const renamed = text(2, entered, second).replace("-> reading", "-> studying");
    const released = releasedFrom([{ path: PATH, text: text(1, "", FIRST) }], "nurture");
    const { diagnostics } = checkWorkspace({
      files: [...COMMON, { path: PATH, text: renamed }, releaseFile(released)],
    });
    expect(diagnostics.filter(({ severity }) => severity === "error")).toEqual([]);
  });

  test("rule 10: nobody goes on past a decision that the new version has put before them", () => {
    const second = stage(
      "reading",
      "send welcome  wait 5 days  decide discount { approved go on  declined exit lost }  send case_study  wait 3 days",
    );
    const [one, ...others] = found(FIRST, "migrate from v1 at once", second);
    expect(others).toEqual([]);
    expect(one).toContain("`reading.case_study` or `reading.wait_2`");
    const back = "case_study becomes reading.discount  wait_2 becomes reading.discount";
    expect(found(FIRST, `migrate from v1 at once { ${back} }`, second)).toEqual([]);
    const past = "case_study becomes wait_2  wait_2 becomes wait_2";
    expect(found(FIRST, `migrate from v1 at once { ${past} }`, second)[0]).toContain("migration-leaves-out");
  });
});

describe("a line of the map", () => {
  const second = stage("reading", "wait 5 days  wait 3 days");
  const line = (map: string): readonly string[] => found(FIRST, `migrate from v1 at once { ${map} }`, second);

  test.each([
    [
      "welcom becomes wait",
      "migration-map-line at «welcom»: No stage of v1, and no step at which anybody stands, is named `welcom`.",
    ],
    [
      "welcome becomes wayt",
      "migration-map-line at «wayt»: No stage of v2, and no step at which anybody stands, is named `wayt`.",
    ],
    [
      "wait becomes stay",
      "migration-map-line at «wait»: `wait` is still there in v2: whoever stands there goes on there.",
    ],
    [
      "welcome becomes wait  welcome becomes stay",
      "migration-map-line at «welcome»: What becomes of `welcome` is said twice.",
    ],
  ])("%s", (map, words) => {
    const [first] = line(`${map} case_study becomes stay`);
    expect(first).toBe(words);
  });

  test("of two steps of one name the one that is gone is meant", () => {
    const twice = `${stage("reading", "wait 2 days  -> trying").replace("stay }", "}")}${stage("trying", "wait 2 days")}`;
    const gone = `${stage("reading", "-> trying").replace("stay }", "}")}${stage("trying", "wait 2 days")}`;
    expect(found(twice, "migrate from v1 at once { wait becomes trying }", gone)).toEqual([]);
  });

  test("two steps of one name are told apart by their path", () => {
    const twice = `${stage("reading", 'task call "Call {name}" by marketing, on daily  -> trying').replace("stay }", "}")}${stage("trying", 'task call "Call {name}" by marketing, on daily')}`;
    const gone = `${stage("reading", "wait 2 days  -> trying").replace("stay }", "}")}${stage("trying", "wait 2 days")}`;
    expect(found(twice, "migrate from v1 at once { call becomes wait }", gone)[0]).toBe(
      "migration-map-line at «call»: `call` may be `reading.call` or `trying.call` of v1.",
    );
    expect(
      found(
        twice,
        "migrate from v1 at once { reading.call becomes wait  trying.call becomes trying.wait }",
        gone,
      ),
    ).toEqual([]);
  });
});
