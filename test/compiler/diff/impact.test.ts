/** What becomes of those inside, by what the later text says of the version they are in: rule 14. */
import { describe, expect, test } from "vitest";
import { checkWorkspace } from "../../../compiler/check.ts";
import { compileModel } from "../../../compiler/compile.ts";
import { diffWorkspaces } from "../../../compiler/diff/diff-workspaces.ts";
import { type GroupInside, type Impact, impactOf, type PeopleInside } from "../../../compiler/diff/impact.ts";
import { freeze } from "../../../compiler/releases/freeze.ts";
import { loadWorkspace, type WorkspaceFile } from "../../../compiler/workspace.ts";
import { ACT, fileOf } from "../releases/release-of.ts";

type Files = readonly WorkspaceFile[];
type Edit = readonly [from: string, to: string];

const SHIPPED = loadWorkspace(new URL("../../../journeys", import.meta.url).pathname).files;
const JOURNEY = "journeys/re_engagement.journey";
const LEAD = "journeys/lead_to_customer.journey";

/** Without errors, save that a version which was released says something else. */
function checked(files: Files) {
  const { model, diagnostics } = checkWorkspace({ files });
  const errors = diagnostics.filter(
    ({ severity, code }) => severity === "error" && code !== "version-not-raised",
  );
  expect(errors.map(({ message }) => message)).toEqual([]);
  return model;
}

function released(files: Files, name: string): Files {
  const model = checked(files);
  const horizon = { from: 2026, years: 5 };
  const { library, releases } = compileModel(model, { horizon });
  const release = releases.find(({ plan }) => plan.workflowType === name);
  expect(release).toBeDefined();
  return [...files, ...(release ? [fileOf(freeze(release, { model, library, horizon, ...ACT }))] : [])];
}

const edited = (files: Files, edits: readonly Edit[], path = JOURNEY): Files =>
  edits.reduce((all, [from, to]) => {
    expect(all.find((file) => file.path === path)?.text).toContain(from);
    return all.map((file) =>
      file.path === path ? { ...file, text: file.text.replace(from, () => to) } : file,
    );
  }, files);

const BASE = released(SHIPPED, "re_engagement_v1");
const RAISED: Edit = ["re_engagement v1", "re_engagement v2"];
const LONGER: Edit = ["wait 14 days", "wait 21 days"];
/** A letter in place of the wait, so that the step at which people stand is gone. */
const NO_WAIT: Edit = ["    wait 14 days\n    send last_word\n", "    send last_word\n"];
const migrates = (clause: string): Edit => ["  exit back ", `  ${clause}\n\n  exit back `];

const WAITING: GroupInside = { stage: "invitation", steps: ["invitation/wait"], count: 30 };
const CALLED: GroupInside = { stage: "conversation", steps: ["conversation/call_back"], count: 4 };
const UNASKED: GroupInside = { stage: "invitation", steps: null, count: 6 };

const inside = (...groups: readonly GroupInside[]): PeopleInside => ({
  at: "2026-11-22T18:00:00.000Z",
  releases: [{ journey: "re_engagement", version: 1, groups }],
});

function impact(after: Files, people: PeopleInside, before = BASE): Impact {
  const { changes } = diffWorkspaces({ files: before }, { files: after }, { year: 2026 });
  return impactOf(people, changes, { before: checked(before), after: checked(after) }, { year: 2026 });
}

const fates = ({ releases }: Impact) =>
  releases.flatMap(({ groups }) => groups.map(({ count, stage, will, to }) => [count, stage, will, to]));

