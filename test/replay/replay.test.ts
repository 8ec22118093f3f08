/** Runs that were recorded of each release play out the same on today's driver and machine. */
import { beforeAll, describe, expect, test } from "vitest";
import type { Plan } from "../../compiler/plan.ts";
import type { JourneyBundle } from "../../runtime/worker/bundle-journeys.ts";
import { installRuntime } from "../../runtime/worker/install-runtime.ts";
import { bundlePlan } from "../support/journey-world.ts";
import { SILENT } from "../support/temporal.ts";
import { frozenPlan, historiesOf, releases } from "./frozen-plan.ts";
import { replayHistory as replay, withAnotherActivity } from "./replay-history.ts";

installRuntime(SILENT);

describe.each(releases())("%s", (release) => {
  let bundle: JourneyBundle;

  beforeAll(async () => {
    bundle = await bundlePlan(frozenPlan(release));
  });

  test.each(historiesOf(release))("%s", async (_, history) => {
    await replay(bundle, history);
  });
});

describe("what must not pass", () => {
  const [[, history = ""] = []] = historiesOf("small_v1");

  test("a history in which another activity ran", async () => {
    const altered = withAnotherActivity(history);
    expect(altered).not.toBe(history);
    await expect(replay(await bundlePlan(frozenPlan("small_v1")), altered)).rejects.toThrow("TMPRL1100");
  });

  test("a released plan that was changed", async () => {
    const plan = frozenPlan("small_v1");
    const changed: Plan = {
      ...plan,
      stages: { ...plan.stages, ...later(plan, "nurture", "nurture/wait") },
    };
    await expect(replay(await bundlePlan(changed), history)).rejects.toThrow("TMPRL1100");
  });
});

/** The stage with its main track begun at another step. */
function later(plan: Plan, stage: string, main: string): Plan["stages"] {
  const found = plan.stages[stage];
  return found === undefined ? {} : { [stage]: { ...found, main } };
}
