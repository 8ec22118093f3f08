/**
 * The company at work: leads who sign up, and people who answer what they are asked. Both do what their like do when
 * something is broken: they try again with the same id. What was acknowledged to them is kept.
 */

import { ApiFailure } from "../../../runtime/gateway/api-client.ts";
import { eventId } from "../../../runtime/ingest/take-event.ts";
import type { Lab } from "./lab.ts";

export interface AckedEvent {
  readonly id: string;
  readonly kind: string;
  readonly email: string;
  /** As it was sent. */
  readonly body: SentEvent;
}
type SentEvent = Parameters<Lab["sender"]["sendEvents"]>[0];
export interface AckedAct {
  readonly work: string;
  readonly instance: string;
  readonly kind: string;
  readonly person: string;
}

export interface Traffic {
  /** Each signs up, and is let be; resolves when all are acknowledged. Answers their addresses. */
  signUp(count: number): Promise<readonly string[]>;
  /** One more event of a lead. */
  send(email: string, event: string, data?: Readonly<Record<string, unknown>>): Promise<void>;
  /** Resolves when the journeys of these have ended; rejects with what they wait for. */
  ended(emails: readonly string[], within: number): Promise<void>;
  /** Events and acts that were acknowledged so far. */
  operations(): number;
  readonly events: readonly AckedEvent[];
  readonly acts: readonly AckedAct[];
  /** Everybody who signed up. */
  readonly leads: readonly string[];
  /** What was acknowledged so far. */
  mark(): Mark;
  /** The store knows of nothing since: whoever reported something does so again; people need not. Answers how many. */
  repeatSince(mark: Mark): Promise<number>;
  /** What people answer, from now on: all of it at first. */
  answering: ReadonlySet<string>;
  stop(): Promise<void>;
}

export interface Mark {
  readonly events: number;
  readonly acts: number;
}

/** Personal data that may be in no log. */
const emailOf = (number: number): string => `canary+pii${number}@example.test`;
export const CANARY = /canary\+pii\d+@example\.test|CANARY-PII/;

export const SOURCE = "system:lab";

/** Real milliseconds. */
const AGAIN = 300;
const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/** Kinds of what people are asked. */
export const ALL_ANSWERS: ReadonlySet<string> = new Set(["accept", "task", "decide"]);

export function openTraffic(lab: Lab): Traffic {
  const staffed: Pick<Traffic, "answering"> = { answering: ALL_ANSWERS };
  const events: AckedEvent[] = [];
  const acts: AckedAct[] = [];
  const leads: string[] = [];
  let serial = 0;
  let isOver = false;

  async function send(email: string, event: string, data?: Readonly<Record<string, unknown>>): Promise<void> {
    serial += 1;
    const id = `${event}-${serial}`;
    const subject = { email, name: `CANARY-PII ${email.replace(/\D/g, "")}` };
    const body = { id, event, subject, ...(data === undefined ? {} : { data }) };
    await untilTaken(() => lab.sender.sendEvents([body]));
    events.push({ id: eventId({ source: SOURCE, id }), kind: event, email, body });
  }

  async function untilTaken(ask: () => Promise<unknown>): Promise<void> {
    while (!isOver) {
      try {
        await ask();
        return;
      } catch (error) {
        if (isRefusal(error)) throw error;
        await pause(AGAIN);
      }
    }
    throw new Error("The run was over before it was acknowledged.");
  }

  const answered = new Set<string>();
  async function answerAll(): Promise<void> {
    while (!isOver) {
      // The store may be away; whoever looks into their inbox then sees nothing.
      const open = await openWork(lab).catch(() => []);
      await Promise.all(
        open
          .filter(({ id, kind }) => !answered.has(id) && staffed.answering.has(kind))
          .map(async (work) => {
            answered.add(work.id);
            if (!(await answer(lab, work, acts).catch(() => false))) answered.delete(work.id);
          }),
      );
      await pause(AGAIN);
    }
  }
  const staff = answerAll();

  return Object.assign(staffed, {
    events,
    acts,
    leads,
    send,
    async signUp(count: number) {
      const emails = Array.from({ length: count }, (_, index) => emailOf(leads.length + index + 1));
      leads.push(...emails);
      await Promise.all(emails.map((email) => send(email, "signed_up")));
      return emails;
    },
    operations: () => events.length + acts.length,
    mark: () => ({ events: events.length, acts: acts.length }),
    async repeatSince(mark: Mark) {
      acts.splice(mark.acts);
      answered.clear();
      const again = events.slice(mark.events);
      for (const { body } of again) await untilTaken(() => lab.sender.sendEvents(body));
      return again.length;
    },
    async ended(emails: readonly string[], within: number) {
      const end = Date.now() + within;
      let left: readonly string[] = emails;
      while (left.length > 0) {
        if (Date.now() > end)
          throw new Error(
            `${left.length} of ${emails.length} journeys have not ended: ${await whereAre(lab, left)}`,
          );
        await pause(AGAIN);
        left = await notEnded(lab, emails).catch(() => left);
      }
    },
    async stop() {
      isOver = true;
      await staff;
    },
  });
}

