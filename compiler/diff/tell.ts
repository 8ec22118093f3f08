/** A difference of two trees as a change: where, what, for whom, and whether it is more or less than before. */
import type * as ast from "../../language/ast.ts";
import type { Span } from "../../language/ast.ts";
import { durationWords, listWords } from "../describe/words.ts";
import { findAll, isKind, type Node } from "../walk.ts";
import { affectedBy } from "./affected.ts";
import type { Change, Effect, Place } from "./change.ts";
import type { Difference, Pair } from "./differences.ts";
import { effectOnRight, more } from "./effects.ts";
import { messagesDue } from "./messages-due.ts";
import { partWords } from "./part-words.ts";
import { RULES, type Rule } from "./rules.ts";
import { isRecord } from "./same.ts";
import { lineOf, type Side, type Sides } from "./sides.ts";
import { wordsOf } from "./words.ts";

export function tell(difference: Difference, sides: Sides): Change {
  const { at, how, around, before, after } = difference;
  const rule = ruleOf(difference);
  return {
    at,
    how,
    effect: effectOf(difference, rule, sides),
    of: rule.isUpkeep === true ? "its upkeep" : "what runs",
    place: placeOf(around),
    sentence: `${contextOf(difference, sides)}${sentenceOf(difference, rule, sides)}`,
    affects: affectedBy(difference, sides),
    ...linesOf([around.at(-1), { before, after }], sides),
  };
}

const ALLOWED: Rule = RULES["Allow.code"] ?? {};

/** What a finding is allowed for stands among steps and says nothing to a run. */
function ruleOf({ at, before, after }: Difference): Rule {
  if ([before, after].some((side) => isRecord(side) && side.kind === "Allow")) return ALLOWED;
  return RULES[at] ?? {};
}

/** A number and a word have no place of their own: they stand in what has one. */
function linesOf(
  places: readonly ({ readonly before: unknown; readonly after: unknown } | undefined)[],
  sides: Sides,
): Pick<Change, "before" | "after"> {
  const b = places.map((place) => spanOf(place?.before)).findLast((span) => span !== undefined);
  const a = places.map((place) => spanOf(place?.after)).findLast((span) => span !== undefined);
  return {
    ...(b && { before: lineOf(sides.before.texts, b) }),
    ...(a && { after: lineOf(sides.after.texts, a) }),
  };
}

// Everything in a tree that has a span has the span of where it is written.
const spanOf = (value: unknown): Span | undefined =>
  isRecord(value) && isRecord(value.span) ? (value.span as unknown as Span) : undefined;

// ── Effect ────────────────────────────────────────────────────────────────────────────────────────────────

function effectOf(difference: Difference, rule: Rule, sides: Sides): Effect {
  const { at, how, before, after, around } = difference;
  if (at.startsWith("RightDeclaration.asks")) return onRight(around, sides);
  if (isPolicyRule(at)) return addedRule(difference);
  const ladders = laddersOf(difference, sides);
  if (ladders !== null)
    return more("weaker")({ ...difference, before: ladders[0], after: ladders[1] }, sides);
  if (how === "moved") return "different";
  if (rule.effect !== undefined) return rule.effect({ ...difference, before, after }, sides);
  return "different";
}

function onRight([outermost]: readonly Pair[], sides: Sides): Effect {
  const { before, after } = outermost ?? {};
  return isKind(before, "RightDeclaration") && isKind(after, "RightDeclaration")
    ? effectOnRight(before, after, sides)
    : "different";
}

const isPolicyRule = (at: string): boolean => at === "PolicyDeclaration.rules";

/** A rule more protects more, save one that takes messages out of all rules. */
function addedRule({ how, before, after }: Difference): Effect {
  const rule = after ?? before;
  if (how !== "added" && how !== "removed") return "different";
  const isExempt = isRecord(rule) && rule.kind === "ExemptRule";
  return (how === "added") === isExempt ? "weaker" : "stronger";
}

/** What two clocks give whoever is on them, where one has taken the place of the other. */
function laddersOf(
  { at, before, after }: Difference,
  sides: Sides,
): readonly [ast.Duration, ast.Duration] | null {
  if (!LADDERS.has(at)) return null;
  const [was, is] = [withinOf(before, sides.before), withinOf(after, sides.after)];
  return was === undefined || is === undefined ? null : [was, is];
}

