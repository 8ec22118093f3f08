/** A workspace becomes a model: all files parsed, all names gathered, and each name that is used looked up. */
import type * as ast from "../language/ast.ts";
import type { Diagnostic } from "../language/diagnostics/diagnostic.ts";
import { parse } from "../language/parse.ts";
import { byName, messagesByName, ofKind, policiesBySubject } from "./collect.ts";
import { findDoubt } from "./doubt.ts";
import { findDuplicates } from "./duplicates.ts";
import { findUnknownNames, findUnknownPeopleNames } from "./lookup.ts";
import { readMessage } from "./messages.ts";
import type { MessageFile, Model } from "./model.ts";
import { type ReadPeople, readPeople } from "./people.ts";
import { isJourneyFile, isMessageFile, isPeopleFile, type Workspace } from "./workspace.ts";

export interface Resolved {
  readonly model: Model;
  /** What could not be read. */
  readonly read: readonly Diagnostic[];
  /** Names that are declared twice or not at all. */
  readonly names: readonly Diagnostic[];
}

/** Never throws. `lower` may be given the model only when no diagnostic of `checkWorkspace` is an error. */
export function resolveWorkspace(workspace: Pick<Workspace, "files">): Resolved {
  const { files } = workspace;
  const parsed = files.filter(({ path }) => isJourneyFile(path)).map(({ path, text }) => parse(path, text));
  const read = files.filter(({ path }) => isMessageFile(path)).map(readMessage);
  const [peopleFile] = files.filter(({ path }) => isPeopleFile(path));
  const people = peopleFile === undefined ? null : readPeople(peopleFile);
  const messages = read.flatMap(({ message }) => (message === null ? [] : [message]));
  const model: Model = {
    ...tablesOf(
      parsed.map(({ file }) => file),
      messages,
    ),
    people: people?.people ?? null,
    doubt: findDoubt(parsed),
    unreadableMessages: read.filter(({ message }) => message === null).map(({ name }) => name),
  };
  const unread = [...parsed, ...read, ...(people === null ? [] : [people])].flatMap((one) => one.diagnostics);
  return { model, read: unread, names: findWrongNames(model, messages, people) };
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

function findWrongNames(
  model: Model,
  messages: readonly MessageFile[],
  people: ReadPeople | null,
): readonly Diagnostic[] {
  const all = model.files.flatMap(({ declarations }) => declarations);
  return [
    ...findDuplicates(all, messages),
    ...findUnknownNames(model),
    ...findUnknownPeopleNames(people?.references ?? [], model),
  ];
}
