/**
 * The HTTP API as data: paths, requests and answers. The gateway and the client parse with these same schemas, so
 * neither can drift from the other. Instants are ISO 8601 in UTC, on the one clock of the installation; fields are
 * as in the language, money as `{ amount, currency }`, lengths of time as `{ ms }`. Described for readers in docs/http-api.md.
 *
 * Requests are strict, so that a misspelt member is an error; answers are not, so that an older client can read a
 * newer gateway.
 */
import { z } from "zod";
import type { Observed } from "../../compiler/audit/observed.ts";
import { durationSchema } from "../../compiler/schema-parts.ts";
import { enteredSchema } from "../deploy/deployment.ts";

export const PATHS = {
  events: "/v1/events",
  status: "/v1/status",
  instance: (id: string) => `/v1/instances/${encodeURIComponent(id)}`,
  inbox: "/v1/inbox",
  reviews: "/v1/reviews",
  work: (id: string, act: ActName) => `/v1/work/${encodeURIComponent(id)}/${act}`,
  request: (key: string, name: string) =>
    `/v1/subjects/${encodeURIComponent(key)}/requests/${encodeURIComponent(name)}`,
  why: (key: string) => `/v1/subjects/${encodeURIComponent(key)}/why`,
  timeline: (key: string) => `/v1/subjects/${encodeURIComponent(key)}/timeline`,
  forget: (key: string) => `/v1/subjects/${encodeURIComponent(key)}/forget`,
  forgetting: (id: string) => `/v1/forgettings/${encodeURIComponent(id)}`,
  decode: "/v1/codec/decode",
  journal: "/v1/journal",
  operations: "/v1/operations",
  operation: (id: string) => `/v1/operations/${encodeURIComponent(id)}`,
  stuck: "/v1/stuck",
  figures: "/v1/figures",
  audit: "/v1/audit",
  auditVerdict: "/v1/audit/verdict",
  history: "/v1/history",
  trackRecord: "/v1/track-record",
  deployment: "/v1/deployment",
  inside: "/v1/inside",
  mail: "/v1/mail",
  migrate: "/v1/migrate",
  health: "/healthz",
  ready: "/ready",
} as const;

/** The paths above that hold an id, as the gateway's router reads them. */
export const ROUTES = {
  instance: "/v1/instances/*",
  work: (act: ActName) => `/v1/work/:id/${act}`,
  request: "/v1/subjects/:key/requests/:name",
  why: "/v1/subjects/:key/why",
  timeline: "/v1/subjects/:key/timeline",
  operation: "/v1/operations/:id",
  forget: "/v1/subjects/:key/forget",
  forgetting: "/v1/forgettings/:id",
} as const;

/** Whom a bearer of the scope `act-for` acts as. */
export const PERSON_HEADER = "x-baton-person";
/** Makes an act repeatable: the same key is the same act. */
export const IDEMPOTENCY_HEADER = "idempotency-key";

const instant = z.iso.datetime();
const money = z.object({ amount: z.number(), currency: z.string() });
export const value = z.union([z.string(), z.number(), z.boolean(), money, durationSchema, z.null()]);

// ── What is deployed ──────────────────────────────────────────────────────────────────────────────────────

export const deploymentAnswer = z.object({
  /** Of the last deployment; 0: there was none, and people enter what the build says. */
  number: z.number(),
  entered: enteredSchema,
  releases: z
    .array(
      z.object({
        journey: z.string(),
        version: z.number(),
        /** Of the plan; empty where nobody holds it any more. */
        hash: z.string(),
        /** Instances that have not come to their end. */
        inside: z.number(),
        /** Of those in other versions, who have been told to go on by it. */
        coming: z.number(),
      }),
    )
    .readonly(),
  /** What was entered before, the latest first. */
  earlier: z.array(enteredSchema).readonly(),
  workers: z.array(
    z.object({ id: z.string(), build: z.string(), releases: z.record(z.string(), z.string()) }),
  ),
});
export type DeploymentAnswer = z.output<typeof deploymentAnswer>;
/** The request is a plan of `runtime/deploy`, as `baton deploy` makes it. */
export const deployedAnswer = z.object({ number: z.number() });
export type DeployedAnswer = z.output<typeof deployedAnswer>;

