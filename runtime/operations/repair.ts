/**
 * What an instance is stuck in, in words, and what can be done about it. Nothing is dropped in silence: what is left out
 * is written down, with who had it left out and why.
 */
import type { Instant } from "../../compiler/plan.ts";
import { endInStore } from "../ingest/end-in-store.ts";
import type { Installation } from "../ingest/installation.ts";
import { informing, writeOutbox } from "../ingest/outbox.ts";
import { isHeldUp, LOST_RUN } from "../ingest/parked-row.ts";
import type { JournalEntry } from "../machine/protocol.ts";
import { RESET_RUN } from "../store/instances.ts";
import { writeJournal } from "../store/journal.ts";
import type { Db } from "../store/open-store.ts";
import type { InstanceRow } from "../store/schema.ts";
import { LEFT_OUT } from "../workflows/contract.ts";

/** Tried again as it is, or left out. */
export type Repairing = "retry" | "skip";

export type TroubleKind = "fact" | "letter" | "nobody" | "lost run" | "reset run" | "input";

export interface Trouble {
  readonly kind: TroubleKind;
  /** The row of the outbox, the key of the letter, or the id of the work; `null` where the run itself is in trouble. */
  readonly id: string | null;
  readonly since: Instant;
  /** One sentence. */
  readonly words: string;
  /** What each way would do, in words; `null`: it is none. */
  readonly retry: string | null;
  readonly skip: string | null;
}

/** In the order in which they came up. */
export async function troublesOf(
  db: Db,
  { id, awaits, state, entered_at }: InstanceRow,
): Promise<readonly Trouble[]> {
  if (state !== "stuck") return [];
  const told = [
    ...(await parkedFacts(db, id)),
    ...(await unknownLetters(db, id)),
    ...(await unheldWork(db, id)),
  ];
  const said = await lastStuck(db, id);
  const since = said?.at ?? entered_at;
  if (awaits === LOST_RUN) return [...told, lostRun(since)];
  if (awaits === RESET_RUN) return [...told, resetRun(since)];
  if (awaits === ADOPTED || awaits === ASKED_ANEW) return [...told, asked(since)];
  const isRunItself = said !== undefined && (said.result === "machine" || said.result === "store");
  if (told.length > 0 && !isRunItself) return told;
  return [...told, input(said, since)];
}

async function parkedFacts(db: Db, instance: string): Promise<readonly Trouble[]> {
  const rows = await db
    .selectFrom("outbox")
    .select(["id", "payload", "created_at", "error"])
    .where("instance", "=", instance)
    .where("status", "=", "parked")
    .orderBy("id")
    .execute();
  return rows.map(({ id, payload, created_at, error }) => {
    const isStart = payload.kind === "start";
    const what = isStart ? "its start" : factWords(payload.fact);
    return {
      kind: "fact",
      id: String(id),
      since: created_at,
      words: `${what} could not be handed on to Temporal (${error ?? "no reason was given"}), and whatever came after waits behind it.`,
      retry: `hands ${what} on again`,
      skip: isStart ? null : `leaves ${what} out: the journey never hears of it`,
    };
  });
}

const factWords = (fact: { readonly is: string; readonly event?: { readonly kind: string } }): string =>
  fact.event === undefined ? `the fact "${fact.is}"` : `the event ${fact.event.kind}`;

async function unknownLetters(db: Db, instance: string): Promise<readonly Trouble[]> {
  const rows = await db
    .selectFrom("letter")
    .select(["key", "name", "kind", "decided_at"])
    .where("instance", "=", instance)
    .where("status", "=", "unknown")
    .orderBy("asked_at")
    .execute();
  return rows.map(({ key, name, kind, decided_at }) => {
    const what = kind === "word" ? `the notice (${name})` : `the message ${name}`;
    return {
      kind: "letter",
      id: key,
      since: decided_at,
      words: `Nobody knows whether ${what} went out: the connection broke while it was sent.`,
      retry: `sends ${what} again, which may reach them twice`,
      skip: `takes ${what} as sent`,
    };
  });
}

async function unheldWork(db: Db, instance: string): Promise<readonly Trouble[]> {
  const rows = await db
    .selectFrom("work")
    .select(["id", "name", "role", "opened_at"])
    .where("instance", "=", instance)
    .where("state", "=", "open")
    .where("person", "is", null)
    .orderBy("opened_at")
    .execute();
  return rows.map(({ id, name, role, opened_at }) => ({
    kind: "nobody",
    id,
    since: opened_at,
    words: `Nobody could be found to answer ${name}: people.yaml has no free ${role}.`,
    retry: `looks for a ${role} now`,
    skip: null,
  }));
}

const lostRun = (since: Instant): Trouble => ({
  kind: "lost run",
  id: null,
  since,
  words: "Its run in Temporal is gone: it was terminated there, or its history has been deleted.",
  retry: null,
  skip: "ends the instance here: its open work is closed, and letters that wait are withdrawn",
});

const resetRun = (since: Instant): Trouble => ({
  kind: "reset run",
  id: null,
  since,
  words: "Its run in Temporal was reset to before what is recorded here, so that the two do not agree.",
  retry:
    "takes the run as it stands now: what was done after that point stays done, and nothing is sent twice",
  skip: null,
});

