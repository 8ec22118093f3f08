/**
 * A journey as a page of English that a manager can read: the goal, how it begins and ends, who holds it when, each stage
 * and handover in the order of the file, and the clocks, rights and messages that it uses. It says what the checked model
 * says, so that the page and the file cannot differ.
 */
import type * as ast from "../../language/ast.ts";
import type { Model } from "../model.ts";
import { clockSections } from "./clocks.ts";
import { conditionWords, occurrencesWords, stateWords } from "./conditions.ts";
import { handlerEntry } from "./handlers.ts";
import { handoverSection } from "./handovers.ts";
import { messageSections } from "./messages.ts";
import { type Described, leaveWords, roleWords, stagesWords, stageWords } from "./names.ts";
import { type Entry, entry, type List, type Page, type Section } from "./page.ts";
import { rightSections } from "./rights.ts";
import { stepEntries } from "./steps.ts";
import {
  anchorWords,
  capital,
  dateWords,
  durationWords,
  nameWords,
  numberWords,
  pathWords,
  quote,
  scheduleWords,
  withArticle,
} from "./words.ts";

/** Of a model without errors. */
export function describeJourney(journey: ast.JourneyDeclaration, model: Model): Page {
  const described: Described = { model, journey };
  return {
    journey: journey.name.text,
    version: journey.version.number,
    title: journey.title?.text ?? capital(nameWords(journey.name.text)),
    sections: [
      aboutSection(described),
      beginningSection(described),
      endsSection(described),
      holdersSection(described),
      ...partsInOrder(described),
      ...clockSections(described),
      ...rightSections(described),
      ...messageSections(described),
    ],
  };
}

// ── What it is, how it begins and ends ────────────────────────────────────────────────────────────────────

function aboutSection(described: Described): Section {
  const { journey, model } = described;
  const { goal, owner, review, exclusive, priority, holdout, version } = journey;
  const about = model.subjects.get(journey.of.text)?.title?.text;
  const lines = [
    `This is version ${version.number} of the journey of ${withArticle(nameWords(journey.of.text))}${about === undefined ? "" : ` (${about})`}.`,
    goal && `Its goal is ${quote(nameWords(goal.event.text))} within ${durationWords(goal.within)}.`,
    owner && `${capital(roleWords(owner.text, described))} owns it${reviewWords(review)}.`,
    exclusive && exclusiveWords(exclusive),
    priority &&
      `Where a limit leaves room for one more message, the journey of the higher priority is served first; this one has ${priority.number}.`,
    holdout && `${numberWords(holdout.value)}% are left out by lot, to compare with.`,
    ...journey.migrations.map(migrationWords),
  ];
  return { title: "What it is for", paragraphs: [sentences(lines)], lists: [] };
}

const sentences = (lines: readonly (string | undefined)[]): string =>
  lines.filter((line) => line !== undefined && line !== "").join(" ");

function reviewWords(review: ast.Review | undefined): string {
  if (review === undefined) return "";
  const last = review.last === undefined ? "" : `, last on ${dateWords(review.last.text)}`;
  return `, and reviews it every ${durationWords(review.every)}${last}`;
}

function exclusiveWords({
  group,
  priority,
  givesWay,
}: NonNullable<ast.JourneyDeclaration["exclusive"]>): string {
  const [then, late] =
    givesWay === "pauses"
      ? ["pauses, and goes on when that has ended", "it waits until that has ended"]
      : ["ends", "it is not entered"];
  return `Only one journey of the group ${quote(nameWords(group.text))} runs at a time: when one of a higher priority than ${priority} begins, this one ${then}. Where one of this priority or a higher is there first, ${late}.`;
}

function migrationWords({ from, at }: ast.Migration): string {
  const when = at === "once" ? "at once" : "with their next stage";
  const versions = from.map(({ number }) => String(number));
  const which = versions.length === 1 ? `version ${versions[0]}` : `versions ${versions.join(", ")}`;
  return at === "once"
    ? `Those who are in ${which} may change over ${when}, when they are told to; the others stay.`
    : `Those who are in ${which} change over ${when}.`;
}

function beginningSection(described: Described): Section {
  const { journey } = described;
  const lines = [
    ...journey.enters.map((enter) => enterWords(enter, described)),
    journey.per && `There is one journey for each ${pathWords(journey.per)}.`,
    ...journey.keeps.map(
      ({ name, which, from }) => `It keeps ${quote(nameWords(name.text))}, from ${keptWords(which, from)}.`,
    ),
    // What is not said holds as well (section 6.1), and a reader of the words cannot know it.
    IF_OPEN[journey.ifOpen?.then ?? "join"],
    endedWords(journey.ifEnded ?? { then: "never" }),
    journey.ifSeveral &&
      `While several are under way with one ${nameWords(journey.of.text)}, what they send goes out as one message a day, ${scheduleWords(journey.ifSeveral.moment, journey.ifSeveral.refinements)}.`,
  ];
  return { title: "How it begins", paragraphs: [sentences(lines)], lists: [] };
}

/** `the amount of the first “contract signed”`. */
function keptWords(which: "first" | "latest", { names }: ast.Path): string {
  const [owner, field] = names.map(({ text }) => nameWords(text));
  return field === undefined ? `the ${which} ${owner}` : `the ${field} of the ${which} ${quote(owner ?? "")}`;
}

const IF_OPEN = {
  join: "If one is under way already, it goes on, and no other begins.",
  refuse: "While one is under way, no other begins.",
  "start another": "Another may begin while one is under way.",
} as const;

function endedWords({ then, after }: Omit<NonNullable<ast.JourneyDeclaration["ifEnded"]>, "span">): string {
  if (then === "never") return "Once it has ended it never begins again.";
  if (after === undefined) return "Once it has ended it may begin again at once.";
  const from = after.from === "end" ? "it has ended" : "it began";
  return `It may begin again ${durationWords(after.lasting)} after ${from}.`;
}

