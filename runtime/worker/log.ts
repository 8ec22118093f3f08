/**
 * The SDK's log lines as ours. They name workflows and activities, and leave out what may be personal: messages and
 * stacks of failures hold what a connector or a person wrote. Of a key that is missing the sentence is ours.
 */
import type { Logger } from "@temporalio/worker";
import { KeyDestroyed, KeyMissing } from "../privacy/data-keys.ts";

/** The part of pino that is used here. */
export interface Log {
  debug(facts: object, message: string): void;
  info(facts: object, message: string): void;
  warn(facts: object, message: string): void;
  error(facts: object, message: string): void;
}

const KEPT = [
  "sdkComponent",
  "namespace",
  "taskQueue",
  "workflowId",
  "runId",
  "workflowType",
  "activityId",
  "activityType",
  "attempt",
  "letters",
  "entries",
] as const;

export function temporalLogger(log: Log): Logger {
  const write = (level: keyof Log) => (message: string, facts?: Readonly<Record<string | symbol, unknown>>) =>
    log[level](withoutPersonalData(facts ?? {}), message);
  const levels = {
    TRACE: write("debug"),
    DEBUG: write("debug"),
    INFO: write("info"),
    WARN: write("warn"),
    ERROR: write("error"),
  };
  return {
    log: (level, message, facts) => levels[level](message, facts),
    trace: levels.TRACE,
    debug: levels.DEBUG,
    info: levels.INFO,
    warn: levels.WARN,
    error: levels.ERROR,
  };
}

function withoutPersonalData(facts: Readonly<Record<string | symbol, unknown>>): Record<string, unknown> {
  const kept = KEPT.filter((name) => facts[name] !== undefined).map((name) => [name, facts[name]]);
  const { error } = facts;
  const kind = kindOf(error);
  const why = error instanceof KeyMissing || error instanceof KeyDestroyed ? { why: error.message } : {};
  return { ...Object.fromEntries(kept), ...(kind === null ? {} : { error: kind }), ...why };
}

/** An `ApplicationFailure` has a type, which is a name of ours; any other error has its class. */
function kindOf(error: unknown): string | null {
  if (!(error instanceof Error)) return null;
  return "type" in error && typeof error.type === "string" ? error.type : error.name;
}
