/** What a condition says of what is known: docs/language.md, section 5, and rule 3 for what has happened and what has not. */
import { describe, expect, test } from "vitest";
import type { Condition, Fields, Operand, Pattern, Value } from "../../../compiler/plan.ts";
import {
  absenceKey,
  absencesIn,
  holds,
  matchesAny,
  mayMatch,
  same,
  turningPoints,
  turnKey,
  turnsIn,
  type View,
  viewOfFields,
} from "../../../runtime/machine/conditions.ts";
import { DAY, HOUR } from "./play.ts";

const NOW = Date.parse("2026-11-23T08:00:00Z");
const field = (name: string): Operand => ({ of: "subject", field: name });
const ofEvent = (name: string): Operand => ({ of: "event", field: name });
const value = (given: Value): Operand => ({ of: "value", value: given });
const eur = (amount: number) => ({ amount, currency: "EUR" });
const seen = (fields: Fields, more: Partial<View> = {}): View => ({ ...viewOfFields(NOW, fields), ...more });

type Compare = Extract<Condition, { is: "compare" }>;
const compare = (left: Operand, operator: Compare["operator"], right: Operand, blank = false): Compare => ({
  is: "compare",
  left,
  operator,
  right,
  blank,
});
const YES: Condition = { is: "blank", left: value(null) };
const NO: Condition = { is: "not", of: YES };

describe("comparing", () => {
  const OPERATORS = ["<", "<=", "=", "!=", ">=", ">"] as const;
  const LESS = [true, true, false, true, false, false];
  const EQUAL = [false, true, true, false, true, false];
  const MORE = [false, false, false, true, true, true];
  const UNLIKE = [false, false, false, true, false, false];
  test.each<[string, Value, Value, readonly boolean[]]>([
    ["a number below another", 1, 2, LESS],
    ["a number and itself", 2, 2, EQUAL],
    ["a number above another", 3, 2, MORE],
    ["an amount below another", eur(1), eur(2), LESS],
    ["an amount and the same", eur(2), eur(2), EQUAL],
    ["an amount above another", eur(3), eur(2), MORE],
    ["two currencies, which have no order", eur(1), { amount: 1, currency: "DKK" }, UNLIKE],
    ["a length below another", { ms: HOUR }, { ms: DAY }, LESS],
    ["a length and the same", { ms: DAY }, { ms: DAY }, EQUAL],
    ["a length above another", { ms: DAY }, { ms: HOUR }, MORE],
    ["a date before another", "2026-11-23", "2026-11-24", LESS],
    ["a date and itself", "2026-11-23", "2026-11-23", EQUAL],
    ["a date after another", "2026-11-25", "2026-11-24", MORE],
    ["a number and a text, which have no order", 1, "1", UNLIKE],
    ["a text and a number", "1", 1, UNLIKE],
    ["an amount and a number", eur(1), 1, UNLIKE],
    ["a number and an amount", 1, eur(1), UNLIKE],
    ["a length and a number", { ms: 1 }, 1, UNLIKE],
    ["a number and a length", 1, { ms: 1 }, UNLIKE],
    ["a length and an amount", { ms: 1 }, eur(1), UNLIKE],
    ["yes and no, which have no order", true, false, UNLIKE],
  ])("%s", (_, left, right, expected) => {
    const found = OPERATORS.map((operator) => holds(compare(value(left), operator, value(right)), seen({})));
    expect(found).toEqual(expected);
  });

  test.each([
    ["the left side", field("amount"), value(1)],
    ["the right side", value(1), field("amount")],
  ])("where %s is blank, what is said of a blank counts", (_, left, right) => {
    for (const blank of [true, false])
      for (const operator of OPERATORS)
        expect(holds(compare(left, operator, right, blank), seen({}))).toBe(blank);
  });

  test("two values of which nothing is the same are not one", () => {
    expect(same(eur(1), eur(2))).toBe(false);
    expect(same({ ms: 1 }, { ms: 1 })).toBe(true);
    expect(same({ ms: 1 }, { ms: 2 })).toBe(false);
    expect(same({ ms: 1 }, 1)).toBe(false);
    expect(same(eur(1), 1)).toBe(false);
    expect(same(null, null)).toBe(true);
  });

  test("what is worked out counts as what comes of it", () => {
    const sum: Operand = { of: "computed", operator: "+", left: field("a"), right: field("b") };
    expect(holds(compare(sum, "=", value(5)), seen({ a: 2, b: 3 }))).toBe(true);
    expect(holds(compare(sum, "=", value(5)), seen({ a: 2 }))).toBe(false);
  });

  test("a field of the event is that of the event in question, and blank without one", () => {
    const path = compare(ofEvent("path"), "=", value("/x"), false);
    expect(holds(path, seen({ path: "/x" }))).toBe(false);
    expect(holds(path, seen({}, { event: { path: "/x" } }))).toBe(true);
  });
});

