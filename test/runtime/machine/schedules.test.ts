/** `at` handlers: docs/language.md, section 10, "Schedules". */
import { describe, expect, test } from "vitest";
import { at, dated, deskOf, oneStage, playsDated, toldWhen } from "./dated.ts";
import { openDesk, told } from "./play.ts";

const fields = (changed: Record<string, string | null>, id: string) =>
  ({ is: "fields", id, fields: changed }) as const;
const tell = (word: string) => `{ tell sdr "${word}" }`;

describe("a list of moments", () => {
  test("runs each of its items once, at its own time", () => {
    const desk = deskOf(`at 1, 3, 7 days after entry, 09:00 ${tell("x")}`);
    desk.run(at(desk, "2027-02-01"));
    expect(toldWhen(desk)).toEqual(["2026-11-24 09:00", "2026-11-26 09:00", "2026-11-30 09:00"]);
  });

  test("without a time of day counts exact time from the entry", () => {
    const desk = deskOf(`at 1, 3 days after journey entry ${tell("x")}`);
    desk.run(at(desk, "2027-02-01"));
    expect(toldWhen(desk)).toEqual(["2026-11-24 09:00", "2026-11-26 09:00"]);
  });

  test("each item runs once for each instance: another visit of the stage repeats nothing", () => {
    const stages = `
      stage first { owner customer_success  lasts at most 2 days, then -> second
        at 1 day after entry ${tell("first")}  stay }
      stage second { owner customer_success  lasts at most 2 days, then -> first  stay }
      stage last { owner customer_success  lasts at most 2 days, then exit gone  stay }`;
    const desk = openDesk(dated(stages).plan);
    desk.run(desk.now + 9 * 86_400_000);
    expect(desk.state.visit).toBeGreaterThan(3);
    expect(toldWhen(desk)).toEqual(["2026-11-24 09:00"]);
  });

  test("a date that is not known yet is waited for; what has passed by then runs at once and in order", () => {
    const desk = deskOf(`at 30, 20, 5 days before contract_end, 09:00 ${tell("x")}`);
    desk.run(at(desk, "2026-12-01", 12));
    expect(toldWhen(desk)).toEqual([]);
    desk.put(fields({ contract_end: "2026-12-15" }, "f1"));
    expect(toldWhen(desk)).toEqual(["2026-12-01 12:00", "2026-12-01 12:00"]);
    desk.run(at(desk, "2027-01-15"));
    expect(toldWhen(desk).slice(2)).toEqual(["2026-12-10 09:00"]);
  });

  test("when the date moves what is to come moves with it, and what is done is not repeated", () => {
    const desk = deskOf(`at 30, 10 days before contract_end, 09:00 ${tell("x")}`, {
      contract_end: "2026-12-31",
    });
    desk.run(at(desk, "2026-12-02"));
    expect(toldWhen(desk)).toEqual(["2026-12-01 09:00"]);
    desk.put(fields({ contract_end: "2027-03-01" }, "f1"));
    desk.run(at(desk, "2027-04-01"));
    expect(toldWhen(desk)).toEqual(["2026-12-01 09:00", "2027-02-19 09:00"]);
  });

  test("a date that is blanked again stops what is to come", () => {
    const desk = deskOf(`at 10 days before contract_end, 09:00 ${tell("x")}`, { contract_end: "2026-12-31" });
    desk.put(fields({ contract_end: null }, "f1"));
    desk.run(at(desk, "2027-02-01"));
    expect(toldWhen(desk)).toEqual([]);
  });

  test("on the next open day", () => {
    const desk = deskOf(`at 5 days after entry, 09:00, on the next open day ${tell("x")}`);
    desk.run(at(desk, "2027-02-01"));
    expect(toldWhen(desk)).toEqual(["2026-11-30 09:00"]);
  });

  test("after an outage what is overdue runs at once and in order", () => {
    const desk = deskOf(`at 3 days after entry ${tell("later")}  at 1, 2 days after entry ${tell("sooner")}`);
    desk.run(at(desk, "2026-12-24", 10), "late");
    const texts = desk.commands.flatMap((command) => (command.do === "tell" ? [command.text] : []));
    expect(texts).toEqual(["sooner", "sooner", "later"]);
  });

  describe("the earlier moves on", () => {
    const MOVING = "at most once per 3 days, the earlier moves on";
    const end = { contract_end: "2026-12-31" };

    test("what comes later keeps its moment, and the earlier waits until it has come", () => {
      const desk = deskOf(`at 12, 10, 2 days before contract_end, 09:00, ${MOVING} ${tell("x")}`, end);
      desk.run(at(desk, "2027-02-01"));
      expect(toldWhen(desk)).toEqual(["2026-12-21 09:00", "2026-12-24 09:00", "2026-12-29 09:00"]);
    });

    test("of what is overdue the last runs at once, and those before it behind it", () => {
      const desk = deskOf(`at 90, 60, 30 days before contract_end, 09:00, ${MOVING} ${tell("x")}`);
      desk.run(at(desk, "2026-12-10", 12));
      desk.put(fields({ contract_end: "2026-12-31" }, "f1"));
      expect(Object.values(desk.state.schedules ?? {}).map(({ done }) => done)).toEqual([[2]]);
      desk.run(at(desk, "2027-02-01"));
      expect(toldWhen(desk)).toEqual(["2026-12-10 12:00", "2026-12-13 12:00", "2026-12-16 12:00"]);
    });

    test("what keeps nothing from its moment does not wait", () => {
      const desk = deskOf(`at 12, 6 days before contract_end, 09:00, ${MOVING} ${tell("x")}`, end);
      desk.run(at(desk, "2027-02-01"));
      expect(toldWhen(desk)).toEqual(["2026-12-19 09:00", "2026-12-25 09:00"]);
    });

    test("when the date moves, what has waited comes at its own moment again", () => {
      const desk = deskOf(`at 12, 10 days before contract_end, 09:00, ${MOVING} ${tell("x")}`, end);
      desk.run(at(desk, "2026-12-20"));
      expect(toldWhen(desk)).toEqual([]);
      desk.put(fields({ contract_end: null }, "f1"));
      desk.put(fields({ contract_end: "2027-03-31" }, "f2"));
      desk.run(at(desk, "2027-04-20"));
      expect(toldWhen(desk)).toEqual(["2027-03-21 09:00", "2027-03-24 09:00"]);
    });
  });

  test("the next item waits for the run of the one before it", () => {
    const desk = deskOf(`at 1, 2 days after entry { wait 3 days  tell sdr "x" }`);
    desk.run(at(desk, "2027-02-01"));
    expect(toldWhen(desk)).toEqual(["2026-11-27 09:00", "2026-11-30 09:00"]);
  });
});

