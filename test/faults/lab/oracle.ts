/** What must be so after every fault, whatever it was (test/faults/README.md). Each check answers what is wrong. */
import { join } from "node:path";
import { readBuild } from "../../../compiler/compile.ts";
import { readClock } from "../../../runtime/clock.ts";
import { verifyAudit } from "../../../runtime/store/audit.ts";
import { historyText } from "./history-text.ts";
import { type Lab, SCALE } from "./lab.ts";
import { CANARY, SOURCE, type Traffic } from "./traffic.ts";

export interface Bounds {
  /** Real milliseconds by which a letter may go out after it is due: the fault, and the time to recover from it. */
  readonly late: number;
  /** The CRM honours no keys, so that an attempt whose answer was lost is made again. */
  readonly keyBlindCrm?: boolean;
  /** Letters whose fate nobody can know, and which are therefore not sent again. */
  readonly lettersUnknown?: number;
  /** As many or fewer: a worker may have died with some in hand. */
  readonly mostLettersUnknown?: number;
  /** Letters that the mail server refused for good. */
  readonly lettersRefused?: number;
  /** Letters that went out and that the store knows nothing of, having been put back to before. */
  readonly lettersForgotten?: number;
  /** Runs that had to be ended, as nobody could go on with them. */
  readonly runsEnded?: number;
}

/**
 * Each of these got both letters, as nothing was in their way. A stage that is left takes back what has not gone out: on
 * a journey whose hours are minutes, and a busy machine, that happens to some, and is told as a figure.
 */
export async function gotBoth({ store }: Lab, emails: readonly string[]): Promise<readonly Finding[]> {
  const rows = await store.db
    .selectFrom("letter")
    .innerJoin("subject", "subject.id", "letter.subject")
    .select(["letter.key", "letter.status"])
    .where("subject.key", "in", emails)
    .where("letter.kind", "=", "message")
    .where("letter.status", "not in", ["sent", "withdrawn"])
    .execute();
  return rows.map(({ key, status }) => ({
    invariant: "I2",
    what: `letter ${key} of a fresh lead is ${status}`,
  }));
}

export interface Finding {
  /** `I1` to `I8`. */
  readonly invariant: string;
  readonly what: string;
}

type Check = (lab: Lab, traffic: Traffic, bounds: Bounds) => Promise<readonly string[]>;

export async function judge(lab: Lab, traffic: Traffic, bounds: Bounds): Promise<readonly Finding[]> {
  const findings: Finding[] = [];
  for (const [invariant, check] of Object.entries(CHECKS)) {
    for (const what of await check(lab, traffic, bounds)) findings.push({ invariant, what });
  }
  return findings;
}

/** I1: what was acknowledged is stored once, and what it leads to is there or on its way. */
const eventsKept: Check = async ({ store }, { events }) => {
  const rows = await store.db.selectFrom("event").select("id").where("source", "=", SOURCE).execute();
  const kept = new Set(rows.map(({ id }) => id));
  const begun = await store.db
    .selectFrom("subject")
    .innerJoin("instance", "instance.subject", "subject.id")
    .select("subject.key")
    .execute();
  const waiting = await store.db.selectFrom("outbox").select("key").where("status", "!=", "sent").execute();
  const keys = new Set(begun.map(({ key }) => key));
  return [
    ...events.filter(({ id }) => !kept.has(id)).map(({ kind }) => `an acknowledged ${kind} is not stored`),
    ...repeated(begun.map(({ key }) => key)).map((key) => `two journeys of lead ${numberOf(key)}`),
    ...events
      .filter(({ kind, email }) => kind === "signed_up" && !keys.has(email) && waiting.length === 0)
      .map(({ email }) => `lead ${numberOf(email)} signed up, and no journey began`),
  ];
};

