/**
 * people.yaml changes without a release, and a run does not read it. This sweep finds whoever holds an instance or was
 * asked for something in a role that they do not fill any more, and tells the instance (docs/language.md, rule 12).
 */
import type { People } from "../../compiler/library.ts";
import type { PersonId } from "../machine/protocol.ts";
import type { Db } from "../store/open-store.ts";
import { transact } from "../store/transact.ts";
import type { Installation } from "./installation.ts";
import { informing, writeOutbox } from "./outbox.ts";

/** Instances in one sweep; the rest is found by the next. */
const MOST = 200;
/** Real milliseconds after which it is looked for again though people.yaml has not changed: a worker may have had an
 * older one when it picked somebody. */
const AGAIN = 60_000;

/** Looks when people.yaml has changed, and from time to time. */
export interface LeaverSweep {
  /** Answers how many instances were told. Safe to run in several processes. */
  run(): Promise<number>;
}

export function leaverSweep(installation: Installation, readPeople: () => People): LeaverSweep {
  let seen: People | null = null;
  let lookedAt = 0;
  return {
    async run() {
      const people = readPeople();
      if (people === seen && Date.now() - lookedAt < AGAIN) return 0;
      const told = await tellOfLeavers(installation, people);
      if (told === MOST) return told;
      seen = people;
      lookedAt = Date.now();
      return told;
    },
  };
}

interface Seat {
  readonly person: PersonId;
  readonly role: string;
}

export async function tellOfLeavers({ db, library, now }: Installation, people: People): Promise<number> {
  const seats = [...(await seatsOfHolders(db)), ...(await seatsOfAsked(db))];
  const rolesOf = (person: PersonId) => people.people.find(({ id }) => id === person)?.roles ?? [];
  const gone = seats.filter(
    // Who is reached at a field is in no file, and does not leave.
    ({ person, role }) => library.roles[role]?.outside?.at === undefined && !rolesOf(person).includes(role),
  );
  let told = 0;
  for (const seat of gone) {
    if (told >= MOST) break;
    told += await tell(db, seat, rolesOf(seat.person), MOST - told, now());
  }
  return told;
}

const seatsOfHolders = async (db: Db): Promise<readonly Seat[]> => {
  const rows = await db
    .selectFrom("instance")
    .select((from) => ["holder_person", from.fn.coalesce("holder_as", "holder_role").as("role")])
    .distinct()
    .where("state", "!=", "ended")
    .where("holder_person", "is not", null)
    .execute();
  return rows.flatMap(({ holder_person: person, role }) =>
    person === null || role === null ? [] : [{ person, role }],
  );
};

const seatsOfAsked = async (db: Db): Promise<readonly Seat[]> => {
  const rows = await db
    .selectFrom("work")
    .select(["person", "role"])
    .distinct()
    .where("state", "=", "open")
    .where("person", "is not", null)
    .execute();
  return rows.flatMap(({ person, role }) => (person === null ? [] : [{ person, role }]));
};

/**
 * The number of the instance's latest batch sets this apart from a later time when they hold it again: until the
 * instance has taken it in, it is the same fact, and is written once.
 */
async function tell(
  db: Db,
  { person, role }: Seat,
  roles: readonly string[],
  most: number,
  at: number,
): Promise<number> {
  return await transact(db, async (tx) => {
    const instances = await tx
      .selectFrom("instance")
      .select(["id", "subject", "workflow_id"])
      .select((from) =>
        from
          .selectFrom("batch")
          .whereRef("batch.instance", "=", "instance.id")
          .select((batch) => batch.fn.max("number").as("number"))
          .as("batch"),
      )
      .where("state", "!=", "ended")
      .where((is) =>
        is.or([
          is.and([
            is("holder_person", "=", person),
            is(is.fn.coalesce("holder_as", "holder_role"), "=", role),
          ]),
          is.exists(
            is
              .selectFrom("work")
              .select("work.id")
              .whereRef("work.instance", "=", "instance.id")
              .where("work.state", "=", "open")
              .where("work.person", "=", person)
              .where("work.role", "=", role),
          ),
        ]),
      )
      .limit(most)
      .execute();
    const rows = instances.map((instance) => {
      const cause = `people ${instance.batch ?? 0}`;
      const id = `${cause} ${person} ${role}`;
      return informing(instance, { is: "left", id, person, roles: [...roles] }, id);
    });
    await writeOutbox(tx, rows, at);
    return rows.length;
  });
}
