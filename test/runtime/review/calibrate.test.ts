/** How a score has held, by hand (docs/language.md, 4.2: `validate against EVENT within D`). */
import { describe, expect, test } from "vitest";
import { type Arrival, type Calibrating, calibrate, wilson } from "../../../runtime/review/calibrate.ts";

const DAY = 86_400_000;
const WITHIN = 30;

/** Days of a subject: when it came to each band, and when it reached the event. */
type Course = readonly [arrivals: Readonly<Record<string, number>>, goals?: readonly number[]];

function of(courses: readonly Course[], period: Partial<Calibrating> = {}) {
  const arrivals = courses.flatMap(([bands], nth) =>
    Object.entries(bands).map(
      ([band, day]): Arrival => ({ subject: `s${nth}`, band: band === "none" ? null : band, at: day * DAY }),
    ),
  );
  const goals = new Map(courses.map(([, days = []], nth) => [`s${nth}`, days.map((day) => day * DAY)]));
  return calibrate({
    ...{ score: "interest", event: "won", within: "30 days", bands: ["warm", "hot"] },
    ...{ arrivals, goals, endOf: (at) => at + WITHIN * DAY, from: 0, until: 365 * DAY },
    ...period,
  });
}
const counted = (courses: readonly Course[], period?: Partial<Calibrating>) =>
  of(courses, period).bands.map(({ people, reached, running, reachedSoFar }) => [
    people,
    reached,
    running,
    reachedSoFar,
  ]);

describe("somebody counts once", () => {
  test.each<[string, Course, readonly (readonly number[])[]]>([
    [
      "below the first band, where they come to none",
      [{ none: 1 }, [20]],
      [
        [1, 1, 0, 0],
        [0, 0, 0, 0],
        [0, 0, 0, 0],
      ],
    ],
    [
      "in the highest that they come to",
      [{ none: 1, warm: 5, hot: 9 }],
      [
        [0, 0, 0, 0],
        [0, 0, 0, 0],
        [1, 0, 0, 0],
      ],
    ],
    [
      "from when they came to it",
      [{ none: 1, hot: 9 }, [39]],
      [
        [0, 0, 0, 0],
        [0, 0, 0, 0],
        [1, 1, 0, 0],
      ],
    ],
    [
      "not reached a day late",
      [{ none: 1, hot: 9 }, [40]],
      [
        [0, 0, 0, 0],
        [0, 0, 0, 0],
        [1, 0, 0, 0],
      ],
    ],
    [
      "not in the band that reaching it led to",
      [{ none: 1, warm: 3, hot: 9 }, [8]],
      [
        [0, 0, 0, 0],
        [1, 1, 0, 0],
        [0, 0, 0, 0],
      ],
    ],
    [
      "not in one that came when their time was over",
      [{ none: 1, hot: 32 }, [33]],
      [
        [1, 0, 0, 0],
        [0, 0, 0, 0],
        [0, 0, 0, 0],
      ],
    ],
    [
      "not in a lower one that they fell to",
      [{ hot: 1, warm: 20 }, [2]],
      [
        [0, 0, 0, 0],
        [0, 0, 0, 0],
        [1, 1, 0, 0],
      ],
    ],
  ])("%s", (_, course, bands) => {
    expect(counted([course])).toEqual(bands);
  });

  test("in the review in whose period their time ran out, and as running before that", () => {
    const courses: readonly Course[] = [[{ warm: 1 }, [5]], [{ warm: 40 }, [41]], [{ warm: 80 }]];
    const warm = (from: number, until: number) =>
      counted(courses, { from: from * DAY, until: until * DAY })[1];
    expect(warm(0, 60)).toEqual([1, 1, 1, 1]);
    expect(warm(61, 100)).toEqual([1, 1, 1, 0]);
    expect(warm(101, 200)).toEqual([1, 0, 0, 0]);
  });
});

describe("what a band says against the one below", () => {
  const many = (count: number, reached: number, band: string): readonly Course[] =>
    Array.from({ length: count }, (_, nth) => [{ [band]: 1 }, nth < reached ? [2] : []] as const);
  const says = (...courses: readonly Course[]) => of(courses).steps.map((step) => step.says);

  test("more often, less often, or nothing that chance would not", () => {
    expect(says(...many(100, 5, "none"), ...many(100, 30, "warm"), ...many(100, 35, "hot"))).toEqual([
      "more often",
      "cannot be told apart",
    ]);
    expect(says(...many(100, 40, "none"), ...many(100, 10, "warm"), ...many(100, 35, "hot"))).toEqual([
      "less often",
      "more often",
    ]);
  });

  test("of fewer than twenty nothing is said", () => {
    expect(says(...many(100, 1, "none"), ...many(19, 19, "warm"))).toEqual(["too few", "too few"]);
    expect(says(...many(100, 1, "none"), ...many(20, 20, "warm"))).toEqual(["more often", "too few"]);
  });
});

test("the interval is Wilson's", () => {
  const shown = (reached: number, people: number) =>
    wilson(reached, people)?.map((end) => Number(end.toFixed(4)));
  expect(shown(5, 10)).toEqual([0.2366, 0.7634]);
  expect(shown(0, 10)).toEqual([0, 0.2775]);
  expect(shown(10, 10)).toEqual([0.7225, 1]);
  expect(wilson(0, 0)).toBeNull();
});
