/** The shape of a plan and of a release when they are read back from a file; strict, so that nothing slips through. */
import { z } from "zod";
import type {
  Action,
  Body,
  Carried,
  Entry,
  Exit,
  Handler,
  Handover,
  HolderLeft,
  Instruction,
  Kept,
  Ladder,
  Leave,
  Migration,
  Plan,
  Reaction,
  Release,
  Right,
  Rung,
  RungAction,
  SourceMap,
  Stage,
  StageBound,
  Who,
} from "./plan.ts";
import {
  calendarSchema,
  checked,
  conditionSchema,
  durationSchema,
  fieldTypeSchema,
  list,
  momentSchema,
  offsetsSchema,
  operandSchema,
  patternSchema,
  rateSchema,
  recurrenceSchema,
  roleSchema,
  size,
  table,
  text,
  texts,
  valueSchema,
} from "./schema-parts.ts";

const step = text.nullable();
const condition = conditionSchema;
const duration = durationSchema;

// ── People ────────────────────────────────────────────────────────────────────────────────────────────────

const who = checked<Who>()(
  z.union([
    z.strictObject({ the: z.enum(["holder", "manager", "giver", "receiver", "owner", "asker"]) }),
    z.strictObject({ role: text, route: text.nullable() }),
  ]),
);

const leaveStage = z.strictObject({
  to: z.literal("stage"),
  stage: text,
  through: text.nullable(),
  ruleOwner: text,
});

const leave = checked<Leave>()(
  z.discriminatedUnion("to", [leaveStage, z.strictObject({ to: z.literal("exit"), exit: text })]),
);

const rungAction = checked<RungAction>()(
  z.discriminatedUnion("do", [
    z.strictObject({ do: z.literal("remind") }),
    z.strictObject({ do: z.literal("tell"), who }),
    z.strictObject({ do: z.literal("reassign"), atMost: size }),
    z.strictObject({ do: z.literal("give"), to: who }),
    z.strictObject({ do: z.literal("take back"), leave: leaveStage }),
    z.strictObject({ do: z.literal("note") }),
    z.strictObject({ do: z.literal("stay open") }),
  ]),
);

const rung = checked<Rung>()(
  z.strictObject({ at: z.union([duration, z.literal("last")]), actions: list(rungAction) }),
);

const ladder = checked<Ladder>()(z.strictObject({ within: duration, rungs: list(rung) }));

const right = checked<Right>()(
  z.strictObject({
    title: text,
    owner: text,
    about: texts,
    order: texts,
    asks: list(z.strictObject({ role: text, also: z.boolean(), when: condition, reads: texts })),
    neverTheAsker: list(condition.nullable()),
    counts: z.strictObject({ field: text, over: text, days: z.number().positive() }).nullable(),
    mayBeDelegated: z.boolean(),
    delegatesTo: texts.exactOptional(),
    answers: texts,
    ladder: text,
  }),
);

// ── The journey ───────────────────────────────────────────────────────────────────────────────────────────

const body = checked<Body>()(
  z.discriminatedUnion("then", [
    z.strictObject({ then: z.literal("leave"), leave }),
    z.strictObject({ then: z.literal("stay") }),
    z.strictObject({ then: z.literal("go"), step }),
    z.strictObject({ then: z.literal("reassign") }),
  ]),
);

const reaction = checked<Reaction>()(z.union([z.strictObject({ leave }), z.strictObject({ run: step })]));

const rate = rateSchema.nullable();
/** Sets of kinds of events. */
const kinds = list(z.strictObject({ events: texts }));

const scope = z.literal("journey").exactOptional();
const handler = checked<Handler>()(
  z.discriminatedUnion("on", [
    z.strictObject({ id: text, scope, on: z.literal("event"), events: list(patternSchema), rate, reaction }),
    z.strictObject({ id: text, scope, on: z.literal("state"), when: condition, rate, reaction }),
    z.strictObject({
      id: text,
      scope,
      on: z.literal("request"),
      name: text,
      by: texts,
      needs: texts,
      reaction,
    }),
    z.strictObject({
      id: text,
      scope,
      on: z.literal("time"),
      schedule: z.union([
        z.strictObject({ items: list(momentSchema) }),
        z.strictObject({ again: recurrenceSchema }),
      ]),
      after: kinds,
      rate,
      movesOn: z.enum(["earlier", "later"]).nullable(),
      reaction,
    }),
  ]),
);

