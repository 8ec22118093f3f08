/** Whether an installation can do its work now, and in words what is in the way. */
import type { Clock } from "../clock.ts";
import { countOutbox, type OutboxCount } from "../ingest/relay.ts";
import { isReadOnly } from "../store/is-read-only.ts";
import { countOnTheWay } from "../store/letters.ts";
import type { Db } from "../store/open-store.ts";

/** `degraded`: it works, and somebody should look. */
export type ReadyState = "ready" | "degraded" | "away";

export interface Readiness {
  readonly state: ReadyState;
  readonly store: "up" | "away";
  readonly temporal: "up" | "away";
  /** What has come in and is still to be handed to Temporal; `null`: the store is away. */
  readonly backlog: number | null;
  /** Real seconds that the oldest of it has waited; `null` also: nothing waits. */
  readonly oldest: number | null;
  /** What was given up on. */
  readonly parked: number | null;
  /** Letters that may go out and have not, or of which nobody has said yet what became of them. */
  readonly letters: number | null;
  /** Sentences, without anything personal. */
  readonly problems: readonly string[];
}

export interface ReadinessOptions {
  readonly db: Db;
  readonly clock: Clock;
  /** What the clock shows. */
  readonly now: number;
  readonly isTemporalUp: () => Promise<boolean>;
}

/** Real seconds. A backlog that is being worked off is younger. */
const LATE = 300;
/** Real milliseconds that each of the two is given to answer. */
const PATIENCE = 2_000;

export async function askReadiness(options: ReadinessOptions): Promise<Readiness> {
  const [outbox, letters, readOnly, isUp] = await Promise.all([
    within(PATIENCE, countOutbox(options.db), null),
    within(PATIENCE, countOnTheWay(options.db), null),
    within(PATIENCE, isReadOnly(options.db), false),
    within(PATIENCE, options.isTemporalUp(), false),
  ]);
  const oldest = outbox === null ? null : ageOf(outbox, options);
  return { ...judge(outbox, { readOnly, temporal: isUp }, oldest), letters };
}

function judge(
  outbox: OutboxCount | null,
  is: { readonly readOnly: boolean; readonly temporal: boolean },
  oldest: number | null,
): Omit<Readiness, "letters"> {
  const { backlog = null, parked = null } = outbox ?? {};
  const away = [
    ...(outbox === null ? ["The store does not answer."] : []),
    ...(is.readOnly ? ["The store may only be read: nothing can be taken in."] : []),
    ...(is.temporal ? [] : ["Temporal does not answer; what comes in is kept, and handed on later."]),
  ];
  const weak = [
    ...((oldest ?? 0) > LATE
      ? [
          `${countOf(backlog ?? 0, "fact")} not handed to Temporal yet, the oldest for ${minutesOf(oldest ?? 0)}.`,
        ]
      : []),
    ...((parked ?? 0) > 0
      ? [
          `${countOf(parked ?? 0, "fact")} given up on, with the reason in the journal; a restart tries again.`,
        ]
      : []),
  ];
  return {
    state: away.length > 0 ? "away" : weak.length > 0 ? "degraded" : "ready",
    store: outbox === null ? "away" : "up",
    temporal: is.temporal ? "up" : "away",
    backlog,
    oldest,
    parked,
    problems: [...away, ...weak],
  };
}

const countOf = (count: number, what: string): string =>
  count === 1 ? `1 ${what} is` : `${count} ${what}s are`;
const minutesOf = (seconds: number): string => `${Math.floor(seconds / 60)} minutes`;

/** A clock that stands still lets nothing grow old. */
function ageOf({ oldestAt }: OutboxCount, { clock, now }: ReadinessOptions): number | null {
  if (oldestAt === null) return null;
  return clock.scale === 0 ? 0 : Math.max(0, Math.round((now - oldestAt) / clock.scale / 1_000));
}

async function within<T>(time: number, asked: Promise<T>, otherwise: T): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<T>((resolve) => {
    timer = setTimeout(() => resolve(otherwise), time);
  });
  try {
    return await Promise.race([asked.catch(() => otherwise), late]);
  } finally {
    clearTimeout(timer);
  }
}
