/** What is due when: docs/language.md, rules 4 and 6, "Same instant"; what is overdue runs at once and in order. */
import { describe, expect, test } from "vitest";
import { allDeadlines, nextDeadline } from "../../../runtime/machine/deadlines.ts";
import { BATON, cast, DAY, type Desk, HOUR, openDesk, SECOND, told } from "./play.ts";

const stageWith = (content: string, bound = "8 weeks"): string =>
  `stage first { owner sdr  lasts at most ${bound}, then exit gone  ${content}  stay } ${SECOND} ${BATON}`;
const deskOf = (content: string, bound?: string): Desk => openDesk(cast(stageWith(content, bound)).plan);
const done = { do: "complete", name: "call", result: null, evidence: {} } as const;

describe("deadlines are inclusive", () => {
  test("who answers at the instant is in time", () => {
    const desk = deskOf(`task call "Call" by the holder, on prompt`);
    desk.run(desk.now + 4 * HOUR, "before");
    expect(desk.act("anna", ["sdr"], done)).toBeNull();
    desk.run(desk.now + DAY);
    expect(told(desk.journal, "breached", "reassigned")).toEqual([]);
  });

  test("who accepts at the instant at which the stage ends is in time", () => {
    const desk = deskOf(`on demo_requested -> second through baton`, "3 hours");
    desk.event("demo_requested");
    desk.run(desk.now + 3 * HOUR, "before");
    desk.act("anna", ["sdr"], { do: "accept", name: "baton" });
    expect(desk.state.stage).toBe("second");
  });

  test("of what is due at one instant the bound comes last, and nobody is asked what it would withdraw at once", () => {
    const desk = deskOf(`task call "Call" by the holder, on prompt`, "4 hours");
    desk.run(desk.now + 4 * HOUR);
    expect(told(desk.journal, "breached", "reassigned", "withdrawn", "exited")).toEqual([
      "breached call to anna",
      "withdrawn call to anna",
      "exited gone as failure",
    ]);
  });
});

describe("a tick that is very late", () => {
  /** A worker that was away from the start on, and one that was not. */
  const both = (content: string, days: number, bound?: string): readonly Desk[] =>
    (["on time", "late"] as const).map((how) => {
      const desk = deskOf(content, bound);
      desk.run(desk.now + days * DAY, how);
      return desk;
    });

  test("meets everything that was due, in order", () => {
    const content = `when no page_viewed for 2 days { tell sdr "quiet" }  task call "Call" by sales_manager, on prompt`;
    const [onTime, late] = both(content, 3);
    const kinds = ["reminded", "breached", "told"] as const;
    expect(told(late?.journal ?? [], ...kinds)).toEqual(told(onTime?.journal ?? [], ...kinds));
    expect(late?.state.work[0]?.record.person).toBe("dag");
  });

  test("leaves what came to hold only after the stage had ended", () => {
    const [, late] = both(`when no page_viewed for 2 days { tell sdr "quiet" }`, 3, "1 day");
    expect(late?.state.exit).toBe("gone");
    expect(told(late?.journal ?? [], "told")).toEqual([]);
  });

  test("begins what follows now, and not in the past", () => {
    const [, late] = both(`wait 1 day  tell sdr "one"  wait 1 day  tell sdr "two"`, 3);
    expect(told(late?.journal ?? [], "told")).toHaveLength(1);
    expect(nextDeadline(late?.plan ?? cast("").plan, late?.state as Desk["state"])).toBe(
      (late?.now ?? 0) + DAY,
    );
  });

  test("does once what a rate has freed several times", () => {
    const [, late] = both(`when no page_viewed for 1 day, at most once per 1 day { tell sdr "quiet" }`, 6);
    expect(told(late?.journal ?? [], "told")).toHaveLength(1);
  });
});

describe("the next deadline", () => {
  test("is never one that has been met: each tick moves it on", () => {
    const desk = deskOf(
      `when no page_viewed for 1 day, at most 2 times per 3 days { tell sdr "quiet" }
       on demo_requested -> second through baton
       every 1 day, at most 9 times { send more }`,
    );
    desk.event("demo_requested");
    for (let last = 0; desk.state.exit === null; ) {
      const next = nextDeadline(desk.plan, desk.state);
      expect(next).toBeGreaterThan(last);
      last = next ?? 0;
      desk.run(last);
    }
  });

  test("is none once the journey has ended", () => {
    const desk = deskOf("", "1 day");
    desk.run(desk.now + DAY);
    expect(nextDeadline(desk.plan, desk.state)).toBeNull();
  });

  test("of a track that is paused is none", () => {
    const desk = deskOf(`on demo_requested -> second through baton  wait 1 hour  send one`);
    desk.event("demo_requested");
    expect(nextDeadline(desk.plan, desk.state)).toBe(desk.now + 2 * HOUR);
  });
});

describe("all that the clock will bring", () => {
  test("waits, clocks on people, turns of conditions and the bound", () => {
    const desk = deskOf(
      `when no page_viewed for 3 days { tell sdr "quiet" }  on replied { wait 1 day }
       task call "Call" by the holder, on prompt`,
    );
    desk.event("replied");
    const { now } = desk;
    const [work] = desk.state.work;
    const call = work?.record.id ?? "";
    expect(allDeadlines(desk.plan, desk.state)).toEqual([
      { at: now + 3 * DAY, is: "look" },
      { at: now + DAY, is: "track", track: "first/on/replied" },
      { at: work?.record.due, is: "breach", work: call },
      { at: work?.rungAt, is: "rung", work: call },
      { at: desk.state.boundAt, is: "bound" },
    ]);
  });

  test("and what an offer needs, where time alone brings it", () => {
    const desk = openDesk(
      cast(
        `${stageWith("on demo_requested -> second through baton  wait 5 days").replace(
          "carries name",
          "offer needs no page_viewed for 2 days, else ask the giver, on daily  carries name",
        )}`,
      ).plan,
    );
    desk.event("page_viewed");
    desk.event("demo_requested");
    expect(desk.state.offer?.phase).toBe("needs");
    desk.run(desk.now + 2 * DAY - 1);
    expect(told(desk.journal, "offered")).toEqual([]);
    desk.run(desk.now + 1);
    expect(told(desk.journal, "offered")).toHaveLength(1);
  });
});
