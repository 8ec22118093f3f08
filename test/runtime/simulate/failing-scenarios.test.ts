/** What is told of a scenario that fails: why a message did not go out, and how it went. docs/language.md, section 11. */
import { expect, test } from "vitest";
import { lowerScenarios } from "../../../compiler/scenario.ts";
import type { WorkspaceFile } from "../../../compiler/workspace.ts";
import { type Played, playScenario } from "../../../runtime/simulate/play-scenario.ts";
import { aroundFailures, timelineOf } from "../../../runtime/simulate/timeline.ts";
import { virtualTheatre } from "../../../runtime/simulate/virtual-theatre.ts";
import { modelOf } from "../../compiler/model-of.ts";
import { shipped, shippedTexts } from "../machine/shipped.ts";
import { buildTexts } from "./play-texts.ts";

const letter = (name: string): WorkspaceFile => ({
  path: `journeys/messages/${name}.md`,
  text: `---\nchannel: email\nsubject: Hello\npurpose: nurture\n---\nHi {{ name }}\n`,
});
const LETTERS = ["first_word", "second_word", "last_word"].map(letter);

const text = (stage: string, lines: string) => `
subject reader { owner head  account company  email: email key  name: text  company?: text  opted_out: yes_no = no  upset: yes_no = no }
event began of reader
event moved of reader
event turned of reader { opted_out?: yes_no  upset?: yes_no }
contact policy of reader { owner head  at most 1 email per 24 hours  never when opted_out  hold the account when upset }
journey small v1 of reader {
  owner head  goal moved within 500 days  review every 3 months
  enter on began -> first
  exit done as neutral on moved
  stage first { owner marketing  lasts at most 90 days, then exit done  ${stage}  stay }
}
scenario "played" of small {
  given { email: "maria@example.com"  name: "Maria"  company: "Nordpay" }
  start 2026-11-23 09:00
  at 0 minutes began
  ${lines}
}`;

async function play(stage: string, lines: string): Promise<Played> {
  const [played] = await buildTexts(text(stage, lines), LETTERS).play();
  if (played === undefined) throw new Error("there is no scenario");
  return played;
}
const told = async (stage: string, lines: string) =>
  (await play(stage, lines)).failures.map(({ message }) => message);

const BOTH = "send first_word  send second_word";

test.each([
  [
    "put off, and until when",
    BOTH,
    "then message second_word sent",
    "it is put off until 2026-11-24 09:00, since at most 1 email per 24 hours: the last one went out 2026-11-23 09:00 UTC",
  ],
  [
    "given up, since it could not go now",
    "send first_word  send second_word, or drop",
    "then message second_word sent",
    "it was dropped, since at most 1 email per 24 hours: the last one went out 2026-11-23 09:00 UTC",
  ],
  [
    "suppressed",
    BOTH,
    "at 1 hour turned { opted_out: yes }  at 2 days  then message second_word sent",
    "it was suppressed, since never when opted_out",
  ],
  [
    "held",
    BOTH,
    "at 1 hour turned { upset: yes }  at 2 days  then message second_word sent",
    "it is held, since the account is on hold: upset",
  ],
  [
    "taken back with its stage",
    BOTH,
    "at 1 hour moved  at 2 days  then message second_word sent",
    "it was taken back, since the journey has moved on",
  ],
  [
    "put before a person, who has not answered",
    "send first_word, once approved by sales, on daily",
    "then message first_word sent",
    "sam is asked first, and has not answered",
  ],
  [
    "withheld",
    "send first_word, once approved by sales, on daily",
    "at 1 hour sam withholds first_word  then message first_word sent",
    "it was withheld, since the person who was asked first withheld it",
  ],
  [
    "never asked for",
    "send first_word  wait 3 days  send second_word",
    "then message second_word sent",
    "no step has come to it in stage first",
  ],
])("a message that did not go out was %s", async (_, stage, lines, why) => {
  const name = lines.includes("second_word") ? "second_word" : "first_word";
  expect(await told(stage, lines)).toEqual([`message ${name} was not sent: ${why}`]);
});

test("of one that went out against what is expected it is said when", async () =>
  expect(await told(BOTH, "then message first_word not sent")).toEqual([
    "message first_word was sent, on 2026-11-23 09:00",
  ]));

