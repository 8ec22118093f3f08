/**
 * What the build that runs in this directory, or was made in it to run elsewhere, says of events: which field identifies a subject,
 * and which fields are numbers. It is a convenience: the gateway checks what it is sent, and has the last word.
 */
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import { DATA_DIRECTORY, readDevInfo } from "../../runtime/dev-info.ts";
import { asTyped, type Pair } from "../pairs.ts";

const fields = z.record(z.string(), z.object({ type: z.string() }));
const library = z.object({
  subjects: z.record(z.string(), z.object({ key: z.string(), fields })),
  events: z.record(z.string(), z.object({ subject: z.string(), fields })),
});
type KnownLibrary = z.infer<typeof library>;

export interface KnownEvent {
  /** The field that identifies a subject; `null` when it is not known here. */
  readonly key: string | null;
  readonly typeOf: (part: "subject" | "data", field: string) => string | undefined;
  /** All events of the build; `null` when there is none here. */
  readonly events: readonly string[] | null;
}

/** Where the pages put a build that is deployed: `baton compile --released-only --out build`. */
const DEPLOYED = "build";

export async function findKnownEvent(event: string, cwd: string): Promise<KnownEvent> {
  const dataDirectory = join(cwd, DATA_DIRECTORY);
  const running = (await readDevInfo(dataDirectory))?.build ?? join(dataDirectory, "build");
  const known = (await readLibrary(running)) ?? (await readLibrary(join(cwd, DEPLOYED)));
  const kind = known?.events[event];
  const subject = kind === undefined ? undefined : known?.subjects[kind.subject];
  return {
    key: subject?.key ?? null,
    typeOf: (part, field) => (part === "subject" ? subject : kind)?.fields[field]?.type,
    events: known === null ? null : Object.keys(known.events),
  };
}

async function readLibrary(build: string): Promise<KnownLibrary | null> {
  try {
    return library.parse(JSON.parse(await readFile(join(build, "library.json"), "utf8")));
  } catch {
    return null;
  }
}

/** A part of an event, with its numbers as numbers. */
export function typedPart(
  event: KnownEvent,
  part: "subject" | "data",
  pairs: readonly Pair[],
): Readonly<Record<string, string | number>> {
  return Object.fromEntries(
    pairs.map(([field, value]) => [field, asTyped(value, event.typeOf(part, field))]),
  );
}
