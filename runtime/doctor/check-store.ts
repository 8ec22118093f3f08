/** The store: whether it answers, is up to date, keeps the same time, and what waits in it. */

import { REAL_TIME } from "../clock.ts";
import { askReadiness } from "../health/readiness.ts";
import { openCodec } from "../stack/codec.ts";
import { lookAtStore, type StoreView } from "../store/look-at-store.ts";
import type { Target } from "../temporal/connect.ts";
import { type Finding, failed, unknown, well, wrong } from "./finding.ts";

type Environment = Readonly<Record<string, string | undefined>>;

/** @param target `null`: it cannot be said, and with it not whether keys have to be given. */
export async function checkStore(env: Environment, target: Target | null): Promise<readonly Finding[]> {
  const { DATABASE_URL } = env;
  if (!DATABASE_URL)
    return [
      wrong(
        "store",
        "DATABASE_URL is not set: serve and worker share a Postgres.",
        "Set it, such as postgres://baton:password@db.example.com:5432/baton. (`baton dev` needs none.)",
      ),
    ];
  let store: StoreView;
  try {
    store = await lookAtStore(DATABASE_URL);
  } catch (error) {
    return [failed("store", error)];
  }
  try {
    return [
      answers(store),
      migrations(store),
      clock(store.ahead),
      ...(store.readOnly ? [] : [await backlog(store)]),
      ...(target === null || store.pending.length > 0 ? [] : [await codec(store, env, target)]),
    ];
  } finally {
    await store.close();
  }
}

const answers = ({ place, version, readOnly }: StoreView): Finding =>
  readOnly
    ? wrong(
        "store",
        `${place} answers, and may only be read: nothing can be taken in.`,
        "Name the primary in DATABASE_URL, or let it be written again.",
      )
    : well("store", `${place} answers: PostgreSQL ${version}.`);

function migrations({ pending, unknownOnes }: StoreView): Finding {
  const check = "migrations";
  if (unknownOnes.length > 0)
    return wrong(
      check,
      `A later version of Baton has been here: the store has ${unknownOnes.join(", ")}.`,
      "Run that version, or a later one.",
    );
  if (pending.length === 0) return well(check, "The store is up to date.");
  return wrong(
    check,
    `The store lacks ${pending.join(", ")}.`,
    "`baton serve` and `baton worker` apply them as they start; start one.",
  );
}

/** The keys have to be those that this store knows. */
async function codec({ db }: StoreView, env: Environment, target: Target): Promise<Finding> {
  const check = "encryption";
  try {
    const opened = await openCodec({ env, target, db, now: Date.now });
    return well(
      check,
      opened === null ? NOTHING_IS : "The keys of the installation are those of this store.",
    );
  } catch (error) {
    return failed(check, error);
  }
}

const NOTHING_IS = "What goes through Temporal is not encrypted, and no key is given.";

/** Real milliseconds. Dates of letters and ladders are in minutes; what is signed allows for some seconds. */
const ASTRAY = 2_000;

function clock(ahead: number): Finding {
  const seconds = (Math.abs(ahead) / 1_000).toFixed(1);
  const which = ahead > 0 ? "ahead of" : "behind";
  return Math.abs(ahead) <= ASTRAY
    ? well("clocks", "The store and this machine keep the same time.")
    : wrong(
        "clocks",
        `The store is ${seconds} s ${which} this machine.`,
        "Let both follow a time server: deadlines and links are judged by these clocks.",
      );
}

async function backlog({ db, pending, ahead }: StoreView): Promise<Finding> {
  const check = "backlog";
  if (pending.length > 0) return unknown(check, "It cannot be counted before the store is up to date.");
  const now = Date.now() + ahead;
  const { problems } = await askReadiness({ db, clock: REAL_TIME, now, isTemporalUp: async () => true });
  const { stuck } = await db
    .selectFrom("instance")
    .select((of) => of.fn.countAll<number>().as("stuck"))
    .where("state", "=", "stuck")
    .executeTakeFirstOrThrow();
  const all = [...problems, ...(Number(stuck) > 0 ? [`${stuck} journeys are stuck.`] : [])];
  if (all.length === 0) return well(check, "Nothing waits that should not, and no journey is stuck.");
  return wrong(check, all.join(" "), "`baton status --state stuck` lists them; the journal says why.");
}
