/** A code host as far as a review asks one: lists in pages, comments that are kept, and what it was asked. */
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";
import { onTestFinished } from "vitest";

export interface Call {
  readonly method: string;
  readonly path: string;
  readonly token: string | undefined;
  readonly body: unknown;
}

export interface HostServer {
  readonly url: string;
  readonly calls: Call[];
}

/** @param answers by method and path, such as `GET /user`; a list comes in pages, a number is a refusal. */
export async function hostServer(answers: Readonly<Record<string, unknown>>): Promise<HostServer> {
  const calls: Call[] = [];
  const server = createServer(async (request, response) => {
    const url = new URL(request.url ?? "/", "http://localhost");
    const body = await text(request);
    const { authorization, "private-token": privateToken } = request.headers;
    calls.push({
      method: request.method ?? "",
      path: url.pathname,
      token: authorization ?? String(privateToken),
      body: body === "" ? null : JSON.parse(body),
    });
    const answer = answers[`${request.method} ${url.pathname}`] ?? NOT_FOUND;
    const status = typeof answer === "number" ? answer : 200;
    response.writeHead(status, { "content-type": "application/json" });
    response.end(JSON.stringify(status === 200 ? pageOf(answer, url.searchParams) : { message: "no" }));
  });
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  onTestFinished(() => void server.close());
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, calls };
}
const NOT_FOUND = 404;

function pageOf(answer: unknown, query: URLSearchParams): unknown {
  if (!Array.isArray(answer)) return answer;
  const size = Number(query.get("per_page") ?? 30);
  const page = Number(query.get("page") ?? 1);
  return answer.slice((page - 1) * size, page * size);
}
