/** `Tracing` by OpenTelemetry and Temporal's interceptors. Imported only when tracing is switched on. */
import type { Context, Span } from "@opentelemetry/api";
import { carefulTracer } from "./careful-tracer.ts";
import type { TraceParent, Tracing } from "./trace.ts";

const VERSION = "00";
const TRACE_PARENT = /^00-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})$/;

/** Rejects when one of the packages is not installed. */
export async function openTelemetry(): Promise<Tracing> {
  const api = await import("@opentelemetry/api");
  // The whole package would load the part for the sandbox, which is none of ours.
  const [ofClient, ofWorker] = await Promise.all([
    import("@temporalio/interceptors-opentelemetry/lib/client/index.js"),
    import("@temporalio/interceptors-opentelemetry/lib/worker/index.js"),
  ]);
  const { context, SpanStatusCode, trace } = api;
  const tracer = carefulTracer(trace.getTracer("baton"));
  const contextOf = (from: TraceParent | null): Context => {
    const [, traceId, spanId, flags] = TRACE_PARENT.exec(from ?? "") ?? [];
    if (traceId === undefined || spanId === undefined || flags === undefined) return context.active();
    const remote = { traceId, spanId, traceFlags: Number.parseInt(flags, 16), isRemote: true };
    return trace.setSpanContext(context.active(), remote);
  };
  const finish = async <T>(span: Span, run: () => Promise<T>): Promise<T> => {
    try {
      return await run();
    } catch (error) {
      span.setStatus({ code: SpanStatusCode.ERROR });
      span.recordException(error instanceof Error ? error : String(error));
      throw error;
    } finally {
      span.end();
    }
  };
  return {
    span: (name, facts, from, run) => {
      const attributes = Object.fromEntries(
        Object.entries(facts).map(([key, value]) => [`baton.${key}`, value]),
      );
      return tracer.startActiveSpan(name, { attributes }, contextOf(from), (span) => finish(span, run));
    },
    parent: () => {
      const now = trace.getSpanContext(context.active());
      if (now === undefined || !trace.isSpanContextValid(now)) return null;
      return `${VERSION}-${now.traceId}-${now.spanId}-${now.traceFlags.toString(16).padStart(2, "0")}`;
    },
    clientInterceptors: [new ofClient.OpenTelemetryWorkflowClientInterceptor({ tracer })],
    activityInterceptors: [
      (activity) => ({ inbound: new ofWorker.OpenTelemetryActivityInboundInterceptor(activity, { tracer }) }),
    ],
  };
}
