/**
 * A gateway that answers what a test tells it to, and keeps what it was asked. Questions and answers go through the
 * schemas of the real one, so that a test cannot agree with the command on something else.
 */
import { createServer, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { json } from "node:stream/consumers";
import {
  type ActAnswerView,
  actAnswer,
  actRequests,
  type EventRequest,
  type EventResult,
  eventRequest,
  eventsAnswer,
  type InboxAnswer,
  type InsideAnswer,
  inboxAnswer,
  inboxQuery,
  insideAnswer,
  insideQuery,
  type MailAnswer,
  type MigrateAnswer,
  type MigrateBody,
  mailAnswer,
  migrateAnswer,
  migrateRequest,
  PATHS,
  type RequestAnswer,
  requestAnswer,
  requestRequest,
  type StatusAnswer,
  statusAnswer,
  statusQuery,
  type WhyAnswer,
  whyAnswer,
} from "../../runtime/gateway/api.ts";

export interface Refusing {
  readonly status: number;
  readonly error: { readonly code: string; readonly message: string; readonly field?: string };
}
type Answer<T> = T | Refusing;

export interface Answers {
  readonly inbox?: () => Answer<InboxAnswer>;
  readonly status?: () => Answer<StatusAnswer>;
  readonly mail?: () => Answer<MailAnswer>;
  readonly inside?: () => Answer<InsideAnswer>;
  readonly why?: (key: string) => Answer<WhyAnswer>;
  readonly migrate?: (asked: MigrateBody) => Answer<MigrateAnswer>;
  readonly act?: (act: string, work: string) => Answer<ActAnswerView>;
  readonly request?: (key: string, name: string) => Answer<RequestAnswer>;
  readonly event?: (event: EventRequest) => Omit<EventResult, "index" | "id">;
}

export interface Asked {
  readonly path: string;
  readonly person: string | undefined;
  readonly token: string | undefined;
  readonly body: unknown;
}

export interface StubGateway {
  readonly url: string;
  readonly asked: readonly Asked[];
  /** All events that came, in order. */
  readonly events: readonly EventRequest[];
  close(): void;
}

const ACT = /^\/v1\/work\/([^/]+)\/(accept|decline|complete|decide)$/;
const REQUEST = /^\/v1\/subjects\/([^/]+)\/requests\/([^/]+)$/;
const WHY = /^\/v1\/subjects\/([^/]+)\/why$/;

export async function startStubGateway(answers: Answers): Promise<StubGateway> {
  const asked: Asked[] = [];
  const events: EventRequest[] = [];

  function answerTo(url: URL, body: unknown): unknown {
    const query = Object.fromEntries(url.searchParams);
    const [, work = "", act] = ACT.exec(url.pathname) ?? [];
    const [, key = ""] = WHY.exec(url.pathname) ?? [];
    if (url.pathname === "/v1/inbox" && inboxQuery.parse(query))
      return answer(inboxAnswer, answers.inbox?.());
    if (url.pathname === "/v1/status" && statusQuery.parse(query))
      return answer(statusAnswer, answers.status?.());
    if (url.pathname === PATHS.migrate)
      return answer(migrateAnswer, answers.migrate?.(migrateRequest.parse(body)));
    if (url.pathname === "/v1/inside" && insideQuery.parse(query))
      return answer(insideAnswer, answers.inside?.());
    if (url.pathname === "/v1/mail") return answer(mailAnswer, answers.mail?.());
    if (key !== "") return answer(whyAnswer, answers.why?.(decodeURIComponent(key)));
    const [, requested = "", name = ""] = REQUEST.exec(url.pathname) ?? [];
    if (requested !== "" && requestRequest.parse(body))
      return answer(
        requestAnswer,
        answers.request?.(decodeURIComponent(requested), decodeURIComponent(name)),
      );
    if (act !== undefined && act in actRequests) {
      actRequests[act as keyof typeof actRequests].parse(body);
      return answer(actAnswer, answers.act?.(act, decodeURIComponent(work)));
    }
    const taken = [body].flat().map((event) => eventRequest.parse(event));
    events.push(...taken);
    const result = answers.event ?? (() => ({ status: "taken" as const, started: [], informed: [] }));
    return eventsAnswer.parse({
      results: taken.map((event, index) => ({ index, id: event.id, ...result(event) })),
    });
  }

  /** A question that does not fit its schema fails the test that asked it, and not the process. */
  function answerOrFault(url: URL, body: unknown): unknown {
    try {
      return answerTo(url, body);
    } catch (error) {
      return { status: 500, error: { code: "stub", message: String(error) } };
    }
  }

  const server = createServer(async (request, response) => {
    const body = request.method === "POST" ? await json(request) : undefined;
    const { authorization, "x-baton-person": person } = request.headers;
    asked.push({ path: request.url ?? "", person: String(person ?? ""), token: authorization, body });
    reply(response, answerOrFault(new URL(request.url ?? "", "http://stub"), body));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return { url: `http://127.0.0.1:${port}`, asked, events, close: () => server.close() };
}

function answer<T>(schema: { parse(value: unknown): T }, value: Answer<T> | undefined): unknown {
  return isRefusing(value) ? value : schema.parse(value);
}

const isRefusing = (value: unknown): value is Refusing =>
  typeof value === "object" && value !== null && "error" in value;

function reply(response: ServerResponse, body: unknown): void {
  response.statusCode = isRefusing(body) ? body.status : 200;
  response.setHeader("content-type", "application/json");
  response.end(JSON.stringify(isRefusing(body) ? { error: body.error } : body));
}
