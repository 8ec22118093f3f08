/** What could be written at a place of people.yaml: its keys, and the names of the journeys that would do. */
import type { Model } from "../model.ts";
import { placeIn } from "../read-yaml.ts";
import type { WorkspaceFile } from "../workspace.ts";
import type { Candidate } from "./candidates.ts";
import type { Completion } from "./complete.ts";
import type { MeaningKind } from "./meaning.ts";
import { modelIn, type Snapshot } from "./snapshot.ts";

type Source = (model: Model, place: Asked) => readonly Candidate[];

interface Asked {
  readonly keys: readonly string[];
  readonly text: string;
}

const key = (name: string, detail: string): Candidate => ({ name: `${name}: `, kind: "value", detail });
const keys =
  (all: Readonly<Record<string, string>>): Source =>
  () =>
    Object.entries(all).map(([name, detail]) => key(name, detail));

const named = (kind: MeaningKind, name: string, detail?: string): Candidate => ({
  name,
  kind,
  meaning: { kind, name },
  ...(detail !== undefined && { detail }),
});
const roles: Source = ({ roles: all }) =>
  [...all].map(([name, { title }]) => named("role", name, title?.text));
/** Also while the file cannot be read as a whole. */
const people: Source = (_, { text }) =>
  [...text.matchAll(/\bid:\s*([a-z][a-z0-9_]*)/g)].map(([, id = ""]) => named("person", id));

/** By the keys around a place; `*` is any. */
const SOURCES: Readonly<Record<string, Source>> = {
  "": keys({
    people: "who there is",
    delegates: "who stands in for whom",
    addresses: "where a role is reached as a whole",
  }),
  people: keys({
    id: "what journeys and delegates call them",
    name: "in full",
    email: "where they are reached",
    login: "what the code host calls them",
    roles: "what they do",
    serves: "the values of fields that they take; without it, all",
    capacity: "how many handovers and tasks they have open at a time",
    away: "days on which nothing is given to them",
  }),
  "people roles": roles,
  "people serves": ({ subjects }) =>
    [...subjects.values()].flatMap(({ name: of, fields }) =>
      fields.map(({ name }) => key(name.text, `field of ${of.text}`)),
    ),
  "people serves *": ({ subjects }, { keys: [, , field] }) =>
    [...subjects.values()].flatMap(({ name: of, fields }) =>
      fields
        .filter(({ name }) => name.text === field)
        .flatMap(({ type }) => (type.kind === "OneOfType" ? type.values : []))
        .map(({ text }): Candidate => ({ name: text, kind: "value", detail: `${field} of ${of.text}` })),
    ),
  "people away": keys({ from: "the first day", to: "the last day" }),
  delegates: keys({
    right: "what they decide",
    of: "for whom",
    to: "who stands in",
    from: "the first day",
    to_date: "the last day",
  }),
  "delegates right": ({ rights }) =>
    [...rights].map(([name, { title }]) => named("right", name, title?.text)),
  "delegates of": people,
  "delegates to": people,
  addresses: (model) => [...model.roles].map(([name, { title }]) => key(name, title?.text ?? "a role")),
};

export function completeInPeople(
  snapshot: Snapshot,
  file: WorkspaceFile,
  offset: number,
): readonly Completion[] {
  const start = offset - (/[a-z0-9_]*$/.exec(file.text.slice(0, offset))?.[0].length ?? 0);
  const place = placeIn(file.text, start, offset);
  if (place === undefined) return [];
  const exact = place.keys.join(" ");
  const source = SOURCES[exact] ?? SOURCES[[...place.keys.slice(0, -1), "*"].join(" ")];
  const span = { file: file.path, start, end: offset };
  return (source?.(modelIn(snapshot), { keys: place.keys, text: file.text }) ?? [])
    .filter(({ name }) => !place.taken.includes(name.replace(/: $/, "")))
    .map(({ name, ...more }) => ({ ...more, label: name.replace(/: $/, ""), insert: name, span }));
}
