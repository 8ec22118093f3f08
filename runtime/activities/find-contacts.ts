/** Records of the subject's account, for a message to them: those of a kind of whom a condition holds, each address once. */
import { byCodeUnit } from "../../compiler/by-code-unit.ts";
import type { Instant } from "../../compiler/plan.ts";
import { holds, viewOfFields } from "../machine/conditions.ts";
import type { Command } from "../machine/protocol.ts";
import { nextContacts, placeAmong } from "../policy/contacts.ts";
import type { Db } from "../store/open-store.ts";
import type { SubjectRow } from "../store/schema.ts";
import { bandsOf } from "../store/scores.ts";
import { subjectsOfAccount } from "../store/subjects.ts";

/** In the order in which they became known; whose account is not known is alone. */
export async function findContacts(
  tx: Db,
  subject: SubjectRow,
  { kind, where, after }: Extract<Command, { do: "find" }>,
  now: Instant,
): Promise<ReturnType<typeof nextContacts>> {
  const all = subject.account === null ? [subject] : await subjectsOfAccount(tx, subject.account);
  const ofKind = all
    .filter((row) => row.kind === kind && row.merged_into === null)
    .sort((one, other) => one.created_at - other.created_at || byCodeUnit(one.id, other.id));
  const bands =
    where === null
      ? {}
      : await bandsOf(
          tx,
          ofKind.map(({ id }) => id),
        );
  const meant = ofKind.filter(
    ({ id, fields }) =>
      where === null || holds(where, { ...viewOfFields(now, fields), bands: bands[id] ?? {} }),
  );
  const contacts = meant.map(({ id, address, created_at }) => ({
    id,
    address,
    place: placeAmong(created_at, id),
  }));
  return nextContacts(contacts, after);
}
