/**
 * The audit record: what people did to the installation, refusals too, in rows that nobody can change unseen. Each
 * carries the SHA-256 of the one before and of itself, and a row apart says how the last one reads.
 */
import { createHash } from "node:crypto";
import { sql } from "kysely";
import { canonicalJson } from "../../compiler/canonical.ts";
import type { Instant } from "../../compiler/plan.ts";
import { toJson } from "./json.ts";
import type { Db } from "./open-store.ts";

export type AuditAct =
  | "pause"
  | "resume"
  | "stop"
  | "repair"
  | "migrate"
  | "forget"
  | "reconcile"
  | "read history"
  | "read audit"
  | "read operation"
  | "release"
  | "deploy"
  | "rollback";

/** `begun`: it is long, and a row that says how it ended follows. `refused`: whoever asked may not, or it cannot be. */
export type AuditOutcome = "begun" | "done" | "refused" | "failed";

/**
 * On what: names of the project (`journey`, `version`, `stage`, `audience`, `exit`) and ids that we made (`subject`,
 * `instance`, `operation`). Never an address or a name of a person: rows stay when a subject is forgotten.
 */
export type AuditAbout = Readonly<Record<string, string | number | boolean>>;

export interface AuditEntry {
  readonly at: Instant;
  /** A person's id in people.yaml, or `system:<name>`. */
  readonly who: string;
  readonly did: AuditAct;
  readonly about: AuditAbout;
  /** The reason that was given. */
  readonly why: string | null;
  readonly outcome: AuditOutcome;
  /** What came of it, or why it was refused: one sentence. */
  readonly said: string | null;
}

export interface AuditRow extends AuditEntry {
  /** 1, 2, 3 …: without gaps. */
  readonly number: number;
  /** Hash of the row before; of the first, 64 zeros. */
  readonly before: string;
  readonly hash: string;
}

/** How the record ends: kept elsewhere, it shows whether what was then is still there. */
export type AuditHead = Pick<AuditRow, "number" | "hash">;

/**
 * In the transaction of what it records, and last in it: until that ends, whoever else writes here waits, so that the
 * order of the rows is that in which they came to count.
 */
export async function appendAudit(tx: Db, entry: AuditEntry): Promise<AuditHead> {
  const last = await tx
    .selectFrom("audit_head")
    .select(["number", "hash"])
    .forUpdate()
    .executeTakeFirstOrThrow();
  const row = { ...entry, number: last.number + 1, before: last.hash };
  const head = { number: row.number, hash: hashOf(row) };
  await tx
    .insertInto("audit")
    .values({ ...row, about: toJson(row.about), hash: head.hash })
    .execute();
  await tx.updateTable("audit_head").set(head).execute();
  return head;
}

/** Each field by name, so that a column which comes to be added does not change what was written before it. */
function hashOf({ number, at, who, did, about, why, outcome, said, before }: Omit<AuditRow, "hash">): string {
  const text = canonicalJson({ number, at, who, did, about, why, outcome, said, before });
  return createHash("sha256").update(text, "utf8").digest("hex");
}

export type AuditVerdict =
  | { readonly is: "whole"; readonly head: AuditHead }
  /** `number`: the first row that is not as it was written, or that is not there. */
  | { readonly is: "broken"; readonly number: number; readonly why: string };

const PAGE = 1_000;
const START: AuditHead = { number: 0, hash: "0".repeat(64) };

/** Reads the whole record. `known`: a head that was kept elsewhere, which must be in it. */
export async function verifyAudit(db: Db, known?: AuditHead): Promise<AuditVerdict> {
  // Read first: rows that are written meanwhile come after it.
  const kept = await db.selectFrom("audit_head").select(["number", "hash"]).executeTakeFirst();
  let last = START;
  for (;;) {
    const rows = await readAudit(db, { after: last.number, limit: PAGE });
    for (const row of rows) {
      const why = brokenAt(row, last) ?? unlike(row, known) ?? unlike(row, kept);
      if (why !== null) return { is: "broken", number: last.number + 1, why };
      last = { number: row.number, hash: row.hash };
    }
    if (rows.length < PAGE) break;
  }
  const missing = Math.max(kept?.number ?? 0, known?.number ?? 0) > last.number;
  if (kept !== undefined && !missing) return { is: "whole", head: last };
  const why = missing
    ? "the rows from here to the end were removed"
    : "the row that says how it ends is gone";
  return { is: "broken", number: last.number + 1, why };
}

function brokenAt(row: AuditRow, last: AuditHead): string | null {
  if (row.number !== last.number + 1) return "a row was removed here";
  if (row.before !== last.hash) return "it does not follow from the row before";
  return hashOf(row) === row.hash ? null : "what it says was changed";
}

const unlike = (row: AuditRow, head: AuditHead | undefined): string | null =>
  head?.number === row.number && head.hash !== row.hash ? "it is another than was kept of it" : null;

export interface AuditPage {
  /** Rows with greater numbers; default: the latest. */
  readonly after?: number;
  readonly limit: number;
  /** Ids of subjects, at least one: only what was done to them or to their instances. */
  readonly subjects?: readonly string[];
}

/** In the order in which they were written. */
export async function readAudit(db: Db, { after, limit, subjects }: AuditPage): Promise<readonly AuditRow[]> {
  let query = db.selectFrom("audit").selectAll().limit(limit);
  if (subjects !== undefined)
    query = query.where((is) =>
      is.or([
        is(sql<string>`about->>'subject'`, "in", subjects),
        is(sql<string>`split_part(about->>'instance', '/', 2)`, "in", subjects),
      ]),
    );
  if (after !== undefined) return await query.where("number", ">", after).orderBy("number").execute();
  return (await query.orderBy("number", "desc").execute()).toReversed();
}
