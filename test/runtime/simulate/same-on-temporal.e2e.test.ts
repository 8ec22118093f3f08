/**
 * Every scenario that the repository has, in virtual time and on the real server: what is written down agrees entry by
 * entry (what, of what, at which step, by whom, to whom, with which result), in the same order, at the same times within
 * the lag of a fast clock. CI plays three of the shipped library; `BATON_SCENARIOS=all` plays the whole, and any other word
 * those whose journey or title contains it. A day takes twelve seconds, so that some take twenty minutes. Which arm of a
 * `split` is taken is not the same in both: there the id of a subject is drawn.
 */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { isOpen } from "../../../compiler/calendar-time.ts";
import { checkWorkspace } from "../../../compiler/check.ts";
import { compileModel, writeBuild } from "../../../compiler/compile.ts";
import type { Plan } from "../../../compiler/plan.ts";
import { lowerScenarios, type Scenario } from "../../../compiler/scenario.ts";
import { loadWorkspace, type WorkspaceFile } from "../../../compiler/workspace.ts";
import type { JournalEntry } from "../../../runtime/machine/protocol.ts";
import { beforeItIsKnown, playOnServer } from "../../../runtime/simulate/play-on-server.ts";
import { type Played, playScenario } from "../../../runtime/simulate/play-scenario.ts";
import { virtualTheatre } from "../../../runtime/simulate/virtual-theatre.ts";
import { SILENT } from "../../support/temporal.ts";
import { exampleFiles } from "./example-files.ts";

interface Library {
  readonly name: string;
  readonly files: readonly WorkspaceFile[];
}

const LIBRARIES: readonly Library[] = [
  { name: "the shipped library", files: loadWorkspace("journeys").files },
  { name: "the worked examples", files: exampleFiles() },
  { name: "the playbooks", files: loadWorkspace("test/playbooks").files },
];

/** What CI plays, each within half a minute. */
const ALWAYS: readonly string[] = [
  "lead_to_customer: Who asks for a demo is offered to a person at once",
  "lead_to_customer: Nobody takes the baton: it climbs until someone holds it",
  "re_engagement: Whoever answers hears no last word",
];

const wanted = process.env.BATON_SCENARIOS ?? "";
const isWanted = (scenario: Scenario, library: string): boolean => {
  const { journey, title } = scenario;
  // What begins without an event has nobody there on a server; the command says so.
  if (beforeItIsKnown(scenario) !== null) return false;
  if (wanted === "") return library === "the shipped library" && ALWAYS.includes(`${journey}: ${title}`);
  return wanted === "all" || `${journey}: ${title}`.includes(wanted);
};

const buildDirs: string[] = [];
afterAll(async () => {
  for (const dir of buildDirs) await rm(dir, { recursive: true, force: true });
});

const lineOf = ({ what, name, step, by, to, result }: JournalEntry): string =>
  [what, name, `at ${step}`, by && `by ${by}`, to && `to ${to}`, result && `as ${result}`]
    .filter((part) => part !== null && part !== "")
    .join(" ");

/** Of a letter it is written down that it was sent once it has been carried, beside what the journey does meanwhile. */
const isCarried = ({ what, result }: JournalEntry): boolean => what === "message" && result === "sent";

/**
 * A reminder that is due at the very closing of a day comes at the next opening where the act before it was a second late,
 * and by then what it reminds of may be done: of such a scenario reminders are not compared.
 */
const isAtClosing =
  ({ calendars }: Plan) =>
  ({ what, at }: JournalEntry): boolean =>
    what === "reminded" && Object.values(calendars).every((calendar) => !isOpen(calendar, at));

function expectSame(plan: Plan, virtual: Played, real: Played): void {
  const [expected, found] = [virtual.last.journal, real.last.journal];
  const isCompared = ({ what }: JournalEntry): boolean =>
    what !== "reminded" || !expected.some(isAtClosing(plan));
  for (const side of [isCarried, (entry: JournalEntry) => !isCarried(entry)]) {
    const one = expected.filter(isCompared).filter(side);
    const other = found.filter(isCompared).filter(side);
    expect(other.map(lineOf)).toEqual(one.map(lineOf));
    const late = other.map(({ at }, nth) => Math.abs(at - (one[nth]?.at ?? at)));
    expect(Math.max(0, ...late), "ms on the clock").toBeLessThanOrEqual(LATEST);
  }
}

/** Real ms: four months on the fastest clock, on a machine that has other work. */
const LONGEST = 45 * 60_000;

const checked = LIBRARIES.map((library) => ({
  ...library,
  ...checkWorkspace({ files: library.files }, { today: "2026-11-22" }),
}));
const played = checked.flatMap(({ model }) => lowerScenarios(model));
const unknown = ALWAYS.filter(
  (name) => !played.some(({ journey, title }) => name === `${journey}: ${title}`),
);
if (unknown.length > 0) throw new Error(`no scenario is called ${unknown.join(", or ")}`);
const asked = checked.filter(({ name, model }) =>
  lowerScenarios(model).some((scenario) => isWanted(scenario, name)),
);

describe.each(asked)("$name", ({ name, model, diagnostics }) => {
  const errors = diagnostics.filter(({ severity }) => severity === "error");
  if (errors.length > 0) throw new Error(errors.map(({ message }) => message).join("\n"));
  const { people } = model;
  if (people === null) throw new Error("there is no people.yaml");
  const compiled = compileModel(model, { horizon: { from: 2026, years: 5 } });
  const plans = compiled.releases.map(({ plan }) => plan);
  const scenarios = lowerScenarios(model).filter((scenario) => isWanted(scenario, name));

  test.concurrent.each(scenarios.map((one) => [`${one.journey}: ${one.title}`, one] as const))(
    "%s",
    async (_, scenario) => {
      const plan = plans.find(({ journey }) => journey === scenario.journey);
      if (plan === undefined) throw new Error(`no plan of ${scenario.journey}`);
      const dir = await mkdtemp(join(tmpdir(), "baton-same-"));
      buildDirs.push(dir);
      const buildDir = join(dir, "build");
      await writeBuild(buildDir, compiled);
      const { library } = compiled;
      const theatre = virtualTheatre({ library, plans, people, journey: scenario.journey });
      const virtual = await playScenario(scenario, plan, theatre);
      const options = { buildDir, plan, library, people, projectDir: buildDir, env: process.env };
      const real = await playOnServer(scenario, { ...options, log: SILENT, report: () => {} });
      expect(virtual.failures).toEqual([]);
      expect(real.failures.map(({ message }) => message)).toEqual([]);
      expectSame(plan, virtual, real);
    },
    LONGEST,
  );
});

/** On the fast clock, ms: at 7,200 times real time two seconds of a busy machine are four hours. */
const LATEST = 6 * 3_600_000;
