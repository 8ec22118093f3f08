import { existsSync } from "node:fs";
import { join, resolve } from "node:path";
import { DATA_DIRECTORY } from "../../runtime/dev-info.ts";
import { CannotMove, type CopiedTable, copyStore, isCopied } from "../../runtime/store/move-store.ts";
import { markMoved } from "../../runtime/store/moved.ts";
import { openStore, placeOf, type Store } from "../../runtime/store/open-store.ts";
import { defineCommand } from "../command.ts";
import { EXIT, type ExitCode } from "../exit-code.ts";
import { CommandFailure, unreachable } from "../failure.ts";
import type { Io } from "../io.ts";

export const moveStore = defineCommand({
  arguments: {
    dir: {
      summary: "the store that `baton dev` keeps",
      default: join(DATA_DIRECTORY, "store"),
    },
  },
  options: {},
  examples: ["DATABASE_URL=postgres://baton:password@db.example.com:5432/baton baton move-store"],
  async run({ dir }, io) {
    const databaseUrl = io.env.DATABASE_URL;
    if (!databaseUrl)
      throw unreachable("no-database", "DATABASE_URL is not set: it says to which Postgres the store moves.");
    const dataDir = resolve(io.cwd, dir);
    if (!existsSync(dataDir)) throw unreachable("no-store", `There is no store in ${dir}.`);
    const from = await openStore({ dataDir, evenMoved: true, what: "baton move-store" });
    try {
      const to = await openStore({ databaseUrl });
      try {
        return await move({ from, to, dataDir, place: placeOf(databaseUrl) }, io);
      } finally {
        await to.close();
      }
    } finally {
      await from.close();
    }
  },
});

interface Moving {
  readonly from: Store;
  readonly to: Store;
  readonly dataDir: string;
  readonly place: string;
}

async function move({ from, to, dataDir, place }: Moving, io: Io): Promise<ExitCode> {
  // Killed between the last two steps, it comes back to find everything there.
  const isDone = await isCopied(from.db, to.db);
  const copied = isDone ? [] : await copyOrFail(from, to);
  markMoved(dataDir, place);
  if (io.json) io.out(JSON.stringify({ movedTo: place, copied }, null, 2));
  else
    io.out(
      isDone ? `It is all in ${place} already.` : `${wordsOf(copied)} copied to ${place}, and compared.`,
    );
  io.talk(
    "Set DATABASE_URL wherever Baton runs; without it `baton dev` refuses the old store. Journeys run on in the Temporal server that they began in: TEMPORAL_ADDRESS has to name that one.",
  );
  return EXIT.ok;
}

async function copyOrFail(from: Store, to: Store): Promise<readonly CopiedTable[]> {
  try {
    return await copyStore(from.db, to.db);
  } catch (error) {
    if (!(error instanceof CannotMove)) throw error;
    throw new CommandFailure(EXIT.findings, "cannot-move", error.message);
  }
}

function wordsOf(copied: readonly CopiedTable[]): string {
  const filled = copied.filter(({ rows }) => rows > 0);
  const rows = filled.reduce((sum, table) => sum + table.rows, 0);
  return `${rows} rows of ${filled.length} tables`;
}
