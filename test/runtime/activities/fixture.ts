/** Leads, two journeys and a few people, on a real store; what a workflow would ask for, and what came of it. */
import { v7 as uuid } from "uuid";
import type { ContactPolicy, Library, People } from "../../../compiler/library.ts";
import type { Condition, Fields, Plan } from "../../../compiler/plan.ts";
import type { ActivityContext } from "../../../runtime/activities/context.ts";
import type { Batch, BatchResult } from "../../../runtime/activities/contract.ts";
import { createActivities } from "../../../runtime/activities/create-activities.ts";
import { REAL_TIME } from "../../../runtime/clock.ts";
import type { ActionTable } from "../../../runtime/connectors/load-actions.ts";
import type { Mail, MailConnector, MailOutcome } from "../../../runtime/connectors/mail-connector.ts";
import { indexPlans } from "../../../runtime/ingest/plan-index.ts";
import { deliverLetter } from "../../../runtime/letters/deliver-letter.ts";
import type { Command, JournalEntry, Place, WorkRecord } from "../../../runtime/machine/protocol.ts";
import { EMPTY_SCORE } from "../../../runtime/policy/score.ts";
import { toJson } from "../../../runtime/store/json.ts";
import type { Db } from "../../../runtime/store/open-store.ts";
import { SMALL_PLAN } from "../../support/small-plan.ts";
import { LIBRARY as INTAKE } from "../ingest/fixture.ts";

export const HOUR = 3_600_000;
export const DAY = 24 * HOUR;
export const MONDAY = Date.UTC(2026, 10, 23, 9);

const isYes = (field: string): Condition => ({
  is: "compare",
  left: { of: "subject", field },
  operator: "=",
  right: { of: "value", value: true },
  blank: false,
});
const isOver = (field: string, amount: number): Condition => ({
  is: "compare",
  left: { of: "subject", field },
  operator: ">",
  right: { of: "value", value: { amount, currency: "EUR" } },
  blank: false,
});
const POLICY: ContactPolicy = {
  owner: "marketing",
  caps: [{ atMost: 1, channel: "email", per: { ms: DAY } }],
  only: null,
  never: [isYes("opted_out")],
  holdAccount: [isYes("open_concern")],
  askHolder: [{ when: isOver("amount", 100_000), ladder: "prompt" }],
  exempt: [{ purpose: "transactional", markedBy: "marketing" }],
};

const message = (body: string, purpose = "nurture", subject = "For {{ name }}") =>
  ({ channel: "email", subject, purpose, body, file: "message.md" }) as const;

export const LIBRARY: Library = {
  ...INTAKE,
  policies: { lead: POLICY },
  routes: {
    in_turn: {
      owner: "sales",
      subject: "lead",
      match: [],
      prefer: [],
      pick: "in turn",
      skip: ["away", "at capacity", "missed"],
      otherwise: "manager",
    },
  },
  roles: {
    ...SMALL_PLAN.roles,
    sales: { title: "Sales", calendar: "always", reportsTo: "manager" },
    manager: { title: "Manager", calendar: "always", reportsTo: null },
    support: { title: "Support", calendar: "always", reportsTo: "manager" },
    nobody: { title: "Nobody", calendar: "always", reportsTo: null },
  },
  messages: {
    welcome_guide: message("Hello {{ name }}.\n\nYou are with {{ company | default: 'us' }}."),
    receipt: message("Paid.", "transactional"),
    for_company: message("News of {{ company }}"),
    deal: message("Worth {{ amount }}."),
  },
};

const person = (id: string, role: string) => ({
  id,
  name: id,
  email: `${id}@team.example.com`,
  roles: [role],
  serves: {},
  capacity: null,
  away: [],
});
export const PEOPLE: People = {
  people: [
    person("anna", "sales"),
    person("bo", "sales"),
    person("carla", "manager"),
    person("mia", "marketing"),
  ],
  delegates: [],
  addresses: { marketing: "marketing@team.example.com" },
};

