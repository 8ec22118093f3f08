/** The shape of a file that says what a simulation assumes, in the words in which people write it. */
import { z } from "zod";

const name = z.string().regex(/^[a-z][a-z0-9_]*$/, "must be small letters, digits and `_`");
const count = z.number("must be a number").nonnegative("must not be below zero");
const share = z
  .number("must be a number")
  .min(0, "must be between 0 and 100")
  .max(100, "must be between 0 and 100");
const weights = z.record(z.string(), count);

const UNITS = { minute: 60_000, hour: 3_600_000, day: 86_400_000, week: 604_800_000 } as const;
type Unit = keyof typeof UNITS;
const LENGTH = /^(\d+(?:\.\d+)?) (minute|hour|day|week)s?$/;

/** Milliseconds. */
const length = z
  .string("must be a length of time, such as 2 hours")
  .regex(LENGTH, "must be a length of time, such as 2 hours")
  .transform((text) => {
    const [, amount = "0", unit = "day"] = LENGTH.exec(text) ?? [];
    // The pattern lets no other unit pass.
    return Number(amount) * UNITS[unit as Unit];
  });

const spread = z
  .number("must be a number")
  .min(1, "must not be below 1, which is no spread at all")
  .default(2);
const lengthSpread = z.union(
  [z.strictObject({ median: length, spread }), length.transform((median) => ({ median, spread: 2 }))],
  "must be a length of time, such as 2 hours, or have a `median` that is one",
);

const clock = z
  .string("must be a time of day, such as 08:00")
  .regex(/^([01]\d|2[0-4]):[0-5]\d$/, "must be a time of day, such as 08:00")
  .transform((text) => Number(text.slice(0, 2)) * 60 + Number(text.slice(3)));
export const DAYS = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"] as const;

const blank = share.default(0);
const number = z
  .strictObject({
    median: count,
    spread,
    currency: z
      .string()
      .regex(/^[A-Z]{3}$/, "must be three letters, such as EUR")
      .optional(),
    fractions: z.boolean().default(false),
    blank,
  })
  .transform((said) => ({ is: "number" as const, ...said }));
const pattern = z
  .strictObject({ pattern: z.string(), blank })
  .transform((said) => ({ is: "pattern" as const, ...said }));
const date = z
  .strictObject({ after: length, spread, blank })
  .transform((said) => ({ is: "date" as const, ...said }));
const bare = z.string().transform((text) => ({ is: "pattern" as const, pattern: text, blank: 0 }));
const list = weights.transform((values) => ({ is: "list" as const, values }));
/** A list of values with their weights, `blank` among them; a number, a text with `{n}`, or a date. */
const draw = z.union(
  [number, pattern, date, bare, list],
  "is neither a list with weights, nor a number, a pattern or a date",
);
export type DrawInFile = z.output<typeof draw>;
const draws = z.record(name, draw);

const happening = z
  .strictObject({
    event: name.optional(),
    set: z.record(name, z.unknown()).optional(),
    "per week": count.optional(),
    in: z.array(name, "must be a list of stages").optional(),
    after: z
      .string()
      .regex(
        /^(wait|(event|stage|message|task|handover|exit)( [a-z0-9_]+){0,2})$/,
        "must be `wait`, or `stage`, `message`, `task`, `handover`, `exit` or `event` with a name",
      )
      .optional(),
    chance: share.optional(),
    delay: lengthSpread.optional(),
    fields: draws.default({}),
  })
  .refine((one) => (one.event === undefined) !== (one.set === undefined), "says one of `event` and `set`")
  .refine(
    (one) => (one.after === undefined) !== (one["per week"] === undefined),
    "says one of `per week` and `after`",
  )
  .refine(
    (one) => one.after === undefined || one.chance !== undefined,
    "says `after`, and so needs a `chance`",
  );
export type HappeningInFile = z.infer<typeof happening>;

const history = z.strictObject({
  file: z.string(),
  event: name,
  map: z.record(name, z.string()).default({}),
  data: z.record(name, z.string()).default({}),
  always: z.record(name, z.coerce.string()).default({}),
  at: z.string(),
  offset: z.string().default("Z"),
  separator: z.string().default(","),
});
export type HistoryInFile = z.infer<typeof history>;

export const simulationFile = z.strictObject({
  leads: z.int("must be a whole number").positive("must be above zero").optional(),
  days: z.int("must be a whole number").positive("must be above zero").optional(),
  arrivals: z
    .record(
      name,
      z.strictObject({
        "per week": count.optional(),
        on: z.array(z.enum(DAYS, `must be of ${DAYS.join(", ")}`)).optional(),
        from: clock.optional(),
        to: clock.optional(),
        first: weights.optional(),
      }),
    )
    .default({}),
  fields: z.record(name, draws).default({}),
  events: z.array(happening).default([]),
  people: z
    .record(
      name,
      z.strictObject({
        "per day": z.number("must be a number").positive("must be above zero").optional(),
        "answers in": lengthSpread.optional(),
        overlooks: share.optional(),
      }),
    )
    .default({}),
  answers: z.record(name, weights).default({}),
  history: z.array(history).default([]),
});
export type SimulationFile = z.infer<typeof simulationFile>;