describe("lists, blanks and bands", () => {
  const inDenmark = (blank: boolean): Condition => ({
    is: "in",
    left: field("country"),
    values: ["DK", "SE"],
    blank,
  });
  test.each<[Fields, boolean, boolean]>([
    [{ country: "DK" }, false, true],
    [{ country: "SE" }, false, true],
    [{ country: "NO" }, true, false],
    [{}, true, true],
    [{}, false, false],
  ])("%j in (DK, SE), a blank counting as %s: %s", (fields, blank, expected) =>
    expect(holds(inDenmark(blank), seen(fields))).toBe(expected),
  );

  test("blank is what is not known, and a zero or a no is known", () => {
    const isBlank: Condition = { is: "blank", left: field("seats") };
    expect(
      [{}, { seats: null }, { seats: 0 }, { seats: false }].map((fields) => holds(isBlank, seen(fields))),
    ).toEqual([true, true, false, false]);
  });

  test("a band is the one that the score is in, and none is none of them", () => {
    const hot: Condition = { is: "band", score: "interest", band: "hot" };
    const of = (bands: View["bands"]) => holds(hot, seen({}, { bands }));
    expect([of({}), of({ interest: null }), of({ interest: "warm" }), of({ interest: "hot" })]).toEqual([
      false,
      false,
      false,
      true,
    ]);
  });

  test("all, any and not", () => {
    const holdsNow = (condition: Condition) => holds(condition, seen({}));
    expect(holdsNow({ is: "all", of: [YES, NO] })).toBe(false);
    expect(holdsNow({ is: "all", of: [YES, YES] })).toBe(true);
    expect(holdsNow({ is: "any", of: [YES, NO] })).toBe(true);
    expect(holdsNow({ is: "any", of: [NO, NO] })).toBe(false);
    expect(holdsNow({ is: "not", of: NO })).toBe(true);
  });
});

describe("texts", () => {
  const text =
    (how: Extract<Condition, { is: "text" }>["how"], ...words: readonly string[]) =>
    (given: string | null, blank = false): boolean =>
      holds({ is: "text", how, left: field("title"), words, blank }, seen({ title: given }));

  test("matches compares whole words and phrases, of any script, without case", () => {
    const chief = text("matches", "cto", "head of IT");
    expect(["CTO", "The CTO, acting", "Head  of-it", "cto"].map((title) => chief(title))).toEqual([
      true,
      true,
      true,
      true,
    ]);
    expect(["doctor", "cto2", "head it", "Head of ITS", ""].map((title) => chief(title))).toEqual(
      new Array(5).fill(false),
    );
    expect(text("matches", "øre")("en Øre!")).toBe(true);
    expect(text("matches", "øre")("køre")).toBe(false);
    expect(text("matches", "7")("no. 7")).toBe(true);
  });

  test("contains, starts with and ends with, one of the words, without case", () => {
    expect(text("contains", "zzz", "PRIC")("/Pricing/x")).toBe(true);
    expect(text("contains", "zzz")("/Pricing/x")).toBe(false);
    expect(text("starts with", "zzz", "/PRIC")("/pricing")).toBe(true);
    expect(text("starts with", "pricing")("/pricing")).toBe(false);
    expect(text("ends with", "zzz", "ING")("/pricing")).toBe(true);
    expect(text("ends with", "/pric")("/pricing")).toBe(false);
  });

  test("a blank text answers what is said of a blank", () => {
    expect(text("contains", "x")(null, true)).toBe(true);
    expect(text("contains", "null")(null, false)).toBe(false);
  });
});

