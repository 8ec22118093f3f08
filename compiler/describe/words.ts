/** Names, numbers and lengths of time in words. Nothing here knows what a journey is. */
import type * as ast from "../../language/ast.ts";

/** `demo_requested` is "demo requested". */
export const nameWords = (name: string): string => name.replaceAll("_", " ");

export const pathWords = ({ names }: ast.Path): string => names.map(({ text }) => nameWords(text)).join(", ");

export const quote = (text: string): string => `“${text}”`;

/** Text that people write, with what is filled in shown as on a form: `[name]`. */
export const writtenText = ({ text, placeholders }: ast.Text): string =>
  quote(
    placeholders.reduce(
      (words, { path }) => words.replace(`{${path}}`, () => `[${nameWords(path.split(".").at(-1) ?? path)}]`),
      text,
    ),
  );

export const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

/** `a, b and c`. */
export function listWords(words: readonly string[], conjunction: "and" | "or"): string {
  const [last] = words.slice(-1);
  if (last === undefined) return "";
  return words.length === 1 ? last : `${words.slice(0, -1).join(", ")} ${conjunction} ${last}`;
}

export const namesWords = (names: readonly ast.Name[], conjunction: "and" | "or"): string =>
  listWords(
    names.map(({ text }) => nameWords(text)),
    conjunction,
  );

/** `the amount and the reason`. */
export const fieldsWords = (names: readonly ast.Name[]): string =>
  listWords(
    names.map(({ text }) => `the ${nameWords(text)}`),
    "and",
  );

/** `a lead`, `an account`. */
export const withArticle = (noun: string): string => `${/^[aeiou]/.test(noun) ? "an" : "a"} ${noun}`;

/** `25,000`. */
export function numberWords(value: number): string {
  const [whole = "", fraction] = String(value).split(".");
  const grouped = whole.replace(/\B(?=(\d{3})+$)/g, ",");
  return fraction === undefined ? grouped : `${grouped}.${fraction}`;
}

export const timesWords = (times: number): string => (times === 1 ? "once" : `${times} times`);

// ── Time ──────────────────────────────────────────────────────────────────────────────────────────────────

export const durationWords = ({ parts }: ast.Duration): string =>
  listWords(
    parts.map(({ amount, counting, unit }) =>
      countWords(amount, [counting, unit].flatMap((word) => word ?? []).join(" ")),
    ),
    "and",
  );

const countWords = (amount: number, unit: string): string =>
  `${numberWords(amount)} ${unit}${amount === 1 ? "" : "s"}`;

export function rateWords({ times, per }: ast.Rate): string {
  const often = `at most ${timesWords(times)}`;
  if (per === "visit") return `${often} in a visit to this stage`;
  return per === "ever" ? `${often} in all` : `${often} ${spanWords(per)}`;
}

/** `a day`, `in 7 days`. */
function spanWords(span: ast.Duration): string {
  const words = durationWords(span);
  return words.startsWith("1 ") && span.parts.length === 1 ? `a ${words.slice(2)}` : `in ${words}`;
}

export function anchorWords(anchor: ast.Anchor): string {
  switch (anchor.kind) {
    case "FieldAnchor":
      return fieldAnchorWords(anchor.path);
    case "JourneyEntryAnchor":
      return "the beginning of the journey";
    case "DateAnchor":
      return dateWords(anchor.date.text);
    case "PickAnchor":
      return `${momentWords(anchor.a)} or ${momentWords(anchor.b)}, whichever is ${anchor.pick}`;
  }
}

/** `entry` is the stage's. */
function fieldAnchorWords(path: ast.Path): string {
  const words = pathWords(path);
  return words === "entry" ? "the beginning of this stage" : `the date ${quote(words)}`;
}

const MONTHS = [
  "January",
  "February",
  "March",
  "April",
  "May",
  "June",
  "July",
  "August",
  "September",
  "October",
  "November",
  "December",
] as const;

/** `23 November 2026`. */
export function dateWords(date: string): string {
  const [year, month, day] = date.split("-").map(Number);
  return `${day} ${MONTHS[(month ?? 1) - 1] ?? month} ${year}`;
}

export function instantWords({ date, time }: ast.InstantLiteral): string {
  return time === undefined ? dateWords(date.text) : `${dateWords(date.text)}, ${time.text}`;
}

const NTH = ["", "", "second ", "third ", "fourth "] as const;

export function momentWords(moment: ast.Moment): string {
  switch (moment.kind) {
    case "TimeMoment":
      return `at ${moment.time.text}`;
    case "InstantMoment":
      return `on ${instantWords(moment.instant)}`;
    case "AnchorMoment":
      return anchorWords(moment.anchor);
    case "OffsetMoment": {
      const { amounts, counting, unit, side, anchor } = moment;
      const many = amounts.length > 1 || amounts[0] !== 1;
      const units = `${counting === undefined ? "" : `${counting} `}${unit}${many ? "s" : ""}`;
      return `${listWords(amounts.map(numberWords), "and")} ${units} ${side} ${anchorWords(anchor)}`;
    }
    case "EveryMoment": {
      const from = moment.from === undefined ? "" : ` from ${dateWords(moment.from.text)} on`;
      return `every ${NTH[moment.nth] ?? ""}${isDay(moment.what) ? capital(moment.what) : moment.what}${from}`;
    }
  }
}

const isDay = (what: string): boolean => what.endsWith("day") && what !== "day";

export function refinementWords(refinement: ast.Refinement): string {
  switch (refinement.kind) {
    case "AtTime":
      return `at ${refinement.time.text}`;
    case "NextOpenDay":
      return "on the next open day";
    case "InOwnZone":
      return refinement.otherwise === undefined
        ? "in their own time zone"
        : `in their own time zone, or that of ${refinement.otherwise.text} where theirs is not known`;
    case "AfterEvents":
      return `once ${eventWords(refinement.events)} has happened`;
    case "AtMost":
      return rateWords(refinement.rate);
    case "MovesOn":
      return `the ${refinement.which} one moves to another day`;
  }
}

/** When, with all that is said about it. */
export const scheduleWords = (moment: ast.Moment, refinements: readonly ast.Refinement[]): string =>
  [momentWords(moment), ...refinements.map(refinementWords)].join(", ");

/** `“a” or “b”`. */
export const eventWords = (events: readonly ast.Name[]): string =>
  listWords(
    events.map(({ text }) => quote(nameWords(text))),
    "or",
  );

const DAYS: Readonly<Record<ast.Weekday, string>> = {
  mon: "Monday",
  tue: "Tuesday",
  wed: "Wednesday",
  thu: "Thursday",
  fri: "Friday",
  sat: "Saturday",
  sun: "Sunday",
};

/** `Monday to Friday`. */
export const weekdaysWords = ({ from, to }: ast.Weekdays): string =>
  from === to ? DAYS[from] : `${DAYS[from]} to ${DAYS[to]}`;
