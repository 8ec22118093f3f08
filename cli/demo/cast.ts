/**
 * The cast of the demo: leads with a story each, and what the people will do about them. Nothing here is a result:
 * who is picked, when a ladder climbs, which message goes out and where each story ends is found out by running it.
 */
import type { Fields } from "../../compiler/plan.ts";

export interface Lead {
  /** Short and unique; part of the ids of the lead's events. */
  readonly id: string;
  readonly fields: Fields;
  /** What the lead does, by days after the start of the demo. */
  readonly events: readonly Planned[];
  /** What the lead does some days after something was written down about them. */
  readonly reactions: readonly Reaction[];
  /** What people do with a request about the lead, by its name, first to last; the last one is repeated. */
  readonly answers: Readonly<Record<string, readonly Answer[]>>;
}
export interface Planned {
  readonly day: number;
  readonly event: string;
  readonly data?: Fields;
  /** What the event also says of the lead. */
  readonly fields?: Fields;
}
export interface Reaction extends Planned {
  readonly to: { readonly what: string; readonly name: string; readonly result?: string };
}
export type Answer =
  | { readonly do: "accept" }
  | { readonly do: "decline"; readonly reason: string; readonly evidence: Fields }
  | { readonly do: "complete"; readonly result?: string; readonly evidence?: Fields }
  | { readonly do: "decide"; readonly answer: string }
  /** Nobody reacts: the ladder climbs. */
  | { readonly do: "ignore" };

type Story = Pick<Lead, "events" | "reactions" | "answers"> & { readonly fields?: Fields };

const guide = { title: "Fees, explained", topic: "payments" };
const entry: Planned = { day: 0, event: "content_downloaded", data: guide };
const asksForDemo = (day: number): Planned => ({ day, event: "demo_requested" });
const euros = (amount: number) => ({ amount, currency: "EUR" });
const accept: Answer = { do: "accept" };
const done: Answer = { do: "complete" };
const ignore: Answer = { do: "ignore" };
const declines = (reason: string, why: string): Answer => ({
  do: "decline",
  reason,
  evidence: { reason: why },
});
const answers = (result: string, evidence: Fields = {}): Answer => ({ do: "complete", result, evidence });

/** What the account executives do with an opportunity that goes well. */
const goodEvaluation = {
  opportunity: [accept],
  book_demo: [done],
  nudge: [done],
  send_offer: [done],
  rework: [done],
};
const holdsDemo: Reaction = { day: 2, event: "demo_held", to: { what: "completed", name: "book_demo" } };
const signs = (after: string, amount: number): Reaction => ({
  day: 4,
  event: "deal_won",
  data: { amount: euros(amount) },
  to: { what: "completed", name: after },
});

/** What any of them does: whoever is back in nurture decides within a week, and a good question gets an answer. */
const IN_THE_END: readonly Reaction[] = [
  { day: 6, event: "deal_lost", data: { reason: "went elsewhere" }, to: { what: "moved", name: "nurture" } },
  { day: 3, event: "replied", to: { what: "entered", name: "invitation" } },
];

