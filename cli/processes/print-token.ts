/** Mints tokens of an installation for whoever has its secret. */
import { resolve } from "node:path";
import type { Secret } from "../../runtime/access/secret.ts";
import { mintToken, type Scope } from "../../runtime/access/token.ts";
import { openPeople } from "../../runtime/people.ts";
import { EXIT, type ExitCode } from "../exit-code.ts";
import { wrongUsage } from "../failure.ts";
import type { Io } from "../io.ts";

export interface WantedToken {
  /** A person's id, or `system:<name>`. */
  readonly name: string;
  /** None: what the name lets expect. */
  readonly scopes: readonly string[];
  /** As jose reads it: `90 days`. */
  readonly validFor: string;
  /** Path of people.yaml. */
  readonly people: string;
}

/** Those that are for production: `act-for` lets one terminal play everybody, and is for development. */
const SCOPES = ["events", "people", "admin", "operate"] as const satisfies readonly Scope[];

export async function printToken(wanted: WantedToken, secret: Secret, io: Io): Promise<ExitCode> {
  const { name, validFor } = wanted;
  const isSystem = /^system:[\w.-]+$/.test(name);
  if (!isSystem) requirePerson(name, resolve(io.cwd, wanted.people), io);
  const scopes =
    wanted.scopes.length > 0 ? readScopes(wanted.scopes) : ([isSystem ? "events" : "people"] as const);
  const token = await mint(secret, { name, scopes }, validFor);
  io.talk(`For ${name}, lets ${scopes.join(" and ")}, valid for ${validFor}.`);
  io.out(io.json ? JSON.stringify({ name, scopes, validFor, token }, null, 2) : token);
  return EXIT.ok;
}

function requirePerson(name: string, path: string, io: Io): void {
  const { people } = openPeople({ path, onProblem: io.talk })();
  if (people.some(({ id }) => id === name)) return;
  throw wrongUsage(
    `${path} names nobody as ${name}; a system's name begins with system:, as in system:website.`,
  );
}

function readScopes(texts: readonly string[]): readonly Scope[] {
  return texts.map((text) => {
    const scope = SCOPES.find((one) => one === text);
    if (scope !== undefined) return scope;
    throw wrongUsage(`--scope ${text} is none of ${SCOPES.join(", ")}.`);
  });
}

async function mint(...[secret, bearer, validFor]: Parameters<typeof mintToken>): Promise<string> {
  try {
    return await mintToken(secret, bearer, validFor);
  } catch {
    throw wrongUsage(`--valid-for ${validFor} is no length of time such as "90 days".`);
  }
}
