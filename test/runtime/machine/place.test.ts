/** What people are shown of where an instance stands: its stage, its holder, what is awaited, and until when. */
import { describe, expect, test } from "vitest";
import { placeOf } from "../../../runtime/machine/place.ts";
import type { SendOutcome } from "../../../runtime/machine/protocol.ts";
import { BATON, cast, DAY, type Desk, HOUR, openDesk, SECOND, timeOf } from "./play.ts";

const stageWith = (content: string, bound = "lasts at most 8 weeks, then exit gone"): string =>
  `stage first { owner marketing_manager  ${bound}  ${content}  stay }`;
const OTHER = `journey other v1 of lead {
  owner revops_lead  goal deal_won within 9 days  review every 3 months, last 2026-10-01
  enter on demo_requested -> talk
  exit over as neutral on demo_held
  stage talk { owner sdr  lasts at most 60 days, then exit over  stay }
}`;
const ACTION = `action create_import "Prepares the import" {
  owner sales_manager  in { company: text }  out { import_link: url }  within 2 minutes  retry at most 3 times
}`;
const placed = (desk: Desk) => placeOf(desk.plan, desk.state);
const awaited = (desk: Desk) => {
  const { awaits, until } = placed(desk);
  return { awaits, after: until === null ? null : until - desk.now };
};

describe("what is awaited, and for how long", () => {
  test.each<[steps: string, awaits: string, after: number | null]>([
    ["wait 2 days", "time to pass", 2 * DAY],
    ["wait until 2026-11-25 09:00", "the moment to come", 2 * DAY],
    ["wait up to 3 days for replied { got { send one } }", "replied", 3 * DAY],
    [
      `wait up to 3 days for page_viewed where path is "/a" or replied or page_viewed where path is "/b" { got { send one } }`,
      "page_viewed or replied",
      3 * DAY,
    ],
    ["wait up to 3 days until job_title is known", "a condition to hold", 3 * DAY],
    [
      `split opening { a 50% { tell sdr "a" }  b 50% { tell sdr "b" } }
       wait up to 5 days for the winner of opening { a { send one } b { send two } none { send two } }`,
      "a winner",
      5 * DAY,
    ],
    ["begin other, and wait up to 10 days { ended { send one } none go on }", "other to end", 10 * DAY],
    ["call create_import with { company: company }", "the action create_import", null],
    ["every 2 days, at most 3 times { send one }", "time to pass", 2 * DAY],
    [
      "together up to 9 days until all { a { wait 4 days } b { wait 2 days } none go on }",
      "time to pass",
      4 * DAY,
    ],
    ["", "the end of the stage", 56 * DAY],
  ])("%s", (steps, awaits, after) => {
    expect(awaited(openDesk(cast(stageWith(steps), `${OTHER} ${ACTION}`).plan))).toEqual({ awaits, after });
  });

  test("a stage that rests: its next review", () => {
    const { plan } = cast(stageWith("", "rests, reviewed every 90 days"));
    expect(awaited(openDesk(plan))).toEqual({ awaits: "the next review", after: 90 * DAY });
  });

  test("nothing, where the bound has been, and what a decline leads to has only just been asked for", () => {
    const declined = BATON.replace("not_now stay", "not_now { send one to contacts of account  stay }");
    const stages = `${stageWith("", "lasts at most 1 day, then -> second through baton")} ${SECOND} ${declined}`;
    const desk = openDesk(cast(stages).plan);
    desk.run(desk.now + DAY);
    expect(placed(desk).awaits).toBe("anna to accept baton");
    const evidence = { reason: "a project" };
    desk.act("anna", ["sdr"], { do: "decline", name: "baton", reason: "not_now", evidence });
    expect(placed(desk)).toMatchObject({ stage: "first", awaits: "", until: null });
  });
});

