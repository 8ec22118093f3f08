/**
 * `migrate from v1 at once { | becomes | }`: on the left the stages and steps of the earlier versions that a line may be
 * about, those first of which one has to be; on the right where whoever stands there may go on.
 */
import type * as ast from "../../language/ast.ts";
import { type Fits, whatFits } from "../../language/what-fits.ts";
import { checkWorkspace } from "../check.ts";
import type { Plan } from "../plan.ts";
import { readJourney } from "../resolve.ts";
import { planOfText } from "../versions/plan-of-text.ts";
import { nameInMap } from "../versions/read-map.ts";
import { homelessIn, mapOf, stagesLeftOut, undecided } from "../versions/version-move.ts";
import { isRestful } from "../ways.ts";
import type { WorkspaceFile } from "../workspace.ts";
import { modelIn, type Snapshot, withText } from "./snapshot.ts";

export interface MapName {
  readonly name: string;
  readonly kind: "stage" | "value";
  readonly detail: string;
}

/** Where a name of the map begins, which may have dots in it, and what it may be; `null`: no map stands there. */
export function completeMap(
  snapshot: Snapshot,
  file: WorkspaceFile,
  offset: number,
): { readonly start: number; readonly names: readonly MapName[] } | null {
  if (!BEGUN.test(file.text.slice(0, offset))) return null;
  const start = offset - (/[a-z0-9_.]*$/.exec(file.text.slice(0, offset))?.[0].length ?? 0);
  const fits = whatFits(file.text, start);
  const side = sideAt(fits);
  const journey = journeyAt(file, offset);
  if (side === null || journey === undefined) return null;
  const written = writtenSoFar(fits);
  const olds = releasedOf(snapshot, journey.name.text, written.from);
  const next = planWithout({ snapshot, file, begun: written.start, offset, name: journey.name.text });
  const names =
    side === "from"
      ? olds.flatMap((old) => namesOfGone(old, next, journey, written))
      : namesOfPlaces(olds, next, journey, written);
  return { start, names };
}

