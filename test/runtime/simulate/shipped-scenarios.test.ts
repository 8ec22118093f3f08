import { describe, expect, test } from "vitest";
import { lowerScenarios } from "../../../compiler/scenario.ts";
import { loadWorkspace } from "../../../compiler/workspace.ts";
import { coverageOf, percentOf, type Trace } from "../../../runtime/simulate/coverage.ts";
import { playScenario } from "../../../runtime/simulate/play-scenario.ts";
import { virtualTheatre } from "../../../runtime/simulate/virtual-theatre.ts";
import config from "../../../temporal.config.ts";
import { modelOf } from "../../compiler/model-of.ts";
import { shipped, shippedTexts } from "../machine/shipped.ts";

const { library, plans, people } = shipped();

const files = loadWorkspace("journeys").files.filter(({ path }) => path.startsWith("journeys/scenarios/"));
const texts = { ...shippedTexts(), ...Object.fromEntries(files.map(({ path, text }) => [path, text])) };

describe("scenarios of the shipped library hold in virtual time", () => {
  const traces: (readonly [journey: string, trace: Trace])[] = [];

  test.each(lowerScenarios(modelOf(texts)).map((scenario) => [scenario.title, scenario] as const))(
    "%s",
    async (_, scenario) => {
      const plan = plans.find(({ journey }) => journey === scenario.journey);
      if (plan === undefined) throw new Error(`no plan of ${scenario.journey}`);
      const theatre = virtualTheatre({ library, plans, people, journey: scenario.journey });
      const played = await playScenario(scenario, plan, theatre);
      expect(played.failures).toEqual([]);
      traces.push(...played.traces);
    },
  );

  test.each(plans.map((plan) => [plan.journey, plan] as const))(
    "and cover of %s what the project asks for",
    (journey, plan) => {
      const own = traces.flatMap(([of, trace]) => (of === journey ? [trace] : []));
      expect(percentOf(coverageOf(plan, own))).toBeGreaterThanOrEqual(config.coverage.atLeast);
    },
  );
});
