/** Who follows whom, and what comes along (docs/language.md, 4.1). Pure, so that intake and the simulator agree. */
import type { Library, Subject } from "../../compiler/library.ts";
import type { Fields } from "../../compiler/plan.ts";
import { withComputed } from "../machine/reckon.ts";
import { computedOf } from "./computed-of.ts";

export interface Follower {
  readonly kind: string;
  readonly subject: Subject;
  readonly on: readonly string[];
}

export const followersOf = (library: Pick<Library, "subjects">, kind: string): readonly Follower[] =>
  Object.entries(library.subjects).flatMap(([name, subject]) =>
    subject.follows?.subject === kind ? [{ kind: name, subject, on: subject.follows.on }] : [],
  );

/** What one that is opened begins with: its defaults, and what is known of whom it follows under the same names. */
export function comingAlong(subject: Subject, fields: Fields): Fields {
  const known = Object.entries(fields).filter(
    ([name, value]) => subject.fields[name] !== undefined && value !== null,
  );
  return withComputed(computedOf(subject.fields), { ...defaultsOf(subject), ...Object.fromEntries(known) });
}

export const defaultsOf = (subject: Subject): Fields =>
  Object.fromEntries(
    Object.entries(subject.fields).flatMap(([name, field]) =>
      field.default === null ? [] : [[name, field.default]],
    ),
  );
