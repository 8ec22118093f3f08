/** Who must agree to a change of each file, for the code host to ask them (docs/language.md, 3.5). */
import { rolesThatAgree } from "./diff/agreement.ts";
import { named } from "./diff/tell.ts";
import type { Model } from "./model.ts";
import { findAll, type Node } from "./walk.ts";
import { isMessageFile, isPeopleFile, type WorkspaceFile } from "./workspace.ts";

export interface OwnedFile {
  /** As in the workspace. */
  readonly path: string;
  /** In alphabetical order; none where no line of `changes` asks for anybody. */
  readonly roles: readonly string[];
}

export function ownersOfFiles(files: readonly WorkspaceFile[], model: Model): readonly OwnedFile[] {
  return files.map(({ path }) => ({ path, roles: [...new Set(rolesOf(path, model))].sort() }));
}

function rolesOf(path: string, model: Model): readonly string[] {
  if (isMessageFile(path)) return sendersOf(path.replace(/^.*\//, "").replace(/\.md$/, ""), model);
  // Whoever answers for who is who answers for who fills it.
  if (isPeopleFile(path)) return rolesThatAgree("role", [], model);
  const file = model.files.find((one) => one.path === path);
  return (file?.declarations ?? [])
    .flatMap((one) => [one, ...findAll(one, "Handover")])
    .flatMap((node) => agreeOn(node, model));
}

const agreeOn = (node: Node, model: Model): readonly string[] =>
  rolesThatAgree(named(node).kind, [node], model);

function sendersOf(message: string, model: Model): readonly string[] {
  const journeys = [...model.journeys.values()].filter((journey) =>
    findAll(journey, "SendStep").some((step) => step.message.text === message),
  );
  return rolesThatAgree("journey", journeys, model);
}
