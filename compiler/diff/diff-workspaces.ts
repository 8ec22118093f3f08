/**
 * What changes from one state of the journeys to another, in the words of the business. What the two come to decides
 * whether something has changed: texts that compile to the same are no change, however much they differ; of texts that
 * do not, every part that differs is told.
 */
import type * as ast from "../../language/ast.ts";
import { modelOf } from "../resolve.ts";
import { type Snapshot, snapshotOf } from "../service/snapshot.ts";
import { isPeopleFile, type Workspace } from "../workspace.ts";
import { affectedBy } from "./affected.ts";
import type { Change, Diff, Effect, ScenarioChange } from "./change.ts";
import { type Difference, differencesOf } from "./differences.ts";
import { meaningOf } from "./meaning.ts";
import { messageChanges, peopleChanges } from "./other-files.ts";
import { followRenames } from "./renamed.ts";
import { plainText } from "./same.ts";
import { lineOf, type Side, type Sides } from "./sides.ts";
import { named, tell } from "./tell.ts";

export interface DiffOptions {
  /** First of the years for which calendars are compared. */
  readonly year: number;
  /** What was there before cannot be compiled: its texts alone are compared, as far as they can be read. */
  readonly beforeHasErrors?: boolean;
}

type Files = Pick<Workspace, "files">;

/** Of two workspaces without errors. */
export const diffWorkspaces = (before: Files, after: Files, options: DiffOptions): Diff =>
  compareWorkspaces(before, after, options).diff;

export interface Compared {
  readonly diff: Diff;
  /** What was compared: the texts of before have the names of now. */
  readonly sides: Sides;
}

/** Of two workspaces, of which the later has no errors. */
export function compareWorkspaces(before: Files, after: Files, options: DiffOptions): Compared {
  const now = snapshotOf(after.files);
  const then = snapshotOf(before.files);
  const renamed = followRenames(then, now);
  const sides: Sides = { before: sideOf(renamed.before), after: sideOf(now) };
  const differs = whatDiffers(then, sides, options);
  const all = [
    ...renamed.changes,
    ...declarationChanges(sides),
    ...messageChanges(sides),
    ...peopleChanges(sides),
  ];
  const changes = all.filter(({ of }) => (of === "what runs" ? differs.runs : differs.upkeep));
  const scenarios = scenarioChanges(sides);
  const diff: Diff = {
    changes:
      differs.runs && differs.isKnown && !changes.some(({ of }) => of === "what runs")
        ? [...changes, UNTOLD]
        : changes,
    scenarios,
    onlyText: filesOfOtherText(then, now, [
      ...changes.flatMap((change) => [change.before?.file, change.after?.file]),
      ...scenarioFiles(scenarios, sides),
      ...(changes.some(({ at }) => PEOPLE.test(at))
        ? after.files.map(({ path }) => path).filter(isPeopleFile)
        : []),
    ]),
  };
  return { diff, sides };
}

/** What people.yaml says has no line of its own. */
const PEOPLE = /^(Person|Delegation|Address)\b/;

/** What compiles to the same is no change; of what does not compile, whatever reads otherwise is one. */
function whatDiffers(then: Snapshot, { after }: Sides, { year, beforeHasErrors = false }: DiffOptions) {
  if (beforeHasErrors) return { runs: true, upkeep: true, isKnown: false };
  const was = meaningOf(sideOf(then).model, year);
  const is = meaningOf(after.model, year);
  return { runs: was.runs !== is.runs, upkeep: was.upkeep !== is.upkeep, isKnown: true };
}

const sideOf = (snapshot: Snapshot): Side => ({
  model: modelOf(snapshot),
  texts: new Map(snapshot.files.map(({ path, text }) => [path, text])),
});

/** A part that nothing here looks at: it is better told of badly than not at all. */
const UNTOLD: Change = {
  at: "workspace",
  how: "changed",
  effect: "different",
  of: "what runs",
  place: { kind: "workspace", name: "" },
  sentence: "what is compiled is another, in a way that has no words here",
  affects: [],
};

// ── Declarations ──────────────────────────────────────────────────────────────────────────────────────────

type Declared = Exclude<ast.Declaration, ast.ScenarioDeclaration>;