const READS = { fields: ["country", "company"], events: ["demo_requested", "bought"], scores: ["interest"] };
export const PLANS: readonly Plan[] = [
  { ...SMALL_PLAN, exclusive: { group: "acquisition", priority: 20, givesWay: "pauses" }, reads: READS },
  { ...SMALL_PLAN, journey: "other", workflowType: "other_v1", reads: READS },
];

// ── The world ─────────────────────────────────────────────────────────────────────────────────────────────

export interface TestWorld extends ActivityContext {
  at: number;
  team: People;
  /** Letters that the fake mail server took, and what it answers to the next ones (default: accepted). */
  readonly sent: Mail[];
  readonly answers: MailOutcome[];
}

export function worldOn(
  db: Db,
  change: {
    readonly mail?: MailConnector;
    readonly library?: Library;
    readonly actions?: ActionTable;
  } = {},
): TestWorld {
  const sent: Mail[] = [];
  const answers: MailOutcome[] = [];
  const world: TestWorld = {
    db,
    library: change.library ?? LIBRARY,
    plans: indexPlans(PLANS),
    at: MONDAY,
    team: PEOPLE,
    sent,
    answers,
    clock: REAL_TIME,
    links: null,
    actions: change.actions ?? {},
    attempt: () => ({ attempt: 1, signal: new AbortController().signal }),
    now: () => world.at,
    people: () => world.team,
    mail: change.mail ?? {
      domain: "example.com",
      onUnknown: "ask",
      async send(mail) {
        const answer = answers.shift() ?? { is: "accepted" };
        if (answer.is === "accepted") sent.push(mail);
        return answer;
      },
    },
  };
  return world;
}

let people = 0;

/** A new lead; its id. Tests that share a store do not share a subject. */
export async function addLead(world: TestWorld, fields: Fields = {}): Promise<string> {
  people += 1;
  const id = uuid();
  const email = `person${people}@example.com`;
  const all = { email, name: `Person ${people}`, ...fields };
  const { company } = all as Fields;
  await world.db
    .insertInto("subject")
    .values({
      id,
      kind: "lead",
      key: email,
      address: String(all.email),
      account: typeof company === "string" ? company.toLowerCase() : null,
      fields: toJson(all),
      fields_at: toJson({}),
      created_at: world.at,
      updated_at: world.at,
    })
    .execute();
  return id;
}

export async function changeLead(world: TestWorld, id: string, fields: Fields): Promise<void> {
  const row = await world.db
    .selectFrom("subject")
    .select("fields")
    .where("id", "=", id)
    .executeTakeFirstOrThrow();
  await world.db
    .updateTable("subject")
    .set({ fields: toJson({ ...row.fields, ...fields }) })
    .where("id", "=", id)
    .execute();
}

export async function addScore(world: TestWorld, subject: string, band: string | null): Promise<void> {
  const state = toJson(EMPTY_SCORE);
  await world.db
    .insertInto("score_state")
    .values({ subject, score: "interest", state, band, next_crossing: null, updated_at: world.at })
    .execute();
}

// ── Batches ───────────────────────────────────────────────────────────────────────────────────────────────

const numbers = new Map<string, number>();

export function batchOf(
  world: TestWorld,
  subject: string,
  commands: readonly Command[],
  change: Partial<Batch> = {},
): Batch {
  const journey = change.journey ?? "small";
  const instance = change.instance ?? `${journey}/${subject}/1`;
  const number = (numbers.get(instance) ?? 0) + 1;
  numbers.set(instance, number);
  return {
    instance,
    subject,
    journey,
    version: 1,
    workflowId: instance,
    number,
    now: world.at,
    commands,
    journal: [],
    run: "a-run",
    runNumber: 1,
    refused: 0,
    settled: number - 1,
    ...change,
  };
}

/** `letters`: keys of those that its commands asked for and that may go out now, if anybody was told to send them. */
export async function record(
  world: TestWorld,
  subject: string,
  commands: readonly Command[],
  change: Partial<Batch> = {},
): Promise<BatchResult & { readonly letters: readonly string[] }> {
  let mayGo = false;
  const activities = createActivities(world, () => {
    mayGo = true;
  });
  const result = await activities.record(batchOf(world, subject, commands, change));
  const asked = commands.flatMap((one) => (one.do === "send" || one.do === "tell" ? [one.key] : []));
  return { ...result, letters: mayGo ? await grantedOf(world, asked) : [] };
}

