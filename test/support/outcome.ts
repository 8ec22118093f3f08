/** What a run left behind, for tests that disturbed it: nothing may be there twice. */
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import PostalMime from "postal-mime";
import type { Db } from "../../runtime/store/open-store.ts";

export interface Outcome {
  /** Subjects that have left the journey, once for each time. */
  readonly left: readonly string[];
  readonly entries: number;
  readonly batches: number;
  /** Steps that were written down twice, and gaps in the numbers of batches. */
  readonly wrong: readonly string[];
}

export async function readOutcome(db: Db, journey: string): Promise<Outcome> {
  const journal = await db.selectFrom("journal").selectAll().execute();
  const batches = await db.selectFrom("batch").select(["instance", "number"]).orderBy("number").execute();
  const steps = journal
    .filter(({ instance, what }) => instance !== null && STEPS.has(what))
    .map(({ instance, at, what, name, by, to }) => [instance, at, what, name, by, to].join(" "));
  const ends = journal
    .filter(({ what }) => what === "exited" || what === "entered")
    .map(({ instance, what }) => `${instance} ${what}`);
  return {
    left: journal
      .filter((entry) => entry.what === "exited" && entry.journey === journey)
      .map(({ subject }) => subject ?? ""),
    entries: journal.length,
    batches: batches.length,
    wrong: [...repeatedIn(steps), ...repeatedIn(ends), ...gapsIn(batches)],
  };
}

/** Entries that are about one step of one instance: it takes none twice at the same instant. */
const STEPS: ReadonlySet<string> = new Set([
  "entered",
  "moved",
  "offered",
  "reassigned",
  "given",
  "accepted",
  "declined",
  "completed",
  "decided",
  "exited",
]);

/** @param batches in the order of their numbers, which begin at 1 for each instance. */
function gapsIn(
  batches: readonly { readonly instance: string; readonly number: number }[],
): readonly string[] {
  const last = new Map<string, number>();
  return batches.flatMap(({ instance, number }) => {
    const expected = (last.get(instance) ?? 0) + 1;
    last.set(instance, number);
    return number === expected ? [] : [`${instance}: batch ${number} follows ${expected - 1}`];
  });
}

export interface KeptLetter {
  readonly messageId: string;
  readonly key: string;
}

/** The letters in the directory of a sink, read as any mail program would. */
export async function readLetters(dir: string): Promise<readonly KeptLetter[]> {
  const names = (await readdir(dir)).filter((name) => name.endsWith(".eml"));
  return Promise.all(
    names.map(async (name) => {
      const mail = await PostalMime.parse(await readFile(join(dir, name)));
      const key = mail.headers.find((header) => header.key === "x-baton-key")?.value;
      if (!mail.messageId || !key) throw new Error(`${name} lacks its Message-ID or its key.`);
      return { messageId: mail.messageId, key };
    }),
  );
}

export const repeatedIn = (all: readonly string[]): readonly string[] =>
  all.filter((one, index) => all.indexOf(one) < index);
