/**
 * The tables of the schema `baton`, as kysely sees them; `migrations/` makes them so.
 *
 * Instants are `bigint` milliseconds on the one clock of the installation and arrive as numbers. JSON goes in as
 * text (`toJson`) and comes out parsed. Temporal is the truth about where a journey stands: `instance` and `work`
 * are a projection of it. `letter` is the exception: the contact ledger has no other home.
 */
import type { ColumnType, Generated, Insertable, Selectable } from "kysely";
import type { Carried, Fields, Instant } from "../../compiler/plan.ts";
import type { BatchResult, Took } from "../activities/contract.ts";
import type { DeployAct, Holding } from "../deploy/deployment.ts";
import type { Entered } from "../ingest/plan-index.ts";
import type { JournalKind, PersonId, SendOutcome, WorkRecord } from "../machine/protocol.ts";
import type { Chosen } from "../operations/chosen.ts";
import type { QuestionState } from "../policy/questions.ts";
import type { ReadingState } from "../policy/readings.ts";
import type { ScoreState } from "../policy/score.ts";
import type { ForgettingReport } from "../privacy/forgetting-report.ts";
import type { Fact, Indexed, JourneyStart } from "../workflows/contract.ts";
import type { AuditAbout, AuditAct, AuditOutcome } from "./audit.ts";

/** Read as what it is, written as text. */
type Json<T> = ColumnType<T, string, string>;
/** May be left out of an insert; the table has a default. */
type Defaulted<T> = ColumnType<T, T | undefined, T>;

export interface Database {
  readonly subject: SubjectTable;
  readonly care_run: CareRunTable;
  readonly event: EventTable;
  readonly score_state: ScoreStateTable;
  readonly entry_watch: EntryWatchTable;
  readonly forgetting: ForgettingTable;
  readonly suppression: SuppressionTable;
  readonly suppression_salt: { readonly salt: string };
  readonly instance: InstanceTable;
  readonly member: MemberTable;
  readonly work: WorkTable;
  readonly letter: LetterTable;
  readonly journal: JournalTable;
  readonly batch: BatchTable;
  readonly outbox: OutboxTable;
  readonly rotation: RotationTable;
  readonly operation: OperationTable;
  readonly standing_pause: StandingPauseTable;
  readonly version_move: VersionMoveTable;
  readonly audit: AuditTable;
  readonly audit_head: AuditHeadTable;
  readonly data_key: DataKeyTable;
  readonly deployment: DeploymentTable;
  readonly worker: WorkerTable;
  readonly review_task: ReviewTaskTable;
  readonly review_notice: ReviewNoticeTable;
}

/** When a job of data care runs next. */
export interface CareRunTable {
  readonly name: string;
  next_at: Instant;
  /** The last subject that this run has looked at; `null`: it does not run. */
  cursor: string | null;
}

export interface SubjectTable {
  /** Made by us; the pseudonym by which the journal and Temporal know the subject. */
  readonly id: string;
  /** Kind of subject, such as `lead`. */
  readonly kind: string;
  /** Normalised value of the kind's key field; unique within the kind. */
  readonly key: string;
  /** Normalised e-mail address: consent and caps belong to it. */
  address: string | null;
  /** Normalised company: a hold covers it. */
  account: string | null;
  fields: Json<Fields>;
  /** When each field was last set, by when that happened: what comes in late does not undo it. */
  fields_at: Json<Readonly<Record<string, Instant>>>;
  readonly created_at: Instant;
  updated_at: Instant;
  /** The subject that this one was found to be; its key leads there. */
  merged_into: Generated<string | null>;
}

/** Each fact once: a repeat of (source, id) is the same event, or a fraud if its body differs. */
export interface EventTable {
  readonly source: string;
  readonly id: string;
  readonly kind: string;
  readonly subject: string | null;
  /** When it happened. */
  readonly at: Instant;
  readonly received_at: Instant;
  readonly fields: Json<Fields>;
  /** What the sender said of the subject beside it; `null`: it came in before that was kept. */
  readonly said: Json<Fields> | null;
  /** SHA-256 of the canonical body, hex. */
  readonly body_hash: string;
}

/** Of a score, or of a question: `score` is its words then. */
export interface ScoreStateTable {
  readonly subject: string;
  readonly score: string;
  state: Json<ScoreState | ReadingState | QuestionState>;
  band: string | null;
  /** When time alone changes the band, or it is to be looked at again; `null`: never. */
  next_crossing: Instant | null;
  updated_at: Instant;
}

