/**
 * What has come of a journey in a period, in numbers: what its owner looks at before they say that it stays as it is. It
 * is about nobody in particular; people inside are roles. Lengths of time are milliseconds.
 */
import { z } from "zod";

const count = z.object({ name: z.string(), count: z.number() });
const counts = z.array(count).readonly();

/** `null` where there are none to count. */
const quantiles = z
  .object({ count: z.number(), median: z.number(), p90: z.number(), p95: z.number(), max: z.number() })
  .nullable();

/** Visits that began in the period. */
const stageFigures = z.object({
  stage: z.string(),
  /** `null`: a stage of an earlier version. */
  owner: z.string().nullable(),
  visits: z.number(),
  /** Where they led, most first. */
  left: z.array(z.object({ is: z.enum(["stage", "exit"]), to: z.string(), count: z.number() })).readonly(),
  there: z.number(),
  /** Of those that have left. */
  time: quantiles,
});

export const ASKED_KINDS = ["handover", "decision", "task", "approval", "data"] as const;
const askedFigures = z.object({
  kind: z.enum(ASKED_KINDS),
  name: z.string(),
  /** Who may answer. */
  roles: z.array(z.string()).readonly(),
  asked: z.number(),
  /** `accepted` and the reasons of declines; labels of tasks; answers of a right. */
  answers: counts,
  /** What silence led to, rung by rung: `reminded`, `passed on`, `told ROLE`, `given by the ladder`, `noted`. */
  silence: counts,
  withdrawn: z.number(),
  breached: z.number(),
  /** From when it was asked to an answer. */
  time: quantiles,
});

export const trackRecordSchema = z.object({
  journey: z.string(),
  /** Both inclusive. */
  from: z.iso.datetime(),
  until: z.iso.datetime(),
  /** Entries of the journal; 0: nothing is known of the period, and no other figure means anything. */
  noted: z.number(),
  entered: z.number(),
  /** Of those who entered in the period. */
  goal: z.object({
    event: z.string(),
    /** Whose time for it is over, and who of them had reached it. */
    over: z.number(),
    reached: z.number(),
    /** Whose time still runs, and who of them have reached it all the same. */
    running: z.number(),
    reachedSoFar: z.number(),
  }),
  /** In the order of the plan; stages of earlier versions behind them. */
  stages: z.array(stageFigures).readonly(),
  /** Taken in the period, whenever they had entered. */
  exits: z.array(z.object({ exit: z.string(), outcome: z.string(), count: z.number() })).readonly(),
  asked: z.array(askedFigures).readonly(),
  /** Promised times that were not kept, by the role that had promised. */
  breaches: z.array(z.object({ role: z.string(), of: z.string(), count: z.number() })).readonly(),
  /** By what became of each: a letter that was put off and then sent counts for both. */
  messages: z.array(z.object({ message: z.string(), became: counts })).readonly(),
  /** Why messages did not go out at once, by the rule. */
  reasons: z.array(z.object({ became: z.string(), why: z.string(), count: z.number() })).readonly(),
  /** How often a run stood still until somebody looked. */
  stuck: z.number(),
});

export type TrackRecord = z.output<typeof trackRecordSchema>;
export type StageFigures = z.output<typeof stageFigures>;
export type AskedFigures = z.output<typeof askedFigures>;
export type AskedKind = (typeof ASKED_KINDS)[number];
export type Count = z.output<typeof count>;
