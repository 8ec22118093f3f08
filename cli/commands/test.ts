import { compileModel } from "../../compiler/compile.ts";
import { invariant } from "../../compiler/invariant.ts";
import { lowerScenarios, type Scenario } from "../../compiler/scenario.ts";
import type { Diagnostic } from "../../language/diagnostics/diagnostic.ts";
import { positionsIn } from "../../language/diagnostics/positions.ts";
import { renderTerminal } from "../../language/diagnostics/render-terminal.ts";
import { type Played, playScenario } from "../../runtime/simulate/play-scenario.ts";
import { virtualTheatre } from "../../runtime/simulate/virtual-theatre.ts";
import { defineCommand } from "../command.ts";
import { EXIT } from "../exit-code.ts";
import { unreachable } from "../failure.ts";
import type { Io } from "../io.ts";
import { HORIZON_YEARS } from "../journeys/build-journeys.ts";
import {
  type CheckedDirectory,
  checkDirectory,
  DIRECTORY_ARGUMENT,
  TODAY_OPTION,
} from "../journeys/check-directory.ts";
import { diagnosticBlocks, summaryOf } from "../journeys/tell-diagnostics.ts";

export const test = defineCommand({
  arguments: DIRECTORY_ARGUMENT,
  options: {
    of: { is: "text", value: "JOURNEY", summary: "only scenarios of this journey" },
    ...TODAY_OPTION,
  },
  examples: ["baton test journeys --of lead_to_customer"],
  async run({ of, ...what }, io) {
    const checked = checkDirectory(what, io);
    if (checked.hasErrors) {
      io.talk(diagnosticBlocks(checked, io.paintTalk.isColorSupported) + summaryOf(checked));
      return EXIT.findings;
    }
    const scenarios = lowerScenarios(checked.model).filter(
      ({ journey }) => of === undefined || journey === of,
    );
    const played = await playAll(checked, scenarios);
    if (io.json)
      io.out(
        JSON.stringify(
          played.map((one) => resultOf(one, checked)),
          null,
          2,
        ),
      );
    else for (const one of played) tell(one, checked, io);
    const broken = played.filter(({ failures }) => failures.length > 0).length;
    io.talk(`${played.length - broken} of ${played.length} scenarios hold.`);
    return broken === 0 ? EXIT.ok : EXIT.findings;
  },
});

async function playAll(
  { model }: CheckedDirectory,
  scenarios: readonly Scenario[],
): Promise<readonly Played[]> {
  const { people } = model;
  if (people === null) throw unreachable("no-people", "Scenarios need a people.yaml beside the journeys.");
  const played: Played[] = [];
  for (const scenario of scenarios) {
    // Calendars know the years that the scenario plays in, whenever it is played.
    const horizon = { from: Number(scenario.start.date.slice(0, 4)), years: HORIZON_YEARS };
    const { library, releases } = compileModel(model, { horizon });
    const plans = releases.map(({ plan }) => plan);
    const plan = plans.find(({ journey }) => journey === scenario.journey);
    invariant(plan !== undefined, `${scenario.journey} is not compiled`);
    const theatre = virtualTheatre({ library, plans, people, journey: scenario.journey });
    played.push(await playScenario(scenario, plan, theatre));
  }
  return played;
}

// ── What is told ──────────────────────────────────────────────────────────────────────────────────────────

function tell(played: Played, checked: CheckedDirectory, io: Io): void {
  const { scenario, failures } = played;
  const mark = failures.length === 0 ? io.paint.green("holds") : io.paint.red("fails");
  io.out(`${mark}  ${scenario.journey}: ${scenario.title}`);
  if (failures.length === 0) return;
  const color = io.paint.isColorSupported;
  io.out(`${renderTerminal(diagnosticsOf(played, checked), checked.sources, { color })}\n`);
}

/** A line that does not hold, shown as a mistake is: at its place. */
const diagnosticsOf = ({ failures }: Played, { shownPath }: CheckedDirectory): readonly Diagnostic[] =>
  failures.map(({ span, message }) => ({
    code: "scenario-fails",
    severity: "error",
    span: { ...span, file: shownPath(span.file) },
    message: `${message.charAt(0).toUpperCase()}${message.slice(1)}.`,
    related: [],
    fixes: [],
  }));

const resultOf = (played: Played, checked: CheckedDirectory) => ({
  journey: played.scenario.journey,
  scenario: played.scenario.title,
  holds: played.failures.length === 0,
  failures: diagnosticsOf(played, checked).map(({ span, message }) => ({
    file: span.file,
    ...positionsIn(checked.sources)(span.file).at(span.start),
    message,
  })),
});
