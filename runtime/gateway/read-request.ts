/** Queries and bodies against the schemas of the API. */
import { z } from "zod";
import { pointerTo } from "../ingest/fault.ts";
import { nearestName } from "../ingest/nearest-name.ts";
import { badRequest, type HttpFault } from "./http-fault.ts";

/** @throws HttpFault that names the first part that is wrong. */
export function readRequest<T extends z.ZodType>(schema: T, raw: unknown): z.infer<T> {
  const read = schema.safeParse(raw);
  if (read.success) return read.data;
  throw faultOf(read.error, schema, raw);
}

/** @param raw what was read, which tells what is missing from what is wrong. */
export function faultOf(error: z.ZodError, schema: z.ZodType, raw: unknown): HttpFault {
  // What is unknown first: a misspelt name is also missing under its right one.
  const issue = error.issues.find(({ code }) => code === "unrecognized_keys") ?? error.issues[0];
  const path = issue?.path ?? [];
  if (issue?.code === "unrecognized_keys") {
    const name = issue.keys[0] ?? "";
    const near = path.length === 0 ? nearestName(name, membersOf(schema)) : null;
    const hint = near === null ? "" : ` Did you mean \`${near}\`?`;
    return badRequest({
      code: "unknown-field",
      message: `There is no \`${name}\` here.${hint}`,
      field: pointerTo([...path, name]),
    });
  }
  const name = path.length === 0 ? "The body" : `\`${path.join(".")}\``;
  if (valueAt(raw, path) === undefined) {
    return badRequest({ code: "missing-field", message: `${name} is missing.`, field: pointerTo(path) });
  }
  const message = `${name} is not as it should be: ${lowerFirst(issue?.message ?? "it cannot be read")}.`;
  return badRequest({ code: "wrong-type", message, field: pointerTo(path) });
}

function valueAt(raw: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>(
    (value, part) => (typeof value === "object" && value !== null ? Reflect.get(value, part) : undefined),
    raw,
  );
}

const membersOf = (schema: z.ZodType): readonly string[] =>
  schema instanceof z.ZodObject ? Object.keys(schema.shape) : [];

const lowerFirst = (text: string): string => text.slice(0, 1).toLowerCase() + text.slice(1);
