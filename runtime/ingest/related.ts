/**
 * Questions about records of the same account (docs/language.md, rule 8), answered where records change. A record that
 * changes the answer for others of its account marks theirs as due, in its own transaction: the sweep of scores looks
 * at each of them in a transaction of theirs, and tells their journeys. So nobody waits for two subjects at once, and
 * no change is lost.
 *
 * The row of such a question in `score_state` is written only by who has the lock of the account: of two records of one
 * account that change at once, the second sees the first.
 */
import type { Library } from "../../compiler/library.ts";
import type { Fields, Instant } from "../../compiler/plan.ts";
import { holds, viewOfFields } from "../machine/conditions.ts";
import { type NoneRelated, relatedQuestions } from "../policy/questions.ts";
import type { Db } from "../store/open-store.ts";
import { subjectsOfAccount } from "../store/subjects.ts";
import { lockNames } from "../store/transact.ts";

type Asked = ReturnType<typeof relatedQuestions>;

/** A record as it is at some time; `null` where one was not there yet, or is not any more. */
export interface Standing {
  readonly account: string | null;
  readonly fields: Fields;
}
export interface RecordChange {
  readonly id: string;
  readonly kind: string;
  readonly before: Standing | null;
  readonly after: Standing | null;
}

/** The same name as a hold of the account has: what is asked of an account is asked under one lock. */
export const accountLocks = (...accounts: readonly (string | null)[]): readonly string[] =>
  accounts.flatMap((account) => (account === null ? [] : [`hold ${account}`]));

/**
 * Marks the answers of others that the change may have turned, and answers the record's own questions anew where they
 * may have; the others' answers stand. The caller holds the subject, and has written what it has become.
 */
export async function relate(
  tx: Db,
  library: Library,
  change: RecordChange,
  now: Instant,
): Promise<Readonly<Record<string, boolean>>> {
  const all = relatedQuestions(library);
  const turned = all.filter(([, question]) => mayTurn(question, change, now));
  const own = all.filter(([, { subject }]) => subject === change.kind);
  const isOpen = await openQuestions(tx, change, own, now);
  const asked = own.filter((one) => turned.includes(one) || isOpen(one[0]));
  if (turned.length === 0 && asked.length === 0) return {};
  const { before, after } = change;
  await lockNames(tx, accountLocks(before?.account ?? null, after?.account ?? null));
  await markOthers(tx, change, turned, now);
  const answers: [string, boolean][] = [];
  for (const [name, question] of asked) answers.push([name, await isNone(tx, question, change, now)]);
  return Object.fromEntries(answers);
}

/** Whether the record counts for the question, in its account, before and not after, or the other way round. */
function mayTurn({ of, when }: NoneRelated, { kind, before, after }: RecordChange, now: Instant): boolean {
  if (of !== kind) return false;
  const counts = (record: Standing | null): boolean =>
    record !== null && holds(when, viewOfFields(now, record.fields));
  const [was, is] = [counts(before), counts(after)];
  return was !== is || (is && before?.account !== after?.account);
}

/** Those of its own that nobody has answered yet, or that are to be looked at again. */
async function openQuestions(
  tx: Db,
  { id, before, after }: RecordChange,
  own: Asked,
  now: Instant,
): Promise<(name: string) => boolean> {
  if (own.length === 0 || after === null) return () => false;
  if (before === null || before.account !== after.account) return () => true;
  const rows = await tx
    .selectFrom("score_state")
    .select(["score", "next_crossing"])
    .where("subject", "=", id)
    .where(
      "score",
      "in",
      own.map(([name]) => name),
    )
    .execute();
  const due = new Map(rows.map((row) => [row.score, row.next_crossing]));
  return (name) => {
    const at = due.get(name);
    return at === undefined || (at !== null && at <= now);
  };
}

async function markOthers(
  tx: Db,
  { id, before, after }: RecordChange,
  turned: Asked,
  now: Instant,
): Promise<void> {
  const accounts = [before?.account, after?.account].filter((one) => one !== null && one !== undefined);
  if (turned.length === 0 || accounts.length === 0) return;
  await tx
    .updateTable("score_state")
    .set({ next_crossing: now })
    .where(
      "score",
      "in",
      turned.map(([name]) => name),
    )
    .where("subject", "in", (others) =>
      others
        .selectFrom("subject")
        .select("subject.id")
        .where("subject.account", "in", accounts)
        .where("subject.id", "!=", id),
    )
    .execute();
}

/** Whose account is not known is alone. */
async function isNone(
  tx: Db,
  { of, when }: NoneRelated,
  { id, kind, after }: RecordChange,
  now: Instant,
): Promise<boolean> {
  const account = after?.account ?? null;
  const others = account === null ? [] : await subjectsOfAccount(tx, account);
  const records = others.filter((row) => row.kind === of && row.merged_into === null && row.id !== id);
  const own = after === null || kind !== of ? [] : [after.fields];
  return ![...own, ...records.map(({ fields }) => fields)].some((fields) =>
    holds(when, viewOfFields(now, fields)),
  );
}
