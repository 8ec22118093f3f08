/** Where journeys stand: counts over all that match, and the instances page by page, latest first. */
import type { FastifyInstance } from "fastify";
import { sql } from "kysely";
import type { z } from "zod";
import { normalKey } from "../ingest/event-schema.ts";
import { type InstanceView, PATHS, ROUTES, type StatusAnswer, statusQuery } from "./api.ts";
import type { GatewayContext } from "./context.ts";
import { badRequest, notFound } from "./http-fault.ts";
import { readRequest } from "./read-request.ts";
import { type ShownInstance, selectInstances, showInstant, viewOfInstance } from "./views.ts";

const READERS = { config: { access: ["people", "admin", "act-for"] } } as const;

export function serveStatus(app: FastifyInstance, context: GatewayContext): void {
  const { db, now } = context;
  app.get(PATHS.status, READERS, async (request): Promise<StatusAnswer> => {
    const query = readRequest(statusQuery, request.query);
    const matching = filtered(selectInstances(db), query);
    const [counts, page] = await Promise.all([countOf(matching), pageOf(matching, query)]);
    const last = page.length === query.limit ? page.at(-1) : undefined;
    return {
      now: showInstant(now()),
      counts,
      instances: page.map((row) => viewOfInstance(context, row)),
      next: last === undefined ? null : cursorOf(last),
    };
  });

  app.get<{ Params: { "*": string } }>(ROUTES.instance, READERS, async (request): Promise<InstanceView> => {
    const id = request.params["*"];
    const row = await selectInstances(db).where("instance.id", "=", id).executeTakeFirst();
    if (row === undefined) throw notFound("There is no such instance.");
    return viewOfInstance(context, row);
  });
}

type Selection = ReturnType<typeof selectInstances>;
type Query = z.output<typeof statusQuery>;

function filtered(selection: Selection, { journey, stage, holder, subject, state }: Query): Selection {
  let matching = selection;
  if (journey !== undefined) matching = matching.where("instance.journey", "=", journey);
  if (stage !== undefined) matching = matching.where("instance.stage", "=", stage);
  if (subject !== undefined) matching = matching.where("subject.key", "=", normalKey(subject));
  if (holder !== undefined) {
    matching = matching.where((is) =>
      is.or([is("instance.holder_person", "=", holder), is("instance.holder_role", "=", holder)]),
    );
  }
  if (state === undefined) return matching.where("instance.state", "!=", "ended");
  return state === "all" ? matching : matching.where(STATE, "=", state);
}

/** As it is shown: see `isPaused`. */
const STATE = sql<InstanceView["state"]>`case when instance.state = 'open' and (instance.paused_by is not null
  or instance.gives_way_to is not null and instance.ended_at is null) then 'paused' else instance.state end`;

async function countOf(matching: Selection): Promise<StatusAnswer["counts"]> {
  const groups = ["instance.journey", "instance.version", "instance.stage"] as const;
  const holders = ["instance.holder_role", "instance.holder_person"] as const;
  const rows = await matching
    .clearSelect()
    .select([...groups, ...holders, STATE.as("state"), sql<number>`count(*)::int`.as("count")])
    .groupBy([...groups, ...holders, STATE])
    .orderBy("instance.journey")
    .orderBy("instance.version")
    .orderBy("instance.stage")
    .execute();
  return rows.map(({ holder_role, holder_person, ...row }) => ({
    ...row,
    holder: holder_role === null ? null : { role: holder_role, person: holder_person },
  }));
}

async function pageOf(matching: Selection, { limit, after }: Query): Promise<readonly ShownInstance[]> {
  const page = matching.orderBy("instance.entered_at", "desc").orderBy("instance.id", "desc").limit(limit);
  if (after === undefined) return await page.execute();
  const { at, id } = readCursor(after);
  return await page
    .where((is) =>
      is.or([
        is("instance.entered_at", "<", at),
        is.and([is("instance.entered_at", "=", at), is("instance.id", "<", id)]),
      ]),
    )
    .execute();
}

const cursorOf = (row: ShownInstance): string => `${row.entered_at} ${row.id}`;

function readCursor(cursor: string): { readonly at: number; readonly id: string } {
  const [, at, id] = /^(\d{1,15}) (.+)$/.exec(cursor) ?? [];
  if (at === undefined || id === undefined) {
    throw badRequest({
      code: "wrong-type",
      message: "`after` is not what an answer gave as `next`.",
      field: "/after",
    });
  }
  return { at: Number(at), id };
}
