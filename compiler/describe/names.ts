/** What a journey's names are called for a reader: titles where there are some, else the name in words. */
import type * as ast from "../../language/ast.ts";
import type { Model } from "../model.ts";
import { capital, durationWords, listWords, nameWords, quote, writtenText } from "./words.ts";

/** The journey that is described, and where its names are looked up. */
export interface Described {
  readonly model: Model;
  readonly journey: ast.JourneyDeclaration;
}

export function roleWords(role: string, { model }: Pick<Described, "model">): string {
  // `reach the owner` of a rule is said with this word in place of a role.
  if (role === "owner") return "its owner";
  const title = model.roles.get(role)?.title?.text;
  // A title may have its article: "The partner who brought them".
  return `the ${title === undefined ? nameWords(role) : title.replace(/^the\s+/i, "")}`;
}

export const rolesWords = (
  roles: readonly ast.Name[],
  conjunction: "and" | "or",
  described: Described,
): string =>
  listWords(
    roles.map(({ text }) => roleWords(text, described)),
    conjunction,
  );

export function whoWords(who: ast.Who, described: Pick<Described, "model">): string {
  if (who.kind === "TheWho") return `the ${who.which}`;
  const role = roleWords(who.role.text, described);
  return who.pickedBy === undefined
    ? role
    : `${role} (picked by ${routeWords(who.pickedBy.text, described)})`;
}

function routeWords(route: string, { model }: Pick<Described, "model">): string {
  return quote(model.routes.get(route)?.title?.text ?? nameWords(route));
}

export const stageWords = (stage: ast.Name): string => capital(nameWords(stage.text));

export const stagesWords = (stages: readonly ast.Name[], conjunction: "and" | "or"): string =>
  listWords(stages.map(stageWords), conjunction);

export const handoverWords = (handover: ast.Name): string =>
  `the handover ${quote(nameWords(handover.text))}`;

export function journeyWords(name: ast.Name, { model }: Described): string {
  return quote(model.journeys.get(name.text)?.title?.text ?? nameWords(name.text));
}

export function rightWords(name: ast.Name, { model }: Described): string {
  return quote(model.rights.get(name.text)?.title?.text ?? nameWords(name.text));
}

/** A task by its title, for those who expect it by its name. */
export function taskWords(name: ast.Name, tasks: readonly ast.TaskStep[]): string {
  const task = tasks.find((one) => one.name.text === name.text);
  return task === undefined ? quote(nameWords(name.text)) : writtenText(task.title);
}

/** `within 4 business hours (clock “prompt”)`. */
export function clockWords(ladder: ast.Name, { model }: Pick<Described, "model">): string {
  const within = model.ladders.get(ladder.text)?.within;
  const clock = `clock ${quote(nameWords(ladder.text))}`;
  return within === undefined ? `on the ${clock}` : `within ${durationWords(within)} (${clock})`;
}

/** `the lead`. */
export const subjectWords = ({ journey }: Described): string => `the ${nameWords(journey.of.text)}`;

/** Where it leads, as a sentence without its capital and its full stop. */
export function leaveWords(leave: ast.Leave, described: Described): string {
  if (leave.kind === "ExitStep") return `the journey ends as ${quote(nameWords(leave.exit.text))}`;
  const through = leave.through === undefined ? "" : `, through ${handoverWords(leave.through)}`;
  return `${subjectWords(described)} moves to ${stageWords(leave.stage)}${through}`;
}
