/** Waits and stages until a moment, clocks from an event, and gates in time: docs/language.md, rules 4, 5 and 6. */
import { describe, expect, test } from "vitest";
import { at, dated, deskOf, oneStage, playsDated, toldWhen, when } from "./dated.ts";
import { openDesk, told } from "./play.ts";

const fields = (changed: Record<string, string | null>, id: string) =>
  ({ is: "fields", id, fields: changed }) as const;

describe("`wait until` a moment", () => {
  test("goes on at the moment", () => {
    const desk = deskOf(`wait until 3 days before contract_end, 09:00  tell sdr "x"`, {
      contract_end: "2026-12-31",
    });
    expect(desk.state.placed).toMatchObject({
      awaits: "the moment to come",
      until: at(desk, "2026-12-28", 9),
    });
    desk.run(at(desk, "2027-02-01"));
    expect(toldWhen(desk)).toEqual(["2026-12-28 09:00"]);
  });

  test("until a time of day, a date, and the earlier of two", () => {
    const desk = deskOf(`wait until 08:00  tell sdr "a"  wait until 2026-12-01 10:00  tell sdr "b"
      wait until the earlier of contract_end and 2027-01-01  tell sdr "c"`);
    desk.run(at(desk, "2027-02-01"));
    expect(toldWhen(desk)).toEqual(["2026-11-24 08:00", "2026-12-01 10:00", "2027-01-01 00:00"]);
  });

  test("a moment that has passed is no wait", () => {
    const desk = deskOf(`wait until 1 day after signed_on  tell sdr "x"`, { signed_on: "2026-01-01" });
    expect(toldWhen(desk)).toEqual(["2026-11-23 09:00"]);
  });

  test("over a blank field waits until it is filled, and moves with it", () => {
    const desk = deskOf(`wait until contract_end, 09:00  tell sdr "x"`);
    desk.run(at(desk, "2026-12-01"));
    desk.put(fields({ contract_end: "2026-12-10" }, "f1"));
    desk.put(fields({ contract_end: "2026-12-20" }, "f2"));
    desk.run(at(desk, "2027-02-01"));
    expect(toldWhen(desk)).toEqual(["2026-12-20 09:00"]);
  });

  test("is over at once when the date moves into the past", () => {
    const desk = deskOf(`wait until contract_end  tell sdr "x"`, { contract_end: "2027-01-01" });
    desk.run(at(desk, "2026-12-01", 7));
    desk.put(fields({ contract_end: "2026-11-30" }, "f1"));
    expect(toldWhen(desk)).toEqual(["2026-12-01 07:00"]);
  });

  test("counts from an event, the entry's among them", () => {
    const desk = deskOf(
      `wait until 2 days after signed  tell sdr "a"  wait until 1 day after introduced  tell sdr "b"`,
    );
    desk.run(at(desk, "2026-12-01", 12));
    expect(toldWhen(desk)).toEqual(["2026-11-25 09:00"]);
    desk.event("introduced");
    desk.run(at(desk, "2026-12-10"));
    expect(toldWhen(desk)).toEqual(["2026-11-25 09:00", "2026-12-02 12:00"]);
  });
});