function enterWords({ trigger, stage }: ast.Enter, described: Described): string {
  const subject = capital(withArticle(nameWords(described.journey.of.text)));
  return `${subject} enters ${triggerWords(trigger, described.model)}, and begins in ${stageWords(stage)}.`;
}

/** How somebody comes in. */
export function triggerWords(trigger: ast.Enter["trigger"], model: Model): string {
  switch (trigger.kind) {
    case "OnEvents":
      return `on ${occurrencesWords(trigger.events, model)}`;
    case "WhenState":
      return `when ${stateWords(trigger.state, model)}`;
    case "AtMoment": {
      const when = trigger.when === undefined ? "" : `, if ${conditionWords(trigger.when, model)}`;
      return scheduleWords(trigger.moment, trigger.refinements) + when;
    }
  }
}

/** What an exit counts as. */
export const OUTCOMES = {
  success: "a success",
  failure: "a failure",
  neutral: "neither good nor bad",
} as const;

function endsSection(described: Described): Section {
  const entries = described.journey.exits.map((exit) => {
    const named = `${quote(nameWords(exit.name.text))}, ${OUTCOMES[exit.outcome]}: ${exitWords(exit, described.model)}.`;
    return entry(capital(named), exit.block === undefined ? [] : stepEntries(exit.block.steps, described));
  });
  return { title: "How it ends", paragraphs: [], lists: [{ inOrder: false, entries }] };
}

function exitWords({ on, when }: ast.Exit, model: Model): string {
  if (on !== undefined) return `from any stage, on ${occurrencesWords(on, model)}`;
  return when === undefined ? "where it says so below" : `from any stage, when ${stateWords(when, model)}`;
}

function holdersSection(described: Described): Section {
  const entries = described.journey.stages.map(({ name, owner }) =>
    entry(`${stageWords(name)}: ${owner === undefined ? "nobody" : roleWords(owner.text, described)}.`),
  );
  return {
    title: "Who holds it",
    paragraphs: [
      "There is always exactly one who holds it. In each stage that is the role below, and the person of that role who was picked or who accepted; while a handover is offered it is whoever offers it.",
    ],
    lists: [{ inOrder: false, entries }],
  };
}

// ── Stages, handovers, and what holds beside them ─────────────────────────────────────────────────────────

function partsInOrder(described: Described): readonly Section[] {
  const { stages, handovers, everywhere, afterwards } = described.journey;
  const parts = [...stages, ...handovers, ...everywhere, ...afterwards];
  return [...parts].sort((a, b) => a.span.start - b.span.start).map((part) => partSection(part, described));
}

function partSection(
  part: ast.Stage | ast.Handover | ast.Everywhere | ast.Afterwards,
  described: Described,
): Section {
  switch (part.kind) {
    case "Stage":
      return stageSection(part, described);
    case "Handover":
      return handoverSection(part, described);
    case "Everywhere":
      return everywhereSection(part, described);
    case "Afterwards":
      return afterwardsSection(part, described);
  }
}

function stageSection(stage: ast.Stage, described: Described): Section {
  const { name, title, owner, lasts, rests, targets, handlers, steps } = stage;
  const lines = [
    owner && `${capital(roleWords(owner.text, described))} holds it.`,
    lasts && boundWords(lasts, described),
    rests && `It rests here, and is looked at again every ${durationWords(rests.reviewedEvery)}.`,
    ...targets.map(targetWords),
  ];
  return {
    title: `Stage ${stageWords(name)}${title === undefined ? "" : `: ${title.text}`}`,
    paragraphs: [sentences(lines)],
    lists: [
      ...listOf("What happens, in this order:", true, stepEntries(steps, described)),
      ...listOf(
        "Meanwhile, at any time:",
        false,
        handlers.map((handler) => handlerEntry(handler, described)),
      ),
    ],
  };
}

const listOf = (lead: string, inOrder: boolean, entries: readonly Entry[]): readonly List[] =>
  entries.length === 0 ? [] : [{ lead, inOrder, entries }];

function boundWords(bound: ast.StageBound, described: Described): string {
  const then = leaveWords(bound.then, described);
  if (bound.kind === "UntilBound")
    return `It lasts until ${scheduleWords(bound.until, bound.refinements)}; then ${then}.`;
  const from = bound.countedFrom === undefined ? "" : `, counted from ${anchorWords(bound.countedFrom)}`;
  return `It lasts at most ${durationWords(bound.lasting)}${from}; then ${then}.`;
}

function targetWords({ share, how, what, within }: ast.Stage["targets"][number]): string {
  const reached = how === "reach" ? `reach ${quote(nameWords(what.text))}` : `move to ${stageWords(what)}`;
  return `The target: ${numberWords(share.value)}% ${reached} within ${durationWords(within)}.`;
}

function everywhereSection({ except, handlers }: ast.Everywhere, described: Described): Section {
  const save = except.length === 0 ? "" : `, except ${stagesWords(except, "and")}`;
  const entries = handlers.map((handler) => handlerEntry(handler, described));
  return { title: `In every stage${save}`, paragraphs: [], lists: [{ inOrder: false, entries }] };
}

function afterwardsSection({ exit, owner, atMost, block }: ast.Afterwards, described: Described): Section {
  return {
    title: `After it has ended as ${quote(nameWords(exit.text))}`,
    paragraphs: [
      `${capital(roleWords(owner.text, described))} looks after it, for at most ${durationWords(atMost)}.`,
    ],
    lists: [{ inOrder: true, entries: stepEntries(block.steps, described) }],
  };
}
