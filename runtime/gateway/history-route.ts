/** What happened in a period, as a back-test plays it: all of it, and nobody but an administrator may see that. */
import type { FastifyInstance } from "fastify";
import { sql } from "kysely";
import type { z } from "zod";
import type { Library } from "../../compiler/library.ts";
import type { Fields } from "../../compiler/plan.ts";
import {
  type HistoryAnswer,
  historyQuery,
  type KnownSubject,
  PATHS,
  type PastAnswer,
  type PastEvent,
} from "./api.ts";
import type { GatewayContext } from "./context.ts";
import { badRequest } from "./http-fault.ts";
import { readRequest } from "./read-request.ts";
import { showInstant } from "./views.ts";

export function serveHistory(app: FastifyInstance, context: GatewayContext): void {
  app.get(PATHS.history, { config: { access: ["admin"] } }, async (request): Promise<HistoryAnswer> => {
    const query = readRequest(historyQuery, request.query);
    return await READERS[query.part](context, {
      ...query,
      from: Date.parse(query.from),
      until: Date.parse(query.until),
      after: query.after === undefined ? null : readCursor(query.after),
    });
  });
}

interface Period {
  readonly from: number;
  readonly until: number;
  readonly limit: number;
  /** The last row of the page before: its instant and its id. */
  readonly after: readonly [at: number, id: string] | null;
}

type Reader = (context: GatewayContext, period: Period) => Promise<HistoryAnswer>;

const READERS: { readonly [Part in z.output<typeof historyQuery>["part"]]: Reader } = {
  known: readKnown,
  events: readEvents,
  answers: readAnswers,
};

/** Whoever was there before the period, with what had been said of them by then. */
async function readKnown(
  { db, library }: GatewayContext,
  { from, limit, after }: Period,
): Promise<HistoryAnswer> {
  const rows = await db
    .selectFrom("subject")
    .select(["id", "kind", "fields", "fields_at", "created_at as order"])
    .where("created_at", "<", from)
    .where("merged_into", "is", null)
    .$if(after !== null, (query) =>
      query.where(sql<boolean>`(created_at, id) > (${after?.[0]}, ${after?.[1]})`),
    )
    .orderBy("created_at")
    .orderBy("id")
    .limit(limit)
    .execute();
  const lines = rows.map(({ kind, fields, fields_at: since }): KnownSubject => {
    const key = library.subjects[kind]?.key;
    const then = Object.entries(sayable(library.subjects[kind]?.fields, fields)).filter(
      ([name, value]) => value !== null && (name === key || (since[name] ?? 0) < from),
    );
    return { known: kind, fields: Object.fromEntries(then) };
  });
  return { lines, next: cursorAfter(rows, limit) };
}

async function readEvents({ db, library }: GatewayContext, period: Period): Promise<HistoryAnswer> {
  const { from, until, limit, after } = period;
  const rows = await db
    .selectFrom("event")
    .innerJoin("subject", "subject.id", "event.subject")
    .select(["event.id", "event.kind", "event.at", "event.at as order", "event.fields", "event.said"])
    .select(["subject.kind as subject_kind", "subject.key as subject_key"])
    .where("event.at", ">=", from)
    .where("event.at", "<=", until)
    .$if(after !== null, (query) =>
      query.where(sql<boolean>`(event.at, event.id) > (${after?.[0]}, ${after?.[1]})`),
    )
    .orderBy("event.at")
    .orderBy("event.id")
    .limit(limit)
    .execute();
  const lines = rows.map((row): PastEvent => {
    const key = library.subjects[row.subject_kind]?.key ?? "";
    return {
      id: row.id,
      event: row.kind,
      at: showInstant(row.at),
      subject: { [key]: row.subject_key, ...row.said },
      data: sayable(library.events[row.kind]?.fields, row.fields),
    };
  });
  return { lines, next: cursorAfter(rows, limit) };
}

async function readAnswers({ db }: GatewayContext, period: Period): Promise<HistoryAnswer> {
  const { from, until, limit, after } = period;
  const rows = await db
    .selectFrom("work")
    .innerJoin("subject", "subject.id", "work.subject")
    .select(["work.id", "work.name", "work.journey", "work.result", "work.evidence"])
    .select(["work.opened_at", "work.opened_at as order", "work.closed_at", "work.closed_by"])
    .select(["subject.kind as subject_kind", "subject.key as subject_key"])
    .where("work.state", "=", "done")
    .where("work.closed_by", "is not", null)
    .where("work.closed_at", ">=", from)
    .where("work.closed_at", "<=", until)
    .$if(after !== null, (query) =>
      query.where(sql<boolean>`(work.opened_at, work.id) > (${after?.[0]}, ${after?.[1]})`),
    )
    .orderBy("work.opened_at")
    .orderBy("work.id")
    .limit(limit)
    .execute();
  const lines = rows.map(
    (row): PastAnswer => ({
      answered: row.name,
      journey: row.journey,
      subject: { kind: row.subject_kind, key: row.subject_key },
      answer: row.result ?? "",
      evidence: row.evidence ?? {},
      asked: showInstant(row.opened_at),
      at: showInstant(row.closed_at ?? row.opened_at),
      by: row.closed_by ?? "",
    }),
  );
  return { lines, next: cursorAfter(rows, limit) };
}

/** What a sender may say, and not what is worked out from it. */
const sayable = (declared: Library["events"][string]["fields"] | undefined, fields: Fields): Fields =>
  Object.fromEntries(
    Object.entries(fields).filter(
      ([name]) => declared?.[name] !== undefined && declared[name].computed === undefined,
    ),
  );

// ── Pages ─────────────────────────────────────────────────────────────────────────────────────────────────

interface Ordered {
  readonly order: number;
  readonly id: string;
}

function cursorAfter(rows: readonly Ordered[], limit: number): string | null {
  const last = rows.at(-1);
  return last === undefined || rows.length < limit ? null : `${last.order}/${last.id}`;
}

function readCursor(text: string): readonly [at: number, id: string] {
  const [, at, id] = /^(-?\d{1,15})\/(.+)$/s.exec(text) ?? [];
  if (at !== undefined && id !== undefined) return [Number(at), id];
  const message = "`after` is not the `next` of a page before.";
  throw badRequest({ code: "wrong-type", message, field: "/after" });
}
