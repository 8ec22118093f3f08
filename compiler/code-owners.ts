/** Who must agree to a change of each file, for the code host to ask them (docs/language.md, 3.5). */
import { rolesThatAgree } from "./diff/agreement.ts";
import { named } from "./diff/tell.ts";
import { sendersOf } from "./map/touchpoints.ts";
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
  if (isMessageFile(path)) {
    const name = path.replace(/^.*\//, "").replace(/\.md$/, "");
    return rolesThatAgree("journey", sendersOf(name, model), model);
  }
  // Whoever answers for who is who answers for who fills it.
  if (isPeopleFile(path)) return rolesThatAgree("role", [], model);
  const file = model.files.find((one) => one.path === path);
  return (file?.declarations ?? [])
    .flatMap((one) => [one, ...findAll(one, "Handover")])
    .flatMap((node) => agreeOn(node, model));
}

const agreeOn = (node: Node, model: Model): readonly string[] =>
  rolesThatAgree(named(node).kind, [node], model);
