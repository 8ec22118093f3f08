/** Pausing, resuming, stopping and repairing, of one instance or of many (docs/how-to/operate.md). */
import { createHash, randomUUID } from "node:crypto";
import type { FastifyInstance, FastifyRequest } from "fastify";
import type { z } from "zod";
import { normalKey } from "../ingest/event-schema.ts";
import { type Chosen, chosenWords } from "../operations/chosen.ts";
import {
  beginOperation,
  type Concerned,
  countConcerned,
  countsForEntries,
  type Doing,
  standsFor,
} from "../operations/operate.ts";
import type { OperationRow } from "../store/schema.ts";
import { IDEMPOTENCY_HEADER, type OperationAnswer, operationRequest, PATHS, ROUTES } from "./api.ts";
import type { GatewayContext } from "./context.ts";
import { badRequest, HttpFault, notFound } from "./http-fault.ts";
import { knownName, namesInUse } from "./names-in-use.ts";
import { ANY_BEARER, askingOf, operatorOf } from "./operator.ts";
import { readRequest } from "./read-request.ts";
import { showInstant } from "./views.ts";

type Body = z.output<typeof operationRequest>;

export function serveOperations(app: FastifyInstance, context: GatewayContext): void {
  app.post(PATHS.operations, ANY_BEARER, async (request): Promise<OperationAnswer> => {
    const body = readRequest(operationRequest, request.body ?? {});
    const { do: did, because: why = null } = body;
    const who = await operatorOf(request, context, { did, about: aboutOf(body), why });
    const chosen = await choose(context, body);
    const doing = readDoing(body);
    const concerned = await countConcerned(context, did, chosen);
    if (doing?.does === "stop") requireExit(context, doing.exit, concerned);
    if (body.dryRun) {
      const forEntries = await countsForEntries(context, did, chosen);
      return planned(context, { body, chosen, who, concerned, forEntries });
    }
    if (doing === null) throw askedNotGuessed(concerned);
    if (why === null) throw missing("because", "Say why, with `because`: it is written down.");
    const id = idOf(request, who);
    const row = await beginOperation(context, { id, doing, chosen, why, who }, concerned.instances);
    context.relay.wake();
    return shown(row, concerned.people);
  });

  app.get<{ Params: { id: string } }>(
    ROUTES.operation,
    ANY_BEARER,
    async (request): Promise<OperationAnswer> => {
      const { id } = request.params;
      const row = await context.db
        .selectFrom("operation")
        .selectAll()
        .where("id", "=", id)
        .executeTakeFirst();
      await requireReader(request, context, row);
      if (row === undefined) throw notFound("There is no such operation.");
      return shown(row, 0);
    },
  );
}

/**
 * It says who did what to whom and why, as the audit record does, and is for the same: whoever may operate, or sees
 * everything that is written down. Whoever asked for it may see how far it has come, though they may operate no more.
 * @throws HttpFault 403, whether there is one of this id or not
 */
async function requireReader(
  request: FastifyRequest,
  context: GatewayContext,
  row: OperationRow | undefined,
): Promise<void> {
  const { who } = askingOf(request, context, "read operation", "admin");
  if (row?.who === who) return;
  // An id that is made up says nothing, and might say something of somebody.
  const about = row === undefined ? {} : { operation: row.id };
  await operatorOf(request, context, { did: "read operation", about, why: null }, "admin");
}

// ── What is asked ─────────────────────────────────────────────────────────────────────────────────────────

/** A subject's key may be an address, which stays out of a record that is kept for good. */
function aboutOf({ journey, version, stage, audience, instance, exit }: Body) {
  const about = { journey, version, stage, audience, instance, exit };
  return Object.fromEntries(
    Object.entries(about).flatMap(([key, value]) => (value === undefined ? [] : [[key, value]])),
  );
}

async function choose(context: GatewayContext, body: Body): Promise<Chosen> {
  const { journey, version, stage, audience, subject, instance } = body;
  if ([journey, audience, subject, instance].every((one) => one === undefined))
    throw missing("journey", "Say which: a journey, an audience, a subject or an instance.");
  const names = await namesInUse(context);
  const journeys = names.map((one) => one.journey);
  knownName(journey, "journey", journeys);
  if (version !== undefined && journey === undefined)
    throw missing("journey", "Say of which journey, with `journey`.");
  if (journey !== undefined && version !== undefined && context.plans.of(journey, version) === undefined)
    await requireVersion(context, journey, version);
  const stages = names.filter((one) => one.journey === (journey ?? one.journey)).flatMap((one) => one.stages);
  knownName(stage, "stage", stages);
  knownName(audience, "audience", Object.keys(context.library.audiences ?? {}));
  const given = { journey, version, stage, audience, instance };
  return {
    ...Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined)),
    ...(subject !== undefined && { subject: await subjectId(context, subject) }),
  };
}

