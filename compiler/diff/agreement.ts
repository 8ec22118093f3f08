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
import { givesAuthority } from "./other-files.ts";
import { plainText } from "./same.ts";
import type { Sides } from "./sides.ts";
import { named } from "./tell.ts";
import { type Text, textOf } from "./texts.ts";

export interface Agreement {
  readonly change: Change;
  /** What has to be agreed to, as it reads. */
  readonly text: Text;
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
  /** The commit that was approved, where that is known. */
  readonly commit?: string;
  /** Whether what was approved reads as it does now. Absent: it was approved as it is. */
  readonly isOf?: (text: Text) => boolean;
}

/** Somebody who spoke, and what for. */
export interface Heard extends Pick<Voice, "who" | "at" | "isOf"> {
  /** By id. */
  readonly person: string;
  /** For which they spoke. */
  readonly roles: readonly string[];
  /** Beside those, all that they fill: who may decide more by a change is none who speaks for others. */
  readonly fills: readonly string[];
  /** For which they spoke, and which they no longer fill. */
  readonly lost: readonly string[];
}

export interface Verdict {
  readonly agreements: readonly AgreementFound[];
  /** Who has spoken and for which roles; in the order of their voices. */
  readonly heard: readonly Heard[];
  /** Voices of whom nothing is known. */
  readonly unknown: readonly string[];
  readonly isAgreed: boolean;
}
export interface AgreementFound extends Agreement {
  readonly missing: readonly string[];
  /** Of those, whoever agreed to another text of it. */
  readonly stale: readonly Missed[];
  /** Of those, whoever agreed and fills the role no more. */
  readonly lost: readonly Missed[];
  /** Only those agree who gain by it. */
  readonly isAlone: boolean;
}
export interface Missed {
  readonly role: string;
  /** By id. */
  readonly person: string;
}

/** Changes that nobody's agreement is asked for are left out. */
export function agreementsFor(changes: readonly Change[], sides: Sides): readonly Agreement[] {
  return changes.flatMap((change): readonly Agreement[] => {
    const needed = rolesFor(change, sides);
    const gaining = gainersBy(change, sides);
    const isTheirs = needed.length > 0 && needed.every((role) => gaining.includes(role));
    const above = isTheirs ? aboveOf(gaining, sides) : [];
    // Of a right that is new to all there may be nobody else to ask; of one that is widened there has to be.
    const gainers = isTheirs && above.length === 0 && change.how === "added" ? [] : gaining;
    const roles = [...needed, ...above];
    const text = textOf(change.place);
    return roles.length === 0 ? [] : [{ change, text, roles: [...new Set(roles)], gainers }];
  });
}

/** By the people of before; who fills a role that is new is known from now. */
export function judge(agreements: readonly Agreement[], voices: readonly Voice[], sides: Sides): Verdict {
  const { before, after } = sides;
  const found = voices.map((voice) => ({
    voice,
    person: personOf(voice.who, before.model.people, after.model.people),
  }));
  const heard = found.flatMap(({ voice, person }): readonly Heard[] => {
    if (person === undefined) return [];
    const roles = rolesThatCount(person, before.model, after.model);
    const now = after.model.people?.people.find(({ id }) => id === person.id)?.roles ?? [];
    return [{ ...voice, person: person.id, roles, fills: [...new Set([...person.roles, ...now])], lost: [] }];
  });
  const unknown = found.flatMap(({ voice, person }) => (person === undefined ? [voice.who] : []));
  return verdictOn(agreements, heard, unknown);
}

/** By the people of now alone: of several changes together nobody can say who filled which role before each. */
export function judgeNow(agreements: readonly Agreement[], voices: readonly Voice[], now: Model): Verdict {
  const found = voices.map((voice) => ({ voice, person: personNamed(voice.who, now.people) }));
  const heard = found.flatMap(({ voice, person }): readonly Heard[] =>
    person === undefined
      ? []
      : [{ ...voice, person: person.id, roles: person.roles, fills: person.roles, lost: [] }],
  );
  return verdictOn(
    agreements,
    heard,
    found.flatMap(({ voice, person }) => (person === undefined ? [voice.who] : [])),
  );
}

