/** What is due when: docs/language.md, rules 4 and 6, "Same instant"; what is overdue runs at once and in order. */
import { describe, expect, test } from "vitest";
import { nextDeadline } from "../../../runtime/machine/deadlines.ts";
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