// ── Who is inside ─────────────────────────────────────────────────────────────────────────────────────────

export const insideQuery = z.strictObject({
  /** Journeys, with commas between: those inside are asked at which step they stand. Default: of all of them. */
  steps: z.string().max(20_000).optional(),
});
export type InsideQuery = z.input<typeof insideQuery>;
const whole = z.int().nonnegative();
/** Counts and names of the texts, and nothing of anybody; a file of it is read back by `baton diff`. */
export const insideAnswer = z.object({
  at: instant,
  releases: z
    .array(
      z.object({
        journey: z.string(),
        version: whole,
        groups: z
          .array(
            z.object({
              stage: z.string().nullable(),
              /** Where they wait, the main track first; `null`: their runs did not answer, or there were too many. */
              steps: z.array(z.string()).readonly().nullable(),
              count: whole,
            }),
          )
          .readonly(),
      }),
    )
    .readonly(),
});
export type InsideAnswer = z.output<typeof insideAnswer>;

// ── Errors ────────────────────────────────────────────────────────────────────────────────────────────────

export const apiErrorBody = z.object({
  /** A slug; stable. */
  code: z.string(),
  /** One sentence for a person. */
  message: z.string(),
  /** JSON pointer to the wrong part of the request. */
  field: z.string().optional(),
});
export const errorAnswer = z.object({ error: apiErrorBody });

// ── Versions ──────────────────────────────────────────────────────────────────────────────────────────────

export const migrateRequest = z.strictObject({
  journey: z.string().min(1).max(200),
  /** Default: the one that the later version says something of and that somebody is inside of. */
  from: z.int().positive().optional(),
  /** Default: the latest that says something of an earlier one. */
  to: z.int().positive().optional(),
  /** No more than so many in all, those who were told before among them. */
  atMost: z.int().nonnegative().optional(),
  /** Without it nothing is changed. */
  apply: z.boolean().default(false),
});
export const migrateAnswer = z.object({
  journey: z.string(),
  from: z.number(),
  to: z.number(),
  at: z.enum(["next stage", "once"]),
  /** The role that owns the later version. */
  owner: z.string(),
  /** Whose journey is under way in the earlier version. */
  inside: z.number(),
  /** Of those, how many said at which step they stand. */
  asked: z.number(),
  /** By this request. */
  told: z.number(),
  /** Who have taken the later version over so far. */
  moved: z.number(),
  groups: z.array(
    z.object({
      stage: z.string().nullable(),
      /** `null`: it waits for nothing but what may come, or nobody has said. */
      step: z.string().nullable(),
      count: z.number(),
      will: z.enum([
        "stays",
        "moves at its next stage",
        "moves now",
        "is on its way",
        "needs a map",
        "was refused",
      ]),
      /** Where it goes on, where that is another place. */
      to: z.string().nullable(),
      why: z.string().nullable(),
    }),
  ),
});

// ── Events ────────────────────────────────────────────────────────────────────────────────────────────────

/** The envelope of an event. What `subject` and `data` hold is checked against the library (`ingest/event-schema`). */
export const eventRequest = z.strictObject({
  id: z.string().min(1).max(200),
  /** Tells apart what the bearer passes on, as `<bearer>/<source>`; ids are unique within it. Default: the bearer. */
  source: z.string().min(1).max(100).optional(),
  event: z.string().min(1).max(100),
  /** When it happened; default: now. May be long ago, but not in the future. */
  at: z.iso.datetime({ offset: true, error: "an instant looks like 2026-11-23T09:00:00+01:00" }).optional(),
  subject: z.record(z.string(), z.unknown()),
  data: z.record(z.string(), z.unknown()).optional(),
});
/** A body is one event or an array of up to so many; each is read and answered for itself. */
export const LARGEST_BATCH = 100;

