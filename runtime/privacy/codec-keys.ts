/**
 * Keys of the installation for what goes through Temporal. They encrypt the data keys of subjects, and the little that
 * belongs to none. The first encrypts; all of them decrypt, so that a key can be replaced while journeys run.
 */
import { hkdfSync } from "node:crypto";

export interface CodecKeys {
  readonly first: CodecKey;
  readonly all: readonly CodecKey[];
}

/** Each of 32 bytes, worked out of one secret for one purpose (HKDF, RFC 5869): none of them tells another. */
export interface CodecKey {
  readonly id: string;
  /** Encrypts data keys. */
  readonly wrapping: Uint8Array;
  /** Encrypts what belongs to no subject: failures that the SDK writes of a task that could not be read. */
  readonly payload: Uint8Array;
}

export type CodecKeysRead = { readonly keys: CodecKeys } | { readonly problem: string };

const KEY_ID = /^[a-z0-9]{1,16}$/i;
/** An AES-256 key is worth no more than the secret that it is worked out of. */
const SHORTEST = 32;
/** Of 32 random bytes in hex some 16 are different, in base64 some 30; of a word that is repeated, few. */
const FEWEST_DIFFERENT = 10;

/** The value of `BATON_CODEC_KEYS`, or what its file holds: `ID:KEY`, several with commas or on lines of their own. */
export function readCodecKeys(value: string): CodecKeysRead {
  const all: CodecKey[] = [];
  for (const part of value.split(/[,\n]/).map((one) => one.trim())) {
    if (part === "") continue;
    const [id = "", ...rest] = part.split(":");
    const secret = rest.join(":");
    if (!KEY_ID.test(id) || rest.length === 0) return { problem: FORM };
    const weakness = weaknessOf(secret);
    if (weakness !== null) return { problem: `The key ${id} of BATON_CODEC_KEYS ${weakness}` };
    if (all.some((other) => other.id === id))
      return { problem: `BATON_CODEC_KEYS has two keys named ${id}.` };
    all.push(keyOf(id, secret));
  }
  const [first] = all;
  return first === undefined ? { problem: FORM } : { keys: { first, all } };
}

const FORM =
  "BATON_CODEC_KEYS holds keys as `ID:KEY`, several with commas, such as `k2:…,k1:…`; a key is 32 random bytes, as from `openssl rand -hex 32`.";

function weaknessOf(secret: string): string | null {
  const { length } = new TextEncoder().encode(secret);
  if (length < SHORTEST) return `has ${length} bytes; ${SHORTEST} is the least that resists guessing.`;
  if (new Set(secret).size < FEWEST_DIFFERENT)
    return "is no random one: it repeats few characters. Make one with `openssl rand -hex 32`.";
  return null;
}

function keyOf(id: string, secret: string): CodecKey {
  const derive = (purpose: string) =>
    new Uint8Array(hkdfSync("sha256", secret, "", `baton ${purpose} 1`, 32));
  return { id, wrapping: derive("wrapping"), payload: derive("payload") };
}