const asked = (since: Instant): Trouble => ({
  kind: "reset run",
  id: null,
  since,
  words: "Its run in Temporal is asked how it stands, and it goes on as soon as that has answered.",
  retry: null,
  skip: null,
});

function input(said: JournalRow | undefined, since: Instant): Trouble {
  const what = said?.name ?? "what came in";
  const isOwn = ["start", "tick", "results"].includes(what);
  const why = said?.why ?? "no reason was written down";
  return {
    kind: "input",
    id: null,
    since,
    words: isOwn ? `It could not take its own next step: ${why}.` : `It could not take in ${what}: ${why}.`,
    retry: "tries again now, instead of at the next interval",
    // Without its own next step it would wait for ever.
    skip: isOwn ? null : `leaves ${what} out, and goes on with what came after`,
  };
}

type JournalRow = Pick<JournalEntry, "at" | "name" | "why" | "result">;

const lastStuck = (db: Db, instance: string): Promise<JournalRow | undefined> =>
  db
    .selectFrom("journal")
    .select(["at", "name", "why", "result"])
    .where("instance", "=", instance)
    .where("what", "=", "stuck")
    .orderBy("number", "desc")
    .limit(1)
    .executeTakeFirst();

// ── What is done about it ─────────────────────────────────────────────────────────────────────────────────

export interface Repair {
  readonly row: InstanceRow;
  readonly how: Repairing;
  readonly operation: string;
  readonly who: string;
  readonly why: string;
  readonly at: Instant;
}

/** Whether anything could be done in this way. */
export async function repairInstance(
  tx: Db,
  installation: Pick<Installation, "plans">,
  repair: Repair,
): Promise<boolean> {
  let done = 0;
  for (const trouble of await troublesOf(tx, repair.row)) {
    if (trouble[repair.how] === null) continue;
    await mend(tx, installation, trouble, repair);
    done += 1;
  }
  if (done > 0) await standAgain(tx, repair.row.id);
  return done > 0;
}

/** What is still in the way keeps it stuck; a run that could not go on says itself when it does. */
async function standAgain(tx: Db, id: string): Promise<void> {
  if (await isHeldUp(tx, id)) return;
  const said = await lastStuck(tx, id);
  if (said?.result === "machine" || said?.result === "store") return;
  await tx
    .updateTable("instance")
    .set({ state: "open" })
    .where("id", "=", id)
    .where("state", "=", "stuck")
    .where((is) => is.or([is("awaits", "is", null), is("awaits", "not in", [LOST_RUN, RESET_RUN])]))
    .execute();
}

async function mend(
  tx: Db,
  installation: Pick<Installation, "plans">,
  trouble: Trouble,
  repair: Repair,
): Promise<void> {
  const { row, how, operation, who, why, at } = repair;
  const note = (entry: Pick<JournalEntry, "what" | "name" | "result">, reason = why): Promise<void> =>
    writeJournal(tx, aboutOf(row), [
      { at, stage: row.stage ?? "", step: null, by: who, to: null, why: reason, ...entry },
    ]);
  switch (trouble.kind) {
    case "fact": {
      const id = Number(trouble.id);
      if (how === "retry") await tx.updateTable("outbox").set({ next_at: at }).where("id", "=", id).execute();
      else {
        const left = { status: "sent", sent_at: at, error: `left out by ${who}` } as const;
        await tx.updateTable("outbox").set(left).where("id", "=", id).execute();
        await note({ what: "ignored", name: trouble.words.split(" could not")[0] ?? "", result: LEFT_OUT });
      }
      return;
    }
    case "letter": {
      const key = trouble.id ?? "";
      const to =
        how === "retry"
          ? ({ status: "granted", decided_at: at, sent_at: null, next_at: at, attempts: 0 } as const)
          : ({ status: "sent" } as const);
      const [letter] = await tx
        .updateTable("letter")
        .set(to)
        .where("key", "=", key)
        .where("status", "=", "unknown")
        .returning("name")
        .execute();
      if (letter === undefined) return;
      const words = how === "retry" ? `${who} had it sent again: ${why}` : `${who} takes it as sent: ${why}`;
      return note(
        { what: "message", name: letter.name, result: how === "retry" ? "granted" : "sent" },
        words,
      );
    }
    case "nobody":
    case "input": {
      const fact =
        how === "retry"
          ? ({ is: "look again", id: operation } as const)
          : ({ is: "skip", id: operation, by: who, why } as const);
      return writeOutbox(tx, [informing(row, fact, `${operation} ${trouble.kind}`)], at);
    }
    case "lost run":
      await endInStore(tx, installation, repair);
      return;
    case "reset run":
      // Its run has to be asked: `adopt-run.ts`, in its own time.
      await tx.updateTable("instance").set({ awaits: ADOPTED }).where("id", "=", row.id).execute();
      return;
  }
}

/** The repair of a run that was reset has been ordered. */
export const ADOPTED = "its run in Temporal, which is asked how it stands";

/** The store was put back to an earlier time, and the run has gone on: `restore/reconcile-store.ts`. */
export const ASKED_ANEW =
  "its run in Temporal, which went on while the store was put back, and is asked how it stands";

const aboutOf = ({ id, subject, journey, version }: InstanceRow) => ({
  instance: id,
  subject,
  journey,
  version,
});