describe("what has happened, and what has not", () => {
  const visited: Pattern = { event: "visited", where: null };
  const priced: Pattern = { event: "visited", where: compare(ofEvent("path"), "=", value("/pricing")) };
  const quiet = (events: readonly Pattern[], since?: "journey"): Condition => ({
    is: "absent",
    events,
    lasting: { ms: DAY },
    ...(since && { since }),
  });
  const view = (more: Partial<View>): View =>
    seen({}, { stageAt: NOW - DAY, journeyAt: NOW - 3 * DAY, ...more });

  test("an absence lasts from the stage's entry, and anew from the latest of its events", () => {
    expect(holds(quiet([visited]), view({}))).toBe(true);
    expect(holds(quiet([visited]), view({ now: NOW - 1 }))).toBe(false);
    expect(holds(quiet([visited]), view({ lastInStage: { visited: NOW - DAY + 1 } }))).toBe(false);
    expect(holds(quiet([visited]), view({ lastInStage: { replied: NOW } }))).toBe(true);
    expect(turningPoints(quiet([visited]), view({ lastInStage: { visited: NOW } }))).toEqual([NOW + DAY]);
  });

  test("what stands in no stage counts from the journey's entry, and by what came since", () => {
    const all = quiet([visited], "journey");
    expect(holds(all, view({ stageAt: NOW }))).toBe(true);
    expect(holds(all, view({ lastInJourney: { visited: NOW - 1 } }))).toBe(false);
    expect(holds(quiet([visited]), view({ lastInJourney: { visited: NOW - 1 } }))).toBe(true);
  });

  test("of an event with a test the absence is its own", () => {
    expect(absenceKey(visited)).toBe("visited");
    expect(absenceKey(priced)).not.toBe(
      absenceKey({ ...priced, where: compare(ofEvent("path"), "=", value("/")) }),
    );
    const both = view({ lastInStage: { visited: NOW } });
    expect(holds(quiet([priced]), both)).toBe(true);
    expect(holds(quiet([priced]), view({ lastInStage: { [absenceKey(priced)]: NOW } }))).toBe(false);
  });

  test("what has happened since entry has, of any of the kinds", () => {
    const happened: Condition = { is: "happened", events: ["met", "replied"] };
    expect(holds(happened, view({}))).toBe(false);
    expect(holds(happened, view({ lastInJourney: { replied: NOW - 2 * DAY } }))).toBe(true);
    expect(holds(happened, view({ lastInJourney: { visited: NOW } }))).toBe(false);
  });

  test("since a moment nothing has, while the moment is not known", () =>
    expect(
      holds(
        {
          is: "happened",
          events: ["met"],
          since: { anchor: { from: "field", field: "signed_on" } },
        },
        view({ lastInJourney: { met: NOW } }),
      ),
    ).toBe(false));
});

