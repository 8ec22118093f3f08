/** A store that moves, and one that is put back to an earlier time while Temporal goes on. */
import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import { sql } from "kysely";
import { z } from "zod";
import { Broken, type Fault } from "../lab/fault.ts";
import { healThenWork } from "../lab/heal-then-work.ts";
import type { Lab } from "../lab/lab.ts";
import { ATTEMPT, LEADS, pause, SECOND, until } from "../lab/steps.ts";
import { ALL_ANSWERS } from "../lab/traffic.ts";

const shell = promisify(execFile);

export const restores: readonly Fault[] = [
  {
    id: "F7a",
    what: "one process on PGlite is killed with journeys under way, and the store moves to Postgres, for two processes",
    expected:
      "nothing is lost or done twice; the old store is refused from then on, and so is a database in use",
    async run(bench) {
      const site = await bench.open({ single: true });
      const { lab, traffic } = site;
      await traffic.signUp(LEADS);
      await until(async () => (await lab.mail.letters()).length >= LEADS, `${LEADS} letters`);
      await lab.now("worker").kill("SIGKILL");
      const moved = moving.parse(JSON.parse(await lab.done("move-store", "--json")));
      const rows = moved.copied.reduce((sum, table) => sum + table.rows, 0);
      await refusesOldStore(lab);
      // Whoever was cut off at the very end does it again.
      await lab.done("move-store");
      for (const name of ["gateway", "worker"] as const) await lab.start(name);
      const bounds = { late: 2 * ATTEMPT, restsWithin: 3 * ATTEMPT, mostLettersUnknown: LEADS };
      const said = await healThenWork(site, { atLeast: LEADS, ...bounds });
      return { said: `${rows} rows moved, and compared; ${said}` };
    },
  },
  {
    id: "F7",
    what: "the store is put back to a backup, while Temporal and the world went on",
    expected:
      "gateway and worker refuse it; `reconcile` names what differs and makes it agree; nothing goes out twice",
    async run(bench) {
      const site = await bench.open();
      const { lab, traffic } = site;
      // Some are offered when the backup is made, and some have a letter on its way.
      traffic.answering = new Set();
      await traffic.signUp(LEADS);
      await untilOffered(lab, LEADS);
      lab.mail.misbehave({ do: "refuse", code: 451 }, 2);
      await traffic.signUp(2);
      await until(async () => (await waiting(lab)) === 2, "Two letters on their way");
      const mark = traffic.mark();
      const backup = await makeBackup(lab);
      // What the store will know nothing of: journeys that end, and others that begin.
      traffic.answering = ALL_ANSWERS;
      const lost = await traffic.signUp(LEADS / 2);
      await traffic.ended(traffic.leads.slice(0, LEADS), 2 * ATTEMPT);
      await until(async () => (await waiting(lab)) === 0, "Letters that went out after all");
      await until(
        async () => (await offeredOrOver(lab, lost)) === lost.length,
        "Those who have just signed up",
      );
      for (const name of ["gateway", "worker"] as const) await lab.now(name).kill("SIGKILL");
      const before = (await lab.mail.letters()).length;
      await putBack(lab, backup);
      const forgotten = await forgottenLetters(lab);

      for (const name of ["gateway", "worker"] as const) await refusesToStart(lab, name);
      const args = ["reconcile", "--clock", "clock.json", "--json"];
      const planned = await lab.run(...args);
      if (planned.code !== 1) throw new Broken(`reconcile ended with ${planned.code}: ${planned.said}`);
      const { unknown, ended } = difference.parse(JSON.parse(planned.out));
      // The backup has the sign of life that the worker had just given.
      await pause(25 * SECOND);
      const done = difference.parse(JSON.parse(await lab.done(...args, "--because", "the disk failed")));
      const { letters, asked, dropped } = done.reconciled ?? { letters: 0, asked: 0, dropped: [] };
      if (letters !== 2) throw new Broken(`${letters} letters are held, where 2 were on their way.`);
      await lab.start("gateway");
      const repeated = await traffic.repeatSince(mark);
      await lab.start("worker");
      await traffic.ended(traffic.leads, 3 * ATTEMPT);
      const after = (await lab.mail.letters()).length;
      const said = await healThenWork(site, {
        ...{ atLeast: 2 * LEADS, late: 3 * ATTEMPT, restsWithin: 2 * ATTEMPT },
        ...{ lettersUnknown: letters, lettersForgotten: forgotten, runsEnded: dropped.length },
      });
      await endedBy(lab, traffic.leads.slice(0, LEADS), "won");
      return {
        said: `both refused to start; ${ended.length} ended and ${unknown.length} begun since are named; ${letters} letters held, ${forgotten} that went out since are in no ledger, ${asked} asked how they stand, ${dropped.length} runs of people unknown ended; ${repeated} events sent again, ${after - before} letters after it; ${said}`,
      };
    },
  },
];

