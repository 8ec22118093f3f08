/** A plan small enough to read in a test: a letter, a wait, a handover with acceptance, a task, two exits. */
import type { Calendar, Exit, Ladder, Plan, Stage } from "../../compiler/plan.ts";

const HOUR = 3_600_000;
export const DAY = 24 * HOUR;

const ALWAYS_OPEN: Calendar = {
  zone: "UTC",
  offsets: [[0, 0]],
  week: Array.from({ length: 7 }, () => [[0, 1_440]] as const),
  closed: [],
  from: 0,
  until: 4_102_444_800_000,
};

const PROMPT: Ladder = {
  within: { ms: 8 * HOUR },
  rungs: [{ at: "last", actions: [{ do: "stay open" }] }],
};

const LOST: Exit = { outcome: "failure", on: [], when: null, run: null };

const NURTURE: Stage = {
  title: "Nurture",
  owner: "marketing",
  bound: { lasting: { ms: 30 * DAY }, then: { to: "exit", exit: "lost" } },
  main: "nurture/guide",
  handlers: [
    {
      id: "nurture/on demo_requested",
      on: "event",
      events: [{ event: "demo_requested", where: null }],
      rate: null,
      reaction: { leave: { to: "stage", stage: "selling", through: "sales_ready", ruleOwner: "marketing" } },
    },
  ],
};

const SELLING: Stage = {
  title: "Selling",
  owner: "sales",
  bound: { lasting: { ms: 60 * DAY }, then: { to: "exit", exit: "lost" } },
  main: "selling/call",
  handlers: [],
};

export const SMALL_PLAN: Plan = {
  format: 1,
  journey: "small",
  version: 1,
  title: "Small",
  workflowType: "small_v1",
  subject: "lead",
  owner: "marketing",
  goal: { event: "bought", within: { ms: 90 * DAY } },
  exclusive: null,
  entries: [{ on: [{ event: "lead_created", where: null }], stage: "nurture" }],
  ifOpen: "join",
  ifEnded: { then: "never" },
  exits: {
    won: { outcome: "success", on: [{ event: "bought", where: null }], when: null, run: null },
    lost: LOST,
  },
  exitOrder: ["won", "lost"],
  stages: { nurture: NURTURE, selling: SELLING },
  handovers: {
    sales_ready: {
      title: "Sales ready",
      from: ["nurture"],
      to: ["selling"],
      giver: "marketing",
      receiver: { role: "sales", route: null },
      atOnce: false,
      accountable: "marketing",
      carries: [],
      expects: [],
      offerNeeds: null,
      movesAfter: null,
      accept: "prompt",
      decline: { needs: [], reasons: { too_early: { then: "stay" } } },
    },
  },
  code: {
    "nurture/guide": {
      do: "send",
      message: "welcome_guide",
      orDrop: true,
      deferAtMost: null,
      next: "nurture/wait",
    },
    "nurture/wait": { do: "wait", lasting: { ms: 2 * DAY }, next: "nurture/offer" },
    "nurture/offer": {
      do: "leave",
      leave: { to: "stage", stage: "selling", through: "sales_ready", ruleOwner: "marketing" },
    },
    "selling/call": {
      do: "task",
      name: "call",
      title: "Call",
      by: { the: "holder" },
      ladder: "prompt",
      results: { done: { needs: [], body: { then: "stay" } } },
    },
  },
  ladders: { prompt: PROMPT },
  rights: {},
  roles: {
    marketing: { title: "Marketing", calendar: "always", reportsTo: null },
    sales: { title: "Sales", calendar: "always", reportsTo: null },
  },
  calendars: { always: ALWAYS_OPEN },
  routes: {},
  reads: { fields: [], events: ["demo_requested", "bought", "noticed"], scores: [] },
  defaults: {},
  dataOwner: "marketing",
};
