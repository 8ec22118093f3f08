/** Rows of `rotation`: whose turn it was. Read and written under the lock of the people, see `PEOPLE_LOCK`. */
import type { Instant } from "../../compiler/plan.ts";
import type { PersonId } from "../machine/protocol.ts";
import type { Db } from "./open-store.ts";

/**
 * Whoever picks a person holds this until the pick is committed. It is one for all roles, since a person who fills
 * two has one capacity; a pick takes a few milliseconds, and requests to people come a few a minute.
 */
export const PEOPLE_LOCK = "people";

/** Turns of a role by person; a later turn is a greater number. */
export async function turnsOf(db: Db, role: string): Promise<Readonly<Record<PersonId, number>>> {
  const rows = await db.selectFrom("rotation").select(["person", "turn"]).where("role", "=", role).execute();
  return Object.fromEntries(rows.map(({ person, turn }) => [person, turn]));
}

export async function takeTurn(tx: Db, role: string, person: PersonId, now: Instant): Promise<void> {
  const last = await tx
    .selectFrom("rotation")
    .select((select) => select.fn.max("turn").as("turn"))
    .where("role", "=", role)
    .executeTakeFirst();
  const values = { turn: (last?.turn ?? 0) + 1, at: now };
  await tx
    .insertInto("rotation")
    .values({ role, person, ...values })
    .onConflict((conflict) => conflict.columns(["role", "person"]).doUpdateSet(values))
    .execute();
}