describe("what becomes of those inside", () => {
  test("they stay, when the later version says nothing of theirs, and it is said who could not be moved at once", () => {
    const found = impact(edited(BASE, [RAISED, NO_WAIT]), inside(WAITING, CALLED));
    expect(found).toMatchObject({ inside: 34, releases: [{ inside: 34, next: 2, isConcerned: true }] });
    expect(found.releases[0]?.groups).toMatchObject([
      { count: 30, will: "stays", mapFor: "it stands at invitation.wait: it is gone" },
      { count: 4, will: "stays", mapFor: null },
    ]);
  });

  test("they move at their next stage", () => {
    const after = edited(BASE, [RAISED, NO_WAIT, migrates("migrate from v1 at next stage")]);
    expect(fates(impact(after, inside(WAITING, CALLED)))).toEqual([
      [30, "invitation", "moves at its next stage", null],
      [4, "conversation", "moves at its next stage", null],
    ]);
  });

  test("they may move at once, to where the map says", () => {
    const map = "migrate from v1 at once { invitation.wait becomes last_word }";
    const after = edited(BASE, [RAISED, NO_WAIT, migrates(map)]);
    expect(fates(impact(after, inside(WAITING, CALLED)))).toEqual([
      [30, "invitation", "may move at once", "invitation/last_word"],
      [4, "conversation", "may move at once", null],
    ]);
  });

  test("of whom only the stage is known it is said that they may need a map, where some of the stage would", () => {
    const gone = impact(edited(BASE, [RAISED, NO_WAIT]), inside(UNASKED));
    expect(gone.releases[0]?.groups[0]?.mapFor).toMatch(
      /^where it stands is not known, and perhaps it stands at/,
    );
    const kept = impact(edited(BASE, [RAISED, LONGER]), inside(UNASKED));
    expect(kept.releases[0]?.groups[0]).toMatchObject({ will: "stays", mapFor: null });
  });

  test("a text that was not raised says that it has to be", () => {
    const found = impact(edited(BASE, [LONGER]), inside(WAITING));
    expect(fates(found)).toEqual([[30, "invitation", "has another text", null]]);
    const unreleased = impact(edited(SHIPPED, [LONGER]), inside(WAITING), SHIPPED);
    expect(fates(unreleased)).toEqual([[30, "invitation", "has another text", null]]);
  });

  test("a version of which nothing is kept is told of, whoever dropped it", () => {
    const unreleased = impact(edited(SHIPPED, [RAISED, LONGER]), inside(WAITING), SHIPPED);
    expect(fates(unreleased)).toEqual([[30, "invitation", "has no release", null]]);
  });

  test("they go on to the end of a journey whose text is gone", () => {
    const gone = edited(BASE, [["begin re_engagement, and go on", 'tell revops_lead "Quiet"']], LEAD).filter(
      ({ path }) => path !== JOURNEY && !path.includes("/scenarios/"),
    );
    const after = edited(
      gone,
      [["subject lead", "event went_quiet of lead\n\nsubject lead"]],
      "journeys/lead.journey",
    );
    expect(fates(impact(after, inside(WAITING)))).toEqual([[30, "invitation", "stays", null]]);
  });

  test("whose journey says what it said is not concerned", () => {
    const after = edited(BASE, [["wait 2 days", "wait 3 days"]], LEAD);
    expect(impact(after, inside(WAITING)).releases).toMatchObject([
      { isConcerned: false, groups: [{ will: "goes on" }] },
    ]);
  });
});

describe("what is of no version reaches all of them at once", () => {
  test("a letter's words, whoever is in a release that sends it", () => {
    const path = "journeys/messages/last_word.md";
    const after = BASE.map((file) =>
      file.path === path ? { ...file, text: file.text.replace("subject: ", "subject: Still ") } : file,
    );
    const found = impact(after, inside(WAITING, CALLED));
    expect(found.releases).toMatchObject([
      { isConcerned: false, groups: [{ will: "goes on" }, { will: "goes on" }] },
    ]);
    expect(found.shared).toMatchObject([
      { inside: 34, change: { place: { kind: "message", name: "last_word" } } },
    ]);
  });

  test("who fills a role that it asks; a letter that it does not send reaches none of them", () => {
    const left = edited(BASE, [["roles: [sdr]", "roles: [sdr, account_executive]"]], "journeys/people.yaml");
    expect(impact(left, inside(WAITING)).shared).toMatchObject([
      { inside: 30, change: { at: "Person.roles" } },
    ]);
    const path = "journeys/messages/deep_dive.md";
    const other = BASE.map((file) =>
      file.path === path ? { ...file, text: file.text.replace("subject: ", "subject: New ") } : file,
    );
    expect(impact(other, inside(WAITING)).shared).toEqual([]);
  });
});
