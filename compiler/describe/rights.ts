/** The rights that a journey asks for, in words, each with its limits (rule 10). */
import type * as ast from "../../language/ast.ts";
import { findAll } from "../walk.ts";
import { conditionWords } from "./conditions.ts";
import { clockWords, type Described, rolesWords, roleWords } from "./names.ts";
import { type Entry, entry, type List, type Section } from "./page.ts";
import { capital, durationWords, fieldsWords, listWords, namesWords, pathWords } from "./words.ts";

export function rightSections(described: Described): readonly Section[] {
  const { model, journey } = described;
  const names = new Set(findAll(journey, "DecideStep").map(({ right }) => right.text));
  const rights = [...names].flatMap((name) => model.rights.get(name) ?? []);
  if (rights.length === 0) return [];
  return [
    {
      title: "Who may decide",
      paragraphs: [
        "Of those of one order who would decide, only the highest is asked; whoever decides as well is asked too. Everybody is asked once, with all the reasons.",
      ],
      lists: rights.map((right) => rightList(right, described)),
    },
  ];
}

function rightList(right: ast.RightDeclaration, described: Described): List {
  const owner =
    right.owner === undefined ? "" : `, a right owned by ${roleWords(right.owner.text, described)}`;
  const title = right.title?.text ?? capital(right.name.text);
  return {
    lead: `${title}${owner}. It is about ${fieldsWords(right.about)}:`,
    inOrder: false,
    entries: [
      ...right.asks.map((ask) => askEntry(ask, described)),
      ...orderEntries(right, described),
      ...right.neverTheAsker.map(({ when }) => neverEntry(when, described)),
      ...countsEntries(right),
      ...delegationEntries(right, described),
      entry(`Possible answers: ${answersWords(right, described)}.`),
    ],
  };
}

function askEntry({ also, role, when }: ast.RightDeclaration["asks"][number], described: Described): Entry {
  const who = capital(roleWords(role.text, described));
  return entry(`${who} decides${also ? " as well" : ""} when ${conditionWords(when, described.model)}.`);
}

function orderEntries({ order }: ast.RightDeclaration, described: Described): readonly Entry[] {
  if (order.length < 2) return [];
  const roles = listWords(
    order.map(({ text }) => roleWords(text, described)),
    "and",
  );
  return [entry(`The order, from the lowest to the highest: ${roles}.`)];
}

function neverEntry(when: ast.Condition | undefined, described: Described): Entry {
  const limit = when === undefined ? "" : ` when ${conditionWords(when, described.model)}`;
  return entry(`Nobody decides what they asked for themselves${limit}.`);
}

function countsEntries({ counts }: ast.RightDeclaration): readonly Entry[] {
  if (counts === undefined) return [];
  return [
    entry(
      `What counts is the sum of the ${pathWords(counts.sumOf)} over the ${counts.over.text} in the last ${durationWords(counts.inTheLast)}.`,
    ),
  ];
}

function delegationEntries({ delegation }: ast.RightDeclaration, described: Described): readonly Entry[] {
  if (delegation === undefined) return [];
  if (!delegation.allowed) return [entry("It may not be lent to anybody.")];
  const to = delegation.to.length === 0 ? "" : `, to ${rolesWords(delegation.to, "or", described)}`;
  return [entry(`It may be lent${to}.`)];
}

function answersWords({ answers, ladder }: ast.RightDeclaration, described: Described): string {
  const clock = ladder === undefined ? "" : `, ${clockWords(ladder, described)}`;
  return `${namesWords(answers, "or")}${clock}`;
}
