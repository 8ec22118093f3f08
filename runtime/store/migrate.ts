/** Brings the schema `baton` up to date. Safe to call from several processes at once. */
import { type Kysely, type Migration, Migrator, sql } from "kysely";
import * as tables from "./migrations/001-tables.ts";
import * as ownFields from "./migrations/002-own-fields.ts";
import * as members from "./migrations/003-members.ts";
import * as holdsAs from "./migrations/004-holds-as.ts";
import * as exclusiveGroups from "./migrations/005-exclusive-groups.ts";
import * as entries from "./migrations/006-entries.ts";
import * as care from "./migrations/007-care.ts";
import * as history from "./migrations/008-history.ts";
import * as answerLinks from "./migrations/009-answer-links.ts";
import * as mergedLetters from "./migrations/010-merged-letters.ts";
import * as letterEvents from "./migrations/011-letter-events.ts";
import * as dispatchedLetters from "./migrations/012-dispatched-letters.ts";
import * as audit from "./migrations/013-audit.ts";
import * as pauses from "./migrations/013-pauses.ts";
import * as privacy from "./migrations/014-privacy.ts";
import * as versionMoves from "./migrations/015-version-moves.ts";
import * as deployments from "./migrations/016-deployments.ts";
import * as traces from "./migrations/018-traces.ts";
import * as reviewTasks from "./migrations/019-review-tasks.ts";
import * as reviewNotices from "./migrations/020-review-notices.ts";
import * as journalFigures from "./migrations/021-journal-figures.ts";
import * as runNumbers from "./migrations/022-run-numbers.ts";
import type { Database } from "./schema.ts";
import { StoreUnavailable } from "./store-unavailable.ts";
import { unusableWords, whyUnusable } from "./why-unusable.ts";

/**
 * By name, in the order in which they are applied. None needs to know whether one of a later number is there already: a
 * store that was opened between two of them that came in the other order gets the one that it lacks.
 */
const MIGRATIONS: Readonly<Record<string, Migration>> = {
  "001-tables": tables,
  "002-own-fields": ownFields,
  "003-members": members,
  "004-holds-as": holdsAs,
  "005-exclusive-groups": exclusiveGroups,
  "006-entries": entries,
  "007-care": care,
  "008-history": history,
  "009-answer-links": answerLinks,
  "010-merged-letters": mergedLetters,
  "011-letter-events": letterEvents,
  "012-dispatched-letters": dispatchedLetters,
  "013-audit": audit,
  "013-pauses": pauses,
  "014-privacy": privacy,
  "015-version-moves": versionMoves,
  "016-deployments": deployments,
  "018-traces": traces,
  "019-review-tasks": reviewTasks,
  "020-review-notices": reviewNotices,
  "021-journal-figures": journalFigures,
  "022-run-numbers": runNumbers,
};

/**
 * A store that a later version has brought further is left as it is: a version takes nothing away that the one before
 * it uses, so that a process of the old one, started again in the midst of a deploy or by a rollback, goes on.
 * @throws StoreUnavailable when one fails, or another version of Baton has been here that went another way; none of them
 *   is applied then.
 */
export async function migrate(db: Kysely<Database>): Promise<void> {
  const { pending, unknownOnes } = await migrationsOf(db);
  if (unknownOnes.length > 0) {
    if (pending.length === 0) return;
    throw new StoreUnavailable(
      `The store was written by another version of Baton: it has ${unknownOnes.join(", ")}, which this one does not know, and lacks ${pending.join(", ")}. ${OTHERWISE}`,
    );
  }
  const { error, results = [] } = await migratorOf(db).migrateToLatest();
  if (error === undefined) return;
  const failed = results.find(({ status }) => status === "Error");
  const which = failed === undefined ? "" : ` by ${failed.migrationName}`;
  const known = whyUnusable(error);
  const why = known === null ? `${unusableWords(error)}. ${OTHERWISE}` : `${known}.`;
  throw new StoreUnavailable(`The store cannot be brought up to date${which}, and is as it was: ${why}`, {
    cause: error,
  });
}

const OTHERWISE =
  "Start the version that was used last; or, where nothing in it is worth keeping, begin with an empty one (`baton dev` keeps its own in .baton).";

export interface MigrationsOf {
  /** Still to be applied, in their order. */
  readonly pending: readonly string[];
  /** Applied, by a version of Baton that is later than this one. */
  readonly unknownOnes: readonly string[];
}

/** How far a store has come. Nothing is applied. */
export async function migrationsOf(db: Kysely<Database>): Promise<MigrationsOf> {
  const bare = db.withoutPlugins();
  const known = Object.keys(MIGRATIONS);
  const tables = await bare.introspection.getTables({ withInternalKyselyTables: true });
  const isThere = tables.some(({ schema, name }) => schema === "baton" && name === KYSELY_TABLE);
  const applied = isThere
    ? (await sql<{ name: string }>`select name from ${sql.table(`baton.${KYSELY_TABLE}`)}`.execute(bare)).rows
    : [];
  const names = new Set(applied.map(({ name }) => name));
  return {
    pending: known.filter((name) => !names.has(name)),
    unknownOnes: [...names].filter((name) => !known.includes(name)).sort(),
  };
}

const KYSELY_TABLE = "kysely_migration";

const migratorOf = (db: Kysely<Database>): Migrator =>
  new Migrator({
    db: db.withoutPlugins(),
    provider: { getMigrations: async () => ({ ...MIGRATIONS }) },
    migrationTableSchema: "baton",
    allowUnorderedMigrations: true,
  });
