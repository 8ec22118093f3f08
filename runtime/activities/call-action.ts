/**
 * The `call` activity: one attempt of an action. What goes in and comes out is held to the contract on both sides, and
 * of what goes wrong only a code is told: a connector's own words may quote whoever it is about.
 */
import { createHash } from "node:crypto";
import { ApplicationFailure } from "@temporalio/common";
import type { ActionContract } from "../../compiler/library.ts";
import type { Fields, Value } from "../../compiler/plan.ts";
import { typeOfValue } from "../ingest/value-schema.ts";
import type { ActivityContext } from "./context.ts";
import type { CallRequest } from "./contract.ts";
import { actionFailed } from "./failures.ts";

/** @throws ApplicationFailure of type `baton.action-failed`, with its code as the one detail. */
export async function callAction(context: ActivityContext, request: CallRequest): Promise<Fields> {
  const { action: name } = request;
  const action = context.actions[name];
  const contract = context.library.actions?.[name];
  // Another worker of the installation may have it.
  if (action === undefined || contract === undefined) throw actionFailed(name, "no-such-action", true);
  const input = action.in.safeParse(known(request.with));
  if (!input.success) throw actionFailed(name, "input-not-taken", false);
  const { attempt, signal } = context.attempt();
  const given = await tried(name, () => action.run(input.data, { key: keyOf(request), attempt, signal }));
  const output = action.out.safeParse(given ?? {});
  if (!output.success) throw actionFailed(name, "output-not-taken", false);
  return readOut(name, contract, output.data, Object.keys(context.library.messages));
}

/** Of instance, step and visit, and of which call of them it is; nothing of Temporal's, whose runs come and go. */
export const keyOf = ({ key, step, visit }: Pick<CallRequest, "key" | "step" | "visit">): string =>
  createHash("sha256")
    .update(JSON.stringify([key, step, visit]))
    .digest("hex");

/** A blank is left out, as a contract knows what may be. */
const known = (fields: Fields): Fields =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== null));

async function tried(name: string, run: () => Promise<unknown>): Promise<unknown> {
  try {
    return await run();
  } catch (error) {
    // By its shape: the project may have another copy of the class than this process.
    const { code, again } = isActionFailed(error) ? error : { code: "failed", again: mayBeTriedAgain(error) };
    throw actionFailed(name, CODE.test(code) ? code : "failed", again);
  }
}

/** Of a failure of Temporal's own kind that much is believed; its words are as foreign as any. */
const mayBeTriedAgain = (error: unknown): boolean =>
  !(error instanceof ApplicationFailure && error.nonRetryable === true);

const CODE = /^[a-z0-9][a-z0-9_.-]{0,59}$/;

const isActionFailed = (error: unknown): error is { readonly code: string; readonly again: boolean } =>
  error instanceof Error &&
  error.name === "ActionFailed" &&
  "code" in error &&
  typeof error.code === "string" &&
  "again" in error &&
  typeof error.again === "boolean";

/** What journeys may read: of the type that the journey file declares, or its default where nothing came. */
function readOut(name: string, { out }: ActionContract, given: unknown, messages: readonly string[]): Fields {
  const values = new Map(Object.entries(typeof given === "object" && given !== null ? given : {}));
  const read: Record<string, Value> = {};
  for (const [field, declared] of Object.entries(out)) {
    const raw: unknown = values.get(field) ?? null;
    if (raw === null) {
      read[field] = declared.default;
      continue;
    }
    const value = typeOfValue(declared, messages).schema.safeParse(raw);
    if (!value.success) throw actionFailed(name, "output-not-taken", false);
    read[field] = value.data;
  }
  return read;
}
