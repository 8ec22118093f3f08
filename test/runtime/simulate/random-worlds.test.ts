/**
 * Promises that span journeys, in the virtual world: many instances of made journeys, several people of one account and
 * of one address, in any order of events, acts and silences. The policies are those that also run in production.
 */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { localOf } from "../../../compiler/calendar-time.ts";
import { resolveCalendar } from "../../../compiler/calendars.ts";
import type { Fields, Instant } from "../../../compiler/plan.ts";
import type { Act } from "../../../runtime/machine/protocol.ts";
import { isRunning, type VirtualLetter, type World } from "../../../runtime/simulate/virtual-state.ts";
import {
  addSubject,
  leave,
  openWorld,
  runUntil,
  takeAct,
  takeEvent,
} from "../../../runtime/simulate/virtual-world.ts";
import { FUZZ_TIMEOUT, fuzz } from "../../support/fuzz.ts";
import { type MadeJourneys, validJourneys } from "../../support/journeys/made-journeys.ts";
import { STAFF } from "../../support/journeys/surroundings.ts";

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
/** Nine o'clock in Berlin. */
const START = Date.parse("2026-11-23T08:00:00Z");
const RUNS = { inCi: 200, atHand: 20 };

type Deed =
  | { readonly do: "run"; readonly hours: number }
  | { readonly do: "event"; readonly who: number; readonly kind: number; readonly fields: Fields }
  | { readonly do: "act"; readonly instance: number; readonly work: number; readonly label: number }
  | { readonly do: "leave"; readonly who: number };

const KINDS = ["offered", "visited", "asked", "replied", "met", "clicked"] as const;
const fields: fc.Arbitrary<Fields> = fc.record(
  {
    amount: fc.constantFrom(1_000, 150_000).map((amount) => ({ amount, currency: "EUR" })),
    vip: fc.nat(9).map((nth) => nth === 9),
    opted_out: fc.nat(19).map((nth) => nth === 19),
    open_concern: fc.nat(9).map((nth) => nth === 9),
    renews_on: fc.constantFrom("2026-12-20", "2027-02-01"),
    path: fc.constantFrom("/pricing", "/blog"),
    deal_id: fc.constantFrom("D-1", "D-2"),
  },
  { requiredKeys: ["deal_id"] },
);
const deed: fc.Arbitrary<Deed> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({ do: fc.constant("run" as const), hours: fc.constantFrom(0, 1, 5, 26, 90, 200) }),
  },
  {
    weight: 5,
    arbitrary: fc.record({ do: fc.constant("event" as const), who: fc.nat(2), kind: fc.nat(5), fields }),
  },
  {
    weight: 5,
    arbitrary: fc.record({
      do: fc.constant("act" as const),
      instance: fc.nat(5),
      work: fc.nat(2),
      label: fc.nat(3),
    }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant("leave" as const), who: fc.nat(6) }) },
);

interface Case {
  readonly made: MadeJourneys;
  readonly deeds: readonly Deed[];
}
const cases: fc.Arbitrary<Case> = fc.record({
  made: validJourneys(3),
  deeds: fc.array(deed, { minLength: 1, maxLength: 30, size: "max" }),
});

/** Two with one address, and a third of their account. */
const SUBJECTS = ["ada@nordpay.example", "ADA@nordpay.example", "bea@nordpay.example"];

function play({ made, deeds }: Case): World {
  const { library, releases } = made.compiled();
  const plans = releases.map(({ plan }) => plan);
  const world = openWorld({ library, plans, people: STAFF, start: START });
  const subjects = SUBJECTS.map((email) =>
    addSubject(world, "lead", { email, name: "Ada", company: "Nordpay" }),
  );
  for (const one of deeds) {
    switch (one.do) {
      case "run":
        runUntil(world, world.now + one.hours * HOUR);
        break;
      case "leave":
        leave(world, STAFF.people[one.who % STAFF.people.length]?.id ?? "", null);
        break;
      case "event": {
        const subject = subjects[one.who % subjects.length];
        if (subject !== undefined) takeEvent(world, subject, KINDS[one.kind] ?? "asked", one.fields);
        break;
      }
      case "act":
        act(world, one);
    }
  }
  runUntil(world, world.now + 40 * DAY);
  return world;
}

