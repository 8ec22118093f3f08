/** A released version of a journey, as it lies in `journeys/releases/NAME_vN.json`. Types only. */
import type { Horizon } from "../horizon.ts";
import type { Question, Reading } from "../library.ts";
import type { FieldType, Release } from "../plan.ts";

export interface FrozenRelease extends Release {
  readonly released: Released;
  /** SHA-256 of the canonical JSON of all the rest, 64 lower-case hexadecimal digits: nothing of it is changed. */
  readonly seal: string;
}

/** What is known of the act of releasing; nothing of it is part of the plan or of its hash. */
export interface Released {
  /** `YYYY-MM-DD`. */
  readonly on: string;
  /** Version of Baton that compiled it: another may lower the same text otherwise. */
  readonly baton: string;
  /** The commit of the sources, in full; `null` when they were in none. */
  readonly revision: string | null;
  /** Years for which its calendars are resolved. */
  readonly horizon: Horizon;
  /** By name: what tables turned into the closed days of its calendars, as it was declared. */
  readonly calendars: Readonly<Record<string, DeclaredDays>>;
  /** As the code host reported them; none where nobody was asked. */
  readonly approvals: readonly Approval[];
  readonly agreement: Agreed;
  readonly needs: Needs;
}

/** Who had to agree to it (docs/language.md, 3.5). */
export interface Agreed {
  /** The commit with which the sources were compared, in full; `null`: with nothing, it was the first. */
  readonly since: string | null;
  /** Roles that had to agree to what had changed since then. */
  readonly roles: readonly string[];
  /** Not all of them had, and somebody released it all the same; `null`: all had. */
  readonly waived: Waived | null;
}
export interface Waived {
  /** A person's id. */
  readonly by: string;
  readonly because: string;
  /** Roles; or in words, where somebody else than those of a role had to be among them. */
  readonly missing: readonly string[];
}

export interface DeclaredDays {
  /** `YYYY-MM-DD`, in the order of the text. */
  readonly closed: readonly string[];
  /** Places whose public holidays are closed: `DE-BY`. */
  readonly holidays: readonly string[];
}

/** Somebody who agreed to the change, before it was released. */
export interface Approval {
  /** As the code host knows them. */
  readonly who: string;
  /** The role for which they spoke; `null`: none was asked for. */
  readonly role: string | null;
  /** UTC, ISO 8601. */
  readonly at: string;
}

/**
 * What a plan needs of the library, which is never released: there is one definition of a lead, one score and one text
 * of a message at a time (`compiler/library.ts`). Each of these has to be there for as long as the release is kept.
 */
export interface Needs {
  readonly messages: readonly string[];
  readonly roles: readonly string[];
  readonly routes: readonly string[];
  /** What it begins. */
  readonly journeys: readonly string[];
  /** The bands that it names, by score. */
  readonly scores: Readonly<Record<string, readonly string[]>>;
  /** Of each kind of subject the fields that it reads and sets; of a closed list the values that it names. */
  readonly subjects: Readonly<Record<string, FieldTypes>>;
  /** Of each kind of event that it hears of, the fields that it reads. */
  readonly events: Readonly<Record<string, FieldTypes>>;
  readonly actions: Readonly<Record<string, { readonly in: FieldTypes; readonly out: FieldTypes }>>;
  /** Asked where events come in, on its behalf: a build has them although no text of today asks them. */
  readonly questions: Readonly<Record<string, Question>>;
  readonly readings: Readonly<Record<string, Reading>>;
}

export type FieldTypes = Readonly<Record<string, FieldType>>;