/** Entries that no event leads to, for each subject that was looked at. */
export interface EntryWatchTable {
  readonly subject: string;
  readonly journey: string;
  /** Its place in the plan. */
  readonly entry: number;
  /** Of the plan that was asked. */
  version: number;
  /** When it is next to be looked at; `null`: when something is known. */
  due: Instant | null;
  /** Moments up to here have led in, or have been let pass. */
  done: Instant | null;
  /** The condition held. */
  holds: Defaulted<boolean>;
}

/** A subject that was forgotten, and how far that has come; nothing personal. */
export interface ForgettingTable {
  /** That of the subject. */
  readonly id: string;
  /** With those that were found to be the same. */
  readonly subjects: Json<readonly string[]>;
  /** Runs in Temporal that are to be ended. */
  readonly workflows: Json<readonly string[]>;
  readonly report: Json<ForgettingReport>;
  readonly who: string;
  readonly why: string;
  readonly begun_at: Instant;
  /** Real instant up to which a relay may still hand on what it had taken. */
  readonly quiet_at: Instant;
  runs_ended_at: Generated<Instant | null>;
  done_at: Generated<Instant | null>;
}

export type ForgettingRow = Selectable<ForgettingTable>;

/** Addresses that opted out before they were forgotten. */
export interface SuppressionTable {
  readonly hash: string;
  readonly at: Instant;
}

export interface InstanceTable {
  readonly id: string;
  readonly subject: string;
  readonly journey: string;
  /** A later one once that has been taken over. */
  version: number;
  readonly workflow_id: string;
  /** With `per KEY`: its value. */
  readonly key: string | null;
  /** Of its run: a journey that has ended is open while what follows its exit is under way. */
  state: Defaulted<"open" | "stuck" | "ended">;
  /** `null` until the journey has taken its first step. */
  stage: string | null;
  holder_role: string | null;
  holder_person: PersonId | null;
  /** The role in which they hold it, where it is not `holder_role`. */
  holder_as: string | null;
  awaits: string | null;
  until: Instant | null;
  /** The exclusive group, the priority in it and how it gives way, as its plan says; `null` without a group. */
  readonly exclusive_group: string | null;
  readonly priority: number | null;
  readonly gives_way: "pauses" | "ends" | null;
  /** The journey that it has given way to: of a group at most one that has not ended has none. */
  gives_way_to: string | null;
  /** Who has paused it by hand, why and when; `null`: nobody has. */
  paused_by: Defaulted<PersonId | null>;
  paused_why: Defaulted<string | null>;
  paused_at: Defaulted<Instant | null>;
  readonly entered_at: Instant;
  /** When its exit was taken. */
  ended_at: Instant | null;
  exit: string | null;
  outcome: "success" | "failure" | "neutral" | null;
  /** Fields of the instance itself, beside those of its subject. */
  own: ColumnType<Fields, string | undefined, string>;
}

/** Who was told of a later version of their journey, and what came of it. */
export interface VersionMoveTable {
  readonly instance: string;
  readonly journey: string;
  readonly from_version: number;
  readonly to_version: number;
  readonly at: "next stage" | "once";
  state: Defaulted<"told" | "taken over" | "refused">;
  /** A person's id, where somebody asked for it. */
  readonly by: string | null;
  readonly told_at: Instant;
  done_at: Defaulted<Instant | null>;
  /** Why it was refused. */
  why: Defaulted<string | null>;
}

/** Subjects that an instance `per KEY` is about besides its own. */
export interface MemberTable {
  readonly instance: string;
  readonly subject: string;
  readonly joined_at: Instant;
}

export interface WorkTable {
  readonly id: string;
  readonly instance: string;
  readonly subject: string;
  readonly journey: string;
  readonly version: number;
  readonly kind: WorkRecord["kind"];
  readonly name: string;
  readonly step: string;
  readonly stage: string;
  readonly title: string;
  role: string;
  person: PersonId | null;
  opened_at: Instant;
  due: Instant | null;
  answers: Json<WorkRecord["answers"]>;
  /** The event whose fields the title may name. */
  readonly event: string | null;
  readonly carries: Json<readonly Carried[]>;
  state: "open" | "done" | "withdrawn";
  closed_at: Instant | null;
  closed_by: PersonId | null;
  result: string | null;
  evidence: Json<Fields> | null;
}

/** `merged`: it goes out as a part of another, and what becomes of that becomes of it. */
export type LetterStatus =
  | SendOutcome["is"]
  | "granted"
  | "withdrawn"
  | "sending"
  | "unknown"
  | "failed"
  | "merged";

