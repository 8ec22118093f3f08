import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Score, ScorePart } from "../../../compiler/library.ts";
import type { Fields, Instant, Rate } from "../../../compiler/plan.ts";
import type { Event } from "../../../runtime/machine/protocol.ts";
import { DAY } from "../../../runtime/policy/exact-time.ts";
import {
  addStates,
  applyEvent,
  bandAt,
  EMPTY_SCORE,
  nextCrossing,
  type ScoreState,
  scoreState,
  valueAt,
} from "../../../runtime/policy/score.ts";

const START = Date.UTC(2026, 10, 23, 9);
const at = (days: number): Instant => START + Math.round(days * DAY);

const adds = (points: number, event: string, rate: Rate | null = null) => ({
  points,
  on: [{ event, where: null }],
  rate,
});
const part = (change: Partial<ScorePart>): ScorePart => ({
  name: "main",
  adds: [],
  halfLife: null,
  resetsOn: [],
  ...change,
});
const score = (parts: readonly ScorePart[], change: Partial<Score> = {}): Score => ({
  subject: "lead",
  owner: "marketing",
  parts,
  facts: [],
  bands: [
    { name: "warm", from: 40 },
    { name: "hot", from: 70 },
  ],
  ...change,
});

let serial = 0;
const event = (kind: string, days: number, fields: Fields = {}): Event => {
  serial += 1;
  return { id: `e${serial}`, kind, at: at(days), fields };
};
const stateAfter = (rules: Score, events: readonly Event[], now = at(1000)): ScoreState =>
  events.reduce((state, one) => applyEvent(rules, state, one, now), EMPTY_SCORE);

const VIEWS = score([part({ adds: [adds(40, "viewed")], halfLife: 30 * DAY })]);

describe("the value", () => {
  it("adds points, and halves them", () => {
    const state = stateAfter(VIEWS, [event("viewed", 0), event("viewed", 30)]);
    expect(valueAt(VIEWS, state, {}, at(30))).toBe(60);
    expect(valueAt(VIEWS, state, {}, at(60))).toBe(30);
  });

  it("adds what is known of them", () => {
    const rules = score([], {
      facts: [
        {
          points: 15,
          when: { is: "in", left: { of: "subject", field: "industry" }, values: ["saas"], blank: false },
        },
        { points: -30, when: { is: "blank", left: { of: "subject", field: "country" } } },
      ],
    });
    expect(valueAt(rules, EMPTY_SCORE, { industry: "saas" }, START)).toBe(-15);
    expect(valueAt(rules, EMPTY_SCORE, { industry: "saas", country: "DK" }, START)).toBe(15);
  });

  it("looks at an event's own fields", () => {
    const where = {
      is: "text",
      how: "starts with",
      left: { of: "event", field: "path" },
      words: ["/pricing"],
      blank: false,
    } as const;
    const rules = score([part({ adds: [{ points: 20, on: [{ event: "viewed", where }], rate: null }] })]);
    const state = stateAfter(rules, [
      event("viewed", 0, { path: "/pricing/eu" }),
      event("viewed", 1, { path: "/blog" }),
    ]);
    expect(valueAt(rules, state, {}, at(2))).toBe(20);
  });

  it("counts an event that is ahead of the clock as of now", () => {
    const state = applyEvent(VIEWS, EMPTY_SCORE, event("viewed", 10), at(0));
    expect(valueAt(VIEWS, state, {}, at(30))).toBe(20);
  });

  it("forgets what came before a reset, also when the reset comes in late", () => {
    const rules = score([part({ adds: [adds(10, "opened")], resetsOn: [{ event: "closed", where: null }] })]);
    const events = [event("opened", 0), event("opened", 1), event("closed", 2), event("opened", 3)];
    for (const order of [
      [0, 1, 2, 3],
      [0, 1, 3, 2],
      [2, 3, 0, 1],
      [3, 2, 1, 0],
    ]) {
      const state = stateAfter(
        rules,
        order.flatMap((index) => events[index] ?? []),
      );
      expect(valueAt(rules, state, {}, at(4))).toBe(10);
    }
  });

  it("resets one part and leaves the other", () => {
    const rules = score([
      part({ name: "habit", adds: [adds(5, "signed_in")] }),
      part({ name: "trouble", adds: [adds(-10, "opened")], resetsOn: [{ event: "closed", where: null }] }),
    ]);
    const state = stateAfter(rules, [event("signed_in", 0), event("opened", 1), event("closed", 2)]);
    expect(valueAt(rules, state, {}, at(3))).toBe(5);
  });

  it.each([
    ["3 per 7 days", { times: 3, per: { ms: 7 * DAY } }, [0, 1, 2, 3, 6.9], 30],
    ["the window has passed", { times: 1, per: { ms: DAY } }, [0, 0.5, 1, 1.5], 20],
    ["ever", { times: 2, per: "ever" }, [0, 100, 200], 20],
    ["a late one fits before", { times: 1, per: { ms: DAY } }, [5, 3], 20],
  ] as const)("counts at most so often: %s", (_, rate, days, expected) => {
    const rules = score([part({ adds: [adds(10, "viewed", rate)] })]);
    const state = stateAfter(
      rules,
      days.map((day) => event("viewed", day)),
    );
    expect(valueAt(rules, state, {}, at(300))).toBe(expected);
  });

  const occurrences = fc.array(
    fc.record({
      kind: fc.constantFrom("viewed", "clicked", "reset"),
      day: fc.integer({ min: 0, max: 400 }),
    }),
    { maxLength: 40 },
  );
  const RICH = score([
    part({ adds: [adds(8, "viewed")], halfLife: 20 * DAY, resetsOn: [{ event: "reset", where: null }] }),
    part({ name: "clicks", adds: [adds(-3, "clicked")], halfLife: 50 * DAY }),
  ]);

  it("does not depend on the order in which events come in", () => {
    fc.assert(
      fc.property(occurrences, fc.infiniteStream(fc.nat()), (list, keys) => {
        const events = list.map(({ kind, day }) => event(kind, day));
        const shuffled = events
          .map((one) => ({ one, key: keys.next().value ?? 0 }))
          .sort((one, other) => one.key - other.key)
          .map(({ one }) => one);
        const now = at(401);
        const value = (order: readonly Event[]) => valueAt(RICH, stateAfter(RICH, order, now), {}, now);
        expect(value(shuffled)).toBeCloseTo(value(events), 9);
      }),
    );
  });

  it("does not depend on when it is looked at, or on being stored in between", () => {
    fc.assert(
      fc.property(occurrences, (list) => {
        const events = list.map(({ kind, day }) => event(kind, day)).sort((one, other) => one.at - other.at);
        let stored = EMPTY_SCORE;
        for (const one of events) {
          stored = scoreState.parse(JSON.parse(JSON.stringify(applyEvent(RICH, stored, one, one.at))));
          valueAt(RICH, stored, {}, one.at);
        }
        const now = at(401);
        expect(valueAt(RICH, stored, {}, now)).toBeCloseTo(
          valueAt(RICH, stateAfter(RICH, events, now), {}, now),
          9,
        );
      }),
    );
  });

  it("keeps its state bounded", () => {
    const rules = score([
      part({ adds: [adds(1, "viewed", { times: 5, per: { ms: DAY } })], halfLife: 30 * DAY }),
    ]);
    const many = Array.from({ length: 2_000 }, (_, index) => event("viewed", index / 4));
    expect(JSON.stringify(stateAfter(rules, many)).length).toBeLessThan(10_000);
  });
});

