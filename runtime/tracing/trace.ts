/**
 * Where a trace is begun, continued and written down. Nothing happens here until `useTracing` is called, and no library
 * of OpenTelemetry is loaded: whoever does not trace pays a comparison with `null`.
 */
import type { WorkflowClientInterceptor } from "@temporalio/client";
import type { ActivityInterceptorsFactory } from "@temporalio/worker";

/** Names and ids of ours; never what a person or a connector wrote. */
export type SpanFacts = Readonly<Record<string, string | number>>;

/** W3C Trace Context, `traceparent`: https://www.w3.org/TR/trace-context/#traceparent-header. */
export type TraceParent = string;

export interface Tracing {
  /** Runs it as a part of what runs now, or of the trace that was written down. */
  span<T>(name: string, facts: SpanFacts, from: TraceParent | null, run: () => Promise<T>): Promise<T>;
  /** What runs now, to be written down. */
  parent(): TraceParent | null;
  /** Carry the trace through Temporal. */
  readonly clientInterceptors: readonly WorkflowClientInterceptor[];
  readonly activityInterceptors: readonly ActivityInterceptorsFactory[];
}

/** Of this process, as the global providers of OpenTelemetry are. */
let tracing: Tracing | null = null;

export function useTracing(given: Tracing | null): void {
  tracing = given;
}

/** @param from Default: it is a part of what runs now, or begins a trace. */
export function inSpan<T>(
  name: string,
  facts: SpanFacts,
  run: () => Promise<T>,
  from: TraceParent | null = null,
): Promise<T> {
  return tracing === null ? run() : tracing.span(name, facts, from, run);
}

export const traceParent = (): TraceParent | null => tracing?.parent() ?? null;

/** For a Temporal client, as one of its options; empty when nothing is traced. */
export const tracedClient = () =>
  tracing === null ? {} : { interceptors: { workflow: [...tracing.clientInterceptors] } };

/** For a worker, as one of its options; empty when nothing is traced. */
export const tracedWorker = () =>
  tracing === null ? {} : { interceptors: { activity: [...tracing.activityInterceptors] } };
