/**
 * Bearer tokens: who calls, and what for. Signed with HS256 by the one secret of the installation; what a person may
 * do to a piece of work is not written in them, it is looked up when they act (`actor`).
 */
import { jwtVerify, SignJWT } from "jose";
import { z } from "zod";
import type { Secret } from "./secret.ts";

/**
 * `events` may report events, `people` may see journeys and answer work in their own name, `admin` may see everything
 * that is written down, `operate` may pause, resume, stop, repair, deploy and forget, `act-for` may answer in the name of
 * any person: for development, where one terminal plays all.
 */
export const SCOPES = ["events", "people", "admin", "operate", "act-for"] as const;
export type Scope = (typeof SCOPES)[number];

export interface Bearer {
  /** A person's id in people.yaml, or `system:<name>`. */
  readonly name: string;
  readonly scopes: readonly Scope[];
}

const ISSUER = "baton";
const AUDIENCE = "baton-gateway";
const ALGORITHM = "HS256";

const claims = z.object({ sub: z.string().min(1).max(200), scopes: z.array(z.enum(SCOPES)) });

/** `expiresIn` as jose reads it: `30 days`, `2h`. */
export async function mintToken(secret: Secret, bearer: Bearer, expiresIn: string): Promise<string> {
  return await new SignJWT({ scopes: bearer.scopes })
    .setProtectedHeader({ alg: ALGORITHM })
    .setIssuer(ISSUER)
    .setAudience(AUDIENCE)
    .setSubject(bearer.name)
    .setIssuedAt()
    .setExpirationTime(expiresIn)
    .sign(secret.key);
}

/** `null` for whatever is not a valid token of ours: why it is not stays unsaid, since whoever asks may be probing. */
export async function verifyToken(secret: Secret, token: string): Promise<Bearer | null> {
  try {
    const { payload } = await jwtVerify(token, secret.key, {
      algorithms: [ALGORITHM],
      issuer: ISSUER,
      audience: AUDIENCE,
      requiredClaims: ["sub", "exp"],
    });
    const { sub, scopes } = claims.parse(payload);
    return { name: sub, scopes };
  } catch {
    return null;
  }
}
