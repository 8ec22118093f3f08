/** Forgetting somebody, on both stores: fault D7, and what is left when it is cut off. */
import { sql } from "kysely";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { Library } from "../../../compiler/library.ts";
import { takeEvent } from "../../../runtime/ingest/take-event.ts";
import {
  beginForgetting,
  type ForgetContext,
  goOnForgetting,
  planForgetting,
  sweepForgetting,
} from "../../../runtime/privacy/forget.ts";
import { openSuppression } from "../../../runtime/privacy/suppression.ts";
import { readAudit, verifyAudit } from "../../../runtime/store/audit.ts";
import { writeJournal } from "../../../runtime/store/journal.ts";
import type { Db } from "../../../runtime/store/open-store.ts";
import { onEachStore } from "../../support/each-store.ts";
import {
  eventOf,
  installationOn,
  LIBRARY,
  type MemoryJourneys,
  MONDAY,
  memoryJourneys,
} from "../ingest/fixture.ts";
import { codecOn, K1, keysOf, type TestCodec } from "./privacy-fixture.ts";

const CANARY = /canary|CANARY/i;
const PII = "canary+pii@example.test";
const REASON = { who: "dag", why: "asked for it, ticket 4711" } as const;

/** Whoever is a lead of fintech has opted out, in these tests. */
const NEVER: Library = {
  ...LIBRARY,
  policies: {
    lead: {
      ...(LIBRARY.policies.lead ?? {
        caps: [],
        only: null,
        holdAccount: [],
        askHolder: [],
        exempt: [],
        owner: "",
      }),
      never: [{ is: "in", left: { of: "subject", field: "industry" }, values: ["fintech"], blank: false }],
    },
  },
};

/** Every row of every table, as text. */
async function dump(db: Db): Promise<string> {
  const { rows } = await sql<{ readonly name: string }>`
    select table_name as name from information_schema.tables where table_schema = 'baton'`.execute(db);
  const texts = await Promise.all(
    rows.map(async ({ name }) => {
      const found = await sql<{ readonly text: string }>`
        select coalesce(string_agg(row_to_json(one)::text, ' '), '') as text
        from ${sql.table(`baton.${name}`)} one`.execute(db);
      return `${name}: ${found.rows[0]?.text ?? ""}`;
    }),
  );
  return texts.join("\n");
}

