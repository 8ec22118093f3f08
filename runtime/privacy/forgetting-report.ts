/** What there is of a subject, by kind and number, and where else they are still known. Nothing in it is personal. */
import type { Library } from "../../compiler/library.ts";
import { type MergedSubjects, runsOf } from "../store/forgotten.ts";
import type { Db } from "../store/open-store.ts";

export interface ForgettingReport {
  /** Kinds of subject, such as `lead`; those merged into them are counted apart. */
  readonly kinds: readonly string[];
  readonly merged: number;
  /** Of each journey: how many are open and how many have ended. */
  readonly journeys: readonly { readonly journey: string; readonly open: number; readonly ended: number }[];
  /** Rows of the store that go. */
  readonly rows: Readonly<Record<string, number>>;
  /** Entries of the journal, which stay without words and without whom they are about. */
  readonly journal: number;
  /** Opted out: a keyed hash of the address is kept, so that nobody writes to it again. */
  readonly suppressed: boolean;
  /** Journeys of others in which they took part; what those were told of them stays until they are over. */
  readonly takesPartIn: number;
  /** Other subjects that carry the same address, by kind and our id. */
  readonly sameAddress: readonly { readonly kind: string; readonly id: string }[];
  /** Systems outside that still know them. */
  readonly outside: readonly OutsideSystem[];
}

export interface OutsideSystem {
  /** `mail`: letters went out; `action`: it was called for them; `source`: it reports events of them. */
  readonly is: "mail" | "action" | "source";
  readonly name: string;
  /** Letters, calls or events. */
  readonly count: number;
}

/** @param suppressed whether they have opted out */
export async function reportOn(
  db: Db,
  { subjects, merged }: MergedSubjects,
  suppressed: boolean,
  library: Pick<Library, "actions">,
): Promise<ForgettingReport> {
  const ids = subjects.map(({ id }) => id);
  const runs = await runsOf(db, ids);
  const journeys = [...new Set(runs.map(({ journey }) => journey))].sort().map((journey) => {
    const own = runs.filter((run) => run.journey === journey);
    const open = own.filter(({ state }) => state !== "ended").length;
    return { journey, open, ended: own.length - open };
  });
  const addresses = subjects.flatMap(({ address }) => address ?? []);
  return {
    kinds: [...new Set(subjects.map(({ kind }) => kind))].sort(),
    merged,
    journeys,
    rows: await countRows(db, ids),
    journal: await countJournal(db, ids),
    suppressed,
    takesPartIn: await countRowsOf(db, "member", ids),
    sameAddress: await carrying(db, addresses, ids),
    outside: await outsideOf(db, ids, library),
  };
}

type SubjectTableName = "event" | "score_state" | "instance" | "work" | "letter" | "outbox" | "member";

async function countRowsOf(db: Db, table: SubjectTableName, ids: readonly string[]): Promise<number> {
  const { count } = await db
    .selectFrom(table)
    .select((column) => column.fn.countAll<number>().as("count"))
    .where("subject", "in", ids)
    .executeTakeFirstOrThrow();
  return Number(count);
}

async function countJournal(db: Db, ids: readonly string[]): Promise<number> {
  const { count } = await db
    .selectFrom("journal")
    .select((column) => column.fn.countAll<number>().as("count"))
    .where((is) => is.or([is("subject", "in", ids), is("to", "in", ids)]))
    .executeTakeFirstOrThrow();
  return Number(count);
}

async function countRows(db: Db, ids: readonly string[]): Promise<Readonly<Record<string, number>>> {
  const of = (table: SubjectTableName) => countRowsOf(db, table, ids);
  return {
    subjects: ids.length,
    events: await of("event"),
    scores: await of("score_state"),
    instances: await of("instance"),
    work: await of("work"),
    letters: await of("letter"),
    outbox: await of("outbox"),
  };
}

async function carrying(
  db: Db,
  addresses: readonly string[],
  ids: readonly string[],
): Promise<ForgettingReport["sameAddress"]> {
  if (addresses.length === 0) return [];
  return db
    .selectFrom("subject")
    .select(["kind", "id"])
    .where("address", "in", addresses)
    .where("id", "not in", ids)
    .orderBy("id")
    .execute();
}

async function outsideOf(
  db: Db,
  ids: readonly string[],
  library: Pick<Library, "actions">,
): Promise<readonly OutsideSystem[]> {
  const letters = await db
    .selectFrom("letter")
    .select((column) => ["channel as name", column.fn.countAll<number>().as("count")])
    .where("subject", "in", ids)
    .where("status", "in", ["sending", "sent", "unknown"])
    .groupBy("channel")
    .execute();
  const calls = await db
    .selectFrom("journal")
    .select((column) => ["name", column.fn.countAll<number>().as("count")])
    .where("subject", "in", ids)
    .where("what", "=", "called")
    .groupBy("name")
    .execute();
  const sources = await db
    .selectFrom("event")
    .select((column) => ["source as name", column.fn.countAll<number>().as("count")])
    .where("subject", "in", ids)
    .groupBy("source")
    .execute();
  const as =
    (is: OutsideSystem["is"]) =>
    ({ name, count }: { readonly name: string; readonly count: number }): OutsideSystem => ({
      is,
      name,
      count: Number(count),
    });
  return [
    ...letters.map(as("mail")),
    ...calls.filter(({ name }) => library.actions?.[name] !== undefined).map(as("action")),
    ...sources.map(as("source")),
  ];
}
