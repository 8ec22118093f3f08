import { describe, expect, test } from "vitest";
import { coloursOf } from "../../../compiler/service/colours.ts";
import { hoverAt } from "../../../compiler/service/hover.ts";
import { findDefinitions, findReferences } from "../../../compiler/service/navigate.ts";
import { foldsOf, outlineOf } from "../../../compiler/service/outline.ts";
import type { Span } from "../../../language/ast.ts";
import { openTexts, placeIn, TEXTS } from "./workspace.ts";

const JOURNEY = "journeys/trial.journey";
const LEAD = "journeys/lead.journey";
const ORGANISATION = "journeys/organisation.journey";
const WELCOME = "journeys/messages/welcome.md";
const PEOPLE = "journeys/people.yaml";

/** `file:the line up to the name`. */
function show({ file, start, end }: Span): string {
  const text = TEXTS[file] ?? "";
  const line = text.slice(text.lastIndexOf("\n", start - 1) + 1, end).trim();
  return `${file.replace("journeys/", "")}: ${line}`;
}

describe("definition", () => {
  test.each<[what: string, path: string, words: string, found: string]>([
    ["a role of a stage", JOURNEY, "owner sales", "organisation.journey: role sales"],
    ["a stage that is moved to", JOURNEY, "then -> second", "trial.journey: stage second"],
    ["an exit", JOURNEY, "on bought exit done", "trial.journey: exit done"],
    ["an event", JOURNEY, "enter on visited", "lead.journey: event visited"],
    ["a ladder", JOURNEY, "on daily", "organisation.journey: ladder daily"],
    [
      "a placeholder of a title",
      JOURNEY,
      "at {company",
      "lead.journey: email: email key  name: text  company",
    ],
    ["a stage in a scenario", JOURNEY, "stage is first", "trial.journey: stage first"],
    ["a task in a scenario", JOURNEY, "completes call", "trial.journey: task call"],
    ["a person in a scenario", JOURNEY, "bo completes", "people.yaml: - { id: bo"],
    ["data of an event", JOURNEY, "visited { path", "lead.journey: event visited of lead { path"],
    ["a field that an event brings", LEAD, "where path", "lead.journey: event visited of lead { path"],
    ["a calendar", ORGANISATION, "reports to head", "organisation.journey: role head"],
    ["a field of a right", ORGANISATION, "when discount", "lead.journey: discount"],
    ["a placeholder of a message", WELCOME, "Hi {{ name", "lead.journey: email: email key  name"],
    ["a placeholder of a subject line", WELCOME, "Hello {{ name", "lead.journey: email: email key  name"],
    [
      "a qualified placeholder",
      WELCOME,
      "lead.size",
      "lead.journey: email: email key  name: text  company?: text  size",
    ],
    ["a role in people.yaml", PEOPLE, "roles: [sales", "organisation.journey: role sales"],
    [
      "a field that somebody serves",
      PEOPLE,
      "serves: { size",
      "lead.journey: email: email key  name: text  company?: text  size",
    ],
    ["a message", JOURNEY, "send welcome", "messages/welcome.md: ---"],
  ])("of %s", (_, path, words, found) => {
    const by = words.startsWith("bo ") ? words.length - 1 : 1;
    expect(findDefinitions(openTexts(), placeIn(path, words, by)).map(show)).toEqual([found]);
  });
});

describe("references", () => {
  test("to a field stand in journeys, messages and people.yaml", () => {
    const all = findReferences(openTexts(), placeIn(LEAD, "  size"), { withDefinitions: false });
    expect(all.map(show)).toEqual([
      "messages/welcome.md: Hi {{ name }}, of {{ lead.size",
      "people.yaml: - { id: bo, name: Bo Lind, email: bo@example.com, roles: [sales, head], serves: { size",
    ]);
  });

  test("to a stage stay within its journey", () => {
    const found = findReferences(openTexts(), placeIn(JOURNEY, "stage first"), { withDefinitions: true });
    expect(found.map(show)).toEqual([
      "trial.journey: enter on visited -> first",
      "trial.journey: stage first",
      "trial.journey: then          stage is first",
    ]);
  });
});

describe("hover", () => {
  test.each<[what: string, path: string, words: string, told: readonly string[]]>([
    [
      "a role with its comment and who fills it",
      JOURNEY,
      "owner head",
      ['role head  "Head of Sales"', "Answers for the numbers.", "Filled by Bo Lind."],
    ],
    [
      "a stage with its owner",
      JOURNEY,
      "then -> second",
      ["stage second", "owner `sales` (Sales Rep)", "stage of `trial`"],
    ],
    [
      "a field with its type",
      WELCOME,
      "lead.size",
      ["size: one of (small, large) = small", "field of `lead`"],
    ],
    ["a message with its words", JOURNEY, "send welcome", ["Hello {{ name }}", "Hi {{ name }}"]],
    ["a person", JOURNEY, "bo completes", ["Bo Lind", "Sales Rep, Head of Sales"]],
    ["a word of the language", JOURNEY, "lasts", ["How long a stage may last"]],
  ])("tells %s", (_, path, words, told) => {
    const by = words.startsWith("bo ") ? words.length - 1 : 1;
    const text = hoverAt(openTexts(), placeIn(path, words, by))?.text ?? "";
    for (const part of told) expect(text).toContain(part);
  });

  test("says nothing of white space", () => {
    expect(hoverAt(openTexts(), { path: JOURNEY, offset: 0 })).toBeUndefined();
  });
});

describe("outline, folds and colours", () => {
  const snapshot = openTexts();
  const file = snapshot.byPath.get(JOURNEY) ?? { path: JOURNEY, text: "" };

  test("a journey holds its exits and stages, a stage its tasks", () => {
    const show = ({ kind, name, children }: ReturnType<typeof outlineOf>[number]): unknown => [
      `${kind} ${name}`,
      ...children.map(show),
    ];
    expect(outlineOf(file).map(show)).toEqual([
      ["journey trial", ["exit done"], ["stage first", ["task call"]], ["stage second"]],
      ["scenario One"],
    ]);
  });

  test("what stands in braces on several lines is folded", () => {
    expect(foldsOf(file)).toEqual([
      { from: 6, to: 10, what: "braces" },
      { from: 2, to: 12, what: "braces" },
      { from: 14, to: 19, what: "braces" },
    ]);
  });

  test("a word of the language that is a name is coloured as the name", () => {
    const text = "role last { }\nrole x { reports to last }";
    const colours = coloursOf(openTexts({ a: "", "a.journey": text }), { path: "a.journey", text });
    expect(
      colours.map(({ start, length, colour }) => `${text.slice(start, start + length)} ${colour}`),
    ).toEqual([
      "role keyword",
      "last type",
      "role keyword",
      "x type",
      "reports keyword",
      "to keyword",
      "last type",
    ]);
  });
});
