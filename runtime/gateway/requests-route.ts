/**
 * What people do unprompted (`on request`, docs/language.md, section 8). It is asked of a subject, and reaches the one
 * journey of theirs that knows the request; whether it counts there, now and by this person, the journey decides.
 */
import { createHash } from "node:crypto";
import type { FastifyInstance } from "fastify";
import type { Plan, RequestHandler } from "../../compiler/plan.ts";
import { normalKey } from "../ingest/event-schema.ts";
import { nearestName } from "../ingest/nearest-name.ts";
import type { Act, Actor } from "../machine/protocol.ts";
import { requestsIn } from "../machine/refusal.ts";
import type { Db } from "../store/open-store.ts";
import { actOnJourney, REFUSED_WITH } from "./act-on-journey.ts";
import { IDEMPOTENCY_HEADER, type RequestAnswer, ROUTES, requestRequest } from "./api.ts";
import { actorOf } from "./authenticate.ts";
import type { GatewayContext } from "./context.ts";
import { readEvidence } from "./evidence.ts";
import { HttpFault, notFound } from "./http-fault.ts";
import { readRequest } from "./read-request.ts";
import { type ShownInstance, selectInstances } from "./views.ts";
import { writeRefused } from "./write-refused.ts";

interface RequestParams {
  readonly Params: { readonly key: string; readonly name: string };
}

export function serveRequests(app: FastifyInstance, context: GatewayContext): void {
  app.post<RequestParams>(
    ROUTES.request,
    { config: { access: ["people", "act-for"] } },
    async (request): Promise<RequestAnswer> => {
      const { key, name } = request.params;
      const { journey, evidence = {} } = readRequest(requestRequest, request.body ?? {});
      const { row, handler } = await findRequest(context, key, name, journey);
      const actor = actorOf(request, context, row.subject_fields);
      const types = context.library.subjects[row.subject_kind]?.fields ?? {};
      const messages = Object.keys(context.library.messages);
      const read = readEvidence(evidence, handler.needs, types, messages);
      const act = { do: "request", name, evidence: read } as const;
      const updateId = await updateIdOf(context, row, actor, act, request.headers[IDEMPOTENCY_HEADER]);
      const outcome = await actOnJourney(context, row.workflow_id, updateId, { actor, act });
      if (outcome === "gone") throw ended();
      if (outcome.is === "refused") {
        const { subject, version, stage } = row;
        const about = { instance: row.id, subject, journey: row.journey, version, stage, step: null };
        await writeRefused(context, about, { name, by: actor.person, did: act.do }, outcome.refusal);
        const { code, message } = outcome.refusal;
        throw new HttpFault(REFUSED_WITH[code], { code, message });
      }
      const message = `${actor.person} requested ${name}.`;
      return { taken: true, request: name, instance: row.id, by: actor.person, message };
    },
  );
}

// ── Which journey is meant ────────────────────────────────────────────────────────────────────────────────

interface Found {
  readonly row: ShownInstance;
  readonly handler: RequestHandler;
}

async function findRequest(
  context: GatewayContext,
  key: string,
  name: string,
  journey: string | undefined,
): Promise<Found> {
  const rows = await selectInstances(context.db)
    .where((is) =>
      is.or([
        is("subject.key", "=", normalKey(key)),
        // Who joined an instance that is about a key is in it as well.
        is(
          "instance.id",
          "in",
          is
            .selectFrom("member")
            .innerJoin("subject as joined", "joined.id", "member.subject")
            .select("member.instance")
            .where("joined.key", "=", normalKey(key)),
        ),
      ]),
    )
    .where("instance.state", "!=", "ended")
    .execute();
  const open = rows.filter((row) => journey === undefined || row.journey === journey);
  const found = open.flatMap((row) => {
    const plan = context.plans.of(row.journey, row.version)?.plan;
    const handler = plan === undefined ? undefined : requestOf(plan, row.stage, name);
    return handler === undefined ? [] : [{ row, handler }];
  });
  const [first, ...others] = found;
  if (first === undefined) throw noneKnows(context, open, key, name);
  if (others.length === 0) return first;
  const journeys = found.map(({ row }) => row.journey).join(", ");
  const message = `${name} can be requested in ${journeys}: say in which, with \`journey\`.`;
  throw new HttpFault(409, { code: "several-journeys", message });
}

/** As the stage has it; a request of another stage is for the journey to refuse, which may have moved by now. */
const requestOf = (plan: Plan, stage: string | null, name: string): RequestHandler | undefined =>
  [stage, ...Object.keys(plan.stages)]
    .flatMap((one) => requestsIn(plan, one))
    .find((handler) => handler.name === name);

function noneKnows(
  { plans }: GatewayContext,
  open: readonly ShownInstance[],
  key: string,
  name: string,
): HttpFault {
  if (open.length === 0) return notFound(`${key} is in no such journey that is open.`);
  const known = open.flatMap((row) => {
    const plan = plans.of(row.journey, row.version)?.plan;
    return plan === undefined ? [] : requestsIn(plan, row.stage).map((handler) => handler.name);
  });
  const near = nearestName(name, known);
  const hint = known.length === 0 ? "Nothing can be." : `What can be: ${known.join(", ")}.`;
  const message = `\`${name}\` cannot be requested here. ${near === null ? hint : `Did you mean \`${near}\`?`}`;
  return new HttpFault(404, { code: "unknown-request", message });
}

const ended = (): HttpFault =>
  new HttpFault(409, { code: "journey-ended", message: "The journey has ended." });

/**
 * People may request the same thing again and mean it. A sender's own key makes two of them one; without one it is the
 * same request until it has been written down, so that a second click and a retry after a silence do no harm.
 */
async function updateIdOf(
  { db }: GatewayContext,
  { id }: ShownInstance,
  { person }: Actor,
  { name, evidence }: Extract<Act, { do: "request" }>,
  key: string | string[] | undefined,
): Promise<string> {
  const parts =
    typeof key === "string"
      ? [person, id, name, key]
      : [person, id, name, evidence, await countRequests(db, id, name)];
  return createHash("sha256").update(JSON.stringify(parts)).digest("hex").slice(0, 32);
}

async function countRequests(db: Db, instance: string, name: string): Promise<number> {
  const { count } = await db
    .selectFrom("work")
    .select((from) => from.fn.countAll<number>().as("count"))
    .where("instance", "=", instance)
    .where("kind", "=", "request")
    .where("name", "=", name)
    .executeTakeFirstOrThrow();
  return Number(count);
}
