import { describe, expect, test } from "vitest";
import { lowerScenarios } from "../../../compiler/scenario.ts";
import { playScenario } from "../../../runtime/simulate/play-scenario.ts";
import { virtualTheatre } from "../../../runtime/simulate/virtual-theatre.ts";
import { modelOf } from "../../compiler/model-of.ts";
import { shipped, shippedTexts } from "../machine/shipped.ts";

const { library, plans, people } = shipped();

describe("scenarios of the shipped library hold in virtual time", () => {
  test.each(lowerScenarios(modelOf(shippedTexts())).map((scenario) => [scenario.title, scenario] as const))(
    "%s",
    async (_, scenario) => {
      const plan = plans.find(({ journey }) => journey === scenario.journey);
      if (plan === undefined) throw new Error(`no plan of ${scenario.journey}`);
      const theatre = virtualTheatre({ library, plans, people, journey: scenario.journey });
      const played = await playScenario(scenario, plan, theatre);
      expect(played.failures).toEqual([]);
    },
  );
});
