/** Whom the contact policy looks at: the subject, everyone who carries its address, everyone of its account. */
import type { Library } from "../../compiler/library.ts";
import type { Party } from "../policy/contact.ts";
import type { Db } from "../store/open-store.ts";
import type { SubjectRow } from "../store/schema.ts";
import { bandsOf } from "../store/scores.ts";

export interface Parties {
  readonly subject: Party;
  readonly sameAddress: readonly Party[];
  readonly sameAccount: readonly Party[];
}

/** `rows` holds the subject and whoever shares its address or account. */
export async function readParties(
  db: Db,
  library: Library,
  subject: SubjectRow,
  rows: readonly SubjectRow[],
): Promise<Parties> {
  const partyOf = await partiesOf(db, library, [subject, ...rows]);
  const others = rows.filter(({ id }) => id !== subject.id);
  return {
    subject: partyOf(subject),
    sameAddress: others.filter(({ address }) => address !== null && address === subject.address).map(partyOf),
    sameAccount: others.filter(({ account }) => account !== null && account === subject.account).map(partyOf),
  };
}

/** Each of these subjects as the policy looks at it. */
export async function partiesOf(
  db: Db,
  library: Library,
  rows: readonly SubjectRow[],
): Promise<(row: SubjectRow) => Party> {
  const bands = await bandsOf(
    db,
    rows.map(({ id }) => id),
  );
  return (row) => ({
    policy: library.policies[row.kind] ?? null,
    fields: row.fields,
    bands: bands[row.id] ?? {},
  });
}
