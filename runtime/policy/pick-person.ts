/** Which person it goes to (docs/language.md, "Routes" and "Ladders"). */
import type { People, Person, Route } from "../../compiler/library.ts";
import type { Fields, Value } from "../../compiler/plan.ts";
import type { PersonId } from "../machine/protocol.ts";

export interface PickRequest {
  /** `null`: whoever fills the role and has least open. */
  readonly route: Route | null;
  readonly role: string;
  readonly people: People;
  /** Handovers and tasks that each has open; an absent one has none. */
  readonly loads: Readonly<Record<PersonId, number>>;
  /** A number that grows with each pick of the role; absent: never picked. */
  readonly lastPicked: Readonly<Record<PersonId, number>>;
  readonly fields: Fields;
  /** Those who missed it, and those who may not be asked. */
  readonly exclude: readonly PersonId[];
  /** Only the first pick may fall to the route's `otherwise`. */
  readonly first: boolean;
  /** `YYYY-MM-DD` where the role works: who is away today is passed over. */
  readonly localDate: string;
}

export interface Pick {
  readonly person: PersonId;
  /** The role they were picked for: the one asked, or the route's `otherwise`. */
  readonly role: string;
  readonly why: string;
}

/** `null`: nobody can be asked. */
export function pickPerson(request: PickRequest): Pick | null {
  const { route, role } = request;
  if (route === null) return pickLeastLoaded(request, role);
  const [best] = candidatesOf(request, route).sort(byRank(request, route));
  if (best !== undefined) return { person: best.id, role, why: whyPicked(request, route, best) };
  return request.first ? pickLeastLoaded(request, route.otherwise) : null;
}

/** Somebody besides those who are asked by the same task; one of them, where nobody else can be. */
export function pickApart(request: PickRequest, asked: readonly PersonId[]): Pick | null {
  const apart =
    asked.length === 0 ? null : pickPerson({ ...request, exclude: [...request.exclude, ...asked] });
  const isOfRole = apart !== null && apart.role === request.role;
  return isOfRole ? apart : pickPerson(request);
}

/** A role without a route: it is for everyone who fills it and is there. */
function pickLeastLoaded(request: PickRequest, role: string): Pick | null {
  const [best] = filling(request.people, role)
    .filter((person) => !request.exclude.includes(person.id) && !isAway(person, request.localDate))
    .sort(inOrder(byLoad(request), byTurn(request)));
  return best === undefined
    ? null
    : { person: best.id, role, why: `of ${role}, has least open (${loadOf(request, best)})` };
}

function candidatesOf(request: PickRequest, route: Route): Person[] {
  return filling(request.people, request.role).filter(
    (person) =>
      route.match.every(
        (field) => servesOf(person, field, request.fields[field] ?? null) !== "names others",
      ) && !isSkipped(request, route, person),
  );
}

/** `exclude` holds more than those who missed it, so it counts also where the route does not skip `missed`. */
function isSkipped(request: PickRequest, route: Route, person: Person): boolean {
  if (request.exclude.includes(person.id)) return true;
  if (route.skip.includes("away") && isAway(person, request.localDate)) return true;
  return (
    route.skip.includes("at capacity") &&
    person.capacity !== null &&
    loadOf(request, person) >= person.capacity
  );
}

/** Dates are inclusive, and compare as text. */
const isAway = (person: Person, localDate: string): boolean =>
  person.away.some(({ from, to }) => from <= localDate && localDate <= to);

export const filling = (people: People, role: string): Person[] =>
  people.people.filter((person) => person.roles.includes(role));

// ── Order ─────────────────────────────────────────────────────────────────────────────────────────────────

type Serves = "names it" | "names nothing" | "names others";
const RANK: Readonly<Record<Serves, number>> = { "names it": 0, "names nothing": 1, "names others": 2 };

/** A blank is no value that anybody names. */
function servesOf(person: Person, field: string, value: Value): Serves {
  const named = person.serves[field];
  if (named === undefined || named.length === 0) return "names nothing";
  return value !== null && named.includes(String(value)) ? "names it" : "names others";
}

type Order = (one: Person, other: Person) => number;

/** The sort is stable, so that the order of people.yaml decides last. */
function byRank(request: PickRequest, route: Route): Order {
  const preferences = route.prefer.map(
    (field): Order =>
      (one, other) =>
        rankOf(one, field, request) - rankOf(other, field, request),
  );
  const load = route.pick === "least loaded" ? [byLoad(request)] : [];
  return inOrder(...preferences, ...load, byTurn(request));
}

const rankOf = (person: Person, field: string, request: PickRequest): number =>
  RANK[servesOf(person, field, request.fields[field] ?? null)];

const byLoad =
  (request: PickRequest): Order =>
  (one, other) =>
    loadOf(request, one) - loadOf(request, other);

/** Who was picked longest ago comes first, and before them who never was. */
const byTurn =
  (request: PickRequest): Order =>
  (one, other) =>
    turnOf(request, one) - turnOf(request, other);

const loadOf = (request: PickRequest, person: Person): number => request.loads[person.id] ?? 0;
const turnOf = (request: PickRequest, person: Person): number => request.lastPicked[person.id] ?? -1;

function inOrder(...orders: readonly Order[]): Order {
  return (one, other) => orders.map((order) => order(one, other)).find((result) => result !== 0) ?? 0;
}

// ── Words ─────────────────────────────────────────────────────────────────────────────────────────────────

function whyPicked(request: PickRequest, route: Route, person: Person): string {
  const named = [...route.match, ...route.prefer].filter(
    (field) => servesOf(person, field, request.fields[field] ?? null) === "names it",
  );
  const serves =
    named.length === 0
      ? ""
      : `serves ${named.map((field) => `${field} ${request.fields[field]}`).join(", ")}; `;
  return (
    serves + (route.pick === "in turn" ? "next in turn" : `least loaded (${loadOf(request, person)} open)`)
  );
}
