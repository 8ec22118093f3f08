/**
 * Nobody reacts to a message that they have not been sent. A wait for a reaction comes after its message: in its own
 * track, in a track beside it, in a stage from which its stage is reached, or in another journey. What a later visit of
 * the same stage would find sent does not help whoever comes first.
 */
import type * as ast from "../../language/ast.ts";
import { report } from "../../language/diagnostics/report.ts";
import { suggest } from "../../language/diagnostics/suggest.ts";
import { movesTakenBack } from "../ladders-climbed.ts";
import type { Model } from "../model.ts";
import { expandEvents, nodesOf, type ScopedNode } from "../scopes.ts";
import { alwaysLeave, hasUnknownStage, movesOf, reachableFrom } from "../stage-graph.ts";
import { findAll, isKind, type Kind, type Node } from "../walk.ts";
import { type Check, losesItsWay } from "./check.ts";

type Wait = ScopedNode<ast.WaitStep>;
type Send = ScopedNode<ast.SendStep>;

export const reactionBeforeMessage: Check = (model) => {
  // A statement that is lost may be the one that sends it, or leads here.
  if ([...model.journeys.values()].some((journey) => losesItsWay(journey, model))) return [];
  return nodesOf(model, ["WaitStep"]).flatMap((wait) => {
    const { what } = wait.node;
    if (what.kind !== "WaitEvents") return [];
    return what.events.flatMap(({ event, where }) => {
      const messages = where === undefined ? [] : messagesAsked(where, messageFields(event, model));
      if (where === undefined || messages.length === 0) return [];
      if (messages.some((message) => mayBeSentBefore(wait, message, model))) return [];
      const sends = sendsOf(messages, model);
      const related = sends.slice(0, 1).map(({ node: { message } }) => ({
        span: message.span,
        label: `\`${message.text}\` is sent here`,
      }));
      return [report("reaction-before-message", { messages }, where.span, { related })];
    });
  });
};

/** The fields that say which message it was. */
const messageFields = (event: ast.Name, model: Model): ReadonlySet<string> =>
  new Set(
    expandEvents(model, event.text)
      .flatMap(({ fields }) => fields)
      .filter(({ type }) => type.kind === "NamedType" && type.name.text === "message")
      .map(({ name }) => name.text),
  );

/** The messages of which it must have been one; none where it may be any. */
function messagesAsked(condition: ast.Condition, fields: ReadonlySet<string>): readonly string[] {
  switch (condition.kind) {
    case "And":
      return (
        condition.terms.map((term) => messagesAsked(term, fields)).find(({ length }) => length > 0) ?? []
      );
    case "Or": {
      const asked = condition.terms.map((term) => messagesAsked(term, fields));
      return asked.every(({ length }) => length > 0) ? [...new Set(asked.flat())] : [];
    }
    case "Test": {
      const { subject, test } = condition;
      if (!fields.has(subject.names.at(-1)?.text ?? "")) return [];
      if (test?.kind === "Is" && !test.not) return namesIn([test.value]);
      return test?.kind === "In" && !test.not ? namesIn(test.values) : [];
    }
    default:
      return [];
  }
}

const namesIn = (values: readonly ast.Value[]): readonly string[] =>
  values.flatMap((value) => (value.kind === "Path" ? (value.names.at(-1)?.text ?? []) : []));

// ── What has been sent by then ────────────────────────────────────────────────────────────────────────────

const sendsOf = (messages: readonly string[], model: Model): readonly Send[] =>
  nodesOf(model, ["SendStep"]).filter(({ node }) => messages.includes(node.message.text));

function mayBeSentBefore(wait: Wait, message: string, model: Model): boolean {
  // Of a name that is not known it is said so.
  if (!model.messages.has(message)) return true;
  return nodesOf(model, ["SendStep"]).some(
    (send) => isMeant(send.node.message.text, message, model) && mayComeBefore(wait, send),
  );
}

/** A name that is misspelt is told as such. */
const isMeant = (sent: string, message: string, { messages }: Model): boolean =>
  sent === message || (!messages.has(sent) && suggest(sent, [message]) !== undefined);

function mayComeBefore(wait: Wait, send: Send): boolean {
  const { journey, model } = wait.scope;
  if (journey === undefined || send.scope.journey !== journey) return true;
  const [here, there] = [trackOf(wait), trackOf(send)];
  if (here === there) return comesBefore(send, wait);
  if (isKind(there, "Exit") || isKind(there, "Afterwards")) return isKind(here, "Afterwards");
  const [stage, sending] = [stageOf(wait), stageOf(send)];
  if (stage === undefined || sending === undefined) return true;
  return stage === sending
    ? !isKind(there, "LeavingHandler")
    : hasUnknownStage(journey) || leadsTo(sending, stage, journey, model);
}

/** Where steps stand that are taken one after the other. */
const TRACKS: ReadonlySet<Kind> = new Set<Kind>([
  "Stage",
  "WhenHandler",
  "AtHandler",
  "EventHandler",
  "RequestHandler",
  "LeavingHandler",
  "Handover",
  "Exit",
  "Afterwards",
]);
const trackOf = ({ around }: ScopedNode): Node | undefined => around.findLast(({ kind }) => TRACKS.has(kind));

const stageOf = ({ around }: ScopedNode): ast.Stage | undefined =>
  around.find((node) => isKind(node, "Stage"));

function leadsTo(from: ast.Stage, to: ast.Stage, journey: ast.JourneyDeclaration, model: Model): boolean {
  const moves = [...movesOf(journey), ...movesTakenBack(journey, model)];
  const edges = moves.map((one) => [one.from.name.text, one.move.stage.text] as const);
  return reachableFrom([from.name.text], edges).has(to.name.text);
}

/** Whether some way through their track leads from the one to the other. */
function comesBefore(send: Send, wait: Wait): boolean {
  const sending: readonly Node[] = [...send.around, send.node];
  const waiting: readonly Node[] = [...wait.around, wait.node];
  const parting = sending.findIndex((node, index) => node !== waiting[index]);
  const shared = sending.slice(0, parting);
  const [first, then] = [sending[parting], waiting[parting]];
  if (shared.some(comesRound)) return true;
  const last = shared.at(-1);
  if (isKind(last, "TogetherStep")) return true;
  // Two arms, or two results: who takes the one does not take the other.
  if (!isKind(last, "Stage") && !isKind(last, "Block")) return false;
  if (first === undefined || then === undefined || first.span.start > then.span.start) return false;
  return !sending.slice(parting).some((node) => isKind(node, "Block") && alwaysLeave(node.steps));
}

const comesRound = (node: Node): boolean =>
  isKind(node, "EveryStep") || (isKind(node, "TaskStep") && findAll(node, "RetryStep").length > 0);