describe("what stands behind a moment", () => {
  test("`after GATE` waits for the event as well", () => {
    const desk = deskOf(`at 2 days after entry, after plan_saved ${tell("x")}`);
    desk.run(at(desk, "2026-11-27", 12));
    expect(toldWhen(desk)).toEqual([]);
    desk.event("plan_saved");
    desk.run(at(desk, "2027-02-01"));
    expect(toldWhen(desk)).toEqual(["2026-11-27 12:00"]);
  });

  test("`after GATE` lets through at its time what has happened before", () => {
    const desk = deskOf(`at 2 days after entry, after touched ${tell("x")}`);
    desk.event("introduced");
    desk.run(at(desk, "2027-02-01"));
    expect(toldWhen(desk)).toEqual(["2026-11-25 09:00"]);
  });

  test("`at most once per day, the later moves on`: what comes too soon has its turn a day later", () => {
    const desk = deskOf(
      `at 30, 29, 1 days before contract_end, 09:00, at most once per day, the later moves on ${tell("x")}`,
    );
    desk.run(at(desk, "2026-12-01", 12));
    desk.put(fields({ contract_end: "2026-12-15" }, "f1"));
    desk.run(at(desk, "2027-02-01"));
    expect(toldWhen(desk)).toEqual(["2026-12-01 12:00", "2026-12-02 12:00", "2026-12-14 09:00"]);
  });

  test("without `the later moves on` it is left out, and that is written down", () => {
    const desk = deskOf(`at 1, 2, 9 days after entry, at most once per 3 days ${tell("x")}`);
    desk.run(at(desk, "2027-02-01"));
    expect(toldWhen(desk)).toEqual(["2026-11-24 09:00", "2026-12-02 09:00"]);
    expect(desk.journal.find(({ what }) => what === "ignored")?.why).toBe("it has fired as often as it may");
  });

  test("a moment may lead straight on, and says so", () => {
    const stages = `
      stage first { owner customer_success  lasts at most 90 days, then exit gone
        at 5 days after entry -> second  stay }
      stage second { owner customer_success  lasts at most 9 days, then exit gone  stay }`;
    const desk = openDesk(dated(stages).plan);
    desk.run(at(desk, "2026-11-28", 10));
    expect(desk.state.stage).toBe("second");
    expect(desk.journal.find(({ what }) => what === "moved")?.why).toBe("its time has come");
  });
});

