/**
 * Troubles that pass: what failed may succeed as it is, when whoever was asked is well again. Temporal's front end
 * answers while its store is ill, so that what a call itself says is asked, and not only whether the server is there.
 */

/** https://grpc.github.io/grpc/core/md_doc_statuscodes.html */
const PASSING_CODES: ReadonlySet<unknown> = new Set([
  1, // CANCELLED
  2, // UNKNOWN
  4, // DEADLINE_EXCEEDED
  8, // RESOURCE_EXHAUSTED
  10, // ABORTED
  13, // INTERNAL
  14, // UNAVAILABLE
  // A connection that cannot be made, or broke (errno.h).
  "ECONNREFUSED",
  "ECONNRESET",
  "EPIPE",
  "ETIMEDOUT",
  "EHOSTUNREACH",
  "ENETUNREACH",
  "ENOTFOUND",
  "EAI_AGAIN",
]);
/** Errors wrap others; more levels than this are a circle. */
const DEEPEST = 8;

export function isPassing(error: unknown, depth = 0): boolean {
  if (!(error instanceof Error) || depth > DEEPEST) return false;
  if ("code" in error && PASSING_CODES.has(error.code)) return true;
  // A host with several addresses fails once for each.
  const within: readonly unknown[] = error instanceof AggregateError ? error.errors : [];
  return [error.cause, ...within].some((inner) => isPassing(inner, depth + 1));
}
