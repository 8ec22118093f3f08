/**
 * Who leaves a journey with an outcome is somebody's: somebody is told or has decided it, or another journey takes them
 * up. An exit that owes nothing is `neutral`. Each way to an exit is asked for itself: a reply may lead to the same exit
 * as a visit does, of which only one enters anything.
 */
import type * as ast from "../../language/ast.ts";
import { listOf } from "../../language/diagnostics/entry.ts";
import type { Model } from "../model.ts";
import { wordsOf } from "../same-words.ts";
import { expandEvents } from "../scopes.ts";
import { findAll, type Kind, type Node, walk } from "../walk.ts";
import { type AuditRule, find } from "./found.ts";
import { ownersOf } from "./together.ts";

export const exitWithoutOwner: AuditRule = (model) =>
  [...model.journeys.values()].flatMap((journey) =>
    journey.exits.flatMap((exit) => {
      if (exit.outcome === "neutral" || isOwned(exit, journey)) return [];
      const ways = [...waysByThemselves(exit, journey, model), ...waysBySteps(exit, journey, model)];
      if (ways.length === 0) return [];
      const facts = { journey: journey.name.text, exit: exit.name.text, outcome: exit.outcome };
      return [
        find(
          "exit-without-owner",
          { ...facts, ways: [...new Set(ways)] },
          {
            journeys: [facts.journey],
            owners: ownersOf([journey]),
            place: { kind: "journey", name: facts.journey, part: { kind: "exit", name: facts.exit } },
            span: exit.name.span,
            reach: exit.span,
          },
        ),
      ];
    }),
  );

const TELLING: readonly Kind[] = ["TellStep", "BeginStep", "TaskStep"];
const tells = (root: unknown): boolean => walk(root).some(({ node }) => TELLING.includes(node.kind));

/** On every way: somebody is told on the way out, or owns what follows. */
const isOwned = ({ block, name }: ast.Exit, { afterwards }: ast.JourneyDeclaration): boolean =>
  tells(block) || afterwards.some(({ exit }) => exit.text === name.text);

// ── Ways of the exit itself ───────────────────────────────────────────────────────────────────────────────

function waysByThemselves(
  { on = [], when, outcome }: ast.Exit,
  journey: ast.JourneyDeclaration,
  model: Model,
): readonly string[] {
  const events = on.flatMap(({ event }) => expandEvents(model, event.text).map(({ name }) => name.text));
  const lost = [...new Set(events)].filter((event) => !isTakenUp(event, journey, outcome, model));
  const forNobody =
    when === undefined || isClosed(when, journey, model) || isAwaited(journey, outcome, model);
  return [
    ...(lost.length === 0 ? [] : [`on ${listOf(lost.map((event) => `\`${event}\``))}`]),
    ...(forNobody ? [] : [`when \`${textOf(when.span, model)}\``]),
  ];
}

/** Another journey is entered on it, or this one anew; or it opens somebody whom a journey is about. */
function isTakenUp(
  event: string,
  journey: ast.JourneyDeclaration,
  outcome: ast.Exit["outcome"],
  model: Model,
): boolean {
  const entersOn = (one: ast.JourneyDeclaration): boolean =>
    one.enters.some(
      ({ trigger }) =>
        trigger.kind === "OnEvents" &&
        trigger.events.some((on) =>
          expandEvents(model, on.event.text).some(({ name }) => name.text === event),
        ),
    );
  return (
    followersOf(journey, model).some(
      ({ follows }) =>
        follows !== undefined && expandEvents(model, follows.on.text).some(({ name }) => name.text === event),
    ) ||
    [...model.journeys.values()].some(
      (one) => entersOn(one) && (one !== journey || one.ifEnded?.then === "at once"),
    ) ||
    isAwaited(journey, outcome, model)
  );
}

/** Those who are opened from its subjects, and whom a journey is about. */
const followersOf = ({ of }: ast.JourneyDeclaration, { subjects, journeys }: Model) =>
  [...subjects.values()].filter(
    ({ follows, name }) =>
      follows?.subject.text === of.text && [...journeys.values()].some((one) => one.of.text === name.text),
  );

