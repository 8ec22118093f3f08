/** A message to contacts of the account, each on its own way: docs/language.md, 7.1 and rules 7, 8 and 10. */
import { describe, expect, test } from "vitest";
import type { Command, SendOutcome } from "../../../runtime/machine/protocol.ts";
import { cast, DAY, type Desk, HOUR, openDesk, told } from "./play.ts";

const stageWith = (content: string): string =>
  `stage first { owner marketing_manager  lasts at most 8 weeks, then exit gone  on webinar_attended { task look "Look" by sdr, on noted }  ${content}  stay }`;
const TO_ALL = 'send one to contacts of account  tell sdr "on"';
const ASKED = 'send one to contacts of account, once approved by sales_manager, on daily  tell sdr "on"';
const NOTED = ASKED.replace("on daily", "on noted");
const LADDER = "ladder noted { within 1 business day  at last note it }";
type Ledger = (to: string | undefined, nth: number, now: number) => SendOutcome;

function deskOf(content: string, ledger: Ledger = () => ({ is: "sent" }), exits = ""): Desk {
  const { plan } = cast(`${exits} ${stageWith(content)}`, LADDER);
  const start = openDesk(plan).now;
  let nth = 0;
  return openDesk(plan, {
    world: {
      send: ({ to }) => {
        nth += 1;
        return ledger(to, nth, start);
      },
    },
  });
}
const finds = (desk: Desk) => desk.commands.filter((command) => command.do === "find");
function found(desk: Desk, people: readonly string[], more?: string): void {
  const ref = finds(desk).at(-1)?.ref ?? "";
  desk.put({ is: "results", results: [{ ref, found: people, ...(more !== undefined && { more }) }] });
}
const sends = (desk: Desk) =>
  desk.commands.filter((command): command is Extract<Command, { do: "send" }> => command.do === "send");
const addressed = (desk: Desk) => sends(desk).map(({ to }) => to);
const wentOn = (desk: Desk) => told(desk.journal, "told").length > 0;
const messages = (desk: Desk) =>
  desk.journal.flatMap(({ what, to, result, why, by }) =>
    what === "message" ? [{ to, result, why, by }] : [],
  );
const answer = (desk: Desk, result: string) =>
  desk.act("carla", ["sales_manager"], { do: "complete", name: "one", result, evidence: {} });
const later: SendOutcome = { is: "deferred", until: 0, why: "cap" };

describe("who they are", () => {
  test("is asked as it goes out, of so many at a time, until there are no more", () => {
    const desk = deskOf(TO_ALL);
    found(desk, ["a", "b"], "b");
    found(desk, ["c"], "c");
    expect(finds(desk).map(({ after }) => after)).toEqual([undefined, "b", "c"]);
    expect(finds(desk).map((one) => "after" in one)).toEqual([false, true, true]);
    expect(wentOn(desk)).toBe(false);
    found(desk, []);
    expect(addressed(desk)).toEqual(["a", "b", "c"]);
    expect(wentOn(desk)).toBe(true);
    expect(messages(desk)).toEqual([]);
  });

  test("nobody: it is written down, and goes on", () => {
    const desk = deskOf(TO_ALL);
    found(desk, []);
    expect(messages(desk)).toEqual([
      { to: null, by: null, result: "dropped", why: "nobody of the account is meant" },
    ]);
    expect(desk.journal.find(({ what }) => what === "message")).toMatchObject({ name: "one" });
    expect(wentOn(desk)).toBe(true);
  });

  test("the last of them: nobody is looked for behind", () => {
    const desk = deskOf(TO_ALL);
    found(desk, ["a"]);
    expect(finds(desk)).toHaveLength(1);
    expect(wentOn(desk)).toBe(true);
  });
});

describe("each on its own way", () => {
  test("those that are put off go out at their own times, and it goes on after the last", () => {
    const desk = deskOf(TO_ALL, (to, nth, start) => {
      if (to === "a" || nth > 3) return { is: "sent" };
      return { ...later, until: start + (to === "b" ? 2 : 1) * DAY };
    });
    const start = desk.now;
    found(desk, ["a", "b", "c"]);
    desk.run(start + DAY);
    expect(addressed(desk)).toEqual(["a", "b", "c", "c"]);
    expect(wentOn(desk)).toBe(false);
    desk.run(start + 2 * DAY);
    expect(addressed(desk)).toEqual(["a", "b", "c", "c", "b"]);
    expect(wentOn(desk)).toBe(true);
  });

  test("one that is held goes out as it is released, and the others are not asked for again", () => {
    const desk = deskOf(TO_ALL, (_, nth) => (nth < 3 ? { is: "held", why: "hold" } : { is: "sent" }));
    found(desk, ["a", "b"]);
    desk.put({ is: "released", key: sends(desk)[1]?.key ?? "" });
    expect(addressed(desk)).toEqual(["a", "b", "b"]);
    expect(wentOn(desk)).toBe(false);
  });

  test("what the ledger refuses to one does not keep the others", () => {
    const desk = deskOf(TO_ALL, (to) => (to === "a" ? { is: "suppressed", why: "opt-out" } : { is: "sent" }));
    found(desk, ["a", "b"]);
    expect(addressed(desk)).toEqual(["a", "b"]);
    expect(desk.state.unsent.map(({ key }) => key)).toEqual([sends(desk)[1]?.key]);
    expect(wentOn(desk)).toBe(true);
  });

  test("the holder is asked once for all of whom the ledger asks", () => {
    const desk = deskOf(TO_ALL, (_, nth) =>
      nth < 4 ? { is: "ask", ladder: "daily", why: "value" } : { is: "sent" },
    );
    found(desk, ["a", "b", "c"]);
    expect(desk.state.work).toHaveLength(1);
    const [work] = desk.state.work;
    expect(work?.record).toMatchObject({ kind: "approve", name: "one", role: "marketing_manager" });
    expect(work?.makesHolder).toBe(true);
    const person = work?.record.person ?? "";
    desk.act(person, ["marketing_manager"], {
      do: "complete",
      name: "one",
      result: "approved",
      evidence: {},
    });
    expect(
      sends(desk)
        .slice(3)
        .map(({ to, approvedBy }) => [to, approvedBy]),
    ).toEqual([
      ["a", person],
      ["b", person],
      ["c", person],
    ]);
  });

  test("of whom it asks about: who is only put off waits for no answer", () => {
    const desk = deskOf(TO_ALL, (to, _, start) =>
      to === "a" ? { is: "ask", ladder: "daily", why: "value" } : { ...later, until: start + DAY },
    );
    found(desk, ["b", "a"]);
    const person = desk.state.work[0]?.record.person ?? "";
    desk.act(person, ["marketing_manager"], {
      do: "complete",
      name: "one",
      result: "withheld",
      evidence: {},
    });
    expect(messages(desk)).toMatchObject([{ to: "a", result: "withheld", by: person }]);
    expect(wentOn(desk)).toBe(false);
  });
});

