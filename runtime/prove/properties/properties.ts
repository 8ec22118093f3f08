/** The properties that are looked at in each run, and those that the whole of what was explored must have. */
import type { Arena } from "../arena.ts";
import type { Coverage } from "../coverage.ts";
import type { Graph, Kind, Node } from "../explore.ts";
import type { Finding } from "../finding.ts";
import type { Run } from "../runs.ts";

/** One thing that happened: from where (`null`: the beginning), by what, and how it went. */
export interface Seen {
  readonly from: Node | null;
  readonly kind: Kind;
  readonly run: Run;
}

/** `null`: it is kept in this run. Of several runs that break it in one place the first is told, which is the shortest. */
export type RunProperty = (arena: Arena, seen: Seen) => Finding | null;

export type GraphProperty = (arena: Arena, graph: Graph, coverage: Coverage) => readonly Finding[];
