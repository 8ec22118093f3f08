/**
 * The model: all files of a workspace as one set of names. Built once by `resolve`, read by checks and `lower`.
 *
 * A name that is declared twice is in the model once (the first); a name that is used and not declared is a
 * diagnostic of `resolve`, so that `lower` meets only names that exist.
 */
import type {
  ActionDeclaration,
  AudienceDeclaration,
  CalendarDeclaration,
  ChangesDeclaration,
  Declaration,
  EventDeclaration,
  HygieneDeclaration,
  JourneyDeclaration,
  LadderDeclaration,
  PolicyDeclaration,
  RightDeclaration,
  RoleDeclaration,
  RouteDeclaration,
  ScenarioDeclaration,
  ScoreDeclaration,
  SourceFile,
  Span,
  SubjectDeclaration,
} from "../language/ast.ts";
import type { Doubt } from "./doubt.ts";
import type { Message, People } from "./library.ts";
import type { ReadReleases } from "./releases/read-releases.ts";

export interface Model {
  readonly files: readonly SourceFile[];
  readonly calendars: ReadonlyMap<string, CalendarDeclaration>;
  readonly roles: ReadonlyMap<string, RoleDeclaration>;
  readonly ladders: ReadonlyMap<string, LadderDeclaration>;
  readonly rights: ReadonlyMap<string, RightDeclaration>;
  readonly changes: readonly ChangesDeclaration[];
  readonly subjects: ReadonlyMap<string, SubjectDeclaration>;
  readonly events: ReadonlyMap<string, EventDeclaration>;
  readonly scores: ReadonlyMap<string, ScoreDeclaration>;
  /** By subject. */
  readonly policies: ReadonlyMap<string, PolicyDeclaration>;
  readonly routes: ReadonlyMap<string, RouteDeclaration>;
  readonly audiences: ReadonlyMap<string, AudienceDeclaration>;
  readonly actions: ReadonlyMap<string, ActionDeclaration>;
  readonly hygienes: ReadonlyMap<string, HygieneDeclaration>;
  readonly journeys: ReadonlyMap<string, JourneyDeclaration>;
  readonly scenarios: readonly ScenarioDeclaration[];
  readonly messages: ReadonlyMap<string, MessageFile>;
  /** `null` when the workspace has no people.yaml, or one that cannot be read. */
  readonly people: People | null;
  /** What errors in the texts leave unknown: what depends on it is not reported. */
  readonly doubt: Doubt;
  /** What was released of the journeys; absent: nothing. */
  readonly releases?: ReadReleases;
  /** Names of messages that exist and cannot be read; absent: none. */
  readonly unreadableMessages?: readonly string[];
}

export interface MessageFile {
  readonly name: string;
  readonly message: Message;
  /** `retired: <why>` of the front matter. */
  readonly retired: string | null;
  readonly markedBy: string | null;
  readonly placeholders: readonly MessagePlaceholder[];
  readonly comparisons: readonly MessageComparison[];
  /** The first line of the file. */
  readonly span: Span;
}

/** A Liquid placeholder and its place in the file. */
export interface MessagePlaceholder {
  readonly path: string;
  /** The message says what is read when it is blank: by `default`, or by an `if` around it. */
  readonly guarded: boolean;
  readonly span: Span;
}

/** `{% if industry == "saas" %}`: a field beside a value, and the value's place. */
export interface MessageComparison {
  /** The test says what is read when the field is blank: by asking for it, or by an `else`. */
  readonly guarded: boolean;
  readonly left: Span;
  readonly path: string;
  readonly operator: string;
  readonly value: { readonly kind: "text" | "number" | "yes_no" | "blank"; readonly text: string };
  readonly span: Span;
}

/** Every declaration of every file, also those whose name was taken before. */
export function declarationsOf(model: Model): readonly Declaration[] {
  return model.files.flatMap((file) => file.declarations);
}
