/**
 * What a step of the machine costs: on what a cohort puts into the shipped journey, after a short life and a long one,
 * and beside the pure transition of XState on the same flat chart.
 */
import { createMachine, initialTransition, transition } from "xstate";
import { checkWorkspace } from "../compiler/check.ts";
import { compileModel } from "../compiler/compile.ts";
import type { People } from "../compiler/library.ts";
import type { Plan } from "../compiler/plan.ts";
import { loadWorkspace, type Workspace } from "../compiler/workspace.ts";
import type { Event, Input } from "../runtime/machine/protocol.ts";
import type { State } from "../runtime/machine/state.ts";
import { step } from "../runtime/machine/step.ts";
import { assume } from "../runtime/simulate/cohort/assume.ts";
import { runCohort } from "../runtime/simulate/cohort/run-cohort.ts";
import { atMost, type Bench, type Figure, figure, measureInTurn, median, percentile } from "./bench.ts";

const START = Date.UTC(2026, 10, 22, 23);
const DAY = 86_400_000;

export const bench: Bench = {
  summary: "machine: steps of the shipped journey, size of its states, and one flat chart beside XState",
  run: () => [...mix(), ...life(), ...flat()],
};

// ── What a cohort puts in ─────────────────────────────────────────────────────────────────────────────────

interface Step {
  readonly plan: Plan;
  readonly before: State | null;
  readonly input: Input;
  readonly after: State;
}

function mix(): readonly Figure[] {
  const steps = stepsOfCohort(60);
  const ms = measureInTurn({ all: () => steps.map(({ plan, before, input }) => step(plan, before, input)) });
  const bytes = steps
    .filter(({ after }) => after.stage !== null)
    .map(({ after }) => Buffer.byteLength(JSON.stringify(after)));
  return [
    figure("steps of a cohort", steps.length, "steps"),
    figure("steps of a cohort", (steps.length / ms.all) * 1_000, "steps/s"),
    figure("state, median", median(bytes), "bytes", atMost(4_096)),
    figure("state, 95 of 100", percentile(bytes, 95), "bytes"),
    figure("state, largest", Math.max(...bytes), "bytes"),
  ];
}

function stepsOfCohort(leads: number): readonly Step[] {
  const { library, plans, people } = compiled(loadWorkspace("journeys"));
  const plan = named(plans, "lead_to_customer");
  const steps: Step[] = [];
  runCohort({
    library,
    plans,
    people,
    plan,
    assumptions: assume(library, plans, plan),
    seed: 1,
    start: START,
    until: START + 120 * DAY,
    incoming: { leads },
    onStep: (instance, before, input) =>
      steps.push({ plan: instance.plan, before, input, after: instance.state }),
  });
  return steps;
}

// ── A long life ───────────────────────────────────────────────────────────────────────────────────────────

const LIVES = [10, 100, 1_000, 10_000] as const;
const STEPS_MEASURED = 200;

/** Page views, which the stage listens for and scores do not count here: a minute apart, within one visit. */
function life(): readonly Figure[] {
  const { plans } = compiled(loadWorkspace("journeys"));
  const plan = named(plans, "lead_to_customer");
  const states = LIVES.map((events) => [`${events}`, livedBy(plan, events)] as const);
  const ms = measureInTurn(
    Object.fromEntries(
      states.map(([name, state]) => [
        name,
        () => {
          for (let count = 0; count < STEPS_MEASURED; count += 1) step(plan, state, viewed(20_000 + count));
        },
      ]),
    ),
  );
  const first = ms[`${LIVES[0]}`] ?? Number.NaN;
  return states.flatMap(([name, state]) => [
    figure(`step after ${name} events`, (ms[name] ?? Number.NaN) / first, "of that after 10", atMost(1.5)),
    figure(`state after ${name} events`, Buffer.byteLength(JSON.stringify(state)), "bytes"),
  ]);
}

