/**
 * people.yaml: who fills the roles today. Read by the compiler, and again by whatever runs, since people change
 * without a release; so this reads one text and knows nothing of a model. What it names is checked by `resolve`.
 */
import { z } from "zod";
import type { Span } from "../language/ast.ts";
import type { Diagnostic } from "../language/diagnostics/diagnostic.ts";
import { report } from "../language/diagnostics/report.ts";
import { findHiddenInWords } from "../language/guards.ts";
import type { Delegation, People, Person } from "./library.ts";
import { type PlaceOf, readYaml } from "./read-yaml.ts";
import type { WorkspaceFile } from "./workspace.ts";

/** A name in people.yaml that stands for something declared elsewhere. */
export interface PeopleReference {
  readonly to: "role" | "right" | "field";
  readonly name: string;
  readonly span: Span;
}

export interface ReadPeople {
  /** `null` when the file cannot be read. */
  readonly people: People | null;
  readonly references: readonly PeopleReference[];
  /** Where a person's id stands: their own, and those that a delegation names. */
  readonly ids: readonly { readonly name: string; readonly span: Span; readonly declares: boolean }[];
  /** What somebody serves: values of a field. */
  readonly values: readonly { readonly field: string; readonly name: string; readonly span: Span }[];
  readonly diagnostics: readonly Diagnostic[];
}

const name = z.string("must be text").regex(/^[a-z][a-z0-9_]*$/, "must be small letters, digits and `_`");
const date = z.string("must be a date").refine(isDate, "must be a day such as 2026-12-21");
const LIST = "must be a list";
/** What an object is to hold, where something else stands; an unknown key is told of by its name. */
const holds =
  (what: string) =>
  ({ code }: { readonly code: string }): string | undefined =>
    code === "invalid_type" ? `must be ${what}` : undefined;

const File = z.strictObject({
  people: z.array(
    z.strictObject({
      id: name,
      name: z.string("must be text").trim().min(1, "must not be empty"),
      email: z.email("must be an e-mail address"),
      login: z
        .string("must be text")
        .regex(/^[A-Za-z0-9][\w.-]*$/, "must be a name of the code host, without `@`")
        .optional(),
      roles: z.array(name, LIST).min(1, "must name a role"),
      serves: z
        .record(name, z.array(z.string("must be text"), LIST), {
          error: holds("fields with lists of values, such as `{ country: [DK, SE] }`"),
        })
        .default({}),
      capacity: z.int("must be a whole number").positive("must be above zero").nullable().default(null),
      away: z
        .array(
          z.strictObject(
            { from: date, to: date },
            { error: holds("`{ from: 2026-12-21, to: 2026-12-28 }`") },
          ),
        )
        .default([]),
    }),
  ),
  delegates: z
    .array(
      z.strictObject(
        { right: name, of: name, to: name, from: date, to_date: date },
        {
          error: holds("`{ right: RIGHT, of: PERSON, to: PERSON, from: 2026-12-21, to_date: 2026-12-28 }`"),
        },
      ),
    )
    .default([]),
  addresses: z.record(name, z.email("must be an e-mail address")).default({}),
});
type File = z.infer<typeof File>;

export function readPeople(file: WorkspaceFile): ReadPeople {
  const read = readParts(file);
  return { ...read, diagnostics: [...findHiddenInWords(file.path, file.text), ...read.diagnostics] };
}

function readParts({ path, text }: WorkspaceFile): ReadPeople {
  const refuse = (problem: string, at: Span) => report("bad-people", { problem }, at);
  const read = readYaml({ file: path, start: 0, text }, File, refuse);
  if (read.value === null)
    return { people: null, references: [], ids: [], values: [], diagnostics: read.diagnostics };
  const faults = faultsOf(read.value).map(({ problem, at }) => refuse(problem, read.placeOf(at)));
  return {
    people: toPeople(read.value),
    references: referencesOf(read.value, read.placeOf),
    ids: idsIn(read.value, read.placeOf),
    values: valuesIn(read.value, read.placeOf),
    diagnostics: faults,
  };
}

function toPeople({ people, delegates, addresses }: File): People {
  return {
    people: people.map(
      ({ login, ...person }): Person => (login === undefined ? person : { ...person, login }),
    ),
    delegates: delegates.map(({ to_date: toDate, ...rest }): Delegation => ({ ...rest, toDate })),
    addresses,
  };
}

