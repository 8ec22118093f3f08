/** What is remembered of a demo, so that one that was killed goes on where it was. */
import { mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import type { Clock } from "../../runtime/clock.ts";
import { temporalDir } from "../../runtime/stack/temporal-server.ts";
import { stopOrphan } from "../../runtime/temporal/dev-server.ts";

const remembered = z.object({
  clock: z.object({ startedAt: z.number(), origin: z.number(), scale: z.number().positive() }),
  leads: z.number().int(),
  finished: z.boolean(),
});
export type RememberedDemo = z.infer<typeof remembered>;

/** Monday 2026-11-23, 08:00 in Copenhagen: an hour before the offices open. */
const MONDAY_MORNING = Date.UTC(2026, 10, 23, 7);
const DAY = 86_400_000;
/** Real milliseconds after which an interrupted demo is not gone on with: its clock has run on meanwhile. */
const TOO_LONG_AGO = 30 * 60_000;

export interface DemoBegin {
  readonly clock: Clock;
  readonly resumed: boolean;
}

export interface DemoWanted {
  readonly secondsPerDay: number;
  readonly leads: number;
  readonly fresh: boolean;
}

/** Goes on with an interrupted demo of the same speed and cast, or clears the place and begins anew. */
export async function beginDemo(
  dataDir: string,
  { secondsPerDay, leads, fresh }: DemoWanted,
): Promise<DemoBegin> {
  const before = fresh ? null : await readDemo(dataDir);
  const scale = DAY / (secondsPerDay * 1_000);
  const mayGoOn =
    before !== null &&
    !before.finished &&
    before.clock.scale === scale &&
    before.leads === leads &&
    Date.now() - before.clock.startedAt < TOO_LONG_AGO;
  if (mayGoOn) return { clock: before.clock, resumed: true };
  await stopOrphan(temporalDir(dataDir));
  await rm(dataDir, { recursive: true, force: true });
  await mkdir(dataDir, { recursive: true });
  return { clock: mondayMorning(scale), resumed: false };
}

/** A clock that shows the beginning of the demo now. */
export const mondayMorning = (scale: number): Clock => ({
  startedAt: Date.now(),
  origin: MONDAY_MORNING,
  scale,
});

export async function rememberDemo(dataDir: string, demo: RememberedDemo): Promise<void> {
  await writeFile(fileOf(dataDir), `${JSON.stringify(demo, null, 2)}\n`);
}

async function readDemo(dataDir: string): Promise<RememberedDemo | null> {
  try {
    return remembered.parse(JSON.parse(await readFile(fileOf(dataDir), "utf8")));
  } catch {
    return null;
  }
}

const fileOf = (dataDir: string): string => join(dataDir, "demo.json");
