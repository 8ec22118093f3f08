/** Two versions of one small library on one history: facts, answers, and what of them a version cannot use. */
import { describe, expect, test } from "vitest";
import { backtest, periodOf } from "../../../runtime/backtest/backtest.ts";
import { placeOf } from "../../../runtime/backtest/compare.ts";
import { type HistoryLine, historyOf } from "../../../runtime/backtest/history.ts";
import { replay, type Version } from "../../../runtime/backtest/replay.ts";
import { buildTexts, PEOPLE } from "../simulate/play-texts.ts";

const DATA = `
subject lead {
  owner marketing
  record crm.lead
  email: email key
  name: text
  amount?: money
}
event asked of lead { topic: text }
event bought of lead
`;

const JOURNEY = `
journey chase v1 of lead "Until they buy" {
  owner head
  goal bought within 60 days
  review every 3 months, last 2026-06-01
  enter on asked -> talk
    if one has ended at once
  exit won as success on bought
  exit lost as failure
  stage talk {
    owner sales
    lasts at most 20 days, then exit lost
    task call "Call {name}" by the holder, on daily {
      keen needs amount { wait 10 days  exit lost }
      cold exit lost
    }
  }
}
`;

const version = (text: string): Version => {
  const { library, plans } = buildTexts(text);
  return { library, plans, people: PEOPLE };
};
const BEFORE = version(DATA + JOURNEY);
const changed = (from: string, to: string): Version => {
  expect(DATA + JOURNEY).toContain(from);
  return version((DATA + JOURNEY).replace(from, to));
};

const day = (number: number, time = "09:00"): string =>
  `2026-06-${String(number).padStart(2, "0")}T${time}:00Z`;
const asked = (who: string, at: string, subject = {}): HistoryLine => ({
  id: `${who} ${at}`,
  event: "asked",
  at,
  subject: { email: `${who}@example.com`, name: who, ...subject },
  data: { topic: "fees" },
});
const bought = (who: string, at: string): HistoryLine => ({
  id: `${who} ${at} bought`,
  event: "bought",
  at,
  subject: { email: `${who}@example.com` },
});
const said = (who: string, answer: string, askedAt: string, at: string): HistoryLine => ({
  answered: "call",
  journey: "chase",
  subject: { kind: "lead", key: `${who}@EXAMPLE.com` },
  answer,
  evidence: answer === "keen" ? { amount: { amount: 900, currency: "EUR" } } : {},
  asked: askedAt,
  at,
  by: "sam",
});

const HISTORY = historyOf([
  bought("kim", day(12)),
  said("kim", "keen", day(1), day(2)),
  asked("kim", day(1)),
  asked("lee", day(1)),
  said("lee", "cold", day(1), day(3)),
  asked("mo", day(5)),
]);
const PERIOD = { from: Date.parse(day(1, "00:00")), until: Date.parse(day(30)) };

const placesOf = (tried: Version): Readonly<Record<string, string>> =>
  Object.fromEntries(
    replay(HISTORY, tried, PERIOD).courses.map((course) => [
      course.subject.slice("lead ".length, -"@example.com".length),
      placeOf(course),
    ]),
  );

