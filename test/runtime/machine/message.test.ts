/** Messages on their way through the contact policy: docs/language.md, rules 7 and 8. */
import { describe, expect, test } from "vitest";
import type { Command, SendOutcome } from "../../../runtime/machine/protocol.ts";
import { BATON, cast, DAY, type Desk, HOUR, openDesk, plays, SECOND, told } from "./play.ts";

const stageWith = (content: string): string =>
  `stage first { owner marketing_manager  lasts at most 8 weeks, then exit gone  ${content}  stay } ${SECOND} ${BATON}`;
type Send = Extract<Command, { do: "send" }>;
const sends = (desk: Desk): readonly Send[] => desk.commands.filter((command) => command.do === "send");
const IDA = ["marketing_manager"];
const ASK: SendOutcome = { is: "ask", ladder: "daily", why: "a valuable lead" };

/** A desk whose ledger gives these answers, then sends. */
function deskOf(content: string, ...outcomes: readonly ((now: number) => SendOutcome)[]): Desk {
  const left = [...outcomes];
  let desk: Desk | null = null;
  desk = openDesk(cast(stageWith(content)).plan, {
    world: { send: () => left.shift()?.(desk?.now ?? START) ?? { is: "sent" } },
  });
  return desk;
}
const START = openDesk(cast(stageWith("")).plan).now;
const later =
  (ms: number) =>
  (now: number): SendOutcome => ({ is: "deferred", until: now + ms, why: "cap" });

describe("deferred", () => {
  test("it is asked for again then, and what is chained after it moves with it", () => {
    const desk = deskOf(`send one  wait 1 day  send two`, later(2 * DAY));
    desk.run(START + 2 * DAY);
    expect(sends(desk).map(({ message }) => message)).toEqual(["one", "one"]);
    expect(new Set(sends(desk).map(({ key }) => key)).size).toBe(1);
    desk.run(START + 3 * DAY);
    expect(sends(desk).map(({ message }) => message)).toEqual(["one", "one", "two"]);
  });

  test("it is dropped with its stage, and a next visit is another message", () => {
    const desk = deskOf(`on replied -> first  send one`, later(2 * DAY), later(2 * DAY));
    desk.event("replied");
    const [first, second] = sends(desk);
    expect(desk.commands).toContainEqual({ do: "drop", keys: [first?.key] });
    expect(second?.key).not.toBe(first?.key);
  });

  test("not later than it says", () => {
    const desk = deskOf(`send one, defer at most 3 days`);
    expect(sends(desk)[0]?.before).toBe(START + 3 * DAY);
  });

  test("while an offer stands it waits, and goes out when the offer comes back", () => {
    const desk = deskOf(`on demo_requested -> second through baton  send one`, later(2 * HOUR));
    desk.run(START + HOUR);
    desk.event("demo_requested");
    desk.run(START + 3 * HOUR);
    expect(sends(desk)).toHaveLength(1);
    desk.act("anna", ["sdr"], {
      do: "decline",
      name: "baton",
      reason: "not_now",
      evidence: { reason: "no" },
    });
    desk.run(START + 4 * HOUR);
    expect(sends(desk)).toHaveLength(2);
  });
});

describe("a person is asked first", () => {
  test("who agrees sends it, and is not asked again when a cap then puts it off", () => {
    const desk = deskOf(`send one`, () => ASK, later(DAY));
    desk.act("ida", IDA, { do: "complete", name: "one", result: "approved", evidence: {} });
    desk.run(START + 2 * DAY);
    expect(sends(desk).map(({ approvedBy }) => approvedBy)).toEqual([null, "ida", "ida"]);
  });

  test("who withholds it lets the journey go on without", () => {
    const desk = deskOf(`send one  send two`, () => ASK);
    desk.act("ida", IDA, { do: "complete", name: "one", result: "withheld", evidence: {} });
    expect(sends(desk).map(({ message }) => message)).toEqual(["one", "two"]);
    expect(told(desk.journal, "message")).toEqual(["message one as withheld"]);
  });

  test("silence sends nothing", () => {
    const desk = deskOf(`send one`, () => ASK);
    desk.run(START + 30 * DAY);
    expect(sends(desk)).toHaveLength(1);
    expect(desk.state.work[0]).toMatchObject({ rungAt: null, record: { kind: "approve", person: "dag" } });
  });

  test("agreed to while the track is paused, it waits for the track", () => {
    const desk = deskOf(`on demo_requested -> second through baton  send one`, () => ASK);
    desk.event("demo_requested");
    desk.act("ida", IDA, { do: "complete", name: "one", result: "approved", evidence: {} });
    expect(sends(desk)).toHaveLength(1);
    desk.act("anna", ["sdr"], {
      do: "decline",
      name: "baton",
      reason: "not_now",
      evidence: { reason: "no" },
    });
    desk.run(desk.now);
    expect(sends(desk).map(({ approvedBy }) => approvedBy)).toEqual([null, "ida"]);
  });
});

