/** Values and parts of trees in words. */
import type * as ast from "../../language/ast.ts";
import { conditionWords, occurrencesWords, stateWords, valueWords } from "../describe/conditions.ts";
import { handlerEntry } from "../describe/handlers.ts";
import { stepEntries } from "../describe/steps.ts";
import {
  anchorWords,
  durationWords,
  listWords,
  momentWords,
  rateWords,
  refinementWords,
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
function wordsOfNode(node: Node, side: Side, journey: ast.JourneyDeclaration | undefined): string {
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
      return `what ${node.code.text} says is allowed, because ${valueWords(node.because)}`;
    case "Stage":
      return node.title === undefined ? node.name.text : `${node.name.text} “${node.title.text}”`;
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
      return journey === undefined
        ? written(node, side)
        : firstOf(stepEntries([node], { model, journey }), node, side);
    case "WhenHandler":
    case "AtHandler":
    case "EventHandler":
    case "RequestHandler":
    case "LeavingHandler":
    case "HolderLeftHandler":
      return journey === undefined
        ? written(node, side)
        : firstOf([handlerEntry(node, { model, journey })], node, side);
    default:
      return written(node, side);
  }
}

function firstOf(entries: readonly { readonly text: string }[], node: Node, side: Side): string {
  const [first] = entries;
  if (first === undefined) return written(node, side);
  const text = first.text.replace(/[.:]$/, "");
  return `${text.charAt(0).toLowerCase()}${text.slice(1)}`;
}

const LONGEST = 120;

function written(value: Readonly<Record<string, unknown>> | Node, side: Side): string {
  const { span } = value;
  // Records of a tree have the place at which they are written, if they have one.
  const text = span === undefined ? JSON.stringify(value) : writtenAt(side, span as ast.Span);
  return `\`${text.length > LONGEST ? `${text.slice(0, LONGEST - 1)}…` : text}\``;
}
