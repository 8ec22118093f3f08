/** Who waits for what, longest first: answers that are late, what does not go on by itself, and what nothing runs. */
import type { FastifyInstance } from "fastify";
import type { z } from "zod";
import type { Instant } from "../../compiler/plan.ts";
import { normalKey } from "../ingest/event-schema.ts";
import { troublesOf } from "../operations/repair.ts";
import { fillTemplate } from "../policy/words.ts";
import { fieldsOfEvent } from "../store/events.ts";
import { PATHS, type StuckAnswer, stuckQuery } from "./api.ts";
import type { GatewayContext } from "./context.ts";
import { readRequest } from "./read-request.ts";
import { selectInstances, showInstant, viewOfSubject } from "./views.ts";
import { selectWork } from "./work-view.ts";

/** More of each kind than this nobody reads; the counts are of all. */
const MOST = 500;

type Query = z.output<typeof stuckQuery>;
type Waiting = StuckAnswer["waiting"][number];

export function serveStuck(app: FastifyInstance, context: GatewayContext): void {
  app.get(
    PATHS.stuck,
    { config: { access: ["people", "admin", "operate", "act-for"] } },
    async (request): Promise<StuckAnswer> => {
      const query = readRequest(stuckQuery, request.query);
      const now = context.now();
      const [late, stuck, without] = await Promise.all([
        overdue(context, query, now),
        stuckOnes(context, query),
        withoutWorker(context, query),
      ]);
      const waiting = [...late, ...stuck, ...without].sort((a, b) => a.since.localeCompare(b.since));
      const counts = { overdue: late.length, stuck: stuck.length, noWorker: without.length };
      return { now: showInstant(now), waiting: waiting.slice(0, MOST), counts };
    },
  );
}

/** Not of what is paused, which nobody can answer. Without a due date its ladder has ended, and its clock before. */
async function overdue(
  context: GatewayContext,
  { journey, subject }: Query,
  now: Instant,
): Promise<Waiting[]> {
  let query = selectWork(context.db)
    .where("work.state", "=", "open")
    .where("instance.gives_way_to", "is", null)
    .where("instance.paused_by", "is", null)
    .where((is) => is.or([is("work.due", "is", null), is("work.due", "<", now)]));
  if (journey !== undefined) query = query.where("work.journey", "=", journey);
  if (subject !== undefined) query = query.where("subject.key", "=", normalKey(subject));
  const rows = await query.execute();
  return await Promise.all(
    rows.map(async (row) => {
      const said = await fieldsOfEvent(context.db, row.subject, row.event);
      const title = fillTemplate(row.title, { ...row.subject_fields, ...row.own_fields }, said);
      const since = row.due ?? row.opened_at;
      return {
        is: "overdue" as const,
        since: showInstant(since),
        instance: row.instance,
        journey: row.journey,
        version: row.version,
        stage: row.stage,
        subject: viewOfSubject({ kind: row.subject_kind, key: row.subject_key, fields: row.subject_fields }),
        role: row.role,
        person: row.person,
        words: `${row.name}: ${title}${row.due === null ? " (its ladder has ended)" : ""}`,
        troubles: [],
      };
    }),
  );
}

async function stuckOnes(context: GatewayContext, query: Query): Promise<Waiting[]> {
  const rows = await chosen(context, query).where("instance.state", "=", "stuck").execute();
  return await Promise.all(
    rows.map(async (row) => {
      const troubles = await troublesOf(context.db, row);
      const since = Math.min(...troubles.map((trouble) => trouble.since));
      return {
        ...standing(row),
        is: "stuck" as const,
        since: showInstant(Number.isFinite(since) ? since : row.entered_at),
        words: troubles.map(({ words }) => words).join(" "),
        troubles: troubles.map(({ id: _, ...trouble }) => ({
          ...trouble,
          since: showInstant(trouble.since),
        })),
      };
    }),
  );
}

/** What the build of this gateway does not hold no worker of the same build runs. */
async function withoutWorker(context: GatewayContext, query: Query): Promise<Waiting[]> {
  const { db, plans } = context;
  const live = await db
    .selectFrom("instance")
    .select(["journey", "version"])
    .distinct()
    .where("state", "!=", "ended")
    .execute();
  const gone = live.filter(({ journey, version }) => plans.of(journey, version) === undefined);
  const found = await Promise.all(
    gone.map(({ journey, version }) =>
      chosen(context, query)
        .where("instance.state", "!=", "ended")
        .where("instance.journey", "=", journey)
        .where("instance.version", "=", version)
        .execute(),
    ),
  );
  return found.flat().map((row) => ({
    ...standing(row),
    is: "no worker" as const,
    since: showInstant(row.entered_at),
    words: `No plan of ${row.journey} v${row.version} is in this build: nothing runs it.`,
    troubles: [],
  }));
}

function chosen({ db }: GatewayContext, { journey, subject }: Query) {
  let query = selectInstances(db);
  if (journey !== undefined) query = query.where("instance.journey", "=", journey);
  return subject === undefined ? query : query.where("subject.key", "=", normalKey(subject));
}

type Row = Awaited<ReturnType<ReturnType<typeof chosen>["execute"]>>[number];

const standing = (row: Row) => ({
  instance: row.id,
  journey: row.journey,
  version: row.version,
  stage: row.stage,
  subject: viewOfSubject({ kind: row.subject_kind, key: row.subject_key, fields: row.subject_fields }),
  role: row.holder_role,
  person: row.holder_person,
});
