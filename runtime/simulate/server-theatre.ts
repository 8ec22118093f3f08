/**
 * A theatre on real parts: a stack of its own with Temporal's server, a store, mail and the HTTP API, on a clock that
 * runs faster than real time. The same scenarios are played here as in virtual time, line for line.
 */
import type { Library } from "../../compiler/library.ts";
import type { Fields, Instant } from "../../compiler/plan.ts";
import type { ScenarioAct } from "../../compiler/scenario.ts";
import type { InstanceView, JournalEntryView, WorkView } from "../gateway/api.ts";
import { type ApiClient, ApiFailure } from "../gateway/api-client.ts";
import { followersOf } from "../ingest/followers.ts";
import type { JournalEntry, JournalKind, Refusal, WorkRecord } from "../machine/protocol.ts";
import { leaveRole } from "../policy/leave-role.ts";
import type { Stack } from "../stack/open-stack.ts";
import type { Observation } from "./observation.ts";
import { answerByLink, type Outsiders, outsidersOf } from "./outside-the-company.ts";
import type { Theatre } from "./play-scenario.ts";
import type { ScriptedActions } from "./scripted-actions.ts";
import type { PersonAct } from "./virtual-theatre.ts";

export interface ServerTheatreOptions {
  readonly stack: Stack;
  readonly journey: string;
  /** The subject's key field. */
  readonly key: string;
  readonly library: Pick<Library, "subjects" | "events" | "roles">;
  readonly scale: number;
  /** Those of the stack. */
  readonly actions: ScriptedActions;
  /** When something is done at the very instant at which something falls due. */
  readonly closeCalls: ReadonlySet<Instant>;
}

/** Real milliseconds in which an expectation may yet come true: what a busy machine needs for a few steps. */
const PATIENCE = 5_000;
const POLL = 50;
/**
 * What people do at the instant of a deadline is in time (docs/language.md, "Same instant"), but takes its real
 * milliseconds to arrive: so long before it is it done here.
 */
const HEAD_START = 1_500;
/** Below this the clock is not measured, ms on the clock. */
const MINUTE = 60_000;

export function serverTheatre(options: ServerTheatreOptions): Theatre {
  const { stack, scale } = options;
  let given: Fields = {};
  let planned: Instant = 0;
  let lag = MINUTE;
  let events = 0;
  const key = (): string => String(given[options.key] ?? "");
  const introduced = new Set<string>();
  /** What is given of the one that an event is about, with its first event; its key with each. */
  const aboutOf = (event: string): Readonly<Record<string, unknown>> => {
    const { subjects, events: kinds } = options.library;
    const kind = kinds[event]?.subject ?? "";
    const subject = subjects[kind];
    const own = Object.entries(known(given)).filter(
      ([name]) => name === subject?.key || (subject?.fields[name] !== undefined && !introduced.has(kind)),
    );
    introduced.add(kind);
    // Whoever is opened from it knows what it was given.
    for (const { kind: follower } of followersOf(options.library, kind)) introduced.add(follower);
    return Object.fromEntries(own);
  };
  const outside = outsidersOf(options.library);
  const report = async (act: Extract<ScenarioAct, { do: "event" }>): Promise<null> => {
    events += 1;
    outside.learn(act.fields);
    await stack.api.sendEvents([
      {
        id: `scenario-${events}`,
        source: "scenario",
        event: act.event,
        at: new Date(planned).toISOString(),
        subject: act.of === undefined ? aboutOf(act.event) : known(act.of),
        data: { ...act.fields },
      },
    ]);
    return null;
  };
  const perform = async (act: ScenarioAct): Promise<Refusal | null> => {
    if (act.do === "event") return report(act);
    if (act.do === "win")
      return { code: "wrong-kind", message: "a winner can be named in virtual time only" };
    if (act.do === "return") options.actions.say(act.action, act.out);
    else if (act.do === "leave") stack.setPeople(leaveRole(stack.people(), act.person, act.role));
    else return actOnWork(stack, options.journey, key(), act, outside);
    return null;
  };
  return {
    patience: PATIENCE,
    async begin(_, fields, start) {
      given = fields;
      outside.learn(fields);
      planned = start;
      stack.setClock({ startedAt: Date.now(), origin: start, scale });
    },
    async reach(instant, before) {
      const head = before && options.closeCalls.has(instant) ? HEAD_START : 0;
      planned = instant - head * scale;
      await pause(Math.max(0, (planned - stack.now()) / scale));
    },
    async act(act) {
      const answer = await perform(act);
      lag = Math.max(lag, stack.now() - planned + MINUTE);
      return answer;
    },
    observe: () => observe(stack, options.journey, key(), outside),
    lag: () => lag,
  };
}

const known = (fields: Fields): Record<string, unknown> =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== null));

// ── Acts ──────────────────────────────────────────────────────────────────────────────────────────────────

export type AnswerAct = Exclude<PersonAct, { do: "request" }>;

async function actOnWork(
  stack: Stack,
  journey: string,
  subject: string,
  act: PersonAct,
  outside: Outsiders,
): Promise<Refusal | null> {
  const api = stack.apiAs(act.person);
  if (act.do === "request")
    return refusalOf(api.request(subject, act.name, { journey, evidence: act.evidence }));
  const work = await findWork(api, subject, act);
  if (work === null) return { code: "unknown-work", message: `${act.name} is not open for ${act.person}` };
  if (outside.names.includes(act.person)) return answerByLink(stack, work, act);
  return refusalOf(answer(api, work.id, act));
}

