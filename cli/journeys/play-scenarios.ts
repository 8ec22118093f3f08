/** Plays scenarios of a model: in virtual time, which takes no time, or on a real Temporal server. */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Compiled, compileModel, writeBuild } from "../../compiler/compile.ts";
import { HORIZON_YEARS } from "../../compiler/horizon.ts";
import { invariant } from "../../compiler/invariant.ts";
import type { People } from "../../compiler/library.ts";
import type { Model } from "../../compiler/model.ts";
import type { Plan } from "../../compiler/plan.ts";
import type { Scenario } from "../../compiler/scenario.ts";
import { type Played, playScenario } from "../../runtime/simulate/play-scenario.ts";
import { virtualTheatre } from "../../runtime/simulate/virtual-theatre.ts";
import { unreachable } from "../failure.ts";
import type { Io } from "../io.ts";

export type Place = "virtual" | "temporal";

/** In their order, each as soon as the one before it has ended. */
export async function* playScenarios(
  model: Model,
  scenarios: readonly Scenario[],
  place: Place,
  io: Io,
): AsyncGenerator<Played> {
  const { people } = model;
  if (people === null) throw unreachable("no-people", "Scenarios need a people.yaml beside the journeys.");
  for (const scenario of scenarios) {
    // Calendars know the years that the scenario plays in, whenever it is played.
    const from = Number(scenario.start.date.slice(0, 4));
    const compiled = compileModel(model, { horizon: { from, years: HORIZON_YEARS } });
    const plan = compiled.releases.map((release) => release.plan).find(isOf(scenario));
    invariant(plan !== undefined, `${scenario.journey} is not compiled`);
    const play = { scenario, compiled, plan, people };
    yield await (place === "virtual" ? playInVirtualTime(play) : playOnTemporal(play, io));
  }
}

const isOf =
  ({ journey }: Scenario) =>
  (plan: Plan): boolean =>
    plan.journey === journey;

interface Play {
  readonly scenario: Scenario;
  readonly compiled: Compiled;
  readonly plan: Plan;
  readonly people: People;
}

async function playInVirtualTime({ scenario, compiled, plan, people }: Play): Promise<Played> {
  const { library, releases } = compiled;
  const plans = releases.map((release) => release.plan);
  const theatre = virtualTheatre({ library, plans, people, journey: scenario.journey });
  return await playScenario(scenario, plan, theatre);
}

async function playOnTemporal({ scenario, compiled, plan, people }: Play, io: Io): Promise<Played> {
  const { playOnServer } = await import("../../runtime/simulate/play-on-server.ts");
  const directory = await mkdtemp(join(tmpdir(), "baton-test-"));
  const buildDir = join(directory, "build");
  try {
    await writeBuild(buildDir, compiled);
    const { library } = compiled;
    const report = (line: string): void => io.talk(io.paintTalk.dim(line));
    return await playOnServer(scenario, {
      buildDir,
      plan,
      library,
      people,
      projectDir: io.cwd,
      env: io.env,
      log: SILENT,
      report,
    });
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}

const ignore = (): void => {};
/** What fails is told by the scenario; what the worker does on the way is nobody's concern here. */
const SILENT = { debug: ignore, info: ignore, warn: ignore, error: ignore };
