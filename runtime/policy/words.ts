/** Rules in the words of the journey files, for the reasons that people read. */

import { dateOfDay } from "../../compiler/calendar-time.ts";
import type { Condition, Duration, Fields, Instant, Operand, Template, Value } from "../../compiler/plan.ts";
import { HOLDS } from "../../compiler/questions.ts";
import { isMoney } from "../machine/reckon.ts";
import { DAY, HOUR } from "./exact-time.ts";

const MINUTE = 60_000;

/** `2026-11-24 09:10` on a clock so many minutes east of UTC. */
export function localWords(instant: Instant, offset: number): string {
  const local = instant + offset * MINUTE;
  const day = Math.floor(local / DAY);
  return `${dateOfDay(day)} ${clockWords(Math.floor((local - day * DAY) / MINUTE))}`;
}

/** `Tuesday 24 November 2026, 09:10 (Europe/Copenhagen)`: for people who read it elsewhere. */
export function momentWords(instant: Instant, zone: string): string {
  const day = new Intl.DateTimeFormat("en-GB", { dateStyle: "full", timeZone: zone }).format(instant);
  const time = new Intl.DateTimeFormat("en-GB", { timeStyle: "short", timeZone: zone }).format(instant);
  return `${day.replace(",", "")}, ${time} (${zone})`;
}

/** `08:00` for 480 minutes. */
export const clockWords = (minutes: number): string =>
  `${String(Math.floor(minutes / 60)).padStart(2, "0")}:${String(minutes % 60).padStart(2, "0")}`;

/** `24 hours`, `7 days`, `3 business days`; a length is in one unit where it can be. */
export function durationWords(length: Duration): string {
  const parts = [
    countWords(length.months ?? 0, "month"),
    countWords(length.days ?? 0, "calendar day"),
    exactWords(length.ms ?? 0, ""),
    countWords(length.businessDays ?? 0, "business day"),
    exactWords(length.businessMs ?? 0, "business "),
  ];
  return parts.filter((part) => part !== "").join(" ") || "0 minutes";
}

function exactWords(ms: number, kind: string): string {
  if (ms > DAY && ms % DAY === 0) return countWords(ms / DAY, `${kind}day`);
  if (ms % HOUR === 0) return countWords(ms / HOUR, `${kind}hour`);
  return countWords(Math.round(ms / MINUTE), `${kind}minute`);
}

const countWords = (count: number, unit: string): string =>
  count === 0 ? "" : `${count} ${unit}${count === 1 ? "" : "s"}`;

const DAYS = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"] as const;

/** `mon to fri` for days that follow each other, else `mon, wed`. */
export function daysWords(days: readonly number[]): string {
  const names = days.map((day) => DAYS[day] ?? "");
  const follow = days.every((day, index) => index === 0 || day === (days[index - 1] ?? 0) + 1);
  return follow && days.length > 2 ? `${names[0]} to ${names.at(-1)}` : names.join(", ");
}

export function conditionWords(condition: Condition): string {
  switch (condition.is) {
    case "all":
      return condition.of.map(conditionWords).join(" and ");
    case "any":
      return condition.of.map(conditionWords).join(" or ");
    case "not":
      return `not ${conditionWords(condition.of)}`;
    case "compare":
      return compareWords(condition);
    case "in":
      return `${operandWords(condition.left)} in (${condition.values.map(valueWords).join(", ")})`;
    case "text":
      return `${operandWords(condition.left)} ${condition.how} "${condition.words.join("|")}"`;
    case "blank":
      return `${operandWords(condition.left)} is blank`;
    case "band":
      // A question about readings is called by its own words.
      return condition.band === HOLDS ? condition.score : `${condition.score} is ${condition.band}`;
    case "turns":
      return `${conditionWords(condition.of)} comes to hold`;
    case "absent":
      return `no ${condition.events.map(({ event }) => event).join(" or ")} for ${durationWords(condition.lasting)}`;
    case "happened":
      return `${condition.events.join(" or ")} has happened`;
  }
}

/** `opted_out = yes` is written `opted_out`. */
function compareWords({ left, operator, right }: Extract<Condition, { is: "compare" }>): string {
  const isYes = operator === "=" && right.of === "value" && right.value === true;
  return isYes ? operandWords(left) : `${operandWords(left)} ${operator} ${operandWords(right)}`;
}

function operandWords(operand: Operand): string {
  if (operand.of === "computed")
    return `${operandWords(operand.left)} ${operand.operator} ${operandWords(operand.right)}`;
  return operand.of === "value" ? valueWords(operand.value) : operand.field;
}

/** A name as people write it: `not_ours` is `not ours`. */
export const toWords = (name: string): string => name.replaceAll("_", " ");

/** The same where it stands by itself: `Not ours`. */
export function toLabel(name: string): string {
  const words = toWords(name);
  return words.charAt(0).toUpperCase() + words.slice(1);
}

/** A value as the language writes it: `100_000 EUR`, `yes`, `fintech`. */
export const valueWords = (value: Value): string => wordsOf(value, "_");

/**
 * Words for people with `{field}` filled in, an event's field before the subject's; a blank one is `unknown`.
 * Values are data: what looks like a placeholder in one stays as it is.
 */
export function fillTemplate(template: Template, subject: Fields, event: Fields | null): string {
  return template.replace(/\{([a-z][a-z0-9_]*)\}/gi, (_, name: string) => {
    const value = event?.[name] ?? subject[name] ?? null;
    return value === null ? "unknown" : wordsOf(value, ",");
  });
}

function wordsOf(value: Value, separator: string): string {
  if (value === null) return "blank";
  if (typeof value === "boolean") return value ? "yes" : "no";
  if (typeof value === "number") return numberWords(value, separator);
  if (typeof value === "string") return value;
  return isMoney(value) ? `${numberWords(value.amount, separator)} ${value.currency}` : durationWords(value);
}

/** Thousands are set apart from five digits on. */
function numberWords(value: number, separator: string): string {
  const [whole = "", fraction] = String(value).split(".");
  const grouped = Math.abs(value) < 10_000 ? whole : whole.replace(/\B(?=(\d{3})+$)/g, separator);
  return fraction === undefined ? grouped : `${grouped}.${fraction}`;
}
