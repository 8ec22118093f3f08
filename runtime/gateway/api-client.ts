/**
 * The gateway's client: one method for each request, answers parsed with the schemas that the gateway renders them
 * with. What goes wrong is an `ApiFailure` whose message can be shown to a person as it is.
 */
import type { z } from "zod";
import type { SealedPlan } from "../deploy/deployment.ts";
import { type TrackRecord, trackRecordSchema } from "../review/track-record.ts";
import {
  type ActAnswerView,
  type ActBody,
  type ActName,
  type AuditAnswer,
  type AuditQuery,
  type AuditVerdictAnswer,
  type AuditVerdictQuery,
  actAnswer,
  auditAnswer,
  auditVerdict,
  type DeployedAnswer,
  type DeploymentAnswer,
  deployedAnswer,
  deploymentAnswer,
  type EventRequest,
  type EventsAnswer,
  errorAnswer,
  eventsAnswer,
  type FiguresAnswer,
  type FiguresQuery,
  type ForgettingAnswer,
  type ForgettingReportView,
  figuresAnswer,
  forgettingAnswer,
  forgettingReport,
  type HealthAnswer,
  type HistoryAnswer,
  type HistoryQuery,
  healthAnswer,
  historyAnswer,
  IDEMPOTENCY_HEADER,
  type InboxAnswer,
  type InboxQuery,
  type InsideAnswer,
  type InsideQuery,
  type InstanceView,
  inboxAnswer,
  insideAnswer,
  instanceView,
  type JournalAnswer,
  type JournalQuery,
  journalAnswer,
  type MailAnswer,
  type MigrateAnswer,
  type MigrateBody,
  mailAnswer,
  migrateAnswer,
  type OperationAnswer,
  type OperationRequest,
  operationAnswer,
  PATHS,
  PERSON_HEADER,
  type ReadyAnswer,
  type RequestAnswer,
  type RequestBody,
  type ReviewsAnswer,
  readyAnswer,
  requestAnswer,
  reviewsAnswer,
  type StatusAnswer,
  type StatusQuery,
  type StuckAnswer,
  type StuckQuery,
  statusAnswer,
  stuckAnswer,
  type TimelineAnswer,
  type TrackRecordQuery,
  timelineAnswer,
  type WhyAnswer,
  whyAnswer,
} from "./api.ts";

export interface ApiClient {
  sendEvents(events: EventRequest | readonly EventRequest[]): Promise<EventsAnswer>;
  status(query?: StatusQuery): Promise<StatusAnswer>;
  instance(id: string): Promise<InstanceView>;
  inbox(query?: InboxQuery): Promise<InboxAnswer>;
  reviews(): Promise<ReviewsAnswer>;
  /** `key`: a repeat with the same key is the same act; default: derived from person, work and answer. */
  act<Do extends ActName>(act: Do, work: string, body: ActBody<Do>, key?: string): Promise<ActAnswerView>;
  /** What a person does unprompted. `key`: a repeat with the same key is the same request. */
  request(subjectKey: string, name: string, body: RequestBody, key?: string): Promise<RequestAnswer>;
  why(subjectKey: string): Promise<WhyAnswer>;
  timeline(subjectKey: string): Promise<TimelineAnswer>;
  /** What would be forgotten. */
  forgetPlan(subjectKey: string): Promise<ForgettingReportView>;
  forget(subjectKey: string, because: string): Promise<ForgettingAnswer>;
  forgetting(id: string): Promise<ForgettingAnswer>;
  journal(query?: JournalQuery): Promise<JournalAnswer>;
  history(query: HistoryQuery): Promise<HistoryAnswer>;
  trackRecord(query: TrackRecordQuery): Promise<TrackRecord>;
  operate(body: OperationRequest, key?: string): Promise<OperationAnswer>;
  operation(id: string): Promise<OperationAnswer>;
  stuck(query?: StuckQuery): Promise<StuckAnswer>;
  figures(query?: FiguresQuery): Promise<FiguresAnswer>;
  audit(query?: AuditQuery): Promise<AuditAnswer>;
  auditVerdict(query?: AuditVerdictQuery): Promise<AuditVerdictAnswer>;
  deployment(): Promise<DeploymentAnswer>;
  /** Makes the plan so, exactly as it stands. */
  deploy(plan: SealedPlan): Promise<DeployedAnswer>;
  mail(): Promise<MailAnswer>;
  /** How many are inside of what, and where they stand. */
  inside(query?: InsideQuery): Promise<InsideAnswer>;
  /** What becomes of those inside one version of a journey; with `apply` it is done. */
  migrate(body: MigrateBody): Promise<MigrateAnswer>;
  health(): Promise<HealthAnswer>;
  ready(): Promise<ReadyAnswer>;
}

export interface ApiClientOptions {
  /** Such as `http://127.0.0.1:7400`. */
  readonly url: string;
  readonly token: string;
  /** Acts as this person; the token needs the scope `act-for`. */
  readonly person?: string;
  /** Milliseconds; default 30 000, more than the gateway takes for anything. */
  readonly timeout?: number;
  readonly fetch?: typeof fetch;
}

/** The gateway refused, could not be reached, or is not a gateway. */
export class ApiFailure extends Error {
  override readonly name = "ApiFailure";
  /** HTTP status; `null` when no answer came. */
  readonly status: number | null;
  readonly code: string;
  /** JSON pointer to the wrong part of the request. */
  readonly field: string | null;

  constructor(failure: { status: number | null; code: string; message: string; field?: string | undefined }) {
    super(failure.message);
    this.status = failure.status;
    this.code = failure.code;
    this.field = failure.field ?? null;
  }
}

