/**
 * Places where a crash hurts most, by name. `BATON_FAULT_AT=deliver.after_claim` kills this process with SIGKILL
 * when it comes there; `relay.after_start#2` when it comes there for the second time. Without the variable nothing
 * happens. For fault tests only: nothing in a product sets it.
 */
export type CrashPoint =
  /** An event is in the transaction, and not on disk. */
  | "gateway.before_commit"
  /** An event is on disk, and its sender has not heard. */
  | "gateway.after_commit"
  /** Temporal has the instance, and the outbox does not know. */
  | "relay.after_start"
  /** Temporal has the fact, and the outbox does not know. */
  | "relay.after_tell"
  /** Those who go on by a later version are told in a transaction that is not on disk. */
  | "migrate.before_commit"
  /** That they are told is on disk, and whoever asked for it has not heard. */
  | "migrate.after_commit"
  /** A batch is in the transaction, and not on disk. */
  | "record.before_commit"
  /** A batch is on disk, and its workflow has not heard. */
  | "record.after_commit"
  /** A letter is marked as being sent, and has not been. */
  | "deliver.after_claim"
  /** The mail server has the letter, and the ledger does not know. */
  | "deliver.after_send"
  /** The ledger knows, and the workflow has not heard. */
  | "deliver.after_mark"
  /** What is known of a subject has left the store in a transaction that is not on disk. */
  | "forget.before_commit"
  /** The runs of a subject are ended, and what they wrote can still be read. */
  | "forget.after_runs";

const [POINT, TIME = "1"] = process.env.BATON_FAULT_AT?.split("#") ?? [];
let times = 0;

export function crashPoint(point: CrashPoint): void {
  if (point !== POINT) return;
  times += 1;
  if (times === Number(TIME)) process.kill(process.pid, "SIGKILL");
}
