/** Plays one scenario on real parts, set up for it and taken down again. */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { readBuild } from "../../compiler/compile.ts";
import type { Library, People } from "../../compiler/library.ts";
import type { Plan } from "../../compiler/plan.ts";
import type { Scenario, ScenarioAct, ScenarioLine } from "../../compiler/scenario.ts";
import { openStack } from "../stack/open-stack.ts";
import type { Log } from "../worker/log.ts";
import { closeCalls, type Played, playScenario, spanOf, startOf, type Theatre } from "./play-scenario.ts";
import { scriptActions } from "./scripted-actions.ts";
import { serverTheatre } from "./server-theatre.ts";
import { virtualTheatre } from "./virtual-theatre.ts";

export interface ServerOptions {
  /** Holds the build with the scenario's journey. */
  readonly buildDir: string;
  readonly plan: Plan;
  readonly library: Library;
  readonly people: People;
  readonly projectDir: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly log: Log;
  readonly report: (line: string) => void;
}

/** Real milliseconds that a scenario should take. */
const LENGTH = 40_000;
/** Slower than this no scenario needs to be; faster than this, and a few steps take hours. */
const SLOWEST = 360;
const FASTEST = 7_200;

/** @throws TemporalUnavailable */
export async function playOnServer(scenario: Scenario, options: ServerOptions): Promise<Played> {
  const { plan, library } = options;
  const dir = await mkdtemp(join(tmpdir(), "baton-scenario-"));
  const scale = Math.min(FASTEST, Math.max(SLOWEST, spanOf(scenario, plan) / LENGTH));
  const actions = scriptActions(library);
  const { plans } = await readBuild(options.buildDir);
  const { people } = options;
  const virtual = { library, people, journey: scenario.journey, plans: plans.map((one) => one.plan) };
  const unknown = beforeItIsKnown(scenario);
  if (unknown !== null) return notPlayed(scenario, plan, virtualTheatre(virtual), unknown);
  const close = await closeCalls(scenario, plan, virtualTheatre(virtual));
  try {
    const stack = await openStack({
      projectDir: options.projectDir,
      buildDir: options.buildDir,
      people: () => options.people,
      dataDir: dir,
      infoDir: dir,
      actions: actions.table,
      holdsOut: false,
      clock: { startedAt: Date.now(), origin: 0, scale },
      // A store of its own: what other processes have in Postgres is not for a scenario to change.
      env: { ...options.env, DATABASE_URL: undefined, SMTP_URL: undefined, BATON_PUBLIC_URL: undefined },
      what: "baton test",
      version: "test",
      log: options.log,
      report: options.report,
    });
    try {
      const key = library.subjects[scenario.subject]?.key ?? "";
      return await playScenario(
        scenario,
        plan,
        serverTheatre({ stack, journey: scenario.journey, key, library, scale, actions, closeCalls: close }),
      );
    } finally {
      await stack.stop();
    }
  } finally {
    await rm(dir, { recursive: true, force: true });
  }
}

const UNKNOWN =
  "on a server somebody is known from their first event, and none has come yet: this scenario plays in virtual time only";

/**
 * The first line that is about the subject before any event of theirs has come, where there is one: in virtual time they
 * are there from the start, and a journey that is entered by time or by a condition takes them in.
 */
export function beforeItIsKnown({ lines }: Scenario): ScenarioLine | null {
  const first = lines.find((line) => line.is === "then" || (line.is === "at" && isAboutThem(line.act)));
  return first === undefined || (first.is === "at" && first.act?.do === "event") ? null : first;
}

const isAboutThem = (act: ScenarioAct | null): boolean =>
  act !== null &&
  act.do !== "leave" &&
  act.do !== "return" &&
  act.do !== "win" &&
  !(act.do === "event" && act.of !== undefined);

async function notPlayed(
  scenario: Scenario,
  plan: Plan,
  theatre: Theatre,
  { span }: ScenarioLine,
): Promise<Played> {
  const nothing = await playScenario({ ...scenario, lines: [] }, plan, theatre);
  return { ...nothing, scenario, failures: [{ at: startOf(scenario, plan), span, message: UNKNOWN }] };
}