/** I2: nothing was done twice, and what the store says went out did. */
const effectsOnce: Check = async ({ mail, crm, store }, { leads }, bounds) => {
  const letters = await mail.letters();
  const writes = repeated(crm.writes.map(({ key }) => key));
  const claimed = await store.db
    .selectFrom("letter")
    .select(["key", "status"])
    .where("kind", "=", "message")
    .execute();
  const gone = new Set(letters.map(({ key }) => key));
  const unknown = claimed.filter(({ status }) => status === "unknown");
  const refused = claimed.filter(({ status }) => status === "failed");
  const expected = bounds.lettersUnknown ?? 0;
  return [
    ...repeated(letters.map(({ key }) => key ?? "")).map((key) => `letter ${key} went out twice`),
    ...(bounds.keyBlindCrm === true
      ? []
      : writes.map((key) => `account ${key.slice(0, 8)} was opened twice`)),
    ...claimed
      .filter(({ status, key }) => status === "sent" && !gone.has(key))
      .map(({ key }) => `letter ${key} counts as sent, and no mail server has it`),
    ...(unknown.length === expected || unknown.length <= (bounds.mostLettersUnknown ?? 0)
      ? []
      : [`${unknown.length} letters of unknown fate, where ${expected} were to be`]),
    ...(claimed.length === 2 * leads.length - (bounds.lettersForgotten ?? 0)
      ? []
      : [`${claimed.length} letters for ${leads.length} leads, where each gets two`]),
    ...(refused.length === (bounds.lettersRefused ?? 0)
      ? []
      : [`${refused.length} letters were refused, where ${bounds.lettersRefused ?? 0} were to be`]),
    ...claimed
      .filter(({ status }) => !["sent", "unknown", "failed", "withdrawn"].includes(status))
      .map(({ key, status }) => `letter ${key} is ${status}`),
  ];
};

const ROLE_OF: Readonly<Record<string, readonly string[]>> = {
  accepted: ["anna", "bo"],
  completed: ["anna", "bo"],
  decided: ["finn"],
};
const WRITTEN: Readonly<Record<string, string>> = {
  accept: "accepted",
  task: "completed",
  decide: "decided",
};

/** I3: each act that was acknowledged is written down once, with somebody who may. */
const actsOnce: Check = async ({ store }, { acts }) => {
  const rows = await store.db
    .selectFrom("journal")
    .select(["instance", "what", "name", "by"])
    .where("what", "in", ["accepted", "completed", "decided"])
    .execute();
  const written = rows.map(({ instance, what }) => `${instance} ${what}`);
  return [
    ...repeated(written).map((one) => `${one} is written down twice`),
    ...rows
      .filter(({ what, by }) => by === null || !(ROLE_OF[what] ?? []).includes(by))
      .map(({ what, name, by }) => `${name} was ${what} by ${by}, who may not`),
    ...acts
      .map(({ instance, kind }) => `${instance} ${WRITTEN[kind]}`)
      .filter((one) => !written.includes(one))
      .map((one) => `${one}, acknowledged and not written down`),
  ];
};

/** I4: each step that was executed exists in the plan. */
const stepsOfPlan: Check = async ({ cwd, build, store }) => {
  const { plans } = await readBuild(join(cwd, build));
  const texts = new Map(plans.map(({ plan }) => [`${plan.journey} ${plan.version}`, JSON.stringify(plan)]));
  const rows = await store.db
    .selectFrom("journal")
    .select(["journey", "version", "step"])
    .distinct()
    .where("step", "is not", null)
    .execute();
  return rows
    .filter(
      ({ journey, version, step }) => !texts.get(`${journey} ${version}`)?.includes(JSON.stringify(step)),
    )
    .map(({ journey, version, step }) => `${step} is no step of ${journey} v${version}`);
};

const MINUTE = 60_000;
/** What the journey waits before its second letter, on its clock. */
const WAIT = 5 * MINUTE;

