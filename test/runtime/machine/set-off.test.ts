/** Leaving a version for a later one: whether, and when (docs/language.md, rule 14). */
import { describe, expect, test } from "vitest";
import { nextDeadline } from "../../../runtime/machine/deadlines.ts";
import { isBetween, settingOff } from "../../../runtime/machine/set-off.ts";
import { step } from "../../../runtime/machine/step.ts";
import { BATON, DAY, type Desk, HOUR, openDesk } from "./play.ts";
import { during, first, inside, openWork, planOf, SECOND } from "./two-versions.ts";

const CALL = 'task call "Call" by the holder, on daily';
const MOVES = "on demo_requested -> second";
const text = `${first(`${MOVES}  ${CALL}  stay`)} ${SECOND}`;
const requested = (desk: Desk): void => desk.event("demo_requested");
const refused = (why: string) => ({
  did: [`stay in 1: ${why}`],
  wrote: [`ignored version 2 as not migrated because ${why}`],
});

describe("whether it can", () => {
  test("it is in another version than the one that is left", () => {
    const { desk, versions } = inside({ old: text, next: text });
    const { did, wrote } = during(desk, () =>
      desk.put({ is: "moves", id: "m", move: { ...versions, from: 7 } }),
    );
    expect({ did, wrote }).toEqual(refused("it is in version 1"));
    expect(desk.state).not.toHaveProperty("moving");
  });

  test("the journey has ended, though something follows it", () => {
    const after = "after exit gone, owner sales_manager, for at most 20 days { wait 3 days }";
    const { desk, move } = inside({ old: `${text} ${after}`, next: `${text} ${after}` });
    desk.event("deal_lost");
    expect(desk.state).toMatchObject({ exit: "gone" });
    expect(desk.state.stage).not.toBeNull();
    expect(move()).toMatchObject(refused("the journey has ended"));
  });

  test("nobody is told anything once it is over", () => {
    const { desk, move } = inside({ old: text, next: text });
    desk.event("deal_lost");
    expect(move()).toMatchObject({ did: [], wrote: [], commands: [] });
  });

  const GONE = `${first("stay", { name: "other" })} ${SECOND}`;
  test("its stage is gone, and nothing stands in its place", () => {
    const { desk, move } = inside({ old: text, next: GONE });
    expect(move()).toMatchObject(refused("its stage first is gone, and nothing stands in its place"));
    expect(openWork(desk)).toEqual(["call"]);
  });

  test("at the next stage that does not matter", () => {
    const { desk, move } = inside({ old: text, next: GONE }, "next stage");
    expect(move()).toMatchObject({ did: [], wrote: [] });
    requested(desk);
    expect(desk.plan.version).toBe(2);
  });

  test("nor does a step that is gone, in a stage in whose place another is entered", () => {
    const { desk, move } = inside({ old: text, next: GONE, map: [{ from: "first", to: "second" }] });
    move();
    expect(desk.state.stage).toBe("second");
  });

  test("nor a handler's, though nobody has said where it is", () => {
    const old = `${first(`on demo_held { ${CALL} }  wait 9 days  stay`)} ${SECOND}`;
    const { desk, move } = inside({ old, next: GONE, map: [{ from: "first", to: "second" }] });
    desk.event("demo_held");
    move();
    expect(desk.state).toMatchObject({ stage: "second", visit: 2 });
    expect(openWork(desk)).toEqual(["visit"]);
  });

  test("one of its tracks stands where nobody has said", () => {
    const old = `${first(`on demo_held { ${CALL} }  wait 9 days  stay`)} ${SECOND}`;
    const next = `${first(`on demo_held { wait 1 day }  wait 9 days  stay`)} ${SECOND}`;
    const before = inside({ old, next });
    before.move();
    expect(before.desk.plan.version).toBe(2);
    const within = inside({ old, next });
    within.desk.event("demo_held");
    expect(within.move()).toMatchObject(refused("it stands at first.on.demo_held.call: it is gone"));
  });

  test("a track that waits for what comes of an offer stands where the offer does", () => {
    const pitch = 'task pitch "Pitch" by the holder, on daily { good -> second through baton }';
    const old = `${first(`${pitch}`)} ${SECOND} ${BATON}`;
    const next = `${first("wait 9 days  -> second through baton")} ${SECOND} ${BATON}`;
    const { desk, move } = inside({ old, next });
    expect(move()).toMatchObject(refused("it stands at first.pitch: it is gone"));
    desk.act("ida", ["marketing_manager"], { do: "complete", name: "pitch", result: "good", evidence: {} });
    expect(desk.state.offer).not.toBeNull();
    desk.put({ is: "moves", id: "again", move: inside({ old, next }).versions });
    expect(desk.plan.version).toBe(2);
    expect(desk.state.offer).not.toBeNull();
  });

  test("told twice it is told once", () => {
    const { desk, versions } = inside({ old: text, next: GONE });
    const tell = (): readonly string[] =>
      during(desk, () => desk.put({ is: "moves", id: "m", move: versions })).did;
    expect(tell()).toHaveLength(1);
    expect(tell()).toEqual([]);
  });
});

