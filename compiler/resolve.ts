/** A workspace becomes a model: all files parsed, all names gathered, and each name that is used looked up. */
import type * as ast from "../language/ast.ts";
import type { Diagnostic } from "../language/diagnostics/diagnostic.ts";
import { type Parsed, parse } from "../language/parse.ts";
import { byName, messagesByName, ofKind, policiesBySubject } from "./collect.ts";
import { findDoubt } from "./doubt.ts";
import { findDuplicates } from "./duplicates.ts";
import { findUnknownNamesIn, findUnknownPeopleNames } from "./lookup.ts";
import { type ReadMessage, readMessage } from "./messages.ts";
import type { MessageFile, Model } from "./model.ts";
import { onceFor } from "./once-for.ts";
import { type ReadPeople, readPeople } from "./people.ts";
import { readReleases } from "./releases/read-releases.ts";
import { scopesOf } from "./scopes.ts";
import {
  isJourneyFile,
  isMessageFile,
  isPeopleFile,
  type Workspace,
  type WorkspaceFile,
} from "./workspace.ts";

/** A file is read once for as long as it is there: an editor changes one of many, and the others stay the same. */
export const readJourney = onceFor(({ path, text }: WorkspaceFile) => parse(path, text));
export const readWords = onceFor(readMessage);
export const readRoles = onceFor(readPeople);

interface ReadFiles {
  readonly parsed: readonly Parsed[];
  readonly messages: readonly ReadMessage[];
  /** `null` when there is none. */
  readonly people: ReadPeople | null;
}

type Texts = Pick<Workspace, "files">;

function readFiles({ files }: Texts): ReadFiles {
  const [people] = files.filter(({ path }) => isPeopleFile(path));
  return {
    parsed: files.filter(({ path }) => isJourneyFile(path)).map(readJourney),
    messages: files.filter(({ path }) => isMessageFile(path)).map(readWords),
    people: people === undefined ? null : readRoles(people),
  };
}

/** What could not be read in one file. */
export function findUnreadable(file: WorkspaceFile): readonly Diagnostic[] {
  if (isJourneyFile(file.path)) return readJourney(file).diagnostics;
  if (isMessageFile(file.path)) return readWords(file).diagnostics;
  return isPeopleFile(file.path) ? readRoles(file).diagnostics : [];
}

/** Never throws. `lower` may be given the model only when no diagnostic of `checkWorkspace` is an error. */
export function modelOf(workspace: Texts): Model {
  const { parsed, messages, people } = readFiles(workspace);
  return {
    ...tablesOf(
      parsed.map(({ file }) => file),
      messages.flatMap(({ message }) => (message === null ? [] : [message])),
    ),
    people: people?.people ?? null,
    doubt: findDoubt(parsed),
    releases: readReleases(workspace.files),
    unreadableMessages: messages.filter(({ message }) => message === null).map(({ name }) => name),
  };
}

/** What could not be read, in the order journeys, messages, people. */
export function unreadIn(workspace: Texts): readonly Diagnostic[] {
  const { parsed, messages, people } = readFiles(workspace);
  return [...parsed, ...messages, ...(people === null ? [] : [people])].flatMap((one) => one.diagnostics);
}

/** Names that are declared twice or not at all, one declaration after the other. */
export function* wrongNames(model: Model, workspace: Texts): Generator<readonly Diagnostic[]> {
  const { messages, people } = readFiles(workspace);
  const all = model.files.flatMap(({ declarations }) => declarations);
  yield findDuplicates(
    all,
    messages.flatMap(({ message }) => (message === null ? [] : [message])),
  );
  for (const scope of scopesOf(model)) yield findUnknownNamesIn(scope);
  yield findUnknownPeopleNames(people?.references ?? [], model);
}

function tablesOf(
  files: readonly ast.SourceFile[],
  messages: readonly MessageFile[],
): Omit<Model, "people" | "doubt" | "unreadableMessages"> {
  const all = files.flatMap(({ declarations }) => declarations);
  return {
    files,
    calendars: byName(all, "CalendarDeclaration"),
    roles: byName(all, "RoleDeclaration"),
    ladders: byName(all, "LadderDeclaration"),
    rights: byName(all, "RightDeclaration"),
    changes: ofKind(all, "ChangesDeclaration"),
    subjects: byName(all, "SubjectDeclaration"),
    events: byName(all, "EventDeclaration"),
    scores: byName(all, "ScoreDeclaration"),
    policies: policiesBySubject(all),
    routes: byName(all, "RouteDeclaration"),
    audiences: byName(all, "AudienceDeclaration"),
    actions: byName(all, "ActionDeclaration"),
    hygienes: byName(all, "HygieneDeclaration"),
    journeys: byName(all, "JourneyDeclaration"),
    scenarios: ofKind(all, "ScenarioDeclaration"),
    messages: messagesByName(messages),
  };
}