export function createApiClient(options: ApiClientOptions): ApiClient {
  const get = <T extends z.ZodType>(path: string, answer: T, query: object = {}) =>
    ask(options, { method: "GET", path: path + queryString(query) }, answer);
  const post = <T extends z.ZodType>(path: string, body: unknown, answer: T, key?: string) =>
    ask(options, { method: "POST", path, body, key }, answer);
  return {
    sendEvents: (events) => post(PATHS.events, events, eventsAnswer),
    status: (query) => get(PATHS.status, statusAnswer, query),
    instance: (id) => get(PATHS.instance(id), instanceView),
    inbox: (query) => get(PATHS.inbox, inboxAnswer, query),
    reviews: () => get(PATHS.reviews, reviewsAnswer),
    act: (act, work, body, key) => post(PATHS.work(work, act), body, actAnswer, key),
    request: (subject, name, body, key) => post(PATHS.request(subject, name), body, requestAnswer, key),
    why: (key) => get(PATHS.why(key), whyAnswer),
    timeline: (key) => get(PATHS.timeline(key), timelineAnswer),
    forgetPlan: (key) => get(PATHS.forget(key), forgettingReport),
    forget: (key, because) => post(PATHS.forget(key), { because }, forgettingAnswer),
    forgetting: (id) => get(PATHS.forgetting(id), forgettingAnswer),
    journal: (query) => get(PATHS.journal, journalAnswer, query),
    history: (query) => get(PATHS.history, historyAnswer, query),
    trackRecord: (query) => get(PATHS.trackRecord, trackRecordSchema, query),
    operate: (body, key) => post(PATHS.operations, body, operationAnswer, key),
    operation: (id) => get(PATHS.operation(id), operationAnswer),
    stuck: (query) => get(PATHS.stuck, stuckAnswer, query),
    figures: (query) => get(PATHS.figures, figuresAnswer, query),
    audit: (query) => get(PATHS.audit, auditAnswer, query),
    auditVerdict: (query) => get(PATHS.auditVerdict, auditVerdict, query),
    deployment: () => get(PATHS.deployment, deploymentAnswer),
    deploy: (plan) => post(PATHS.deployment, plan, deployedAnswer),
    mail: () => get(PATHS.mail, mailAnswer),
    inside: (query) => get(PATHS.inside, insideAnswer, query),
    migrate: (body) => post(PATHS.migrate, body, migrateAnswer),
    health: () => get(PATHS.health, healthAnswer),
    // Not ready is an answer too, and comes as 503.
    ready: () => ask(options, { method: "GET", path: PATHS.ready, alsoRead: 503 }, readyAnswer),
  };
}

interface Asked {
  readonly method: "GET" | "POST";
  readonly path: string;
  readonly body?: unknown;
  readonly key?: string | undefined;
  /** A status besides 2xx whose body is an answer. */
  readonly alsoRead?: number;
}

async function ask<T extends z.ZodType>(
  options: ApiClientOptions,
  asked: Asked,
  answer: T,
): Promise<z.infer<T>> {
  const response = await call(options, asked);
  const body = await readJson(options, response);
  if (!response.ok && response.status !== asked.alsoRead) throw refusalOf(response.status, body);
  const parsed = answer.safeParse(body);
  if (!parsed.success) throw notAGateway(options, response.status);
  return parsed.data;
}

async function call(options: ApiClientOptions, asked: Asked): Promise<Response> {
  const request: RequestInit = {
    method: asked.method,
    headers: headersOf(options, asked),
    signal: AbortSignal.timeout(options.timeout ?? 30_000),
    // A gateway never redirects; whoever does is something else and must not see the token.
    redirect: "error",
    ...(asked.body === undefined ? {} : { body: JSON.stringify(asked.body) }),
  };
  try {
    return await (options.fetch ?? fetch)(new URL(asked.path, options.url), request);
  } catch (error) {
    throw unreachable(options, error);
  }
}

function headersOf(options: ApiClientOptions, asked: Asked): Record<string, string> {
  return {
    authorization: `Bearer ${options.token}`,
    accept: "application/json",
    ...(asked.body === undefined ? {} : { "content-type": "application/json" }),
    ...(options.person === undefined ? {} : { [PERSON_HEADER]: options.person }),
    ...(asked.key === undefined ? {} : { [IDEMPOTENCY_HEADER]: asked.key }),
  };
}

async function readJson(options: ApiClientOptions, response: Response): Promise<unknown> {
  try {
    return await response.json();
  } catch {
    throw notAGateway(options, response.status);
  }
}

function refusalOf(status: number, body: unknown): ApiFailure {
  const parsed = errorAnswer.safeParse(body);
  if (parsed.success) return new ApiFailure({ status, ...parsed.data.error });
  return new ApiFailure({
    status,
    code: "unknown",
    message: `The gateway answered ${status} without a reason.`,
  });
}

function notAGateway(options: ApiClientOptions, status: number): ApiFailure {
  const message = `What answers at ${options.url} is not a Baton gateway of this version.`;
  return new ApiFailure({ status, code: "not-a-gateway", message });
}

function unreachable(options: ApiClientOptions, error: unknown): ApiFailure {
  const silent = error instanceof Error && error.name === "TimeoutError";
  const message = silent
    ? `The gateway at ${options.url} has not answered in time.`
    : `No gateway answers at ${options.url}. Start one with \`baton dev\` or \`baton serve\`.`;
  return new ApiFailure({ status: null, code: silent ? "silent" : "unreachable", message });
}

function queryString(query: object): string {
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) if (value !== undefined) search.set(name, String(value));
  return search.size === 0 ? "" : `?${search.toString()}`;
}
