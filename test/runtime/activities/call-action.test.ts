/** An attempt of an action: docs/language.md, "Actions". What stands in Temporal's history names nobody. */
import { ApplicationFailure } from "@temporalio/common";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import type { Library } from "../../../compiler/library.ts";
import { callAction, keyOf } from "../../../runtime/activities/call-action.ts";
import type { CallRequest } from "../../../runtime/activities/contract.ts";
import { createActivities } from "../../../runtime/activities/create-activities.ts";
import { ACTION_FAILED } from "../../../runtime/activities/failures.ts";
import { type ActionCall, ActionFailed, defineAction } from "../../../runtime/connectors/action.ts";
import type { ActionTable } from "../../../runtime/connectors/load-actions.ts";
import type { Db } from "../../../runtime/store/open-store.ts";
import { LIBRARY, worldOn } from "./fixture.ts";

const field = { optional: false, default: null, description: "" };
const library: Library = {
  ...LIBRARY,
  actions: {
    create_import: {
      title: "Prepares the import",
      in: { company: { type: "text", ...field }, seats: { type: "number", ...field } },
      out: {
        import_link: { type: "url", ...field },
        priority: { type: "one_of", values: ["low", "high"], ...field, default: "low" },
      },
    },
  },
};
const REQUEST: CallRequest = {
  instance: "onboarding/s1/1",
  key: "onboarding/s1/1#c3",
  action: "create_import",
  step: "setup/call_create_import",
  visit: 2,
  with: { company: "Nordpay", seats: 3 },
  within: 1_000,
  attempts: 4,
};
const IN = z.object({ company: z.string(), seats: z.number().optional() });
const OUT = z.object({ import_link: z.string(), priority: z.string().optional() });

type Run = (input: z.output<typeof IN>, call: ActionCall) => Promise<z.input<typeof OUT>>;
const worldWith = (run: Run) => {
  const actions: ActionTable = { create_import: defineAction({ in: IN, out: OUT, run }) };
  // No store is needed for an action.
  return worldOn({} as Db, { library, actions });
};
const call = (run: Run, request: Partial<CallRequest> = {}) =>
  callAction(worldWith(run), { ...REQUEST, ...request });
const LINK = { import_link: "https://x.example" };

async function failure(run: Run, request: Partial<CallRequest> = {}): Promise<ApplicationFailure> {
  const { call: activity } = createActivities(worldWith(run));
  const error = await activity({ ...REQUEST, ...request }).catch((thrown: unknown) => thrown);
  if (error instanceof ApplicationFailure) return error;
  throw new Error("it did not fail");
}

describe("an attempt", () => {
  it("gives the input and a key, and gives back what the journey file declares", async () => {
    const seen: unknown[] = [];
    const out = await call(async (input, { key, attempt }) => {
      seen.push(input, key, attempt);
      return LINK;
    });
    expect(seen).toEqual([{ company: "Nordpay", seats: 3 }, keyOf(REQUEST), 1]);
    expect(out).toEqual({ ...LINK, priority: "low" });
  });

  it("has a key of instance, step and visit, which tells nothing of either", () => {
    expect(keyOf(REQUEST)).toMatch(/^[0-9a-f]{64}$/);
    expect(keyOf({ ...REQUEST })).toBe(keyOf(REQUEST));
    const others = [
      { ...REQUEST, key: "onboarding/s2/1#c3" },
      { ...REQUEST, step: "other" },
      { ...REQUEST, visit: 3 },
    ];
    expect(new Set([REQUEST, ...others].map(keyOf)).size).toBe(4);
  });

  it("leaves a blank out, as a contract knows what may be", async () => {
    const seen: unknown[] = [];
    await call(
      async (input) => {
        seen.push(input);
        return LINK;
      },
      { with: { company: "Nordpay", seats: null } },
    );
    expect(seen).toEqual([{ company: "Nordpay" }]);
  });
});

describe("what goes wrong is told by a code alone", () => {
  const SECRET = "maria@example.com";

  it.each<readonly [string, Run, Partial<CallRequest>, string, boolean]>([
    ["any error", () => Promise.reject(new Error(`no ${SECRET}`)), {}, "failed", true],
    [
      "a reason with a name",
      () => Promise.reject(new ActionFailed("no-such-account")),
      {},
      "no-such-account",
      true,
    ],
    [
      "one that another attempt will not mend",
      () => Promise.reject(new ActionFailed("no-such-account", { again: false })),
      {},
      "no-such-account",
      false,
    ],
    ["a name that is none", () => Promise.reject(new ActionFailed(`no ${SECRET}`)), {}, "failed", true],
    [
      "a failure of Temporal's own kind",
      () => Promise.reject(ApplicationFailure.nonRetryable(`no ${SECRET}`, SECRET, SECRET)),
      {},
      "failed",
      false,
    ],
    ["an output of another type", async () => ({ import_link: SECRET }), {}, "output-not-taken", false],
    [
      "an output that is no value of a list",
      async () => ({ ...LINK, priority: SECRET }),
      {},
      "output-not-taken",
      false,
    ],
    [
      "an input that the contract does not take",
      async () => LINK,
      { with: { company: 3 } },
      "input-not-taken",
      false,
    ],
    [
      "an action that this worker does not have",
      async () => LINK,
      { action: "other" },
      "no-such-action",
      true,
    ],
  ])("%s", async (_, run, request, code, again) => {
    const failed = await failure(run, request);
    expect(failed).toMatchObject({ type: ACTION_FAILED, details: [code], nonRetryable: !again });
    expect(JSON.stringify([failed.message, failed.stack, failed.cause])).not.toContain(SECRET);
  });
});
