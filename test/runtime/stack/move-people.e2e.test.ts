/**
 * A new version over people who are inside the old one, on a whole installation: Temporal's server, the store, the
 * gateway and the worker. They stand at random steps, and go on while some of them are moved where they stand and the others
 * stay; the processes end in between, and all come to their exits with each effect counted once. `BATON_MOVE=500,50` does it
 * with as many as that; 24 and 4 otherwise. `BATON_SEED` is another draw.
 */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { filesOf } from "../../../compiler/build-files.ts";
import { writeBuild } from "../../../compiler/compile.ts";
import { type JournalEntryView, LARGEST_BATCH } from "../../../runtime/gateway/api.ts";
import { ApiFailure } from "../../../runtime/gateway/api-client.ts";
import { openStack, type Stack } from "../../../runtime/stack/open-stack.ts";
import { compileTexts } from "../../compiler/model-of.ts";
import { cast } from "../machine/play.ts";

const [MANY = 24, MOVED = 4] = (process.env.BATON_MOVE ?? "24,4").split(",").map(Number);
const SEED = Number(process.env.BATON_SEED ?? 1);
/** People who answer at the same time. */
const AT_A_TIME = 10;
const PATIENCE = 60_000 + MANY * 2_000;

const FIRST = cast(`stage first { owner marketing_manager  lasts at most 60 days, then exit gone
  on demo_requested -> second
  send welcome_guide
  wait up to 20 days for webinar_attended { got go on  none go on }
  task call "Call {name}" by the holder, on daily
  wait 20 days
  tell revops_lead "The old way"
  stay }
stage second { owner marketing_manager  lasts at most 30 days, then exit gone
  task visit "Visit {name}" by the holder, on daily
  wait 10 days
  stay }`);
const MAP = "migrate from v1 at once { call becomes phone }";
const versionTwo = (text: string): string =>
  text
    .replace("small v1", "small v2")
    .replace("exit done as success", `${MAP}\n  exit done as success`)
    .replace('task call "Call', 'task phone "Phone')
    .replace("wait 20 days", "wait 30 days")
    .replace("The old way", "The new way")
    .replace("task visit", 'tell revops_lead "Soon a visit"  task visit');

const SECOND = compileTexts({
  ...FIRST.texts,
  "small.journey": versionTwo(FIRST.texts["small.journey"] ?? ""),
});

/** What a person does, one thing after the other; how far each of them comes is drawn. */
const WAYS = [
  ["attends", "answers", "asks", "visited"],
  ["asks", "visited"],
] as const;
type Thing = (typeof WAYS)[number][number];

