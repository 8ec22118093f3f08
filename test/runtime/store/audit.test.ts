import { sql } from "kysely";
import { beforeEach, describe, expect, it } from "vitest";
import { type AuditEntry, appendAudit, readAudit, verifyAudit } from "../../../runtime/store/audit.ts";
import type { Db } from "../../../runtime/store/open-store.ts";
import { transact } from "../../../runtime/store/transact.ts";
import { onEachStore } from "../../support/each-store.ts";

const NOW = Date.UTC(2026, 10, 23, 9);
const entry = (overrides: Partial<AuditEntry> = {}): AuditEntry => ({
  at: NOW,
  who: "maria",
  did: "pause",
  about: { journey: "nurture", version: 2, share: 0.1 },
  why: "The mail server is moving: «später»",
  outcome: "done",
  said: "20 people are paused.",
  ...overrides,
});
const append = (db: Db, overrides?: Partial<AuditEntry>) =>
  transact(db, (tx) => appendAudit(tx, entry(overrides)));

/** As whoever owns the database can. */
async function tamper(db: Db, statement: string): Promise<void> {
  await transact(db, async (tx) => {
    await sql`alter table baton.audit disable trigger append_only`.execute(tx);
    await sql.raw(statement).execute(tx);
    await sql`alter table baton.audit enable trigger append_only`.execute(tx);
  });
}

onEachStore((lane) => {
  let db: Db;
  beforeEach(async () => {
    ({ db } = lane.store());
    await tamper(db, "truncate baton.audit");
    await sql`update baton.audit_head set number = 0, hash = repeat('0', 64)`.execute(db);
  });

  it("is whole when nothing is written yet", async () => {
    expect(await verifyAudit(db)).toEqual({ is: "whole", head: { number: 0, hash: "0".repeat(64) } });
  });

  it("reads what was written, refusals too, and is whole", async () => {
    await append(db);
    const head = await append(db, { outcome: "refused", why: null, said: "Only an operator may." });
    const rows = await readAudit(db, { limit: 10 });
    expect(rows).toMatchObject([entry(), { outcome: "refused", said: "Only an operator may.", number: 2 }]);
    expect(await verifyAudit(db)).toEqual({ is: "whole", head });
    expect(await readAudit(db, { after: 1, limit: 10 })).toHaveLength(1);
  });

  it("goes with the transaction that it records", async () => {
    await append(db);
    const failing = transact(db, async (tx) => {
      await appendAudit(tx, entry({ did: "stop" }));
      throw new Error("no");
    });
    await expect(failing).rejects.toThrow("no");
    await append(db, { did: "resume" });
    expect((await readAudit(db, { limit: 10 })).map(({ number, did }) => [number, did])).toEqual([
      [1, "pause"],
      [2, "resume"],
    ]);
    expect(await verifyAudit(db)).toMatchObject({ is: "whole" });
  });

  it("keeps one order however many write at once", async () => {
    await Promise.all(Array.from({ length: 30 }, (_, n) => append(db, { about: { operation: `${n}` } })));
    const rows = await readAudit(db, { limit: 100 });
    expect(rows.map(({ number }) => number)).toEqual(Array.from({ length: 30 }, (_, n) => n + 1));
    expect(new Set(rows.map(({ about }) => about.operation)).size).toBe(30);
    expect(await verifyAudit(db)).toMatchObject({ is: "whole" });
  });

  it.each(["update baton.audit set said = 'nothing'", "delete from baton.audit", "truncate baton.audit"])(
    "lets nobody change it: %s",
    async (statement) => {
      await append(db);
      await expect(sql.raw(statement).execute(db)).rejects.toThrow("append-only");
    },
  );

  describe("changed by who owns the database, names the first broken link (D8)", () => {
    it.each([
      ["who of row 3", 3, "update baton.audit set who = 'ben' where number = 3"],
      ["the reason of row 2", 2, "update baton.audit set why = null where number = 2"],
      ["when row 4 was", 4, "update baton.audit set at = at + 1 where number = 4"],
      ["what the last is about", 5, `update baton.audit set about = '{"journey":"lead"}' where number = 5`],
      ["row 2 removed", 2, "delete from baton.audit where number = 2"],
      ["the first removed", 1, "delete from baton.audit where number = 1"],
      ["the last two removed", 4, "delete from baton.audit where number >= 4"],
      ["all removed", 1, "delete from baton.audit"],
      [
        "row 3 taken out and the rest renumbered",
        3,
        "delete from baton.audit where number = 3; update baton.audit set number = number - 1 where number > 3",
      ],
      [
        "two rows exchanged",
        2,
        `update baton.audit set number = 9 where number = 2; update baton.audit set number = 2 where number = 3;
         update baton.audit set number = 3 where number = 9`,
      ],
    ])("%s", async (_, number, statements) => {
      for (let row = 1; row <= 5; row += 1) await append(db, { about: { operation: `${row}` } });
      for (const statement of statements.split(";")) await tamper(db, statement);
      expect(await verifyAudit(db)).toMatchObject({ is: "broken", number });
    });
  });

  it("shows by a head that was kept elsewhere when the record was written anew", async () => {
    const head = await append(db);
    await append(db);
    expect(await verifyAudit(db, head)).toMatchObject({ is: "whole" });
    await tamper(db, "truncate baton.audit");
    await sql`update baton.audit_head set number = 0, hash = repeat('0', 64)`.execute(db);
    expect(await verifyAudit(db, head)).toMatchObject({ is: "broken", number: 1 });
    await append(db, { who: "ben" });
    expect(await verifyAudit(db)).toMatchObject({ is: "whole" });
    expect(await verifyAudit(db, head)).toMatchObject({ is: "broken", number: 1 });
  });
});
