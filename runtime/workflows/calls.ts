/**
 * Calls of actions that are under way. Each is an activity of its own beside the loop, since a connector may take
 * minutes; what came of it is put in like any other fact. The run after a continue-as-new calls again by the same
 * key, which the other side knows.
 */
import { ActivityFailure, ApplicationFailure, TimeoutFailure } from "@temporalio/common";
import { CancellationScope, isCancellation, proxyActivities } from "@temporalio/workflow";
import type { Activities, CallRequest } from "../activities/contract.ts";
import type { CallOutcome, Command } from "../machine/protocol.ts";
import type { CallEnded } from "./contract.ts";

export interface Calls {
  /** Makes the calls of a step, and gives up those that it drops. */
  carryOut(commands: readonly Command[]): void;
  /** Those under way. */
  readonly open: readonly CallRequest[];
}

/** Real time between attempts. */
const RETRY = { initialInterval: "2 s", backoffCoefficient: 2, maximumInterval: "1 min" } as const;

export function openCalls(
  instance: string,
  resumed: readonly CallRequest[],
  ended: (called: CallEnded) => void,
): Calls {
  const open = new Map<string, { readonly request: CallRequest; readonly scope: CancellationScope }>();

  const make = (request: CallRequest): void => {
    const scope = new CancellationScope();
    open.set(request.key, { request, scope });
    const end = (outcome: CallOutcome) => {
      // One that was dropped meanwhile is nobody's any more.
      if (open.delete(request.key))
        ended({ is: "called", key: request.key, action: request.action, outcome });
    };
    scope
      .run(() => attempt(request))
      .then(
        (out) => end({ is: "done", out }),
        (error: unknown) => (isCancellation(error) ? undefined : end({ is: "failed", why: whyOf(error) })),
      );
  };
  const drop = (key: string): void => {
    const call = open.get(key);
    open.delete(key);
    call?.scope.cancel();
  };

  for (const request of resumed) make(request);
  return {
    carryOut(commands) {
      for (const command of commands) {
        if (command.do === "drop") for (const key of command.keys) drop(key);
        if (command.do !== "call") continue;
        const { do: _, ...call } = command;
        make({ instance, ...call });
      }
    },
    get open() {
      return [...open.values()].map(({ request }) => request);
    },
  };
}

function attempt(request: CallRequest): Promise<Awaited<ReturnType<Activities["call"]>>> {
  const { call } = proxyActivities<Activities>({
    startToCloseTimeout: request.within,
    retry: { ...RETRY, maximumAttempts: request.attempts },
  });
  return call.executeWithOptions({ summary: `call ${request.action}` }, [request]);
}

/** A code, which the activity has made sure is one. */
function whyOf(error: unknown): string {
  const cause = error instanceof ActivityFailure ? error.cause : error;
  if (cause instanceof TimeoutFailure) return "no-answer-in-time";
  const [code] = cause instanceof ApplicationFailure ? (cause.details ?? []) : [];
  return typeof code === "string" ? code : "failed";
}