/** So that no other text is looked at as closely as this is. */
const BEGUN = /\bmigrate\s+from\b[^{}]*\{[^{}]*$/;

/** Behind a path a line may end, and a further one begin: that is a left side, too. */
function sideAt({ fitting }: Fits): "from" | "to" | null {
  const inMap = fitting.filter(({ frame }) => frame.rule === "path" && frame.caller?.rule === "migration");
  if (inMap.some(({ index, frame }) => index === 0 && frame.call === 0)) return "from";
  return inMap.some(({ index, frame }) => index === 0 && frame.call === 1) ? "to" : null;
}

const journeyAt = (file: WorkspaceFile, offset: number): ast.JourneyDeclaration | undefined =>
  readJourney(file)
    .file.declarations.filter((one) => one.kind === "JourneyDeclaration")
    .findLast(({ span }) => span.start <= offset);

interface Written {
  /** Where the word `migrate` begins. */
  readonly start: number;
  readonly from: readonly number[];
  readonly at: "once" | "next stage";
  /** The lines before the cursor. */
  readonly map: readonly { readonly from: string; readonly to: string }[];
  /** The left side of the line that is being written. */
  readonly open: string;
}

function writtenSoFar({ before }: Fits): Written {
  const begun = before.findLastIndex(({ image }) => image === "migrate");
  const words = before.slice(begun).map(({ image }) => image);
  const brace = words.indexOf("{");
  const head = words.slice(0, brace);
  const names = pathsIn(words.slice(brace + 1));
  const map: Written["map"][number][] = [];
  let at = 0;
  for (; names[at + 1] === "becomes" && names[at + 2] !== undefined; at += 3)
    map.push({ from: names[at] ?? "", to: names[at + 2] ?? "" });
  return {
    start: before[begun]?.startOffset ?? 0,
    from: head.flatMap((word) => (/^v\d+$/.test(word) ? [Number(word.slice(1))] : [])),
    at: head.includes("once") ? "once" : "next stage",
    map,
    open: names[at] ?? "",
  };
}

/** `a . b becomes c`: with what dots join in one. */
function pathsIn(words: readonly string[]): readonly string[] {
  const paths: string[] = [];
  for (const [nth, word] of words.entries()) {
    if (word === ".") continue;
    if (words[nth - 1] === ".") paths.push(`${paths.pop()}/${word}`);
    else paths.push(word);
  }
  return paths;
}

const releasedOf = (snapshot: Snapshot, journey: string, versions: readonly number[]): readonly Plan[] =>
  (modelIn(snapshot).releases?.frozen ?? [])
    .map(({ release: { plan } }) => plan)
    .filter((plan) => plan.journey === journey && versions.includes(plan.version));

// ── The text, without what is being written ───────────────────────────────────────────────────────────────

interface Without {
  readonly snapshot: Snapshot;
  readonly file: WorkspaceFile;
  readonly begun: number;
  readonly offset: number;
  readonly name: string;
}

/** `null`: something else is wrong as well, and nobody knows the steps of the text. */
function planWithout({ snapshot, file: { path, text }, begun, offset, name }: Without): Plan | null {
  const brace = text.indexOf("}", offset);
  const end = brace < 0 ? text.length : brace + 1;
  const without = withText(snapshot, path, text.slice(0, begun) + " ".repeat(end - begun) + text.slice(end));
  const { model, diagnostics } = checkWorkspace(without);
  const journey = model.journeys.get(name);
  if (journey === undefined || diagnostics.some(({ severity }) => severity === "error")) return null;
  return planOfText(model, journey);
}

// ── The left side ─────────────────────────────────────────────────────────────────────────────────────────

function namesOfGone(
  old: Plan,
  next: Plan | null,
  journey: ast.JourneyDeclaration,
  { at, map }: Written,
): readonly MapName[] {
  const ofVersion = `v${old.version}`;
  const isSaid = (name: string): boolean => map.some(({ from }) => from === name.replaceAll(".", "/"));
  if (next === null) {
    const known = new Set(journey.stages.map(({ name }) => name.text));
    const steps = at === "once" ? stepNames(old, Object.keys(old.code)) : [];
    const gone = Object.keys(old.stages).filter((stage) => !known.has(stage));
    return [
      ...gone.map((name) => stageOf(name, `a stage of ${ofVersion} that is gone`)),
      ...steps.map((name) => stepOf(name, `a step of ${ofVersion}`)),
    ].filter(({ name }) => !isSaid(name));
  }
  const versions = { old, next, migration: { from: old.version, at, map } };
  const missing = homelessIn(versions).map(({ step }) => step);
  return [
    ...stagesLeftOut(versions).map(({ step }) => stageOf(step, `a stage of ${ofVersion} that is gone`)),
    ...stepNames(old, missing).map((name) => stepOf(name, `a step of ${ofVersion} that needs a line`)),
  ].filter(({ name }) => !isSaid(name));
}

const stepNames = (plan: Plan, steps: readonly string[]): readonly string[] =>
  steps.filter((step) => isRestful(plan.code[step] ?? STAY)).map((step) => nameInMap(plan, step));
const STAY = { do: "stay" } as const;

const stageOf = (name: string, detail: string): MapName => ({ name, kind: "stage", detail });
const stepOf = (name: string, detail: string): MapName => ({ name, kind: "value", detail });

// ── The right side ────────────────────────────────────────────────────────────────────────────────────────

const OVER: MapName = { name: "stay", kind: "value", detail: "what was under way there is over" };

function namesOfPlaces(
  olds: readonly Plan[],
  next: Plan | null,
  journey: ast.JourneyDeclaration,
  { map, at, open }: Written,
): readonly MapName[] {
  const isStage = olds.some(({ stages }) => stages[open] !== undefined);
  const over = isStage ? [] : [OVER];
  if (next === null)
    return [...journey.stages.map(({ name }) => stageOf(name.text, "a stage of this version")), ...over];
  const mayBecome = (to: string): boolean =>
    olds.some((old) => {
      const line = { from: open, to: to.replaceAll(".", "/") };
      const read = mapOf({ old, next, migration: { from: old.version, at, map: [...map, line] } });
      const [step, place] = [...read.steps].at(-1) ?? [];
      const isHeld = (): boolean =>
        step === undefined || place?.is !== "step" || undecided(old, next, step, place.step).length === 0;
      return read.faults.every(({ line: nth }) => nth !== map.length) && isHeld();
    });
  return [
    ...Object.keys(next.stages).map((name) => stageOf(name, "a stage of this version")),
    ...stepNames(next, Object.keys(next.code)).map((name) => stepOf(name, "a step of this version")),
    ...over,
  ].filter(({ name }) => mayBecome(name));
}
