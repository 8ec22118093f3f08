import { relative, resolve } from "node:path";
import { HORIZON_YEARS } from "../../compiler/horizon.ts";
import { defineCommand } from "../command.ts";
import { EXIT } from "../exit-code.ts";
import { CommandFailure } from "../failure.ts";
import type { Io } from "../io.ts";
import { checkDirectory, DIRECTORY_ARGUMENT, TODAY_OPTION } from "../journeys/check-directory.ts";
import { type Frozen, freezeJourneys, readApprovals } from "../journeys/freeze-journeys.ts";
import { readToday } from "../journeys/read-today.ts";
import { diagnosticBlocks, summaryOf } from "../journeys/tell-diagnostics.ts";
import { readWorkTree } from "../journeys/work-tree.ts";
import { packageVersion } from "../package.ts";

export const release = defineCommand({
  arguments: {
    journeys: { summary: "journeys to release (default: all of the folder)", many: true, default: [] },
  },
  options: {
    dir: { is: "text", value: "DIR", summary: DIRECTORY_ARGUMENT.dir.summary, default: "journeys" },
    approvals: { is: "text", value: "FILE", summary: "JSON list of who approved: who, role, at" },
    uncommitted: { is: "flag", summary: "release what no commit holds: nobody can look it up later" },
    ...TODAY_OPTION,
  },
  examples: [
    "baton release                       # whatever has a version that is not released yet",
    "baton release lead_to_customer --approvals approvals.json",
  ],
  async run({ journeys, dir, approvals, uncommitted, today }, io) {
    const on = readToday(today);
    const agreed = approvals === undefined ? [] : await readApprovals(approvals, io.cwd);
    const checked = checkDirectory({ dir, today }, io);
    if (checked.hasErrors) {
      io.talk(diagnosticBlocks(checked, io.paintTalk.isColorSupported) + summaryOf(checked));
      io.talk("Nothing was released.");
      if (io.json) io.out(JSON.stringify({ released: [], diagnostics: checked.diagnostics }, null, 2));
      return EXIT.findings;
    }
    const frozen = await freezeJourneys({
      model: checked.model,
      root: resolve(io.cwd, dir),
      names: journeys,
      horizon: { from: Number(on.slice(0, 4)), years: HORIZON_YEARS },
      on,
      baton: packageVersion,
      revision: await revisionOf(dir, uncommitted, io),
      approvals: agreed,
    });
    tell(frozen, io);
    return EXIT.ok;
  },
});

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
