/** An installation small enough to read: leads with a score and a policy, two journeys, and Temporal in memory. */
import type { Field, Library } from "../../../compiler/library.ts";
import type { Plan } from "../../../compiler/plan.ts";
import type { EventRequest } from "../../../runtime/gateway/api.ts";
import { createEventReader, type IncomingEvent } from "../../../runtime/ingest/event-schema.ts";
import type { Installation } from "../../../runtime/ingest/installation.ts";
import type { ActOutcome, JourneyClient, StartJourney } from "../../../runtime/ingest/journey-client.ts";
import { indexPlans } from "../../../runtime/ingest/plan-index.ts";
import type { State } from "../../../runtime/machine/state.ts";
import type { Db } from "../../../runtime/store/open-store.ts";
import type { ActRequest, Fact } from "../../../runtime/workflows/contract.ts";
import { SMALL_PLAN } from "../../support/small-plan.ts";

export const MONDAY = Date.UTC(2026, 10, 23, 9);
export const HOUR = 3_600_000;
export const DAY = 24 * HOUR;

type FieldOptions = Partial<Pick<Field, "optional" | "default">>;
const field = (type: Exclude<Field["type"], "one_of">, options: FieldOptions = {}): Field => ({
  type,
  optional: false,
  default: null,
  description: "",
  ...options,
});
const oneOf = (values: readonly string[]): Field => ({
  type: "one_of",
  values,
  optional: true,
  default: null,
  description: "",
});
const OPTIONAL = { optional: true } as const;

export const LIBRARY: Library = {
  format: 1,
  subjects: {
    lead: {
      title: "Lead",
      owner: "marketing",
      key: "email",
      account: "company",
      record: null,
      fields: {
        email: field("email"),
        name: field("text"),
        company: field("text", OPTIONAL),
        country: field("country", OPTIONAL),
        industry: oneOf(["fintech", "saas", "retail"]),
        amount: field("money", OPTIONAL),
        discount: field("percent", { default: 0 }),
        renews_on: field("date", OPTIONAL),
        opted_out: field("yes_no", { default: false }),
        open_concern: field("yes_no", { default: false }),
      },
    },
  },
  events: {
    lead_created: { subject: "lead", fields: {} },
    page_viewed: { subject: "lead", fields: { path: field("text"), seconds: field("number", OPTIONAL) } },
    demo_requested: { subject: "lead", fields: {} },
    bought: { subject: "lead", fields: { amount: field("money") } },
    concern_changed: { subject: "lead", fields: { open_concern: field("yes_no") } },
    clicked: {
      subject: "lead",
      fields: { message: field("message"), visits: field("number", { default: 1 }) },
    },
  },
  scores: {
    interest: {
      subject: "lead",
      owner: "marketing",
      parts: [
        {
          name: "interest",
          adds: [{ points: 20, on: [{ event: "page_viewed", where: null }], rate: null }],
          halfLife: 10 * DAY,
          resetsOn: [],
        },
      ],
      facts: [
        {
          points: 15,
          when: {
            is: "in",
            left: { of: "subject", field: "industry" },
            values: ["fintech"],
            blank: false,
          },
        },
      ],
      bands: [
        { name: "warm", from: 30 },
        { name: "hot", from: 70 },
      ],
    },
  },
  policies: {
    lead: {
      owner: "marketing",
      caps: [],
      only: null,
      never: [],
      holdAccount: [
        {
          is: "compare",
          left: { of: "subject", field: "open_concern" },
          operator: "=",
          right: { of: "value", value: true },
          blank: false,
        },
      ],
      askHolder: [],
      exempt: [],
    },
  },
  routes: {},
  roles: SMALL_PLAN.roles,
  calendars: SMALL_PLAN.calendars,
  messages: {
    welcome_guide: {
      channel: "email",
      subject: "Welcome",
      purpose: "nurture",
      body: "Hi",
      file: "welcome.md",
    },
  },
};

