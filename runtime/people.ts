/** people.yaml as it is now. It changes without a release, so it is looked at each time and read when it changed. */
import { readFileSync, statSync } from "node:fs";
import type { People } from "../compiler/library.ts";
import { readPeople } from "../compiler/people.ts";
import type { Diagnostic } from "../language/diagnostics/diagnostic.ts";
import { Positions } from "../language/diagnostics/positions.ts";
import { SettingsMistake } from "./stack/settings-mistake.ts";

export interface PeopleOptions {
  readonly path: string;
  /** Those that the journeys declare, where they are known: who is given another cannot be asked for anything. */
  readonly roles?: ReadonlySet<string>;
  /** Told once of each version that cannot be used: why, in one sentence. What was read before it stays. */
  readonly onProblem: (problem: string) => void;
}

/** @throws SettingsMistake when the file cannot be used at the start: nobody would get any work. */
export function openPeople({ path, roles, onProblem }: PeopleOptions): () => People {
  let stamp = stampOf(path);
  let people = parse(path, roles);
  return () => {
    const now = stampOf(path);
    if (now === stamp) return people;
    stamp = now;
    try {
      people = parse(path, roles);
    } catch (error) {
      const problem = error instanceof Error ? error.message : `${path} cannot be read.`;
      onProblem(`${problem} Until it is mended the people of before stay.`);
    }
    return people;
  };
}

/** Changes with each version of the file, also when it is put in place of the old one. */
function stampOf(path: string): string {
  const found = statSync(path, { throwIfNoEntry: false, bigint: true });
  return found === undefined ? "gone" : `${found.ino} ${found.size} ${found.mtimeNs}`;
}

function parse(path: string, roles: PeopleOptions["roles"]): People {
  const text = readText(path);
  const { people, diagnostics } = readPeople({ path, text });
  if (people === null || diagnostics.length > 0) {
    throw new SettingsMistake(firstOf(diagnostics, path, text));
  }
  requireRoles(path, people, roles);
  return people;
}

/** `people.yaml:3: …`, as editors jump to it. */
function firstOf([first]: readonly Diagnostic[], path: string, text: string): string {
  if (first === undefined) return `${path} cannot be read.`;
  const { line } = new Positions(text).at(first.span.start);
  return `${path}:${line}: ${first.message}`;
}

function requireRoles(path: string, { people }: People, roles: PeopleOptions["roles"]): void {
  if (roles === undefined) return;
  for (const person of people) {
    const unknown = person.roles.find((role) => !roles.has(role));
    if (unknown !== undefined) {
      throw new SettingsMistake(
        `${path}: ${person.id} has the role \`${unknown}\`, and there is no such role.`,
      );
    }
  }
}

function readText(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch {
    throw new SettingsMistake(`${path} cannot be read: it says who fills the roles.`);
  }
}
