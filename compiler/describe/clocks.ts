/** The clocks of a journey in words: who has how long, and what silence leads to. */
import type * as ast from "../../language/ast.ts";
import { findAll } from "../walk.ts";
import { type Described, handoverWords, leaveWords, rightWords, whoWords } from "./names.ts";
import { type Entry, entry, type Section } from "./page.ts";
import { capital, durationWords, listWords, nameWords, quote, timesWords, writtenText } from "./words.ts";

export function clockSections(described: Described): readonly Section[] {
  const uses = usesOf(described);
  const clocks = [...described.model.ladders.values()].filter(({ name }) => uses.has(name.text));
  if (clocks.length === 0) return [];
  return [
    {
      title: "What silence leads to",
      paragraphs: [
        "Each clock counts in the working hours of whoever holds the work, and starts anew when it goes to another person.",
      ],
      lists: clocks.map((clock) => ({
        lead: clockLead(clock, uses.get(clock.name.text) ?? []),
        inOrder: true,
        entries: clock.steps.map((step) => rungsEntry(step, described)),
      })),
    },
  ];
}

function clockLead({ name, title, within }: ast.LadderDeclaration, uses: readonly string[]): string {
  const meaning = title === undefined ? "" : ` (${title.text})`;
  const due = within === undefined ? "" : `; due within ${durationWords(within)}`;
  return `Clock ${quote(nameWords(name.text))}${meaning}, for ${uses.join("; ")}${due}:`;
}

const rungsEntry = (step: ast.LadderStep, described: Described): Entry =>
  entry(`${capital(ladderStepWords(step, described, (move) => leaveWords(move, described)))}.`);

/** @param leads where it goes when it is taken back: a clock by itself belongs to no journey. */
export function ladderStepWords(
  { after, rungs }: ast.LadderStep,
  described: Pick<Described, "model">,
  leads: (move: ast.Move) => string,
): string {
  const words = listWords(
    rungs.map((rung) => rungWords(rung, described, leads)),
    "and",
  );
  return `${after === undefined ? "at last" : `after ${durationWords(after)}`}: ${words}`;
}

function rungWords(
  rung: ast.Rung,
  described: Pick<Described, "model">,
  leads: (move: ast.Move) => string,
): string {
  switch (rung.kind) {
    case "RemindRung":
      return "whoever holds it is reminded";
    case "TellRung":
      return `${whoWords(rung.who, described)} is told`;
    case "ReassignRung":
      return `another person gets it${rung.atMost === undefined ? "" : ` (at most ${timesWords(rung.atMost)})`}`;
    case "GiveRung":
      return `${whoWords(rung.to, described)} gets it and keeps it, open and overdue`;
    case "NoteRung":
      return "it is written down, and nothing more happens";
    case "TakeBackRung":
      return `it is taken back, and ${leads(rung.move)}`;
    case "StaysOpenRung":
      return "it stays open, and shows as overdue";
  }
}

// ── Who uses which ────────────────────────────────────────────────────────────────────────────────────────

/** What runs on a clock: some of it alike, and then said together. */
interface Use {
  readonly ladder: ast.Name | undefined;
  /** `the task`; several are `the tasks`. */
  readonly kind?: string;
  readonly words: string;
}

/** What runs on each clock, by the name of its ladder. */
function usesOf(described: Described): ReadonlyMap<string, readonly string[]> {
  const uses = [...usesInJourney(described), ...usesOutside(described)];
  const clocks = new Set(uses.flatMap(({ ladder }) => ladder?.text ?? []));
  return new Map(
    [...clocks].map((clock) => [clock, togetherWords(uses.filter(({ ladder }) => ladder?.text === clock))]),
  );
}

/** `the tasks “a” and “b”`. */
function togetherWords(uses: readonly Use[]): readonly string[] {
  const kinds = new Set(uses.map(({ kind }) => kind));
  return [...kinds].flatMap((kind) => {
    const words = [...new Set(uses.flatMap((use) => (use.kind === kind ? use.words : [])))];
    if (kind === undefined) return words;
    return `${kind}${words.length === 1 ? "" : "s"} ${listWords(words, "and")}`;
  });
}

function usesInJourney({ journey }: Described): readonly Use[] {
  return [
    ...findAll(journey, "Handover").flatMap(({ name, accept, offerNeeds, movesAfter }): readonly Use[] => [
      { ladder: accept, kind: "the handover", words: quote(nameWords(name.text)) },
      { ladder: offerNeeds?.ladder, words: `what ${handoverWords(name)} needs` },
      { ladder: movesAfter?.ladder, words: `what ${handoverWords(name)} waits for` },
    ]),
    ...findAll(journey, "TaskStep").map(
      ({ ladder, title }): Use => ({ ladder, kind: "the task", words: writtenText(title) }),
    ),
    ...findAll(journey, "SendStep").map(
      ({ ladder, message }): Use => ({
        ladder,
        kind: "the approval",
        words: `of ${quote(nameWords(message.text))}`,
      }),
    ),
  ];
}

/** Of the rights and actions that it asks for, and of the rules for its messages. */
function usesOutside(described: Described): readonly Use[] {
  const { model, journey } = described;
  const asked = new Set(findAll(journey, "DecideStep").map(({ right }) => right.text));
  const rights = [...asked].flatMap((name) => model.rights.get(name) ?? []);
  const rules = model.policies.get(journey.of.text)?.rules ?? [];
  const called = new Set(findAll(journey, "CallStep").map(({ action }) => action.text));
  const actions = [...called].flatMap((name) => model.actions.get(name) ?? []);
  return [
    ...rights.map(
      ({ name, ladder }): Use => ({ ladder, kind: "the decision", words: rightWords(name, described) }),
    ),
    ...actions.map(
      ({ name, title, otherwise }): Use => ({
        ladder: otherwise?.ladder,
        words: `what another system could not do (${quote(title?.text ?? nameWords(name.text))})`,
      }),
    ),
    ...rules.flatMap((rule): readonly Use[] =>
      rule.kind === "AskHolderRule"
        ? [{ ladder: rule.ladder, words: "the question whether a message may go out" }]
        : [],
    ),
  ];
}
