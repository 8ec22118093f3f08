/**
 * Whose agreement a change needs before it may be released (docs/language.md, 3.5), and whether it has it. The rules of
 * before bind, and those of now as well: a change cannot loosen what it is itself held to. So do the people of before: one
 * who gives themselves a role speaks for it with the next change.
 */
import type * as ast from "../../language/ast.ts";
import type { People, Person } from "../library.ts";
import { sendersOf } from "../map/touchpoints.ts";
import type { Model } from "../model.ts";
import { isKind, type Node } from "../walk.ts";
import type { Change } from "./change.ts";
import { gainersOf } from "./effects.ts";
import type { Sides } from "./sides.ts";
import { named } from "./tell.ts";

export interface Agreement {
  readonly change: Change;
  /** The roles that must agree, each by somebody who fills it. */
  readonly roles: readonly string[];
  /** Roles that may decide more by it: somebody who fills none of them must be among those who agree. */
  readonly gainers: readonly string[];
}

/** Whatever was approved, by whom, as the code host reports it. */
export interface Voice {
  /** A person's id, address or login. */
  readonly who: string;
  /** UTC, ISO 8601. */
  readonly at: string;
}

export interface Verdict {
  readonly agreements: readonly AgreementFound[];
  /** Who has spoken and for which roles; in the order of their voices. */
  readonly heard: readonly {
    readonly who: string;
    readonly person: string;
    readonly roles: readonly string[];
    readonly at: string;
  }[];
  /** Voices of whom nothing is known. */
  readonly unknown: readonly string[];
  readonly isAgreed: boolean;
}
export interface AgreementFound extends Agreement {
  readonly missing: readonly string[];
  /** Only those agree who gain by it. */
  readonly isAlone: boolean;
}

/** Changes that nobody's agreement is asked for are left out. */
export function agreementsFor(changes: readonly Change[], sides: Sides): readonly Agreement[] {
  return changes.flatMap((change): readonly Agreement[] => {
    const needed = rolesFor(change, sides);
    const gainers = gainersBy(change, sides);
    const roles =
      needed.length > 0 && needed.every((role) => gainers.includes(role))
        ? [...needed, ...aboveOf(gainers, sides)]
        : needed;
    return roles.length === 0 ? [] : [{ change, roles: [...new Set(roles)], gainers }];
  });
}

/** @param people of before; who fills a role that is new is known from now. */
export function judge(
  agreements: readonly Agreement[],
  voices: readonly Voice[],
  { before, after }: Sides,
): Verdict {
  const found = voices.map((voice) => ({
    voice,
    person: personOf(voice.who, before.model.people, after.model.people),
  }));
  const heard = found.flatMap(({ voice, person }) =>
    person === undefined
      ? []
      : [{ ...voice, person: person.id, roles: rolesThatCount(person, before.model, after.model) }],
  );
  const judged = agreements.map((agreement): AgreementFound => {
    const missing = agreement.roles.filter((role) => !heard.some(({ roles }) => roles.includes(role)));
    const speakers = heard.filter(({ roles }) => roles.some((role) => agreement.roles.includes(role)));
    const isAlone =
      agreement.gainers.length > 0 &&
      !speakers.some(({ roles }) => !roles.some((role) => agreement.gainers.includes(role)));
    return { ...agreement, missing, isAlone };
  });
  return {
    agreements: judged,
    heard,
    unknown: found.flatMap(({ voice, person }) => (person === undefined ? [voice.who] : [])),
    isAgreed: judged.every(({ missing, isAlone }) => missing.length === 0 && !isAlone),
  };
}

// ── Whose ─────────────────────────────────────────────────────────────────────────────────────────────────

/** The rule for the innermost kind that has one: a handover's before its journey's. */
function rolesFor(change: Change, { before, after }: Sides): readonly string[] {
  return [before.model, after.model].flatMap((model) => {
    const places = placesOf(change, model);
    const asked = places.map(({ kind, nodes }) => rolesThatAgree(kind, nodes, model));
    return asked.find((roles) => roles.length > 0) ?? [];
  });
}

