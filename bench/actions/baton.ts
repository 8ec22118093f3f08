/** The contestant that is Baton: its driver, its bundle and its worker, over a store that is a list. */
import type { Plan } from "../../compiler/plan.ts";
import type { Activities } from "../../runtime/activities/contract.ts";
import { temporalJourneys } from "../../runtime/client/temporal-journeys.ts";
import { type Clock, readClock } from "../../runtime/clock.ts";
import type { Act, Command, CommandResult, WorkRecord } from "../../runtime/machine/protocol.ts";
import type { JourneyBundle } from "../../runtime/worker/bundle-journeys.ts";
import { startWorker } from "../../runtime/worker/run-worker.ts";
import type { TestServer } from "../../test/support/temporal.ts";
import type { Case } from "./cases.ts";
import type { Contestant } from "./play.ts";

const PEOPLE: Readonly<Record<string, string>> = {
  head: "hanna",
  marketing: "mia",
  sales: "sam",
  finance: "finn",
};

/** @param day real milliseconds that a day takes. */
export async function batonContestant(
  server: TestServer,
  bundle: JourneyBundle,
  plans: readonly Plan[],
  day: number,
  maxCached?: number,
): Promise<Contestant> {
  const open = new Map<string, WorkRecord & { readonly instance: string }>();
  const sent = new Map<string, number>();
  const activities: Activities = {
    async record({ instance, commands }) {
      for (const command of commands) note(instance, command);
      return { results: commands.flatMap(answerTo) };
    },
    async call() {
      return {};
    },
  };
  const note = (instance: string, command: Command): void => {
    if (command.do === "assign")
      open.set(command.work.id, {
        ...command.work,
        role: command.role,
        person: PEOPLE[command.role] ?? null,
        instance,
      });
    if (command.do === "open work") open.set(command.work.id, { ...command.work, instance });
    if (command.do === "close work") open.delete(command.work);
    if (command.do === "send") {
      const key = `${instance} ${command.message}`;
      sent.set(key, (sent.get(key) ?? 0) + 1);
    }
  };
  const worker = await startWorker({
    connection: server.connection,
    namespace: "default",
    bundle,
    activities,
    ...(maxCached === undefined ? {} : { maxCached }),
  });
  const journeys = temporalJourneys(server.client);
  const now = Date.now();
  const clock: Clock = { startedAt: now, origin: now, scale: 86_400_000 / day };
  let serial = 0;
  return {
    name: "by Baton",
    async begin(one, number) {
      const id = `${one.name}/${number}`;
      await journeys.start({
        workflowType: `${one.name}_v1`,
        workflowId: id,
        start: startOf(one, id, plans, clock),
        ...indexOf(one, plans),
      });
      return id;
    },
    async happens(id, kind, fields) {
      const event = { id: `event-${++serial}`, kind, at: readClock(clock, Date.now()), fields };
      await journeys.inform(id, { is: "event", event });
    },
    async answers(id, { request, role, does, answer }) {
      const work = [...open.values()].find(
        (one) => one.instance === id && one.name === request && one.role === role && one.person !== null,
      );
      if (work === undefined) return false;
      const actor = { person: PEOPLE[role] ?? "", roles: [role], delegateOf: [] };
      const outcome = await journeys.act(id, `act-${++serial}`, { actor, act: actOf(does, work.id, answer) });
      if (outcome.is === "refused") throw new Error(`${id}: ${outcome.refusal.message}`);
      return outcome.is === "taken";
    },
    sent: (id, message) => sent.get(`${id} ${message}`) ?? 0,
    close: () => {
      worker.stop();
      return worker.stopped;
    },
  };
}

function actOf(does: "accept" | "complete" | "decide", work: string, answer: string): Act {
  if (does === "accept") return { do: "accept", work };
  return does === "complete"
    ? { do: "complete", work, result: answer, evidence: {} }
    : { do: "decide", work, answer, evidence: {} };
}

/** As intake starts it: with the fields that the plan reads, and the event that led in. */
function startOf(one: Case, id: string, plans: readonly Plan[], clock: Clock) {
  const plan = plans.find(({ journey }) => journey === one.name);
  const fields = Object.fromEntries(
    Object.entries(one.fields).filter(([name]) => plan?.reads.fields.includes(name)),
  );
  return {
    instance: id,
    subject: "01a1b2c3-0000-7000-8000-000000000001",
    stage: one.stage,
    fields,
    bands: {},
    event: { id: "event-0", kind: one.enters, at: readClock(clock, Date.now()), fields: {} },
    clock,
  };
}

function indexOf({ name, stage }: Case, plans: readonly Plan[]) {
  const plan = plans.find(({ journey }) => journey === name);
  if (plan === undefined) return {};
  return {
    indexed: { journey: name, version: plan.version, stage, holder: plan.stages[stage]?.owner ?? "" },
  };
}

function answerTo(command: Command): readonly CommandResult[] {
  switch (command.do) {
    case "assign":
      return [{ ref: command.ref, person: PEOPLE[command.role] ?? null, role: command.role }];
    case "send":
      return [{ ref: command.ref, sent: { is: "sent" } }];
    case "sum":
      return [{ ref: command.ref, sum: 0 }];
    default:
      return [];
  }
}