describe("a stage that lasts until a moment (rule 4)", () => {
  const stages = (bound: string) =>
    `stage first { owner customer_success  lasts ${bound}, then exit gone  stay }`;
  const ends = (bound: string, given = {}) => {
    const desk = openDesk(dated(stages(bound)).plan, { fields: given });
    desk.run(at(desk, "2028-01-01"));
    return desk.journal.filter(({ what }) => what === "exited").map((entry) => when(desk, entry));
  };

  test("a date is over when its day is", () => {
    expect(ends("until contract_end", { contract_end: "2026-12-31" })).toEqual(["2027-01-01 00:00"]);
    expect(ends("until contract_end, 12:00", { contract_end: "2026-12-31" })).toEqual(["2026-12-31 12:00"]);
    expect(ends("until 2026-12-24")).toEqual(["2026-12-25 00:00"]);
  });

  test("counted from something else than its entry", () => {
    expect(ends("at most 10 days counted from journey entry")).toEqual(["2026-12-03 09:00"]);
    expect(ends("at most 400 days counted from signed_on", { signed_on: "2026-01-01" })).toEqual([
      "2027-02-06 00:00",
    ]);
  });

  test("moves with its date, also into the past", () => {
    const desk = openDesk(dated(stages("until contract_end")).plan, {
      fields: { contract_end: "2026-12-31" },
    });
    desk.put(fields({ contract_end: "2027-01-31" }, "f1"));
    desk.run(at(desk, "2027-01-15"));
    expect(desk.state.exit).toBeNull();
    desk.put(fields({ contract_end: "2027-01-10" }, "f2"));
    desk.run(desk.now);
    expect(desk.state.exit).toBe("gone");
  });

  test("while the date is not known the goal's time bounds it, and the data's owner is told", () => {
    const desk = openDesk(dated(stages("until contract_end")).plan);
    expect(told(desk.journal, "blank")).toEqual(["blank first to onboarding_manager"]);
    expect(desk.commands.some((command) => command.do === "tell" && command.why === "step")).toBe(true);
    // 120 days of 24 hours, which summer time has not yet begun to shift.
    expect(desk.state.boundAt).toBe(at(desk, "2027-03-23", 9));
  });

  test("a date that is known asks nobody for anything; whom one that is not asks is the data's owner", () => {
    const known = openDesk(dated(stages("until contract_end")).plan, {
      fields: { contract_end: "2026-12-31" },
    });
    expect(told(known.journal, "blank")).toEqual([]);
    const { plan, commands } = openDesk(dated(stages("until contract_end")).plan);
    expect(commands.find((command) => command.do === "tell")).toMatchObject({
      to: { role: plan.dataOwner },
      why: "step",
    });
  });

  test("a date that the entry brings is known from the first instant: nobody is asked, and nothing is said to be blank (10.5)", () => {
    const enter =
      "enter on signed -> first  if one is open join  keeps ends from the latest signed.contract_end";
    const { plan } = dated(stages("until ends"), "", enter);
    const known = openDesk(plan, { brings: { contract_end: "2026-12-31" } });
    expect(known.state.boundAt).toBe(at(known, "2027-01-01"));
    expect(told(known.journal, "blank")).toEqual([]);
    expect(known.commands.filter(({ do: does }) => does === "tell")).toEqual([]);
    expect(known.commands).toContainEqual({ do: "keep", fields: { ends: "2026-12-31" } });
  });

  test("a date that is blanked keeps the bound that was known", () => {
    const desk = openDesk(dated(stages("until contract_end")).plan, {
      fields: { contract_end: "2026-12-31" },
    });
    desk.put(fields({ contract_end: null }, "f1"));
    expect(desk.state.boundAt).toBe(at(desk, "2027-01-01"));
  });

  test("that led to an offer which came back is over again a business day later, and not at once", () => {
    const desk = openDesk(
      dated(`
        stage first { owner customer_success  lasts until contract_end, then -> second through over  stay }
        stage second { owner sdr  lasts at most 9 days, then exit gone  stay }
        handover over from first to second {
          receiver sdr  accountable revops_lead  accept on daily  decline needs reason { not_mine stay }
        }`).plan,
      { fields: { contract_end: "2026-12-01" } },
    );
    desk.run(at(desk, "2026-12-02", 10));
    const anna = desk.state.work[0]?.record.person ?? "";
    desk.act(anna, ["sdr"], { do: "decline", name: "over", reason: "not_mine", evidence: { reason: "x" } });
    expect(desk.state.offer).toBeNull();
    expect(desk.state.boundAt).toBe(at(desk, "2026-12-03", 10));
    desk.run(at(desk, "2026-12-03", 10));
    expect(told(desk.journal, "offered")).toHaveLength(2);
  });
});