const LADDERS: ReadonlySet<string> = new Set([
  "Handover.accept",
  "Handover.offerNeeds.ladder",
  "Handover.movesAfter.ladder",
  "TaskStep.ladder",
  "SendStep.ladder",
  "RightDeclaration.ladder",
  "AskHolderRule.ladder",
]);

const withinOf = (name: unknown, { model }: Side): ast.Duration | undefined =>
  isRecord(name) && typeof name.text === "string" ? model.ladders.get(name.text)?.within : undefined;

// ── Sentence ──────────────────────────────────────────────────────────────────────────────────────────────

function sentenceOf(difference: Difference, rule: Rule, sides: Sides): string {
  const { at, how, before, after, around } = difference;
  if (at === "RightDeclaration.asks.when") return askSentence(difference, sides);
  const says = rule.says ?? fieldWords(at);
  const [was, is] = [saidOf(at, before, sides.before, around), saidOf(at, after, sides.after, around)];
  const one = after ?? before;
  if (isRecord(one) && one.kind === "SendStep" && (how === "added" || how === "removed")) {
    const words = how === "added" ? `one more message: ${is}` : `one message fewer: ${was}`;
    return `${words}${messagesDue(subjectOf(around), sides)}`;
  }
  if (typeof one === "boolean") return after === true ? `now ${says}` : `no longer so: ${says}`;
  return `${becomes(how, says, was, is)}${at.startsWith("Ladder") ? usedFor(around, sides.after) : ""}`;
}

function subjectOf([outermost]: readonly Pair[]): string | undefined {
  const journey = outermost?.after;
  return isKind(journey, "JourneyDeclaration") ? journey.of.text : undefined;
}

function becomes(how: Difference["how"], says: string, was: string, is: string): string {
  // `a step`: there are others of it.
  const [, noun] = /^an? ([^…]*)$/.exec(says) ?? [];
  if (noun !== undefined && how === "added") return `one more ${noun}: ${is}`;
  if (noun !== undefined && how === "removed") return `one ${noun} fewer: ${was}`;
  const begins = says.endsWith("…") ? says.slice(0, -1).trimEnd() : `${says}:`;
  switch (how) {
    case "added":
      return begins.endsWith(":") ? `${begins} new: ${is}` : `now ${begins} ${is}`;
    case "removed":
      return begins.endsWith(":") ? `${begins} no longer ${was}` : `no longer so: ${begins} ${was}`;
    case "moved":
      return `${begins} ${is} comes at another place`;
    case "changed":
      return `${begins} ${was} becomes ${is}`;
  }
}

/** `sdr decides when …, and did when …`. */
function askSentence({ before, after, around }: Difference, { before: b, after: a }: Sides): string {
  const right = around[0]?.after;
  const ask = isKind(right, "RightDeclaration") ? right.asks.find(({ when }) => when === after) : undefined;
  const who = ask === undefined ? "somebody" : ask.role.text;
  return `${who} ${ask?.also === true ? "is asked as well" : "may decide"} when ${wordsOf(after, a)}, and until now when ${wordsOf(before, b)}`;
}

function saidOf(at: string, value: unknown, side: Side, around: readonly Pair[]): string {
  if (value === undefined) return "nothing";
  const within = LADDERS.has(at) ? withinOf(value, side) : undefined;
  if (within !== undefined) return `${durationWords(within)} (clock ${wordsOf(value, side)})`;
  const journey = journeyOf(around, side);
  return partWords(at, value, { side, journey }) ?? wordsOf(value, side, journey);
}

function journeyOf(around: readonly Pair[], side: Side): ast.JourneyDeclaration | undefined {
  const [outermost] = around;
  for (const node of [outermost?.before, outermost?.after])
    if (isKind(node, "JourneyDeclaration") && side.model.journeys.get(node.name.text) === node) return node;
  return undefined;
}

const fieldWords = (at: string): string =>
  (at.split(".").at(-1) ?? at).replaceAll(/([A-Z])/g, (letter) => ` ${letter.toLowerCase()}`);

