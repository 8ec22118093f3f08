/** What scenarios have covered, told: a line for each journey, and what they have not, each with its place. */

import type { Model } from "../../compiler/model.ts";
import type { Release, SourceMap } from "../../compiler/plan.ts";
import type { Span } from "../../language/ast.ts";
import { positionsIn } from "../../language/diagnostics/positions.ts";
import {
  COVERED_KINDS,
  type CoverageAt,
  type CoveredKind,
  coverageOf,
  percentOf,
  type Trace,
} from "../../runtime/simulate/coverage.ts";
import { type Column, tableLines } from "../print/table.ts";
import type { CheckedDirectory } from "./check-directory.ts";

export interface JourneyCoverage {
  readonly journey: string;
  readonly percent: number;
  /** Of each kind that the journey has. */
  readonly kinds: Readonly<Partial<Record<CoveredKind, { readonly covered: number; readonly of: number }>>>;
  readonly missing: readonly MissingItem[];
}
export interface MissingItem {
  readonly kind: CoveredKind;
  readonly name: string;
  /** As seen from where the command runs; lines and columns from 1. `null`: it stands in no file. */
  readonly file: string | null;
  readonly line: number | null;
  readonly column: number | null;
}

/** Of one journey, over all that its scenarios left behind. */
export function journeyCoverage(
  { plan, sources }: Release,
  traces: readonly Trace[],
  checked: CheckedDirectory,
): JourneyCoverage {
  const items = coverageOf(plan, traces);
  const kinds = COVERED_KINDS.flatMap((kind) => {
    const own = items.filter((item) => item.kind === kind);
    return own.length === 0
      ? []
      : [[kind, { covered: own.filter(({ covered }) => covered).length, of: own.length }]];
  });
  return {
    journey: plan.journey,
    percent: percentOf(items),
    kinds: Object.fromEntries(kinds),
    missing: items
      .filter(({ covered }) => !covered)
      .map(({ kind, name, at }) => ({ kind, name, ...placeOf(at, plan.journey, sources, checked) })),
  };
}

const NOWHERE = { file: null, line: null, column: null };

function placeOf(
  at: CoverageAt,
  journey: string,
  sources: SourceMap,
  checked: CheckedDirectory,
): Pick<MissingItem, "file" | "line" | "column"> {
  const { shownPath } = checked;
  if ("source" in at) {
    const place = sources[at.source];
    return place === undefined ? NOWHERE : { ...place, file: shownPath(place.file) };
  }
  const span = spanOf(at, journey, checked.model);
  if (span === undefined) return NOWHERE;
  const file = shownPath(span.file);
  return { file, ...positionsIn(checked.sources)(file).at(span.start) };
}

function spanOf(
  at: Exclude<CoverageAt, { readonly source: string }>,
  journey: string,
  model: Model,
): Span | undefined {
  if ("ladder" in at) return model.ladders.get(at.ladder)?.steps[at.rung]?.span;
  const { exits, handovers } = model.journeys.get(journey) ?? { exits: [], handovers: [] };
  if ("exit" in at) return exits.find(({ name }) => name.text === at.exit)?.name.span;
  const results = handovers.find(({ name }) => name.text === at.handover)?.decline?.results ?? [];
  return results.find(({ labels }) => labels.some(({ text }) => text === at.reason))?.span;
}

const PLURAL: Readonly<Record<CoveredKind, string>> = {
  stage: "stages",
  exit: "exits",
  handler: "handlers",
  branch: "branches",
  rung: "rungs",
  decline: "declines",
  answer: "answers",
};

/** A table of the journeys, then what no scenario has been through, so that an editor can open it. */
export function coverageLines(journeys: readonly JourneyCoverage[]): readonly string[] {
  const columns: readonly Column<JourneyCoverage>[] = [
    { title: "journey", of: ({ journey }) => journey },
    { title: "covered", of: ({ percent }) => `${percent}%` },
    ...COVERED_KINDS.map((kind) => ({ title: PLURAL[kind], of: countOf(kind) })),
  ];
  const missing = journeys.flatMap(({ journey, missing: items }) => items.map((one) => lineOf(journey, one)));
  return [
    ...tableLines(columns, journeys, (title) => title),
    ...(missing.length === 0 ? [] : ["", ...missing]),
  ];
}

const countOf =
  (kind: CoveredKind) =>
  ({ kinds }: JourneyCoverage): string => {
    const count = kinds[kind];
    return count === undefined ? "-" : `${count.covered}/${count.of}`;
  };

function lineOf(journey: string, { kind, name, file, line, column }: MissingItem): string {
  const place = file === null ? "" : `${file}:${line}:${column}: `;
  return `${place}${kind} not covered: ${journey}: ${name}`;
}
