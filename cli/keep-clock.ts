/** A clock that runs faster than real time, kept with the data: started again it shows what it would have shown. */
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import { type Clock, REAL_TIME } from "../runtime/clock.ts";
import { unreachable, wrongUsage } from "./failure.ts";

const kept = z.object({ startedAt: z.number(), origin: z.number(), scale: z.number().positive() });

/**
 * @param scale `null`: as the data has it, else real time.
 * @param start an ISO date or instant that the clock shows at its first start; default: now.
 */
export async function keepClock(
  dataDir: string,
  scale: number | null,
  start: string | undefined,
): Promise<Clock> {
  const file = join(dataDir, "clock.json");
  const before = await readKept(file);
  if (before !== null) {
    if (scale !== null && before.scale !== scale)
      throw wrongUsage(
        `The data in ${dataDir} runs on a clock of --scale ${before.scale}; remove that directory to begin anew.`,
      );
    return before;
  }
  if (scale === null || scale === 1) return REAL_TIME;
  const clock = { startedAt: Date.now(), origin: readStart(start), scale };
  await mkdir(dataDir, { recursive: true });
  await writeFile(file, `${JSON.stringify(clock, null, 2)}\n`);
  return clock;
}

/** The clock in a file that `keepClock` wrote, or somebody by hand. @throws CommandFailure */
export async function readClockFile(file: string): Promise<Clock> {
  const clock = await readKept(file);
  if (clock !== null) return clock;
  throw unreachable(
    "no-clock",
    `${file} holds no clock; one is {"startedAt": …, "origin": …, "scale": …}, as \`baton dev --scale\` keeps it.`,
  );
}

async function readKept(file: string): Promise<Clock | null> {
  try {
    return kept.parse(JSON.parse(await readFile(file, "utf8")));
  } catch {
    return null;
  }
}

function readStart(start: string | undefined): number {
  if (start === undefined) return Date.now();
  const instant = Date.parse(start);
  if (Number.isNaN(instant))
    throw wrongUsage(`--start ${start} is no date such as 2026-11-23 or 2026-11-23T08:00Z.`);
  return instant;
}