describe("once approved (rule 10)", () => {
  test("one answer is for all, and for those who come behind", () => {
    const desk = deskOf(ASKED);
    expect(finds(desk)).toEqual([]);
    answer(desk, "approved");
    found(desk, ["a"], "a");
    found(desk, ["b"]);
    expect(sends(desk).map(({ to, approvedBy }) => [to, approvedBy])).toEqual([
      ["a", "carla"],
      ["b", "carla"],
    ]);
    expect(wentOn(desk)).toBe(true);
  });

  test("withheld, nobody is looked for", () => {
    const desk = deskOf(ASKED);
    answer(desk, "withheld");
    expect(finds(desk)).toEqual([]);
    expect(messages(desk)).toEqual([
      { to: null, by: "carla", result: "withheld", why: "the person who was asked first withheld it" },
    ]);
    expect(wentOn(desk)).toBe(true);
  });

  test("with nobody who agrees in time it is withheld as well", () => {
    const desk = deskOf(NOTED);
    desk.run(desk.now + 5 * DAY);
    expect(messages(desk)).toMatchObject([
      { by: null, result: "withheld", why: "nobody agreed to it in time" },
    ]);
    expect(desk.state.work).toEqual([]);
    expect(wentOn(desk)).toBe(true);
  });

  const asks: Ledger = (to) =>
    to === "a" || to === "b" ? { is: "ask", ladder: "noted", why: "value" } : { is: "sent" };

  test("what the holder agrees to is agreed for those who come behind", () => {
    const desk = deskOf(TO_ALL, (_, nth) => (nth === 1 ? asks("a", 1, 0) : { is: "sent" }));
    found(desk, ["a"], "a");
    const person = desk.state.work[0]?.record.person ?? "";
    desk.act(person, ["marketing_manager"], {
      do: "complete",
      name: "one",
      result: "approved",
      evidence: {},
    });
    found(desk, ["c"]);
    expect(sends(desk).map(({ approvedBy }) => approvedBy)).toEqual([null, person, person]);
  });

  test("what the holder withholds goes to none who come behind", () => {
    const desk = deskOf(TO_ALL, asks);
    found(desk, ["a", "b", "c"], "c");
    const person = desk.state.work[0]?.record.person ?? "";
    desk.act(person, ["marketing_manager"], {
      do: "complete",
      name: "one",
      result: "withheld",
      evidence: {},
    });
    expect(messages(desk).map(({ to, result }) => [to, result])).toEqual([
      ["a", "withheld"],
      ["b", "withheld"],
    ]);
    expect(finds(desk)).toHaveLength(1);
    expect(wentOn(desk)).toBe(true);
  });

  test("silence of the holder keeps it from those, and from none besides", () => {
    const desk = deskOf(TO_ALL, (to, nth, start) =>
      to === "c" && nth < 4 ? { ...later, until: start + 10 * DAY } : asks(to, nth, start),
    );
    found(desk, ["a", "b", "c"], "c");
    desk.run(desk.now + 5 * DAY);
    expect(messages(desk).map(({ to, why }) => [to, why])).toEqual([
      ["a", "nobody agreed to it in time"],
      ["b", "nobody agreed to it in time"],
    ]);
    expect(wentOn(desk)).toBe(false);
    desk.run(desk.now + 6 * DAY);
    expect(addressed(desk)).toEqual(["a", "b", "c", "c"]);
    expect(finds(desk)).toHaveLength(1);
    expect(wentOn(desk)).toBe(true);
  });
});

describe("the last instant at which they may go out", () => {
  test("counts from where it was asked for, and holds for each", () => {
    const desk = deskOf("send one to contacts of account, defer at most 3 days");
    desk.run(desk.now + HOUR);
    found(desk, ["a", "b"]);
    expect(sends(desk).map(({ before }) => before)).toEqual([desk.now + 3 * DAY, desk.now + 3 * DAY]);
  });
});
