/**
 * The five playbooks that every B2B team needs are written from docs/language.md alone: nurture, routing, the stages of
 * a deal, re-engagement and onboarding. Each is checked, laid out, described and played.
 */
import { describe, expect, test } from "vitest";
import { checkWorkspace } from "../../compiler/check.ts";
import { compileModel } from "../../compiler/compile.ts";
import { describeJourney } from "../../compiler/describe/describe-journey.ts";
import { lowerScenarios } from "../../compiler/scenario.ts";
import { loadWorkspace } from "../../compiler/workspace.ts";
import { format } from "../../language/format/format.ts";
import { playScenario } from "../../runtime/simulate/play-scenario.ts";
import { virtualTheatre } from "../../runtime/simulate/virtual-theatre.ts";

const PLAYBOOKS = ["deal_stages", "nurture", "onboarding", "re_engagement", "routing"];

const workspace = loadWorkspace("test/playbooks");
const { model, diagnostics } = checkWorkspace(workspace, { today: "2026-11-22" });
const { library, releases } = compileModel(model, { horizon: { from: 2026, years: 5 } });
const plans = releases.map(({ plan }) => plan);
const scenarios = lowerScenarios(model);

describe("the playbooks", () => {
  test("are five, and each has a scenario", () => {
    expect(plans.map(({ journey }) => journey).sort()).toEqual(PLAYBOOKS);
    expect([...new Set(scenarios.map(({ journey }) => journey))].sort()).toEqual(PLAYBOOKS);
  });

  test("have no finding, not even a warning", () => {
    expect(diagnostics.map(({ code, message }) => `${code}: ${message}`)).toEqual([]);
  });

  test.each(PLAYBOOKS)("%s is laid out as it is written", (name) => {
    const file = workspace.files.find(({ path }) => path.endsWith(`/${name}.journey`));
    if (file === undefined) throw new Error(`there is no ${name}.journey`);
    expect(format(file.text, file.path)).toEqual({ text: file.text, diagnostics: [] });
  });

  test.each(PLAYBOOKS)("%s is told as a page", (name) => {
    const journey = model.journeys.get(name);
    if (journey === undefined) throw new Error(`there is no journey ${name}`);
    const { sections } = describeJourney(journey, model);
    expect(sections.length).toBeGreaterThan(3);
  });

  test.each(scenarios.map((one) => [`${one.journey}: ${one.title}`, one] as const))(
    "holds: %s",
    async (_, scenario) => {
      const { people } = model;
      const plan = plans.find(({ journey }) => journey === scenario.journey);
      if (people === null || plan === undefined) throw new Error("the workspace lacks people or a plan");
      const theatre = virtualTheatre({ library, plans, people, journey: scenario.journey });
      const { failures } = await playScenario(scenario, plan, theatre);
      expect(failures.map(({ message }) => message)).toEqual([]);
    },
  );
});
