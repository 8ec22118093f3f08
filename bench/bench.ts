/** What a bench is: a name on the command line, one run, and figures with their units. */

export interface Bench {
  /** One line: what is measured, beside what. */
  readonly summary: string;
  run(report: (line: string) => void): Promise<Found> | Found;
}

/** Figures; with what stands beside them in the JSON, for whoever compares in a form of their own. */
export type Found = readonly Figure[] | { readonly figures: readonly Figure[]; readonly also: object };

export interface Figure {
  readonly name: string;
  readonly value: number;
  /** `ms`, `lines/s`, `ratio`, … */
  readonly unit: string;
  /** A goal that was set, in the same unit; `null`: none. */
  readonly goal: { readonly is: "at most" | "at least"; readonly value: number } | null;
}

export const figure = (name: string, value: number, unit: string, goal: Figure["goal"] = null): Figure => ({
  name,
  value,
  unit,
  goal,
});

export const atMost = (value: number): Figure["goal"] => ({ is: "at most", value });
export const atLeast = (value: number): Figure["goal"] => ({ is: "at least", value });

/**
 * Milliseconds that this process has kept a processor busy, its garbage collector's threads too: what others do on the
 * machine does not count, where a contestant that takes longer would otherwise be interrupted more often.
 */
export function cpuTime(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1_000;
}

/** Names of the contestants, and the milliseconds of each one's middle round. */
export type Medians<K extends string> = Readonly<Record<K, number>>;

/**
 * Runs contestants in turn, round after round, so that what else the machine does falls on all of them alike.
 * The first rounds warm up and do not count.
 */
export function measureInTurn<K extends string>(
  contestants: Readonly<Record<K, () => unknown>>,
  {
    rounds = 15,
    warmUp = 5,
    clock = () => performance.now(),
  }: { readonly rounds?: number; readonly warmUp?: number; readonly clock?: () => number } = {},
): Medians<K> {
  // The keys of a record are those of its type.
  const names = Object.keys(contestants) as K[];
  const times = new Map<K, number[]>(names.map((name) => [name, []]));
  for (let round = -warmUp; round < rounds; round += 1) {
    for (const name of names) {
      const start = clock();
      contestants[name]();
      if (round >= 0) times.get(name)?.push(clock() - start);
    }
  }
  const medians = names.map((name) => [name, median(times.get(name) ?? [])]);
  return Object.fromEntries(medians) as Medians<K>;
}

export const median = (values: readonly number[]): number => percentile(values, 50);

/** The value that `percent` of the values do not exceed; NaN of none. */
export function percentile(values: readonly number[], percent: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor((sorted.length * percent) / 100))] ?? Number.NaN;
}