describe("a policy of today that names a ladder which came after the version", () => {
  const ofToday: SendOutcome = { ...ASK, ladder: "of today" };

  test("asks by one that the version has", () => {
    const desk = deskOf(`send one  task call "Call" by sdr, on daily`, () => ofToday);
    expect(desk.state.work.map(({ ladder, record }) => [ladder, record.kind])).toEqual([
      [Object.keys(desk.plan.ladders).toSorted()[0], "approve"],
    ]);
    expect(sends(desk)).toHaveLength(1);
  });

  test("sends nothing where the version has none, and goes on", () => {
    const { plan } = cast(stageWith("send one"));
    const desk = openDesk({ ...plan, ladders: {} }, { world: { send: () => ofToday } });
    expect(desk.state.work).toEqual([]);
    expect(sends(desk)).toHaveLength(1);
    expect(desk.journal).toContainEqual(
      expect.objectContaining({ what: "message", name: "one", result: "withheld" }),
    );
  });
});

describe("once approved by a person (rule 10, Ladders)", () => {
  const NOTED = "ladder noted { within 1 business day  at last note it }";

  test("the ledger is asked once they agree, and does not ask for another person", () => {
    const desk = deskOf(`send one, once approved by sales_manager, on daily, defer at most 3 days  send two`);
    expect(sends(desk)).toEqual([]);
    expect(desk.state.work[0]?.record).toMatchObject({ kind: "approve", name: "one", person: "carla" });
    desk.run(START + HOUR);
    desk.act("carla", ["sales_manager"], { do: "complete", name: "one", result: "approved", evidence: {} });
    expect(sends(desk).map(({ message, approvedBy }) => [message, approvedBy])).toEqual([
      ["one", "carla"],
      ["two", null],
    ]);
    // `defer at most` counts from the approval.
    expect(sends(desk)[0]?.before).toBe(START + HOUR + 3 * DAY);
  });

  test("only they may agree", () => {
    const desk = deskOf(`send one, once approved by sales_manager, on daily`);
    const by = (person: string, role: string) =>
      desk.act(person, [role], { do: "complete", name: "one", result: "approved", evidence: {} });
    expect(by("anna", "sdr")).toMatchObject({ code: "not-yours" });
    expect(sends(desk)).toEqual([]);
    expect(by("carla", "sales_manager")).toBeNull();
  });

  test("a scenario says who approves and who withholds", () =>
    plays(
      stageWith(
        `send one, once approved by the holder, on daily
         send two, once approved by sales_manager, on daily
         tell sdr "on"`,
      ),
      `at 0 minutes content_downloaded
       at 2 hours  ida approves one
       then        message one sent
       at 1 day    carla withholds two
       then        message two not sent and notice to anna`,
    ));

  test("silence climbs the ladder, consents to nothing, and stays with whoever it was given to", () =>
    plays(
      stageWith(`send one, once approved by sales_manager, on daily`),
      `at 0 minutes content_downloaded
       at 20 days
       then      message one not sent and breaches of one are 1
       at 21 days  dag approves one
       then      message one sent`,
    ));

  test("where the ladder only notes it, the message is withheld and the journey goes on", async () => {
    const last = await plays(
      stageWith(`send one, once approved by sales_manager, on noted  send two`),
      `at 0 minutes content_downloaded
       at 5 days
       then  message one not sent and message two sent`,
      { more: NOTED },
    );
    expect(last.journal).toContainEqual(
      expect.objectContaining({ what: "message", name: "one", result: "withheld", by: null }),
    );
    expect(last.work).toEqual([]);
  });

  test("a move before the answer withdraws the question", () =>
    plays(
      stageWith(`on replied exit done  send one, once approved by sales_manager, on daily`),
      `at 0 minutes content_downloaded
       at 1 hour  replied
       then       exit is done and message one not sent and notice to carla`,
    ));
});

describe("a hold of the account", () => {
  const HELD: SendOutcome = { is: "held", why: "open concern" };

  test("stops it until it is released, and only that message is asked for again", () => {
    const desk = deskOf(`send one`, () => HELD);
    desk.run(START + 5 * DAY);
    desk.put({ is: "released", key: "another" });
    expect(sends(desk)).toHaveLength(1);
    desk.put({ is: "released", key: sends(desk)[0]?.key ?? "" });
    expect(sends(desk)).toHaveLength(2);
  });

  test("is no answer of the person who is asked first", () => {
    const desk = deskOf(`send one`, () => ASK);
    desk.put({ is: "released", key: sends(desk)[0]?.key ?? "" });
    expect(sends(desk)).toHaveLength(1);
    expect(desk.state.work).toHaveLength(1);
  });

  test("of one person covers their company, and ends for all", () =>
    plays(
      stageWith(`wait 1 hour  send one`),
      `at 0 minutes content_downloaded { open_concern: yes }
       at 2 hours
       then         message one not sent
       at 3 hours   page_viewed { path: "/"  open_concern: no }
       then         message one sent`,
    ));
});

describe("what may not go out any more", () => {
  test("a message of the very step that leaves is not asked for", () => {
    const { plan } = cast(
      `exit concern as neutral when open_concern
       stage first { owner marketing_manager  lasts at most 8 weeks, then exit gone
         on replied { send one }  on replied { set open_concern to yes }  stay }`,
    );
    const desk = openDesk(plan);
    desk.event("replied");
    expect(desk.state.exit).toBe("concern");
    expect(sends(desk)).toEqual([]);
    expect(told(desk.journal, "message")).toEqual(["message one as dropped"]);
  });

  test("what may still be under way is kept back with the stage, what never will be is forgotten", () => {
    const desk = deskOf(
      `send one  send two`,
      () => ({ is: "sent" }),
      () => ({ is: "suppressed", why: "no consent" }),
    );
    expect(desk.state.unsent.map(({ key }) => key)).toEqual([sends(desk)[0]?.key]);
  });
});
