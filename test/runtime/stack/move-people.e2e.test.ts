/**
 * A new version over people who are inside the old one, on a whole installation: Temporal's server, the store, the
 * gateway and the worker. Some are moved where they stand, the others stay, the processes end in between, and all come to
 * their exits with each effect counted once. `BATON_MOVE=500,50` does it with as many as that; 24 and 4 otherwise.
 */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { filesOf } from "../../../compiler/build-files.ts";
import { writeBuild } from "../../../compiler/compile.ts";
import type { JournalEntryView } from "../../../runtime/gateway/api.ts";
import { openStack, type Stack } from "../../../runtime/stack/open-stack.ts";
import { compileTexts } from "../../compiler/model-of.ts";
import { cast } from "../machine/play.ts";

const [MANY = 24, MOVED = 4] = (process.env.BATON_MOVE ?? "24,4").split(",").map(Number);
const PATIENCE = 60_000 + MANY * 2_000;

const FIRST = cast(`stage first { owner marketing_manager  lasts at most 60 days, then exit gone
  send welcome_guide
  wait 20 days
  tell revops_lead "The old way"
  stay }`);
const versionTwo = (text: string): string =>
  text
    .replace("small v1", "small v2")
    .replace("exit done as success", "migrate from v1 at once { wait becomes call }\n  exit done as success")
    .replace("wait 20 days", 'task call "Call {name}" by the holder, on daily')
    .replace("The old way", "The new way");

const SECOND = compileTexts({
  ...FIRST.texts,
  "small.journey": versionTwo(FIRST.texts["small.journey"] ?? ""),
});
const quiet = { debug() {}, info() {}, warn() {}, error() {} };
const startedAt = Date.now();
const START = Date.parse("2026-11-23T08:00:00Z");
const dirs: string[] = [];
const newDir = async (): Promise<string> => {
  const dir = await mkdtemp(join(tmpdir(), "baton-move-"));
  dirs.push(dir);
  return dir;
};
afterAll(async () => {
  for (const dir of dirs) await rm(dir, { recursive: true, force: true });
});

async function until(what: string, holds: () => Promise<boolean>): Promise<void> {
  const end = Date.now() + PATIENCE;
  while (!(await holds())) {
    if (Date.now() > end) throw new Error(`It did not come to this: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 250));
  }
}

test(
  `${MANY} inside, ${MOVED} are moved and the others stay: all come to their exits`,
  async () => {
    const dataDir = await newDir();
    const buildDir = join(await newDir(), "build");
    const open = (): Promise<Stack> =>
      openStack({
        projectDir: dataDir,
        buildDir,
        people: () => FIRST.people,
        dataDir,
        infoDir: dataDir,
        actions: {},
        clock: { startedAt, origin: START, scale: 1 },
        env: { ...process.env, DATABASE_URL: undefined, SMTP_URL: undefined, BATON_PUBLIC_URL: undefined },
        what: "a test",
        version: "test",
        log: quiet,
        report: () => {},
      });
    const old = compileTexts(FIRST.texts).releases;
    await writeBuild(buildDir, compileTexts(FIRST.texts));
    let stack = await open();
    const ids = Array.from({ length: MANY }, (_, nth) => `p${nth}@example.com`);
    await stack.api.sendEvents(
      ids.map((email, nth) => ({
        id: `in ${nth}`,
        event: "content_downloaded",
        subject: { email, name: `P${nth}`, company: `C${nth}`, country: "DK", industry: "fintech" },
        data: { title: "Fees", topic: "payments" },
      })),
    );
    const journal = async (what: string) => {
      const found: JournalEntryView[] = [];
      for (let after = 0; ; ) {
        const { entries, last } = await stack.api.journal({ after, limit: 1_000 });
        found.push(...entries.filter((entry) => entry.what === what));
        if (entries.length === 0) return found;
        after = last;
      }
    };
    await until("all have had the letter", async () => (await journal("message")).length >= MANY);
    await stack.stop();

    // The second version is deployed beside the first; who is inside stays until somebody says so.
    const parts = [
      ...old.map((release) => ({ ...release, keptOnly: true as const })),
      ...SECOND.releases
        .filter(({ plan }) => plan.version === 2)
        .map((release) => ({ ...release, unreleased: true as const })),
    ];
    await writeBuild(buildDir, { files: filesOf(SECOND.library, parts) });
    stack = await open();
    const asked = { journey: "small", from: 1, to: 2, atMost: MOVED };
    const lead = stack.apiAs("dag");
    expect((await lead.migrate(asked)).groups.map(({ will, to, count }) => [will, to, count])).toEqual([
      ["moves now", "first/call", MOVED],
      ["stays", null, MANY - MOVED],
    ]);
    expect(await lead.migrate({ ...asked, apply: true })).toMatchObject({ told: MOVED });
    // Killed as it is under way: what was told is told, and no more.
    await stack.stop();
    stack = await open();
    expect(await stack.apiAs("dag").migrate({ ...asked, apply: true })).toMatchObject({ told: 0 });
    await until("they have moved", async () => (await stack.apiAs("dag").migrate(asked)).moved === MOVED);
    expect(await journal("migrated")).toHaveLength(MOVED);
    expect(await stack.apiAs("dag").migrate(asked)).toMatchObject({ inside: MANY - MOVED });

    await stack.api.sendEvents(
      ids.map((email, nth) => ({
        id: `out ${nth}`,
        event: "deal_lost",
        subject: { email },
        data: { reason: "x" },
      })),
    );
    await until("all have ended", async () => (await journal("exited")).length === MANY);
    // The letter was asked for once for each, by one version or the other.
    expect(await journal("message")).toHaveLength(MANY);

    await stack.stop();
  },
  PATIENCE * 2,
);
