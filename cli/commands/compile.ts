import { join, relative, resolve } from "node:path";
import { buildModel } from "../../compiler/build-model.ts";
import { writeBuild } from "../../compiler/compile.ts";
import { HORIZON_YEARS } from "../../compiler/horizon.ts";
import type { BuiltPlan } from "../../compiler/library.ts";
import { DATA_DIRECTORY } from "../../runtime/dev-info.ts";
import { defineCommand } from "../command.ts";
import { EXIT } from "../exit-code.ts";
import { CommandFailure, wrongUsage } from "../failure.ts";
import { checkDirectory, DIRECTORY_ARGUMENT, TODAY_OPTION } from "../journeys/check-directory.ts";
import { reviewGrace } from "../journeys/check-options.ts";
import { diagnosticBlocks, summaryOf } from "../journeys/tell-diagnostics.ts";
import { type Column, tableLines } from "../print/table.ts";

export const compile = defineCommand({
  arguments: DIRECTORY_ARGUMENT,
  options: {
    out: { is: "text", value: "DIR", summary: "where the build goes", default: `${DATA_DIRECTORY}/build` },
    from: {
      is: "text",
      value: "YEAR",
      summary: `first of the ${HORIZON_YEARS} years for which calendars are resolved (default: this one)`,
    },
    releasedOnly: {
      is: "flag",
      summary: "leave out what is not released yet: what is deployed was reviewed",
    },
    ...TODAY_OPTION,
  },
  examples: [
    "baton compile journeys --out .baton/build",
    "baton compile --released-only --out build    # what is deployed",
  ],
  async run({ out, from, releasedOnly, ...what }, io) {
    const horizon = { from: readYear(from), years: HORIZON_YEARS };
    const checked = checkDirectory(what, io);
    io.talk(diagnosticBlocks(checked, io.paintTalk.isColorSupported) + summaryOf(checked));
    if (checked.hasErrors) {
      if (io.json) io.out(JSON.stringify({ compiled: [], diagnostics: checked.diagnostics }, null, 2));
      return EXIT.findings;
    }
    const build = buildModel(checked.model, { horizon, releasedOnly, ...reviewGrace(io.cwd) });
    if (build.plans.length === 0) throw nothingReleased();
    const directory = resolve(io.cwd, out);
    await writeBuild(directory, build);
    const rows = build.plans.map((plan) => rowOf(plan, shortest(directory, io.cwd)));
    if (io.json) io.out(JSON.stringify({ compiled: rows }, null, 2));
    else for (const line of tableLines(COLUMNS, rows, io.paint.dim)) io.out(line);
    return EXIT.ok;
  },
});

const nothingReleased = (): CommandFailure =>
  new CommandFailure(
    EXIT.findings,
    "nothing-released",
    "Nothing is released yet: `baton release` freezes the journeys, and --released-only then builds them.",
  );

function readYear(text: string | undefined): number {
  const year = text === undefined ? new Date().getUTCFullYear() : Number(text);
  if (Number.isInteger(year) && year >= 1970 && year <= 2100) return year;
  throw wrongUsage(`--from ${text} is no year.`);
}

/** As it is typed from here; what lies elsewhere has its whole path. */
function shortest(directory: string, cwd: string): string {
  const path = relative(cwd, directory);
  return path.startsWith("..") ? directory : path;
}

interface Row {
  readonly journey: string;
  readonly version: number;
  readonly hash: string;
  readonly released: boolean;
  /** Whether people enter it, unless a deploy says otherwise; else it is for whoever is inside. */
  readonly entered: boolean;
  readonly file: string;
}

const rowOf = ({ hash, plan, unreleased, keptOnly }: BuiltPlan, directory: string): Row => ({
  journey: plan.journey,
  version: plan.version,
  hash,
  released: unreleased !== true,
  entered: keptOnly !== true,
  file: join(directory, "workflows", `${plan.workflowType}.js`),
});

const COLUMNS: readonly Column<Row>[] = [
  { title: "journey", of: ({ journey }) => journey },
  { title: "version", of: ({ version }) => `v${version}` },
  // As git does: enough to tell plans apart; the whole of it stands in the file.
  { title: "plan", of: ({ hash }) => hash.slice(0, 12) },
  { title: "release", of: ({ released }) => (released ? "frozen" : "unreleased") },
  { title: "people", of: ({ entered }) => (entered ? "enter it" : "stay in it") },
  { title: "workflow", of: ({ file }) => file },
];