export const eventResult = z.object({
  /** Place in the batch, from 0. */
  index: z.number(),
  id: z.string().nullable(),
  status: z.enum(["taken", "repeated", "refused"]),
  /** Journeys that the event started. */
  started: z.array(z.string()),
  /** Open journeys that are told of it. */
  informed: z.array(z.string()),
  /** Set when it was refused. */
  error: apiErrorBody.optional(),
});
export const eventsAnswer = z.object({ results: z.array(eventResult) });

// ── Where journeys stand ──────────────────────────────────────────────────────────────────────────────────

export const subjectView = z.object({
  /** Kind of subject, such as `lead`. */
  kind: z.string(),
  key: z.string(),
  name: z.string().nullable(),
});

export const holder = z.object({ role: z.string(), person: z.string().nullable() });

/** Evidence that an answer or a request brings along. */
export const need = z.object({ field: z.string(), type: z.string(), values: z.array(z.string()).optional() });

/** What its stage lets people do unprompted. */
export const requestView = z.object({
  name: z.string(),
  /** Roles, of which one is enough. */
  by: z.array(z.string()),
  needs: z.array(need),
});

export const instanceView = z.object({
  id: z.string(),
  journey: z.string(),
  version: z.number(),
  subject: subjectView,
  /** With `per KEY`: what the instance is about. */
  key: z.string().nullable(),
  state: z.enum(["open", "paused", "stuck", "ended"]),
  /** `null` until the journey has taken its first step, and once it has ended. */
  stage: z.string().nullable(),
  holder: holder.nullable(),
  /** What is awaited, in words. */
  awaits: z.string().nullable(),
  until: instant.nullable(),
  enteredAt: instant,
  endedAt: instant.nullable(),
  exit: z.string().nullable(),
  outcome: z.enum(["success", "failure", "neutral"]).nullable(),
  requests: z.array(requestView),
});

export const statusQuery = z.strictObject({
  journey: z.string().optional(),
  stage: z.string().optional(),
  /** A person or a role. */
  holder: z.string().optional(),
  /** The subject's key. */
  subject: z.string().optional(),
  /** Default: those that have not ended. */
  state: z.enum(["open", "paused", "stuck", "ended", "all"]).optional(),
  limit: z.coerce.number().int().min(1).max(500).default(100),
  /** The `next` of the page before. */
  after: z.string().optional(),
});
export const statusAnswer = z.object({
  now: instant,
  /** Over all that match, whatever the page. */
  counts: z.array(
    z.object({
      journey: z.string(),
      version: z.number(),
      stage: z.string().nullable(),
      holder: holder.nullable(),
      state: z.enum(["open", "paused", "stuck", "ended"]),
      count: z.number(),
    }),
  ),
  instances: z.array(instanceView),
  next: z.string().nullable(),
});

// ── Work ──────────────────────────────────────────────────────────────────────────────────────────────────

export const ACTS = ["accept", "decline", "complete", "decide"] as const;
export type ActName = (typeof ACTS)[number];

export const workView = z.object({
  id: z.string(),
  kind: z.enum(["accept", "task", "decide", "approve", "data", "request", "hold"]),
  /** Handover, task, right or message. */
  name: z.string(),
  /** With the subject's fields filled in. */
  title: z.string(),
  instance: z.string(),
  journey: z.string(),
  stage: z.string(),
  subject: subjectView,
  role: z.string(),
  person: z.string().nullable(),
  openedAt: instant,
  /** `null`: its ladder has ended, and it stays open. */
  due: instant.nullable(),
  overdue: z.boolean(),
  /** How it can be answered: an act, its label where it has several, and the evidence that it needs. */
  answers: z.array(
    z.object({
      act: z.enum(ACTS),
      label: z.string().nullable(),
      needs: z.array(need),
    }),
  ),
  /** Why it cannot be answered now, in words; `null`: it can. */
  paused: z.string().nullable().default(null),
  /** What travels with it, as far as it is known. */
  carries: z.array(z.object({ name: z.string(), value: value })),
});