onEachStore((lane) => {
  let db: Db;
  let journeys: MemoryJourneys;
  let codec: TestCodec;
  let context: ForgetContext;
  let serial = 0;

  beforeEach(async () => {
    db = lane.store().db;
    journeys = memoryJourneys();
    codec = codecOn(db, keysOf(K1));
    context = { db, library: NEVER, journeys, dataKeys: codec.dataKeys, now: () => MONDAY };
  });
  afterEach(async () => {
    journeys.up = true;
    await sweepForgetting(context);
  });

  /** Somebody with a journey, a journal, a letter, work and a key; answers their id. */
  async function known(email: string): Promise<string> {
    serial += 1;
    const incoming = eventOf({
      source: "website",
      id: `CANARY-${lane.kind}-${serial}`,
      event: "lead_created",
      subject: { email, name: "CANARY-NAME", company: "CANARY-CO", industry: "fintech" },
    });
    const taken = await takeEvent(installationOn(db), incoming);
    if (taken.is !== "taken") throw new Error(JSON.stringify(taken));
    const [instance = ""] = taken.started;
    const subject = instance.split("/")[1] ?? "";
    const about = { instance, subject, journey: "small", version: 1 };
    await writeJournal(db, about, [
      {
        ...{ at: MONDAY, what: "declined", name: "sales_ready", stage: "nurture", step: null },
        ...{ by: "anna", to: null, result: "CANARY-RESULT", why: `CANARY-SECRET of ${email}` },
      },
    ]);
    await sql`insert into baton.letter (key, kind, address, subject, instance, journey, version, stage, name, channel, text,
      status, counts, priority, asked_at, decided_at) values (${`${instance}#l`}, 'message', ${email}, ${subject},
      ${instance}, 'small', 1, 'nurture', 'welcome_guide', 'email', ${`Dear ${email}`}, 'sent', true, 1, 1, 1)`.execute(
      db,
    );
    await sql`insert into baton.work (id, instance, subject, journey, version, kind, name, step, stage, title, role,
      opened_at, answers, carries, state, evidence) values (${`${instance}#w`}, ${instance}, ${subject}, 'small', 1, 'task',
      'call', 'selling/call', 'selling', 'Call CANARY-NAME', 'sales', 1, '{}', '[]', 'open', ${JSON.stringify({ email })})`.execute(
      db,
    );
    await sql`insert into baton.batch (instance, number, hash, result, at)
      values (${instance}, 1, 'x', ${JSON.stringify({ email })}, 1)`.execute(db);
    await codec.dataKeys.forOwner(subject);
    // Nothing of it is on its way.
    await db.updateTable("outbox").set({ status: "sent" }).where("subject", "=", subject).execute();
    return subject;
  }

  test("leaves nothing of them in any table, says what there was, and destroys their key", async () => {
    const id = await known(PII);
    const [sealed] = await codec.codec.encode([{ metadata: {}, data: null }], {
      type: "workflow",
      namespace: "default",
      workflowId: `small/${id}/1`,
    });
    expect(await dump(db)).toMatch(CANARY);
    const plan = await planForgetting(context, PII.toUpperCase());
    expect(plan).toMatchObject({
      kinds: ["lead"],
      journeys: [{ journey: "small", open: 1, ended: 0 }],
      suppressed: true,
      outside: [
        { is: "mail", name: "email", count: 1 },
        { is: "source", count: 1 },
      ],
    });
    expect(await beginForgetting(context, { key: PII, ...REASON })).toEqual({ is: "begun", id });
    expect((await dump(db)).match(CANARY)).toBeNull();
    const row = await goOnForgetting(context, id);
    expect(row?.done_at).toBe(MONDAY);
    expect(row?.report).toEqual(plan);
    expect(journeys.ended).toEqual(new Set([`small/${id}/1`]));
    expect((await dump(db)).match(CANARY)).toBeNull();
    if (sealed !== undefined)
      await expect(codec.codec.decode([sealed])).rejects.toThrow("its subject was forgotten");
    expect(await planForgetting(context, PII)).toBeNull();
    expect(await beginForgetting(context, { key: PII, ...REASON })).toEqual({ is: "unknown" });

    const rows = (await readAudit(db, { limit: 1_000 })).filter(({ about }) => about.subject === id);
    expect(rows.map(({ who, did, why, outcome }) => [who, did, why, outcome])).toEqual([
      ["dag", "forget", REASON.why, "begun"],
      ["dag", "forget", REASON.why, "done"],
    ]);
    expect(await verifyAudit(db)).toMatchObject({ is: "whole" });
  });

  test("the journal keeps what was done, when and by whom, and nobody may change it otherwise (P8)", async () => {
    const email = `canary+journal-${lane.kind}@example.test`;
    const id = await known(email);
    const before = await db.selectFrom("journal").selectAll().where("subject", "=", id).execute();
    await beginForgetting(context, { key: email, ...REASON });
    const numbers = before.map(({ number }) => number);
    const after = await db.selectFrom("journal").selectAll().where("number", "in", numbers).execute();
    expect(after).toHaveLength(numbers.length);
    expect(after.find(({ what }) => what === "declined")).toMatchObject({
      ...{ at: MONDAY, name: "sales_ready", by: "anna", journey: "small", version: 1 },
      ...{ subject: null, to: null, result: null, why: null },
    });
    expect(new Set(after.map(({ instance }) => instance)).size).toBe(1);
    const other = await known(`other-${email}`);
    const rows = db.updateTable("journal").where("subject", "=", other);
    await expect(rows.set({ why: null }).execute()).rejects.toThrow("append-only");
    await expect(
      rows.set({ subject: null, instance: "forgotten/x", by: "bo", result: null, why: null }).execute(),
    ).rejects.toThrow("append-only");
    await expect(db.deleteFrom("journal").where("subject", "=", other).execute()).rejects.toThrow(
      "append-only",
    );
    await beginForgetting(context, { key: other, ...REASON });
  });

  test("whoever was merged with them is forgotten with them", async () => {
    const [kept, twin] = [
      await known(`canary+kept-${lane.kind}@example.test`),
      await known(`canary+twin-${lane.kind}@x.test`),
    ];
    await db.updateTable("subject").set({ merged_into: kept }).where("id", "=", twin).execute();
    expect(await beginForgetting(context, { key: twin, ...REASON })).toEqual({ is: "begun", id: kept });
    const row = await goOnForgetting(context, kept);
    expect(row?.report.merged).toBe(1);
    expect((await dump(db)).match(CANARY)).toBeNull();
    for (const owner of [kept, twin])
      await expect(codec.dataKeys.forOwner(owner)).rejects.toThrow("its subject was forgotten");
  });

  describe("an address that had opted out", () => {
    test("is not written to again, and nothing tells which it was", async () => {
      const email = `canary+out-${lane.kind}@example.test`;
      const id = await known(email);
      await beginForgetting(context, { key: email, ...REASON });
      await goOnForgetting(context, id);
      const suppression = await openSuppression(db, codec.dataKeys);
      expect(await suppression.holds(db, ` ${email.toUpperCase()}`)).toBe(true);
      expect(await suppression.holds(db, `other-${email}`)).toBe(false);
      expect((await dump(db)).match(CANARY)).toBeNull();
      // With another key, as from a dump of the store, the hash cannot even be tried.
      await expect(
        openSuppression(db, codecOn(db, keysOf("k9:ffeeddccbbaa99887766554433221100ffeeddcc")).dataKeys),
      ).rejects.toThrow("lacks the key k1");
    });
  });

  test("whoever comes again is somebody new", async () => {
    const email = `canary+again-${lane.kind}@example.test`;
    const id = await known(email);
    await beginForgetting(context, { key: email, ...REASON });
    await goOnForgetting(context, id);
    const again = await known(email);
    expect(again).not.toBe(id);
    expect((await planForgetting(context, email))?.journeys).toEqual([
      { journey: "small", open: 1, ended: 0 },
    ]);
    await beginForgetting(context, { key: email, ...REASON });
  });

  test("a reason that says of whom it is about is not taken, and nothing is done", async () => {
    const email = `canary+named-${lane.kind}@example.test`;
    await known(email);
    const named = { key: email, who: "dag", why: `${email.toUpperCase()} wrote to us` };
    expect(await beginForgetting(context, named)).toEqual({ is: "named" });
    expect(await beginForgetting(context, { ...named, why: "canary-name called" })).toEqual({ is: "named" });
    expect(await planForgetting(context, email)).not.toBeNull();
    await beginForgetting(context, { key: email, ...REASON });
  });

  test("while Temporal is away the key stays, and the sweep goes on when it is back", async () => {
    const email = `canary+away-${lane.kind}@example.test`;
    const id = await known(email);
    await beginForgetting(context, { key: email, ...REASON });
    journeys.up = false;
    await expect(goOnForgetting(context, id)).rejects.toThrow("away");
    await expect(sweepForgetting(context)).rejects.toThrow("away");
    expect(await codec.dataKeys.forOwner(id)).toBeDefined();
    journeys.up = true;
    expect(await sweepForgetting(context)).toBe(1);
    expect(await sweepForgetting(context)).toBe(0);
    await expect(codec.dataKeys.forOwner(id)).rejects.toThrow("its subject was forgotten");
  });

  test("what a relay had taken may still come: the key is destroyed when that is over", async () => {
    const email = `canary+relay-${lane.kind}@example.test`;
    const id = await known(email);
    await db
      .updateTable("outbox")
      .set({ status: "pending", next_at: MONDAY + 10_000 })
      .where("subject", "=", id)
      .execute();
    await beginForgetting(context, { key: email, ...REASON });
    expect((await goOnForgetting(context, id))?.done_at).toBeNull();
    expect(await codec.dataKeys.forOwner(id)).toBeDefined();
    await db
      .updateTable("forgetting")
      .set({ quiet_at: 0 } as never)
      .where("id", "=", id)
      .execute();
    expect((await goOnForgetting(context, id))?.done_at).toBe(MONDAY);
  });
});