describe("a message", () => {
  const outcomes = (...left: SendOutcome[]) => ({ send: () => left.shift() ?? ({ is: "sent" } as const) });

  test("that is put off goes out then", () => {
    const until = timeOf(cast(stageWith("")).plan, "2026-11-25", 9);
    const world = outcomes({ is: "deferred", until, why: "cap" });
    const desk = openDesk(cast(stageWith("send one")).plan, { world });
    expect(awaited(desk)).toEqual({ awaits: "the time to send one", after: 2 * DAY });
  });

  test("of a company on hold goes out nobody knows when", () => {
    const world = outcomes({ is: "held", why: "a complaint" });
    const desk = openDesk(cast(stageWith("send one")).plan, { world });
    expect(awaited(desk)).toEqual({ awaits: "the time to send one", after: null });
  });

  test("is not awaited while the ledger is asked for it", () => {
    const seen: string[] = [];
    const { plan } = cast(stageWith("send one  wait 2 days"));
    openDesk(plan, { watch: (_, __, { state }) => seen.push(placeOf(plan, state).awaits) });
    expect(seen).toEqual(["the end of the stage", "time to pass"]);
  });

  test("to several: the first of those that are put off", () => {
    const { plan } = cast(stageWith("send one to contacts of account"));
    const start = openDesk(plan).now;
    const world = outcomes(
      { is: "deferred", until: start + 3 * DAY, why: "cap" },
      { is: "held", why: "a complaint" },
      { is: "deferred", until: start + 2 * DAY, why: "cap" },
    );
    const desk = openDesk(plan, { world });
    expect(awaited(desk)).toEqual({ awaits: "the end of the stage", after: 56 * DAY });
    const find = desk.commands.find((command) => command.do === "find");
    desk.put({ is: "results", results: [{ ref: find?.ref ?? "", found: ["a", "b", "c"] }] });
    expect(awaited(desk)).toEqual({ awaits: "the time to send one", after: 2 * DAY });
  });

  test("to several of a company on hold", () => {
    const { plan } = cast(stageWith("send one to contacts of account"));
    const desk = openDesk(plan, { world: outcomes({ is: "held", why: "a complaint" }) });
    const find = desk.commands.find((command) => command.do === "find");
    desk.put({ is: "results", results: [{ ref: find?.ref ?? "", found: ["a"] }] });
    expect(awaited(desk)).toEqual({ awaits: "the time to send one", after: null });
  });
});

describe("somebody's answer comes before what time brings", () => {
  test.each([
    ["a task's", `task call_them "Call" by sdr, on prompt`, "anna to answer call_them"],
    ["an approval", "send one, once approved by sales_manager, on daily", "carla to answer one"],
  ])("%s", (_, steps, awaits) => {
    const desk = openDesk(cast(stageWith(steps)).plan);
    expect(placed(desk)).toMatchObject({ awaits, until: desk.state.work[0]?.record.due });
  });

  test("a role's, where nobody can be found", () => {
    const { plan } = cast(stageWith(`task call_them "Call" by sdr, on prompt`));
    const desk = openDesk(plan, { world: { assign: () => null } });
    expect(placed(desk).awaits).toBe("sdr to answer call_them");
  });

  test("a handover is accepted, and a stage is held", () => {
    const desk = openDesk(
      cast(`${stageWith("on demo_requested -> second through baton")} ${SECOND} ${BATON}`).plan,
      { world: { assign: ({ role }) => (role === "sdr" ? "anna" : null) } },
    );
    desk.event("demo_requested");
    expect(placed(desk).awaits).toBe("anna to accept baton");
    desk.act("anna", ["sdr"], { do: "accept", name: "baton" });
    expect(placed(desk)).toMatchObject({ stage: "second", holder: { role: "sdr", person: "anna" } });
    desk.put({ is: "left", id: "l1", person: "anna", roles: [] });
    expect(placed(desk).awaits).toBe("sales_manager to hold second");
  });
});

describe("while it stands", () => {
  const desk = () => openDesk(cast(stageWith("wait 2 days")).plan);
  const giveWay = (at: Desk): void => at.put({ is: "gives way", id: "g1", to: "other", how: "pauses" });
  const pause = (at: Desk): void => at.put({ is: "pause", id: "p1", by: "dag", why: "a fault" });
  const held = { stage: "first", holder: { role: "marketing_manager", person: null }, until: null };

  test.each<[string, (at: Desk) => void, object]>([
    ["for another journey", giveWay, { paused: "other", awaits: "other to end" }],
    ["by hand", pause, { pausedBy: "dag", awaits: "dag to resume it" }],
    [
      "for both",
      (at) => {
        giveWay(at);
        at.run(at.now + HOUR);
        pause(at);
      },
      { paused: "other", pausedBy: "dag", awaits: "other to end and dag to resume it" },
    ],
  ])("%s", (_, stop, shown) => {
    const at = desk();
    stop(at);
    expect(placed(at)).toStrictEqual({ ...held, ...shown });
  });
});