/** A review that has fallen due: about no subject, and answered by the text alone, whose later `last` closes it. */
export const reviewView = z.object({
  kind: z.enum(["journey", "score", "route"]),
  name: z.string(),
  owner: z.string(),
  /** In words: `3 months`. */
  every: z.string(),
  /** Dates are those where the owner works. */
  last: z.iso.date(),
  due: z.iso.date(),
  /** The last day of its grace. */
  until: z.iso.date(),
  openedAt: instant,
  standing: z.enum(["due", "overdue", "past its grace"]),
  /** The roles that have it, and who fills them: the owner's or, where nobody fills that, the one above. */
  with: z.array(z.object({ role: z.string(), people: z.array(z.string()) })),
});
/** All that are open, whoever has them. */
export const reviewsAnswer = z.object({ now: instant, reviews: z.array(reviewView) });

export const inboxQuery = z.strictObject({
  /** Default: whoever asks. */
  person: z.string().optional(),
  subject: z.string().optional(),
  /** Handover, task, right or message. */
  name: z.string().optional(),
});
export const inboxAnswer = z.object({
  now: instant,
  person: z.string(),
  work: z.array(workView),
  /** Of the roles that they fill. */
  reviews: z.array(reviewView).default([]),
});

const evidence = z.record(z.string(), z.unknown()).optional();
export const actRequests = {
  accept: z.strictObject({}),
  decline: z.strictObject({ reason: z.string().min(1).max(200), evidence }),
  /** A task without results needs none. */
  complete: z.strictObject({ result: z.string().min(1).max(200).optional(), evidence }),
  decide: z.strictObject({ answer: z.string().min(1).max(200), evidence }),
} as const;
/** `journey`: where several that the subject is in know a request of this name. */
export const requestRequest = z.strictObject({ journey: z.string().min(1).max(200).optional(), evidence });
export const requestAnswer = z.object({
  taken: z.literal(true),
  request: z.string(),
  instance: z.string(),
  by: z.string(),
  /** What was done, for the person. */
  message: z.string(),
});
export const actAnswer = z.object({
  taken: z.literal(true),
  work: z.string(),
  by: z.string(),
  /** What was done, for the person. */
  message: z.string(),
});

// ── Written down ──────────────────────────────────────────────────────────────────────────────────────────

export const whyAnswer = z.object({
  now: instant,
  subject: subjectView,
  /** Where they are, who holds it, why, what comes next and when: one sentence for each journey, latest first. */
  sentence: z.string(),
  journeys: z.array(z.object({ instance: instanceView, sentence: z.string() })),
});

export const journalEntry = z.object({
  /** Ascending over the installation; what `after` takes. */
  number: z.number(),
  at: instant,
  instance: z.string().nullable(),
  journey: z.string().nullable(),
  version: z.number().nullable(),
  subject: subjectView.nullable(),
  what: z.string(),
  name: z.string(),
  stage: z.string().nullable(),
  step: z.string().nullable(),
  by: z.string().nullable(),
  to: z.string().nullable(),
  result: z.string().nullable(),
  why: z.string().nullable(),
  /** The entry in words. */
  sentence: z.string(),
});

export const timelineAnswer = z.object({
  now: instant,
  subject: subjectView,
  entries: z.array(journalEntry),
});

export const journalQuery = z.strictObject({
  /** Entries with a higher number; default 0, from the beginning. */
  after: z.coerce.number().int().min(0).default(0),
  limit: z.coerce.number().int().min(1).max(1000).default(200),
  /** Seconds to wait for an entry when there is none yet. */
  wait: z.coerce.number().min(0).max(30).default(0),
  /** Only of this subject. */
  subject: z.string().optional(),
});
export const journalAnswer = z.object({ now: instant, entries: z.array(journalEntry), last: z.number() });

// ── Looking after ─────────────────────────────────────────────────────────────────────────────────────────

