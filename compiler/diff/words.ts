/** Values and parts of trees in words. */
import type * as ast from "../../language/ast.ts";
import { ladderStepWords } from "../describe/clocks.ts";
import { conditionWords, occurrencesWords, stateWords, valueWords } from "../describe/conditions.ts";
import { OUTCOMES, triggerWords } from "../describe/describe-journey.ts";
import { handlerEntry } from "../describe/handlers.ts";
import { gateWords } from "../describe/handovers.ts";
import { ruleWords } from "../describe/messages.ts";
import type { Described } from "../describe/names.ts";
import type { Entry } from "../describe/page.ts";
import { resultEntries, stepEntries } from "../describe/steps.ts";
import {
  anchorWords,
  durationWords,
  listWords,
  momentWords,
  namesWords,
  nameWords,
  rateWords,
  refinementWords,
  scheduleWords,
} from "../describe/words.ts";
import type { Node } from "../walk.ts";
import { isRecord } from "./same.ts";
import { type Side, writtenAt } from "./sides.ts";

export function wordsOf(value: unknown, side: Side, journey?: ast.JourneyDeclaration): string {
  if (Array.isArray(value)) {
    const items: readonly unknown[] = value;
    return listWords(
      items.map((item) => wordsOf(item, side, journey)),
      "and",
    );
  }
  if (!isRecord(value)) return String(value);
  // Everything in a tree that says its kind is a node.
  return typeof value.kind === "string"
    ? wordsOfNode(value as unknown as Node, side, journey)
    : written(value, side);
}

/** A kind that is not told in words of its own is told as it is written. */
const wordsOfNode = (node: Node, side: Side, journey: ast.JourneyDeclaration | undefined): string =>
  simpleWords(node, side) ??
  memberWords(node, side) ??
  (journey && flowWords(node, { model: side.model, journey })) ??
  written(node, side);

/** What is said within members and steps. */
function simpleWords(node: Node, side: Side): string | undefined {
  const { model } = side;
  switch (node.kind) {
    case "Name":
      return node.text;
    case "Duration":
      return durationWords(node);
    case "Rate":
      return rateWords(node);
    case "FieldAnchor":
    case "JourneyEntryAnchor":
    case "DateAnchor":
    case "PickAnchor":
      return anchorWords(node);
    case "TimeMoment":
    case "InstantMoment":
    case "AnchorMoment":
    case "OffsetMoment":
    case "EveryMoment":
      return momentWords(node);
    case "AtTime":
    case "NextOpenDay":
    case "InOwnZone":
    case "AfterEvents":
    case "AtMost":
    case "MovesOn":
      return refinementWords(node);
    case "Text":
    case "NumberLiteral":
    case "MoneyLiteral":
    case "PercentLiteral":
    case "InstantLiteral":
    case "TimeLiteral":
    case "CodeLiteral":
    case "NoLiteral":
      return valueWords(node);
    case "Or":
    case "And":
    case "Not":
    case "Absence":
    case "NoneRelated":
    case "Test":
      return conditionWords(node, model);
    case "State":
      return stateWords(node, model);
    case "Occurrence":
      return occurrencesWords([node], model);
    case "TheWho":
      return `the ${node.which}`;
    case "RoleWho":
      return node.pickedBy === undefined
        ? node.role.text
        : `${node.role.text} (picked by ${node.pickedBy.text})`;
    case "Move":
      return node.through === undefined
        ? node.stage.text
        : `${node.stage.text}, through ${node.through.text}`;
    case "ExitStep":
      return `exit ${node.exit.text}`;
    case "Allow":
      return `${node.code.text}, because ${valueWords(node.because)}`;
    case "Path":
      return node.names.map(({ text }) => nameWords(text)).join(" ");
    case "NamedType":
      return nameWords(node.name.text);
    case "OneOfType":
      return `one of ${namesWords(node.values, "or")}`;
    case "ContactsOf":
      return `the contacts of the ${nameWords(node.of.text)}${node.where === undefined ? "" : ` where ${conditionWords(node.where, model)}`}`;
    case "ToWho":
      return wordsOf(node.who, side);
    case "OnEvents":
    case "WhenState":
    case "AtMoment":
      return triggerWords(node, model);
    case "EventGate":
    case "NotBeforeUnitEnds":
    case "NotBeforeMoment":
      return gateWords(node);
    case "AtMostBound":
      return `at most ${durationWords(node.lasting)}${node.countedFrom === undefined ? "" : `, counted from ${anchorWords(node.countedFrom)}`}, then ${wordsOf(node.then, side)}`;
    case "UntilBound":
      return `until ${scheduleWords(node.until, node.refinements)}, then ${wordsOf(node.then, side)}`;
    case "Stay":
      return "stay where it is";
    case "GoOn":
      return "go on";
    case "Reassign":
      return "another person gets it";
    default:
      return undefined;
  }
}

