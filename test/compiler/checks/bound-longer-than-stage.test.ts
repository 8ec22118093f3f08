import { describe, it } from "vitest";
import { expectChecks, journey } from "../check-source.ts";

const inStage = (lasts: string, steps: string) =>
  journey(`stage first { owner sales  lasts at most ${lasts}, then exit done  ${steps}  stay }`);
const CODE = { code: "bound-longer-than-stage" } as const;

describe("bound-longer-than-stage", () => {
  it("reports a wait that its stage does not live to see", () => {
    expectChecks(inStage("3 days", "wait «4 days»"), [CODE]);
    expectChecks(inStage("3 days", "wait up to «1 week» for asked { none go on }"), [CODE]);
    expectChecks(inStage("3 days", 'every «80 hours», at most 2 times { tell sales "x" }'), [CODE]);
    expectChecks(inStage("1 month", "wait «32 days»"), [CODE]);
    expectChecks(inStage("3 days", "if opted_out { wait «10 business days» }"), [CODE]);
  });

  const LONG = "ladder long { within 60 business days  after 70 business days give to the manager }";

  it.each<[what: string, source: string]>([
    [
      "tracks beside each other",
      inStage("3 days", "together up to «4 days» until all { a { send welcome }  none go on }"),
    ],
    ["a message that may be deferred", inStage("3 days", "send welcome, defer at most «4 days»")],
    ["a wait in a handler", inStage("3 days", 'on asked { wait «4 days»  tell head "x" }')],
    [
      "a wait within tracks",
      inStage("3 days", "together up to 2 days until all { a { wait «4 days» }  none go on }"),
    ],
    ["the time for a task", LONG + inStage("3 days", 'task call "x" by sales, on «long»')],
    ["the time for an approval", LONG + inStage("3 days", "send welcome, once approved by head, on «long»")],
    [
      "the time for a decision",
      `${LONG} right terms of lead about size { owner head  order head  ask head when size is blank or size is known
        never the asker  answers yes_please, no_thanks  answer on long }
      ${inStage("3 days", "decide «terms» { yes_please go on  no_thanks exit done }")}`,
    ],
    [
      "the time for an acceptance",
      `${LONG} ${journey(`stage first { owner sales  lasts at most 3 days, then exit done  on asked -> second through over  stay }
        stage second { owner sales  lasts at most 90 days, then exit done  stay }
        handover over from first to second { giver sales  receiver sales picked by team  accountable head  carries name
          accept on «long»  decline needs reason { wrong stay } }`)}`,
    ],
  ])("reports %s", (_, source) => expectChecks(source, [CODE]));

  it("adds up waits that stand behind each other, and says so", () => {
    expectChecks(inStage("10 days", 'wait 6 days  tell head "x"  wait «6 days»'), [
      { ...CODE, message: "This takes 6 days behind waits of 6 days, and `first` lasts at most 10 days." },
    ]);
    expectChecks(inStage("10 days", "wait 6 days  if opted_out { wait «6 days» }"), [CODE]);
    expectChecks(inStage("10 days", 'every 3 days, at most 3 times { tell head "x" }  wait «2 days»'), [
      CODE,
    ]);
    // What may be over at once takes no time for certain.
    expectChecks(inStage("10 days", "wait up to 6 days for asked { none go on }  wait 6 days"), []);
  });

  it("takes one that may end in time, and what is counted from elsewhere", () => {
    expectChecks(inStage("3 days", "wait 3 days"), []);
    expectChecks(inStage("1 month", "wait 31 days"), []);
    expectChecks(inStage("5 business days", "wait 9 days"), []);
    expectChecks(inStage("3 days counted from journey entry", "wait 4 days"), []);
    expectChecks(inStage("3 days", "wait until 4 days after entry"), []);
  });
});