const name = z.string().min(1).max(200);
export const OPERATIONS = ["pause", "resume", "stop", "repair"] as const;
export const operationRequest = z.strictObject({
  do: z.enum(OPERATIONS),
  /** Whom it is for: all of these at once, at least one of them. */
  journey: name.optional(),
  version: z.int().positive().optional(),
  stage: name.optional(),
  audience: name.optional(),
  /** A subject's key. */
  subject: name.optional(),
  instance: name.optional(),
  because: z.string().trim().min(1).max(500).optional(),
  /** Of a resume: `shift`, what was left of each clock is left; `catch up`, what fell due meanwhile happens now. */
  clocks: z.enum(["shift", "catch up"]).optional(),
  /** Of a stop: an exit of the journey; default: it ends outright. */
  exit: name.optional(),
  /** Of a repair: what is stuck is tried again, or left out. */
  how: z.enum(["retry", "skip"]).optional(),
  /** Answers whom it would be for, and does nothing. */
  dryRun: z.boolean().default(false),
});
export const operationAnswer = z.object({
  /** `null`: nothing was done. */
  id: z.string().nullable(),
  do: z.enum(OPERATIONS),
  /** Whom it is for, in words. */
  chosen: z.string(),
  by: z.string(),
  why: z.string().nullable(),
  at: instant,
  /** When it was asked for. */
  concerns: z.object({ instances: z.number(), people: z.number() }),
  /** Of a dry run: whether it also counts for who enters from now on, so that it is something even where nobody is inside. */
  forEntries: z.boolean().optional(),
  done: z.number(),
  isOver: z.boolean(),
  /** What it means for those who enter meanwhile, and other things to know, in words. */
  notes: z.array(z.string()),
});

export const troubleView = z.object({
  kind: z.enum(["fact", "letter", "nobody", "lost run", "reset run", "input"]),
  since: instant,
  words: z.string(),
  /** What each way of repair would do; `null`: it is none. */
  retry: z.string().nullable(),
  skip: z.string().nullable(),
});
export const stuckQuery = z.strictObject({
  journey: name.optional(),
  /** A subject's key or id. */
  subject: name.optional(),
  instance: name.optional(),
});
export const stuckAnswer = z.object({
  now: instant,
  /** Who waits for what, longest first. */
  waiting: z.array(
    z.object({
      /** `overdue`: an answer is late. `stuck`: it does not go on by itself. `no worker`: nothing runs its version. */
      is: z.enum(["overdue", "stuck", "no worker"]),
      since: instant,
      instance: z.string(),
      journey: z.string(),
      version: z.number(),
      stage: z.string().nullable(),
      subject: subjectView,
      role: z.string().nullable(),
      person: z.string().nullable(),
      words: z.string(),
      troubles: z.array(troubleView),
    }),
  ),
  /** Over all, also where `waiting` is cut off. */
  counts: z.object({ overdue: z.number(), stuck: z.number(), noWorker: z.number() }),
});

export const figuresQuery = z.strictObject({
  /** How far back, up to now. */
  days: z.coerce.number().int().min(1).max(3650).default(90),
});
const count = z.int().nonnegative();
/** What each of it means is said beside `Observed` (compiler/audit/observed.ts). */
export const figuresAnswer = z.object({
  from: instant,
  until: instant,
  days: z.number(),
  journeys: z
    .array(
      z.object({
        journey: z.string(),
        since: instant.nullable(),
        entered: count,
        inside: count,
        ended: z.array(z.object({ exit: z.string(), outcome: z.string(), count })).readonly(),
        done: z.object({ sent: count, asked: count, told: count, called: count, set: count }),
        messages: z.record(z.string(), count),
        goal: z.object({ of: count, reached: count, leftOut: count, leftOutReached: count }),
      }),
    )
    .readonly(),
}) satisfies z.ZodType<Observed>;
export type FiguresQuery = z.input<typeof figuresQuery>;
export type FiguresAnswer = z.output<typeof figuresAnswer>;