/** What stands in declarations and journeys. */
function memberWords(node: Node, side: Side): string | undefined {
  const { model } = side;
  switch (node.kind) {
    case "Field":
      return fieldWords(node, side);
    case "LadderStep":
      return ladderStepWords(node, { model }, (move) => `it goes to ${wordsOf(move, side)}`);
    case "EventPoints":
      return `${node.points} on ${wordsOf(node.on, side)}${node.rate === undefined ? "" : `, ${rateWords(node.rate)}`}`;
    case "FactPoints":
      return `${node.points} if ${conditionWords(node.when, model)}`;
    case "Halves":
      return `points lose half every ${durationWords(node.every)}`;
    case "Resets":
      return `it begins anew ${causeWords(node, side)}`;
    case "CapRule":
    case "QuietRule":
    case "NeverRule":
    case "HoldAccountRule":
    case "AskHolderRule":
    case "ExemptRule":
      return ruleWords(node, { model });
    case "MergeRule":
      return `those of one ${namesWords(node.by, "and")} are merged, and the ${node.keeping} is kept`;
    case "FlagRule":
      return `marked as ${nameWords(node.flag.text)} when ${stateWords(node.when, model)}`;
    case "AskRule":
      return `${wordsOf(node.who, side)} is asked for ${namesWords(node.for, "and")}${node.when === undefined ? "" : ` when ${conditionWords(node.when, model)}`}`;
    case "Enter":
      return `${wordsOf(node.trigger, side)}, in ${node.stage.text}`;
    case "Exit": {
      const cause = node.on === undefined && node.when === undefined ? "" : `, ${causeWords(node, side)}`;
      return `${node.name.text}, ${OUTCOMES[node.outcome]}${cause}`;
    }
    case "Handover":
      return handoverSummary(node, side);
    case "Migration":
      return `from version ${node.from.map(({ number }) => number).join(", ")}, ${node.at === "once" ? "at once" : "with the next stage"}`;
    case "Afterwards":
      return `after exit ${node.exit.text}, for at most ${durationWords(node.atMost)}`;
    case "Stage":
      return node.title === undefined ? node.name.text : `${node.name.text} “${node.title.text}”`;
    default:
      return undefined;
  }
}

/** What happens in a journey, in the words of its page. */
function flowWords(node: Node, described: Described): string | undefined {
  switch (node.kind) {
    case "Result":
      return entriesWords(resultEntries([node], described));
    case "Block":
      return entriesWords(stepEntries(node.steps, described));
    case "StayStep":
      return "stay where it is";
    case "SendStep":
    case "WaitStep":
    case "IfStep":
    case "ChooseStep":
    case "SplitStep":
    case "TaskStep":
    case "DecideStep":
    case "TellStep":
    case "SetStep":
    case "CallStep":
    case "TogetherStep":
    case "EveryStep":
    case "BeginStep":
    case "RetryStep":
      return entriesWords(stepEntries([node], described));
    case "WhenHandler":
    case "AtHandler":
    case "EventHandler":
    case "RequestHandler":
    case "LeavingHandler":
    case "HolderLeftHandler":
      return entryWords(handlerEntry(node, described));
    case "Everywhere":
      return entriesWords(node.handlers.map((handler) => handlerEntry(handler, described)));
    default:
      return undefined;
  }
}

/** What the page says of it with what stands below, as far as it can be read on a line. */
export const entryWords = (entry: Entry): string => entriesWords([entry]);

function entriesWords(entries: readonly Entry[]): string {
  const words = entries.map(whole).join("; ");
  return words.length > LONGEST ? `${words.slice(0, words.lastIndexOf(" ", LONGEST))} …` : words;
}

function whole({ text, below }: Entry): string {
  const sentence = text.replace(/[.:]$/, "");
  const words = `${sentence.charAt(0).toLowerCase()}${sentence.slice(1)}`;
  return below.length === 0 ? words : `${words}: ${below.map(whole).join("; ")}`;
}

/** In characters. */
const LONGEST = 160;

function written(value: Readonly<Record<string, unknown>> | Node, side: Side): string {
  const { span } = value;
  // Records of a tree have the place at which they are written, if they have one.
  const text = span === undefined ? JSON.stringify(value) : writtenAt(side, span as ast.Span);
  return `\`${text.length > LONGEST ? `${text.slice(0, LONGEST - 1)}…` : text}\``;
}

// ── Parts ─────────────────────────────────────────────────────────────────────────────────────────────────

const causeWords = (
  { on, when }: { readonly on?: readonly ast.Occurrence[]; readonly when?: ast.State },
  { model }: Side,
): string =>
  [on && `on ${occurrencesWords(on, model)}`, when && `when ${stateWords(when, model)}`]
    .filter((words) => words !== undefined)
    .join(", ");

function fieldWords({ name, type, optional, key, value }: ast.Field, side: Side): string {
  const more = [
    key ? "by which it is known" : "",
    value === undefined ? "" : `${wordsOf(value, side)} when nobody says`,
    optional ? "which may be blank" : "",
  ].filter((words) => words !== "");
  return [name.text, wordsOf(type, side), ...more].join(", ");
}

function handoverSummary({ name, from, to, giver, receiver, accept }: ast.Handover, side: Side): string {
  const way = `from ${namesWords(from, "or")} to ${namesWords(to, "or")}`;
  const by = giver === undefined ? "" : `, given by ${giver.text}`;
  const who = receiver === undefined ? "" : `, taken over by ${wordsOf(receiver.who, side)}`;
  const when = receiver?.atOnce === true ? " at once" : withinWords(accept, side);
  return `${name.text}, ${way}${by}${who}${when}`;
}

function withinWords(ladder: ast.Name | undefined, { model }: Side): string {
  const within = ladder && model.ladders.get(ladder.text)?.within;
  return within === undefined ? "" : ` within ${durationWords(within)}`;
}