describe("which events fit", () => {
  const event = (kind: string, fields: Fields = {}) => ({ id: "e", kind, at: NOW, fields });
  const bySelf: Pattern = { event: "visited", where: compare(ofEvent("path"), "=", value("/x")) };
  const bySubject: Pattern = { event: "visited", where: compare(field("country"), "=", value("DK")) };

  test("one of its kind, of which its test holds", () => {
    const fits = (one: ReturnType<typeof event>) => matchesAny([bySelf], one, seen({}));
    expect(fits(event("visited", { path: "/x" }))).toBe(true);
    expect(fits(event("visited", { path: "/y" }))).toBe(false);
    expect(fits(event("replied", { path: "/x" }))).toBe(false);
  });

  test("what is asked about the subject may fit later, what is asked about the event never does", () => {
    expect(mayMatch([bySubject], event("visited"), seen({ country: "SE" }))).toBe(true);
    expect(mayMatch([bySubject], event("replied"), seen({ country: "SE" }))).toBe(false);
    expect(mayMatch([bySelf], event("visited", { path: "/y" }), seen({}))).toBe(false);
    expect(mayMatch([{ event: "visited", where: null }], event("replied"), seen({}))).toBe(false);
  });

  const ABOUT_EVENT: readonly Condition[] = [
    { is: "in", left: ofEvent("path"), values: ["/x"], blank: false },
    { is: "text", how: "contains", left: ofEvent("path"), words: ["x"], blank: false },
    { is: "blank", left: ofEvent("seen") },
  ];
  const aboutSubject: Condition = { is: "in", left: field("country"), values: ["DK"], blank: false };
  const sum: Operand = { of: "computed", operator: "+", left: ofEvent("n"), right: field("n") };
  const may = (where: Condition) =>
    mayMatch([{ event: "visited", where }], event("visited", { path: "/y", seen: true }), seen({}));

  test.each(ABOUT_EVENT.map((where) => [where.is, where] as const))("%s of the event alone", (_, where) => {
    expect(may(where)).toBe(false);
    expect(may({ is: "all", of: [where, where] })).toBe(false);
    expect(may({ is: "not", of: { is: "any", of: [where, YES] } })).toBe(false);
    expect(may({ is: "all", of: [where, aboutSubject] })).toBe(true);
    expect(may({ is: "any", of: [where, aboutSubject] })).toBe(true);
    expect(may({ is: "all", of: [NO, { is: "turns", of: aboutSubject }] })).toBe(true);
  });

  test("either side of a comparison, and any part of what is worked out, may be the subject's", () => {
    expect(may(compare(value("DK"), "=", field("country")))).toBe(true);
    expect(may(compare(sum, "=", value(2)))).toBe(true);
    expect(may(compare({ ...sum, right: ofEvent("m") }, "=", value(2)))).toBe(false);
    expect(may({ is: "text", how: "contains", left: field("title"), words: ["x"], blank: false })).toBe(true);
    expect(may({ is: "all", of: [NO, { is: "blank", left: field("title") }] })).toBe(true);
  });

  test("what asks for a band or for what has happened may fit later, too", () =>
    expect(may({ is: "band", score: "interest", band: "hot" })).toBe(true));
});

describe("parts of a condition", () => {
  const absent: Condition = { is: "absent", events: [{ event: "met", where: null }], lasting: { ms: DAY } };
  const turns: Condition = { is: "turns", of: { is: "band", score: "interest", band: "hot" } };
  const nested = (part: Condition): readonly Condition[] => [
    part,
    { is: "not", of: part },
    { is: "all", of: [YES, part] },
    { is: "any", of: [part, YES] },
  ];

  test.each(nested(absent).map((one) => [one.is, one] as const))(
    "an absence is found in %s",
    (_, condition) => {
      expect(absencesIn(condition)).toEqual([absent]);
      expect(turningPoints(condition, seen({}))).toEqual([NOW + DAY]);
      expect(turnsIn(condition)).toEqual([]);
    },
  );

  test.each(nested(turns).map((one) => [one.is, one] as const))("a change is found in %s", (_, condition) => {
    expect(turnsIn(condition)).toEqual([turns]);
    expect(absencesIn(condition)).toEqual([]);
    expect(turningPoints(condition, seen({}))).toEqual([]);
  });

  test("an absence that is a change is one, and turns when it has lasted", () => {
    const change: Condition = { is: "turns", of: absent };
    expect(absencesIn(change)).toEqual([absent]);
    expect(turningPoints(change, seen({}))).toEqual([NOW + DAY]);
  });

  test("a change holds once its state does, where that has been otherwise before", () => {
    const hot = seen({}, { bands: { interest: "hot" } });
    if (turns.is !== "turns") return;
    expect(holds(turns, hot)).toBe(true);
    expect(holds(turns, { ...hot, otherwise: [] })).toBe(false);
    expect(holds(turns, { ...hot, otherwise: [turnKey(turns)] })).toBe(true);
    expect(holds(turns, { ...seen({}), otherwise: [turnKey(turns)] })).toBe(false);
  });
});
