/**
 * Hands the trace on that a fact or an act came with, to the activities that follow from it: a header is copied, and
 * nothing else is done. It asks for no command, awaits nothing and draws no random number, so a run is the same with and
 * without it, and so is its history where nobody traces. (Temporal's own interceptors for OpenTelemetry make spans in the
 * sandbox, whose ids use up random numbers of the run, and the span of a run would last for months.)
 *
 * What is done by a timer belongs to no trace of long ago: a header is good for a minute.
 */
import type { Headers } from "@temporalio/common";
import type { WorkflowInterceptorsFactory } from "@temporalio/workflow";

/** As Temporal's interceptors for clients and activities call it. */
const HEADER = "_tracer-data";
/** Milliseconds of Temporal's clock. */
const GOOD_FOR = 60_000;

export const interceptors: WorkflowInterceptorsFactory = () => {
  let last: { readonly at: number; readonly header: Headers[string] } | null = null;
  const note = (headers: Headers): void => {
    const header = headers[HEADER];
    if (header !== undefined) last = { at: Date.now(), header };
  };
  const handedOn = <I extends { readonly headers: Headers }>(input: I): I =>
    last === null || Date.now() - last.at > GOOD_FOR
      ? input
      : { ...input, headers: { ...input.headers, [HEADER]: last.header } };
  return {
    inbound: [
      {
        execute: (input, next) => {
          note(input.headers);
          return next(input);
        },
        handleSignal: (input, next) => {
          note(input.headers);
          return next(input);
        },
        handleUpdate: (input, next) => {
          note(input.headers);
          return next(input);
        },
      },
    ],
    outbound: [
      {
        scheduleActivity: (input, next) => next(handedOn(input)),
        scheduleLocalActivity: (input, next) => next(handedOn(input)),
      },
    ],
  };
};