const moving = z.object({ copied: z.array(z.object({ table: z.string(), rows: z.number() })) });
const difference = z.object({
  unknown: z.array(z.unknown()),
  ended: z.array(z.unknown()),
  reconciled: z.object({ letters: z.number(), asked: z.number(), dropped: z.array(z.string()) }).nullable(),
});

/** Without the address of the database it would go on by what was left behind. */
async function refusesOldStore(lab: Lab): Promise<void> {
  const { code, said } = await lab.runWith({ DATABASE_URL: "" }, "dev", ".");
  if (code === 0 || !said.includes("was moved to")) throw new Broken(`The old store was opened: ${said}`);
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

/** Letters that were granted, and that the mail server has put off. */
async function waiting({ store }: Lab): Promise<number> {
  const rows = await store.db
    .selectFrom("letter")
    .select("key")
    .where("status", "in", ["granted", "sending"])
    .where("attempts", ">", 0)
    .execute();
  return rows.length;
}

/** Both their letters are out. */
async function offeredOrOver({ store }: Lab, emails: readonly string[]): Promise<number> {
  const rows = await store.db
    .selectFrom("letter")
    .innerJoin("subject", "subject.id", "letter.subject")
    .select("letter.key")
    .where("subject.key", "in", emails)
    .where("letter.name", "=", "follow_up")
    .where("letter.status", "=", "sent")
    .execute();
  return rows.length;
}

/** Letters that went out, of journeys that the store knows, and that it does not. */
async function forgottenLetters({ store, mail }: Lab): Promise<number> {
  const instances = await store.db.selectFrom("instance").select("id").execute();
  const letters = await store.db.selectFrom("letter").select("key").execute();
  const known = new Set(letters.map(({ key }) => key));
  return (await mail.letters()).filter(
    ({ key }) => key !== null && !known.has(key) && instances.some(({ id }) => key.startsWith(id)),
  ).length;
}

async function makeBackup({ cwd, postgres, databaseUrl }: Lab): Promise<string> {
  const file = join(cwd, "backup.dump");
  await shell(`${postgres.bin}/pg_dump`, ["--format=custom", `--file=${file}`, databaseUrl]);
  return file;
}

async function putBack({ store, postgres, databaseUrl }: Lab, file: string): Promise<void> {
  await sql`drop schema baton cascade`.execute(store.db);
  await shell(`${postgres.bin}/pg_restore`, ["--no-owner", `--dbname=${databaseUrl}`, file]);
}

async function refusesToStart(lab: Lab, name: "gateway" | "worker"): Promise<void> {
  const began = await lab.start(name).then(
    () => true,
    () => false,
  );
  const said = lab.now(name).stderr();
  if (!began && said.includes("The store is older")) return;
  throw new Broken(`The ${name} did not refuse the store that was put back: ${said}`);
}

async function endedBy({ store }: Lab, emails: readonly string[], exit: string): Promise<void> {
  const rows = await store.db
    .selectFrom("instance")
    .innerJoin("subject", "subject.id", "instance.subject")
    .select(["instance.exit"])
    .where("subject.key", "in", emails)
    .execute();
  const others = rows.filter((row) => row.exit !== exit);
  if (others.length > 0)
    throw new Broken(`${others.length} ended by ${others[0]?.exit}, where their runs did by ${exit}.`);
}
