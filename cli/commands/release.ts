import { relative, resolve } from "node:path";
import { personNamed } from "../../compiler/diff/agreement.ts";
import { HORIZON_YEARS } from "../../compiler/horizon.ts";
import { defineCommand } from "../command.ts";
import { readAgreements } from "../diff/agreement-file.ts";
import { EXIT } from "../exit-code.ts";
import { CommandFailure, wrongUsage } from "../failure.ts";
import type { Io } from "../io.ts";
import {
  checkDirectory,
  DIRECTORY_ARGUMENT,
  openDirectory,
  TODAY_OPTION,
} from "../journeys/check-directory.ts";
import { type Frozen, freezeJourneys, planRelease } from "../journeys/freeze-journeys.ts";
import { readToday } from "../journeys/read-today.ts";
import {
  findAgreement,
  missingData,
  recordOf,
  tellMissing,
  type Waiving,
} from "../journeys/release-agreement.ts";
import { changesSinceRelease } from "../journeys/since-release.ts";
import { diagnosticBlocks, summaryOf } from "../journeys/tell-diagnostics.ts";
import { readWorkTree } from "../journeys/work-tree.ts";
import { packageVersion } from "../package.ts";

export const release = defineCommand({
  arguments: {
    journeys: { summary: "journeys to release (default: all of the folder)", many: true, default: [] },
  },
  options: {
    dir: { is: "text", value: "DIR", summary: DIRECTORY_ARGUMENT.dir.summary, default: "journeys" },
    approvals: {
      is: "list",
      value: "FILE",
      summary:
        "who has agreed, as `baton approvals --json` wrote it; once for each change since the last release",
    },
    unapproved: { is: "flag", summary: "release what not all have agreed to: say --by and --because" },
    by: {
      is: "text",
      value: "PERSON",
      summary: "who releases it without agreement, by the id in people.yaml",
    },
    because: { is: "text", value: "WHY", summary: "why that has to be; it is written down in the release" },
    uncommitted: { is: "flag", summary: "release what no commit holds: nobody can look it up later" },
    ...TODAY_OPTION,
  },
  examples: [
    "baton release                       # whatever has a version that is not released yet",
    "baton release lead_to_customer --approvals agreement.json",
    'baton release --unapproved --by dag --because "The first release: nobody is inside"',
  ],
  async run({ journeys, dir, approvals, unapproved, by, because, uncommitted, today }, io) {
    const on = readToday(today);
    const waiving = readWaiving(unapproved, by, because);
    const texts = (await Promise.all(approvals.map((file) => readAgreements(file, io.cwd)))).flat();
    const checked = checkDirectory({ dir, today }, io);
    if (checked.hasErrors) {
      io.talk(diagnosticBlocks(checked, io.paintTalk.isColorSupported) + summaryOf(checked));
      io.talk("Nothing was released.");
      if (io.json) io.out(JSON.stringify({ released: [], diagnostics: checked.diagnostics }, null, 2));
      return EXIT.findings;
    }
    const { model } = checked;
    if (waiving !== null && personNamed(waiving.by, model.people)?.id !== waiving.by)
      throw wrongUsage(`--by ${waiving.by} is nobody in people.yaml: say the id of a person.`);
    const year = Number(on.slice(0, 4));
    const planned = planRelease({
      model,
      root: resolve(io.cwd, dir),
      names: journeys,
      horizon: { from: year, years: HORIZON_YEARS },
    });
    const revision = await revisionOf(dir, uncommitted, io);
    const plans = planned.versions.flatMap(({ release: { plan }, known }) => (known === null ? [plan] : []));
    const changes = await changesSinceRelease({
      workspace: openDirectory(dir, io),
      model,
      plans,
      year,
      dir,
      cwd: io.cwd,
      mayBeUnknown: waiving !== null,
    });
    const found = changes.map((since) => findAgreement(since, texts, model));
    const missing = found.filter(({ verdict, since }) => !verdict.isAgreed || since.isUnknown);
    if (missing.length > 0) tellMissing(missing, waiving, model, io);
    if (missing.length > 0 && waiving === null) {
      if (io.json) io.out(JSON.stringify({ released: [], missing: missing.map(missingData) }, null, 2));
      return EXIT.findings;
    }
    const frozen = await freezeJourneys(planned, (plan) => ({
      on,
      baton: packageVersion,
      revision,
      ...recordOf(plan, found, waiving),
    }));
    tell(frozen, io);
    return EXIT.ok;
  },
});

function readWaiving(
  unapproved: boolean,
  by: string | undefined,
  because: string | undefined,
): Waiving | null {
  if (!unapproved && by === undefined && because === undefined) return null;
  if (!unapproved) throw wrongUsage("--by and --because go with --unapproved.");
  if (by === undefined || because === undefined || because.trim() === "")
    throw wrongUsage("--unapproved is written down in the release: say --by WHO and --because WHY.");
  return { by, because };
}

/** @throws CommandFailure when a source is in no commit, and nobody said that it may be so. */
async function revisionOf(dir: string, uncommitted: boolean, io: Io): Promise<string | null> {
  const { commit, changed } = await readWorkTree(dir, io.cwd);
  if (commit !== null && changed.length === 0) return commit;
  // Of a commit that says something else it would be no use to know.
  if (uncommitted) return null;
  const why =
    commit === null
      ? `${dir} is in no commit of a git repository`
      : `${list(changed)} ${changed.length === 1 ? "is" : "are"} not committed`;
  throw new CommandFailure(
    EXIT.findings,
    "not-committed",
    `${why}, so nobody could look up later what was released. Commit first, or say --uncommitted.`,
  );
}

const MOST_SHOWN = 3;

function list(paths: readonly string[]): string {
  const shown = paths.slice(0, MOST_SHOWN).join(", ");
  return paths.length > MOST_SHOWN ? `${shown} and ${paths.length - MOST_SHOWN} more` : shown;
}

function tell(frozen: readonly Frozen[], io: Io): void {
  const rows = frozen.map((one) => ({ ...one, file: relative(io.cwd, one.file) || one.file }));
  if (io.json) {
    const of = (before: boolean) =>
      rows.filter((row) => row.before === before).map(({ before: _, ...row }) => row);
    io.out(JSON.stringify({ released: of(false), unchanged: of(true) }, null, 2));
    return;
  }
  for (const { journey, version, hash, file, before } of rows) {
    const name = `${journey} v${version}`;
    const plan = `plan ${hash.slice(0, 12)}`;
    io.out(
      before
        ? io.paint.dim(`${name} is released already (${plan}).`)
        : `Released ${name} as ${file} (${plan}).`,
    );
  }
  if (rows.some(({ before }) => !before))
    io.talk("Commit what is new in releases/: it is what runs. `baton compile --released-only` builds it.");
}