/** Mulberry32: the same draws for the same seed. */
function drawing(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
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
  `${MANY} inside at random steps, ${MOVED} are moved and the others stay: all come to their exits, nothing twice`,
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
    const draw = drawing(SEED);
    const leads = Array.from({ length: MANY }, (_, nth) => {
      const way = WAYS[Math.floor(draw() * WAYS.length)] ?? WAYS[0];
      const before = Math.floor(draw() * way.length);
      return {
        email: `p${nth}@example.com`,
        nth,
        before: way.slice(0, before),
        after: way.slice(before, before + 1),
      };
    });
    type Lead = (typeof leads)[number];
    const journalOf = async (...whats: readonly string[]) => {
      const found: JournalEntryView[] = [];
      for (let after = 0; ; ) {
        const { entries, last } = await stack.api.journal({ after, limit: 1_000 });
        found.push(...entries.filter((entry) => whats.includes(entry.what)));
        if (entries.length === 0) return found;
        after = last;
      }
    };
    const send = async (event: string, of: readonly Lead[], data: object = {}) => {
      for (let from = 0; from < of.length; from += LARGEST_BATCH) {
        const { results } = await stack.api.sendEvents(
          of.slice(from, from + LARGEST_BATCH).map(({ email, nth }) => ({
            id: `${event} ${nth}`,
            event,
            subject:
              event === "content_downloaded"
                ? { email, name: `P${nth}`, company: `C${nth}`, country: "DK", industry: "fintech" }
                : { email },
            data: { ...data },
          })),
        );
        expect(results.filter(({ status }) => status === "refused")).toEqual([]);
      }
    };
    const isIn = (lead: Lead, entry: JournalEntryView): boolean => entry.subject?.key === lead.email;
    /**
     * Somebody does what is asked of them, by whatever name it has by then: a move may be under way meanwhile. Who hears
     * nothing looks whether it was taken all the same.
     */
    const complete = async (lead: Lead, names: readonly string[]) => {
      let heardNothing = false;
      await until(`${names[0]} of ${lead.email} is done`, async () => {
        const { work } = await stack.apiAs("ida").inbox({ subject: lead.email });
        const asked = work.find(({ name }) => names.includes(name));
        if (asked === undefined) return heardNothing;
        try {
          const body = { result: "done", evidence: {} };
          return (await stack.apiAs("ida").act("complete", asked.id, body)).taken;
        } catch (error) {
          heardNothing = error instanceof ApiFailure && error.status !== 409;
          return false;
        }
      });
    };
    const does = async (thing: Thing, who: readonly Lead[]) => {
      if (thing === "attends") await send("webinar_attended", who, { title: "Fees" });
      if (thing === "asks") await send("demo_requested", who);
      const names = thing === "answers" ? ["call", "phone"] : ["visit"];
      if (thing === "answers" || thing === "visited")
        for (let from = 0; from < who.length; from += AT_A_TIME)
          await Promise.all(who.slice(from, from + AT_A_TIME).map((lead) => complete(lead, names)));
    };
    const doAll = async (things: (lead: Lead) => readonly Thing[]) => {
      for (const thing of WAYS[0])
        await does(
          thing,
          leads.filter((lead) => things(lead).includes(thing)),
        );
    };

    await send("content_downloaded", leads, { title: "Fees", topic: "payments" });
    await until("all have had the letter", async () => (await journalOf("message")).length >= MANY);
    await doAll(({ before }) => before);
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
    const { groups, inside } = await lead.migrate(asked);
    const count = (will: string) =>
      groups.reduce((sum, group) => sum + (group.will === will ? group.count : 0), 0);
    expect([inside, count("moves now"), count("stays")]).toEqual([MANY, MOVED, MANY - MOVED]);
    expect(new Set(groups.map(({ step }) => step)).size).toBeGreaterThan(2);
    // They go on while some of them are moved, and everything ends in the midst of it.
    const [told] = await Promise.all([
      lead.migrate({ ...asked, apply: true }),
      send(
        "webinar_attended",
        leads.filter(({ after }) => after[0] === "attends"),
        { title: "Fees" },
      ),
    ]);
    expect(told).toMatchObject({ told: MOVED });
    await stack.stop();
    stack = await open();
    expect(await stack.apiAs("dag").migrate({ ...asked, apply: true })).toMatchObject({ told: 0 });
    await doAll(({ after }) => after.filter((thing) => thing !== "attends"));
    await until("they have moved", async () => (await stack.apiAs("dag").migrate(asked)).moved === MOVED);
    expect(await stack.apiAs("dag").migrate(asked)).toMatchObject({ inside: MANY - MOVED });
    // Whoever is inside has a holder, whichever version they are in.
    const { counts } = await stack.api.status({ journey: "small" });
    const of = (version: number) =>
      counts.reduce((sum, one) => sum + (one.version === version ? one.count : 0), 0);
    expect([of(1), of(2)]).toEqual([MANY - MOVED, MOVED]);
    expect(new Set(counts.map(({ holder, state }) => `${holder?.role} ${state}`))).toEqual(
      new Set(["marketing_manager open"]),
    );

    await send("deal_lost", leads, { reason: "x" });
    await until("all have ended", async () => (await journalOf("exited")).length === MANY);
    const entries = await journalOf("message", "asked", "completed", "migrated", "exited", "withdrawn");
    const moved = entries.filter(({ what }) => what === "migrated");
    expect(new Set(moved.map(({ subject }) => subject?.key)).size).toBe(MOVED);
    expect(moved).toHaveLength(MOVED);
    for (const one of leads) {
      const own = entries.filter((entry) => isIn(one, entry));
      const names = (what: string) =>
        own.flatMap((entry) => (entry.what === what ? [entry.name] : [])).sort();
      const did: readonly Thing[] = [...one.before, ...one.after];
      const isMoved = moved.some((entry) => isIn(one, entry));
      const where = `${one.email}: ${did.join(", ")}${isMoved ? ", moved" : ""}`;
      // Each effect once: the letter, each request, each answer.
      expect(names("message"), where).toEqual(["welcome_guide"]);
      expect(names("exited"), where).toEqual(["gone"]);
      expect(new Set(names("asked")).size, where).toBe(names("asked").length);
      const calls = names("completed").filter((name) => name !== "visit");
      expect(calls.length, where).toBe(did.includes("answers") ? 1 : 0);
      expect(names("completed").includes("visit"), where).toBe(did.includes("visited"));
      if (!isMoved || one.before.includes("answers")) expect(names("asked"), where).not.toContain("phone");
    }
    await stack.stop();
  },
  PATIENCE * 2,
);
