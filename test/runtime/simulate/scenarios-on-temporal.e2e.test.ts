import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { checkWorkspace } from "../../../compiler/check.ts";
import { compileModel, writeBuild } from "../../../compiler/compile.ts";
import { lowerScenarios } from "../../../compiler/scenario.ts";
import { loadWorkspace } from "../../../compiler/workspace.ts";
import type { JournalEntry } from "../../../runtime/machine/protocol.ts";
import { playOnServer } from "../../../runtime/simulate/play-on-server.ts";
import { playScenario } from "../../../runtime/simulate/play-scenario.ts";
import { virtualTheatre } from "../../../runtime/simulate/virtual-theatre.ts";

const quiet = { debug() {}, info() {}, warn() {}, error() {} };
const { model, diagnostics } = checkWorkspace(loadWorkspace("journeys"));
const { people } = model;
if (diagnostics.length > 0 || people === null) throw new Error("The shipped library has mistakes.");
const compiled = compileModel(model, { horizon: { from: 2026, years: 5 } });
const { library } = compiled;
const plans = compiled.releases.map(({ plan }) => plan);
const scenarios = lowerScenarios(model).filter(({ journey }) => journey === "lead_to_customer");

let buildDir = "";
beforeAll(async () => {
  buildDir = join(await mkdtemp(join(tmpdir(), "baton-build-")), "build");
  await writeBuild(buildDir, compiled);
});
afterAll(async () => rm(buildDir, { recursive: true, force: true }));

/** What happened, without when: a real machine is some milliseconds late, which are minutes on a fast clock. */
const story = (journal: readonly JournalEntry[]): readonly string[] =>
  journal
    .filter(({ what }) => what !== "message" && what !== "told")
    .map(({ what, name, by, to, result }) =>
      [what, name, by, to, result].filter((part) => part !== null).join(" "),
    );

describe("scenarios of lead_to_customer, in virtual time and on the real server", () => {
  test.concurrent.each(scenarios.map((scenario) => [scenario.title, scenario] as const))(
    "%s",
    async (_, scenario) => {
      const plan = plans.find(({ journey }) => journey === scenario.journey);
      if (plan === undefined) throw new Error(`no plan of ${scenario.journey}`);
      const virtual = await playScenario(
        scenario,
        plan,
        virtualTheatre({ library, plans, people, journey: scenario.journey }),
      );
      const real = await playOnServer(scenario, {
        buildDir,
        plan,
        library,
        people,
        projectDir: buildDir,
        env: process.env,
        log: quiet,
        report: () => {},
      });
      expect(real.failures).toEqual([]);
      expect(virtual.failures).toEqual([]);
      expect(story(real.last.journal)).toEqual(story(virtual.last.journal));
    },
    240_000,
  );
});