describe("again and again", () => {
  test("every second Tuesday from a date", () => {
    const desk = deskOf(`at every second tuesday from 2026-06-02, 10:00 ${tell("x")}`);
    desk.run(at(desk, "2027-01-06"));
    // Every fourteenth day from the 2nd of June.
    expect(toldWhen(desk)).toEqual(["2026-12-01 10:00", "2026-12-15 10:00", "2026-12-29 10:00"]);
  });

  test("the day of the entry counts, if its time is still to come", () => {
    const early = deskOf(`at every day, 09:00 ${tell("x")}`);
    early.run(at(early, "2026-11-25", 12));
    expect(toldWhen(early)).toEqual(["2026-11-23 09:00", "2026-11-24 09:00", "2026-11-25 09:00"]);
    const late = deskOf(`at every day, 08:00 ${tell("x")}`);
    late.run(at(late, "2026-11-25", 12));
    expect(toldWhen(late)).toEqual(["2026-11-24 08:00", "2026-11-25 08:00"]);
  });

  test("rule 2: a day is ignored while the run of the one before goes on", () => {
    const desk = deskOf(`at every day, 10:00 { wait 30 hours  tell sdr "x" }`);
    desk.run(at(desk, "2026-11-27", 9));
    expect(toldWhen(desk)).toEqual(["2026-11-24 16:00", "2026-11-26 16:00"]);
    expect(told(desk.journal, "ignored")).toHaveLength(2);
  });
});

test("rule 2: an event and a moment of one instant are seen in source order", () => {
  const inOrder = (...handlers: readonly string[]) => {
    const desk = openDesk(dated(oneStage(handlers.join(" "))).plan, { fields: { signed_on: "2026-01-01" } });
    return desk.commands.flatMap((command) => (command.do === "tell" ? [command.text] : []));
  };
  const [on, overdue] = [`on signed ${tell("on")}`, `at 1 day after signed_on ${tell("at")}`];
  expect(inOrder(on, overdue)).toEqual(["on", "at"]);
  expect(inOrder(overdue, on)).toEqual(["at", "on"]);
});

test("a schedule runs the whole way", async () => {
  await playsDated(
    oneStage(`at 30, 10 days before contract_end, 09:00, on the next open day {
      task call "Call {name}" by the holder, on daily
    }`),
    `at 0 minutes         signed { contract_end: 2027-02-28 }
     at 2027-01-29 08:00
     then                 task call not open
     at 2027-01-29 09:00
     then                 task call open
     at 2027-01-29 10:00  kaja completes call
     at 2027-02-01        signed { contract_end: 2027-03-31 }
     at 2027-02-25
     then                 task call not open
     at 2027-03-22 09:00
     then                 task call open`,
  );
});
