/** The secret that signs tokens. A type of its own, so that no other string is taken for one. */

export interface Secret {
  readonly key: Uint8Array;
}

/** RFC 7518, 3.2: a key for HS256 is at least as long as its hash. */
const SHORTEST = 32;

export type SecretRead = { readonly secret: Secret } | { readonly problem: string };

/** The value of `BATON_SECRET`. */
export function readSecret(value: string | undefined): SecretRead {
  if (value === undefined || value === "") {
    return {
      problem: "BATON_SECRET is not set. Give it at least 32 random bytes, as from `openssl rand -hex 32`.",
    };
  }
  const key = new TextEncoder().encode(value);
  if (key.length < SHORTEST) {
    return {
      problem: `BATON_SECRET has ${key.length} bytes; ${SHORTEST} is the least that resists guessing.`,
    };
  }
  return { secret: { key } };
}
