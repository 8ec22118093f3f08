/** Dates, times, zones and lengths that a reader takes for granted and a machine must not. */
import type * as ast from "../../language/ast.ts";
import type { Diagnostic, Fix } from "../../language/diagnostics/diagnostic.ts";
import { replaceWith } from "../../language/diagnostics/fix.ts";
import { report } from "../../language/diagnostics/report.ts";
import { knowsHolidays } from "../holiday-places.ts";
import type { Rules } from "../scopes.ts";
import type { Kind, Node } from "../walk.ts";

export const LITERALS: Rules<Diagnostic> = {
  DateLiteral: ({ text, span }) =>
    isDate(text) ? [] : [report("no-such-date", { text }, span, { fixes: lastOfMonth(text, span) })],
  TimeLiteral: ({ text, span }) => (isTime(text) ? [] : [report("no-such-time", { text }, span)]),
  Duration: (duration, { around }) => checkDuration(duration, around),
  State: (state) => checkReadings(state),
  CalendarDeclaration: (calendar) => checkCalendar(calendar),
  InOwnZone: ({ otherwise }) => (otherwise === undefined ? [] : checkZone(otherwise)),
  QuietRule: ({ otherwise, hours }) => [...checkZone(otherwise), ...checkHours(hours)],
};

function checkReadings({ readings = 1, span }: ast.State): readonly Diagnostic[] {
  if (Number.isInteger(readings) && readings > 0 && readings <= MOST_READINGS) return [];
  const expected = `a whole number from 1 to ${MOST_READINGS}`;
  return [report("wrong-type", { what: "the number of readings", found: String(readings), expected }, span)];
}

/** A year of days. */
const MOST_READINGS = 366;

function checkCalendar({ zone, open, holidays }: ast.CalendarDeclaration): readonly Diagnostic[] {
  return [
    ...(zone === undefined ? [] : checkZone(zone)),
    ...open.flatMap(({ hours }) => checkHours(hours)),
    ...holidays
      .filter(({ text }) => !knowsHolidays(text))
      .map(({ text, span }) => report("unknown-holidays", { code: text }, span)),
  ];
}

/** `00:00` as an end is the next midnight. */
function checkHours({ from, to, span }: ast.Hours): readonly Diagnostic[] {
  if (!isTime(from.text) || !isTime(to.text) || from.text < to.text || to.text === "00:00") return [];
  const fixes = [replaceWith(`${to.text} to ${from.text}`, span)];
  return [report("odd-hours", { from: from.text, to: to.text }, span, { fixes })];
}

export function checkZone({ text, span }: ast.Text): readonly Diagnostic[] {
  return isZone(text) ? [] : [report("unknown-zone", { zone: text }, span)];
}

function isDate(text: string): boolean {
  const instant = Date.parse(`${text}T00:00:00Z`);
  return !Number.isNaN(instant) && new Date(instant).toISOString().startsWith(text);
}

function isTime(text: string): boolean {
  return /^([01]\d|2[0-3]):[0-5]\d$/.test(text);
}

/** Offsets such as `+01:00` are no zones: they know nothing of summer time. */
function isZone(text: string): boolean {
  if (zones.has(text)) return true;
  if (!/^[A-Za-z]/.test(text)) return false;
  try {
    new Intl.DateTimeFormat("en", { timeZone: text });
    zones.add(text);
    return true;
  } catch {
    return false;
  }
}

/** Those that were asked for and exist, of which there are some hundreds: to ask costs as much as reading 100 lines. */
const zones = new Set<string>();

// ── Lengths ───────────────────────────────────────────────────────────────────────────────────────────────

type Part = ast.Duration["parts"][number];

const BY_THE_CLOCK: ReadonlySet<ast.Unit> = new Set(["minute", "hour", "day", "week"]);

function checkDuration(duration: ast.Duration, around: readonly Node[]): readonly Diagnostic[] {
  const why = duration.parts.map(whyNot).find((reason) => reason !== null) ?? whyNotHere(duration, around);
  // In a scenario `at 0 minutes` is its start.
  if (why === null || around.at(-1)?.kind === "AtLine") return [];
  return [report("odd-duration", { duration: writeDuration(duration), why }, duration.span)];
}

function whyNot({ amount, counting, unit }: Part): string | null {
  if (!(amount > 0)) return "it takes no time";
  if (counting === "business" && !BY_THE_CLOCK.has(unit)) return `no ${unit} is counted in open hours`;
  const exact = unit === "minute" || unit === "hour" || (counting === undefined && BY_THE_CLOCK.has(unit));
  return exact || Number.isInteger(amount) ? null : `${unit}s are counted whole`;
}

/** What takes a length that is exact; the last of them, as a value. */
const EXACT: ReadonlySet<Kind> = new Set([
  "Halves",
  "RightDeclaration",
  "ActionDeclaration",
  "HygieneDeclaration",
  "Field",
  "SetStep",
  "Compare",
  "Is",
  "Turns",
  "In",
  "Moved",
  "Data",
]);

function whyNotHere({ parts }: ast.Duration, around: readonly Node[]): string | null {
  const holder = around.at(-1);
  if (holder !== undefined && EXACT.has(holder.kind)) {
    // Points halve, sums are taken and lengths compared in exact time: a month has no length of its own.
    const exact = parts.every(({ counting, unit }) => counting === undefined && BY_THE_CLOCK.has(unit));
    return exact ? null : "here a length is exact, in minutes, hours, days or weeks";
  }
  // Caps and scores belong to no person, so there are no open hours to count in.
  const nobodys = holder?.kind === "CapRule" || around.some(({ kind }) => kind === "EventPoints");
  return nobodys && parts.some(({ counting }) => counting === "business") ? "nobody's hours are meant" : null;
}

export function writeDuration({ parts }: Pick<ast.Duration, "parts">): string {
  return parts
    .map(({ amount, counting, unit }) =>
      [amount, ...(counting === undefined ? [] : [counting]), amount === 1 ? unit : `${unit}s`].join(" "),
    )
    .join(" ");
}

/** `2026-11-31` is probably the last day of November. */
function lastOfMonth(text: string, span: ast.Span): readonly Fix[] {
  const [year = 0, month = 0, day = 0] = text.split("-").map(Number);
  const last = new Date(Date.UTC(year, month, 0)).getUTCDate();
  const isMonth = month >= 1 && month <= 12;
  return isMonth && day > last && day <= 31 ? [replaceWith(`${text.slice(0, -2)}${last}`, span)] : [];
}
