/**
 * Two states of a journey as one graph: what stands in both, what is new, what is gone, and what is another. Names are
 * those of now, as the diff aligns them, so that a stage by another name is the same stage.
 */
import type { Change } from "../diff/change.ts";
import type { Side, Sides } from "../diff/sides.ts";
import { type GraphEdge, type GraphNode, graphOf, type JourneyGraph } from "./journey-graph.ts";

export type Standing = "same" | "added" | "removed" | "changed";

/** How a node is called at one of the two states, and its owner or outcome. */
export interface Called {
  readonly name: string;
  readonly detail: string;
}

export interface ComparedNode {
  readonly id: string;
  readonly kind: GraphNode["kind"];
  readonly standing: Standing;
  readonly before?: Called;
  readonly after?: Called;
  /** What the diff says of it, in its words; neutral changes and a name of its own are left out. */
  readonly changes: readonly string[];
}

export interface ComparedLabel {
  readonly text: string;
  readonly standing: "same" | "added" | "removed";
}

export interface ComparedEdge {
  readonly from: string;
  readonly to: string;
  readonly standing: Standing;
  readonly labels: readonly ComparedLabel[];
  /** The handover that it goes through, as it is called now. */
  readonly through?: string;
  /** As it was called. */
  readonly throughWas?: string;
  /** What the diff says of the handover. */
  readonly changes: readonly string[];
}

export interface GraphComparison {
  readonly name: string;
  readonly title: string;
  readonly nodes: readonly ComparedNode[];
  readonly edges: readonly ComparedEdge[];
}

/** @param journey its name, as it is now or as it was before it went. */
export function compareJourney(journey: string, sides: Sides, changes: readonly Change[]): GraphComparison {
  const own = changes.filter(({ place }) => place.name === journey && place.part !== undefined);
  const [before, after] = [graphIn(sides.before, journey), graphIn(sides.after, journey)];
  return {
    name: journey,
    title: (after ?? before)?.title ?? "",
    nodes: joined(before?.nodes ?? [], after?.nodes ?? [], ({ id }) => id).map((pair) => nodeOf(pair, own)),
    edges: joined(before?.edges ?? [], after?.edges ?? [], edgeKey).map((pair) => edgeOf(pair, own)),
  };
}

/** Journeys whose picture is another, in the order of the texts. */
export function comparedJourneys(sides: Sides, changes: readonly Change[]): readonly GraphComparison[] {
  const names = [sides.after, sides.before].flatMap(({ model }) => [...model.journeys.keys()]);
  return [...new Set(names)].map((name) => compareJourney(name, sides, changes)).filter(isOther);
}

export const isOther = ({ nodes, edges }: GraphComparison): boolean =>
  [...nodes, ...edges].some(({ standing }) => standing !== "same");

function graphIn({ model, texts }: Side, name: string): JourneyGraph | undefined {
  const journey = model.journeys.get(name);
  return journey === undefined ? undefined : graphOf(journey, texts.get(journey.span.file) ?? "");
}

// ── One and the other ─────────────────────────────────────────────────────────────────────────────────────

type Pair<T> =
  | { readonly before: T | undefined; readonly after: T }
  | { readonly before: T; readonly after: undefined };

/** In the order of now; what is gone follows what it stood behind. */
function joined<T>(before: readonly T[], after: readonly T[], keyOf: (one: T) => string): readonly Pair<T>[] {
  const olds = new Map(before.map((one) => [keyOf(one), one]));
  const pairs: Pair<T>[] = after.map((one) => ({ before: olds.get(keyOf(one)), after: one }));
  const keys = after.map(keyOf);
  let last = "";
  for (const one of before) {
    const key = keyOf(one);
    if (!keys.includes(key)) {
      const at = keys.indexOf(last) + 1;
      pairs.splice(at, 0, { before: one, after: undefined });
      keys.splice(at, 0, key);
    }
    last = key;
  }
  return pairs;
}

const edgeKey = ({ from, to, through = "" }: GraphEdge): string => [from, to, through].join("\n");

function standingOf(pair: Pair<unknown>, isChanged: boolean): Standing {
  if (pair.before === undefined) return "added";
  if (pair.after === undefined) return "removed";
  return isChanged ? "changed" : "same";
}

// ── Nodes ─────────────────────────────────────────────────────────────────────────────────────────────────

function nodeOf(pair: Pair<GraphNode>, changes: readonly Change[]): ComparedNode {
  const { id, kind, name } = pair.after ?? pair.before;
  const own = changes.filter(({ place }) => place.part?.kind === kind && place.part.name === name);
  const was = own.find(({ was }) => was !== undefined)?.was;
  const sentences = sentencesOf(own);
  const isMoved = pair.before?.detail !== pair.after?.detail;
  return {
    id,
    kind,
    standing: standingOf(pair, isMoved || was !== undefined || sentences.length > 0),
    ...(pair.before && { before: { name: was ?? pair.before.name, detail: pair.before.detail } }),
    ...(pair.after && { after: { name: pair.after.name, detail: pair.after.detail } }),
    changes: sentences,
  };
}

/** A title that is another is no reason to look at a picture. */
const sentencesOf = (changes: readonly Change[]): readonly string[] =>
  changes
    .filter(({ effect, was }) => effect !== "neutral" && was === undefined)
    .map(({ sentence }) => sentence);

// ── Edges ─────────────────────────────────────────────────────────────────────────────────────────────────

function edgeOf(pair: Pair<GraphEdge>, changes: readonly Change[]): ComparedEdge {
  const { from, to, through } = pair.after ?? pair.before;
  const labels = labelsOf(pair.before?.labels ?? [], pair.after?.labels ?? []);
  const own = changes.filter(({ place }) => place.part?.kind === "handover" && place.part.name === through);
  const throughWas = own.find(({ was }) => was !== undefined)?.was;
  const sentences = sentencesOf(own);
  const isChanged = labels.some(({ standing }) => standing !== "same") || sentences.length > 0;
  return {
    from,
    to,
    standing: standingOf(pair, isChanged || throughWas !== undefined),
    labels,
    ...(through !== undefined && { through }),
    ...(throughWas !== undefined && { throughWas }),
    changes: sentences,
  };
}

const labelsOf = (before: readonly string[], after: readonly string[]): readonly ComparedLabel[] =>
  joined(before, after, (text) => text).map((pair) => {
    const standing = standingOf(pair, false);
    return { text: pair.after ?? pair.before ?? "", standing: standing === "changed" ? "same" : standing };
  });
