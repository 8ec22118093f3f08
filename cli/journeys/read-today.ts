/** The date for which reviews are due. */
import { wrongUsage } from "../failure.ts";

/** The machine's own date: reviews are due on a day of the people who read this. */
export function readToday(text: string | undefined, option = "--today"): string {
  if (text === undefined) {
    const now = new Date();
    return new Date(now.getTime() - now.getTimezoneOffset() * 60_000).toISOString().slice(0, 10);
  }
  if (/^\d{4}-\d{2}-\d{2}$/.test(text) && !Number.isNaN(Date.parse(text))) return text;
  throw wrongUsage(`${option} ${text} is no date; one looks like 2026-11-23.`);
}
