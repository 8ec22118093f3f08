/** A later Baton takes over from an earlier one, with journeys under way that the earlier one began. */
import { execFile } from "node:child_process";
import { mkdtemp, readFile, rm, symlink } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { ROOT } from "../../support/baton-process.ts";
import { type Bench, Broken, CannotRun, type Fault } from "../lab/fault.ts";
import { healThenWork } from "../lab/heal-then-work.ts";
import { ATTEMPT } from "../lab/steps.ts";
import { ALL_ANSWERS } from "../lab/traffic.ts";
import { everywhere, inFirst } from "./versions.ts";

const shell = promisify(execFile);

export const upgrades: readonly Fault[] = [
  {
    id: "F6",
    what: "the package is upgraded, with people at each kind of place whom the earlier Baton brought there",
    expected: "the same releases have the same plans; all go on and come to their exits, nothing twice",
    async run(bench) {
      const { commit, command } = await buildEarlier(bench);
      const site = await inFirst(bench.open({ released: true, command }), 0);
      const { lab, traffic } = site;
      const inside = await everywhere(site);
      const before = await plansIn(lab.cwd, lab.build);
      lab.command = undefined;
      await lab.done("compile", ".", "--released-only", "--out", "second");
      lab.build = "second";
      if ((await plansIn(lab.cwd, lab.build)) !== before)
        throw new Broken("Compiled by the later Baton, a release has another plan.");
      for (const name of ["worker", "gateway"] as const) await lab.restart(name);
      traffic.answering = ALL_ANSWERS;
      const said = await healThenWork(site, { atLeast: inside, late: 2 * ATTEMPT, restsWithin: 2 * ATTEMPT });
      return { said: `from ${commit.slice(0, 7)}, ${inside} inside; ${said}` };
    },
  },
];

interface Earlier {
  readonly commit: string;
  /** The command that was built of it. */
  readonly command: string;
}

/**
 * The version that the histories in `test/replay` were recorded by: everything since has to go on with what it began.
 * There has been no release; once there are, each of them is tried.
 */
async function buildEarlier(bench: Bench): Promise<Earlier> {
  const asked = process.env.BATON_EARLIER;
  const log = ["log", "-1", "--format=%H", ...(asked === undefined ? [] : [asked])];
  const paths = asked === undefined ? ["--", "test/replay/histories"] : [];
  const { stdout } = await shell("git", [...log, ...paths], { cwd: ROOT }).catch(() => ({ stdout: "" }));
  const commit = stdout.trim();
  if (commit === "")
    throw new CannotRun("There is no git history here, so no earlier version of Baton to begin with.");
  const directory = await mkdtemp(join(tmpdir(), "baton-earlier-"));
  bench.closing(() => rm(directory, { recursive: true, force: true }));
  const archive = join(directory, "sources.tar");
  await shell("git", ["archive", `--output=${archive}`, commit], { cwd: ROOT });
  await shell("tar", ["-xf", archive, "-C", directory]);
  await symlink(join(ROOT, "node_modules"), join(directory, "node_modules"));
  await shell(process.execPath, [join(directory, "scripts", "build.js")], { cwd: directory });
  return { commit, command: join(directory, "dist", "cli", "baton.js") };
}

/** Names and hashes. */
const plansIn = (cwd: string, build: string): Promise<string> =>
  readFile(join(cwd, build, "releases.json"), "utf8");
