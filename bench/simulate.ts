/**
 * A year of the shipped journey: 10,000 leads, and fewer, so that it shows whether time and memory grow as they do.
 * Seconds are of the processor and not of the clock on the wall: machines are shared.
 */
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { checkWorkspace } from "../compiler/check.ts";
import { compileModel } from "../compiler/compile.ts";
import type { People } from "../compiler/library.ts";
import { loadWorkspace } from "../compiler/workspace.ts";
import { assume } from "../runtime/simulate/cohort/assume.ts";
import { type CohortOptions, runCohort } from "../runtime/simulate/cohort/run-cohort.ts";
import { atMost, type Bench, type Figure, figure } from "./bench.ts";

const START = Date.UTC(2026, 10, 22, 23);
const YEAR = 365 * 86_400_000;
const COHORTS = [1_000, 3_000, 10_000] as const;

export const bench: Bench = {
  summary: "simulate: a year of lead_to_customer in virtual time, against as many people as the leads need",
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
    const timePer = ({ seconds, leads }: (typeof runs)[number]) => seconds / leads;
    const memoryPer = ({ heap, alive }: (typeof runs)[number]) => heap / alive;
    return [
      ...runs.flatMap(figuresOf),
      figure("time per lead, 10,000 beside 1,000", timePer(large) / timePer(small), "ratio", atMost(1.5)),
      figure("heap per instance alive, likewise", memoryPer(large) / memoryPer(small), "ratio", atMost(1.5)),
    ];
  },
};

interface Run {
  /** Of the processor, without the looks at the heap. */
  readonly seconds: number;
  readonly steps: number;
  /** Instances that ran when the heap was largest. */
  readonly alive: number;
  /** What the world took up then, bytes. */
  readonly heap: number;
}

const figuresOf = ({
  leads,
  seconds,
  steps,
  alive,
  heap,
}: Run & { readonly leads: number }): readonly Figure[] => [
  figure(`${leads} leads`, seconds, "s of processor", leads === 10_000 ? atMost(60) : null),
  figure(`${leads} leads`, steps / seconds, "steps/s"),
  figure(`${leads} leads, most alive`, alive, "instances"),
  figure(`${leads} leads, heap then`, heap / 2 ** 20, "MiB"),
  figure(`${leads} leads, heap then`, heap / 2 ** 10 / alive, "KiB each"),
];

/** Twenty looks at the heap in a year. */
const LOOK = YEAR / 20;
/** One of each role for so many leads. */
const LEADS_PER_PERSON = 250;

function run(options: Omit<CohortOptions, "incoming">, leads: number): Run {
  const collect = collector();
  const before = heapAfter(collect);
  let most = { heap: 0, alive: 0 };
  let steps = 0;
  let looked = 0;
  let next = options.start + LOOK;
  const alive = new Set<string>();
  const start = process.cpuUsage();
  runCohort({
    ...options,
    people: enough(options.people, Math.ceil(leads / LEADS_PER_PERSON)),
    incoming: { leads },
    onStep({ id, state }, _, { now }) {
      steps += 1;
      if (state.stage === null) alive.delete(id);
      else alive.add(id);
      if (now < next) return;
      next += LOOK;
      const began = process.cpuUsage();
      const heap = heapAfter(collect) - before;
      if (heap > most.heap) most = { heap, alive: alive.size };
      looked += secondsSince(began);
    },
  });
  return { seconds: secondsSince(start) - looked, steps, ...most };
}

const secondsSince = (start: NodeJS.CpuUsage): number => {
  const { user, system } = process.cpuUsage(start);
  return (user + system) / 1e6;
};

function heapAfter(collect: () => void): number {
  collect();
  return process.memoryUsage().heapUsed;
}

/** The collector of garbage, which is not at hand unless it is asked for. */
function collector(): () => void {
  setFlagsFromString("--expose-gc");
  return runInNewContext("gc") as () => void;
}

/** Of each role as many as are needed; nobody is named twice. */
function enough(people: People, count: number): People {
  const more = Array.from({ length: count - 1 }, (_, copy) =>
    people.people.map((person) => ({ ...person, id: `${person.id}_${copy + 2}` })),
  );
  return { ...people, people: [...people.people, ...more.flat()] };
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
