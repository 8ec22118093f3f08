import { describe, expect, test } from "vitest";
import { completeAt } from "../../../compiler/service/complete.ts";
import { SLOTS, slotOf } from "../../../compiler/service/expected-names.ts";
import { namesAskedFor } from "./names-asked-for.ts";
import { withCursor } from "./workspace.ts";

const inStage = (lines: string, more = ""): string =>
  `journey other v1 of lead {
  owner head
  enter on visited -> first
  exit gone as failure
  handover hand from first to second { receiver sales  accept on daily }
  stage first {
    owner sales
    ${lines}`.concat(more);

/** What the grammar takes at the cursor, and the names that are known there. */
const OFFERED: readonly [what: string, source: string, offered: readonly string[], not: readonly string[]][] =
  [
    [
      "roles after `owner`",
      "journey x v1 of lead {\n  owner |",
      ["head", "sales"],
      ["daily", "visited", "stage"],
    ],
    ["what a role has", "role guard { | }", ["hours", "reports to"], ["owner", "send"]],
    ["declarations in a file", "|", ["journey", "role", "ladder", "contact policy of"], ["send", "stage"]],
    [
      "stages after `->`",
      inStage("-> |", "\n  }\n  stage second { owner sales }\n}"),
      ["first", "second"],
      ["gone", "visited"],
    ],
    ["handovers after `through`", inStage("-> second through |"), ["hand"], ["first", "head"]],
    ["`through` behind a move", inStage("-> second |"), ["through", "send"], []],
    [
      "events after `on`",
      inStage("on |"),
      ["visited", "bought", "request by", "leaving this stage"],
      ["lead", "daily"],
    ],
    ["events with a word begun", inStage("on vi|"), ["visited"], []],
    ["messages after `send`", inStage("send |"), ["welcome"], ["first"]],
    [
      "what may follow a message",
      inStage("send welcome, |"),
      ["or drop", "defer at most", "once approved by"],
      [],
    ],
    [
      "ladders after `on` of a task",
      inStage('task t "T" by the holder, on |'),
      ["daily", "prompt"],
      ["visited"],
    ],
    ["who acts", inStage('task t "T" by |'), ["sales", "the"], ["daily"]],
    ["the holder and others", inStage('task t "T" by the |'), ["holder", "manager", "giver"], ["sales"]],
    ["fields and scores after `if`", inStage("if |"), ["name", "size", "interest", "not"], ["daily"]],
    ["fields after `when`", inStage("when |"), ["company", "interest"], ["stage"]],
    ["tests of a field", inStage("if company |"), ["is", "contains", "starts with", "in"], []],
    ["values of a closed list", inStage("if size is |"), ["small", "large", "not", "blank"], ["head"]],
    ["values in a list", inStage("if size in (small, |"), ["large"], []],
    ["bands of a score", inStage("when interest turns |"), ["warm", "hot"], []],
    ["fields of the event under test", inStage("on visited where |"), ["path", "name"], []],
    ["exits after `exit`", inStage("exit |"), ["gone"], ["done"]],
    ["rights after `decide`", inStage("decide |"), ["discount"], ["first"]],
    [
      "answers that are still to be handled",
      inStage("decide discount { approved stay  |"),
      ["declined"],
      ["approved"],
    ],
    ["results of a wait", inStage("wait up to 3 days for bought { |"), ["got", "none"], []],
    ["units of time", inStage("wait 3 |"), ["days", "hours", "business"], ["head"]],
    ["one unit of time", inStage("wait 1 |"), ["day", "hour"], []],
    ["forms of a duration", inStage("wait |"), ["3 days", "1 business day", "until", "up to"], []],
    ["forms of a schedule", inStage("at |"), ["30 days before …", "1, 3, 7 days after entry"], []],
    [
      "what a schedule counts from",
      inStage("at 3 days after |"),
      ["entry", "journey entry", "the"],
      ["name"],
    ],
    [
      "rungs of a ladder",
      "ladder l {\n  within 1 day\n  |",
      ["after", "at last", "at last give to the manager"],
      ["send"],
    ],
    ["calendars", "role r { hours | }", ["office"], ["head"]],
    ["routes", "handover h", [], []],
    ["types of a field", "subject s {\n  name: |", ["text", "money", "one of"], []],
    ["subjects", "event e of |", ["lead"], ["visited"]],
    ["journeys of a scenario", 'scenario "S" of |', ["trial"], ["lead"]],
    [
      "people and events that act",
      'scenario "S" of trial {\n  given { }\n  start 2026-11-23\n  at 1 hour |',
      ["bo", "visited"],
      [],
    ],
    [
      "tasks of the journey",
      'scenario "S" of trial {\n  given { }\n  start 2026-11-23\n  at 1 hour bo completes |',
      ["call"],
      [],
    ],
    [
      "results of a task",
      'scenario "S" of trial {\n  given { }\n  start 2026-11-23\n  at 1 hour bo completes call as |',
      ["yes", "no_answer"],
      [],
    ],
    [
      "fields of an event's data",
      'scenario "S" of trial {\n  given { }\n  start 2026-11-23\n  at 1 hour bought { |',
      ["amount"],
      ["name"],
    ],
    ["codes that may be silenced", inStage("allow |"), ["message-on-time-alone"], []],
    ["fields in a text", inStage('tell sales "{co|}"'), ["company"], ["sales"]],
    ["nothing else in a text", inStage('tell sales "send |"'), [], ["send", "company"]],
    ["nothing in a comment", inStage("// send |"), [], ["welcome"]],
    ["steps behind a broken line", inStage("send send send welcome\n    |"), ["send", "wait", "owner"], []],
    ["steps in a broken block", inStage("if company { send welcome  |"), ["send"], ["owner"]],
    ["stages behind a broken stage", inStage("]] }\n  |"), ["stage", "exit"], ["send"]],
  ];