describe("when", () => {
  test("at once, between two inputs, and not while it stands still", () => {
    const { desk, move } = inside({ old: text, next: text });
    desk.put({ is: "pause", id: "p", by: "dag", why: "holidays" });
    move();
    expect(desk.plan.version).toBe(1);
    expect(settingOff(desk.plan, desk.state)).toBeNull();
    desk.put({ is: "resume", id: "r", by: "dag", how: "shift" });
    expect(desk.plan.version).toBe(2);
    expect(openWork(desk)).toEqual(["call"]);
  });

  test("of what has come to stand where nobody has said, once it stands elsewhere", () => {
    const steps = 'wait 2 days  task call "Call" by the holder, on daily  wait 9 days  stay';
    const { desk, versions, move } = inside({
      old: `${first(`${MOVES}  ${steps}`)} ${SECOND}`,
      next: `${first(`${MOVES}  wait 2 days  wait 9 days  stay`)} ${SECOND}`,
    });
    expect(Object.keys(versions.steps)).toEqual(["first/call"]);
    desk.put({ is: "pause", id: "p", by: "dag", why: "holidays" });
    move();
    desk.run(desk.now + 3 * DAY);
    desk.put({ is: "resume", id: "r", by: "dag", how: "catch up" });
    expect(desk.plan.version).toBe(1);
    expect(openWork(desk)).toEqual(["call"]);
    requested(desk);
    expect(desk.plan.version).toBe(2);
    expect(desk.state.stage).toBe("second");
  });

  test("at the next stage, once what is done on the way out is done", () => {
    const leaving = 'on leaving this stage { send welcome_guide, or drop  tell sdr "gone" }';
    const old = `${first(`${leaving} ${MOVES}  ${CALL}  stay`)} ${SECOND}`;
    const { desk, move } = inside({ old, next: old.replace("Visit", "See") }, "next stage");
    move();
    expect(desk.state.moving).toBeDefined();
    const { did, commands } = during(desk, () => requested(desk));
    expect(did).toEqual([
      "close call as withdrawn",
      "tell ida: No longer needed: Call",
      "send welcome_guide",
      "tell sdr: gone",
      "find sdr for visit",
    ]);
    const order = commands.map((command) => (command.do === "tell" ? command.text : command.do));
    expect(order.indexOf("gone")).toBeLessThan(order.indexOf("version"));
    expect(order.filter((what) => what === "version" || what === "recall")).toEqual(["version", "recall"]);
    expect(desk.state).toMatchObject({ stage: "second", visit: 2 });
  });

  test("in between it stands in no stage's clock, and waits for nothing but the version", () => {
    const plan = planOf(text);
    const { versions } = inside({ old: text, next: text }, "next stage");
    const desk = openDesk(plan);
    desk.put({ is: "moves", id: "m", move: versions });
    expect(isBetween(desk.state)).toBe(false);
    requested(desk);
    expect(isBetween(desk.state)).toBe(true);
    expect(desk.state).toMatchObject({ stage: "first", boundAt: null, tracks: [], work: [] });
    expect(desk.state.moving?.arrival).toEqual({
      stage: "second",
      person: null,
      as: "sdr",
      event: "e1",
      cause: { step: "first/on/demo_requested", by: null, why: "on demo_requested" },
    });
    expect(desk.state.placed?.awaits).toBe("the version to change");
    expect(nextDeadline(plan, desk.state)).toBe(desk.now);
    const setting = settingOff(plan, desk.state);
    expect(setting?.workflowType).toBe("small_v2");
    expect(setting?.state.moving?.was).toBeDefined();
    if (setting === null) throw new Error("it does not set off");
    expect(settingOff({ ...plan, version: 2 }, setting.state)).toBeNull();
    const still = step(plan, setting.state, { is: "moved", now: desk.now });
    expect(still).toMatchObject({ state: setting.state, commands: [], journal: [] });
  });

  test("what is taken over stands between the versions until the store has answered", () => {
    const { desk, versions, later } = inside({ old: text, next: text });
    const one = openDesk(desk.plan);
    one.put({ is: "moves", id: "m", move: versions });
    const setting = settingOff(one.plan, one.state);
    if (setting === null) throw new Error("it does not set off");
    expect(isBetween(setting.state)).toBe(true);
    const { state } = step(later, setting.state, { is: "moved", now: one.now });
    expect(isBetween(state)).toBe(true);
    expect(settingOff(later, state)).toBeNull();
    expect(state.moving?.ref).toEqual(expect.any(String));
  });

  test("nobody takes it there: with the next input it goes on in this version, and tries again at the next stage", () => {
    const back = `${first(`${MOVES}  stay`)} stage second { owner sdr  lasts at most 10 days, then exit gone  on demo_held -> first  stay }`;
    const { versions } = inside({ old: back, next: back }, "next stage");
    const desk = openDesk(planOf(back));
    desk.put({ is: "moves", id: "m", move: versions });
    requested(desk);
    desk.run(desk.now + HOUR);
    expect(desk.state).toMatchObject({ stage: "second", visit: 2, moving: { move: versions } });
    expect(desk.state.moving).not.toHaveProperty("arrival");
    desk.event("demo_held");
    expect(desk.state.moving?.arrival).toMatchObject({ stage: "first" });
  });

  test("not into a stage that is gone: that is entered in this version, with the reason, and the next is another chance", () => {
    const three = `${first(`${MOVES}  stay`)} stage second { owner sdr  lasts at most 10 days, then exit gone  on demo_held -> third  stay }
      stage third { owner sdr  lasts at most 10 days, then exit gone  stay }`;
    const next = `${first("on demo_requested -> third  stay")} stage third { owner sdr  lasts at most 10 days, then exit gone  stay }`;
    const { desk, move } = inside({ old: three, next }, "next stage");
    move();
    const { did, wrote } = during(desk, () => requested(desk));
    expect({ did, wrote: wrote.slice(0, 1) }).toEqual(
      refused("its next stage second is gone, and nothing stands in its place"),
    );
    expect(desk.state).toMatchObject({ stage: "second", visit: 2 });
    desk.event("demo_held");
    expect(desk.plan.version).toBe(2);
    expect(desk.state.stage).toBe("third");
  });
});

