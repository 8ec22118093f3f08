/** A letter that names the event that led to it: docs/language.md, section 5.3. */
import { expect, test } from "vitest";
import { checkWorkspace } from "../../../compiler/check.ts";
import { readersOf } from "../../../compiler/message-readers.ts";
import { step } from "../../../runtime/machine/step.ts";
import { buildTexts } from "../simulate/play-texts.ts";

const message = (body: string) => ({
  path: "journeys/messages/hello.md",
  text: `---\nchannel: email\nsubject: Hello\npurpose: nurture\n---\n${body}\n`,
});
const TEXT = `
subject lead { owner head  email: email key  name: text }
event seen of lead { page: text }
event bought of lead
journey trial v1 of lead {
  owner head  goal bought within 9 days  review every 3 months, last 2026-10-01
  enter on bought -> first
  exit done as success
  stage first { owner head  lasts at most 9 days, then exit done  on seen { send hello }  stay }
}`;

function commandsOf(body: string) {
  const [plan] = buildTexts(TEXT, [message(body)]).plans;
  if (plan === undefined) throw new Error("there is no plan");
  const now = Date.UTC(2026, 10, 23, 9);
  const begun = step(plan, null, {
    is: "start",
    now,
    instance: "i",
    subject: "s",
    stage: "first",
    fields: {},
    bands: {},
    event: null,
  });
  const event = { id: "e1", kind: "seen", at: now, fields: {} };
  return step(plan, begun.state, { is: "event", now, event }).commands.filter(
    ({ do: what }) => what === "send",
  );
}

test("is asked for with that event, and one that names none without", () => {
  expect(commandsOf("You saw {{ page }}")).toMatchObject([{ message: "hello", event: "e1" }]);
  expect(commandsOf("Hi {{ name }}")[0]).not.toHaveProperty("event");
});

test("is previewed with its fields", () => {
  const files = [{ path: "journeys/test.journey", text: TEXT }, message("You saw {{ page }}")];
  const [readers] = readersOf("hello", checkWorkspace({ files }).model);
  expect(Object.keys(readers?.fields ?? {}).sort()).toEqual(["email", "name", "page"]);
});
