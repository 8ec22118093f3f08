/** Paused, resumed and stopped by whoever looks after the installation: docs/language.md, 13.16. */
import { describe, expect, test } from "vitest";
import { step } from "../../../runtime/machine/step.ts";
import { BATON, cast, DAY, type Desk, HOUR, openDesk, SECOND, told } from "./play.ts";

const stageWith = (content: string): string =>
  `stage first { owner marketing_manager  lasts at most 20 days, then exit gone  ${content}  stay }`;
const deskOf = (content: string): Desk => openDesk(cast(stageWith(content)).plan);
const said = ({ commands }: Desk): readonly string[] =>
  commands.flatMap((command) => (command.do === "tell" && command.why === "step" ? [command.text] : []));
const later = (at: Desk, length: number): void => at.run(at.now + length);
const pause = (at: Desk): void =>
  at.put({ is: "pause", id: `p${at.now}`, by: "dag", why: "a fault in a letter" });
const resume = (at: Desk, how: "shift" | "catch up"): void =>
  at.put({ is: "resume", id: `r${at.now}`, by: "carla", how });
const giveWay = (at: Desk): void => at.put({ is: "gives way", id: `g${at.now}`, to: "other", how: "pauses" });
const goOn = (at: Desk): void => at.put({ is: "goes on", id: `o${at.now}` });

describe("resumed with its clocks shifted", () => {
  test("what was left of a wait is left", () => {
    const at = deskOf(`wait 2 days  tell sdr "two"`);
    later(at, DAY);
    pause(at);
    later(at, 10 * DAY);
    expect(said(at)).toEqual([]);
    resume(at, "shift");
    later(at, DAY - 1);
    expect(said(at)).toEqual([]);
    later(at, 1);
    expect(said(at)).toEqual(["two"]);
  });

  test("what happened meanwhile is taken in, in order, and nothing before", () => {
    const at = deskOf(`on webinar_attended { tell sdr "webinar" } on page_viewed { tell sdr "page" } `);
    pause(at);
    at.event("webinar_attended");
    later(at, DAY);
    at.event("page_viewed");
    expect(said(at)).toEqual([]);
    resume(at, "shift");
    expect(said(at)).toEqual(["webinar", "page"]);
  });
});

describe("resumed to catch up", () => {
  test("what fell due meanwhile happens now, in order, and what follows counts from now", () => {
    const at = deskOf(`wait 2 days  tell sdr "two"  wait 3 days  tell sdr "five"`);
    later(at, DAY);
    pause(at);
    later(at, 10 * DAY);
    resume(at, "catch up");
    expect(said(at)).toEqual(["two"]);
    later(at, 3 * DAY);
    expect(said(at)).toEqual(["two", "five"]);
  });

  test("its bound has run on as well", () => {
    const at = deskOf("");
    pause(at);
    later(at, 25 * DAY);
    resume(at, "catch up");
    expect(at.state).toMatchObject({ exit: "gone" });
  });

  test("an event that came in time ends its wait, and one that came too late does not", () => {
    const content = `wait up to 5 days for demo_held { got { tell sdr "got" } none { tell sdr "none" } }`;
    for (const [days, outcome] of [
      [3, "got"],
      [7, "none"],
    ] as const) {
      const at = deskOf(content);
      pause(at);
      later(at, days * DAY);
      at.event("demo_held");
      later(at, 10 * DAY);
      resume(at, "catch up");
      expect(said(at)).toEqual([outcome]);
    }
  });

  test("a silence has been broken when the event came, and no sooner", () => {
    const at = deskOf(`when no page_viewed for 3 days { tell sdr "quiet" }`);
    pause(at);
    later(at, 2 * DAY);
    at.event("page_viewed");
    later(at, 2 * DAY);
    resume(at, "catch up");
    expect(said(at)).toEqual([]);
    later(at, DAY);
    expect(said(at)).toEqual(["quiet"]);
  });

  test("who has left meanwhile is sent nothing more: exits come first (rule 2)", () => {
    const at = deskOf(`wait 2 days  send one  wait 9 days`);
    pause(at);
    later(at, 5 * DAY);
    at.event("deal_lost");
    resume(at, "catch up");
    expect(at.state.exit).toBe("gone");
    expect(at.commands.some(({ do: what }) => what === "send")).toBe(false);
  });

  test("a ladder climbs what it would have climbed", () => {
    const at = openDesk(cast(stageWith(`task call "Call" by sdr, on prompt`)).plan);
    pause(at);
    later(at, 10 * DAY);
    expect(told(at.journal, "breached", "reassigned", "given")).toEqual([]);
    resume(at, "catch up");
    expect(told(at.journal, "breached").length).toBeGreaterThan(0);
  });
});

