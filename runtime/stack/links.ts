/** What links for people outside are made with: keys and the public address, from the environment. */
import type { Library } from "../../compiler/library.ts";
import { keepLinkKeys } from "../access/dev-access.ts";
import { type LinkKeys, type Links, readLinkKeys } from "../access/link.ts";
import { SettingsMistake } from "./settings-mistake.ts";

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * `null`: nobody outside is ever asked.
 * @throws SettingsMistake when somebody is, and the keys are missing, or when they are wrong.
 */
export function openLinkKeys(env: Environment, library: Pick<Library, "roles">): LinkKeys | null {
  const { BATON_LINK_KEYS: value } = env;
  if (value) return keysOf(value);
  const role = outsideRole(library);
  if (role === undefined) return null;
  throw new SettingsMistake(
    `BATON_LINK_KEYS is not set: ${role} is outside the company and answers by a signed link. Give it a name and at least 32 random bytes, such as k1:$(openssl rand -hex 32).`,
  );
}

/** @throws SettingsMistake, as above, and where nobody would know the address of the gateway. */
export function openLinks(env: Environment, library: Pick<Library, "roles">): Links | null {
  const keys = openLinkKeys(env, library);
  if (keys === null) return null;
  const { BATON_PUBLIC_URL: url } = env;
  if (url) return { keys, url: publicUrl(url) };
  if (outsideRole(library) === undefined) return null;
  throw new SettingsMistake(
    "BATON_PUBLIC_URL is not set: people outside open their links under the address at which they reach the gateway, such as https://answers.example.com.",
  );
}

/** For one machine: a key that is kept in the directory, and the gateway's own address, where none are given. */
export async function openDevLinks(
  env: Environment,
  directory: string,
  gateway: () => string,
): Promise<Links> {
  const { BATON_LINK_KEYS: value, BATON_PUBLIC_URL: url } = env;
  const keys = value ? keysOf(value) : await keepLinkKeys(directory);
  return {
    keys,
    get url() {
      return url ? publicUrl(url) : gateway();
    },
  };
}

const outsideRole = ({ roles }: Pick<Library, "roles">): string | undefined =>
  Object.entries(roles).find(([, { outside }]) => outside !== undefined)?.[0];

function keysOf(value: string): LinkKeys {
  const read = readLinkKeys(value);
  if ("keys" in read) return read.keys;
  throw new SettingsMistake(read.problem);
}

const LOOPBACK = /^(localhost|127(\.\d{1,3}){3}|\[::1\])$/;

/** Links are secrets: they travel encrypted, save on this machine. */
function publicUrl(value: string): string {
  const url = URL.canParse(value) ? new URL(value) : null;
  const isSafe = url?.protocol === "https:" || (url?.protocol === "http:" && LOOPBACK.test(url.hostname));
  if (url === null || !isSafe || url.search !== "" || url.hash !== "")
    throw new SettingsMistake(
      "BATON_PUBLIC_URL must be an https address, such as https://answers.example.com.",
    );
  return url.href.replace(/\/+$/, "");
}
