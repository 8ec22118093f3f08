/**
 * Schemas of what plans and libraries share. The types in `plan.ts` are the source: each schema is held to its type
 * in both directions, so that neither can gain or lose a field alone. Never imported by what runs in a workflow.
 */
import { z } from "zod";
import { KNOWN_TYPES, WRITTEN_TYPES } from "./named-types.ts";
import type {
  Anchor,
  Calendar,
  Condition,
  Duration,
  FieldType,
  Moment,
  Offsets,
  Operand,
  Pattern,
  Rate,
  Recurrence,
  Role,
  Value,
} from "./plan.ts";

/** `T` fits `U`, and they have the same keys: an optional key that one of them lacks would fit too. */
type Fits<T, U> = [T, keyof T, keyof U] extends [U, keyof U, keyof T] ? true : false;

/**
 * Holds a schema to a type: `checked<Plan>()(schema)` compiles only if each accepts what the other does. Read-only
 * lists are demanded, since the types have no other.
 */
export const checked =
  <T>() =>
  <S extends z.ZodType<T>>(schema: Fits<T, z.output<S>> extends true ? S : never): z.ZodType<T> =>
    schema;

export const list = <S extends z.ZodType>(item: S) => z.array(item).readonly();
export const table = <S extends z.ZodType>(item: S) => z.record(z.string(), item);
export const text = z.string();
export const texts = list(z.string());
const whole = z.int();
/** A count of something, or a length of time. */
export const size = z.int().nonnegative();

/** The schema of a type with `rest` beside it. */
export const typedSchemas = <R extends z.ZodRawShape>(rest: R) =>
  [
    z.strictObject({ type: z.enum(WRITTEN_TYPES), ...rest }),
    z.strictObject({ type: z.enum(KNOWN_TYPES), ...rest }),
    z.strictObject({ type: z.literal("one_of"), values: texts, ...rest }),
  ] as const;
export const fieldTypeSchema = checked<FieldType>()(z.discriminatedUnion("type", typedSchemas({})));

export const durationSchema = checked<Duration>()(
  z.strictObject({
    months: size.exactOptional(),
    days: size.exactOptional(),
    ms: size.exactOptional(),
    businessDays: size.exactOptional(),
    businessMs: size.exactOptional(),
  }),
);

export const valueSchema = checked<Value>()(
  z.union([
    z.string(),
    z.number(),
    z.boolean(),
    z.strictObject({ amount: z.number(), currency: text }),
    durationSchema,
    z.null(),
  ]),
);

export const offsetsSchema = checked<Offsets>()(
  list(z.tuple([whole, whole]).readonly()).refine((offsets) => offsets.length > 0, "no offset"),
);

export const calendarSchema = checked<Calendar>()(
  z.strictObject({
    zone: text,
    offsets: offsetsSchema,
    week: list(list(z.tuple([size, size]).readonly())).refine(
      (week) => week.length === 7,
      "a week has seven days",
    ),
    closed: list(whole),
    from: whole,
    until: whole,
  }),
);

export const roleSchema = checked<Role>()(
  z.strictObject({
    title: text,
    calendar: text,
    reportsTo: text.nullable(),
    per: text.exactOptional(),
    outside: z
      .strictObject({ at: text.exactOptional(), linkFor: durationSchema.exactOptional() })
      .exactOptional(),
  }),
);

// ── Moments ───────────────────────────────────────────────────────────────────────────────────────────────

const ownZone = z.strictObject({ otherwise: text }).exactOptional();

export const momentSchema: z.ZodType<Moment> = z.lazy(() =>
  checked<Moment>()(
    z.strictObject({
      anchor: anchorSchema,
      before: durationSchema.exactOptional(),
      after: durationSchema.exactOptional(),
      time: size.exactOptional(),
      openDay: z.literal(true).exactOptional(),
      ownZone,
    }),
  ),
);

const anchorSchema: z.ZodType<Anchor> = checked<Anchor>()(
  z.discriminatedUnion("from", [
    z.strictObject({ from: z.enum(["entry", "journey entry", "start"]) }),
    z.strictObject({ from: z.literal("field"), field: text }),
    z.strictObject({ from: z.literal("event"), events: texts }),
    z.strictObject({ from: z.literal("date"), date: text }),
    z.strictObject({ from: z.enum(["earlier", "later"]), of: list(momentSchema) }),
    z.strictObject({ from: z.literal("end"), of: z.enum(["day", "week", "month", "quarter", "year"]) }),
  ]),
);

export const recurrenceSchema = checked<Recurrence>()(
  z.strictObject({
    every: z.union([z.strictObject({ days: size }), z.strictObject({ months: size })]),
    weekday: size.exactOptional(),
    from: text.exactOptional(),
    time: size,
    openDay: z.literal(true).exactOptional(),
    ownZone,
  }),
);

export const rateSchema = checked<Rate>()(
  z.strictObject({ times: size, per: z.union([durationSchema, z.enum(["visit", "ever"])]) }),
);

// ── Conditions ────────────────────────────────────────────────────────────────────────────────────────────

const operandUnion = z.lazy(() =>
  z.discriminatedUnion("of", [
    z.strictObject({ of: z.literal("subject"), field: text }),
    z.strictObject({ of: z.literal("event"), field: text }),
    z.strictObject({ of: z.literal("value"), value: valueSchema }),
    z.strictObject({
      of: z.literal("computed"),
      operator: z.enum(["+", "-", "*", "/"]),
      left: operandSchema,
      right: operandSchema,
    }),
  ]),
);
export const operandSchema: z.ZodType<Operand> = checked<Operand>()(operandUnion);

const comparison = z.enum(["<", "<=", ">", ">=", "=", "!="]);
const textTest = z.enum(["matches", "contains", "starts with", "ends with"]);
const left = operandSchema;
const blank = z.boolean();

const conditionUnion = z.lazy(() =>
  z.discriminatedUnion("is", [
    z.strictObject({ is: z.literal("all"), of: list(conditionSchema) }),
    z.strictObject({ is: z.literal("any"), of: list(conditionSchema) }),
    z.strictObject({ is: z.literal("not"), of: conditionSchema }),
    z.strictObject({ is: z.literal("compare"), left, operator: comparison, right: operandSchema, blank }),
    z.strictObject({ is: z.literal("in"), left, values: list(valueSchema), blank }),
    z.strictObject({ is: z.literal("text"), how: textTest, left, words: texts, blank }),
    z.strictObject({ is: z.literal("blank"), left }),
    z.strictObject({ is: z.literal("band"), score: text, band: text }),
    z.strictObject({ is: z.literal("turns"), of: conditionSchema }),
    z.strictObject({
      is: z.literal("absent"),
      events: list(patternSchema),
      lasting: durationSchema,
      since: z.literal("journey").exactOptional(),
    }),
    z.strictObject({ is: z.literal("happened"), events: texts, since: momentSchema.exactOptional() }),
  ]),
);
export const conditionSchema: z.ZodType<Condition> = checked<Condition>()(conditionUnion);

export const patternSchema: z.ZodType<Pattern> = z.strictObject({
  event: text,
  where: conditionSchema.nullable(),
});
