/**
 * Values of the language as JSON brings them: one schema and one description for each type. Both senders of events
 * and people who answer work go through here, so a field holds the same kind of value however it came.
 */
import { z } from "zod";
import type { Field, FieldType } from "../../compiler/library.ts";
import type { Money, Value } from "../../compiler/plan.ts";

const LONGEST_TEXT = 10_000;

const MONEY_TEXT = /^(-?\d[\d_]*(?:\.\d+)?) ?([A-Z]{3})$/;
const PERCENT_TEXT = /^-?\d+(?:\.\d+)? ?%$/;

const money = z.union([
  z.strictObject({ amount: z.number(), currency: z.string().regex(/^[A-Z]{3}$/) }),
  z
    .string()
    .regex(MONEY_TEXT)
    .transform((text): Money => {
      const [, amount = "", currency = ""] = MONEY_TEXT.exec(text) ?? [];
      return { amount: Number(amount.replaceAll("_", "")), currency };
    }),
]);
const percent = z.union([
  z.number(),
  z
    .string()
    .regex(PERCENT_TEXT)
    .transform((text) => Number.parseFloat(text)),
]);
/** A length that is a value is exact: a month or a year has no length of its own. */
const DURATION_TEXT = /^P(?=.)(?:(\d+)W)?(?:(\d+)D)?(?:T(?=.)(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)S)?)?$/;
const UNITS = [7 * 86_400_000, 86_400_000, 3_600_000, 60_000, 1_000] as const;
const duration = z.union([
  z.strictObject({ ms: z.number() }),
  z
    .string()
    .regex(DURATION_TEXT)
    .transform((text) => {
      const parts = DURATION_TEXT.exec(text)?.slice(1) ?? [];
      return { ms: UNITS.reduce((sum, unit, index) => sum + unit * Number(parts[index] ?? 0), 0) };
    }),
]);
const yesNo = z.union([z.boolean(), z.enum(["yes", "no"]).transform((text) => text === "yes")]);
/** With a time of day it is kept as it is written in journeys; so kept, dates sort as texts, each before its times. */
const date = z.union([
  z.iso.date(),
  z
    .string()
    .regex(/^\d{4}-\d{2}-\d{2}[ T]([01]\d|2[0-3]):[0-5]\d$/)
    .refine((text) => z.iso.date().safeParse(text.slice(0, 10)).success)
    .transform((text) => text.replace("T", " ")),
]);
const zone = z.string().max(100).refine(isZone);

/** The schema of a type, and what it wants in words. */
interface TypeOfValue {
  readonly schema: z.ZodType<Value>;
  readonly wants: string;
}

/** `messages`: names of the library's messages. */
export function typeOfValue(
  type: FieldType & Pick<Field, "currency">,
  messages: readonly string[],
): TypeOfValue {
  switch (type.type) {
    case "text":
      return {
        schema: z.string().trim().max(LONGEST_TEXT),
        wants: `text of at most ${LONGEST_TEXT} characters`,
      };
    case "email":
      return { schema: z.string().trim().toLowerCase().pipe(z.email().max(320)), wants: "an e-mail address" };
    case "url":
      return {
        schema: z.url({ protocol: /^https?$/ }).max(2_000),
        wants: "a web address, such as https://example.com",
      };
    case "number":
      return { schema: z.number(), wants: "a number" };
    case "money":
      return moneyIn(type.currency);
    case "percent":
      return { schema: percent, wants: 'a percentage, such as 20 or "20%"' };
    case "date":
      return { schema: date, wants: "a date, such as 2026-11-23, or 2026-11-23 09:30 with a time of day" };
    case "time":
      return { schema: z.iso.time({ precision: -1 }), wants: "a time of day, such as 09:30" };
    case "duration":
      return { schema: duration, wants: "a length of time without months and years, such as P3D or PT4H" };
    case "yes_no":
      return { schema: yesNo, wants: "yes or no" };
    case "country":
      return {
        schema: z
          .string()
          .toUpperCase()
          .regex(/^[A-Z]{2}$/),
        wants: "a country's two letters, such as DK",
      };
    case "time_zone":
      return { schema: zone, wants: "a time zone, such as Europe/Copenhagen" };
    case "message":
      return { schema: z.enum(messages), wants: "the name of a message" };
    case "one_of":
      return { schema: z.enum(type.values), wants: `one of ${type.values.join(", ")}` };
  }
}

/** Amounts in two currencies can be neither compared nor added up: a field that is, comes in one. */
function moneyIn(currency: string | undefined): TypeOfValue {
  if (currency === undefined)
    return { schema: money, wants: 'money, such as "25000 EUR" or { "amount": 25000, "currency": "EUR" }' };
  return {
    schema: money.refine((value) => value.currency === currency),
    wants: `money in ${currency}, such as "25000 ${currency}"`,
  };
}

/** Texts that a sender may have misspelt: closed lists and names. */
export function choicesOf(type: FieldType, messages: readonly string[]): readonly string[] {
  if (type.type === "one_of") return type.values;
  return type.type === "message" ? messages : [];
}

/** `null`, and text of nothing but white space; an empty list or a zero is not blank (docs/language.md). */
export const isBlank = (raw: unknown): boolean =>
  raw === undefined || raw === null || (typeof raw === "string" && raw.trim() === "");

/** A blank becomes `null`, which only a field that may be blank lets pass. */
export function fieldSchema(field: Field, messages: readonly string[]): z.ZodType<Value> {
  const { schema } = typeOfValue(field, messages);
  return z.preprocess((raw) => (isBlank(raw) ? null : raw), field.optional ? schema.nullable() : schema);
}

function isZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat("en", { timeZone: name });
    return true;
  } catch {
    return false;
  }
}
