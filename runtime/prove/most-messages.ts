/**
 * The most messages that may fall due to one subject within the window of each cap, if every one of them is let go at
 * once. Over the runs that were seen: a longest way over the graph, along which no more time passes than the window.
 */
import { exactMs } from "../policy/exact-time.ts";
import type { Arena } from "./arena.ts";
import type { Edge, Graph } from "./explore.ts";

export interface MessageLoad {
  /** The cap's channel, its number and its window in milliseconds. */
  readonly channel: string;
  readonly cap: number;
  readonly window: number;
  /** `null`: without end, as often as somebody likes. */
  readonly most: number | null;
}

/** More than this is as good as without end. */
const MOST = 50;

export function mostMessages({ policy }: Arena, graph: Graph): readonly MessageLoad[] {
  return (policy?.caps ?? []).map(({ channel, atMost, per }) => {
    const window = exactMs(per);
    return { channel, cap: atMost, window, most: mostWithin(graph, window) };
  });
}

/** For each number of messages, the least time from any state in which each state is reached with so many sent. */
function mostWithin({ nodes, edges }: Graph, window: number): number | null {
  const next = new Map<number, Edge[]>();
  for (const edge of edges) {
    const known = next.get(edge.from);
    if (known === undefined) next.set(edge.from, [edge]);
    else known.push(edge);
  }
  let times = new Array<number>(nodes.length).fill(0);
  for (let sent = 0; sent < MOST; sent += 1) {
    const more = afterOneMore(times, next, window);
    if (more === null) return sent;
    times = more;
  }
  return null;
}

/** `null`: within the window no more is sent. A step that sends several counts as one after the other at once. */
function afterOneMore(
  times: readonly number[],
  next: ReadonlyMap<number, readonly Edge[]>,
  window: number,
): number[] | null {
  const reached = new Array<number>(times.length).fill(Number.POSITIVE_INFINITY);
  const without = settle(times, next, window);
  let isAny = false;
  for (const [from, edges] of next) {
    const at = without[from] ?? Number.POSITIVE_INFINITY;
    for (const { to, sent, takes } of edges) {
      if (sent === 0 || at + takes > window || at + takes >= (reached[to] ?? 0)) continue;
      reached[to] = at + takes;
      isAny = true;
    }
  }
  return isAny ? reached : null;
}

/** The least times over steps that send nothing; work through those that became sooner until none does. */
function settle(
  times: readonly number[],
  next: ReadonlyMap<number, readonly Edge[]>,
  window: number,
): readonly number[] {
  const least = [...times];
  const open = least.flatMap((time, index) => (time <= window ? [index] : []));
  for (let from = open.pop(); from !== undefined; from = open.pop()) {
    const at = least[from] ?? Number.POSITIVE_INFINITY;
    for (const { to, sent, takes } of next.get(from) ?? []) {
      const then = at + takes;
      if (sent > 0 || then > window || then >= (least[to] ?? Number.POSITIVE_INFINITY)) continue;
      least[to] = then;
      open.push(to);
    }
  }
  return least;
}
