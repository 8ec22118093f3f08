/** A tracer whose spans keep nothing that may be personal: interceptors would write down what an error says. */
import type { Attributes, Span, Tracer } from "@opentelemetry/api";

/** Ids of Temporal's and facts of ours. An update's id is made of who answered what. */
const KEPT = /^(run_id|temporalWorkflowId|temporalActivityId|baton\..+)$/;

export function carefulTracer(tracer: Tracer): Tracer {
  return {
    startSpan: (name, options, context) => careful(tracer.startSpan(name, options, context)),
    // Its overloads end in the function, which is what is wrapped.
    startActiveSpan: (name: string, ...rest: readonly unknown[]) => {
      const run = rest.at(-1) as (span: Span) => unknown;
      const given = [name, ...rest.slice(0, -1), (span: Span) => run(careful(span))];
      return Reflect.apply(tracer.startActiveSpan, tracer, given);
    },
  };
}

function careful(span: Span): Span {
  const kept = (attributes: Attributes): Attributes =>
    Object.fromEntries(Object.entries(attributes).filter(([key]) => KEPT.test(key)));
  const self: Span = {
    spanContext: () => span.spanContext(),
    setAttribute: (key, value) => self.setAttributes({ [key]: value }),
    setAttributes: (attributes) => {
      span.setAttributes(kept(attributes));
      return self;
    },
    addEvent: () => self,
    addLink: (link) => {
      span.addLink({ context: link.context });
      return self;
    },
    addLinks: (links) => {
      for (const link of links) self.addLink(link);
      return self;
    },
    setStatus: ({ code }) => {
      span.setStatus({ code });
      return self;
    },
    updateName: (name) => {
      span.updateName(name);
      return self;
    },
    end: (time) => span.end(time),
    isRecording: () => span.isRecording(),
    recordException: (error) => {
      const type = typeof error === "object" && "name" in error ? error.name : undefined;
      span.addEvent("exception", type === undefined ? {} : { "exception.type": type });
    },
  };
  return self;
}