describe("a replay", () => {
  test("takes facts in when they happened, and gives each request the answer that it got, as late", () => {
    const { courses, answered, refused, unasked } = replay(HISTORY, BEFORE, PERIOD);
    expect(courses.map(({ subject, exit, ended }) => [subject, exit, ended])).toEqual([
      // Keen on the second day: ten days on the wait is over, but they bought at that very instant, which comes first.
      ["lead kim@example.com", "won", Date.parse(day(12))],
      ["lead lee@example.com", "lost", Date.parse(day(3))],
      // Nobody called: the stage ends.
      ["lead mo@example.com", "lost", Date.parse(day(25))],
    ]);
    expect({ answered, refused, unasked }).toEqual({ answered: 2, refused: [], unasked: [] });
    expect(courses[2]?.breached.map(({ name }) => name)).toEqual(["call"]);
    expect(courses.every(({ asked: requests }) => requests.length === 1)).toBe(true);
  });

  test("stops at the end of the period: who is under way then is where they stand", () => {
    const { courses } = replay(HISTORY, BEFORE, { ...PERIOD, until: Date.parse(day(11)) });
    expect(courses.map((course) => placeOf(course))).toEqual(["talk", "exit lost", "talk"]);
  });

  test("asks whoever is asked now, whoever it was then", () => {
    const tried = changed("by the holder", "by marketing");
    expect(placesOf(tried)).toEqual({ kim: "exit won", lee: "exit lost", mo: "exit lost" });
  });

  test("counts answers that nobody asks for, and that do not fit any more", () => {
    const renamed = replay(HISTORY, changed("task call", "task ring"), PERIOD);
    expect(renamed).toMatchObject({
      answered: 0,
      unasked: [{ journey: "chase", name: "call", answers: 2 }],
    });
    const narrower = replay(HISTORY, changed("cold exit lost", "chilly exit lost"), PERIOD);
    expect(narrower).toMatchObject({ answered: 1, unasked: [{ name: "call", answers: 1 }] });
  });

  test("refuses what the gateway would refuse, and says why and how often", () => {
    const { refused, courses } = replay(HISTORY, changed("topic: text", "subject_line: text"), PERIOD);
    expect(refused).toEqual([{ why: "`asked` has no field `topic`.", facts: 3 }, expect.anything()]);
    expect(courses).toEqual([]);
    const [, orphan] = refused;
    expect(orphan).toEqual({ why: "A new lead needs `name`.", facts: 1 });
  });

  test("begins with what was known before the period", () => {
    const known = historyOf([
      { known: "lead", fields: { email: "kim@example.com", name: "Kim" } },
      bought("kim", day(2)),
    ]);
    expect(replay(known, BEFORE, PERIOD)).toMatchObject({ refused: [], courses: [] });
  });

  test("does again what people did unprompted", () => {
    const withRequest = changed("task call", "on request by sales to give_up { exit lost }\n    task call");
    const history = historyOf([
      asked("kim", day(1)),
      { ...said("kim", "requested", day(2), day(2)), answered: "give_up" } as HistoryLine,
    ]);
    const { courses, answered } = replay(history, withRequest, PERIOD);
    expect(courses).toMatchObject([{ exit: "lost", ended: Date.parse(day(2)) }]);
    expect(answered).toBe(1);
  });
});

describe("a comparison", () => {
  test("of a version with itself finds nothing", () => {
    const { comparison } = backtest(HISTORY, BEFORE, version(DATA + JOURNEY), PERIOD);
    expect(comparison).toMatchObject({ people: 3, differ: 0, told: [], asked: [], breached: [], cases: [] });
    expect(comparison.journeys).toMatchObject([{ changed: [], otherWay: 0, sooner: 0, later: 0 }]);
  });

  test("is of its period only: what was answered outside of it is no answer that nobody asked for", () => {
    const { facts, answers, after } = backtest(HISTORY, BEFORE, BEFORE, {
      ...PERIOD,
      until: Date.parse(day(2)),
    });
    expect({ facts, answers, after }).toEqual({ facts: 2, answers: 1, after: { refused: [], unasked: [] } });
  });

  test("says who would have gone elsewhere, and who later", () => {
    const { comparison } = backtest(HISTORY, BEFORE, changed("wait 10 days", "wait 9 days"), PERIOD);
    expect(comparison.journeys).toMatchObject([
      {
        journey: "chase",
        entered: { before: 3, after: 3 },
        changed: [{ from: "exit won", to: "exit lost", people: 1 }],
        sooner: 0,
        later: 0,
      },
    ]);
    expect(comparison.differ).toBe(1);
    const longer = backtest(
      HISTORY,
      BEFORE,
      changed("at most 20 days", "at most 24 days"),
      PERIOD,
    ).comparison;
    expect(longer.journeys).toMatchObject([{ changed: [], sooner: 0, later: 1 }]);
    expect(longer.cases.map(({ subject }) => subject)).toEqual(["lead mo@example.com"]);
  });

  test("pairs those who enter again with their time before, and sees who does not enter any more", () => {
    const again = historyOf([
      asked("kim", day(1)),
      said("kim", "cold", day(1), day(2)),
      asked("kim", day(4)),
    ]);
    const once = changed("if one has ended at once", "if one has ended never");
    const { comparison } = backtest(again, BEFORE, once, PERIOD);
    expect(comparison.journeys).toMatchObject([
      { entered: { before: 2, after: 1 }, changed: [{ from: "exit lost", to: "not entered", people: 1 }] },
    ]);
    expect(comparison.asked).toEqual([{ name: "call", before: 2, after: 1 }]);
  });

  test("the period of a history is from its first fact or answer to its last", () => {
    expect(periodOf(HISTORY)).toEqual({ from: Date.parse(day(1)), until: Date.parse(day(12)) });
    expect(periodOf(historyOf([]))).toBeNull();
  });
});
