/**
 * What the gateway's log may hold: names of ours, counts and times. Bodies, addresses of requests (they hold keys of
 * subjects), addresses of people and tokens stay out, also of the lines that the framework writes by itself.
 */
import type { FastifyRequest, FastifyServerOptions } from "fastify";

export interface LogOptions {
  readonly level: "debug" | "info" | "warn" | "error";
  /** Default: standard error; standard output is for products. */
  readonly stream?: { write(line: string): void };
}

const SECRET = [
  "authorization",
  "headers",
  "body",
  "token",
  "email",
  "address",
  "req.headers",
  "res.headers",
];

export function loggerOptions(log: LogOptions | undefined): NonNullable<FastifyServerOptions["logger"]> {
  if (log === undefined) return false;
  return {
    level: log.level,
    stream: log.stream ?? process.stderr,
    redact: { paths: SECRET, remove: true },
    serializers: {
      req: (request: FastifyRequest) => ({
        method: request.method,
        route: request.routeOptions?.url ?? null,
      }),
      // A message may repeat what was sent.
      err: (error: Error) => ({ type: error.name, message: "", stack: "" }),
    },
  };
}
