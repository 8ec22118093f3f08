/** The shape of a library when it is read back from a build; strict, like that of a plan. */
import { z } from "zod";
import type {
  ActionContract,
  Audience,
  ContactPolicy,
  DatedReview,
  EventKind,
  Field,
  Hygiene,
  Library,
  Message,
  Question,
  Reading,
  Route,
  Score,
  Subject,
} from "./library.ts";
import {
  calendarSchema,
  checked,
  conditionSchema,
  durationSchema,
  list,
  momentSchema,
  operandSchema,
  patternSchema,
  rateSchema,
  roleSchema,
  size,
  table,
  text,
  texts,
  typedSchemas,
  valueSchema,
} from "./schema-parts.ts";

const fieldRest = {
  optional: z.boolean(),
  default: valueSchema.nullable(),
  computed: operandSchema.exactOptional(),
  currency: text.exactOptional(),
  description: text,
};
const field = checked<Field>()(z.discriminatedUnion("type", typedSchemas(fieldRest)));

const subject = checked<Subject>()(
  z.strictObject({
    title: text,
    owner: text,
    key: text,
    account: text.nullable(),
    record: text.nullable(),
    follows: z.strictObject({ subject: text, on: texts }).exactOptional(),
    fields: table(field),
  }),
);

const eventKind = checked<EventKind>()(z.strictObject({ subject: text, fields: table(field) }));

const score = checked<Score>()(
  z.strictObject({
    subject: text,
    owner: text,
    parts: list(
      z.strictObject({
        name: text,
        adds: list(
          z.strictObject({ points: z.number(), on: list(patternSchema), rate: rateSchema.nullable() }),
        ),
        halfLife: z.number().positive().nullable(),
        resetsOn: list(patternSchema),
        resetsWhen: list(conditionSchema).exactOptional(),
      }),
    ),
    facts: list(z.strictObject({ points: z.number(), when: conditionSchema })),
    bands: list(z.strictObject({ name: text, from: z.number() })),
  }),
);

export const readingSchema = checked<Reading>()(
  z.discriminatedUnion("is", [
    z.strictObject({ is: z.literal("in a row"), subject: text, when: conditionSchema, times: size }),
    z.strictObject({
      is: z.literal("moved"),
      subject: text,
      of: z.union([z.strictObject({ score: text }), z.strictObject({ field: text })]),
      direction: z.enum(["falls", "rises"]),
      by: valueSchema,
      relative: z.boolean(),
      blank: z.boolean(),
    }),
  ]),
);

export const questionSchema = checked<Question>()(
  z.discriminatedUnion("is", [
    z.strictObject({ is: z.literal("none related"), subject: text, of: text, when: conditionSchema }),
    z.strictObject({
      is: z.literal("silent"),
      subject: text,
      events: list(patternSchema),
      lasting: durationSchema,
    }),
    z.strictObject({ is: z.literal("happened"), subject: text, events: texts, since: momentSchema }),
  ]),
);

const hygiene = checked<Hygiene>()(
  z.strictObject({
    subject: text,
    owner: text,
    every: size,
    merges: list(z.strictObject({ by: texts, keeping: z.enum(["first", "latest"]) })),
    flags: list(z.strictObject({ field: text, when: conditionSchema })),
    asks: list(z.strictObject({ journey: text, when: conditionSchema })),
  }),
);

const policy = checked<ContactPolicy>()(
  z.strictObject({
    owner: text,
    caps: list(z.strictObject({ atMost: size, channel: text, per: durationSchema })),
    only: z.strictObject({ days: list(size), from: size, to: size, otherwise: text }).nullable(),
    never: list(conditionSchema),
    holdAccount: list(conditionSchema),
    askHolder: list(z.strictObject({ when: conditionSchema, ladder: text })),
    exempt: list(z.strictObject({ purpose: text, markedBy: text })),
  }),
);

const audience = checked<Audience>()(z.strictObject({ subject: text, when: conditionSchema }));

const route = checked<Route>()(
  z.strictObject({
    owner: text,
    subject: text,
    match: texts,
    prefer: texts,
    pick: z.enum(["least loaded", "in turn"]),
    skip: list(z.enum(["away", "at capacity", "missed"])),
    otherwise: text,
  }),
);

const action = checked<ActionContract>()(
  z.strictObject({ title: text, in: table(field), out: table(field) }),
);

const message = checked<Message>()(
  z.strictObject({ channel: z.literal("email"), subject: text, purpose: text, body: text, file: text }),
);

const review = checked<DatedReview>()(
  z.strictObject({
    of: z.enum(["journey", "score", "route"]),
    name: text,
    owner: text,
    every: text,
    last: z.iso.date(),
    due: z.iso.date(),
    until: z.iso.date(),
  }),
);

export const librarySchema = checked<Library>()(
  z.strictObject({
    format: z.literal(1),
    subjects: table(subject),
    events: table(eventKind),
    scores: table(score),
    readings: table(readingSchema).exactOptional(),
    questions: table(questionSchema).exactOptional(),
    hygiene: table(hygiene).exactOptional(),
    audiences: table(audience).exactOptional(),
    policies: table(policy),
    routes: table(route),
    roles: table(roleSchema),
    calendars: table(calendarSchema),
    messages: table(message),
    actions: table(action).exactOptional(),
    reviews: list(review).exactOptional(),
  }),
);
