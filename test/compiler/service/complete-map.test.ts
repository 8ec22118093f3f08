/** Rule 14 in an editor: the lines of `migrate from v1 at once { … becomes … }`. */
import { describe, expect, test } from "vitest";
import { completeAt } from "../../../compiler/service/complete.ts";
import { snapshotOf } from "../../../compiler/service/snapshot.ts";
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
  `stage ${name} { owner marketing  lasts at most 30 days, then exit lost  ${steps} }\n`;

const FIRST =
  stage("reading", "send welcome  wait 5 days  send case_study  wait 3 days  -> trying") +
  stage("trying", "wait 2 days  stay");
const RELEASED = releasedFrom([{ path: PATH, text: text(1, "", FIRST) }], "nurture");
const SECOND = stage("reading", "wait 5 days  wait 3 days  stay") + stage("using", "wait 4 days  stay");

function offered(migrate: string, stages = SECOND.replace("stay", "-> using")) {
  const source = text(2, migrate, stages);
  const offset = source.indexOf("|");
  const snapshot = snapshotOf([
    ...COMMON,
    { path: PATH, text: source.replace("|", "") },
    releaseFile(RELEASED),
  ]);
  return completeAt(snapshot, { path: PATH, offset });
}
const labels = (migrate: string, stages?: string): readonly string[] =>
  offered(migrate, stages).map(({ label }) => label);

describe("on the left", () => {
  test("stages and steps of the earlier version of which a line has to say something", () => {
    expect(labels("migrate from v1 at once { | }")).toEqual(["trying", "welcome", "case_study"]);
    expect(labels("migrate from v1 at once { wel| becomes wait }")).toEqual([
      "trying",
      "welcome",
      "case_study",
    ]);
  });

  test("and no more those that are said, and at the next stage no steps", () => {
    expect(labels("migrate from v1 at once {\n    trying becomes using\n    wel| }")).toEqual([
      "welcome",
      "case_study",
    ]);
    expect(labels("migrate from v1 at next stage { | }")).toEqual(["trying"]);
  });

  test("while something else is wrong, every step at which somebody may stand", () => {
    const broken = SECOND.replace("wait 4 days", "wait 4 dys");
    expect(labels("migrate from v1 at once { | }", broken)).toEqual([
      "trying",
      "welcome",
      "reading.wait",
      "case_study",
      "wait_2",
      "trying.wait",
    ]);
  });

  test("says what it is, and writes over what was begun with its dots", () => {
    const [first] = offered("migrate from v1 at once { reading.w| becomes wait }");
    expect(first).toMatchObject({ label: "trying", detail: "a stage of v1 that is gone" });
    const written = offered("migrate from v1 at once { reading.w| becomes wait }").at(-1);
    expect((written?.span.end ?? 0) - (written?.span.start ?? 0)).toBe("reading.w".length);
  });

  test("nothing of a version that was not released", () => {
    expect(labels("migrate from v7 at once { | }")).toEqual([]);
  });
});

describe("on the right", () => {
  test("for a step: the steps of the stage, the stages, and that it is over", () => {
    expect(labels("migrate from v1 at once { welcome becomes | }")).toEqual([
      "reading",
      "using",
      "reading.wait",
      "wait_2",
      "stay",
    ]);
  });

  test("for a stage: stages alone", () => {
    expect(labels("migrate from v1 at once { trying becomes | }")).toEqual(["reading", "using"]);
    expect(
      labels("migrate from v1 at once { trying becomes us| }", SECOND.replace("4 days", "4 dys")),
    ).toEqual(["reading", "using"]);
  });
});

test("outside the map all is as elsewhere", () => {
  expect(labels("migrate |")).toContain("from");
  expect(labels("migrate from v1 at |")).toEqual(expect.arrayContaining(["once", "next stage"]));
});