const holderLeft = checked<HolderLeft>()(
  z.discriminatedUnion("then", [
    z.strictObject({ id: text, then: z.literal("reassign") }),
    z.strictObject({ id: text, then: z.literal("give"), to: who }),
  ]),
);

const bound = checked<StageBound>()(
  z.union([
    z.strictObject({ lasting: duration, then: leave }),
    z.strictObject({ until: momentSchema, then: leave }),
    z.strictObject({ reviewedEvery: duration }),
  ]),
);

const stage = checked<Stage>()(
  z.strictObject({
    title: text,
    owner: text,
    bound,
    main: step,
    handlers: list(handler),
    holderLeft: holderLeft.exactOptional(),
    leaving: list(z.strictObject({ id: text, run: step })).exactOptional(),
  }),
);

const exit = checked<Exit>()(
  z.strictObject({
    outcome: z.enum(["success", "failure", "neutral"]),
    on: list(patternSchema),
    when: condition.nullable(),
    run: step,
    after: text.exactOptional(),
  }),
);

const carried = checked<Carried>()(
  z.discriminatedUnion("kind", [
    z.strictObject({ kind: z.literal("field"), name: text }),
    z.strictObject({ kind: z.literal("score"), name: text }),
    z.strictObject({ kind: z.literal("events"), name: text, events: texts, inTheLast: duration.nullable() }),
  ]),
);

const handover = checked<Handover>()(
  z.strictObject({
    title: text,
    from: texts,
    to: texts,
    giver: text.nullable(),
    receiver: who,
    atOnce: z.boolean(),
    accountable: text,
    carries: list(carried),
    expects: texts,
    offerNeeds: z.strictObject({ when: condition, ask: who, ladder: text }).nullable(),
    movesAfter: z
      .strictObject({
        events: texts,
        anyOf: kinds.exactOptional(),
        notBefore: list(momentSchema).exactOptional(),
        ask: who,
        ladder: text,
      })
      .nullable(),
    accept: text.nullable(),
    decline: z
      .strictObject({ needs: texts, reasons: table(body), reasonNeeds: table(texts).exactOptional() })
      .nullable(),
  }),
);

// ── Instructions ──────────────────────────────────────────────────────────────────────────────────────────

const instruction = checked<Instruction>()(
  z.discriminatedUnion("do", [
    z.strictObject({
      do: z.literal("send"),
      message: text,
      to: z.strictObject({ kind: text, where: condition.nullable() }).exactOptional(),
      orDrop: z.boolean(),
      deferAtMost: duration.nullable(),
      approval: z.strictObject({ by: who, ladder: text }).exactOptional(),
      namesEvent: z.literal(true).exactOptional(),
      next: step,
    }),
    z.strictObject({ do: z.literal("wait"), lasting: duration, next: step }),
    z.strictObject({ do: z.literal("wait until"), until: momentSchema, next: step }),
    z.strictObject({
      do: z.literal("wait for event"),
      upTo: duration,
      events: list(patternSchema),
      got: body,
      none: body,
    }),
    z.strictObject({
      do: z.literal("wait for state"),
      upTo: duration,
      when: condition,
      got: body,
      none: body,
    }),
    z.strictObject({
      do: z.literal("wait for winner"),
      upTo: duration,
      split: text,
      compares: texts,
      arms: table(body),
      none: body,
    }),
    z.strictObject({
      do: z.literal("choose"),
      arms: list(z.strictObject({ when: condition.nullable(), body })),
    }),
    z.strictObject({
      do: z.literal("split"),
      name: text,
      arms: list(z.strictObject({ name: text, percent: z.number(), go: step })),
    }),
    z.strictObject({
      do: z.literal("task"),
      name: text,
      title: text,
      by: who,
      and: z.strictObject({ by: list(who), order: texts }).exactOptional(),
      ladder: text,
      countedFrom: texts.exactOptional(),
      results: table(z.strictObject({ needs: texts, body })),
    }),
    z.strictObject({
      do: z.literal("decide"),
      right: text,
      results: table(body),
      needs: table(texts).exactOptional(),
    }),
    z.strictObject({ do: z.literal("tell"), who, text, next: step }),
    z.strictObject({
      do: z.literal("set"),
      field: text,
      value: valueSchema,
      to: operandSchema.exactOptional(),
      next: step,
    }),
    z.strictObject({
      do: z.literal("call"),
      action: text,
      with: table(operandSchema),
      done: body,
      failed: body.nullable(),
    }),
    z.strictObject({
      do: z.literal("begin"),
      journey: text,
      wait: z.strictObject({ upTo: duration, ended: body, none: body }).exactOptional(),
      next: step,
    }),
    z.strictObject({
      do: z.literal("together"),
      upTo: duration,
      until: z.enum(["all", "any"]),
      tracks: list(z.strictObject({ name: text, go: step })),
      none: body,
      next: step,
    }),
    z.strictObject({ do: z.literal("every"), every: duration, times: size, body: step, next: step }),
    z.strictObject({ do: z.literal("retry"), task: text, times: size, then: leave }),
    z.strictObject({ do: z.literal("leave"), leave }),
    z.strictObject({ do: z.literal("stay") }),
  ]),
);

