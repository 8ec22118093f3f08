/** Requests to people and their clocks: docs/language.md, rules 1 and 6, "Who holds". */
import { describe, expect, test } from "vitest";
import { cast, openDesk, peopleBut, plays } from "./play.ts";

const stageWith = (steps: string, owner = "sdr"): string =>
  `stage first { owner ${owner}  lasts at most 8 weeks, then exit gone  ${steps}  stay }`;
const CALL = stageWith(`task call "Call {name}" by the holder, on prompt`);

describe("who is asked", () => {
  test("by the holder, while only a role holds: one is picked, and holds from then on", () =>
    plays(CALL, `at 0 minutes content_downloaded  then task call open and holder is anna`));

  test("by a role: one is picked, and the holder stays who it was", () =>
    plays(
      stageWith(`task call "Call" by sdr, on prompt`, "marketing_manager"),
      `at 0 minutes content_downloaded
       then         task call open and holder is marketing_manager
       at 1 hour    anna completes call
       then         task call not open`,
    ));

  test("an empty role falls to its manager", () =>
    plays(CALL, `at 0 minutes content_downloaded  then holder is carla`, {
      people: peopleBut({ anna: { roles: [] }, bo: { roles: [] } }),
    }));

  test("what is withdrawn in the step that asks for it is never asked", () => {
    const { plan } = cast(
      `stage first { owner sdr  lasts at most 8 weeks, then exit gone
         on replied { task call "Call" by sdr, on prompt }
         on replied -> second
         stay }
       stage second { owner sdr  lasts at most 1 day, then exit gone  stay }`,
    );
    const desk = openDesk(plan);
    desk.event("replied");
    expect(desk.state.stage).toBe("second");
    expect(desk.commands.filter(({ do: what }) => what === "assign")).toEqual([]);
  });

  test("a clock counts in the hours of whoever holds it: Friday's last hour is followed by Monday's first", () =>
    plays(
      stageWith(`wait 4 days 7 hours  task call "Call" by sdr, on prompt`),
      `at 0 minutes            content_downloaded
       at 2026-11-27 16:00
       then                    task call due 2026-11-30 12:00`,
    ));
});
