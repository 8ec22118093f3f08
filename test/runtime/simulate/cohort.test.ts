/** Many people at once, against people who answer: what `baton simulate` runs. */
import { describe, expect, test } from "vitest";
import type { People, Person } from "../../../compiler/library.ts";
import type { Plan } from "../../../compiler/plan.ts";
import { assume } from "../../../runtime/simulate/cohort/assume.ts";
import type { Assumptions } from "../../../runtime/simulate/cohort/assumptions.ts";
import type { CohortReport } from "../../../runtime/simulate/cohort/report.ts";
import {
  type CohortOptions,
  type PastEvent,
  runCohort,
} from "../../../runtime/simulate/cohort/run-cohort.ts";
import { DAY, HOUR, timeOf } from "../machine/play.ts";
import { shipped } from "../machine/shipped.ts";
import { buildTexts, PEOPLE } from "./play-texts.ts";

const found = (plans: readonly Plan[], journey: string): Plan => {
  const plan = plans.find((one) => one.journey === journey);
  if (plan === undefined) throw new Error(`no plan of ${journey}`);
  return plan;
};

// ── One task, and people who work around the clock ────────────────────────────────────────────────────────

const { library, plans } = buildTexts(`
  subject lead { owner marketing  record crm.contact  account company  email: email key  company?: text }
  event asked  of lead
  event bought of lead
  journey sale v1 of lead "Somebody calls" {
    owner head  goal bought within 30 days  review every 3 months, last 2026-10-01
    enter on asked -> talk
      if one is open    join
      if one has ended  never
    exit won  as success on bought
    exit lost as failure
    stage talk {
      owner sales  lasts at most 10 days, then exit lost
      task call "Call them" by the holder, on daily { yes stay  no exit lost }
    }
  }`);
const sale = found(plans, "sale");
const START = Date.parse("2026-11-23T00:00Z");

const asks = (name: string, hours: number): PastEvent => ({
  at: START + hours * HOUR,
  subject: "lead",
  fields: { email: `${name}@example.com` },
  event: "asked",
  data: {},
});

/** Each is noticed after an hour and takes two. */
const assumed: Assumptions = {
  ...assume(library, plans, sale),
  happenings: [],
  people: Object.fromEntries(
    Object.keys(library.roles).map((role) => [
      role,
      { perDay: 4, answers: { median: HOUR, spread: 1 }, overlooks: 0 },
    ]),
  ),
  answers: { call: { no: 1 } },
};

const sell = (events: readonly PastEvent[], change: Partial<CohortOptions> = {}): CohortReport =>
  runCohort({
    library,
    plans,
    people: PEOPLE,
    plan: sale,
    assumptions: assumed,
    seed: 1,
    start: START,
    until: START + 20 * DAY,
    incoming: { events },
    ...change,
  });

describe("two leads and one person", () => {
  // The first comes at 0:00, is noticed at 1:00 and answered at 3:00; the second comes at 1:00, is noticed at 2:00,
  // waits until 3:00 and is answered at 5:00.
  const report = sell([asks("first", 0), asks("second", 1)]);

  test("the second waits until the first is done with", () => {
    const [role] = report.roles.filter(({ asked }) => asked > 0);
    expect(role).toMatchObject({ role: "sales", people: 1, asked: 2, done: 2, breaches: 0 });
    expect(role?.waiting).toMatchObject({ count: 2, median: 3 * HOUR, max: 4 * HOUR });
    expect(role?.queue.highest).toBe(2);
    // Seven hours of requests in twenty days.
    expect(role?.queue.mean).toBeCloseTo(7 / 480, 10);
  });

  test("their time is what the answers took", () => {
    expect(report.people.find(({ person }) => person === "sam")).toMatchObject({ done: 2, busy: 4 / 480 });
  });

  test("both end where the answer leads", () => {
    expect(report).toMatchObject({ arrived: 2, entered: 2, entries: 2, open: 0 });
    expect(report.exits).toMatchObject([
      { exit: "won", count: 0, time: null },
      { exit: "lost", count: 2, time: { median: 3 * HOUR, max: 4 * HOUR } },
    ]);
    expect(report.flows).toEqual([
      { from: { is: "entry" }, to: { is: "stage", name: "talk" }, count: 2 },
      { from: { is: "stage", name: "talk" }, to: { is: "exit", name: "lost" }, count: 2 },
    ]);
  });

  test("each costs a start, an answer, the records of both and of who was picked, a timer, and no indexing", () => {
    expect(report.cost.by).toEqual({
      starts: 2,
      updates: 2,
      signals: 0,
      activities: 4,
      timers: 2,
      attributes: 0,
    });
    expect(report.cost.actions).toBe(Object.values(report.cost.by).reduce((sum, count) => sum + count, 0));
  });
});