const STORIES = {
  "asks for a demo, buys": (amount: number): Story => ({
    events: [entry, asksForDemo(1)],
    reactions: [holdsDemo, signs("proposal", amount)],
    answers: {
      ...goodEvaluation,
      sales_ready: [accept],
      first_call: [answers("qualified", { amount: euros(amount) })],
      proposal: [answers("sent")],
    },
  }),
  "grows hot by what they read": (amount: number): Story => ({
    fields: { industry: "fintech", employees: 300, job_title: "Head of Payments" },
    events: [
      entry,
      { day: 1, event: "webinar_attended", data: { title: "Instant payouts" } },
      { day: 2, event: "page_viewed", data: { path: "/pricing", seconds: 80 } },
    ],
    reactions: [holdsDemo, signs("proposal", amount)],
    answers: {
      ...goodEvaluation,
      sales_ready: [accept],
      first_call: [answers("no_answer"), answers("qualified", { amount: euros(amount) })],
      proposal: [answers("sent")],
    },
  }),
  "wants other terms": (discount: number, decision: string): Story => ({
    events: [entry, asksForDemo(1)],
    reactions: [
      holdsDemo,
      signs("send_offer", 60_000),
      { day: 3, event: "deal_lost", data: { reason: "price" }, to: { what: "completed", name: "rework" } },
    ],
    answers: {
      ...goodEvaluation,
      sales_ready: [accept],
      first_call: [answers("qualified", { amount: euros(60_000) })],
      proposal: [answers("terms_asked", { discount, custom_terms: false })],
      discount: [{ do: "decide", answer: decision }],
    },
  }),
  "nobody takes the baton": (): Story => ({
    events: [entry, asksForDemo(1)],
    reactions: [],
    answers: {
      sales_ready: [ignore],
      first_call: [answers("not_now", { reason: "No budget before summer" })],
    },
  }),
  "offered to the wrong person first": (): Story => ({
    events: [entry, asksForDemo(2)],
    reactions: [],
    answers: {
      sales_ready: [declines("wrong_territory", "They buy from the Swedish office"), accept],
      first_call: [answers("not_now", { reason: "Next quarter" })],
    },
  }),
  "no budget yet": (): Story => ({
    events: [entry, asksForDemo(2)],
    reactions: [
      {
        day: 9,
        event: "page_viewed",
        fields: { opted_out: true },
        data: { path: "/unsubscribe" },
        to: { what: "declined", name: "sales_ready" },
      },
    ],
    answers: { sales_ready: [declines("no_budget_yet", "Budget comes in January")] },
  }),
  "not a fit, small": (): Story => ({
    events: [entry, asksForDemo(1)],
    reactions: [],
    answers: { sales_ready: [accept], first_call: [answers("not_a_fit", { amount: euros(4_000) })] },
  }),
  "not a fit, large": (): Story => ({
    events: [entry, asksForDemo(1)],
    reactions: [],
    answers: {
      sales_ready: [accept],
      first_call: [answers("not_a_fit", { amount: euros(90_000) })],
      disqualify: [{ do: "decide", answer: "approved" }],
    },
  }),
  "opts out": (day: number): Story => ({
    events: [
      entry,
      { day, event: "page_viewed", data: { path: "/unsubscribe" }, fields: { opted_out: true } },
    ],
    reactions: [],
    answers: {},
  }),
  "reads, then buys elsewhere": (day: number): Story => ({
    events: [
      entry,
      {
        day: 3,
        event: "email_clicked",
        data: { message: "customer_story", link: "https://example.com/story" },
      },
      { day, event: "deal_lost", data: { reason: "bought elsewhere" } },
    ],
    reactions: [],
    answers: {},
  }),
  "something is missing": (): Story => ({
    events: [entry, asksForDemo(1)],
    reactions: [holdsDemo, signs("proposal", 18_000)],
    answers: {
      ...goodEvaluation,
      sales_ready: [answers("filled", { company: "Fjord Labs" }), accept],
      first_call: [answers("qualified", { amount: euros(18_000) })],
      proposal: [answers("sent")],
    },
  }),
  "a concern stops the machine": (): Story => ({
    events: [
      entry,
      { day: 1, event: "page_viewed", data: { path: "/support" }, fields: { open_concern: true } },
      { day: 9, event: "page_viewed", data: { path: "/support" }, fields: { open_concern: false } },
      { day: 20, event: "deal_lost", data: { reason: "trust" } },
    ],
    reactions: [],
    answers: {},
  }),
  "goes quiet, and comes back": (): Story => ({
    events: [entry],
    reactions: [],
    answers: {},
  }),
} as const;

interface Role {
  readonly name: string;
  readonly company: string | null;
  readonly country: string;
  readonly story: Story;
}