/** One whose plan is no longer here may still have people inside. */
async function requireVersion({ db }: GatewayContext, journey: string, version: number): Promise<void> {
  const row = await db
    .selectFrom("instance")
    .select("id")
    .where("journey", "=", journey)
    .where("version", "=", version)
    .limit(1)
    .executeTakeFirst();
  if (row !== undefined) return;
  throw badRequest({
    code: "unknown-version",
    message: `There is no version ${version} of ${journey}.`,
    field: "/version",
  });
}

/** One key may be a lead's and a customer's: then the instance says which. */
async function subjectId({ db }: GatewayContext, key: string): Promise<string> {
  const rows = await db
    .selectFrom("subject")
    .select(["id", "kind"])
    .where((is) => is.or([is("key", "=", normalKey(key)), is("id", "=", key)]))
    .execute();
  const [first, ...others] = rows;
  if (first === undefined) throw notFound(`Nobody is known as ${key}.`);
  if (others.length === 0) return first.id;
  const kinds = rows.map(({ kind }) => kind).join(" and a ");
  throw new HttpFault(409, {
    code: "several-subjects",
    message: `${key} is a ${kinds}: name the instance instead.`,
    field: "/subject",
  });
}

/** `null`: it has not been said how, and that is asked and never guessed. */
function readDoing({ do: does, clocks, exit, how }: Body): Doing | null {
  const strays = { clocks: ["resume", clocks], exit: ["stop", exit], how: ["repair", how] } as const;
  for (const [field, [only, value]] of Object.entries(strays))
    if (value !== undefined && only !== does)
      throw badRequest({
        code: "wrong-combination",
        message: `\`${field}\` is for \`${only}\`.`,
        field: `/${field}`,
      });
  switch (does) {
    case "pause":
      return { does };
    case "stop":
      return { does, exit: exit ?? null };
    case "resume":
      return clocks === undefined ? null : { does, how: clocks };
    case "repair":
      return how === undefined ? null : { does, how };
  }
}

const missing = (field: string, message: string): HttpFault =>
  badRequest({ code: "missing-field", message, field: `/${field}` });

const askedNotGuessed = ({ instances }: Concerned): HttpFault =>
  missing("clocks", `Say how, with \`clocks\` or \`how\`; ${instances} instances are concerned.`);

function requireExit({ plans }: GatewayContext, exit: string | null, { versions }: Concerned): void {
  if (exit === null) return;
  for (const { journey, version } of versions) {
    const exits = Object.keys(plans.of(journey, version)?.plan.exits ?? {});
    if (exits.includes(exit)) continue;
    const message = `${journey} v${version} has no exit \`${exit}\`. It has: ${exits.join(", ")}.`;
    throw badRequest({ code: "unknown-exit", message, field: "/exit" });
  }
}

/** Asked for again under the same key it is the same operation. */
function idOf(request: FastifyRequest, who: string): string {
  const key = request.headers[IDEMPOTENCY_HEADER];
  if (typeof key !== "string") return `op-${randomUUID()}`;
  return `op-${createHash("sha256")
    .update(JSON.stringify([who, key]))
    .digest("hex")
    .slice(0, 32)}`;
}

// ── What is answered ──────────────────────────────────────────────────────────────────────────────────────

interface Planned {
  readonly body: Body;
  readonly chosen: Chosen;
  readonly who: string;
  readonly concerned: Concerned;
  readonly forEntries: boolean;
}

function planned(
  { now }: GatewayContext,
  { body, chosen, who, concerned, forEntries }: Planned,
): OperationAnswer {
  const { instances, people } = concerned;
  return {
    id: null,
    do: body.do,
    chosen: chosenWords(chosen),
    by: who,
    why: body.because ?? null,
    at: showInstant(now()),
    concerns: { instances, people },
    forEntries,
    done: 0,
    isOver: false,
    notes: notesOn(body.do, chosen),
  };
}

function shown(row: OperationRow, people: number): OperationAnswer {
  return {
    id: row.id,
    do: row.does,
    chosen: chosenWords(row.chosen),
    by: row.who,
    why: row.why,
    at: showInstant(row.at),
    concerns: { instances: row.concerns, people },
    done: row.done,
    isOver: row.ended_at !== null,
    notes: notesOn(row.does, row.chosen),
  };
}

function notesOn(does: Doing["does"], chosen: Chosen): string[] {
  if (does === "pause")
    return [
      standsFor(chosen)
        ? "Who enters meanwhile is let in, and paused from the first instant until it is resumed."
        : "Who enters meanwhile, or comes into the stage, is not paused: pause the whole journey for that.",
    ];
  return [];
}