function act(world: World, one: Extract<Deed, { do: "act" }>): void {
  const running = [...world.instances.values()].filter(isRunning);
  const instance = running[one.instance % Math.max(running.length, 1)];
  const { work } = instance?.state ?? { work: [] };
  const record = work[one.work % Math.max(work.length, 1)]?.record;
  if (instance === undefined || record === undefined || record.person === null) return;
  const labels = Object.keys(record.answers);
  const label = labels[one.label % Math.max(labels.length, 1)] ?? "";
  const evidence: Fields = {
    reason: "because",
    amount: { amount: 5_000, currency: "EUR" },
    company: "Nordpay",
    vip: false,
    discount: 5,
  };
  takeAct(world, instance, record.person, answerTo(record.kind, record.id, label, evidence));
}

function answerTo(kind: string, work: string, label: string, evidence: Fields): Act {
  if (kind === "decide") return { do: "decide", work, answer: label, evidence };
  if (kind !== "accept") return { do: "complete", work, result: label, evidence };
  return label === "accept" ? { do: "accept", work } : { do: "decline", work, reason: label, evidence };
}

// ── What is looked at ─────────────────────────────────────────────────────────────────────────────────────

const addressOf = ({ subject }: Pick<VirtualLetter, "subject">): string =>
  String(subject.fields.email).toLowerCase();

function sentTo(world: World, address: string): readonly VirtualLetter[] {
  const letters = [...world.letters.values()];
  return letters
    .filter((letter) => letter.state === "sent" && addressOf(letter) === address)
    .sort((a, b) => a.at - b.at);
}

/** The most that went out in any stretch of this length. */
function mostIn(times: readonly Instant[], length: number): number {
  return Math.max(0, ...times.map((from) => times.filter((at) => at >= from && at - from < length).length));
}

const ADDRESSES = [...new Set(SUBJECTS.map((email) => email.toLowerCase()))];

function isWithinHours(instant: Instant, made: MadeJourneys): boolean {
  const berlin = made.model.calendars.get("berlin");
  if (berlin === undefined) throw new Error("there is no calendar `berlin`");
  const { day, minute } = localOf(resolveCalendar(berlin, { from: 2026, years: 3 }), instant);
  const weekday = (day + 3) % 7;
  return weekday < 5 && minute >= 8 * 60 && minute < 18 * 60;
}

/** How many journeys of the group were live at once for each subject, by what is written down. */
function mostLive(world: World): number {
  const live = new Map<string, Set<string>>();
  const ended = new Set<string>();
  let most = 0;
  for (const [nth, { at, what, instance }] of world.journal.entries()) {
    const { plan, subject } = world.instances.get(instance) ?? {};
    if (plan === undefined || subject === undefined || plan.exclusive === null) continue;
    const under = live.get(subject.id) ?? new Set();
    live.set(subject.id, under);
    // What outlives an exit is a stage, too, and no journey that is live.
    if ((what === "entered" || what === "resumed") && !ended.has(instance)) under.add(instance);
    if (what === "paused" || what === "exited") under.delete(instance);
    if (what === "exited") ended.add(instance);
    // What happens at one instant is looked at once all of it has.
    if (world.journal[nth + 1]?.at !== at)
      most = Math.max(most, ...[...live.values()].map(({ size }) => size));
  }
  return most;
}

describe("random worlds", FUZZ_TIMEOUT, () => {
  test("P5 and P7: caps, hours and consent hold for an address; of a group one journey at most is live", () => {
    let letters = 0;
    let pauses = 0;
    fuzz(
      cases,
      (one) => {
        const world = play(one);
        pauses += world.journal.filter(({ what }) => what === "paused").length;
        for (const address of ADDRESSES) {
          const times = sentTo(world, address).map(({ at }) => at);
          letters += times.length;
          expect(mostIn(times, DAY), "P5: messages in 24 hours").toBeLessThanOrEqual(1);
          expect(mostIn(times, 7 * DAY), "P5: messages in 7 days").toBeLessThanOrEqual(3);
          expect(
            times.filter((at) => !isWithinHours(at, one.made)),
            "P5: outside the hours",
          ).toEqual([]);
          expect(
            times.filter((at) => at > optedOutAt(world, address)),
            "P4: after the opt-out",
          ).toEqual([]);
        }
        expect(mostLive(world), "P7: live journeys of the group").toBeLessThanOrEqual(1);
      },
      RUNS,
    );
    // Else there was nothing to keep.
    expect(Math.min(letters, pauses)).toBeGreaterThan(0);
  });
});

/** Nobody takes it back in these worlds. */
function optedOutAt(world: World, address: string): Instant {
  const subjects = [...world.subjects.values()].filter(
    ({ fields: { email } }) => String(email).toLowerCase() === address,
  );
  const times = subjects.flatMap(({ fields: { opted_out }, fieldsAt }) =>
    opted_out === true ? [fieldsAt.opted_out ?? START] : [],
  );
  return Math.min(Number.POSITIVE_INFINITY, ...times);
}
