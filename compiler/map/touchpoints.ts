/**
 * What a customer meets, stage by stage: what a machine does, what is left to people, and what is not done any more. Every
 * touchpoint is of one class by what it is; `because` says why it is.
 */
import type * as ast from "../../language/ast.ts";
import { byCodeUnit } from "../by-code-unit.ts";
import type { Model } from "../model.ts";
import { type Found, findAll, isKind, walk } from "../walk.ts";

/** `send`, `set`, `call` and `tell` are a machine's; `task`, `decide` and a handover are people's. */
export type TouchpointClass = "automated" | "human";

export interface Touchpoint {
  readonly journey: string;
  /** `null`: in every stage, on the way out, or after the end; `where` says which. */
  readonly stage: string | null;
  readonly where: string;
  readonly class: TouchpointClass;
  readonly kind: "send" | "set" | "call" | "tell" | "task" | "decide" | "handover";
  /** What it is called. */
  readonly name: string;
  /** In words for people, where there are some. */
  readonly title: string | null;
  /** Who answers for it: of work whoever does it, of a decision and a call who owns the right and the action. */
  readonly owner: string | null;
  readonly because: string | null;
  readonly span: ast.Span;
}

/** A message that may not be sent, and why: kept so that it is not invented again. */
export interface RetiredMessage {
  readonly message: string;
  readonly why: string;
}

export interface TouchpointMap {
  /** In the order of the files. */
  readonly touchpoints: readonly Touchpoint[];
  readonly retired: readonly RetiredMessage[];
}

export function mapOf(journeys: readonly ast.JourneyDeclaration[], model: Model): TouchpointMap {
  return {
    touchpoints: journeys.flatMap((journey) => touchpointsOf(journey, model)),
    retired: [...model.messages.values()]
      .flatMap(({ name, retired }) => (retired === null ? [] : [{ message: name, why: retired }]))
      .sort((a, b) => byCodeUnit(a.message, b.message)),
  };
}

interface Part {
  readonly stage: string | null;
  readonly where: string;
  readonly owner: string | null;
  readonly root: unknown;
}

function touchpointsOf(journey: ast.JourneyDeclaration, model: Model): readonly Touchpoint[] {
  const own = journey.owner?.text ?? null;
  const parts: readonly Part[] = [
    ...journey.stages.map(
      ({ name, owner, handlers, steps }): Part => ({
        stage: name.text,
        where: name.text,
        owner: owner?.text ?? own,
        root: [steps, handlers],
      }),
    ),
    ...journey.everywhere.map(
      ({ handlers }): Part => ({
        stage: null,
        where: "in every stage",
        owner: own,
        root: handlers,
      }),
    ),
    ...journey.exits.map(
      ({ name, block }): Part => ({
        stage: null,
        where: `exit ${name.text}`,
        owner: own,
        root: block,
      }),
    ),
    ...journey.afterwards.map(
      ({ exit, owner, block }): Part => ({
        stage: null,
        where: `after exit ${exit.text}`,
        owner: owner.text,
        root: block,
      }),
    ),
  ];
  return [
    ...parts.flatMap((part) => inPart(part, journey, model)),
    ...journey.handovers.flatMap((handover) => ofHandover(handover, journey, model)),
  ].toSorted((a, b) => a.span.start - b.span.start);
}

const inPart = (part: Part, journey: ast.JourneyDeclaration, model: Model): readonly Touchpoint[] =>
  walk(part.root).flatMap((found) => ofStep(found, part, journey, model) ?? []);

/** What a decline leads to belongs to the handover. */
function ofHandover(
  handover: ast.Handover,
  journey: ast.JourneyDeclaration,
  model: Model,
): readonly Touchpoint[] {
  const { name, title, accountable, decline, from, span } = handover;
  const [first, ...others] = from.map(({ text }) => text);
  const where = [first, ...others].filter((stage) => stage !== undefined).join(", ");
  const stage = others.length === 0 ? (first ?? null) : null;
  const owner = accountable?.text ?? null;
  const itself: Touchpoint = {
    journey: journey.name.text,
    stage,
    where,
    class: "human",
    kind: "handover",
    name: name.text,
    title: title?.text ?? null,
    owner,
    because: null,
    span,
  };
  const part: Part = { stage, where: `${where}, declined`, owner, root: decline?.results };
  return [itself, ...inPart(part, journey, model)];
}

function ofStep(
  { node }: Found,
  part: Part,
  journey: ast.JourneyDeclaration,
  model: Model,
): Touchpoint | null {
  const about = aboutStep(node, part.owner, model);
  if (about === null) return null;
  const because = "because" in node ? (node.because?.text ?? null) : null;
  return {
    journey: journey.name.text,
    stage: part.stage,
    where: part.where,
    ...about,
    because,
    span: node.span,
  };
}

type About = Pick<Touchpoint, "class" | "kind" | "name" | "title" | "owner">;

function aboutStep(node: Found["node"], owner: string | null, model: Model): About | null {
  if (isKind(node, "SendStep")) {
    const subject = model.messages.get(node.message.text)?.message.subject ?? null;
    return { class: "automated", kind: "send", name: node.message.text, title: subject, owner };
  }
  if (isKind(node, "TellStep"))
    return { class: "automated", kind: "tell", name: whoIs(node.who), title: node.text.text, owner };
  if (isKind(node, "SetStep")) {
    const name = node.field.names.map(({ text }) => text).join(".");
    return { class: "automated", kind: "set", name, title: null, owner };
  }
  if (isKind(node, "CallStep")) {
    const action = model.actions.get(node.action.text);
    const by = action?.owner?.text ?? owner;
    return {
      class: "automated",
      kind: "call",
      name: node.action.text,
      title: action?.title?.text ?? null,
      owner: by,
    };
  }
  if (isKind(node, "TaskStep")) {
    const by = node.by
      .map((who) => (who.kind === "RoleWho" ? who.role.text : (owner ?? whoIs(who))))
      .join(", ");
    return { class: "human", kind: "task", name: node.name.text, title: node.title.text, owner: by };
  }
  if (isKind(node, "DecideStep")) {
    const right = model.rights.get(node.right.text);
    return {
      class: "human",
      kind: "decide",
      name: node.right.text,
      title: right?.title?.text ?? null,
      owner: right?.owner?.text ?? null,
    };
  }
  return null;
}

const whoIs = (who: ast.Who): string => (who.kind === "RoleWho" ? who.role.text : `the ${who.which}`);

/** Messages that a journey sends are its own; for reports that go by message. */
export const sendersOf = (message: string, { journeys }: Model): readonly ast.JourneyDeclaration[] =>
  [...journeys.values()].filter((journey) =>
    findAll(journey, "SendStep").some((step) => step.message.text === message),
  );
