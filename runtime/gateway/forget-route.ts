/** Forgetting a subject: what there is of them, the order to forget, and how far it has come. */
import type { FastifyInstance, FastifyRequest } from "fastify";
import {
  beginForgetting,
  type ForgetContext,
  goOnForgetting,
  planForgetting,
  readForgetting,
} from "../privacy/forget.ts";
import type { ForgettingRow } from "../store/schema.ts";
import { type ForgettingAnswer, type ForgettingReportView, forgetRequest, ROUTES } from "./api.ts";
import type { GatewayContext } from "./context.ts";
import { badRequest, notFound } from "./http-fault.ts";
import { ANY_BEARER, operatorOf } from "./operator.ts";
import { readRequest } from "./read-request.ts";
import { showInstant } from "./views.ts";

interface KeyParams {
  readonly Params: { readonly key: string };
}
interface IdParams {
  readonly Params: { readonly id: string };
}

export function serveForget(app: FastifyInstance, context: GatewayContext): void {
  app.get<KeyParams>(ROUTES.forget, ANY_BEARER, async (request): Promise<ForgettingReportView> => {
    await requireRight(context, request);
    const report = await planForgetting(forgetContextOf(context), request.params.key);
    if (report === null) throw unknown(request.params.key);
    return copyOf(report);
  });

  app.post<KeyParams>(ROUTES.forget, ANY_BEARER, async (request, reply): Promise<ForgettingAnswer> => {
    const who = await requireRight(context, request);
    const { because: why } = readRequest(forgetRequest, request.body);
    const forgetting = forgetContextOf(context);
    const begun = await beginForgetting(forgetting, { key: request.params.key, who, why });
    if (begun.is === "unknown") throw unknown(request.params.key);
    if (begun.is === "named") throw badRequest(NAMED);
    const row = await goOn(context, forgetting, begun.id);
    reply.status(row.done_at === null ? 202 : 200);
    return viewOf(context, row);
  });

  app.get<IdParams>(ROUTES.forgetting, ANY_BEARER, async (request): Promise<ForgettingAnswer> => {
    await requireRight(context, request);
    const row = await readForgetting(context.db, request.params.id);
    if (row === undefined) throw notFound("Nobody was forgotten under this id.");
    return viewOf(context, row);
  });
}

export const forgetContextOf = (context: GatewayContext): ForgetContext => ({
  db: context.db,
  library: context.library,
  journeys: context.journeys,
  dataKeys: context.codec?.dataKeys ?? null,
  now: context.now,
});

/**
 * Answers who asks. @throws HttpFault, with a row in the audit record, for whoever may not. Of whom is not said there:
 * the key that was asked for may be an address.
 */
const requireRight = (context: GatewayContext, request: FastifyRequest): Promise<string> =>
  operatorOf(request, context, { did: "forget", about: {}, why: null });

/** What Temporal being away leaves undone, the sweep does. */
async function goOn(context: GatewayContext, forgetting: ForgetContext, id: string): Promise<ForgettingRow> {
  const gone = await goOnForgetting(forgetting, id).catch(() => undefined);
  const row = gone ?? (await readForgetting(context.db, id));
  if (row === undefined) throw notFound("Nobody was forgotten under this id.");
  return row;
}

const unknown = (key: string) => notFound(`Nobody is known as ${key}.`);

const NAMED = {
  code: "reason-names-subject",
  message: "The reason is kept for good, and says something of whom it is about. Give one that does not.",
  field: "/because",
} as const;

const viewOf = (context: GatewayContext, row: ForgettingRow): ForgettingAnswer => ({
  id: row.id,
  state: row.done_at === null ? "ending" : "done",
  encrypted: context.codec !== null,
  begunAt: showInstant(row.begun_at),
  doneAt: row.done_at === null ? null : showInstant(row.done_at),
  report: copyOf(row.report),
});

const copyOf = (report: ForgettingRow["report"]): ForgettingReportView => ({
  ...report,
  kinds: [...report.kinds],
  journeys: [...report.journeys],
  rows: { ...report.rows },
  sameAddress: [...report.sameAddress],
  outside: [...report.outside],
});