/** The contact ledger: messages to subjects, and words to people. */
export interface LetterTable {
  /** Instance, step and visit; for words also whom they go to. */
  readonly key: string;
  readonly kind: "message" | "word";
  /** Normalised e-mail address that it goes to. */
  readonly address: string | null;
  readonly subject: string;
  readonly account: string | null;
  readonly instance: string;
  readonly journey: string;
  readonly version: number;
  readonly stage: string;
  readonly step: string | null;
  /** A message's name; why there is a word. */
  readonly name: string;
  readonly channel: string;
  /** A word's text; a message is rendered when it goes out. */
  readonly text: string | null;
  status: LetterStatus;
  /** The journey has not taken it back; a letter that is being sent may still come back unsent. */
  wanted: Defaulted<boolean>;
  until: Instant | null;
  why: string | null;
  /** Whether it takes a place under the caps: exempt messages and words do not. */
  counts: boolean;
  priority: number;
  /** Who agreed, when a person was asked first. */
  approved_by: PersonId | null;
  /** When it was first asked for: of equal priorities the earlier has the place. */
  readonly asked_at: Instant;
  /** When the ledger last answered. */
  decided_at: Instant;
  /** When it went out or, of unknown fate, may have; and by what the mail server knows it. */
  sent_at: Instant | null;
  message_id: string | null;
  /** The event whose fields a message names; `null`: none. */
  readonly event: ColumnType<string | null, string | null | undefined, never>;
  /** With a link for somebody outside: the request that it answers, and until when. */
  readonly work: ColumnType<string | null, string | null | undefined, never>;
  readonly link_until: ColumnType<Instant | null, Instant | null | undefined, never>;
  /** The trace that it belongs to, where somebody traces. */
  readonly trace: ColumnType<string | null, string | null | undefined, never>;
  /** The letter that it goes out in, or went. */
  merged_into: Generated<string | null>;
  /** Of one that may go out, or that is being sent: nobody else tries it before. */
  next_at: Defaulted<Instant>;
  /** How often it had to wait. */
  attempts: Defaulted<number>;
}

/** Append-only: the database refuses to change or remove a row. */
export interface JournalTable {
  readonly number: Generated<number>;
  readonly at: Instant;
  readonly instance: string | null;
  readonly subject: string | null;
  readonly journey: string | null;
  readonly version: number | null;
  readonly what: JournalKind;
  readonly name: string;
  readonly stage: string | null;
  readonly step: string | null;
  readonly by: string | null;
  readonly to: string | null;
  readonly result: string | null;
  readonly why: string | null;
}

/** What `record` answered: a repeat is told the same. */
export interface BatchTable {
  readonly instance: string;
  readonly number: number;
  /** SHA-256 of the canonical form of what it asks for, hex: another batch may come with its number. */
  readonly hash: string;
  readonly result: Json<BatchResult>;
  /** The run in Temporal that brought it, and what it had taken in; `null`: not known, or not needed any more. */
  readonly run: string | null;
  took: Json<Took> | null;
  /** Which run of the instance that was, from 1. */
  readonly run_number: number;
  readonly at: Instant;
}

/** What Temporal is still to be told, in order for each subject. */
export interface OutboxTable {
  readonly id: Generated<number>;
  /** The same fact is written once. */
  readonly key: string;
  readonly subject: string;
  readonly instance: string;
  readonly workflow_id: string;
  readonly payload: Json<OutboxPayload>;
  status: Defaulted<"pending" | "sent" | "parked">;
  attempts: Defaulted<number>;
  /** Not tried again before. */
  next_at: Instant;
  error: string | null;
  readonly created_at: Instant;
  sent_at: Instant | null;
  /** The trace that it belongs to, where somebody traces. */
  readonly trace: ColumnType<string | null, string | null | undefined, never>;
}
export type OutboxPayload =
  | {
      readonly kind: "start";
      readonly workflowType: string;
      readonly start: Omit<JourneyStart, "clock">;
      readonly indexed?: Indexed;
    }
  | { readonly kind: "signal"; readonly fact: Fact };

/** Who was picked last for a role; shared by all instances. */
export interface RotationTable {
  readonly role: string;
  readonly person: PersonId;
  /** Grows with each pick of the role. */
  turn: number;
  at: Instant;
}

/** What somebody does to all instances that they chose; those up to `cursor` have been told. */
export interface OperationTable {
  readonly id: string;
  readonly does: "pause" | "resume" | "stop" | "repair";
  readonly chosen: Json<Chosen>;
  /** How clocks go on, the exit of a stop (`null`: outright), or whether what is stuck is tried again or left out. */
  readonly how: string | null;
  readonly why: string;
  /** A person's id, or `system:<name>`. */
  readonly who: string;
  readonly at: Instant;
  /** Instances when it was begun. */
  readonly concerns: number;
  done: Defaulted<number>;
  cursor: Defaulted<string>;
  ended_at: Defaulted<Instant | null>;
}

