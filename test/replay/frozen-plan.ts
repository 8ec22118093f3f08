/** The frozen plan of a recorded release, and the histories that were recorded of it. */
import { readdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import type { Plan } from "../../compiler/plan.ts";

/** From the project, since this is bundled too, into a folder as deep (`scripts/replay.js`). */
const HISTORIES = resolve(import.meta.dirname, "../../test/replay/histories");

export const releases = (): readonly string[] => readdirSync(HISTORIES).sort();

export const frozenPlan = (release: string): Plan =>
  JSON.parse(readFileSync(join(HISTORIES, release, "plan.json"), "utf8"));

/** By name; as `historyToJSON` writes them. */
export const historiesOf = (release: string): readonly (readonly [name: string, json: string])[] =>
  readdirSync(join(HISTORIES, release))
    .filter((file) => file !== "plan.json")
    .map((file) => [file, readFileSync(join(HISTORIES, release, file), "utf8")]);

export const historyFile = (release: string, name: string): string =>
  join(HISTORIES, release, `${name}.json`);
