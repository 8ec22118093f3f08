import { lowerScenarios } from "../../compiler/scenario.ts";
import type { Diagnostic } from "../../language/diagnostics/diagnostic.ts";
import { positionsIn } from "../../language/diagnostics/positions.ts";
import { renderTerminal } from "../../language/diagnostics/render-terminal.ts";
import type { Played } from "../../runtime/simulate/play-scenario.ts";
import { defineCommand } from "../command.ts";
import { EXIT } from "../exit-code.ts";
import type { Io } from "../io.ts";
import {
  type CheckedDirectory,
  checkDirectory,
  DIRECTORY_ARGUMENT,
  TODAY_OPTION,
} from "../journeys/check-directory.ts";
import { playScenarios } from "../journeys/play-scenarios.ts";
import { diagnosticBlocks, summaryOf } from "../journeys/tell-diagnostics.ts";

export const test = defineCommand({
  arguments: DIRECTORY_ARGUMENT,
  options: {
    of: { is: "text", value: "JOURNEY", summary: "only scenarios of this journey" },
    on: {
      is: "choice",
      of: ["virtual", "temporal"],
      summary: "in virtual time, or on a Temporal server that is started for it",
      default: "virtual",
    },
    ...TODAY_OPTION,
  },
  examples: ["baton test journeys --of lead_to_customer", "baton test --on temporal"],
  async run({ of, on, ...what }, io) {
    const checked = checkDirectory(what, io);
    if (checked.hasErrors) {
      io.talk(diagnosticBlocks(checked, io.paintTalk.isColorSupported) + summaryOf(checked));
      return EXIT.findings;
    }
    const scenarios = lowerScenarios(checked.model).filter(
      ({ journey }) => of === undefined || journey === of,
    );
    const played: Played[] = [];
    for await (const one of playScenarios(checked.model, scenarios, on, io)) {
      played.push(one);
      if (!io.json) tell(one, checked, io);
    }
    if (io.json)
      io.out(
        JSON.stringify(
          played.map((one) => resultOf(one, checked)),
          null,
          2,
        ),
      );
    const broken = played.filter(({ failures }) => failures.length > 0).length;
    io.talk(`${played.length - broken} of ${played.length} scenarios hold.`);
    return broken === 0 ? EXIT.ok : EXIT.findings;
  },
});

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