export const auditQuery = z.strictObject({
  /** Rows with a higher number; default: the latest. */
  after: z.coerce.number().int().min(0).optional(),
  /** A subject's key, or the id by which the record knows them: only what was done to them. */
  subject: name.optional(),
  limit: z.coerce.number().int().min(1).max(1000).default(200),
});
export const auditAnswer = z.object({
  now: instant,
  rows: z.array(
    z.object({
      number: z.number(),
      at: instant,
      who: z.string(),
      did: z.string(),
      about: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])),
      why: z.string().nullable(),
      outcome: z.enum(["begun", "done", "refused", "failed"]),
      said: z.string().nullable(),
      hash: z.string(),
    }),
  ),
});
/** A head that was kept elsewhere. */
export const auditVerdictQuery = z.strictObject({
  number: z.coerce.number().int().min(0).optional(),
  hash: z.string().length(64).optional(),
});
export const auditVerdict = z.discriminatedUnion("is", [
  z.object({ is: z.literal("whole"), head: z.object({ number: z.number(), hash: z.string() }) }),
  z.object({ is: z.literal("broken"), number: z.number(), why: z.string() }),
]);
// ── Forgetting ────────────────────────────────────────────────────────────────────────────────────────────

/** What there is of a subject, by kind and number, and where else they are known. Nothing in it is personal. */
export const forgettingReport = z.object({
  kinds: z.array(z.string()),
  merged: z.number(),
  journeys: z.array(z.object({ journey: z.string(), open: z.number(), ended: z.number() })),
  /** Rows of the store that go, by what they are. */
  rows: z.record(z.string(), z.number()),
  /** Entries of the journal, which lose whom they are about, and their words. */
  journal: z.number(),
  /** They had opted out: a keyed hash of the address stays. */
  suppressed: z.boolean(),
  takesPartIn: z.number(),
  sameAddress: z.array(z.object({ kind: z.string(), id: z.string() })),
  outside: z.array(
    z.object({ is: z.enum(["mail", "action", "source"]), name: z.string(), count: z.number() }),
  ),
});
export const forgetRequest = z.strictObject({ because: z.string().trim().min(1).max(500) });
export const forgettingAnswer = z.object({
  /** Our id of the subject, by which the audit record knows them. */
  id: z.string(),
  /** `ending`: out of the store, and runs in Temporal are being ended; `done`: nobody can read their histories. */
  state: z.enum(["ending", "done"]),
  encrypted: z.boolean(),
  begunAt: instant,
  doneAt: instant.nullable(),
  report: forgettingReport,
});

// ── What happened, for a back-test ────────────────────────────────────────────────────────────────────────

const pastInstant = z.iso.datetime({
  offset: true,
  error: "an instant looks like 2026-11-23T09:00:00+01:00",
});
const pastFields = z.record(z.string(), value);

/** Somebody who was known before the period, with what was known of them then. */
export const knownSubject = z.strictObject({
  /** Kind of subject, such as `lead`. */
  known: z.string(),
  fields: pastFields,
});
/** A fact as its sender put it, with the instant at which it happened: the body that `POST /v1/events` takes. */
export const pastEvent = eventRequest.extend({ at: pastInstant });
/** What a person answered when they were asked. */
export const pastAnswer = z.strictObject({
  /** Handover, task, right or message that asked. */
  answered: z.string(),
  journey: z.string(),
  /** Kind of subject, and its key. */
  subject: z.strictObject({ kind: z.string(), key: z.string() }),
  /** `accept`, the reason of a decline, a result or an answer; `requested` where nobody had asked. */
  answer: z.string(),
  evidence: pastFields.default({}),
  asked: pastInstant,
  at: pastInstant,
  by: z.string(),
});

export const historyQuery = z.strictObject({
  part: z.enum(["known", "events", "answers"]),
  /** The period, both inclusive, by when things happened. */
  from: pastInstant,
  until: pastInstant,
  limit: z.coerce.number().int().min(1).max(1000).default(500),
  /** The `next` of the page before. */
  after: z.string().max(1000).optional(),
});
export const historyAnswer = z.object({
  lines: z.array(z.union([knownSubject, pastEvent, pastAnswer])),
  next: z.string().nullable(),
});

/** What has come of a journey in a period, both inclusive; default: until now. */
export const trackRecordQuery = z.strictObject({
  journey: z.string().min(1).max(200),
  from: pastInstant,
  until: pastInstant.optional(),
});