describe("while it is paused", () => {
  test("nothing is due, nobody is asked anything, and an exit waits too, since what stands in it would go out", () => {
    const at = deskOf(`task call "Call" by sdr, on prompt`);
    pause(at);
    const before = at.commands.length;
    later(at, 30 * DAY);
    at.event("deal_lost");
    expect(at.commands.slice(before)).toEqual([]);
    expect(at.state.exit).toBeNull();
    resume(at, "shift");
    expect(at.state.exit).toBe("gone");
  });

  test("an answer is refused, with who has paused it", () => {
    const at = deskOf(`task call "Call" by sdr, on prompt`);
    pause(at);
    const refused = at.act("anna", ["sdr"], { do: "complete", name: "call", result: null, evidence: {} });
    expect(refused).toEqual({
      code: "journey-paused",
      message: "dag has paused it, and it goes on once it is resumed.",
    });
  });

  test("it is shown so, and written down with who and why", () => {
    const at = deskOf("wait 2 days");
    pause(at);
    pause(at);
    expect(at.state.placed).toMatchObject({ pausedBy: "dag", awaits: "dag to resume it", until: null });
    resume(at, "shift");
    expect(at.state.placed).not.toHaveProperty("pausedBy");
    expect(at.journal.filter(({ what }) => what === "paused" || what === "resumed")).toMatchObject([
      { what: "paused", name: "small", by: "dag", why: "a fault in a letter" },
      { what: "resumed", name: "small", by: "carla", result: "shift" },
    ]);
  });

  test("who pauses what somebody has paused changes nothing, and it is said", () => {
    const at = deskOf("wait 2 days");
    pause(at);
    at.put({ is: "pause", id: "again", by: "carla", why: "me too" });
    expect(at.journal.at(-1)).toMatchObject({ what: "ignored", by: "carla" });
    resume(at, "shift");
    expect(at.state.paused).toBeNull();
  });

  test("its subject may be found to be another one, and then it is over", () => {
    const at = deskOf("wait 2 days");
    pause(at);
    at.put({ is: "merged", id: "m1" });
    expect(at.state).toMatchObject({ stage: null, exit: "is another one" });
  });
});

describe("paused by hand while it gives way, both must end", () => {
  const content = `wait 10 days  tell sdr "ten"`;

  test("resumed first: it goes on once the other has ended", () => {
    const at = deskOf(content);
    later(at, DAY);
    giveWay(at);
    pause(at);
    later(at, DAY);
    resume(at, "shift");
    expect(at.state.placed).toMatchObject({ paused: "other", awaits: "other to end" });
    later(at, DAY);
    goOn(at);
    expect(at.state.paused).toBeNull();
    later(at, 9 * DAY - 1);
    expect(said(at)).toEqual([]);
    later(at, 1);
    expect(said(at)).toEqual(["ten"]);
  });

  test("the other ends first: it goes on once it is resumed", () => {
    const at = deskOf(content);
    pause(at);
    giveWay(at);
    later(at, DAY);
    goOn(at);
    expect(at.state.placed).toMatchObject({ pausedBy: "dag", awaits: "dag to resume it" });
    expect(at.journal.at(-1)).toMatchObject({
      what: "resumed",
      why: "other has ended, and dag has it paused",
    });
    later(at, DAY);
    resume(at, "shift");
    later(at, 10 * DAY);
    expect(said(at)).toEqual(["ten"]);
  });

  test("to catch up brings back the time of the hand, and none in which it gave way (rule 13)", () => {
    const at = deskOf(content);
    pause(at);
    later(at, 3 * DAY);
    giveWay(at);
    later(at, 3 * DAY);
    resume(at, "catch up");
    later(at, 3 * DAY);
    goOn(at);
    // Three days have run, and six have not.
    later(at, 7 * DAY - 1);
    expect(said(at)).toEqual([]);
    later(at, 1);
    expect(said(at)).toEqual(["ten"]);
  });

  test("an exit that came in while the hand was on it leads out once only the other is in the way", () => {
    const at = deskOf(content);
    giveWay(at);
    pause(at);
    at.event("deal_lost");
    expect(at.state.exit).toBeNull();
    resume(at, "shift");
    expect(at.state.exit).toBe("gone");
  });

  test("a run that is entered so begins paused for both, and does its first step after both", () => {
    const { plan } = cast(stageWith(`tell sdr "in"`));
    const now = Date.UTC(2026, 10, 23, 9);
    const { state, commands } = step(plan, null, {
      is: "start",
      now,
      instance: "i1",
      subject: "s1",
      stage: "first",
      fields: {},
      bands: {},
      event: { id: "e0", kind: "content_downloaded", at: now, fields: {} },
      givesWayTo: "other",
      pausedBy: { person: "dag", why: "a fault in a letter" },
    });
    expect(commands.map((command) => command.do)).toEqual(["place"]);
    expect(state.paused?.reasons.map(({ is }) => is)).toEqual(["gives way", "by hand"]);
    expect(state.paused?.waiting).toMatchObject([{ is: "event" }]);
    const resumed = step(plan, state, { is: "resume", now, id: "r1", by: "dag", how: "shift" });
    expect(resumed.commands.some((command) => command.do === "tell")).toBe(false);
    const wentOn = step(plan, resumed.state, { is: "goes on", now, id: "o1" });
    expect(wentOn.commands).toContainEqual(expect.objectContaining({ do: "tell", text: "in" }));
  });
});

