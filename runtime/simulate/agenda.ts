/**
 * What is to come, the earliest first: a binary heap (J. W. J. Williams, "Algorithm 232", 1964), so that a world of
 * many costs no more at each instant than a world of one, but for a logarithm.
 */
import type { Instant } from "../../compiler/plan.ts";

/** Of what comes at one instant the lowest rank goes first: what people do, then other events, then timers. */
export const RANK = { act: 0, event: 1, instance: 2, subject: 3, care: 4 } as const;

export interface Due {
  readonly at: Instant;
  readonly rank: number;
  /** Among those of one rank at one instant: who was there first. */
  readonly order: number;
  readonly run: () => void;
  /** Set once it is not to be run any more; it is passed over when its turn comes. */
  isOff: boolean;
}

export class Agenda {
  private readonly heap: Due[] = [];

  add(due: Due): void {
    const { heap } = this;
    let at = heap.push(due) - 1;
    while (at > 0) {
      const parent = (at - 1) >> 1;
      const above = heap[parent];
      if (above === undefined || !isBefore(due, above)) break;
      heap[at] = above;
      at = parent;
    }
    heap[at] = due;
  }

  /** The first that is to come, left where it is; `null`: nothing is. */
  first(): Due | null {
    for (;;) {
      const [first] = this.heap;
      if (first === undefined) return null;
      if (!first.isOff) return first;
      this.takeFirst();
    }
  }

  takeFirst(): void {
    const { heap } = this;
    const last = heap.pop();
    if (last === undefined || heap.length === 0) return;
    let at = 0;
    for (;;) {
      const child = earlierChild(heap, at);
      const below = child === null ? undefined : heap[child];
      if (child === null || below === undefined || !isBefore(below, last)) break;
      heap[at] = below;
      at = child;
    }
    heap[at] = last;
  }
}

function earlierChild(heap: readonly Due[], at: number): number | null {
  const left = heap[2 * at + 1];
  const right = heap[2 * at + 2];
  if (left === undefined) return null;
  return right !== undefined && isBefore(right, left) ? 2 * at + 2 : 2 * at + 1;
}

function isBefore(one: Due, other: Due): boolean {
  if (one.at !== other.at) return one.at < other.at;
  if (one.rank !== other.rank) return one.rank < other.rank;
  return one.order < other.order;
}
