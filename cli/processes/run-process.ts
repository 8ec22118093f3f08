/** A process that runs until somebody ends it: what it writes down, and how it ends. */
import { pino } from "pino";
import { type Closing, openOrClose } from "../../runtime/stack/closing.ts";
import type { Log } from "../../runtime/worker/log.ts";
import { EXIT, type ExitCode } from "../exit-code.ts";
import { untilInterrupted } from "../until-interrupted.ts";

export interface Running {
  /** What to write down when it is ready: names and addresses of ours, nothing personal. */
  readonly ready: object;
  /** Rejects when it cannot go on; a process that has no such end leaves it out. */
  readonly stopped?: Promise<void>;
}

/**
 * Opens it, runs until SIGTERM or Ctrl-C, and closes: what is under way comes to its end first. JSON lines go to
 * stderr.
 */
export async function runProcess(
  name: string,
  open: (closing: Closing, log: Log) => Promise<Running>,
): Promise<ExitCode> {
  const log = pino({ name, level: "info" }, pino.destination(2));
  const interrupted = untilInterrupted();
  const { running, close } = await openOrClose(async (closing) => ({
    running: await open(closing, log),
    close: () => closing.close(),
  }));
  log.info(running.ready, "ready");
  try {
    await Promise.race([interrupted.promise, ...(running.stopped === undefined ? [] : [running.stopped])]);
    log.info({}, "ending");
  } finally {
    await boundedly(close, log);
  }
  log.info({}, "ended");
  return EXIT.ok;
}

/** Real milliseconds: less than a supervisor waits before it kills (45 seconds, docs/how-to/run-in-production.md). */
const LONGEST_END = 40_000;

/** What has not ended by then is given up on: Temporal and the store hand it to whoever comes next. */
async function boundedly(close: () => Promise<void>, log: Log): Promise<void> {
  const timer = setTimeout(() => {
    log.error({}, "did not end in time, and is cut off");
    process.exit(EXIT.unreachable);
  }, LONGEST_END);
  try {
    await close();
  } finally {
    clearTimeout(timer);
  }
}
