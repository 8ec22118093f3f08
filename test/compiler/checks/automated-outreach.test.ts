import { describe, it } from "vitest";
import { expectChecks, journey, message, stage } from "../check-source.ts";

const CODE = { code: "automated-outreach" };
const policy = (rule: string) => `contact policy of lead { owner head  ${rule} }`;
const HIGH = policy("ask the holder first when amount > 100_000 EUR counting blank as no, on daily");
const HELD = policy("hold the account when opted_out");

describe("automated-outreach", () => {
  it("warns of a message to deals of which the policy asks a person first", () => {
    expectChecks(HIGH + stage("if amount > 200_000 EUR counting blank as no { send «welcome» }  stay"), [
      {
        ...CODE,
        message:
          "`welcome` goes out by itself, to a lead of whom the contact policy says that a person is asked first.",
      },
    ]);
  });

  it("warns of a message to an account that is held", () => {
    expectChecks(HELD + stage("when opted_out turns yes { send «welcome» }  stay"), [
      {
        ...CODE,
        message:
          "`welcome` goes out by itself, to a lead of whom the contact policy says that the account is held.",
        help: "Give somebody a task in its place",
      },
    ]);
  });

  it.each<[where: string, source: string]>([
    [
      "conditions within each other",
      HIGH +
        stage("if amount > 200_000 EUR counting blank as no { if size is known { send «welcome» } }  stay"),
    ],
    [
      "the other way of a condition",
      HELD + stage("if not opted_out { send story } else { send «welcome» }  stay"),
    ],
    [
      "an arm of a choice, after those before it",
      HELD + stage("choose { when opted_out is no { send story }  otherwise { send «welcome» } }  stay"),
    ],
    [
      "an audience",
      `audience gone of lead { when opted_out and size is known }` +
        HELD +
        stage("choose { when gone { send «welcome» }  otherwise stay }  stay"),
    ],
    [
      "what was waited for",
      HELD + stage("wait up to 3 days until opted_out { got { send «welcome» }  none { send story } }  stay"),
    ],
    [
      "every stage",
      HELD +
        journey(`in every stage { when opted_out { send «welcome» } }
          stage first { owner sales  lasts at most 3 days, then exit done  stay }`),
    ],
    [
      "a result beneath it",
      HELD +
        stage(
          'if opted_out { task call "x" by sales, on daily { a { send «welcome» stay }  b stay } }  stay',
        ),
    ],
  ])("finds it behind %s", (_, source) => expectChecks(source, [CODE]));

  it("takes a message for everybody, which the policy stops where it must", () => {
    expectChecks(HIGH + stage("send welcome  stay"), []);
    expectChecks(HIGH + stage("if amount > 50_000 EUR counting blank as no { send welcome }  stay"), []);
  });

  it("takes what a person has read, and what is exempt", () => {
    expectChecks(HELD + stage("if opted_out { send welcome, once approved by head, on daily }  stay"), []);
    const bill = { files: [message("bill", "Hi", "marked_by: head\n")] };
    expectChecks(
      policy("hold the account when opted_out  exempt nurture, marked by head") +
        stage("if opted_out { send bill }  stay"),
      [],
      bill,
    );
  });
});