describe("the next crossing", () => {
  it("is the first instant in another band", () => {
    const state = stateAfter(VIEWS, [event("viewed", 0), event("viewed", 0)]);
    expect(bandAt(VIEWS, state, {}, at(0))).toBe("hot");
    const crossing = nextCrossing(VIEWS, state, {}, at(0)) ?? 0;
    expect(bandAt(VIEWS, state, {}, crossing - 1)).toBe("hot");
    expect(bandAt(VIEWS, state, {}, crossing)).toBe("warm");
    // 80 points at a half-life of 30 days are 70 after 30 * log2(80 / 70) days.
    expect(crossing - START).toBeCloseTo(30 * DAY * Math.log2(80 / 70), -1);
    expect(nextCrossing(VIEWS, state, {}, crossing)).toBe(at(30) + 1);
  });

  it("is never when nothing fades, or it stays above the line", () => {
    const fixed = score([part({ adds: [adds(50, "viewed")] })]);
    expect(nextCrossing(fixed, stateAfter(fixed, [event("viewed", 0)]), {}, at(1))).toBeNull();
    const mixed = score([
      part({ adds: [adds(50, "bought")] }),
      part({ name: "b", adds: [adds(5, "viewed")], halfLife: DAY }),
    ]);
    expect(
      nextCrossing(mixed, stateAfter(mixed, [event("bought", 0), event("viewed", 0)]), {}, at(1)),
    ).toBeNull();
    expect(nextCrossing(VIEWS, EMPTY_SCORE, {}, at(0))).toBeNull();
  });

  it("may be upwards, when what subtracts fades", () => {
    const rules = score([
      part({ adds: [adds(50, "bought")] }),
      part({ name: "trouble", adds: [adds(-20, "opened")], halfLife: 10 * DAY }),
    ]);
    const state = stateAfter(rules, [event("bought", 0), event("opened", 0)]);
    expect(bandAt(rules, state, {}, at(0))).toBeNull();
    expect(nextCrossing(rules, state, {}, at(0))).toBe(at(10));
    expect(bandAt(rules, state, {}, at(10))).toBe("warm");
  });

  it("is found between two turns: up over the line and down again", () => {
    // 60 that fade slowly less 60 that fade fast: from 0 up to about 47, and down again.
    const rules = score([
      part({ name: "habit", adds: [adds(60, "signed_in")], halfLife: 100 * DAY }),
      part({ name: "trouble", adds: [adds(-60, "opened")], halfLife: 5 * DAY }),
    ]);
    const state = stateAfter(rules, [event("signed_in", 0), event("opened", 0)]);
    const up = nextCrossing(rules, state, {}, at(0)) ?? 0;
    const down = nextCrossing(rules, state, {}, up) ?? 0;
    expect([bandAt(rules, state, {}, up - 1), bandAt(rules, state, {}, up)]).toEqual([null, "warm"]);
    expect([bandAt(rules, state, {}, down - 1), bandAt(rules, state, {}, down)]).toEqual(["warm", null]);
    expect(nextCrossing(rules, state, {}, down)).toBeNull();
  });

  it("misses none: the band is the same at every instant before it", () => {
    const contribution = fc.record({
      points: fc.integer({ min: -90, max: 90 }),
      half: fc.integer({ min: 1, max: 60 }),
    });
    fc.assert(
      fc.property(
        fc.array(contribution, { minLength: 1, maxLength: 4 }),
        fc.integer({ min: 0, max: 60 }),
        (list, base) => {
          const rules = score([
            part({ name: "base", adds: [adds(base, "all")] }),
            ...list.map(({ points, half }, index) =>
              part({ name: `p${index}`, adds: [adds(points, "all")], halfLife: half * DAY }),
            ),
          ]);
          const state = stateAfter(rules, [event("all", 0)], at(0));
          const band = bandAt(rules, state, {}, at(0));
          const crossing = nextCrossing(rules, state, {}, at(0));
          const samples = Array.from({ length: 400 }, (_, index) => at(index / 2)).filter(
            (one) => one < (crossing ?? Number.POSITIVE_INFINITY),
          );
          for (const sample of samples) expect(bandAt(rules, state, {}, sample)).toBe(band);
          if (crossing !== null) expect(bandAt(rules, state, {}, crossing)).not.toBe(band);
        },
      ),
    );
  });
});