/** After a success another journey may wait for its time, or for a condition; a failure has no time. */
const isAwaited = (journey: ast.JourneyDeclaration, outcome: ast.Exit["outcome"], model: Model): boolean =>
  outcome === "success" &&
  [...model.journeys.values()].some(
    (one) =>
      one.of.text === journey.of.text &&
      (one !== journey || comesAgain(journey)) &&
      one.enters.some(({ trigger }) => trigger.kind !== "OnEvents"),
  );

const comesAgain = ({ ifEnded }: ast.JourneyDeclaration): boolean =>
  ifEnded !== undefined && ifEnded.then !== "never";

/** Nobody may be written to any more, so nothing may follow. */
const isClosed = (when: ast.State, { of }: ast.JourneyDeclaration, { policies }: Model): boolean =>
  policies
    .get(of.text)
    ?.rules.some((rule) => rule.kind === "NeverRule" && wordsOf(rule.when) === wordsOf(when.condition)) ===
  true;

// ── Steps that lead to it ─────────────────────────────────────────────────────────────────────────────────

/** What a person has answered, decided or requested is theirs. */
const BY_PEOPLE: readonly Kind[] = ["TaskStep", "DecideStep", "RequestHandler", "Handover"];

function waysBySteps(
  { name, outcome }: ast.Exit,
  journey: ast.JourneyDeclaration,
  model: Model,
): readonly string[] {
  if (isAwaited(journey, outcome, model)) return [];
  return walk(journey).flatMap(({ node, around }) => {
    if (node.kind !== "ExitStep" || node.exit.text !== name.text) return [];
    if (around.some(({ kind }) => BY_PEOPLE.includes(kind)) || isTold(node, around)) return [];
    return [wayOf(around, model)];
  });
}

/** Before it somebody was told, asked, or another journey begun; or that is done whenever its stage is left. */
function isTold(exit: ast.ExitStep, around: readonly Node[]): boolean {
  const stage = around.find((node) => node.kind === "Stage");
  if (stage?.kind === "Stage") {
    if (tells(findAll(stage.handlers, "LeavingHandler")) || beginsByTelling(stage.steps)) return true;
  }
  return around.some((node) => {
    const steps = node.kind === "Block" || isMain(node, around) ? node.steps : [];
    return steps.some((step) => step.span.end <= exit.span.start && TELLING.includes(step.kind));
  });
}

/** Before anything can lead out of the stage. */
function beginsByTelling(steps: readonly ast.Step[]): boolean {
  const first = steps.find(({ kind }) => kind !== "SetStep" && kind !== "Allow");
  return first !== undefined && TELLING.includes(first.kind);
}

/** The main track of its stage, where it stands on it. */
const isMain = (node: Node, around: readonly Node[]): node is ast.Stage =>
  node.kind === "Stage" && !around.some(({ kind }) => kind.endsWith("Handler") || kind.endsWith("Bound"));

function wayOf(around: readonly Node[], model: Model): string {
  const stage = around.find((node) => node.kind === "Stage");
  const where = stage?.kind === "Stage" ? ` in \`${stage.name.text}\`` : "";
  const by = around.findLast(({ kind }) => kind.endsWith("Handler") || kind.endsWith("Bound"));
  switch (by?.kind) {
    case "AtMostBound":
      return `after \`${textOf(by.lasting.span, model)}\`${where}`;
    case "UntilBound":
      return `at \`${textOf(by.until.span, model)}\`${where}`;
    case "EventHandler":
      return `on ${by.events.map(({ event }) => `\`${event.text}\``).join(" or ")}${where}`;
    case "WhenHandler":
      return `when \`${textOf(by.state.span, model)}\`${where}`;
    case "AtHandler":
      return `at \`${textOf(by.moment.span, model)}\`${where}`;
    default:
      return `at the end of${where.slice(3)}`;
  }
}

const textOf = ({ file, start, end }: ast.Span, { files }: Model): string =>
  (files.find(({ path }) => path === file)?.text ?? "").slice(start, end).replaceAll(/\s+/g, " ");