/** Who must agree to a change of these, which are of one kind; nobody where no line names the kind. */
export function rolesThatAgree(kind: string, nodes: readonly Node[], { changes }: Model): readonly string[] {
  return changes
    .flatMap(({ lines }) => lines)
    .filter(({ kinds }) => kinds.some(({ text }) => text === kind))
    .flatMap(({ needs }) => needs.flatMap(({ text }) => meant(text, nodes)));
}

interface ChangedPlace {
  readonly kind: string;
  readonly nodes: readonly Node[];
}

function placesOf({ place }: Change, model: Model): readonly ChangedPlace[] {
  if (place.kind === "message") return senders(place.name, model);
  const nodes = model.files
    .flatMap(({ declarations }) => declarations)
    .filter((one) => isAt(one, place.kind, place.name));
  const outer: ChangedPlace = { kind: place.kind, nodes };
  const { part } = place;
  if (part === undefined) return [outer];
  const inner = nodes.flatMap((node) => (isKind(node, "JourneyDeclaration") ? node.handovers : []));
  return [{ kind: part.kind, nodes: inner.filter(({ name }) => name.text === part.name) }, outer];
}

const isAt = (node: Node, kind: string, name: string): boolean => {
  const at = named(node);
  return at.kind === kind && at.name === name;
};

/** Words that are sent are part of the journeys that send them. */
const senders = (message: string, model: Model): readonly ChangedPlace[] => [
  { kind: "message", nodes: [] },
  { kind: "journey", nodes: sendersOf(message, model) },
];

const PARTS: Readonly<Record<string, (node: Node) => readonly (ast.Name | undefined)[]>> = {
  owner: (node) => ("owner" in node ? [node.owner] : []),
  giver: (node) => (isKind(node, "Handover") ? [node.giver] : []),
  receiver: (node) =>
    isKind(node, "Handover") && node.receiver?.who.kind === "RoleWho" ? [node.receiver.who.role] : [],
  accountable: (node) => (isKind(node, "Handover") ? [node.accountable] : []),
};

/** A role, or the one that the declaration itself names. */
function meant(need: string, nodes: readonly Node[]): readonly string[] {
  const part = PARTS[need];
  return part === undefined
    ? [need]
    : nodes.flatMap((node) => part(node).flatMap((name) => name?.text ?? []));
}

// ── Who gains ─────────────────────────────────────────────────────────────────────────────────────────────

function gainersBy({ place }: Change, sides: Sides): readonly string[] {
  if (place.kind !== "right") return [];
  const [before, after] = [sides.before, sides.after].map(({ model }) => model.rights.get(place.name));
  return before === undefined || after === undefined ? [] : gainersOf(before, after, sides);
}

/** Where only those who gain would be asked, those to whom they report are. */
const aboveOf = (roles: readonly string[], { after }: Sides): readonly string[] =>
  roles.flatMap((role) => after.model.roles.get(role)?.reportsTo?.text ?? []);

// ── Who spoke ─────────────────────────────────────────────────────────────────────────────────────────────

function personOf(who: string, ...all: readonly (People | null)[]): Person | undefined {
  const said = who.replace(/^@/, "").toLowerCase();
  return all
    .flatMap((people) => people?.people ?? [])
    .find(({ id, email, login }) => [id, email, login].some((one) => one?.toLowerCase() === said));
}

function rolesThatCount({ id }: Person, before: Model, after: Model): readonly string[] {
  const rolesIn = ({ people }: Model): readonly string[] =>
    people?.people.find((one) => one.id === id)?.roles ?? [];
  const filled = new Set((before.people?.people ?? []).flatMap(({ roles }) => roles));
  return [...new Set([...rolesIn(before), ...rolesIn(after).filter((role) => !filled.has(role))])];
}
