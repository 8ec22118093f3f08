/**
 * Failures of activities. What is thrown stands in Temporal's history in clear, so it is made here from names and
 * codes alone: a driver's own words may quote a row, a mail server's an address.
 */
import { ApplicationFailure } from "@temporalio/common";
import { sqlStateOf } from "../store/transact.ts";

/** The store did not take it: it is away, or we have a bug. Tried again. */
export const NOT_RECORDED = "baton.not-recorded";
/** The subject is not in the store: it was forgotten. Not tried again. */
export const NO_SUBJECT = "baton.no-subject";
/** The batch's number was another batch's: the instance was reset to before what was recorded. Not tried again. */
export const OTHER_BATCH = "baton.other-batch";

/** An attempt of an action failed; the code is its one detail. */
export const ACTION_FAILED = "baton.action-failed";

export const actionFailed = (action: string, code: string, again: boolean): ApplicationFailure =>
  ApplicationFailure.create({
    message: `${action} failed: ${code}.`,
    type: ACTION_FAILED,
    nonRetryable: !again,
    details: [code],
  });

export const noSubject = (subject: string): ApplicationFailure =>
  ApplicationFailure.nonRetryable(`There is no subject ${subject}.`, NO_SUBJECT);

export const otherBatch = (instance: string, number: number): ApplicationFailure =>
  ApplicationFailure.nonRetryable(
    `Batch ${number} of ${instance} has been recorded with another content.`,
    OTHER_BATCH,
  );

/** Runs an activity; whatever it throws besides its own failures goes on as a name, a code and the lines of code. */
export async function withoutWords<T>(what: string, run: () => Promise<T>): Promise<T> {
  try {
    return await run();
  } catch (error) {
    throw error instanceof ApplicationFailure ? error : withoutItsWords(what, error);
  }
}

function withoutItsWords(what: string, error: unknown): ApplicationFailure {
  const name = sqlStateOf(error) ?? (error instanceof Error ? error.name : "an unknown error");
  const failure = ApplicationFailure.retryable(`${what} failed: ${name}.`, NOT_RECORDED);
  failure.stack = [failure.message, ...framesOf(error)].join("\n");
  return failure;
}

/** A stack begins with the message, which may have several lines. */
const framesOf = (error: unknown): readonly string[] =>
  (error instanceof Error ? (error.stack ?? "") : "").split("\n").filter((line) => /^\s+at /.test(line));
