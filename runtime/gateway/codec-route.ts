/**
 * The codec server (https://docs.temporal.io/codec-server): Temporal's command line and pages send what they cannot read,
 * and get it back in clear. For whoever may operate, or sees everything that is written down (scope `admin`). That they
 * read of somebody is written down, and that somebody may not, once an hour for each. Only reads: nothing that a browser
 * made is encrypted here.
 */
import type { Payload } from "@temporalio/common";
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { z } from "zod";
import { KeyDestroyed, KeyMissing } from "../privacy/data-keys.ts";
import { keyIdOf } from "../privacy/payload-codec.ts";
import { SealBroken } from "../privacy/seal.ts";
import { appendAudit } from "../store/audit.ts";
import { findDataKey } from "../store/data-keys.ts";
import { transact } from "../store/transact.ts";
import { PATHS } from "./api.ts";
import type { GatewayCodec, GatewayContext } from "./context.ts";
import { badRequest, forbidden, HttpFault, notFound } from "./http-fault.ts";
import { ANY_BEARER, askingOf, writeRefused } from "./operator.ts";
import { readRequest } from "./read-request.ts";

/** Protocol buffers as JSON: bytes in base64. What else stands in a payload is passed over. */
const payloads = z.object({
  payloads: z
    .array(z.object({ metadata: z.record(z.string(), z.base64()).default({}), data: z.base64().default("") }))
    .max(1_000),
});
type Payloads = z.output<typeof payloads>;

const HOUR = 3_600_000;

export function serveCodec(app: FastifyInstance, context: GatewayContext): void {
  const { codec } = context;
  const reads = new ReadNotes(context);

  app.options(PATHS.decode, { config: { access: "anybody" } }, async (request, reply) => {
    allowOrigin(codec, request, reply);
    return reply.status(204).send();
  });

  app.post(
    PATHS.decode,
    {
      ...ANY_BEARER,
      onRequest: async (request, reply) => allowOrigin(codec, request, reply),
    },
    async (request): Promise<Payloads> => {
      const { who, refusal } = askingOf(request, context, "read history", "admin");
      if (refusal !== null) {
        await reads.refused(who, refusal);
        throw forbidden(refusal);
      }
      if (codec === null) throw notFound("What goes through Temporal is not encrypted here.");
      const asked = readRequest(payloads, request.body).payloads.map(read);
      const clear = await decode(codec, asked);
      await reads.note(who, asked);
      return { payloads: clear.map(write) };
    },
  );
}

async function decode(codec: GatewayCodec, asked: readonly Payload[]): Promise<readonly Payload[]> {
  try {
    return await codec.payloads.decode([...asked]);
  } catch (error) {
    if (error instanceof KeyDestroyed)
      throw new HttpFault(410, {
        code: "forgotten",
        message: "The subject was forgotten: nobody can read this.",
      });
    if (error instanceof KeyMissing || error instanceof SealBroken)
      throw badRequest({ code: "unreadable", message: error.message });
    throw error;
  }
}

const read = ({ metadata, data }: Payloads["payloads"][number]): Payload => ({
  metadata: Object.fromEntries(
    Object.entries(metadata).map(([name, value]) => [name, Buffer.from(value, "base64")]),
  ),
  data: Buffer.from(data, "base64"),
});
const write = ({ metadata, data }: Payload): Payloads["payloads"][number] => ({
  metadata: Object.fromEntries(Object.entries(metadata ?? {}).map(([name, value]) => [name, base64(value)])),
  data: base64(data),
});
const base64 = (bytes: Uint8Array | null | undefined): string => Buffer.from(bytes ?? []).toString("base64");

/** A browser asks before it sends a token to another origin than that of the page. */
function allowOrigin(codec: GatewayCodec | null, request: FastifyRequest, reply: FastifyReply): void {
  const { origin } = request.headers;
  if (origin === undefined || !codec?.origins.includes(origin)) return;
  reply
    .header("access-control-allow-origin", origin)
    .header("vary", "origin")
    .header("access-control-allow-methods", "POST")
    .header("access-control-allow-headers", "authorization,content-type,x-namespace")
    .header("access-control-max-age", "600");
}

/** Of whom each has read, or was refused, within the hour: a page which asks for every event leaves one row. */
class ReadNotes {
  readonly #context: GatewayContext;
  readonly #noted = new Map<string, number>();

  constructor(context: GatewayContext) {
    this.#context = context;
  }

  async note(who: string, asked: readonly Payload[]): Promise<void> {
    const keys = new Set(asked.flatMap((payload) => keyIdOf(payload) ?? []));
    for (const key of keys) await this.#once(`${who} ${key}`, () => this.#write(who, key));
  }

  async refused(who: string, said: string): Promise<void> {
    const attempt = { did: "read history", about: {}, why: null } as const;
    await this.#once(who, () => writeRefused(this.#context, who, attempt, said));
  }

  async #once(name: string, write: () => Promise<unknown>): Promise<void> {
    for (const [noted, until] of this.#noted) if (until <= Date.now()) this.#noted.delete(noted);
    if (this.#noted.has(name)) return;
    await write();
    this.#noted.set(name, Date.now() + HOUR);
  }

  async #write(who: string, key: string): Promise<void> {
    const { db, now } = this.#context;
    const row = await findDataKey(db, key);
    const about = row === undefined ? { key } : { subject: row.owner };
    const entry = {
      at: now(),
      who,
      did: "read history",
      about,
      why: null,
      outcome: "done",
      said: null,
    } as const;
    await transact(db, (tx) => appendAudit(tx, entry));
  }
}