describe("a stage that rests (section 6.3)", () => {
  const parked = `stage first "Parked" { owner customer_success  rests, reviewed every 30 days
    on visited -> second }
    stage second { owner customer_success  lasts at most 9 days, then exit gone  stay }`;

  test("once a person holds it that person is told", () => {
    const desk = openDesk(
      dated(parked.replace("on visited", `task look "Look" by the holder, on daily  on visited`)).plan,
    );
    const kaja = desk.state.holder.person ?? "";
    expect(kaja).not.toBe("");
    desk.act(kaja, ["customer_success"], { do: "complete", name: "look", result: null, evidence: {} });
    desk.run(at(desk, "2026-12-24"));
    expect(
      desk.commands.findLast((command) => command.do === "tell" && command.why === "step"),
    ).toMatchObject({
      to: { person: kaja },
    });
    expect(desk.journal.find(({ what }) => what === "told")).toMatchObject({ name: "first", to: kaja });
  });

  test("stays, and whoever holds it is told to review it, again and again", () => {
    const desk = openDesk(dated(parked).plan);
    expect(desk.state.placed).toMatchObject({ awaits: "the next review", until: at(desk, "2026-12-23", 9) });
    desk.run(at(desk, "2027-02-25"));
    expect(toldWhen(desk)).toEqual(["2026-12-23 09:00", "2027-01-22 09:00", "2027-02-21 09:00"]);
    expect(desk.commands.filter((command) => command.do === "tell")).toMatchObject([
      { to: { role: "customer_success" }, text: "To be reviewed: Parked" },
      {},
      {},
    ]);
    desk.event("visited");
    expect(desk.state.stage).toBe("second");
  });

  test("runs the whole way", async () => {
    await playsDated(
      parked,
      `at 0 minutes  signed {}
       at 31 days
       then          stage is first and notice to kaja
       at 32 days    visited
       then          stage is second`,
    );
  });
});

describe("a task that is counted from an event (rule 6)", () => {
  const task = `task call "Call" by the holder, on daily, counted from introduced`;

  test("its clock runs from when that happened", () => {
    const desk = deskOf(`wait 2 days  ${task}`);
    desk.run(at(desk, "2026-11-24", 10));
    desk.event("introduced");
    desk.run(at(desk, "2026-11-25", 9));
    expect(desk.state.work[0]?.record.due).toBe(at(desk, "2026-11-25", 10));
  });

  test("waits for it, open and without a deadline, and then begins", () => {
    const desk = deskOf(task);
    desk.run(at(desk, "2026-11-30", 10));
    expect(desk.state.work[0]?.record.due).toBeNull();
    expect(told(desk.journal, "breached", "escalated", "reminded")).toEqual([]);
    desk.event("introduced");
    expect(desk.state.work[0]?.record.due).toBe(at(desk, "2026-12-01", 10));
    desk.run(at(desk, "2026-12-01", 11));
    expect(told(desk.journal, "breached")).toHaveLength(1);
  });

  test("has no deadline either after a pause", () => {
    const desk = deskOf(task);
    desk.put({ is: "pause", id: "p1", by: "dag", why: "a fault" });
    desk.run(at(desk, "2026-11-25"));
    desk.put({ is: "resume", id: "r1", by: "dag", how: "shift" });
    expect(desk.state.work[0]).toMatchObject({ rungAt: null, record: { due: null } });
  });

  test("runs the whole way", async () => {
    await playsDated(
      oneStage(task),
      `at 0 minutes         signed {}
       at 2026-11-26 10:00  introduced
       then                 task call open and task call due 2026-11-27 10:00`,
    );
  });
});

