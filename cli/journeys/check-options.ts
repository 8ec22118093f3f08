/** What a check is told besides the texts: the day, and how long the review of a score may wait. */
import { lstatSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { CheckOptions } from "../../compiler/checks/check.ts";
import { wrongUsage } from "../failure.ts";
import { readToday } from "./read-today.ts";

/**
 * @param today `YYYY-MM-DD`; without it, the machine's own date
 * @param projectDir where package.json may say `"baton": { "reviewGraceDays": 60 }`. It is data: a check runs no code
 *   of the repository that it looks at (docs/decisions, "When two rights are over one thing").
 */
export function checkOptions(today: string | undefined, projectDir: string): CheckOptions {
  return { today: readToday(today), ...reviewGrace(projectDir) };
}

/** What a build is told of it as well. */
export function reviewGrace(projectDir: string): Pick<CheckOptions, "reviewGraceDays"> {
  const reviewGraceDays = readGrace(projectDir);
  return reviewGraceDays === undefined ? {} : { reviewGraceDays };
}

/** The same in an editor, where nobody is there to be told of a wrong package.json, and nothing may fail. */
export function editorOptions(projectDir: string | undefined): CheckOptions {
  try {
    if (projectDir !== undefined) return checkOptions(undefined, projectDir);
  } catch {
    // `baton check` tells of it.
  }
  return { today: readToday(undefined) };
}

function readGrace(projectDir: string): number | undefined {
  const days = member(member(readPackage(projectDir), "baton"), "reviewGraceDays");
  if (days === undefined) return undefined;
  if (typeof days === "number" && Number.isInteger(days) && days >= 0) return days;
  throw wrongUsage("`reviewGraceDays` under `baton` in package.json is a whole number of days, such as 60.");
}

/** A project without one, or one that npm would refuse as well, says nothing; a link may lead out of the project. */
function readPackage(projectDir: string): unknown {
  const path = join(projectDir, "package.json");
  try {
    return lstatSync(path).isFile() ? JSON.parse(readFileSync(path, "utf8")) : undefined;
  } catch {
    return undefined;
  }
}

const member = (value: unknown, name: string): unknown =>
  typeof value === "object" && value !== null
    ? Object.entries(value).find(([key]) => key === name)?.[1]
    : undefined;
