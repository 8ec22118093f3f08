/** A process that runs until somebody ends it: what it says and how it ends is the same for all of them. */
import { pino } from "pino";
import { openOrClose, type Closing } from "../../runtime/stack/closing.ts";
import type { Log } from "../../runtime/worker/log.ts";
import { EXIT, type ExitCode } from "../exit-code.ts";
import { untilInterrupted } from "../until-interrupted.ts";

/** Opens what it needs; what it answers rejects when it cannot go on. */
export type OpenProcess = (closing: Closing, log: Log) => Promise<{ readonly failed: Promise<never> }>;
