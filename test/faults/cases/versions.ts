/** Versions that come and go over people who are inside: deploys, what does not fit, going back, and moving people. */
import { readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import type { CrashPoint } from "../../../runtime/crash-points.ts";
import { Broken, type Fault, type Site } from "../lab/fault.ts";
import { healThenWork } from "../lab/heal-then-work.ts";
import { hasEnded, type Lab, type ProcessName, TODAY, UNASKED } from "../lab/lab.ts";
import { ATTEMPT, LEADS, SECOND, until } from "../lab/steps.ts";
import { ALL_ANSWERS } from "../lab/traffic.ts";

const JOURNEY = "welcome.journey";
const NOBODY: ReadonlySet<string> = new Set();

/** The same, in another order: no run of the one can be replayed by the other. */
const OTHER_ORDER = [
  "    call create_account with { name: name }\n    wait 5 minutes\n",
  "    wait 5 minutes\n    call create_account with { name: name }\n",
] as const;

/** A step moved to before where some stand, another with a new name, and those inside may be moved where they stand. */
const VERSION_TWO = [
  ["journey welcome v1", "journey welcome v2"],
  [
    "  exit won        as success\n",
    `  migrate from v1 at once {
    agree becomes settle
    agree.agreed.discount becomes settle.agreed.discount
  }

  exit won        as success
`,
  ],
  [
    "    send welcome\n    call create_account with { name: name }\n",
    "    call create_account with { name: name }\n    send welcome\n",
  ],
  ['task agree "Agree', 'task settle "Settle'],
] as const;

export const versions: readonly Fault[] = [
  {
    id: "F1",
    what: "a version is written over while people are inside of it, and what comes of that is to be deployed",
    expected:
      "refused at each step, with the reason; whoever is inside goes on by the plan that they entered",
    async run(bench) {
      const site = await inFirst(bench.open({ released: true }), LEADS);
      const { lab, traffic } = site;
      await lab.edit(JOURNEY, OTHER_ORDER);
      const compile = ["compile", ".", "--released-only", "--out", "forced"];
      await refused(lab, compile, "version-not-raised");
      // Who forces it: the release is thrown away, and made anew of another text.
      await rm(join(lab.cwd, "releases", "welcome_v1.json"));
      await lab.done("release", "--dir", ".", "--uncommitted", "--today", TODAY, ...UNASKED);
      await lab.done(...compile);
      await refused(lab, ["deploy", "--build", "forced", "--yes"], "runs with another plan");
      const first = lab.build;
      await refusesToStart(site, "forced", "runs with another plan");
      await refusesToBeDropped(site);
      lab.build = first;
      await lab.start("worker");

      await lab.edit(JOURNEY, [OTHER_ORDER[1], OTHER_ORDER[0]]);
      await rm(join(lab.cwd, "releases", "welcome_v1.json"));
      await deployTwo(site);
      traffic.answering = ALL_ANSWERS;
      const said = await healThenWork(site, { atLeast: LEADS, late: ATTEMPT, restsWithin: 2 * ATTEMPT });
      const by = await countByVersion(lab);
      if (by.get(1) !== LEADS || by.get(2) !== traffic.leads.length - LEADS)
        throw new Broken(`They ended in ${JSON.stringify([...by])}, where ${LEADS} had entered v1.`);
      return { said: `4 refusals; ${LEADS} to their exits in v1, the others in v2; ${said}` };
    },
  },
  {
    id: "F2",
    what: "gateway and worker go back to the build before, with people inside of a version that it lacks",
    expected:
      "those stand still, hear of everything in the end, and go on with the later build; nothing twice",
    async run(bench) {
      const site = await inFirst(bench.open({ released: true }), LEADS / 2);
      const { lab, traffic } = site;
      const first = lab.build;
      await deployTwo(site);
      const second = lab.build;
      const late = await traffic.signUp(LEADS);
      await untilOffered(lab, LEADS / 2 + LEADS);
      await lab.done("rollback", "--yes");
      lab.build = first;
      for (const name of ["gateway", "worker"] as const) await lab.restart(name);
      // What is reported of those whose version is away, and of a gateway that lacks it.
      for (const email of late) await traffic.send(email, "pinged", { number: 1 });
      traffic.answering = ALL_ANSWERS;
      const meanwhile = await traffic.signUp(LEADS);
      await traffic.ended(meanwhile, ATTEMPT);
      const stood = (await countByVersion(lab, "open")).get(2) ?? 0;
      if (stood !== LEADS) throw new Broken(`${stood} stood still in v2, where ${LEADS} were to.`);
      lab.build = second;
      for (const name of ["gateway", "worker"] as const) await lab.restart(name);
      const back = Date.now();
      await traffic.ended(late, 2 * ATTEMPT);
      const took = Math.round((Date.now() - back) / SECOND);
      const said = await healThenWork(site, {
        atLeast: 2 * LEADS,
        late: 3 * ATTEMPT,
        restsWithin: 2 * ATTEMPT,
      });
      const deaf = await notHeard(lab, late);
      if (deaf > 0) throw new Broken(`${deaf} of ${LEADS} never heard what was reported meanwhile.`);
      return {
        said: `${LEADS} stood still, ${LEADS} entered v1 and ended meanwhile; all ended ${took} s after the later build was back; ${said}`,
      };
    },
  },
  {
    id: "F3",
    what: "people are moved to a later version from wherever they stand, and gateway or worker is killed at each point",
    expected: "asked for again it goes on; all are moved once, and nobody has anything twice or loses it",
    async run(bench) {
      const site = await inFirst(bench.open({ released: true }), 0);
      const { lab, traffic } = site;
      const inside = await everywhere(site);
      await deployTwo(site);
      const points: readonly CrashPoint[] = [
        "migrate.before_commit",
        "migrate.after_commit",
        "relay.after_tell",
        "record.before_commit",
        "record.after_commit",
      ];
      for (const [nth, point] of points.entries())
        await moveAndDie(site, point, Math.ceil(((nth + 1) * inside) / points.length));
      await until(async () => (await movedIn(lab)) >= inside, `${inside} moved`, ATTEMPT);
      const left = (await countByVersion(lab)).get(1) ?? 0;
      if (left > 0) throw new Broken(`${left} of ${inside} are in v1 still.`);
      traffic.answering = ALL_ANSWERS;
      const bounds = { late: 3 * ATTEMPT, restsWithin: 2 * ATTEMPT, mostLettersUnknown: LEADS };
      const said = await healThenWork(site, { atLeast: inside, ...bounds });
      return { said: `${points.length} kills; ${inside} of ${inside} moved; ${said}` };
    },
  },
  {
    id: "F4",
    what: "two deploys at once; a plan that is stale, one that was edited, and what nobody has released or committed",
    expected:
      "of two one counts and the other is told; the rest is refused, and that stands in the audit record",
    async run(bench) {
      const site = await inFirst(bench.open({ released: true }), LEADS / 2);
      const { lab, traffic } = site;
      await makeTwo(lab);
      for (const name of ["gateway", "worker"] as const) await lab.restart(name);
      const deploy = ["deploy", "--build", "second"];
      for (let round = 0; round < 4; round += 1) {
        await lab.done(...deploy, "--plan-out", "all.json");
        await lab.done(...deploy, "--canary", `${20 + round}%`, "--plan-out", "some.json");
        await oneOfTwo(lab, "all.json", "some.json");
        await refused(lab, ["deploy", "--apply", "some.json"], "somebody was faster");
        await traffic.signUp(2);
      }
      await lab.done(...deploy, "--plan-out", "all.json");
      await editPlan(lab, "all.json");
      await refused(lab, ["deploy", "--apply", "all.json"], "was changed after it was made");
      await lab.edit(JOURNEY, ["journey welcome v2", "journey welcome v3"]);
      await lab.edit(JOURNEY, [VERSION_TWO[1][1], VERSION_TWO[1][0]]);
      await refused(lab, ["release", "--dir", ".", "--today", TODAY], "in no commit");
      await lab.done("compile", ".", "--from", "2026", "--out", "third");
      await refused(lab, ["deploy", "--build", "third", "--yes"], "is not released");
      await lab.done(...deploy, "--yes");
      traffic.answering = ALL_ANSWERS;
      const said = await healThenWork(site, { atLeast: LEADS, late: ATTEMPT, restsWithin: 2 * ATTEMPT });
      const { done, refusals } = await deploysInAudit(lab);
      // The first one, one of each round, and the last; of each round the loser and the stale one, and the edited one.
      if (done !== 6 || refusals !== 9)
        throw new Broken(
          `The audit record has ${done} deploys and ${refusals} refusals, where 6 and 9 were to be.`,
        );
      return { said: `4 rounds, one of two each time; ${refusals} refusals on record; ${said}` };
    },
  },
];

/** The first build is deployed, and so many are inside of it, offered to a person who does not answer. */
export async function inFirst(opening: Promise<Site>, leads: number): Promise<Site> {
  const site = await opening;
  await site.lab.done("deploy", "--build", site.lab.build, "--yes");
  site.traffic.answering = NOBODY;
  if (leads > 0) await site.traffic.signUp(leads);
  await untilOffered(site.lab, leads);
  return site;
}

const untilOffered = ({ store }: Lab, count: number): Promise<void> =>
  until(async () => {
    const rows = await store.db
      .selectFrom("work")
      .select("id")
      .where("state", "=", "open")
      .where("kind", "=", "accept")
      .execute();
    return rows.length >= count;
  }, `${count} offers`);

async function makeTwo(lab: Lab): Promise<void> {
  await lab.edit(JOURNEY, ...VERSION_TWO);
  await lab.done("release", "--dir", ".", "--uncommitted", "--today", TODAY, ...UNASKED);
  await lab.done("compile", ".", "--released-only", "--out", "second");
  lab.build = "second";
}

async function deployTwo({ lab }: Site): Promise<void> {
  // A release that was thrown away is frozen anew, of the text that it was made of.
  await lab.done("release", "--dir", ".", "--uncommitted", "--today", TODAY, ...UNASKED);
  await makeTwo(lab);
  for (const name of ["gateway", "worker"] as const)
    if (hasEnded(lab.now(name))) await lab.start(name);
    else await lab.restart(name);
  await lab.done("deploy", "--build", "second", "--yes");
}

async function refused(lab: Lab, args: readonly string[], words: string): Promise<void> {
  const { code, said } = await lab.run(...args);
  if (code === 1 && said.includes(words)) return;
  throw new Broken(
    `baton ${args.join(" ")} was not refused with "${words}", but ended with ${code}: ${said}`,
  );
}

/** In place of the worker that runs. */
async function refusesToStart({ lab }: Site, build: string, words: string): Promise<void> {
  await lab.now("worker").kill("SIGTERM");
  lab.build = build;
  const began = await lab.start("worker").then(
    () => "it started",
    () => null,
  );
  const worker = lab.now("worker");
  if (began === null && worker.stderr().includes(words)) return;
  throw new Broken(`A worker with the build ${build} was not refused: ${began ?? worker.stderr()}`);
}

async function refusesToBeDropped({ lab }: Site): Promise<void> {
  const release = join(lab.cwd, "releases", "welcome_v1.json");
  const kept = await readFile(release, "utf8");
  await rm(release);
  await lab.edit(JOURNEY, ["journey welcome v1", "journey welcome v9"]);
  await lab.done("release", "--dir", ".", "--uncommitted", "--today", TODAY, ...UNASKED);
  await lab.done("compile", ".", "--released-only", "--out", "dropping");
  await refused(lab, ["deploy", "--build", "dropping", "--yes"], `${LEADS} are inside`);
  await rm(join(lab.cwd, "releases", "welcome_v9.json"));
  await lab.edit(JOURNEY, ["journey welcome v9", "journey welcome v1"]);
  await writeFile(release, kept);
}

/** Of those whose journey goes on, or of all. */
export async function countByVersion({ store }: Lab, state?: "open"): Promise<ReadonlyMap<number, number>> {
  let query = store.db
    .selectFrom("instance")
    .select((of) => ["version", of.fn.countAll<number>().as("count")])
    .groupBy("version");
  if (state !== undefined) query = query.where("state", "=", state);
  return new Map((await query.execute()).map(({ version, count }) => [version, Number(count)]));
}

async function notHeard({ store }: Lab, emails: readonly string[]): Promise<number> {
  const rows = await store.db.selectFrom("subject").select("fields").where("key", "in", emails).execute();
  return rows.filter(({ fields }) => fields.heard !== true).length;
}

// ── Moving people ─────────────────────────────────────────────────────────────────────────────────────────

/** Some at each kind of place: asked to decide, at their task, offered, and before that. Answers how many. */
export async function everywhere({ lab, traffic }: Site): Promise<number> {
  const each = LEADS / 2;
  traffic.answering = new Set(["accept", "task"]);
  await traffic.signUp(each);
  await untilOpen(lab, "decide", each);
  traffic.answering = new Set(["accept"]);
  await traffic.signUp(each);
  await untilOpen(lab, "task", each);
  traffic.answering = NOBODY;
  await traffic.signUp(each);
  await untilOpen(lab, "accept", each);
  await traffic.signUp(each);
  return 4 * each;
}

const untilOpen = ({ store }: Lab, kind: "accept" | "task" | "decide", count: number): Promise<void> =>
  until(async () => {
    const rows = await store.db
      .selectFrom("work")
      .select("id")
      .where("state", "=", "open")
      .where("kind", "=", kind)
      .execute();
    return rows.length >= count;
  }, `${count} who are asked to ${kind}`);

const MIGRATE = ["migrate", "welcome", "--from", "v1", "--to", "v2"];

/** Has so many in all moved, while the process dies at the point; then it is asked for again. */
async function moveAndDie({ lab }: Site, point: CrashPoint, atMost: number): Promise<void> {
  const name: ProcessName = point.startsWith("record.") ? "worker" : "gateway";
  const apply = [...MIGRATE, "--apply", "--at-most", `${atMost}`];
  await lab.now(name).kill("SIGTERM");
  const dying = await lab.start(name, { BATON_FAULT_AT: point });
  await lab.run(...apply);
  await until(() => hasEnded(dying), `The death of the ${name} at ${point}`);
  await lab.start(name);
  await lab.done(...apply);
  await until(async () => (await movedIn(lab)) >= atMost, `${atMost} moved after ${point}`, 2 * ATTEMPT);
}

async function movedIn({ store }: Lab): Promise<number> {
  const rows = await store.db
    .selectFrom("version_move")
    .select("instance")
    .where("state", "=", "taken over")
    .execute();
  return rows.length;
}

// ── Deploys at once ───────────────────────────────────────────────────────────────────────────────────────

async function oneOfTwo(lab: Lab, ...files: readonly string[]): Promise<void> {
  const ran = await Promise.all(files.map((file) => lab.run("deploy", "--apply", file)));
  const lost = ran.filter(({ code }) => code !== 0);
  const isTold = lost.every(({ code, said }) => code === 1 && said.includes("somebody was faster"));
  if (lost.length === files.length - 1 && isTold) return;
  throw new Broken(`Of two deploys at once: ${ran.map(({ code, said }) => `${code} ${said}`).join("; ")}`);
}

const entered = z.looseObject({ entered: z.record(z.string(), z.unknown()) });

async function editPlan(lab: Lab, file: string): Promise<void> {
  const path = join(lab.cwd, file);
  const plan = entered.parse(JSON.parse(await readFile(path, "utf8")));
  await writeFile(path, JSON.stringify({ ...plan, entered: { ...plan.entered, welcome: { version: 1 } } }));
}

async function deploysInAudit({ store }: Lab): Promise<{ readonly done: number; readonly refusals: number }> {
  const rows = await store.db.selectFrom("audit").select("outcome").where("did", "=", "deploy").execute();
  const of = (outcome: string) => rows.filter((row) => row.outcome === outcome).length;
  return { done: of("done"), refusals: of("refused") };
}
