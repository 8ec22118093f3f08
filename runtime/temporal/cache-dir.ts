/** Where programs that Baton fetched for itself are kept, shared by all projects of a user. */
import { homedir } from "node:os";
import { join } from "node:path";

export type Environment = Readonly<Record<string, string | undefined>>;

/** `BATON_CACHE`, else `baton` in the XDG cache directory (XDG Base Directory Specification, 0.8). */
export const cacheDir = (env: Environment): string =>
  env.BATON_CACHE ?? join(env.XDG_CACHE_HOME || join(env.HOME ?? homedir(), ".cache"), "baton");

export const serverInCache = (env: Environment): string => join(cacheDir(env), "bin", SERVER_FILE);

export const SERVER_FILE = process.platform === "win32" ? "temporal.exe" : "temporal";