// ── The whole ─────────────────────────────────────────────────────────────────────────────────────────────

const ifEnded = checked<Plan["ifEnded"]>()(
  z.discriminatedUnion("then", [
    z.strictObject({ then: z.literal("never") }),
    z.strictObject({ then: z.literal("at once") }),
    z.strictObject({ then: z.literal("again"), after: duration, from: z.enum(["end", "entry"]) }),
  ]),
);

const kept = checked<Kept>()(
  z.strictObject({
    field: text,
    which: z.enum(["first", "latest"]),
    on: list(patternSchema),
    from: operandSchema,
  }),
);

const action = checked<Action>()(
  z.strictObject({
    title: text,
    owner: text,
    within: z.number().positive(),
    attempts: z.int().positive(),
    out: texts,
    always: texts,
    ask: z.strictObject({ who, ladder: text }).nullable(),
  }),
);

const entry = checked<Entry>()(
  z.union([
    z.strictObject({ on: list(patternSchema), stage: text }),
    z.strictObject({ when: condition, stage: text }),
    z.strictObject({ at: list(momentSchema), only: condition.nullable(), stage: text }),
  ]),
);

const exclusive = z.strictObject({ group: text, priority: z.number(), givesWay: z.enum(["pauses", "ends"]) });

const migration = checked<Migration>()(
  z.strictObject({
    from: size,
    at: z.enum(["next stage", "once"]),
    map: list(z.strictObject({ from: text, to: text })),
  }),
);

export const planSchema = checked<Plan>()(
  z.strictObject({
    format: z.literal(1),
    journey: text,
    version: size,
    title: text,
    workflowType: text,
    subject: text,
    owner: text,
    goal: z.strictObject({ event: text, within: duration }),
    priority: z.number().exactOptional(),
    exclusive: exclusive.nullable(),
    entries: list(entry),
    ifOpen: z.enum(["join", "refuse", "start another"]),
    ifEnded,
    exits: table(exit),
    exitOrder: texts,
    stages: table(stage),
    handovers: table(handover),
    code: table(instruction),
    ladders: table(ladder),
    rights: table(right),
    roles: table(roleSchema),
    calendars: table(calendarSchema),
    routes: table(text),
    reads: z.strictObject({ fields: texts, events: texts, scores: texts }),
    defaults: table(valueSchema),
    computed: table(operandSchema).exactOptional(),
    dataOwner: text,
    holdout: z.number().positive().exactOptional(),
    per: text.exactOptional(),
    asksForKey: text.exactOptional(),
    keeps: list(kept).exactOptional(),
    merges: momentSchema.exactOptional(),
    own: table(fieldTypeSchema).exactOptional(),
    actions: table(action).exactOptional(),
    zones: z.strictObject({ field: text, others: table(offsetsSchema) }).exactOptional(),
    migrations: list(migration).exactOptional(),
  }),
);

export const sourcesSchema = checked<SourceMap>()(
  table(z.strictObject({ file: text, line: size, column: size })),
);

export const releaseSchema = checked<Release>()(
  z.strictObject({ hash: z.string().regex(/^[0-9a-f]{64}$/), plan: planSchema, sources: sourcesSchema }),
);
