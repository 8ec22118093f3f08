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
  /** Where it stands on the agenda, which alone sets it; `-1`: not on it. */
  place: number;
}

export class Agenda {
  private readonly heap: Due[] = [];

  add(due: Due): void {
    this.rise(due, this.heap.length);
  }

  /** The first that is to come, left where it is; `null`: nothing is. */
  first(): Due | null {
    return this.heap[0] ?? null;
  }

  /** What is not on it is left out of it. */
  remove(due: Due): void {
    const { heap } = this;
    const { place } = due;
    if (place === -1) return;
    due.place = -1;
    const last = heap.pop();
    if (last === undefined || last === due) return;
    const parent = heap[(place - 1) >> 1];
    if (place > 0 && parent !== undefined && isBefore(last, parent)) this.rise(last, place);
    else this.sink(last, place);
  }

  /** Puts it at `from`, or as far above as it belongs. */
  private rise(due: Due, from: number): void {
    let at = from;
    while (at > 0) {
      const above = this.heap[(at - 1) >> 1];
      if (above === undefined || !isBefore(due, above)) break;
      this.put(above, at);
      at = (at - 1) >> 1;
    }
    this.put(due, at);
  }

  private sink(due: Due, from: number): void {
    let at = from;
    for (;;) {
      const child = this.earlierChild(at);
      if (child === null || !isBefore(child, due)) break;
      const { place } = child;
      this.put(child, at);
      at = place;
    }
    this.put(due, at);
  }

  private put(due: Due, at: number): void {
    this.heap[at] = due;
    due.place = at;
  }

  private earlierChild(at: number): Due | null {
    const left = this.heap[2 * at + 1];
    const right = this.heap[2 * at + 2];
    if (left === undefined) return null;
    return right !== undefined && isBefore(right, left) ? right : left;
  }
}

function isBefore(one: Due, other: Due): boolean {
  if (one.at !== other.at) return one.at < other.at;
  if (one.rank !== other.rank) return one.rank < other.rank;
  return one.order < other.order;
}