describe("gates in time (rule 5)", () => {
  const gated = (gates: string) =>
    dated(`
      stage first { owner customer_success  lasts at most 90 days, then exit gone
        on visited -> second through over  stay }
      stage second { owner sdr  lasts at most 30 days, then exit gone  stay }
      handover over from first to second {
        giver customer_success  receiver sdr  accountable revops_lead
        moves after ${gates}, else ask the giver, on daily
        accept on prompt
      }`);
  const accepted = (gates: string, given = {}) => {
    const desk = openDesk(gated(gates).plan, { fields: given });
    desk.event("visited");
    const person = desk.state.work[0]?.record.person ?? "";
    desk.act(person, ["sdr"], { do: "accept", name: "over" });
    return desk;
  };
  const movedAt = (desk: ReturnType<typeof accepted>) => {
    desk.run(at(desk, "2027-02-01"));
    return desk.journal.filter(({ what }) => what === "moved").map((entry) => when(desk, entry));
  };

  test("not before the quarter ends, and nobody is asked for what only time brings", () => {
    const desk = accepted("not before the quarter ends");
    expect(desk.state.work).toEqual([]);
    expect(movedAt(desk)).toEqual(["2027-01-01 00:00"]);
  });

  test("not before a moment that nobody knows until something has happened", () => {
    const desk = accepted("not before 2 days after introduced");
    desk.run(at(desk, "2026-12-05"));
    expect(desk.state.stage).toBe("first");
    desk.event("introduced");
    expect(desk.state.stage).toBe("first");
    expect(movedAt(desk)).toEqual(["2026-12-07 00:00"]);
  });

  test("not before a moment, and not before what must happen has", () => {
    const desk = accepted("introduced and not before 2026-12-01");
    expect(desk.state.work.map(({ record }) => record.title)).toEqual(["Before it moves: introduced"]);
    desk.run(at(desk, "2026-11-24", 12));
    desk.event("introduced");
    expect(desk.state.work).toEqual([]);
    expect(movedAt(desk)).toEqual(["2026-12-01 00:00"]);
  });

  test("a moment that has passed holds nothing up", () => {
    expect(movedAt(accepted("not before 2026-01-01"))).toEqual(["2026-11-23 09:00"]);
  });

  test("of a set of events one is enough", () => {
    const desk = accepted("touched");
    expect(desk.state.work.map(({ record }) => record.title)).toEqual([
      "Before it moves: introduced or plan_saved",
    ]);
    desk.event("plan_saved");
    expect(desk.state.stage).toBe("second");
  });

  test("a date that is not known is asked for", () => {
    const desk = accepted("not before contract_end");
    expect(desk.state.work.map(({ record }) => record.answers)).toEqual([{ filled: ["contract_end"] }]);
    desk.put(fields({ contract_end: "2026-12-01" }, "f1"));
    expect(desk.state.work).toEqual([]);
    expect(movedAt(desk)).toEqual(["2026-12-01 00:00"]);
  });
});

test("`has happened since entry` is about this visit of the stage", () => {
  const desk = openDesk(
    dated(`
      stage first { owner customer_success  lasts at most 90 days, then exit gone
        on agreed -> second  stay }
      stage second { owner customer_success  lasts at most 30 days, then exit gone
        on plan_saved { if visited has happened since entry { tell sdr "yes" } else { tell sdr "no" } }  stay }`)
      .plan,
  );
  desk.event("visited");
  desk.run(desk.now + 60_000);
  desk.event("agreed");
  desk.event("plan_saved");
  desk.event("visited");
  desk.event("plan_saved");
  expect(desk.commands.flatMap((command) => (command.do === "tell" ? [command.text] : []))).toEqual([
    "no",
    "yes",
  ]);
});

test("a date with a time of day is a value like a date, and comes after its day", () => {
  const desk = openDesk(
    dated(
      oneStage(`choose {
        when contract_end < 2026-12-31 09:30 { tell sdr "before" }
        when contract_end is 2026-12-31 09:30 { tell sdr "then" }
        otherwise { tell sdr "after" }
      }
      wait until contract_end
      tell sdr "over"`),
    ).plan,
    { fields: { contract_end: "2026-12-31 09:30" } },
  );
  desk.run(at(desk, "2027-01-02"));
  const said = desk.commands.flatMap((command) => (command.do === "tell" ? [command.text] : []));
  expect(said).toEqual(["then", "over"]);
  expect(toldWhen(desk)[1]).toBe("2026-12-31 09:30");
  const other = openDesk(desk.plan, { fields: { contract_end: "2026-12-31" } });
  expect(other.commands.flatMap((command) => (command.do === "tell" ? [command.text] : []))).toEqual([
    "before",
  ]);
});