describe("completion offers", () => {
  test.each(OFFERED.filter(([, source]) => source.includes("|")))("%s", (_, source, offered, not) => {
    const { snapshot, place } = withCursor(source);
    const labels = completeAt(snapshot, place).map(({ label }) => label);
    expect(labels).toEqual(expect.arrayContaining([...offered]));
    expect(labels.filter((label) => not.includes(label))).toEqual([]);
  });

  test("stages with their arrow where a result leads somewhere", () => {
    const { snapshot, place } = withCursor(inStage('task t "T" by sales { done |'));
    expect(completeAt(snapshot, place).map(({ label }) => label)).toEqual(
      expect.arrayContaining(["-> first", "exit", "stay", "go on"]),
    );
  });

  test("fields in a message that is sent to leads", () => {
    const { snapshot, place } = withCursor(
      "---\nchannel: email\n---\nHi {{ na|",
      "journeys/messages/welcome.md",
    );
    expect(completeAt(snapshot, place).map(({ label }) => label)).toContain("name");
  });

  test("words in place of what is begun", () => {
    const { snapshot, place } = withCursor(inStage("send wel|"));
    const [first] = completeAt(snapshot, place).filter(({ label }) => label === "welcome");
    expect(first?.span).toEqual({ file: place.path, start: place.offset - 3, end: place.offset });
    expect(first?.detail).toBe("Hello {{ name }}");
  });
});

describe("the names that the grammar asks for", () => {
  test("are all known by what they stand for", () => {
    const unknown = namesAskedFor().filter((one) => slotOf(one) === undefined);
    expect(unknown.map(({ frame, index }) => `${frame.caller?.rule} > ${frame.rule} ${index}`)).toEqual([]);
  });

  test("are all asked for by the grammar", () => {
    const asked = new Set(
      namesAskedFor().flatMap(({ frame, index }) => [
        `${frame.rule} ${index}`,
        `${frame.caller?.rule} > ${frame.rule} ${frame.call}`,
      ]),
    );
    expect(Object.keys(SLOTS).filter((key) => !asked.has(key))).toEqual([]);
  });
});

describe("completion in people.yaml", () => {
  const PEOPLE = "journeys/people.yaml";
  const labels = (source: string) => {
    const { snapshot, place } = withCursor(source, PEOPLE);
    return completeAt(snapshot, place).map(({ label }) => label);
  };

  test.each<[what: string, source: string, offered: readonly string[], not: readonly string[]]>([
    ["its parts", "|", ["people", "delegates", "addresses"], ["id"]],
    [
      "what a person has, and not what is there already",
      "people:\n  - id: bo\n    ro|\n    email: a@b.c\n",
      ["roles", "serves", "capacity", "away"],
      ["id", "people"],
    ],
    ["a person in one line", "people:\n  - { id: bo, |", ["name", "roles"], ["id"]],
    ["the roles of the journeys", "people:\n  - { id: bo, roles: [sales, |", ["head", "sales"], ["daily"]],
    ["a role in a list of lines", "people:\n  - id: bo\n    roles:\n      - |\n", ["head"], ["name"]],
    ["the fields that somebody serves", "people:\n  - id: bo\n    serves: { | }\n", ["size"], ["head"]],
    [
      "the values of such a field",
      "people:\n  - id: bo\n    serves: { size: [|] }\n",
      ["small", "large"],
      [],
    ],
    ["days away", "people:\n  - id: bo\n    away: [{ from: 2026-12-21, | }]\n", ["to"], ["from", "id"]],
    ["the rights that are delegated", "delegates:\n  - { right: |", ["discount"], ["head"]],
    [
      "people, as far as the file is written",
      "people:\n  - { id: bo }\n  - { id: kim }\ndelegates:\n  - { right: discount, of: |",
      ["bo", "kim"],
      ["discount"],
    ],
    ["roles that have an address", "addresses:\n  |", ["sales"], ["people"]],
    ["nothing where a text of one's own stands", "people:\n  - { id: bo, name: B|", [], ["head", "roles"]],
  ])("offers %s", (_, source, offered, not) => {
    const found = labels(source);
    expect(found).toEqual(expect.arrayContaining([...offered]));
    for (const other of not) expect(found).not.toContain(other);
  });

  test("writes a key with its colon, in the place of what was begun", () => {
    const { snapshot, place } = withCursor("people:\n  - { id: bo, ro| }\n", PEOPLE);
    const roles = completeAt(snapshot, place).find(({ label }) => label === "roles");
    expect(roles).toMatchObject({ insert: "roles: ", span: { start: place.offset - 2, end: place.offset } });
  });

  test("a text that is nested too deeply is not looked at", () => {
    expect(labels(`${"[".repeat(5_000)}|`)).toEqual([]);
  });
});