/** `YYYY-MM-DD`, and a day that exists. */
function isDate(text: string): boolean {
  if (!/^\d{4}-\d\d-\d\d$/.test(text)) return false;
  const instant = Date.parse(`${text}T00:00:00Z`);
  return !Number.isNaN(instant) && new Date(instant).toISOString().startsWith(text);
}

// ── What does not hold together ───────────────────────────────────────────────────────────────────────────

interface Fault {
  readonly problem: string;
  readonly at: readonly PropertyKey[];
}

function faultsOf(file: File): readonly Fault[] {
  return [
    ...sharedIds(file),
    ...backwardAbsences(file),
    ...file.delegates.flatMap((_, at) => faultsOfDelegate(file, at)),
  ];
}

function sharedIds({ people }: File): readonly Fault[] {
  const first = new Set<string>();
  return people.flatMap(({ id }, index) => {
    if (first.has(id)) return [{ problem: `two people have the id \`${id}\``, at: ["people", index, "id"] }];
    first.add(id);
    return [];
  });
}

function backwardAbsences({ people }: File): readonly Fault[] {
  return people.flatMap(({ id, away }, person) =>
    away.flatMap(({ from, to }, absence) =>
      from > to ? [{ problem: `${id} is back before leaving`, at: ["people", person, "away", absence] }] : [],
    ),
  );
}

function faultsOfDelegate({ people, delegates }: File, index: number): readonly Fault[] {
  const one = delegates[index];
  if (one === undefined) return [];
  const at = (key: string) => ["delegates", index, key];
  const known = (id: string) => people.some((person) => person.id === id);
  const faults: Fault[] = [];
  for (const key of ["of", "to"] as const) {
    if (!known(one[key])) faults.push({ problem: `nobody has the id \`${one[key]}\``, at: at(key) });
  }
  if (one.of === one.to) faults.push({ problem: `${one.of} stands in for themselves`, at: at("to") });
  if (one.from > one.to_date) faults.push({ problem: "it ends before it begins", at: at("to_date") });
  // Each pair is told once, at the later of the two.
  if (delegates.slice(0, index).some((other) => standInForEachOther(one, other))) {
    faults.push({
      problem: `${one.of} and ${one.to} stand in for each other at the same time`,
      at: at("to"),
    });
  }
  return faults;
}

type Delegate = File["delegates"][number];

/** A decision would go back and forth between the two, or each would approve the other's. */
function standInForEachOther(one: Delegate, other: Delegate): boolean {
  const opposite =
    one.right === other.right && one.of === other.to && one.to === other.of && one.of !== one.to;
  return opposite && one.from <= other.to_date && other.from <= one.to_date;
}

// ── What it names ─────────────────────────────────────────────────────────────────────────────────────────

function referencesOf(file: File, placeOf: PlaceOf): readonly PeopleReference[] {
  const refer = (to: PeopleReference["to"], name: string, at: readonly PropertyKey[]) => ({
    to,
    name,
    span: at.at(-1) === name ? placeOf(at, "key") : placeOf(at),
  });
  return [
    ...file.people.flatMap(({ roles, serves }, person) => [
      ...roles.map((role, index) => refer("role", role, ["people", person, "roles", index])),
      ...Object.keys(serves).map((field) => refer("field", field, ["people", person, "serves", field])),
    ]),
    ...file.delegates.map(({ right }, index) => refer("right", right, ["delegates", index, "right"])),
    ...Object.keys(file.addresses).map((role) => refer("role", role, ["addresses", role])),
  ];
}

function valuesIn({ people }: File, placeOf: PlaceOf): ReadPeople["values"] {
  return people.flatMap(({ serves }, person) =>
    Object.entries(serves).flatMap(([field, values]) =>
      values.map((name, index) => ({
        field,
        name,
        span: placeOf(["people", person, "serves", field, index]),
      })),
    ),
  );
}

function idsIn({ people, delegates }: File, placeOf: PlaceOf): ReadPeople["ids"] {
  return [
    ...people.map(({ id }, index) => ({ name: id, span: placeOf(["people", index, "id"]), declares: true })),
    ...delegates.flatMap((delegate, index) =>
      (["of", "to"] as const).map((key) => ({
        name: delegate[key],
        span: placeOf(["delegates", index, key]),
        declares: false,
      })),
    ),
  ];
}