export function verdictOn(
  agreements: readonly Agreement[],
  heard: readonly Heard[],
  unknown: readonly string[],
): Verdict {
  const judged = agreements.map((agreement) => foundFor(agreement, heard));
  const isAgreed = judged.every(({ missing, isAlone }) => missing.length === 0 && !isAlone);
  return { agreements: judged, heard, unknown, isAgreed };
}

function foundFor(agreement: Agreement, heard: readonly Heard[]): AgreementFound {
  const { roles, gainers, text } = agreement;
  // Nobody agrees to what they are given themselves.
  const isOwn = ({ person }: Heard): boolean => text.kind === "person" && text.name === person;
  const heeded = heard.filter((one) => (one.isOf?.(text) ?? true) && !isOwn(one));
  const missing = roles.filter((role) => !heeded.some((one) => one.roles.includes(role)));
  const speakers = heeded.filter((one) => one.roles.some((role) => roles.includes(role)));
  const missed = (of: (one: Heard) => readonly string[]): readonly Missed[] =>
    missing.flatMap((role) =>
      [
        ...new Set(heard.filter((one) => !isOwn(one) && of(one).includes(role)).map(({ person }) => person)),
      ].map((person) => ({
        role,
        person,
      })),
    );
  return {
    ...agreement,
    missing,
    stale: missed((one) => one.roles),
    lost: missed((one) => one.lost),
    isAlone:
      gainers.length > 0 && !speakers.some(({ fills }) => !fills.some((role) => gainers.includes(role))),
  };
}

// ── Whose ─────────────────────────────────────────────────────────────────────────────────────────────────

/** The rule for the innermost kind that has one: a handover's before its journey's. */
function rolesFor(change: Change, sides: Sides): readonly string[] {
  if (change.place.kind === "changes") return rolesOfRules(sides);
  return [sides.before, sides.after].flatMap(({ model }) => {
    const places = placesOf(change, model);
    const asked = places.map(({ kind, nodes }) => rolesThatAgree(kind, nodes, model));
    const innermost = asked.find((roles) => roles.length > 0) ?? [];
    return [...innermost, ...rolesThatAgree("handover", handoversOf(change, sides, model), model)];
  });
}

/** Those that come or go as a whole: with their journey, or within one that stays. */
function handoversOf(
  { at, how, place }: Change,
  { before, after }: Sides,
  model: Model,
): readonly ast.Handover[] {
  if (how !== "added" && how !== "removed") return [];
  const own = model.journeys.get(place.name)?.handovers ?? [];
  if (at === "JourneyDeclaration") return own;
  if (at !== "JourneyDeclaration.handovers") return [];
  const [olds, news] = [before, after].map(
    (side) => new Set(side.model.journeys.get(place.name)?.handovers.map(({ name }) => name.text)),
  );
  return own.filter(({ name }) => olds?.has(name.text) !== news?.has(name.text));
}

/** Of each kind whose rule is another: whoever it asked, and whoever it asks, of all that it speaks of. */
function rolesOfRules({ before, after }: Sides): readonly string[] {
  const kinds = new Set(
    [before, after].flatMap(({ model }) =>
      model.changes.flatMap(({ lines }) => lines.flatMap((line) => line.kinds.map(({ text }) => text))),
    ),
  );
  const needs = (kind: string, { changes }: Model): string =>
    plainText(
      needsOf(kind, changes)
        .map(({ text }) => text)
        .sort(),
    );
  return [...kinds]
    .filter((kind) => needs(kind, before.model) !== needs(kind, after.model))
    .flatMap((kind) =>
      [before, after].flatMap(({ model }) => rolesThatAgree(kind, nodesOf(kind, model), model)),
    );
}