/** ` (accepting sales_ready and the task call)`. */
function usedFor([outermost]: readonly Pair[], { model }: Side): string {
  const ladder = outermost?.after;
  if (!isKind(ladder, "LadderDeclaration")) return "";
  const isOn = (name: ast.Name | undefined): boolean => name?.text === ladder.name.text;
  const journeys = [...model.journeys.values()];
  const uses = [
    ...journeys.flatMap((journey) =>
      findAll(journey, "Handover")
        .filter(({ accept }) => isOn(accept))
        .map(({ name }) => `accepting ${name.text}`),
    ),
    ...journeys.flatMap((journey) =>
      findAll(journey, "TaskStep")
        .filter((task) => isOn(task.ladder))
        .map(({ name }) => `the task ${name.text}`),
    ),
    ...[...model.rights.values()]
      .filter((right) => isOn(right.ladder))
      .map(({ name }) => `deciding ${name.text}`),
  ];
  const some = [...new Set(uses)];
  if (some.length === 0) return "";
  const shown = some.length > MANY ? [...some.slice(0, MANY - 1), `${some.length - MANY + 1} more`] : some;
  return ` (${listWords(shown, "and")})`;
}

const MANY = 4;

// ── Place ─────────────────────────────────────────────────────────────────────────────────────────────────

const PARTS: ReadonlySet<string> = new Set(["Stage", "Handover", "Exit"]);

export function placeOf(around: readonly Pair[]): Place {
  const [outermost] = around;
  const part = around.slice(1).find(({ after }) => PARTS.has(after.kind));
  return {
    ...named(outermost?.after),
    ...(part !== undefined && { part: named(part.after) }),
  };
}

/** `journey lead_to_customer`, `contact policy lead`. */
export function named(node: Node | undefined): { readonly kind: string; readonly name: string } {
  if (node === undefined) return { kind: "workspace", name: "" };
  const kind = node.kind
    .replace(/Declaration$/, "")
    .replaceAll(/(?<!^)([A-Z])/g, " $1")
    .toLowerCase();
  return { kind: kind === "policy" ? "contact policy" : kind, name: nameOf(node) };
}

function nameOf(node: Node): string {
  if (node.kind === "PolicyDeclaration") return node.of.text;
  return "name" in node && isRecord(node.name) && typeof node.name.text === "string" ? node.name.text : "";
}

/** `the task call: `, `the message welcome: `: what it is about within its stage or declaration. */
function contextOf({ around, within }: Difference, { after }: Sides): string {
  const inner = around.slice(1).map((pair) => pair.after);
  const words = [...inner.flatMap((node) => aboutWords(node, after) ?? []), ...within];
  return words.length === 0 ? "" : `${words.join(", ")}: `;
}

const RUNGS: Readonly<Record<ast.Rung["kind"], string>> = {
  RemindRung: "reminds",
  TellRung: "tells somebody",
  ReassignRung: "passes it on",
  GiveRung: "gives it to somebody",
  NoteRung: "writes it down",
  TakeBackRung: "takes it back",
  StaysOpenRung: "leaves it open",
};

function aboutWords(node: Node, side: Side): string | null {
  switch (node.kind) {
    case "WaitStep":
      return node.what.kind === "WaitEvents" ? `the wait for ${wordsOf(node.what.events, side)}` : null;
    case "TaskStep":
      return `the task ${node.name.text}`;
    case "SendStep":
      return `the message ${node.message.text}`;
    case "DecideStep":
      return `the decision ${node.right.text}`;
    case "CallStep":
      return `the action ${node.action.text}`;
    case "SplitStep":
      return `the split ${node.name.text}`;
    case "IfStep":
      return `where ${wordsOf(node.condition, side)}`;
    case "EventPoints":
      return `on ${wordsOf(node.on, side)}`;
    case "FactPoints":
      return `if ${wordsOf(node.when, side)}`;
    case "Field":
      return `the field ${node.name.text}`;
    case "Result":
      return listWords(
        node.labels.map(({ text }) => text),
        "or",
      );
    case "EventHandler":
      return `on ${wordsOf(node.events, side)}`;
    case "WhenHandler":
      return `when ${wordsOf(node.state, side)}`;
    case "AtHandler":
      return wordsOf(node.moment, side);
    case "RequestHandler":
      return `the request ${node.name.text}`;
    case "LeavingHandler":
      return "on leaving";
    case "LadderStep":
      return `its step that ${listWords(
        node.rungs.map((rung) => RUNGS[rung.kind]),
        "and",
      )}`;
    case "Afterwards":
      return `after exit ${node.exit.text}`;
    case "Everywhere":
      return "in every stage";
    case "CapRule":
      return `the cap of ${node.channel.text}`;
    default:
      return null;
  }
}
