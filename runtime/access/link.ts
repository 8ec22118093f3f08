/**
 * Signed links for people outside the company: each answers one request of one person, until it expires. A compact JWT
 * with HS256 (RFC 7519), which holds nothing personal: the id of the request, and a keyed fingerprint of whom it is
 * for, at which address, and of what may be answered. Whether an answer counts is decided by the journey, as for people
 * inside; a link that was used is known there and needs no list here.
 */
import { createHmac, timingSafeEqual } from "node:crypto";
import { jwtVerify, SignJWT } from "jose";
import { JWTExpired } from "jose/errors";
import { z } from "zod";
import type { Instant } from "../../compiler/plan.ts";
import type { PersonId, WorkId } from "../machine/protocol.ts";

/** The first signs; all of them are known, so that a key can be replaced while links are out. */
export interface LinkKeys {
  readonly all: readonly LinkKey[];
}
interface LinkKey {
  readonly id: string;
  readonly key: Uint8Array;
}

/** What it takes to write links. */
export interface Links {
  readonly keys: LinkKeys;
  /** Under which people outside reach the gateway, without a slash at its end. */
  readonly url: string;
}

/** Whom a link is for, and what it lets them answer. */
export interface LinkSeat {
  readonly work: WorkId;
  readonly person: PersonId;
  readonly address: string;
  readonly answers: readonly string[];
}

export const ANSWER_PATH = "/answer";
const AUDIENCE = "baton-answer";
const ALGORITHM = "HS256";
const claims = z.object({ work: z.string().min(1).max(300), seat: z.string().max(100), exp: z.int() });

/** `until`: the last instant at which it is good; deadlines are inclusive. The address of the page that it opens. */
export async function writeLink({ keys, url }: Links, seat: LinkSeat, until: Instant): Promise<string> {
  const [key] = keys.all;
  if (key === undefined) throw new Error("There is no key to sign a link with.");
  const token = await new SignJWT({ work: seat.work, seat: fingerprint(key, seat) })
    .setProtectedHeader({ alg: ALGORITHM, kid: key.id })
    .setAudience(AUDIENCE)
    .setExpirationTime(Math.floor(until / 1000) + 1)
    .sign(key.key);
  return `${url}${ANSWER_PATH}/${token}`;
}

export interface ReadLink {
  readonly work: WorkId;
  /** The last instant at which it is good, in whole seconds. */
  readonly until: Instant;
  /** Its end has passed; whose it was can still be told. */
  readonly isOver: boolean;
  isFor(seat: Omit<LinkSeat, "work">): boolean;
}

/** `null` for whatever is no link of ours, however it is wrong: whoever asks may be probing. */
export async function readLink(keys: LinkKeys, token: string, now: Instant): Promise<ReadLink | null> {
  const key = keys.all.find(({ id }) => id === keyIdOf(token));
  const read = key === undefined ? null : await verify(key, token, now);
  if (key === undefined || read === null) return null;
  const { work, seat: expected, exp } = read.claims;
  return {
    work,
    until: (exp - 1) * 1000,
    isOver: read.isOver,
    isFor: (seat) => isSame(expected, fingerprint(key, { work, ...seat })),
  };
}

async function verify({ key }: LinkKey, token: string, now: Instant) {
  try {
    const { payload } = await jwtVerify(token, key, {
      algorithms: [ALGORITHM],
      audience: AUDIENCE,
      currentDate: new Date(now),
      requiredClaims: ["exp"],
    });
    return { claims: claims.parse(payload), isOver: false };
  } catch (error) {
    // Its signature holds, and its time is over.
    if (!(error instanceof JWTExpired)) return null;
    const parsed = claims.safeParse(error.payload);
    return parsed.success ? { claims: parsed.data, isOver: true } : null;
  }
}

function keyIdOf(token: string): string | null {
  try {
    const [head = ""] = token.split(".", 1);
    const parsed = z
      .object({ kid: z.string() })
      .safeParse(JSON.parse(Buffer.from(head, "base64url").toString("utf8")));
    return parsed.success ? parsed.data.kid : null;
  } catch {
    return null;
  }
}

/** With the key, since an address alone could be found by trying. */
const fingerprint = ({ key }: LinkKey, { work, person, address, answers }: LinkSeat): string =>
  createHmac("sha256", key)
    .update(JSON.stringify(["seat", work, person, address.toLowerCase(), [...answers].sort()]))
    .digest("base64url");

const isSame = (one: string, other: string): boolean =>
  one.length === other.length && timingSafeEqual(Buffer.from(one), Buffer.from(other));

// ── Keys ──────────────────────────────────────────────────────────────────────────────────────────────────

/** RFC 7518, 3.2: a key for HS256 is at least as long as its hash. */
const SHORTEST = 32;
const KEY_ID = /^[a-z0-9]{1,16}$/i;

export type LinkKeysRead = { readonly keys: LinkKeys } | { readonly problem: string };

/** The value of `BATON_LINK_KEYS`: `ID:KEY`, several with commas; the first signs. */
export function readLinkKeys(value: string): LinkKeysRead {
  const all: LinkKey[] = [];
  for (const part of value.split(",").map((one) => one.trim())) {
    const [id = "", ...rest] = part.split(":");
    const key = new TextEncoder().encode(rest.join(":"));
    if (!KEY_ID.test(id) || rest.length === 0)
      return { problem: "BATON_LINK_KEYS holds keys as `ID:KEY`, several with commas, such as `k2:…,k1:…`." };
    if (key.length < SHORTEST)
      return {
        problem: `The key ${id} of BATON_LINK_KEYS has ${key.length} bytes; ${SHORTEST} is the least that resists guessing.`,
      };
    if (all.some((other) => other.id === id)) return { problem: `BATON_LINK_KEYS has two keys named ${id}.` };
    all.push({ id, key });
  }
  return { keys: { all } };
}