/** A notice has a letter for each of its readers. */
async function grantedOf(world: TestWorld, asked: readonly string[]): Promise<readonly string[]> {
  const rows = await world.db.selectFrom("letter").select("key").where("status", "=", "granted").execute();
  return rows
    .map(({ key }) => key)
    .filter((key) => asked.some((one) => key === one || key.startsWith(`${one}/`)));
}

/** Tries each once, as the dispatcher does; answers why those that have to wait do. */
export async function deliver(world: TestWorld, keys: readonly string[]): Promise<readonly string[]> {
  const waiting: string[] = [];
  for (const key of keys) {
    const why = await deliverLetter(world, key);
    if (why !== null) waiting.push(why);
  }
  return waiting;
}

// ── Commands ──────────────────────────────────────────────────────────────────────────────────────────────

let serial = 0;
export const unique = (prefix: string): string => {
  serial += 1;
  return `${prefix}${serial}`;
};

type Of<Do extends Command["do"]> = Extract<Command, { do: Do }>;

export const send = (change: Partial<Of<"send">> = {}): Of<"send"> => ({
  do: "send",
  ref: unique("p"),
  key: unique("m"),
  message: "welcome_guide",
  step: "nurture/guide",
  stage: "nurture",
  holder: { role: "marketing", person: null },
  orDrop: false,
  before: null,
  approvedBy: null,
  ...change,
});

export const workOf = (change: Partial<WorkRecord> = {}): WorkRecord => ({
  id: unique("w"),
  kind: "task",
  name: "call",
  step: "selling/call",
  stage: "selling",
  title: "Call {name}",
  role: "sales",
  person: null,
  openedAt: MONDAY,
  due: MONDAY + DAY,
  answers: { done: [] },
  event: null,
  carries: [],
  ...change,
});

export const entry = (change: Partial<JournalEntry> = {}): JournalEntry => ({
  at: MONDAY,
  what: "asked",
  name: "call",
  stage: "selling",
  step: "selling/call",
  by: null,
  to: null,
  result: null,
  why: null,
  ...change,
});

export const assign = (change: Partial<Of<"assign">> = {}): Of<"assign"> => ({
  do: "assign",
  ref: unique("p"),
  work: workOf(),
  role: "sales",
  route: null,
  first: true,
  exclude: [],
  entry: entry(),
  ...change,
});

export const tell = (change: Partial<Of<"tell">> = {}): Of<"tell"> => ({
  do: "tell",
  key: unique("l"),
  to: { role: "sales" },
  text: "{name} is back",
  event: null,
  why: "step",
  ...change,
});

export const place = (change: Partial<Place> = {}): Of<"place"> => ({
  do: "place",
  place: {
    stage: "nurture",
    holder: { role: "marketing", person: "mia" },
    awaits: "nothing",
    until: MONDAY + DAY,
    ...change,
  },
});

// ── What came of it ───────────────────────────────────────────────────────────────────────────────────────

export const letter = async (world: TestWorld, key: string) =>
  await world.db.selectFrom("letter").selectAll().where("key", "=", key).executeTakeFirstOrThrow();

export const journalOf = async (world: TestWorld, subject: string) =>
  await world.db.selectFrom("journal").selectAll().where("subject", "=", subject).orderBy("number").execute();

export const outboxOf = async (world: TestWorld, subject: string) =>
  await world.db.selectFrom("outbox").selectAll().where("subject", "=", subject).orderBy("id").execute();

export const instanceOf = async (world: TestWorld, id: string) =>
  await world.db.selectFrom("instance").selectAll().where("id", "=", id).executeTakeFirstOrThrow();

/** How often each value comes. */
export function tally(values: readonly unknown[]): Readonly<Record<string, number>> {
  const counts: Record<string, number> = {};
  for (const value of values) counts[String(value)] = (counts[String(value)] ?? 0) + 1;
  return counts;
}
