/** A handover in words: its three moments, what it brings along, and what a refusal leads to (rule 5). */
import type * as ast from "../../language/ast.ts";
import { findAll } from "../walk.ts";
import { conditionWords } from "./conditions.ts";
import {
  clockWords,
  type Described,
  handoverWords,
  roleWords,
  stagesWords,
  subjectWords,
  taskWords,
  whoWords,
} from "./names.ts";
import { type Entry, entry, type List, type Section } from "./page.ts";
import { resultEntries } from "./steps.ts";
import { capital, durationWords, fieldsWords, listWords, momentWords, nameWords, quote } from "./words.ts";

export function handoverSection(handover: ast.Handover, described: Described): Section {
  const way = `from ${stagesWords(handover.from, "or")} to ${stagesWords(handover.to, "or")}`;
  const said = handover.title === undefined ? [] : [`${handover.title.text}.`];
  return {
    title: `${capital(handoverWords(handover.name).slice("the ".length))}, ${way}`,
    paragraphs: [
      ...said,
      [answerable, carries, expects]
        .map((part) => part(handover, described))
        .join("")
        .trim(),
    ],
    lists: [
      { inOrder: true, entries: [offer, acceptance, move].flatMap((part) => part(handover, described)) },
      ...declines(handover, described),
    ],
  };
}

function answerable({ accountable }: ast.Handover, described: Described): string {
  return accountable === undefined
    ? ""
    : `${capital(roleWords(accountable.text, described))} answers for it. `;
}

function carries({ carries: items }: ast.Handover): string {
  if (items.length === 0) return "";
  const words = items.map(({ name, inTheLast }) =>
    inTheLast === undefined
      ? nameWords(name.text)
      : `${nameWords(name.text)} in the last ${durationWords(inTheLast)}`,
  );
  return `It brings along ${listWords(words, "and")}: what is blank is asked for first. `;
}

function expects({ expects: names }: ast.Handover, { journey }: Described): string {
  if (names.length === 0) return "";
  const tasks = findAll(journey, "TaskStep");
  return `What is expected next: ${listWords(
    names.map((name) => taskWords(name, tasks)),
    "and",
  )}.`;
}

// ── The three moments ─────────────────────────────────────────────────────────────────────────────────────

const giverOf = ({ giver }: ast.Handover, described: Described): string =>
  giver === undefined ? "whoever holds it" : roleWords(giver.text, described);

function offer(handover: ast.Handover, described: Described): readonly Entry[] {
  const { receiver, offerNeeds } = handover;
  const who = receiver === undefined ? "somebody" : whoWords(receiver.who, described);
  if (receiver?.atOnce === true) return [entry(`The offer: none. ${capital(who)} has it at once.`)];
  const gate =
    offerNeeds === undefined
      ? ""
      : ` Only when ${conditionWords(offerNeeds.condition, described.model)}; else ${askWords(offerNeeds, described)}.`;
  const giver = giverOf(handover, described);
  return [
    entry(
      `The offer: ${giver} offers it to ${who}.${gate} Until it is accepted ${giver} holds it, and the steps of the stage wait.`,
    ),
  ];
}

function askWords(
  { ask, ladder }: { readonly ask: ast.Who; readonly ladder?: ast.Name },
  described: Described,
  what = "",
): string {
  return `${whoWords(ask, described)} is asked${what}${ladder === undefined ? "" : `, ${clockWords(ladder, described)}`}`;
}

function acceptance({ accept, receiver }: ast.Handover, described: Described): readonly Entry[] {
  if (receiver?.atOnce === true) return [entry("The acceptance: none is asked for.")];
  if (accept === undefined) return [];
  return [entry(`The acceptance: ${clockWords(accept, described)}, with what its silence leads to.`)];
}

function move({ movesAfter, receiver, to }: ast.Handover, described: Described): readonly Entry[] {
  const there = stagesWords(to, "or");
  if (movesAfter === undefined) {
    const when = receiver?.atOnce === true ? "at once" : "with the acceptance";
    return [entry(`The move: ${subjectWords(described)} moves to ${there} ${when}.`)];
  }
  const gates = listWords(movesAfter.gates.map(gateWords), "and");
  return [
    entry(
      `The move: ${subjectWords(described)} moves to ${there} ${gates}. Until then ${askWords(movesAfter, described, " for it")}.`,
    ),
  ];
}

export function gateWords(gate: ast.Gate): string {
  switch (gate.kind) {
    case "EventGate":
      return `after ${quote(nameWords(gate.event.text))}`;
    case "NotBeforeUnitEnds":
      return `not before the ${gate.unit} ends`;
    case "NotBeforeMoment":
      return `not before ${momentWords(gate.moment)}`;
  }
}

function declines({ decline }: ast.Handover, described: Described): readonly List[] {
  if (decline === undefined) return [];
  return [
    {
      lead: `It may be declined, with ${fieldsWords(decline.needs)}:`,
      inOrder: false,
      entries: resultEntries(decline.results, described),
    },
  ];
}
