/** The shape of a frozen release when it is read back; strict, like that of a plan. */
import { z } from "zod";
import type { Horizon } from "../horizon.ts";
import { questionSchema, readingSchema } from "../library-schema.ts";
import { planSchema, sourcesSchema } from "../plan-schema.ts";
import { checked, fieldTypeSchema, list, size, table, text, texts } from "../schema-parts.ts";
import type { Agreed, Approval, FrozenRelease, Needs, Released } from "./frozen-release.ts";

const types = table(fieldTypeSchema);
const date = z.iso.date();
export const hashSchema = z.string().regex(/^[0-9a-f]{64}$/);

export const approvalSchema = checked<Approval>()(
  z.strictObject({ who: text.min(1), role: text.min(1).nullable(), at: z.iso.datetime() }),
);

const commit = z.string().regex(/^[0-9a-f]{40,64}$/);
const agreement = checked<Agreed>()(
  z.strictObject({
    since: commit.nullable(),
    roles: texts,
    waived: z.strictObject({ by: text.min(1), because: text.min(1), missing: texts }).nullable(),
  }),
);

const needs = checked<Needs>()(
  z.strictObject({
    messages: texts,
    roles: texts,
    routes: texts,
    journeys: texts,
    scores: table(texts),
    subjects: table(types),
    events: table(types),
    actions: table(z.strictObject({ in: types, out: types })),
    questions: table(questionSchema),
    readings: table(readingSchema),
  }),
);

const horizon = checked<Horizon>()(z.strictObject({ from: size, years: size }));

const released = checked<Released>()(
  z.strictObject({
    on: date,
    baton: text,
    revision: commit.nullable(),
    horizon,
    calendars: table(z.strictObject({ closed: texts, holidays: texts })),
    approvals: list(approvalSchema),
    agreement,
    needs,
  }),
);

export const frozenSchema = checked<FrozenRelease>()(
  z.strictObject({ hash: hashSchema, plan: planSchema, sources: sourcesSchema, released, seal: hashSchema }),
);