export const mailAnswer = z.object({
  mail: z.array(
    z.object({
      at: instant,
      to: z.string(),
      subject: z.string(),
      text: z.string(),
      /** The message's name, or what kind of notice it is. */
      message: z.string().nullable(),
    }),
  ),
});

// ── The gateway itself ────────────────────────────────────────────────────────────────────────────────────

export const healthAnswer = z.object({ ok: z.literal(true), name: z.literal("baton"), version: z.string() });

export const readyAnswer = z.object({
  /** It can do its work, perhaps with something to look at. */
  ready: z.boolean(),
  state: z.enum(["ready", "degraded", "away"]),
  store: z.enum(["up", "away"]),
  temporal: z.enum(["up", "away"]),
  /** Facts that are stored and not yet handed to Temporal. */
  backlog: z.number().nullable(),
  /** Real seconds that the oldest of these has waited. */
  oldest: z.number().nullable(),
  /** Facts that were given up on, with a reason in the journal. */
  parked: z.number().nullable(),
  /** What is in the way, in sentences. */
  problems: z.array(z.string()),
  /** Letters that may go out and have not, or of which nobody has said yet what became of them. */
  letters: z.number().nullable(),
  now: instant,
});

export type ApiErrorBody = z.infer<typeof apiErrorBody>;
export type EventRequest = z.infer<typeof eventRequest>;
export type EventResult = z.infer<typeof eventResult>;
export type EventsAnswer = z.infer<typeof eventsAnswer>;
export type SubjectView = z.infer<typeof subjectView>;
export type InstanceView = z.infer<typeof instanceView>;
export type RequestView = z.infer<typeof requestView>;
export type MigrateBody = z.input<typeof migrateRequest>;
export type MigrateAnswer = z.infer<typeof migrateAnswer>;
export type RequestBody = z.input<typeof requestRequest>;
export type RequestAnswer = z.infer<typeof requestAnswer>;
export type StatusQuery = z.input<typeof statusQuery>;
export type StatusAnswer = z.infer<typeof statusAnswer>;
export type Need = z.infer<typeof need>;
export type WorkView = z.infer<typeof workView>;
export type InboxQuery = z.input<typeof inboxQuery>;
export type ReviewView = z.infer<typeof reviewView>;
export type ReviewsAnswer = z.infer<typeof reviewsAnswer>;
export type InboxAnswer = z.infer<typeof inboxAnswer>;
export type ActBody<Do extends ActName = ActName> = z.input<(typeof actRequests)[Do]>;
export type ActAnswerView = z.infer<typeof actAnswer>;
export type WhyAnswer = z.infer<typeof whyAnswer>;
export type JournalEntryView = z.infer<typeof journalEntry>;
export type TimelineAnswer = z.infer<typeof timelineAnswer>;
export type ForgettingReportView = z.infer<typeof forgettingReport>;
export type ForgettingAnswer = z.infer<typeof forgettingAnswer>;
export type KnownSubject = z.infer<typeof knownSubject>;
export type PastEvent = z.infer<typeof pastEvent>;
export type PastAnswer = z.infer<typeof pastAnswer>;
export type HistoryQuery = z.input<typeof historyQuery>;
export type TrackRecordQuery = z.input<typeof trackRecordQuery>;
export type HistoryAnswer = z.infer<typeof historyAnswer>;
export type OperationRequest = z.input<typeof operationRequest>;
export type OperationAnswer = z.infer<typeof operationAnswer>;
export type StuckQuery = z.input<typeof stuckQuery>;
export type StuckAnswer = z.infer<typeof stuckAnswer>;
export type AuditQuery = z.input<typeof auditQuery>;
export type AuditAnswer = z.infer<typeof auditAnswer>;
export type AuditVerdictQuery = z.input<typeof auditVerdictQuery>;
export type AuditVerdictAnswer = z.infer<typeof auditVerdict>;
export type JournalQuery = z.input<typeof journalQuery>;
export type JournalAnswer = z.infer<typeof journalAnswer>;
export type MailAnswer = z.infer<typeof mailAnswer>;
export type HealthAnswer = z.infer<typeof healthAnswer>;
export type ReadyAnswer = z.infer<typeof readyAnswer>;