const S = STORIES;
const ROLES: readonly Role[] = [
  { name: "Mats Holm", company: "Holm", country: "SE", story: S["goes quiet, and comes back"]() },
  { name: "Maria Lund", company: "Nordpay", country: "DK", story: S["asks for a demo, buys"](24_000) },
  { name: "Kim Storm", company: "Butik", country: "DK", story: S["nobody takes the baton"]() },
  { name: "Olav Vik", company: "Havn", country: "NO", story: S["asks for a demo, buys"](12_000) },
  { name: "Ebba Sund", company: "Ljus", country: "SE", story: S["wants other terms"](8, "approved") },
  { name: "Jonas Beck", company: "Kasse", country: "DE", story: S["opts out"](6) },
  { name: "Freja Dam", company: "Lund & Co", country: "DK", story: S["offered to the wrong person first"]() },
  { name: "Sara Nyberg", company: "Snabb", country: "SE", story: S["grows hot by what they read"](48_000) },
  { name: "Emil Krag", company: "Kran", country: "DK", story: S["not a fit, small"]() },
  { name: "Lea Hauser", company: "Tafel", country: "DE", story: S["reads, then buys elsewhere"](12) },
  { name: "Noah Berg", company: null, country: "NO", story: S["something is missing"]() },
  { name: "Ida Falk", company: "Vinter", country: "SE", story: S["no budget yet"]() },
  { name: "Oscar Holt", company: "Dampskib", country: "DK", story: S["not a fit, large"]() },
  { name: "Alma Rask", company: "Rask", country: "DK", story: S["wants other terms"](15, "approved") },
  { name: "Viktor Moen", company: "Fjell", country: "NO", story: S["nobody takes the baton"]() },
  { name: "Clara Weiss", company: "Weiss", country: "DE", story: S["a concern stops the machine"]() },
  { name: "Paul Weiss", company: "Weiss", country: "DE", story: S["reads, then buys elsewhere"](18) },
  { name: "Karla Juhl", company: "Kyst", country: "DK", story: S["asks for a demo, buys"](9_000) },
  { name: "Elias Strand", company: "Strand", country: "NO", story: S["opts out"](15) },
  { name: "Saga Lind", company: "Lind", country: "SE", story: S["grows hot by what they read"](30_000) },
  { name: "Felix Braun", company: "Braun", country: "DE", story: S["not a fit, small"]() },
  { name: "Asta Bruun", company: "Bruun", country: "DK", story: S["wants other terms"](25, "declined") },
  { name: "Liam Dahl", company: "Dahl", country: "NO", story: S["asks for a demo, buys"](16_000) },
  { name: "Wilma Ek", company: "Ek", country: "SE", story: S["offered to the wrong person first"]() },
  { name: "Hugo Lenz", company: "Lenz", country: "DE", story: S["reads, then buys elsewhere"](20) },
  { name: "Nora Aas", company: "Aas", country: "NO", story: S["no budget yet"]() },
  { name: "Axel Toft", company: "Toft", country: "DK", story: S["asks for a demo, buys"](20_000) },
  { name: "Maja Roos", company: "Roos", country: "SE", story: S["nobody takes the baton"]() },
  { name: "Ben Keller", company: "Keller", country: "DE", story: S["opts out"](22) },
  { name: "Luna Friis", company: null, country: "DK", story: S["something is missing"]() },
  { name: "Theo Ness", company: "Ness", country: "NO", story: S["not a fit, large"]() },
  { name: "Agnes Ros", company: "Ros", country: "SE", story: S["wants other terms"](9, "approved") },
];

/** Leads come in two or three a day, on the first two weeks of the demo. */
export const CAST: readonly Lead[] = ROLES.map(({ name, company, country, story }, index) => {
  const id = name.toLowerCase().replace(/[^a-z]+/g, ".");
  const after = Math.floor(index / 3) + (index % 3) * 0.1;
  const fields = {
    email: `${id}@example.com`,
    name,
    company,
    country,
    job_title: "Operations",
    ...story.fields,
  };
  const shifted = story.events.map((event) => ({ ...event, day: event.day + after }));
  return { ...story, id, fields, events: shifted, reactions: [...story.reactions, ...IN_THE_END] };
});
