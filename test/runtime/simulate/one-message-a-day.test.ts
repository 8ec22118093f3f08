/** Instances merge what they send into one message a day: docs/language.md, 6.7 and rule 13. In virtual time. */
import { expect, test } from "vitest";
import type { WorkspaceFile } from "../../../compiler/workspace.ts";
import { addSubject, openWorld, runUntil, takeEvent } from "../../../runtime/simulate/virtual-world.ts";
import { HOUR } from "../machine/play.ts";
import { buildTexts, PEOPLE } from "./play-texts.ts";

const letter = (name: string): WorkspaceFile => ({
  path: `journeys/messages/${name}.md`,
  text: `---\nchannel: email\nsubject: Hello\npurpose: nurture\n---\nHi {{ name }}\n`,
});
const LINE = "if several are open  send one message a day, at 09:00";
const textWith = (line: string) => `
subject buyer { owner head  email: email key  name: text  zone?: time_zone  opted_out: yes_no = no }
event asked  of buyer { deal: text }
event called of buyer
event closed of buyer { deal: text }
contact policy of buyer { owner head  at most 2 emails per 24 hours  never when opted_out }
journey deal v1 of buyer {
  owner head  goal closed within 60 days  review every 3 months
  enter on asked -> first
    per deal
    if one is open join
    ${line}
  exit done as success on closed
  stage first {
    owner marketing  lasts at most 60 days, then exit done
    send offer
    on called { send reminder  wait 1 day  send reminder }
    stay
  }
}`;

const START = Date.UTC(2026, 10, 23, 10);
const NEXT = Date.UTC(2026, 10, 24, 9);

function open(line = LINE, fields = {}) {
  const { library, plans } = buildTexts(textWith(line), [letter("offer"), letter("reminder")]);
  const world = openWorld({ library, plans, people: PEOPLE, start: START });
  const maria = addSubject(world, "buyer", { email: "maria@example.com", name: "Maria", ...fields });
  const ask = (kind: string, deal?: string) =>
    takeEvent(world, maria, kind, deal === undefined ? {} : { deal });
  /** Of each message what came of it, with the number of its instance. */
  const said = (since = 0) =>
    world.journal
      .filter(({ what, at }) => what === "message" && at >= since)
      .map(({ name, result, instance }) => `${name} ${instance.at(-1)} ${result}`);
  return { world, ask, said };
}

test("one deal sends at once; while another is open, what they send waits for the morning", () => {
  const { world, ask, said } = open();
  ask("asked", "A");
  expect(said()).toEqual(["offer 1 sent"]);
  runUntil(world, START + HOUR);
  ask("asked", "B");
  runUntil(world, NEXT + HOUR);
  expect(said().slice(1)).toEqual(["offer 2 deferred", "offer 2 sent"]);
});

test("of several that wait for one morning the first takes the others along, and they take one place", () => {
  const { world, ask, said } = open();
  ask("asked", "A");
  ask("asked", "B");
  runUntil(world, NEXT + HOUR);
  const since = world.now;
  ask("called");
  expect(said(since)).toEqual(["reminder 1 deferred", "reminder 2 deferred"]);
  runUntil(world, NEXT + 25 * HOUR);
  expect(said(since + 1).slice(0, 3)).toEqual(["reminder 1 sent", "reminder 2 merged", "reminder 2 sent"]);
  const why = world.journal.filter(({ name, result }) => name === "reminder" && result === "merged");
  expect(why.map((entry) => entry.why)).toEqual(["it goes out with reminder"]);
  const counted = [...world.letters.values()].filter(
    ({ message, counts }) => message === "reminder" && counts,
  );
  expect(counted).toHaveLength(1);
});

test("what is chained after a message that was taken along follows it", () => {
  const { world, ask } = open();
  ask("asked", "A");
  ask("asked", "B");
  runUntil(world, NEXT + 4 * HOUR);
  ask("called");
  runUntil(world, NEXT + 120 * HOUR);
  const of = (instance: string) =>
    world.journal
      .filter(
        ({ name, result, ...one }) =>
          name === "reminder" && result === "sent" && one.instance.endsWith(instance),
      )
      .map(({ at }) => at);
  const [first = 0, second = 0] = of("1");
  expect(of("1")).toEqual(of("2"));
  expect(second - first).toBe(48 * HOUR);
});

test("without the line each goes by itself, as far as the caps allow", () => {
  const { world, ask } = open("");
  ask("asked", "A");
  ask("asked", "B");
  runUntil(world, START + 72 * HOUR);
  const went = world.journal.filter(({ result }) => result === "sent").map(({ at }) => at - START);
  expect(went).toEqual([0, 0]);
});

test("the time may be theirs", () => {
  const { world, ask } = open(`${LINE}, in their own zone, otherwise "UTC"`, { zone: "America/New_York" });
  ask("asked", "A");
  ask("asked", "B");
  runUntil(world, START + 72 * HOUR);
  const went = world.journal.filter(({ result }) => result === "sent").map(({ at }) => at);
  expect(went.map((at) => new Date(at).toISOString())).toEqual([
    "2026-11-23T10:00:00.000Z",
    "2026-11-23T14:00:00.000Z",
  ]);
});

test("what is taken back before the morning does not go out with the others", () => {
  const { world, ask, said } = open();
  ask("asked", "A");
  ask("asked", "B");
  ask("closed", "B");
  runUntil(world, START + 72 * HOUR);
  expect(said()).toEqual(["offer 1 sent", "offer 2 deferred", "offer 2 withdrawn"]);
});
