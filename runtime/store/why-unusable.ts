/** Why the store cannot be used, as something that can be acted on. It loads nothing, so that the command line may ask. */

interface Cause {
  /** Codes of the system (errno.h), SQLSTATEs and their classes (https://www.postgresql.org/docs/current/errcodes-appendix.html). */
  readonly codes: readonly string[];
  /** `said`: what the server itself said. */
  readonly means: (said: string) => string;
}

const CAUSES: readonly Cause[] = [
  {
    codes: ["ECONNREFUSED"],
    means: () => "nothing listens there (connection refused); start it, or correct DATABASE_URL",
  },
  {
    codes: ["ENOTFOUND", "EAI_AGAIN"],
    means: () => "the name is not known to the name service; correct the host in DATABASE_URL",
  },
  {
    codes: ["ETIMEDOUT", "EHOSTUNREACH", "ENETUNREACH"],
    means: () => "no answer in time; a firewall may be in between",
  },
  { codes: ["ECONNRESET", "EPIPE"], means: () => "the connection was cut; try again" },
  {
    codes: ["28"],
    means: (said) => `${said}; correct the user and the password in DATABASE_URL`,
  },
  { codes: ["3D000"], means: (said) => `${said}; create it, or correct its name in DATABASE_URL` },
  {
    codes: ["42501"],
    means: (said) => `${said}; the user of DATABASE_URL needs the right to create the schema baton`,
  },
  {
    codes: ["25006"],
    means: () => "it may only be read, as a standby or a full one may; name the primary in DATABASE_URL",
  },
  { codes: ["53100"], means: () => "its disk is full; make room there" },
  {
    codes: ["53300"],
    means: () => "it has no connection left; raise its max_connections, or run fewer processes",
  },
  { codes: ["53"], means: (said) => `it lacks something to go on: ${said}` },
  { codes: ["57P"], means: () => "it is starting or being stopped; try again when it runs" },
  { codes: ["08"], means: () => "the connection was cut; try again" },
];

/** A part of a sentence; `null`: the store may be well, and it is another mistake. */
export function whyUnusable(error: unknown): string | null {
  const one = oneOf(error);
  if (!(one instanceof Error)) return null;
  // The pool's own error has no code.
  const code = /timeout|terminated/i.test(one.message) && !("code" in one) ? "ETIMEDOUT" : codeOf(one);
  const cause = CAUSES.find(({ codes }) => codes.some((start) => code?.startsWith(start)));
  return cause?.means(one.message) ?? null;
}

/**
 * Whether Postgres said it, its pool did, or it happened on the way to the one at `databaseUrl`. The codes of the system
 * are those of each connection: a mail server that refuses one is no fault of the store.
 */
export function isOfStore(error: unknown, databaseUrl: string | undefined): boolean {
  const one = oneOf(error);
  if (!(one instanceof Error)) return false;
  if ("severity" in one && SQLSTATE.test(codeOf(one) ?? "")) return true;
  if (OF_THE_POOL.test(one.message)) return true;
  if (databaseUrl === undefined || !URL.canParse(databaseUrl)) return false;
  const { hostname, port } = new URL(databaseUrl);
  if ("port" in one) return String(one.port) === (port || POSTGRES_PORT);
  return "hostname" in one && one.hostname === hostname;
}

const SQLSTATE = /^[0-9A-Z]{5}$/;
const OF_THE_POOL = /^(timeout exceeded when trying to connect|Connection terminated)/;
const POSTGRES_PORT = "5432";

/** Why, and otherwise what was said itself. */
export function unusableWords(error: unknown): string {
  const one = oneOf(error);
  return whyUnusable(one) ?? (one instanceof Error ? one.message : String(one));
}

/** A host with several addresses fails once for each. */
const oneOf = (error: unknown): unknown => (error instanceof AggregateError ? error.errors[0] : error);

const codeOf = (error: Error): string | null =>
  "code" in error && typeof error.code === "string" ? error.code : null;