/** I5: nothing before it is due, and nothing later than the fault explains. */
const onTime: Check = async ({ mail, store, clock }, _, { late }) => {
  const called = await store.db
    .selectFrom("journal")
    .select(["instance", "at"])
    .where("what", "=", "called")
    .execute();
  const from = new Map(called.map(({ instance, at }) => [instance, at]));
  const letters = await store.db
    .selectFrom("letter")
    .select(["key", "instance"])
    .where("name", "=", "follow_up")
    .execute();
  const instanceOf = new Map(letters.map(({ key, instance }) => [key, instance]));
  return (await mail.letters()).flatMap(({ key, at }) => {
    const begun = from.get(instanceOf.get(key ?? "") ?? "");
    if (begun === undefined) return [];
    const off = (readClock(clock, at) - (begun + WAIT)) / SCALE;
    if (off < 0) return [`${key} went out ${Math.round(-off)} ms too early`];
    return off > late ? [`${key} went out ${Math.round(off / 1_000)} s late`] : [];
  });
};

/** I6: nothing personal and no secret in what processes write down, nor in anything that Temporal keeps. */
const nothingTold: Check = async (lab) => {
  const logs = lab.processes.flatMap((one) => [one.stdout(), one.stderr()]);
  const { open, payloads } = await historyText(lab.temporal.client);
  const hasSecret = (text: string) => lab.secrets.some((secret) => text.includes(secret));
  return [
    ...logs
      .filter((text) => CANARY.test(text))
      .map((text) => `personal data in a log: ${around(text, CANARY)}`),
    ...(logs.some(hasSecret) ? ["a secret in a log"] : []),
    ...(CANARY.test(open) ? [`personal data in ids, attributes or failures: ${around(open, CANARY)}`] : []),
    ...(CANARY.test(payloads) ? [`personal data in a payload: ${around(payloads, CANARY)}`] : []),
    ...(hasSecret(open) || hasSecret(payloads) ? ["a secret in a history"] : []),
  ];
};

const around = (text: string, what: RegExp): string => {
  const at = text.search(what);
  return JSON.stringify(text.slice(Math.max(0, at - 60), at + 10));
};

/** I7, in part: nothing is left to be handed on, and no workflow is failing. That it ended in time is seen before. */
const quiet: Check = async (
  { store, temporal },
  _,
  { lettersUnknown = 0, mostLettersUnknown = 0, runsEnded = 0 },
) => {
  const outbox = await store.db
    .selectFrom("outbox")
    .select(["status", "error"])
    .where("status", "!=", "sent")
    .execute();
  const stuck = await store.db.selectFrom("instance").select("id").where("state", "=", "stuck").execute();
  const bad: string[] = [];
  const query = 'ExecutionStatus != "Completed" AND ExecutionStatus != "ContinuedAsNew"';
  let ended = 0;
  for await (const { workflowId, status } of temporal.client.workflow.list({ query }))
    if (status.name === "TERMINATED" && ended < runsEnded) ended += 1;
    else bad.push(`workflow ${workflowId} is ${status.name}`);
  return [
    ...outbox.map(({ status, error }) => `a fact is ${status}: ${error}`),
    ...(stuck.length > Math.max(lettersUnknown, mostLettersUnknown)
      ? [`${stuck.length} journeys are stuck`]
      : []),
    ...bad,
  ];
};

/** I8. */
const auditWhole: Check = async ({ store }) => {
  const verdict = await verifyAudit(store.db);
  return verdict.is === "whole" ? [] : [`row ${verdict.number} of the audit record: ${verdict.why}`];
};

const CHECKS: Readonly<Record<string, Check>> = {
  I1: eventsKept,
  I2: effectsOnce,
  I3: actsOnce,
  I4: stepsOfPlan,
  I5: onTime,
  I6: nothingTold,
  I7: quiet,
  I8: auditWhole,
};

const repeated = (all: readonly string[]): readonly string[] => {
  const seen = new Set<string>();
  return all.filter((one) => seen.has(one) || !seen.add(one));
};

const numberOf = (email: string): string => email.replace(/\D/g, "");
