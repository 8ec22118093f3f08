/** Holdouts, and waiting for a winner: docs/language.md, 7.4 and rule 13. */
import { describe, expect, test } from "vitest";
import { cast, DAY, type Desk, openDesk, plays, told } from "./play.ts";

const stage = (steps: string) =>
  `stage first { owner marketing_manager  lasts at most 8 weeks, then exit gone  ${steps}  stay }`;
const SPLIT = "split opening { a 45% { send customer_story }  b 45% { send industry_report }  holdout 10% }";
const WAIT = `wait up to 5 days for the winner of opening {
  a     { send deep_dive }
  b     { send short_video }
  none  { send next_best_article }
}`;

const questions = (desk: Desk) => desk.commands.filter((command) => command.do === "judge");
const say = (desk: Desk, winner: string | null) =>
  desk.put({ is: "results", results: [{ ref: questions(desk).at(-1)?.ref ?? "", winner }] });
const sent = (desk: Desk) =>
  desk.commands.flatMap((command) => (command.do === "send" ? [command.message] : []));

describe("a holdout", () => {
  test("is an arm like any other, with nothing in it, and the same for a subject on each visit", () => {
    const { plan } = cast(stage("split calm { holdout 100% }  send welcome_guide"));
    const desk = openDesk(plan);
    expect(told(desk.journal, "split")).toEqual(["split calm as holdout"]);
    expect(sent(desk)).toEqual(["welcome_guide"]);
  });
});

describe("waiting for a winner", () => {
  const open = () => openDesk(cast(stage(`${SPLIT} ${WAIT}`)).plan);

  test("asks how all arms stand by the journey's goal", () => {
    const [question] = questions(open());
    expect(question).toMatchObject({
      split: "opening",
      arms: ["a", "b", "holdout"],
      goal: { event: "deal_won", within: { ms: 120 * DAY } },
    });
  });

  test("goes on at once with the arm that has won", () => {
    const desk = open();
    say(desk, "b");
    expect(sent(desk).at(-1)).toBe("short_video");
    expect(questions(desk)).toHaveLength(1);
  });

  test("asks again each day, and takes the stated way when nobody has won in time", () => {
    const desk = open();
    say(desk, null);
    for (let day = 1; day < 5; day += 1) {
      desk.run(desk.now + DAY);
      say(desk, null);
    }
    expect(questions(desk)).toHaveLength(5);
    desk.run(desk.now + DAY);
    expect(questions(desk)).toHaveLength(5);
    expect(sent(desk).at(-1)).toBe("next_best_article");
    expect(told(desk.journal, "waited")).toEqual(["waited first/wait_for_winner_of_opening as none"]);
  });
});

describe("in a scenario", () => {
  test("nobody wins, unless a line says so", async () => {
    const lines = (win: string, message: string) => `${win}
      at 0 minutes content_downloaded { title: "x"  topic: "y" }
      at 8 days
      then message ${message} sent`;
    await plays(stage(`${SPLIT} ${WAIT}`), lines("", "next_best_article"));
    await plays(stage(`${SPLIT} ${WAIT}`), lines("at 0 minutes a wins opening", "deep_dive"));
  });
});