/** Who enters while it stands is paused from the first instant. `null`: any. */
export interface StandingPauseTable {
  readonly id: string;
  readonly journey: string | null;
  readonly version: number | null;
  /** A subject's id. */
  readonly subject: string | null;
  readonly who: string;
  readonly why: string;
  readonly at: Instant;
}

/** Append-only, as the journal is; `audit.ts` says what the fields mean and how they are chained. */
export interface AuditTable {
  readonly number: number;
  readonly at: Instant;
  readonly who: string;
  readonly did: AuditAct;
  readonly about: Json<AuditAbout>;
  readonly why: string | null;
  readonly outcome: AuditOutcome;
  readonly said: string | null;
  readonly before: string;
  readonly hash: string;
}

/** One row: how the last of `audit` reads. Who appends locks it. */
export interface AuditHeadTable {
  number: number;
  hash: string;
}

/** By which payloads in Temporal are encrypted; a destroyed one leaves its row, and what it encrypted is lost. */
export interface DataKeyTable {
  /** Stands with each payload, in clear. */
  readonly id: string;
  /** The subject; of a workflow that was not begun by us, its workflow id. */
  readonly owner: string;
  /** The key, sealed with a key of the installation (base64url), and the name of that; `null`: it is destroyed. */
  sealed: string | null;
  sealed_by: string | null;
  readonly created_at: Instant;
  destroyed_at: ColumnType<Instant | null, Instant | null | undefined, Instant | null>;
}

/** One for each deploy, promotion and rollback; the last one counts (`runtime/deploy`). */
export interface DeploymentTable {
  /** 1, 2, 3 …: without gaps. */
  readonly number: number;
  readonly at: Instant;
  readonly who: string;
  readonly did: DeployAct;
  /** Hash of the plan that was made so. */
  readonly plan: string;
  readonly releases: Json<Holding>;
  readonly entered: Json<Entered>;
}

/** A worker that runs, as it says itself. */
export interface WorkerTable {
  readonly id: string;
  build: string;
  deployment: string | null;
  releases: Json<Holding>;
  /** Real time of the store's own clock. */
  seen_at: Date;
}

/**
 * A review that has fallen due: a task of its owner, about no subject and in no journey's run. Dates are `YYYY-MM-DD`
 * where the owner works. What closes it is the text.
 */
export interface ReviewTaskTable {
  readonly kind: "journey" | "score" | "route";
  readonly name: string;
  readonly due: string;
  owner: string;
  every: string;
  readonly last: string;
  /** The last day of its grace. */
  until: string;
  readonly opened_at: Instant;
  closed_at: Instant | null;
  result: ReviewResult | null;
}
/** `put off`: its text says a later day, without a review. `gone`: its text is there no more, or has no date. */
export type ReviewResult = "reviewed" | "put off" | "gone";

/** A letter about a review to one recipient; the address is asked of people.yaml when it goes out. */
export interface ReviewNoticeTable {
  /** Of the review, its day, why and to whom: the same one goes out once. */
  readonly key: string;
  readonly kind: ReviewTaskTable["kind"];
  readonly name: string;
  readonly due: string;
  readonly why: "due" | "past its grace";
  /** In which they have it. */
  readonly role: string;
  /** A person's id, or a role whose shared address is used. */
  readonly recipient: string;
  status: Defaulted<
    Extract<LetterStatus, "granted" | "sending" | "sent" | "unknown" | "failed" | "withdrawn">
  >;
  /** Why it did not go out; `null`: it did, or still may. */
  fault: Defaulted<string | null>;
  /** Not before: when they work. */
  goes_at: Instant;
  /** Nobody else tries it before. */
  next_at: Instant;
  attempts: Defaulted<number>;
  sent_at: Defaulted<Instant | null>;
}

export type ReviewNoticeRow = Selectable<ReviewNoticeTable>;
export type NewReviewNotice = Insertable<ReviewNoticeTable>;
export type ReviewTaskRow = Selectable<ReviewTaskTable>;
export type OperationRow = Selectable<OperationTable>;
export type SubjectRow = Selectable<SubjectTable>;
export type DataKeyRow = Selectable<DataKeyTable>;
export type InstanceRow = Selectable<InstanceTable>;
export type WorkRow = Selectable<WorkTable>;
export type LetterRow = Selectable<LetterTable>;
export type NewLetter = Insertable<LetterTable>;

export type OutboxRow = Selectable<OutboxTable>;
