/** Who waits for what, longest first: answers that are late, what does not go on by itself, and what nothing runs. */
import type { FastifyInstance } from "fastify";
import type { z } from "zod";
import type { Instant } from "../../compiler/plan.ts";
import { troublesOf } from "../operations/repair.ts";
import { fillTemplate } from "../policy/words.ts";
import { fieldsOfEvent } from "../store/events.ts";
import { PATHS, type StuckAnswer, stuckQuery } from "./api.ts";
import type { GatewayContext } from "./context.ts";
import { findSubjects } from "./find-subjects.ts";
import { notFound } from "./http-fault.ts";
import { knownName, namesInUse } from "./names-in-use.ts";
import { readRequest } from "./read-request.ts";
import { selectInstances, showInstant, viewOfSubject } from "./views.ts";
import { selectWork } from "./work-view.ts";

/** More of each kind than this nobody reads; the counts are of all. */
const MOST = 500;

interface Query {
  readonly journey: string | undefined;
  /** Ids: one key may be a lead's and a customer's. */
  readonly subjects: readonly string[] | undefined;
  readonly instance: string | undefined;
}
type Waiting = StuckAnswer["waiting"][number];

export function serveStuck(app: FastifyInstance, context: GatewayContext): void {
  app.get(
    PATHS.stuck,
    { config: { access: ["people", "admin", "operate", "act-for"] } },
    async (request): Promise<StuckAnswer> => {
      const query = await readQuery(context, readRequest(stuckQuery, request.query));
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

/** A name that there is none of is a mistake of whoever asks: "nothing waits" would be untrue of it. */
async function readQuery(
  context: GatewayContext,
  { journey, subject, instance }: z.output<typeof stuckQuery>,
): Promise<Query> {
  if (journey !== undefined)
    knownName(
      journey,
      "journey",
      (await namesInUse(context)).map((one) => one.journey),
    );
  const found = subject === undefined ? undefined : await findSubjects(context.db, subject);
  if (instance !== undefined) await requireInstance(context, instance);
  return { journey, subjects: found?.map(({ id }) => id), instance };
}

async function requireInstance({ db }: GatewayContext, id: string): Promise<void> {
  const row = await db.selectFrom("instance").select("id").where("id", "=", id).executeTakeFirst();
  if (row === undefined) throw notFound(`There is no instance ${id}.`);
}

/** Not of what is paused, which nobody can answer. Without a due date its ladder has ended, and its clock before. */
async function overdue(
  context: GatewayContext,
  { journey, subjects, instance }: Query,
  now: Instant,
): Promise<Waiting[]> {
  let query = selectWork(context.db)
    .where("work.state", "=", "open")
    .where("instance.gives_way_to", "is", null)
    .where("instance.paused_by", "is", null)
    .where((is) => is.or([is("work.due", "is", null), is("work.due", "<", now)]));
  if (journey !== undefined) query = query.where("work.journey", "=", journey);
  if (subjects !== undefined) query = query.where("work.subject", "in", subjects);
  if (instance !== undefined) query = query.where("work.instance", "=", instance);
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

function chosen({ db }: GatewayContext, { journey, subjects, instance }: Query) {
  let query = selectInstances(db);
  if (journey !== undefined) query = query.where("instance.journey", "=", journey);
  if (instance !== undefined) query = query.where("instance.id", "=", instance);
  return subjects === undefined ? query : query.where("instance.subject", "in", subjects);
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