test("going on to a stage of another role is indexed, and one that is passed through at once is not", () => {
  const { library, plans } = buildTexts(`
  subject lead { owner marketing  record crm.contact  account company  email: email key  company?: text }
  event asked of lead
  journey sale v1 of lead "Somebody looks, then somebody calls" {
    owner head  goal asked within 30 days  review every 3 months, last 2026-10-01
    enter on asked -> look
      if one is open    join
      if one has ended  never
    exit lost as failure
    stage look { owner sales  lasts at most 10 days, then exit lost  wait 1 day  -> through_this }
    stage through_this { owner sales  lasts at most 10 days, then exit lost  if company is known { exit lost } -> rest }
    stage rest { owner sales  lasts at most 10 days, then exit lost  wait 2 days  exit lost }
  }`);
  const plan = found(plans, "sale");
  const report = sell([asks("first", 0)], {
    library,
    plans,
    plan,
    assumptions: assume(library, plans, plan),
  });
  expect(report.cost.by).toMatchObject({ starts: 1, attributes: 1 });
});

describe("who is asked", () => {
  const crowd = Array.from({ length: 40 }, (_, index) => asks(`lead${index}`, index));
  const staff = (count: number, capacity: number | null = null): People => ({
    ...PEOPLE,
    people: [
      ...PEOPLE.people.filter(({ roles }) => !roles.includes("sales")),
      ...Array.from(
        { length: count },
        (_, index): Person => ({
          id: `seller_${index}`,
          name: "Seller",
          email: "seller@example.com",
          roles: ["sales"],
          serves: {},
          capacity,
          away: [],
        }),
      ),
    ],
  });
  const waitOf = (report: CohortReport) => report.roles.find(({ role }) => role === "sales")?.waiting;

  test("fewer people wait longer, and answer more of it too late", () => {
    const [one, two, three] = [1, 2, 3].map((count) => sell(crowd, { people: staff(count) }));
    expect(waitOf(one as CohortReport)?.p90).toBeGreaterThan(waitOf(two as CohortReport)?.p90 ?? 0);
    expect(waitOf(two as CohortReport)?.p90).toBeGreaterThanOrEqual(waitOf(three as CohortReport)?.p90 ?? 0);
    expect(one?.roles.find(({ role }) => role === "sales")?.breaches).toBeGreaterThan(
      three?.roles.find(({ role }) => role === "sales")?.breaches ?? 0,
    );
  });

  test("whoever is away does nothing meanwhile", () => {
    const people = staff(1);
    const away = people.people.map((person) =>
      person.roles.includes("sales")
        ? { ...person, away: [{ from: "2026-11-20", to: "2026-11-24" }] }
        : person,
    );
    const report = sell([asks("first", 0)], { people: { ...people, people: away } });
    expect(report.people.find(({ person }) => person === "seller_0")?.done).toBe(0);
  });

  test("somebody who overlooks it is not done with it, until it is with another", () => {
    const people = Object.fromEntries(
      Object.entries(assumed.people).map(([role, pace]) => [
        role,
        { ...pace, overlooks: role === "sales" ? 1 : 0 },
      ]),
    );
    const report = sell([asks("first", 0)], { assumptions: { ...assumed, people } });
    expect(report.roles.find(({ role }) => role === "sales")).toMatchObject({
      breaches: 1,
      done: 0,
      reassigned: 1,
    });
    expect(report.roles.find(({ role }) => role === "head")).toMatchObject({ asked: 1, done: 1 });
  });
});

// ── The shipped library ───────────────────────────────────────────────────────────────────────────────────

const all = shipped();
const journey = found(all.plans, "lead_to_customer");
const simulate = (change: Partial<CohortOptions> = {}): CohortReport => {
  const start = timeOf(journey, "2026-11-23", 0);
  return runCohort({
    ...all,
    plan: journey,
    assumptions: assume(all.library, all.plans, journey),
    seed: 7,
    start,
    until: start + 150 * DAY,
    incoming: { leads: 60 },
    ...change,
  });
};