describe("stopped by hand", () => {
  test("by an exit of the journey it ends as if it had come to it", () => {
    const at = deskOf(`task call "Call" by sdr, on prompt`);
    at.put({ is: "stop", id: "s1", by: "dag", why: "they asked us to", exit: "gone" });
    expect(at.state).toMatchObject({ stage: null, exit: "gone", work: [] });
    expect(at.commands).toContainEqual({ do: "end", exit: "gone", outcome: "failure" });
    expect(at.journal.at(-1)).toMatchObject({
      what: "exited",
      name: "gone",
      by: "dag",
      why: "they asked us to",
    });
  });

  test("without one it ends outright: what is open is withdrawn, and no exit's block runs", () => {
    const at = openDesk(
      cast(`${stageWith(`send one  task call "Call" by sdr, on prompt`)} ${SECOND} ${BATON}`).plan,
      {
        world: { send: () => ({ is: "held", why: "hold" }) },
      },
    );
    pause(at);
    later(at, HOUR);
    at.put({ is: "stop", id: "s1", by: "dag", why: "a mistake", exit: null });
    expect(at.state).toMatchObject({ stage: null, exit: "stopped by hand", work: [], paused: null });
    expect(at.commands).toContainEqual({ do: "end", exit: "stopped by hand", outcome: "neutral" });
    expect(at.commands.some(({ do: what }) => what === "drop")).toBe(true);
  });
});

test("told that somebody may be found now, it looks at once for whom it found nobody (rule 12)", () => {
  let isThere = false;
  const at = openDesk(cast(stageWith(`task call "Call" by sdr, on prompt`)).plan, {
    world: { assign: () => (isThere ? "anna" : null) },
  });
  expect(at.state.work[0]?.stuck).not.toBeNull();
  isThere = true;
  at.put({ is: "look again", id: "l1" });
  expect(at.state.work[0]).toMatchObject({ stuck: null, record: { person: "anna" } });
});

describe("times of standing that overlap, or do not", () => {
  test("one within the other is no time of its own, whichever is over first", () => {
    const at = deskOf(`wait 2 days  tell sdr "two"`);
    pause(at);
    later(at, DAY);
    giveWay(at);
    later(at, 2 * DAY);
    goOn(at);
    later(at, 7 * DAY);
    resume(at, "shift");
    later(at, 2 * DAY - 1);
    expect(said(at)).toEqual([]);
    later(at, 1);
    expect(said(at)).toEqual(["two"]);
  });

  test("two that are apart are two, and what lay between has run", () => {
    const at = deskOf("wait 19 days");
    const { boundAt } = at.state;
    pause(at);
    for (const _ of [1, 2]) {
      later(at, DAY);
      giveWay(at);
      later(at, DAY);
      goOn(at);
    }
    later(at, DAY);
    resume(at, "catch up");
    expect(at.state.boundAt).toBe((boundAt ?? 0) + 2 * DAY);
  });
});

test("that it gives way is on record once, and who tries to pause it again is told by its name", () => {
  const at = deskOf("wait 19 days");
  giveWay(at);
  at.put({ is: "gives way", id: "third", to: "third", how: "pauses" });
  expect(told(at.journal, "paused")).toEqual(["paused other"]);
  pause(at);
  later(at, HOUR);
  pause(at);
  expect(at.journal.at(-1)).toMatchObject({ what: "ignored", name: "pause", by: "dag" });
});

test("a message that was put off until later than it stood is not asked for before", () => {
  const at = openDesk(cast(stageWith("send one")).plan, {
    world: { send: () => ({ is: "deferred", until: Date.UTC(2026, 10, 28), why: "cap" }) },
  });
  const sends = () => at.commands.filter((command) => command.do === "send").length;
  later(at, HOUR);
  pause(at);
  later(at, HOUR);
  resume(at, "shift");
  expect(sends()).toBe(1);
});
