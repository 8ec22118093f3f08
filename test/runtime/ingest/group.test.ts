/** Which journey of an exclusive group may be under way: docs/language.md, rule 13, and promise P7. */
import { describe, expect, test } from "vitest";
import { nextToGoOn, type Rival, standingIn } from "../../../runtime/ingest/group.ts";

const rival = (journey: string, priority: number, more: Partial<Rival> = {}): Rival => ({
  id: `${journey}/s1/1`,
  journey,
  priority,
  givesWay: "pauses",
  givesWayTo: null,
  enteredAt: 0,
  ...more,
});
const own = (priority: number, givesWay: "pauses" | "ends" = "pauses") => ({
  group: "g",
  priority,
  givesWay,
});

describe("a newcomer", () => {
  test("without a group, and alone in it, is under way", () => {
    expect(standingIn(null, [])).toEqual({ may: true, give: [], waitsFor: null });
    expect(standingIn(own(10), [])).toEqual({ may: true, give: [], waitsFor: null });
  });

  test("of the higher priority makes the other give way, and those who wait wait for it", () => {
    const live = rival("live", 10, { givesWay: "ends" });
    const waiting = rival("waiting", 5, { givesWayTo: "live" });
    const ending = rival("ending", 7, { givesWay: "ends", givesWayTo: "live" });
    expect(standingIn(own(20), [waiting, ending, live])).toEqual({
      may: true,
      give: [waiting, live],
      waitsFor: null,
    });
  });

  test("of the lower priority waits, or is not entered", () => {
    const live = rival("live", 20);
    expect(standingIn(own(10), [live])).toEqual({ may: true, give: [], waitsFor: live });
    expect(standingIn(own(10, "ends"), [live])).toMatchObject({
      may: false,
      why: expect.stringContaining("live"),
    });
  });

  test("of the same priority waits, or is not entered: who is there first stays", () => {
    const live = rival("live", 20);
    expect(standingIn(own(20), [live])).toEqual({ may: true, give: [], waitsFor: live });
    expect(standingIn(own(20, "ends"), [live])).toMatchObject({ may: false });
  });
});

describe("when one has ended", () => {
  test("nobody goes on while another is under way", () =>
    expect(nextToGoOn([rival("live", 1), rival("waiting", 5, { givesWayTo: "live" })])).toBeNull());

  test("the highest priority goes on, then who was there first", () => {
    const low = rival("low", 1, { givesWayTo: "x" });
    const late = rival("late", 5, { givesWayTo: "x", enteredAt: 9 });
    const early = rival("early", 5, { givesWayTo: "x", enteredAt: 3 });
    const ending = rival("ending", 9, { givesWayTo: "x", givesWay: "ends" });
    expect(nextToGoOn([low, late, early, ending])).toBe(early);
    expect(nextToGoOn([ending])).toBeNull();
  });
});
