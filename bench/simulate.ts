/**
 * A year of the shipped journey: 10,000 leads, and fewer, so that it shows whether time and memory grow as they do.
 * Seconds are of the processor and not of the clock on the wall: machines are shared.
 */
import { checkWorkspace } from "../compiler/check.ts";
import { compileModel } from "../compiler/compile.ts";
import { loadWorkspace } from "../compiler/workspace.ts";
import { assume } from "../runtime/simulate/cohort/assume.ts";
import { type CohortOptions, runCohort } from "../runtime/simulate/cohort/run-cohort.ts";
import { atMost, type Bench, type Figure, figure } from "./bench.ts";

const START = Date.UTC(2026, 10, 22, 23);
const YEAR = 365 * 86_400_000;
const COHORTS = [1_000, 3_000, 10_000] as const;

export const bench: Bench = {
  summary: "simulate: a year of lead_to_customer in virtual time, against its people",
  run(report) {
    const options = shipped();
    run(options, 200);
    const runs = COHORTS.map((leads) => {
      const one = run(options, leads);
      report(`${leads} leads: ${one.seconds.toFixed(1)} s, ${one.steps} steps`);
      return { leads, ...one };
    });
    const [small] = runs;
    const large = runs.at(-1);
    if (small === undefined || large === undefined) throw new Error("nothing was run");
    return [
      ...runs.flatMap(figuresOf),
      figure(
        "time per lead, 10,000 beside 1,000",
        large.seconds / large.leads / (small.seconds / small.leads),
        "ratio",
        atMost(1.5),
      ),
    ];
  },
};

interface Run {
  readonly seconds: number;
  readonly steps: number;
  readonly open: number;
  /** Most heap in use at a time, and where it stood before. */
  readonly peak: number;
  readonly before: number;
}

const figuresOf = ({
  leads,
  seconds,
  steps,
  open,
  peak,
  before,
}: Run & { readonly leads: number }): readonly Figure[] => [
  figure(`${leads} leads`, seconds, "s of processor", leads === 10_000 ? atMost(60) : null),
  figure(`${leads} leads`, steps / seconds, "steps/s"),
  figure(`${leads} leads, heap above that before`, (peak - before) / 2 ** 20, "MiB"),
  figure(`${leads} leads, under way at the end`, open, "instances"),
];

/** How many steps lie between two looks at the heap. */
const LOOK = 5_000;

function run(options: Omit<CohortOptions, "incoming">, leads: number): Run {
  globalThis.gc?.();
  const before = process.memoryUsage().heapUsed;
  let peak = before;
  let steps = 0;
  const start = process.cpuUsage();
  const { open } = runCohort({
    ...options,
    incoming: { leads },
    onStep() {
      steps += 1;
      if (steps % LOOK === 0) peak = Math.max(peak, process.memoryUsage().heapUsed);
    },
  });
  const { user, system } = process.cpuUsage(start);
  return { seconds: (user + system) / 1e6, steps, open, peak, before };
}

function shipped(): Omit<CohortOptions, "incoming"> {
  const { model } = checkWorkspace(loadWorkspace("journeys"), { today: "2026-11-22" });
  const { library, releases } = compileModel(model, { horizon: { from: 2026, years: 5 } });
  const plans = releases.map(({ plan }) => plan);
  const plan = plans.find(({ journey }) => journey === "lead_to_customer");
  if (plan === undefined || model.people === null) throw new Error("the shipped journey is not there");
  const assumptions = assume(library, plans, plan);
  return {
    library,
    plans,
    people: model.people,
    plan,
    assumptions,
    seed: 1,
    start: START,
    until: START + YEAR,
  };
}