describe("what is taken along of the version that is left", () => {
  test("is no more than the later one goes by", () => {
    const plan = planOf(
      `${first(`at 2, 3 days after entry { tell sdr "x" }  ${CALL}  send welcome_guide  stay`)} ${SECOND}`,
    );
    const { desk, versions } = inside({ old: text, next: text });
    expect(settingOff(desk.plan, desk.state)).toBeNull();
    const one = openDesk(plan);
    one.put({ is: "moves", id: "m", move: versions });
    const was = settingOff(plan, one.state)?.state.moving?.was;
    expect(was).toEqual({
      owner: "marketing_manager",
      bound: plan.stages.first?.bound,
      isBoundOfEntry: true,
      steps: { "first/call": plan.code["first/call"] },
      ladders: { daily: plan.ladders.daily },
      schedules: { "first/at/after_entry": expect.objectContaining({ items: expect.any(Array) }) },
      heard: plan.reads.events,
      awaited: [],
      done: {},
    });
    const waiting = planOf(`${first("wait up to 9 days for replied  stay")} ${SECOND}`);
    const other = openDesk(waiting);
    other.put({ is: "moves", id: "m", move: versions });
    expect(settingOff(waiting, other.state)?.state.moving?.was).toMatchObject({
      awaited: ["replied"],
      ladders: {},
    });
  });
});