/** Reads the country and the score, listens for pricing pages, and may be entered again after ten days. */
export const PLAN: Plan = {
  ...SMALL_PLAN,
  ifEnded: { then: "again", after: { ms: 10 * DAY }, from: "end" },
  stages: {
    ...SMALL_PLAN.stages,
    nurture: {
      title: "Nurture",
      owner: "marketing",
      bound: { lasting: { ms: 30 * DAY }, then: { to: "exit", exit: "lost" } },
      main: "nurture/guide",
      handlers: [
        ...(SMALL_PLAN.stages.nurture?.handlers ?? []),
        {
          id: "nurture/request/grow",
          on: "request",
          name: "grow",
          by: ["sales"],
          needs: ["amount", "reason"],
          reaction: { run: null },
        },
        {
          id: "nurture/on page_viewed",
          on: "event",
          events: [
            {
              event: "page_viewed",
              where: {
                is: "text",
                how: "starts with",
                left: { of: "event", field: "path" },
                words: ["/pricing"],
                blank: false,
              },
            },
          ],
          rate: null,
          reaction: { run: null },
        },
      ],
    },
  },
  reads: {
    fields: ["country", "amount"],
    events: ["demo_requested", "bought", "page_viewed"],
    scores: ["interest"],
  },
};

// ── Temporal, in memory ───────────────────────────────────────────────────────────────────────────────────

export interface MemoryJourneys extends JourneyClient {
  /** Starts that made an instance, in order. */
  readonly started: StartJourney[];
  /** Every call of `start`, repeats as well. */
  starts: number;
  readonly informed: { readonly workflowId: string; readonly fact: Fact }[];
  readonly acts: { readonly updateId: string; readonly request: ActRequest }[];
  readonly ended: Set<string>;
  up: boolean;
  /** Whether workers take up what runs are told. */
  listening: boolean;
  /** How runs say that they stand. */
  readonly states: Map<string, State>;
  /** What `act` answers; `null`: it does not answer. */
  answer: ActOutcome | null;
  /** Thrown instead of an answer, for as long as it says so. */
  breaks: (workflowId: string, what: "before" | "after") => Error | null;
}

export function memoryJourneys(): MemoryJourneys {
  const reach = (workflowId: string, what: "before" | "after") => {
    const error = journeys.up ? journeys.breaks(workflowId, what) : new Error("Temporal is away");
    if (error !== null) throw error;
  };
  const journeys: MemoryJourneys = {
    started: [],
    starts: 0,
    informed: [],
    acts: [],
    ended: new Set(),
    up: true,
    listening: true,
    states: new Map(),
    answer: { is: "taken" },
    breaks: () => null,
    stateOf: async (workflowId) => journeys.states.get(workflowId) ?? null,
    async start(request) {
      reach(request.workflowId, "before");
      journeys.starts += 1;
      const isRepeat = journeys.started.some(({ workflowId }) => workflowId === request.workflowId);
      if (!isRepeat) journeys.started.push(request);
      reach(request.workflowId, "after");
      return isRepeat ? "repeated" : "started";
    },
    async inform(workflowId, fact) {
      reach(workflowId, "before");
      if (journeys.ended.has(workflowId)) return "gone";
      journeys.informed.push({ workflowId, fact });
      reach(workflowId, "after");
      return "informed";
    },
    async act(_, updateId, request) {
      journeys.acts.push({ updateId, request });
      if (journeys.answer === null) throw new Error("Temporal is away");
      return journeys.answer;
    },
    async end(workflowId) {
      reach(workflowId, "before");
      journeys.ended.add(workflowId);
      reach(workflowId, "after");
    },
    isListening: async () => journeys.listening,
    isUp: async () => journeys.up,
  };
  return journeys;
}

// ── The installation ──────────────────────────────────────────────────────────────────────────────────────

export interface TestInstallation extends Installation {
  /** Where the clock stands. */
  at: number;
}

export function installationOn(db: Db, plans: readonly Plan[] = [PLAN], library = LIBRARY): TestInstallation {
  const installation: TestInstallation = {
    db,
    library,
    plans: indexPlans(plans),
    at: MONDAY,
    now: () => installation.at,
  };
  return installation;
}

const readEvent = createEventReader(LIBRARY);

/** An event that is as it should be. */
export function eventOf(request: EventRequest, now = MONDAY): IncomingEvent {
  const read = readEvent(request, { now, source: "test" });
  if (!read.ok) throw new Error(read.fault.message);
  return read.value;
}

let people = 0;
/** Somebody new, so that tests that share a store do not share a subject. */
export function newcomer(): { readonly email: string; readonly name: string } {
  people += 1;
  return { email: `person${people}@example.com`, name: `Person ${people}` };
}
