/** `/healthz`, `/ready` and `/metrics` on a port of their own, for supervisors and those who look after a process. */
import { createServer, type ServerResponse } from "node:http";
import { CONTENT_TYPE } from "./prometheus-text.ts";
import type { Readiness } from "./readiness.ts";

export interface HealthServerOptions {
  /** 0: any that is free. */
  readonly port: number;
  /** Default: the loopback interface. */
  readonly host?: string | undefined;
  readonly version: string;
  readonly ready: () => Promise<Readiness>;
  /** In Prometheus' text form. */
  readonly metrics: () => Promise<string>;
}

export interface HealthServer {
  readonly url: string;
  close(): Promise<void>;
}

/** The port is taken, or may not be had. The message is one sentence for a person. */
export class HealthPortUnavailable extends Error {
  override readonly name = "SettingsMistake";
}

/** @throws HealthPortUnavailable */
export async function startHealthServer(options: HealthServerOptions): Promise<HealthServer> {
  const { port, host = "127.0.0.1" } = options;
  const server = createServer((request, response) => {
    const path = (request.url ?? "/").replace(/\?.*$/, "");
    const isRead = request.method === "GET" || request.method === "HEAD";
    const answering = isRead
      ? answer(path, options, response)
      : Promise.resolve(send(response, 405, TEXT, ""));
    answering.catch(() => send(response, 500, TEXT, "It could not be found out.\n"));
  });
  // A scraper that says nothing holds no socket.
  server.requestTimeout = 5_000;
  await new Promise<void>((resolve, reject) => {
    server.once("error", (error: NodeJS.ErrnoException) =>
      reject(new HealthPortUnavailable(`The health port ${port} on ${host} cannot be had (${error.code}).`)),
    );
    server.listen({ port, host }, resolve);
  });
  const address = server.address();
  const bound = typeof address === "object" && address !== null ? address.port : port;
  return {
    url: `http://${host.includes(":") ? `[${host}]` : host}:${bound}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

const TEXT = "text/plain; charset=utf-8";
const JSON_TYPE = "application/json; charset=utf-8";

async function answer(path: string, options: HealthServerOptions, response: ServerResponse): Promise<void> {
  switch (path) {
    case "/healthz":
      return send(response, 200, JSON_TYPE, toJson({ ok: true, name: "baton", version: options.version }));
    case "/ready": {
      const readiness = await options.ready();
      const status = readiness.state === "away" ? 503 : 200;
      return send(response, status, JSON_TYPE, toJson({ ready: status === 200, ...readiness }));
    }
    case "/metrics":
      return send(response, 200, CONTENT_TYPE, await options.metrics());
    default:
      return send(response, 404, TEXT, "There is /healthz, /ready and /metrics.\n");
  }
}

const toJson = (answered: object): string => `${JSON.stringify(answered)}\n`;

function send(response: ServerResponse, status: number, type: string, body: string): void {
  if (response.headersSent) return;
  response.writeHead(status, { "content-type": type, "cache-control": "no-store" }).end(body);
}