describe("two who are found to be one", () => {
  const days = fc.array(fc.integer({ min: 0, max: 400 }), { maxLength: 90 });
  const plain = score([
    part({ name: "fading", adds: [adds(40, "viewed"), adds(-10, "left")], halfLife: 30 * DAY }),
    part({ name: "lasting", adds: [adds(3, "viewed")] }),
  ]);

  it("are worth the sum of both from the later on, however much of it was folded", () => {
    fc.assert(
      fc.property(days, days, fc.integer({ min: 400, max: 600 }), (ones, others, later) => {
        const counted = (all: readonly number[]) =>
          stateAfter(
            plain,
            all.map((day) => event(day % 3 === 0 ? "left" : "viewed", day)),
          );
        const worth = (state: ScoreState) => valueAt(plain, state, {}, at(later));
        const sum = addStates(plain, counted(ones), counted(others));
        expect(worth(sum)).toBeCloseTo(worth(counted(ones)) + worth(counted(others)), 6);
        expect(scoreState.parse(sum)).toEqual(sum);
      }),
    );
  });

  it("are worth what one is to whom all of it happened, where a reset or a limit for ever cuts", () => {
    const rules = score([
      part({
        adds: [adds(7, "asked", { times: 3, per: "visit" }), adds(5, "viewed")],
        halfLife: 60 * DAY,
        resetsOn: [{ event: "lost", where: null }],
      }),
    ]);
    const happened = fc.uniqueArray(
      fc.record({
        day: fc.integer({ min: 0, max: 400 }),
        kind: fc.constantFrom("asked", "asked", "viewed", "lost"),
        isMine: fc.boolean(),
      }),
      { maxLength: 60, selector: ({ day }) => day },
    );
    fc.assert(
      fc.property(happened, (all) => {
        const ordered = [...all].sort((one, other) => one.day - other.day);
        const of = (isMeant: (one: { readonly isMine: boolean }) => boolean) =>
          stateAfter(
            rules,
            ordered.filter(isMeant).map(({ kind, day }) => event(kind, day)),
          );
        const sum = addStates(
          rules,
          of(({ isMine }) => isMine),
          of(({ isMine }) => !isMine),
        );
        const whole = of(() => true);
        expect(valueAt(rules, sum, {}, at(500))).toBeCloseTo(valueAt(rules, whole, {}, at(500)), 6);
        expect(sum.parts.main?.counted ?? {}).toEqual(whole.parts.main?.counted ?? {});
      }),
    );
  });

  it("keep the earliest of what a limit per time allows, and go on under it together", () => {
    const rules = score([part({ adds: [adds(5, "viewed", { times: 2, per: { ms: 10 * DAY } })] })]);
    const viewed = (...days: readonly number[]) =>
      stateAfter(
        rules,
        days.map((day) => event("viewed", day)),
      );
    const sum = addStates(rules, viewed(1, 3), viewed(2, 12));
    expect(valueAt(rules, sum, {}, at(13))).toBe(15);
    expect(valueAt(rules, applyEvent(rules, sum, event("viewed", 11.5), at(13)), {}, at(13))).toBe(20);
    expect(valueAt(rules, applyEvent(rules, sum, event("viewed", 9), at(13)), {}, at(13))).toBe(15);
  });
});
