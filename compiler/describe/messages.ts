/** The messages of a journey in words, and what keeps them within limits (rule 7). */
import type * as ast from "../../language/ast.ts";
import type { MessageFile } from "../model.ts";
import { findAll } from "../walk.ts";
import { conditionWords } from "./conditions.ts";
import { clockWords, type Described, roleWords, subjectWords } from "./names.ts";
import { type Entry, entry, type List, type Section } from "./page.ts";
import { capital, durationWords, listWords, nameWords, numberWords, quote, weekdaysWords } from "./words.ts";

export function messageSections(described: Described): readonly Section[] {
  const { model, journey } = described;
  const names = new Set(findAll(journey, "SendStep").map(({ message }) => message.text));
  if (names.size === 0) return [];
  const rules = model.policies.get(journey.of.text)?.rules ?? [];
  const entries = [...names].map((name) => messageEntry(name, model.messages.get(name), described));
  const limits: List = {
    lead: "What keeps them within limits, counted over all journeys:",
    inOrder: false,
    entries: rules.map((rule) => entry(`${capital(ruleWords(rule, described))}.`)),
  };
  return [
    {
      title: `What ${subjectWords(described)} reads`,
      paragraphs: [],
      lists: [{ inOrder: false, entries }, ...(rules.length === 0 ? [] : [limits])],
    },
  ];
}

function messageEntry(name: string, file: MessageFile | undefined, { journey }: Described): Entry {
  const stages = journey.stages
    .filter((stage) => findAll(stage, "SendStep").some(({ message }) => message.text === name))
    .map((stage) => capital(nameWords(stage.name.text)));
  const where = stages.length === 0 ? "" : `, in ${listWords(stages, "and")}`;
  if (file === undefined) return entry(`${capital(nameWords(name))}${where}.`);
  const { subject, purpose } = file.message;
  return entry(`${capital(nameWords(name))}${where}: ${quote(formWords(subject))} (${nameWords(purpose)}).`);
}

/** `{{ name }}` as on a form: `[name]`. */
const formWords = (text: string): string =>
  text
    .replace(/\{\{-?\s*([a-z][a-z0-9_.]*)[^}]*\}\}/g, (_, path: string) => `[${nameWords(path)}]`)
    .replace(/\{%[^%]*%\}/g, "");

/** A rule of a contact policy, as a sentence without its capital and its full stop. */
export function ruleWords(rule: ast.PolicyRule, described: Pick<Described, "model">): string {
  const { model } = described;
  switch (rule.kind) {
    case "CapRule":
      return `at most ${numberWords(rule.atMost)} ${nameWords(rule.channel.text)} in ${durationWords(rule.per)}`;
    case "QuietRule":
      return quietWords(rule);
    case "NeverRule":
      return `never when ${conditionWords(rule.when, model)}`;
    case "HoldAccountRule":
      return `when ${conditionWords(rule.when, model)}, nobody of their account hears from a machine`;
    case "AskHolderRule": {
      const clock = rule.ladder === undefined ? "" : `, ${clockWords(rule.ladder, described)}`;
      return `the holder is asked first when ${conditionWords(rule.when, model)}${clock}`;
    }
    case "ExemptRule":
      return `not for ${nameWords(rule.purpose.text)} messages, marked as such by ${roleWords(rule.markedBy.text, described)}`;
  }
}

function quietWords({ days, hours, otherwise }: Extract<ast.PolicyRule, { kind: "QuietRule" }>): string {
  return `only ${weekdaysWords(days)}, ${hours.from.text} to ${hours.to.text}, by their own clock, or else by that of ${placeWords(otherwise.text)}`;
}

/** `Europe/Copenhagen` is Copenhagen. */
const placeWords = (zone: string): string => nameWords(zone.split("/").at(-1) ?? zone);
