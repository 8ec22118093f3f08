/** What fires in a stage, and how often: docs/language.md, rule 2, "State or change", "Absence", limits. */
import { describe, expect, test } from "vitest";
import { cast, DAY, type Desk, HOUR, openDesk, plays } from "./play.ts";

const stageWith = (handlers: string): string =>
  `stage first { owner marketing_manager  lasts at most 8 weeks, then exit gone  ${handlers}  stay }
   stage second { owner marketing_manager  lasts at most 8 weeks, then exit gone  on replied -> first  stay }`;

const deskOf = (handlers: string, fields = {}): Desk => openDesk(cast(stageWith(handlers)).plan, { fields });
const notices = (desk: Desk): number => desk.journal.filter(({ what }) => what === "told").length;
let serial = 0;
const setField = (desk: Desk, fields: object): void => {
  serial += 1;
  desk.put({ is: "fields", id: `f${serial}`, fields: fields as Record<string, string> });
};

describe("state or change", () => {
  test("`is` fires on arrival", () => expect(notices(deskOf(`when country is DK { tell sdr "x" }`))).toBe(1));

  test("`is` fires later, once a visit, and again on the next visit", () => {
    const desk = deskOf(
      `when country is SE counting blank as no { tell sdr "x" }  on demo_requested -> second`,
    );
    expect(notices(desk)).toBe(0);
    for (const country of ["SE", "DK", "SE"]) setField(desk, { country });
    expect(notices(desk)).toBe(1);
    desk.event("demo_requested");
    desk.event("replied");
    expect(notices(desk)).toBe(2);
  });

  test("`turns` must have been otherwise in this stage", () => {
    const desk = deskOf(`when country turns DK { tell sdr "x" }`);
    expect(notices(desk)).toBe(0);
    for (const country of ["SE", "DK"]) setField(desk, { country });
    expect(notices(desk)).toBe(1);
  });

  test("a band that is hot on arrival has not turned hot", () =>
    plays(
      stageWith(`when interest turns hot -> second`),
      `at 0 minutes content_downloaded
       then         stage is first
       at 1 minutes webinar_attended
       at 2 minutes webinar_attended
       then         stage is second`,
      {
        given: `given { email: "a@b.dk"  name: "A"  industry: fintech  country: DK }  start 2026-11-23 09:00`,
      },
    ));
});

describe("absence", () => {
  const QUIET = `when no page_viewed for 7 days, at most once per 7 days { tell sdr "quiet" }`;

  test("counts from the stage's entry, or from the latest event", () =>
    plays(
      stageWith(`when no page_viewed for 7 days -> second`),
      `at 0 minutes content_downloaded
       at 3 days    page_viewed { path: "/" }
       at 9 days
       then         stage is first
       at 10 days
       then         stage is second`,
    ));

  test("what happens at the very instant is in time", () =>
    plays(
      stageWith(`when no page_viewed for 7 days -> second`),
      `at 0 minutes content_downloaded  at 7 days page_viewed { path: "/" }  then stage is first`,
    ));

  test("a late event counts by when it happened", () => {
    const desk = deskOf(`when no page_viewed for 7 days -> second`);
    const start = desk.now;
    desk.run(start + 5 * DAY);
    desk.event("page_viewed", {}, { at: start + DAY });
    desk.run(start + 7 * DAY);
    expect(desk.state.stage).toBe("first");
    desk.run(start + 8 * DAY);
    expect(desk.state.stage).toBe("second");
  });

  test("with a window it fires again for as long as it holds on", () => {
    const desk = deskOf(QUIET);
    desk.run(desk.now + 22 * DAY);
    expect(notices(desk)).toBe(3);
  });

  test("only events that fit its `where` end it", () => {
    const desk = deskOf(`when no page_viewed where path starts with "/pricing" for 7 days -> second`);
    const start = desk.now;
    desk.run(start + 5 * DAY);
    desk.event("page_viewed", { path: "/blog" });
    desk.run(start + 7 * DAY);
    expect(desk.state.stage).toBe("second");
  });
});

describe("limits", () => {
  const fired = (rate: string, times: number, gap: number): number => {
    const desk = deskOf(`on page_viewed${rate} { tell sdr "x" }  on demo_requested -> second`);
    for (let time = 0; time < times; time += 1) {
      desk.event("page_viewed", { path: "/" });
      desk.run(desk.now + gap);
    }
    desk.event("demo_requested");
    desk.event("replied");
    desk.event("page_viewed", { path: "/" });
    return notices(desk);
  };

  test.each([
    ["", 4, HOUR, 5],
    [", at most once per 14 days", 4, DAY, 1],
    [", at most once per 14 days", 4, 14 * DAY, 4],
    [", at most 2 times per 7 days", 4, DAY, 2],
    [", at most once per visit", 4, DAY, 2],
    [", at most 2 times ever", 1, DAY, 2],
    [", at most once ever", 4, DAY, 1],
  ])("on an event%s", (rate, times, gap, expected) => expect(fired(rate, times, gap)).toBe(expected));

  test("of a condition that holds on, a limit of two is no reason to do it twice at once", () => {
    const desk = deskOf(`when country is DK, at most 2 times per 7 days { tell sdr "x" }`);
    expect(notices(desk)).toBe(1);
    setField(desk, { country: "SE" });
    setField(desk, { country: "DK" });
    expect(notices(desk)).toBe(2);
    desk.run(desk.now + 7 * DAY);
    expect(notices(desk)).toBe(3);
  });
});

describe("the trigger of a handler that is still running is ignored (rule 2)", () => {
  test("an event", () => {
    const desk = deskOf(`on page_viewed { wait 2 days  tell sdr "x" }`);
    desk.event("page_viewed");
    desk.run(desk.now + DAY);
    desk.event("page_viewed");
    expect(desk.journal.at(-1)).toMatchObject({ what: "ignored", name: "page_viewed" });
    desk.run(desk.now + 10 * DAY);
    expect(notices(desk)).toBe(1);
  });

  test("a condition: nothing is made up for when the run ends, and the next window begins where it was ignored", () => {
    const desk = deskOf(
      `when no page_viewed for 7 days, at most once per 7 days { tell sdr "x"  wait 9 days }`,
    );
    const start = desk.now;
    desk.run(start + 20 * DAY);
    expect(notices(desk)).toBe(1);
    desk.run(start + 21 * DAY);
    expect(notices(desk)).toBe(2);
  });

  test("a change while it runs is not made up for either", () => {
    const desk = deskOf(`when country is DK, at most 5 times per visit { tell sdr "x"  wait 2 days }`);
    setField(desk, { country: "SE" });
    setField(desk, { country: "DK" });
    desk.run(desk.now + 5 * DAY);
    expect(notices(desk)).toBe(1);
  });
});