async function refusalOf(acted: Promise<unknown>): Promise<Refusal | null> {
  try {
    await acted;
    return null;
  } catch (error) {
    if (!(error instanceof ApiFailure) || error.status === null) throw error;
    return { code: "not-yours", message: error.message };
  }
}

/** A request reaches the inbox some steps after what led to it. */
async function findWork(api: ApiClient, subject: string, act: AnswerAct): Promise<WorkView | null> {
  const until = Date.now() + PATIENCE;
  do {
    const { work } = await api.inbox({ person: act.person, subject, name: act.name });
    if (work[0] !== undefined) return work[0];
    await pause(POLL);
  } while (Date.now() < until);
  return null;
}

async function answer(api: ApiClient, work: string, act: AnswerAct): Promise<void> {
  switch (act.do) {
    case "accept":
      return void (await api.act("accept", work, {}));
    case "decline":
      return void (await api.act("decline", work, { reason: act.reason, evidence: act.evidence }));
    case "complete":
      return void (await api.act("complete", work, {
        ...(act.result === null ? {} : { result: act.result }),
        evidence: act.evidence,
      }));
    case "decide":
      return void (await api.act("decide", work, { answer: act.answer, evidence: act.evidence }));
    case "approve":
      return void (await api.act("complete", work, { result: act.result }));
  }
}

// ── Looking ───────────────────────────────────────────────────────────────────────────────────────────────

const NOTHING: Observation = {
  stage: null,
  exit: null,
  holder: null,
  work: [],
  journal: [],
  sent: [],
  notices: [],
};

async function observe(
  stack: Stack,
  journey: string,
  subject: string,
  outside: Outsiders,
): Promise<Observation> {
  const { instances } = await stack.api.status({ journey, subject, state: "all" });
  const instance = latest(instances);
  if (instance === undefined) return NOTHING;
  const { entries } = await stack.api.timeline(subject);
  const journal = entries.filter((entry) => entry.instance === instance.id).map(asEntry);
  return {
    stage: instance.stage,
    exit: instance.exit,
    holder: instance.holder,
    work: await openWork(stack, instance, outside),
    journal,
    sent: await sentBy(stack, instance.id, journal),
    notices: await notices(stack, outside),
  };
}

/** By what has come to the mail server, which knows to whom; the journal says that it went out before it is there. */
async function sentBy(
  { sink }: Stack,
  instance: string,
  journal: readonly JournalEntry[],
): Promise<Observation["sent"]> {
  const written = journal.flatMap(({ what, name, result, at }) =>
    what === "message" && result === "sent" ? [{ message: name, to: null, at }] : [],
  );
  const arrived = ((await sink?.list()) ?? []).flatMap(({ key, message, to, at }) =>
    message !== null && key?.startsWith(`${instance}#m`) ? [{ message, to: to.toLowerCase(), at }] : [],
  );
  const isOnTheWay = ({ message }: { readonly message: string }): boolean =>
    !arrived.some((one) => one.message === message);
  return [...arrived, ...written.filter(isOnTheWay)];
}

const latest = (instances: readonly InstanceView[]): InstanceView | undefined =>
  [...instances].sort((a, b) => a.enteredAt.localeCompare(b.enteredAt)).at(-1);

const asEntry = (entry: JournalEntryView): JournalEntry => ({
  at: Date.parse(entry.at),
  what: entry.what as JournalKind,
  name: entry.name,
  stage: entry.stage ?? "",
  step: entry.step,
  by: entry.by,
  to: entry.to,
  result: entry.result,
  why: entry.why,
});

/** Inboxes are personal: each is asked for what is in it. */
async function openWork(
  stack: Stack,
  instance: InstanceView,
  outside: Outsiders,
): Promise<readonly WorkRecord[]> {
  const people = [...stack.people().people.map(({ id }) => id), ...outside.names];
  const inboxes = await Promise.all(
    people.map((id) => stack.apiAs(id).inbox({ person: id, subject: instance.subject.key })),
  );
  const all = new Map(inboxes.flatMap(({ work }) => work).map((work) => [work.id, work]));
  return [...all.values()].filter((work) => work.instance === instance.id).map(asRecord);
}

const asRecord = (work: WorkView): WorkRecord => ({
  id: work.id,
  kind: work.kind,
  name: work.name,
  step: "",
  stage: work.stage,
  title: work.title,
  role: work.role,
  person: work.person,
  openedAt: Date.parse(work.openedAt),
  due: work.due === null ? null : Date.parse(work.due),
  answers: {},
  event: null,
  carries: [],
});

async function notices(stack: Stack, outside: Outsiders): Promise<Observation["notices"]> {
  const inside = stack.people().people.map(({ email, id }) => [email.toLowerCase(), id] as const);
  const addresses = new Map([...outside.addresses, ...inside]);
  const { mail } = await stack.api.mail();
  return mail.flatMap(({ to, at }) => {
    const person = addresses.get(to.toLowerCase());
    return person === undefined ? [] : [{ to: person, at: Date.parse(at) }];
  });
}

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));
