/** The actions of a project, from the module that its configuration names, held to what its journeys declare. */
import { existsSync } from "node:fs";
import { resolve } from "node:path";
import type { Build } from "../../compiler/library.ts";
import { ConfigMistake, importTypeScript } from "../config.ts";

/** A contract's side, whichever copy of zod the project has. */
interface Side {
  readonly shape: Readonly<Record<string, unknown>>;
  safeParse(value: unknown): { readonly success: true; readonly data: unknown } | Mistaken;
}
interface Mistaken {
  readonly success: false;
  readonly error: { readonly issues: readonly { readonly path: readonly PropertyKey[] }[] };
}

/** `ActionDefinition` as it is found in a module of which nothing is known. */
export interface LoadedAction {
  readonly in: Side;
  readonly out: Side;
  run(
    input: unknown,
    call: { readonly key: string; readonly attempt: number; readonly signal: AbortSignal },
  ): Promise<unknown>;
}

/** By the name that journeys call them by. */
export type ActionTable = Readonly<Record<string, LoadedAction>>;

/**
 * What the journeys of a build call must be there with the fields that they declare: a worker that lacks one would
 * fail each call of it.
 * @param file `actions` of the configuration, relative to the project.
 * @throws ConfigMistake
 */
export async function loadActions(
  projectDir: string,
  file: string | undefined,
  build: Build,
): Promise<ActionTable> {
  const called = calledIn(build);
  if (file === undefined) {
    if (called.length === 0) return {};
    throw new ConfigMistake(
      `Journeys call ${called.join(", ")}, and temporal.config.ts names no module with \`actions\`.`,
    );
  }
  const path = resolve(projectDir, file);
  if (!existsSync(path)) throw new ConfigMistake(`temporal.config.ts: actions: there is no ${path}.`);
  const exported = await importTypeScript(path);
  const table: Record<string, LoadedAction> = {};
  for (const name of called) table[name] = requireAction(exported[name], name, path, build);
  return table;
}

const calledIn = ({ plans }: Build): readonly string[] =>
  [...new Set(plans.flatMap(({ plan }) => Object.keys(plan.actions ?? {})))].sort();

function requireAction(found: unknown, name: string, path: string, { library }: Build): LoadedAction {
  if (!isAction(found)) {
    throw new ConfigMistake(
      `${path} exports no action \`${name}\`: write \`export const ${name} = defineAction(…)\`.`,
    );
  }
  const contract = library.actions?.[name];
  requireFields(found.in, Object.keys(contract?.in ?? {}), `the \`in\` of \`${name}\``, path);
  requireFields(found.out, Object.keys(contract?.out ?? {}), `the \`out\` of \`${name}\``, path);
  return found;
}

function requireFields(side: Side, declared: readonly string[], what: string, path: string): void {
  const there = Object.keys(side.shape);
  const lacking = declared.filter((name) => !there.includes(name));
  const beyond = there.filter((name) => !declared.includes(name));
  if (lacking.length > 0) throw new ConfigMistake(`${path}: ${what} lacks ${lacking.join(", ")}.`);
  if (beyond.length > 0)
    throw new ConfigMistake(`${path}: ${what} has ${beyond.join(", ")}, which no journey file declares.`);
}

const isAction = (value: unknown): value is LoadedAction =>
  isRecord(value) && isSide(value.in) && isSide(value.out) && typeof value.run === "function";
const isSide = (value: unknown): boolean =>
  isRecord(value) && isRecord(value.shape) && typeof value.safeParse === "function";
const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null;
