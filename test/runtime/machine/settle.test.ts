/** What follows from a change, and in which order: docs/language.md, rule 2, "Same instant". */
import { describe, expect, test } from "vitest";
import { BATON, cast, DAY, HOUR, openDesk, plays, SECOND, told } from "./play.ts";

const STAGES = `
  stage second { owner marketing_manager  lasts at most 1 day, then exit gone  stay }
  stage third { owner marketing_manager  lasts at most 1 day, then exit gone  stay }`;
const stageWith = (content: string, bound = "8 weeks"): string =>
  `stage first { owner marketing_manager  lasts at most ${bound}, then exit gone  ${content}  stay } ${STAGES}`;

describe("exits, then `when`, then `on`, then waits", () => {
  test("an event that both exits and triggers: the exit wins, and nothing else is done", async () => {
    const last = await plays(
      stageWith(`on deal_lost { tell sdr "x" }`),
      `at 0 minutes content_downloaded  at 1 hour deal_lost  then exit is gone`,
    );
    expect(last.notices).toEqual([]);
  });

  test.each([
    ["`when` before `on`", `on replied -> second  when country is SE counting blank as no -> third`, "third"],
    ["of two handlers the first in the source", `on replied -> third  on replied -> second`, "third"],
    [
      "`on` before a wait of the main track",
      `wait up to 9 days for replied { got -> second }  on replied -> third`,
      "third",
    ],
    [
      "a handler without a move lets the next one be heard",
      `on replied { tell sdr "x" }  on replied -> third`,
      "third",
    ],
  ])("%s", (_, content, stage) => {
    const desk = openDesk(cast(stageWith(content)).plan);
    desk.event("replied", { country: "SE" });
    expect(desk.state.stage).toBe(stage);
  });

  test("a move drops the rest: the event that moved is not seen by the next stage", () => {
    const { plan } = cast(
      `stage first { owner marketing_manager  lasts at most 8 weeks, then exit gone  on replied -> second  stay }
       stage second { owner marketing_manager  lasts at most 8 weeks, then exit gone
         on replied -> first
         wait up to 3 days for replied { got exit done }
         stay }`,
    );
    const desk = openDesk(plan);
    desk.event("replied");
    expect(desk.state).toMatchObject({ stage: "second", visit: 2, events: [] });
    desk.run(desk.now + 4 * DAY);
    expect(desk.state.stage).toBe("second");
  });

  test("on entry, `when` comes before the first step of the main track", () => {
    const desk = openDesk(cast(stageWith(`send one  when country is DK -> second`)).plan);
    expect(desk.state.stage).toBe("second");
    expect(desk.commands.filter(({ do: what }) => what === "send")).toEqual([]);
  });

  test("a rule that leaves takes the subject from an offer made by the same event", () => {
    const { plan } = cast(
      `${stageWith(`on replied -> fourth through baton  on replied -> third`)}
       ${SECOND.replace("second", "fourth")} ${BATON.replace("to second", "to fourth")}`,
    );
    const desk = openDesk(plan);
    desk.event("replied");
    expect(desk.state.stage).toBe("third");
    expect(told(desk.journal, "offered", "withdrawn")).toEqual([]);
  });
});

describe("leaving a stage", () => {
  test("withdraws its work, and tells who had it", () =>
    plays(
      stageWith(`on replied -> second  task call "Call" by sdr, on prompt`),
      `at 0 minutes content_downloaded
       at 1 hour    replied
       then         task call withdrawn and notice to anna`,
    ));

  test("stops its tracks", () => {
    const desk = openDesk(
      cast(stageWith(`on replied -> second  on demo_requested { wait 2 days  tell sdr "x" }`)).plan,
    );
    desk.event("demo_requested");
    desk.event("replied");
    desk.run(desk.now + 3 * DAY);
    expect(told(desk.journal, "told")).toEqual([]);
  });

  test("what an exit does on its way out is done, and then nothing more", async () => {
    const last = await plays(
      `exit won as success on deal_won { tell sdr "won" } ${stageWith(`task call "Call" by the holder, on prompt`)}`,
      `at 0 minutes content_downloaded
       at 1 hour    deal_won { amount: 1 EUR }
       then         exit is won and notice to anna
       at 30 days`,
    );
    expect(last.journal.at(-1)?.what).toBe("exited");
  });
});

describe("the same instant: what people do, then events, then timers", () => {
  test("who accepts at the instant at which a condition turns is in time", () => {
    const { plan } = cast(
      `stage first { owner marketing_manager  lasts at most 8 weeks, then exit gone
         on demo_requested -> second through baton
         when no page_viewed for 3 hours { task nudge "Nudge" by the holder, on daily }
         stay }
       ${SECOND} ${BATON}`,
    );
    const desk = openDesk(plan, { world: { assign: () => "anna" } });
    desk.event("demo_requested");
    desk.run(desk.now + 3 * HOUR, "before");
    desk.act("anna", ["sdr"], { do: "accept", name: "baton" });
    expect(desk.state.stage).toBe("second");
    expect(told(desk.journal, "asked")).toEqual([]);
  });
});

test("a plan that runs in circles is an error of ours, and stops", () => {
  const { plan } = cast(
    `stage first { owner marketing_manager  lasts at most 1 day, then exit gone  -> second }
     stage second { owner marketing_manager  lasts at most 1 day, then exit gone  -> first }`,
  );
  expect(() => openDesk(plan)).toThrow("runs in circles");
});