const nodesOf = (kind: string, { files, journeys }: Model): readonly Node[] =>
  kind === "handover"
    ? [...journeys.values()].flatMap(({ handovers }) => handovers)
    : files.flatMap(({ declarations }) => declarations).filter((one) => named(one).kind === kind);

/** Who must agree to a change of these, which are of one kind; nobody where no line names the kind. */
export function rolesThatAgree(kind: string, nodes: readonly Node[], { changes }: Model): readonly string[] {
  return needsOf(kind, changes).flatMap(({ text }) => meant(text, nodes));
}

const needsOf = (kind: string, changes: Model["changes"]): readonly ast.Name[] =>
  changes
    .flatMap(({ lines }) => lines)
    .filter(({ kinds }) => kinds.some(({ text }) => text === kind))
    .flatMap(({ needs }) => needs);

interface ChangedPlace {
  readonly kind: string;
  readonly nodes: readonly Node[];
}

function placesOf(change: Change, model: Model): readonly ChangedPlace[] {
  const { place } = change;
  // Whoever answers for who is who answers for who is given a role.
  if (place.kind === "person") return givesAuthority(change) ? [{ kind: "role", nodes: [] }] : [];
  if (place.kind === "message") return senders(place.name, model);
  // Nobody can say what has changed, so that it may be any of them.
  if (place.kind === "workspace") return [{ kind: "journey", nodes: [...model.journeys.values()] }];
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

function gainersBy({ place, at, effect }: Change, sides: Sides): readonly string[] {
  if (place.kind !== "right") return [];
  const [before, after] = [sides.before, sides.after].map(({ model }) => model.rights.get(place.name));
  if (after === undefined) return [];
  const all = [...new Set(after.asks.map(({ role }) => role.text))];
  // One by another name, and much else in it: nobody can say what was theirs before.
  if (before === undefined) return all;
  const isLoosened = effect !== "stronger" && BOUNDS.some((bound) => at.startsWith(bound));
  return isLoosened ? all : gainersOf(before, after, sides);
}

/** What else keeps those who are asked from deciding as they like. */
const BOUNDS = ["neverTheAsker", "counts", "delegation", "about"].map((part) => `RightDeclaration.${part}`);

/** Where only those who gain would be asked, the next above them who do not gain are: by who reports to whom before. */
const aboveOf = (gainers: readonly string[], sides: Sides): readonly string[] =>
  gainers.flatMap((role) => nextAbove(role, gainers, sides) ?? []);

function nextAbove(role: string, gainers: readonly string[], { before, after }: Sides): string | undefined {
  const seen = new Set<string>();
  let at: string | undefined = role;
  while (at !== undefined && !seen.has(at)) {
    if (!gainers.includes(at)) return at;
    seen.add(at);
    at = (before.model.roles.get(at) ?? after.model.roles.get(at))?.reportsTo?.text;
  }
  return undefined;
}

// ── Who spoke ─────────────────────────────────────────────────────────────────────────────────────────────

/** Whoever was there before is known as before: a change gives nobody the login of somebody else. */
function personOf(who: string, before: People | null, after: People | null): Person | undefined {
  const known = new Set(before?.people.map(({ id }) => id));
  return (
    personNamed(who, before) ??
    personNamed(who, after === null ? null : { people: after.people.filter(({ id }) => !known.has(id)) })
  );
}

export function personNamed(who: string, people: Pick<People, "people"> | null): Person | undefined {
  const said = who.replace(/^@/, "").toLowerCase();
  return people?.people.find(({ id, email, login }) =>
    [id, email, login].some((one) => one?.toLowerCase() === said),
  );
}

function rolesThatCount({ id }: Person, before: Model, after: Model): readonly string[] {
  const rolesIn = ({ people }: Model): readonly string[] =>
    people?.people.find((one) => one.id === id)?.roles ?? [];
  const filled = new Set((before.people?.people ?? []).flatMap(({ roles }) => roles));
  return [...new Set([...rolesIn(before), ...rolesIn(after).filter((role) => !filled.has(role))])];
}