test("the timeline has what was done, what was written down, and the place of the failure, in their order", async () => {
  const source = text(BOTH, "then message second_word sent\n at 1 day");
  const played = await play(BOTH, "then message second_word sent\n at 1 day");
  const lines = timelineOf(played, ({ start, end }) => source.slice(start, end));
  expect(lines.map(({ at, is, text: said }) => `${played.show(at)} ${is}: ${said.slice(0, 60)}`)).toEqual([
    "2026-11-23 09:00 act: at 0 minutes began",
    "2026-11-23 09:00 entry: entered first: on began",
    "2026-11-23 09:00 entry: the message first_word was sent",
    "2026-11-23 09:00 entry: the message second_word was deferred: at most 1 email per 24",
    "2026-11-23 09:00 failed: message second_word was not sent: it is put off until 2026-1",
    "2026-11-24 09:00 entry: the message second_word was sent",
  ]);
});

test("of a long one only what lies around the failure is shown, and how much is left out", () => {
  const line = (is: "entry" | "failed") => ({ at: 0, is, text: "x" });
  const long = [
    ...Array.from({ length: 30 }, () => line("entry")),
    line("failed"),
    ...Array.from({ length: 9 }, () => line("entry")),
  ];
  const shown = aroundFailures(long);
  expect(shown).toHaveLength(1 + 12 + 1 + 3 + 1);
  expect([shown[0], shown.at(-1)]).toEqual([
    { is: "left out", count: 18 },
    { is: "left out", count: 6 },
  ]);
});

test.each([
  ["", "handover sales_ready is offered to nobody, not to anna: ida is asked first for what it carries"],
  ['job_title: "Owner"', "handover sales_ready is offered to bo, not to anna"],
])(
  "of a handover it is told to whom it is offered, and what it waits for (given %j)",
  async (known, said) => {
    const scenario = `scenario "asked" of lead_to_customer {
  given { email: "ulf@example.com"  name: "Ulf"  company: "Lager"  country: DK  ${known} }
  start 2026-11-23 09:00
  at 0 minutes  demo_requested
  then          handover sales_ready offered to anna
}`;
    const { library, plans, people } = shipped();
    const asked = lowerScenarios(modelOf({ ...shippedTexts(), "asked.journey": scenario })).at(-1);
    const plan = plans.find(({ journey }) => journey === asked?.journey);
    if (asked === undefined || plan === undefined) throw new Error("there is no such scenario");
    const theatre = virtualTheatre({ library, plans, people, journey: plan.journey });
    expect((await playScenario(asked, plan, theatre)).failures.map(({ message }) => message)).toEqual([said]);
  },
);

test.each([
  ["a task that is not open", "then task look open", "task look is not open"],
  ["a task that was not taken back", "then task look withdrawn", "task look is not open and not withdrawn"],
])("what is not so is said once: %s", async (_, line, message) => {
  const stage = 'wait 2 days  task look "Look" by marketing, on daily { done go on }';
  expect(await told(stage, line)).toEqual([message]);
});

const TASK = 'task look "Look" by marketing, on daily { done go on }';

test.each([
  ["stage", BOTH, "at 1 hour moved  then stage is first", "exit is done"],
  ["exit", BOTH, "then exit is done", "stage is first"],
  ["holder", BOTH, "then holder is sales", "holder is marketing"],
  ["task due", TASK, "then task look due 2026-12-01 10:00", "task look due 2026-11-24 09:00"],
  [
    "task due that is not open",
    `wait 2 days ${TASK}`,
    "then task look due 2026-12-01 10:00",
    "task look not open",
  ],
  ["task", TASK, "then task look withdrawn", "task look open"],
  ["task taken back", TASK, "at 1 hour moved  then task look open", "task look withdrawn"],
  ["message sent", BOTH, "then message second_word sent", "message second_word not sent"],
  [
    "message to one",
    BOTH,
    'then message second_word sent to "maria@example.com"',
    'message second_word not sent to "maria@example.com"',
  ],
  ["message not sent", BOTH, "then message first_word not sent", "message first_word sent"],
  ["count", BOTH, "at 3 days  finally sendings of first_word are 4", "sendings of first_word are 1"],
])("what is so instead is said as a scenario says it, and holds: %s", async (_, stage, lines, instead) => {
  const [failure, ...others] = (await play(stage, lines)).failures;
  expect(failure?.instead?.text).toBe(instead);
  expect(others).toEqual([]);
  const expected = / (then|finally) (.*)$/.exec(` ${lines}`)?.[2] ?? "";
  expect(await told(stage, lines.replace(expected, instead))).toEqual([]);
});
