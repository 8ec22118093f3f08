/**
 * Encrypts whatever goes through Temporal: inputs, results, signals, updates, answers of queries, memos, summaries,
 * markers. The SDK says whose workflow a payload belongs to, and the workflow's id names the subject: their data key
 * encrypts it. With the payload stands the id of the key, so that whoever decrypts needs to know nothing else.
 *
 * What the SDK writes of no workflow (the failure of a task that could not be read) is encrypted with the
 * installation's own key, without asking anybody: there must be a way to say that the store is away.
 */
import { deflateRawSync, inflateRawSync } from "node:zlib";
import type { Payload, PayloadCodec, SerializationContext } from "@temporalio/common";
import type { CodecKeys } from "./codec-keys.ts";
import { DATA_KEY, type DataKey, type DataKeys, KeyMissing } from "./data-keys.ts";
import { ownerOfWorkflow } from "./owner.ts";
import { openSeal, seal } from "./seal.ts";

/** As Temporal's own examples call it, so that its pages know what they cannot show. */
const ENCODING = "binary/encrypted";
const KEY_ID = "encryption-key-id";
/** Told apart from the codecs of others, and sealed with the payload. */
const LABEL = "baton payload 1";

export function createPayloadCodec(keys: CodecKeys, dataKeys: DataKeys): PayloadCodec {
  return {
    async encode(payloads, context) {
      if (payloads.length === 0) return payloads;
      const key = await keyFor(keys, dataKeys, context);
      return payloads.map((payload) => encode(key, payload));
    },
    decode: (payloads) => Promise.all(payloads.map((payload) => decode(keys, dataKeys, payload))),
  };
}

async function keyFor(
  keys: CodecKeys,
  dataKeys: DataKeys,
  context: SerializationContext | undefined,
): Promise<DataKey> {
  const { workflowId } = context ?? {};
  if (workflowId === undefined) return { id: keys.first.id, key: keys.first.payload };
  return dataKeys.forOwner(ownerOfWorkflow(workflowId));
}

const encode = ({ id, key }: DataKey, payload: Payload): Payload => ({
  metadata: { encoding: utf8.encode(ENCODING), [KEY_ID]: utf8.encode(id) },
  data: seal(key, `${LABEL} ${id}`, pack(payload)),
});

/** What nobody encrypted is passed on: it was written before there were keys. @throws KeyDestroyed, KeyMissing, SealBroken */
async function decode(keys: CodecKeys, dataKeys: DataKeys, payload: Payload): Promise<Payload> {
  const keyId = keyIdOf(payload);
  if (keyId === null) return payload;
  const { id, key } = await keyNamed(keys, dataKeys, keyId);
  return unpack(openSeal(key, `${LABEL} ${id}`, payload.data ?? NOTHING));
}

/** Of the key that encrypted it; `null`: nobody did. */
export function keyIdOf({ metadata }: Payload): string | null {
  const { encoding, [KEY_ID]: keyId } = metadata ?? {};
  return isSaid(encoding, ENCODING) && keyId !== undefined && keyId !== null ? text.decode(keyId) : null;
}

async function keyNamed(keys: CodecKeys, dataKeys: DataKeys, id: string): Promise<DataKey> {
  if (id.startsWith(DATA_KEY)) return dataKeys.byId(id);
  const own = keys.all.find((key) => key.id === id);
  if (own === undefined) throw new KeyMissing(`BATON_CODEC_KEYS lacks the key ${id}.`);
  return { id, key: own.payload };
}

// ── What is sealed ────────────────────────────────────────────────────────────────────────────────────────

/** The first byte: how what follows it is written. Nearly every payload is JSON and nothing else. */
const JSON_ONLY = 0;
const WITH_METADATA = 1;
/** Added to either: it is compressed. */
const COMPRESSED = 2;
/** Bytes; less is not made smaller. */
const WORTH_COMPRESSING = 150;
/** Bytes that one payload may come to; Temporal takes two million. */
const LONGEST = 64 * 1024 * 1024;

function pack(payload: Payload): Uint8Array {
  const { form, body } = written(payload);
  const small = body.length < WORTH_COMPRESSING ? body : deflateRawSync(body);
  return small.length < body.length
    ? Buffer.concat([Uint8Array.of(form + COMPRESSED), small])
    : Buffer.concat([Uint8Array.of(form), body]);
}

function written(payload: Payload): { readonly form: number; readonly body: Uint8Array } {
  const data = payload.data ?? NOTHING;
  const metadata = Object.entries(payload.metadata ?? {}).filter(([, value]) => value !== null);
  const [first] = metadata;
  if (metadata.length === 1 && first?.[0] === "encoding" && isSaid(first[1], "json/plain"))
    return { form: JSON_ONLY, body: data };
  const said = Object.fromEntries(
    metadata.map(([name, value]) => [name, Buffer.from(value).toString("base64")]),
  );
  const head = utf8.encode(JSON.stringify(said));
  const length = new Uint8Array(4);
  new DataView(length.buffer).setUint32(0, head.length);
  return { form: WITH_METADATA, body: Buffer.concat([length, head, data]) };
}

function unpack(packed: Uint8Array): Payload {
  const form = packed[0] ?? JSON_ONLY;
  const isCompressed = form >= COMPRESSED;
  const rest = packed.subarray(1);
  const body = isCompressed ? inflateRawSync(rest, { maxOutputLength: LONGEST }) : rest;
  if ((isCompressed ? form - COMPRESSED : form) === JSON_ONLY)
    return { metadata: { encoding: utf8.encode("json/plain") }, data: body };
  const length = new DataView(body.buffer, body.byteOffset).getUint32(0);
  const said: unknown = JSON.parse(text.decode(body.subarray(4, 4 + length)));
  const metadata = Object.entries(said as Readonly<Record<string, string>>).map(
    ([name, value]) => [name, new Uint8Array(Buffer.from(value, "base64"))] as const,
  );
  return { metadata: Object.fromEntries(metadata), data: body.subarray(4 + length) };
}

const utf8 = new TextEncoder();
const text = new TextDecoder();
const NOTHING = new Uint8Array();

const isSaid = (bytes: Uint8Array | null | undefined, word: string): boolean =>
  bytes !== undefined && bytes !== null && text.decode(bytes) === word;