describe("a cohort of the shipped journey, by nothing but what the journey suggests", () => {
  const report = simulate();

  test("everyone who entered is in a stage, or came to an exit", () => {
    expect(report.arrived).toBe(60);
    const ended = report.exits.reduce((sum, { count }) => sum + count, 0);
    const standing = report.stages.reduce((sum, { inIt }) => sum + inIt, 0);
    expect(ended + report.open).toBe(report.entries);
    expect(standing).toBe(report.open);
  });

  test("as many leave each stage, or stand in it, as have entered it", () => {
    for (const { stage, entered, inIt } of report.stages) {
      const ways = (end: "from" | "to") =>
        report.flows
          .filter(({ [end]: place }) => place.is === "stage" && place.name === stage)
          .reduce((sum, { count }) => sum + count, 0);
      expect(ways("to")).toBe(entered);
      expect(ways("from") + inIt).toBe(entered);
    }
  });

  test("people are asked, and messages go out within the caps of the policy", () => {
    expect(report.roles.find(({ role }) => role === "sdr")?.done).toBeGreaterThan(10);
    expect(report.messages.sent).toBeGreaterThan(60);
    expect(report.handovers.map(({ handover }) => handover)).toEqual(["sales_ready", "opportunity"]);
  });

  test("a route that skips who is at capacity gives nobody more", () => {
    const people = all.people.people.map((person) =>
      person.roles.includes("sdr") ? { ...person, capacity: 1 } : person,
    );
    const tight = simulate({ people: { ...all.people, people } });
    const given = tight.people.filter(({ roles }) => roles.includes("sdr"));
    // One is accepted while another is already called: a handover and the task that follows it.
    for (const { mostOpen } of given) expect(mostOpen).toBeLessThanOrEqual(2);
    expect(tight.roles.find(({ role }) => role === "sales_manager")?.asked).toBeGreaterThan(
      report.roles.find(({ role }) => role === "sales_manager")?.asked ?? 0,
    );
  });

  test("the same seed gives the same report, byte by byte, and another one another", () => {
    expect(JSON.stringify(simulate())).toBe(JSON.stringify(report));
    expect(JSON.stringify(simulate({ seed: 8 }))).not.toBe(JSON.stringify(report));
  });

  test("the same leads come in, whoever answers them", () => {
    const people = all.people.people.filter(({ id }) => id !== "bo");
    const other = simulate({ people: { ...all.people, people } });
    expect(other.arrived).toBe(report.arrived);
    expect(other.stages.find(({ stage }) => stage === "nurture")?.weeks.slice(0, 1)).toEqual(
      report.stages.find(({ stage }) => stage === "nurture")?.weeks.slice(0, 1),
    );
  });
});

test("what leads in by time is known of everyone, and what people are asked for of nobody yet", () => {
  const dated = buildTexts(`
    subject customer { owner marketing  record crm.account  account company
      email: email key  company?: text  ends?: date  size?: number }
    event renewed of customer
    journey renewal v1 of customer "Asked before it ends" {
      owner head  goal renewed within 90 days  review every 3 months, last 2026-10-01
      enter at 30 days before ends, 09:00 -> talk
        if one is open    join
        if one has ended  never
      exit won  as success on renewed
      exit lost as failure
      stage talk {
        owner sales  lasts at most 60 days, then exit lost
        task call "Call them" by the holder, on daily { counted needs size  stay  no exit lost }
      }
    }`);
  const renewal = found(dated.plans, "renewal");
  const assumptions = assume(dated.library, dated.plans, renewal);
  expect(assumptions.fields.customer).toMatchObject({ ends: { blank: 0 }, size: { blank: 1 } });
  const until = START + 365 * DAY;
  const report = sell([], { ...dated, plan: renewal, assumptions, until, incoming: { leads: 10 } });
  expect(report.entered).toBeGreaterThan(5);
});

test("what follows an exit is not under way any more, nor is what ends as it begins", () => {
  const followed = buildTexts(`
    subject lead { owner marketing  record crm.contact  account company  email: email key  company?: text }
    event asked  of lead
    event bought of lead
    journey sale v1 of lead "Over before it begins" {
      owner head  goal bought within 30 days  review every 3 months, last 2026-10-01
      enter on asked or bought -> talk
        if one is open    join
        if one has ended  never
      exit won  as success on bought
      exit lost as failure
      stage talk { owner sales  lasts at most 2 days, then exit lost  stay }
      after exit lost, owner head, for at most 100 days { wait 90 days }
    }`);
  const plan = found(followed.plans, "sale");
  const report = sell([asks("quiet", 0), { ...asks("quick", 1), event: "bought" }], {
    ...followed,
    plan,
    assumptions: { ...assume(followed.library, followed.plans, plan), happenings: [] },
  });
  expect(report).toMatchObject({ entries: 2, open: 0 });
  expect(report.exits.map(({ exit, count }) => [exit, count])).toEqual([
    ["won", 1],
    ["lost", 1],
  ]);
  expect(report.flows).toContainEqual({
    from: { is: "exit", name: "lost" },
    to: { is: "stage", name: "after lost" },
    count: 1,
  });
});