const viewed = (minute: number): Input => {
  const at = START + minute * 60_000;
  const event: Event = { id: `e${minute}`, kind: "page_viewed", at, fields: { path: `/page/${minute}` } };
  return { is: "event", now: at, event };
};

function livedBy(plan: Plan, events: number): State {
  let { state } = step(plan, null, {
    is: "start",
    now: START,
    instance: "lead_to_customer/1",
    subject: "1",
    stage: "nurture",
    fields: { email: "maria@example.com" },
    bands: {},
    event: null,
  });
  for (let minute = 1; minute <= events; minute += 1) ({ state } = step(plan, state, viewed(minute)));
  return state;
}

// ── The same flat chart ───────────────────────────────────────────────────────────────────────────────────

const STAGES = 8;
const ROUNDS = 250;

/** From stage to stage in a ring, on one event; ours also writes it down, keeps the bound, and says who holds. */
function flat(): readonly Figure[] {
  const plan = named(compiled(ring()).plans, "ring");
  const chart = createMachine({
    initial: "s0",
    states: Object.fromEntries(
      Array.from({ length: STAGES }, (_, at) => [`s${at}`, { on: { go: `s${(at + 1) % STAGES}` } }]),
    ),
  });
  const ms = measureInTurn({
    ours() {
      const start = { instance: "ring/1", subject: "1", stage: "s0", fields: {}, bands: {}, event: null };
      let { state } = step(plan, null, { is: "start", now: START, ...start });
      for (let count = 1; count <= STAGES * ROUNDS; count += 1) {
        const now = START + count * 1_000;
        const event: Event = { id: `e${count}`, kind: "went", at: now, fields: {} };
        ({ state } = step(plan, state, { is: "event", now, event }));
      }
    },
    xstate() {
      let [snapshot] = initialTransition(chart);
      for (let count = 1; count <= STAGES * ROUNDS; count += 1)
        [snapshot] = transition(chart, snapshot, { type: "go" });
    },
  });
  const perSecond = (time: number) => ((STAGES * ROUNDS) / time) * 1_000;
  return [
    figure("flat chart, ours", perSecond(ms.ours), "moves/s"),
    figure("flat chart, XState 5", perSecond(ms.xstate), "moves/s"),
    figure("flat chart", ms.ours / ms.xstate, "of XState's time"),
  ];
}

function ring(): Workspace {
  const stages = Array.from(
    { length: STAGES },
    (_, at) =>
      `stage s${at} { owner sales  lasts at most 60 days, then exit over  on went -> s${(at + 1) % STAGES}  stay }`,
  );
  const text = `
calendar always { zone "UTC"  open mon to sun 00:00 to 00:00 }
role sales { hours always }
subject lead { owner sales  record crm.contact  account company  email: email key  company?: text }
event began of lead
event went  of lead
journey ring v1 of lead "Round and round" {
  owner sales  goal went within 30 days  review every 3 months, last 2026-10-01
  enter on began -> s0  if one is open join  if one has ended never
  exit over as neutral
  ${stages.join("\n  ")}
}`;
  return { root: ".", files: [{ path: "ring.journey", text }] };
}

// ── Compiling ─────────────────────────────────────────────────────────────────────────────────────────────

const NOBODY: People = { people: [], delegates: [], addresses: {} };

function compiled(workspace: Workspace) {
  const { model, diagnostics } = checkWorkspace(workspace, { today: "2026-11-22" });
  const [wrong] = diagnostics.filter(({ severity }) => severity === "error");
  if (wrong !== undefined) throw new Error(`the input has an error: ${wrong.code} ${wrong.message}`);
  const { library, releases } = compileModel(model, { horizon: { from: 2026, years: 5 } });
  return { library, plans: releases.map(({ plan }) => plan), people: model.people ?? NOBODY };
}

function named(plans: readonly Plan[], journey: string): Plan {
  const plan = plans.find((one) => one.journey === journey);
  if (plan === undefined) throw new Error(`no plan of ${journey}`);
  return plan;
}