const isRefusal = (error: unknown): boolean =>
  error instanceof ApiFailure && error.status !== null && error.status < 500 && error.status !== 429;

interface OpenWork {
  readonly id: string;
  readonly instance: string;
  readonly kind: string;
  readonly name: string;
  readonly role: string;
  readonly person: string | null;
}

const openWork = async ({ store }: Lab): Promise<readonly OpenWork[]> =>
  await store.db
    .selectFrom("work")
    .select(["id", "instance", "kind", "name", "role", "person"])
    .where("state", "=", "open")
    .execute();

/** Who fills a role, where the work is nobody's in particular. */
const FIRST_OF: Readonly<Record<string, string>> = {
  revops_lead: "rosa",
  marketing: "mia",
  sales: "anna",
  finance: "finn",
};

/** The task of the journey, by its name in one version and another. */
const TERMS: ReadonlySet<string> = new Set(["agree", "settle"]);

/** `false`: it is to be tried again. */
async function answer(lab: Lab, work: OpenWork, acts: AckedAct[]): Promise<boolean> {
  const person = work.person ?? FIRST_OF[work.role] ?? "rosa";
  const api = lab.apiAs(person);
  try {
    if (work.kind === "accept") await api.act("accept", work.id, {});
    else if (work.kind === "decide") await api.act("decide", work.id, { answer: "approved" });
    else if (TERMS.has(work.name))
      await api.act("complete", work.id, { result: "agreed", evidence: { discount: 10 } });
    // What else is asked is about a failure, and no answer to it is part of the journey.
    else return true;
  } catch (error) {
    // Somebody was first, which may have been our own request whose answer was lost.
    return error instanceof ApiFailure && error.status === 409;
  }
  acts.push({ work: work.id, instance: work.instance, kind: work.kind, person });
  return true;
}

const standing = ({ store }: Lab, emails: readonly string[]) =>
  store.db
    .selectFrom("subject")
    .leftJoin("instance", "instance.subject", "subject.id")
    .select(["subject.key", "instance.state", "instance.stage", "instance.awaits", "instance.exit"])
    .where("subject.key", "in", emails)
    .execute();

async function notEnded(lab: Lab, emails: readonly string[]): Promise<readonly string[]> {
  const rows = await standing(lab, emails);
  const over = new Set(rows.filter(({ state }) => state === "ended").map(({ key }) => key));
  return emails.filter((email) => !over.has(email));
}

async function whereAre(lab: Lab, emails: readonly string[]): Promise<string> {
  const rows = await standing(lab, emails).catch(() => []);
  const places = rows.map(
    ({ state, stage, awaits }) => `${state ?? "not begun"} in ${stage}, awaits ${awaits}`,
  );
  return [...new Set(places)]
    .map((place) => `${places.filter((one) => one === place).length} ${place}`)
    .join("; ");
}