function declarationChanges(sides: Sides): readonly Change[] {
  const [olds, news] = [declaredIn(sides.before), declaredIn(sides.after)];
  const keys = new Set([...olds.keys(), ...news.keys()]);
  return [...keys].flatMap((key) => {
    const [was, is] = [olds.get(key), news.get(key)];
    if (was !== undefined && is !== undefined)
      return differencesOf(was, is)
        .filter(({ at }) => !TOLD_BESIDE.has(at))
        .map((one) => tell(one, sides));
    const one = is ?? was;
    return one === undefined ? [] : [wholeChange(one, is === undefined ? "removed" : "added", sides)];
  });
}

/** The tree has it twice: the priority of a journey is that of its group. */
const TOLD_BESIDE: ReadonlySet<string> = new Set(["JourneyDeclaration.exclusive.priority"]);

/** Several lists of who must agree are one. */
function declaredIn({ model }: Side): ReadonlyMap<string, Declared> {
  const declared = new Map<string, Declared>();
  for (const one of model.files.flatMap(({ declarations }) => declarations)) {
    if (one.kind === "ScenarioDeclaration") continue;
    const { kind, name } = named(one);
    const key = `${kind} ${name}`;
    const known = declared.get(key);
    if (known === undefined) declared.set(key, one);
    else if (known.kind === "ChangesDeclaration" && one.kind === "ChangesDeclaration")
      declared.set(key, { ...known, lines: [...known.lines, ...one.lines] });
  }
  return declared;
}

/** What a whole declaration more does; of one that is gone it is the opposite. */
const WHOLE: Readonly<Partial<Record<Declared["kind"], Effect>>> = {
  RightDeclaration: "stronger",
  PolicyDeclaration: "stronger",
  ChangesDeclaration: "stronger",
};

function wholeChange(one: Declared, how: "added" | "removed", sides: Sides): Change {
  const more = WHOLE[one.kind] ?? "different";
  const pair = { before: one, after: one };
  const difference: Difference = {
    how,
    at: one.kind,
    around: [pair],
    within: [],
    before: undefined,
    after: undefined,
  };
  return {
    at: one.kind,
    how,
    effect: how === "removed" && more === "stronger" ? "weaker" : more,
    of: one.kind === "ChangesDeclaration" ? "its upkeep" : "what runs",
    place: named(one),
    sentence: how === "added" ? `is new${titleOf(one)}` : `is gone${titleOf(one)}`,
    affects: affectedBy(difference, sides),
    ...(how === "added"
      ? { after: lineOf(sides.after.texts, one.span) }
      : { before: lineOf(sides.before.texts, one.span) }),
  };
}

const titleOf = (one: Declared): string =>
  "title" in one && one.title !== undefined ? `: “${one.title.text}”` : "";

// ── Scenarios, and texts that say the same ────────────────────────────────────────────────────────────────

function scenarioChanges({ before, after }: Sides): readonly ScenarioChange[] {
  const byTitle = ({ model }: Side) =>
    new Map(model.scenarios.map((one) => [`${one.of.text} ${one.title.text}`, one] as const));
  const [olds, news] = [byTitle(before), byTitle(after)];
  return [...new Set([...olds.keys(), ...news.keys()])].flatMap((key): readonly ScenarioChange[] => {
    const [was, is] = [olds.get(key), news.get(key)];
    const one = is ?? was;
    if (one === undefined || plainText(was) === plainText(is)) return [];
    const how = was === undefined ? "added" : is === undefined ? "removed" : "changed";
    return [{ how, journey: one.of.text, title: one.title.text }];
  });
}

const scenarioFiles = (changes: readonly ScenarioChange[], { before, after }: Sides): readonly string[] =>
  [before, after]
    .flatMap(({ model }) => model.scenarios)
    .filter(({ of, title }) => changes.some((one) => one.journey === of.text && one.title === title.text))
    .map(({ span }) => span.file);

/** @param told files of which something is said already */
function filesOfOtherText(
  before: Snapshot,
  after: Snapshot,
  told: readonly (string | undefined)[],
): readonly string[] {
  return after.files
    .filter(({ path, text }) => {
      const was = before.byPath.get(path)?.text;
      return was !== undefined && was !== text && !told.includes(path);
    })
    .map(({ path }) => path);
}
