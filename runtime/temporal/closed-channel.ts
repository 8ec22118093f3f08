/**
 * A client's connection that is closed while one of its calls waits to be tried again: the retries of the SDK
 * (@temporalio/client, grpc-retry.js) start such a call from a timer, where gRPC's "Channel has been shut down" is
 * thrown at nobody and ends the process. Here it is an answer like any other, to whoever made the call.
 */
import {
  type ConnectionOptions,
  defaultGrpcRetryOptions,
  makeGrpcRetryInterceptor,
} from "@temporalio/client";

type Interceptor = NonNullable<ConnectionOptions["interceptors"]>[number];
type Call = ReturnType<Parameters<Interceptor>[1]>;

/** In place of the SDK's own, which are these without the second: the first retries what comes behind it. */
export const INTERCEPTORS: readonly Interceptor[] = [
  makeGrpcRetryInterceptor(defaultGrpcRetryOptions()),
  // Declared to give a class of gRPC's; what is asked of it is the interface that `nextCall` gives.
  ((options, nextCall) => callOf(() => nextCall(options))) as Interceptor,
];

function callOf(begin: () => Call): Call {
  try {
    return begin();
  } catch (error) {
    return cancelled(error instanceof Error ? error.message : String(error));
  }
}

/** `CANCELLED`: whoever closed the connection has given the call up. Nobody retries it. */
const CANCELLED = 1;

function cancelled(details: string): Call {
  return {
    start: (metadata, listener) => {
      // Not at once: a call answers after it has been started.
      queueMicrotask(() => {
        listener?.onReceiveMessage?.(null);
        listener?.onReceiveStatus?.({ code: CANCELLED, details, metadata });
      });
    },
    sendMessage: () => undefined,
    sendMessageWithContext: () => undefined,
    startRead: () => undefined,
    halfClose: () => undefined,
    cancelWithStatus: () => undefined,
    getPeer: () => "closed",
    getAuthContext: () => null,
  };
}
