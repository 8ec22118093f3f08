/** What happens to a store while versions come and go. */
import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { sql } from "kysely";
import { openStore } from "../../../runtime/store/open-store.ts";
import { startPostgres, type TestPostgres } from "../../support/postgres.ts";
import { Broken, type Fault } from "../lab/fault.ts";
import { healThenWork } from "../lab/heal-then-work.ts";
import { openProxy } from "../lab/proxy.ts";
import { LEADS, SECOND } from "../lab/steps.ts";

export const stores: readonly Fault[] = [
  {
    id: "F5",
    what: "the migration of a store is cut off at each statement (in the short lane at every twentieth)",
    expected: "the next start brings it to the end, and the schema is as if nothing had happened",
    async run(bench) {
      const postgres = await startPostgres();
      bench.closing(() => postgres.stop());
      const proxy = await openProxy(() => postgres.port);
      bench.closing(() => proxy.close());
      const whole = await postgres.createDatabase();
      await (await openStore({ databaseUrl: whole })).close();
      const wanted = await schemaOf(postgres, whole);
      let cuts = 0;
      for (let at = 1; ; at += bench.isShort ? 20 : 1) {
        const databaseUrl = await postgres.createDatabase();
        const fuse = proxy.cutAfter(at);
        const through = databaseUrl.replace(/:\d+\//, `:${proxy.port}/`);
        const isWhole = await openStore({ databaseUrl: through }).then(
          (store) => store.close().then(() => true),
          () => false,
        );
        proxy.heal();
        if (isWhole && fuse.done === 0) break;
        cuts += 1;
        await (await openStore({ databaseUrl })).close();
        if ((await schemaOf(postgres, databaseUrl)) !== wanted)
          throw new Broken(`Cut at statement ${at} and started again, the schema is another.`);
      }
      return { said: `${cuts} cuts, and after each the schema was whole` };
    },
  },
  {
    id: "F5b",
    what: "gateway and worker start again when a later version has brought the schema further",
    expected: "they go on: a deploy and a rollback have both versions at once",
    async run(bench) {
      const site = await bench.open();
      const { lab, traffic } = site;
      await traffic.signUp(LEADS);
      await sql`alter table baton.letter add column later text`.execute(lab.store.db);
      await sql`create table baton.later (id text primary key)`.execute(lab.store.db);
      const stamp = new Date().toISOString();
      await sql`insert into baton.kysely_migration (name, timestamp) values ('999-later', ${stamp})`.execute(
        lab.store.db,
      );
      await lab.now("worker").kill("SIGTERM");
      await lab.now("gateway").kill("SIGTERM");
      return { said: await healThenWork(site, { atLeast: LEADS, late: 30 * SECOND }) };
    },
  },
];

/** As SQL, without what differs from one dump to the next. */
async function schemaOf({ bin }: TestPostgres, databaseUrl: string): Promise<string> {
  const dump = promisify(execFile)(`${bin}/pg_dump`, ["--schema-only", "--no-owner", databaseUrl]);
  return (await dump).stdout.replace(/^\\.*$/gm, "");
}
