import type { z } from "zod";
import { hashPlan } from "./canonical.ts";
import { messageOf } from "./message-of.ts";
import type { Release } from "./plan.ts";
import { releaseSchema } from "./plan-schema.ts";

/** The one format of plans and libraries that this compiler writes and reads. */
export const FORMAT = 1;

/** A file of a build or a release that cannot be used; the message is one sentence that names the file and the fault. */
export class UnreadableBuild extends Error {
  override readonly name = "UnreadableBuild";
}

/**
 * Reads a release back, and trusts nothing: format, shape and hash are checked.
 * @param file what the release is called in the error
 * @throws UnreadableBuild
 */
export function readRelease(text: string, file = "The release"): Release {
  const json = parseJson(text, file);
  requireFormat(property(json, "plan"), file);
  const release = requireShape(releaseSchema, json, file);
  const hash = hashPlan(release.plan);
  if (hash !== release.hash) {
    throw new UnreadableBuild(
      `${file} was changed after it was compiled: it states the hash ${short(release.hash)}, and its plan has ${short(hash)}.`,
    );
  }
  return release;
}

export function parseJson(text: string, file: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new UnreadableBuild(`${file} is not JSON: ${messageOf(error)}.`);
  }
}

/** Before the shape, so that a file of another format is called that and not broken. */
export function requireFormat(value: unknown, file: string): void {
  const format = property(value, "format");
  if (format === FORMAT) return;
  const found = format === undefined ? "states no format" : `has format ${JSON.stringify(format)}`;
  throw new UnreadableBuild(`${file} ${found}, and this version of baton reads format ${FORMAT}.`);
}

export function requireShape<T>(schema: z.ZodType<T>, value: unknown, file: string): T {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  const place = issue === undefined || issue.path.length === 0 ? "" : ` at ${issue.path.join(".")}`;
  throw new UnreadableBuild(
    `${file} does not have the shape of format ${FORMAT}${place}: ${issue?.message ?? "invalid"}.`,
  );
}

function property(value: unknown, key: string): unknown {
  if (typeof value !== "object" || value === null) return undefined;
  return Object.entries(value).find(([name]) => name === key)?.[1];
}

function short(hash: string): string {
  return hash.slice(0, 12);
}
