/**
 * Access for one developer's machine: a secret and a token in the data directory, readable by their owner only. The
 * token may act for anybody, so it exists for development and is never made from a secret that was given.
 */
import { randomBytes } from "node:crypto";
import { chmod, mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { invariant } from "../../compiler/invariant.ts";
import { type LinkKeys, readLinkKeys } from "./link.ts";
import { readSecret, type Secret } from "./secret.ts";
import { mintToken, SCOPES } from "./token.ts";

export interface DevAccess {
  readonly secret: Secret;
  readonly token: string;
  readonly tokenFile: string;
}

const OWNER_ONLY = 0o600;

/** Keeps the secret over restarts, and replaces the token at each, so that it need not live for ever. */
export async function openDevAccess(dataDirectory: string): Promise<DevAccess> {
  await mkdir(dataDirectory, { recursive: true });
  const secret = await keepSecret(join(dataDirectory, "secret"));
  const token = await mintToken(secret, { name: "system:dev", scopes: SCOPES }, "30 days");
  const tokenFile = devTokenFile(dataDirectory);
  await writeFile(tokenFile, token, { mode: OWNER_ONLY });
  // The mode of `writeFile` counts for a new file only.
  await chmod(tokenFile, OWNER_ONLY);
  return { secret, token, tokenFile };
}

export const devTokenFile = (dataDirectory: string): string => join(dataDirectory, "token");

/** `null` when no gateway has been started in this directory. */
export async function readDevToken(dataDirectory: string): Promise<string | null> {
  try {
    return (await readFile(devTokenFile(dataDirectory), "utf8")).trim();
  } catch {
    return null;
  }
}

/** Signs links for people outside; kept as well, so that a link outlives a restart. */
export async function keepLinkKeys(directory: string): Promise<LinkKeys> {
  const file = join(directory, "link-keys");
  const read = readLinkKeys(await keepRandom(file, "dev:"));
  invariant("keys" in read, `${file} does not hold a key; remove it to have a new one made`);
  return read.keys;
}

async function keepSecret(file: string): Promise<Secret> {
  const read = readSecret(await keepRandom(file));
  invariant("secret" in read, `${file} does not hold a secret; remove it to have a new one made`);
  return read.secret;
}

async function keepRandom(file: string, before = ""): Promise<string> {
  try {
    // Created in one step: of two that start at once, one makes the secret and the other reads it.
    await writeFile(file, `${before}${randomBytes(32).toString("hex")}`, { mode: OWNER_ONLY, flag: "wx" });
  } catch (error) {
    if (!(error instanceof Error && "code" in error && error.code === "EEXIST")) throw error;
  }
  return (await readFile(file, "utf8")).trim();
}
