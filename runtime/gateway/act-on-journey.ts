/** Puts what a person does before the journey, where it is decided whether it counts; the answer in terms of HTTP. */
import { randomUUID } from "node:crypto";
import type { ActOutcome } from "../ingest/journey-client.ts";
import type { Refusal } from "../machine/protocol.ts";
import type { GatewayContext } from "./context.ts";
import { HttpFault } from "./http-fault.ts";

type Asked = Parameters<GatewayContext["journeys"]["act"]>[2];

export type Became =
  | { readonly is: "taken" }
  | { readonly is: "refused"; readonly refusal: Refusal }
  | "gone";

/** @throws HttpFault when nobody could say whether the act counts. */
export async function actOnJourney(
  context: GatewayContext,
  workflowId: string,
  updateId: string,
  asked: Asked,
): Promise<Became> {
  const outcome = await askAnew(context, workflowId, updateId, asked);
  switch (outcome.is) {
    case "taken":
    case "refused":
      return outcome;
    case "gone":
      return "gone";
    case "stuck":
      throw new HttpFault(503, {
        code: "stuck",
        message: "This journey is stuck, and someone has been told; nothing was taken, try again later.",
      });
    case "silent":
      throw new HttpFault(504, {
        code: "worker-silent",
        message: "No worker has answered in time. It may still be taken; asking again does no harm.",
      });
  }
}

/**
 * A refusal may be an old one: Temporal answers a repeated id as it did then, and by now the act may count. What was
 * refused was not taken, so it is asked once more under an id of its own.
 */
async function askAnew(
  context: GatewayContext,
  workflowId: string,
  updateId: string,
  asked: Asked,
): Promise<ActOutcome> {
  const outcome = await ask(context, workflowId, updateId, asked);
  return outcome.is === "refused" ? ask(context, workflowId, randomUUID(), asked) : outcome;
}

async function ask(
  { journeys }: GatewayContext,
  workflowId: string,
  updateId: string,
  asked: Asked,
): Promise<ActOutcome> {
  try {
    return await journeys.act(workflowId, updateId, asked);
  } catch {
    throw new HttpFault(503, {
      code: "temporal-away",
      message: "The journey cannot be reached now; it may still be taken, and asking again does no harm.",
    });
  }
}

/** With which status each refusal is answered. */
export const REFUSED_WITH: Readonly<Record<Refusal["code"], number>> = {
  "unknown-work": 404,
  "unknown-request": 404,
  "not-yours": 403,
  "already-answered": 409,
  "under-way": 409,
  "journey-paused": 409,
  "journey-ended": 409,
  "unknown-answer": 400,
  "missing-evidence": 400,
  "link-expired": 410,
  "wrong-kind": 400,
};
