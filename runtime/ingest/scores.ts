/** Scores in the store: brought up to date by events, by fields and by time. Only a crossed band goes further. */
import type { Library, Score } from "../../compiler/library.ts";
import type { Fields, Instant } from "../../compiler/plan.ts";
import type { Event } from "../machine/protocol.ts";
import {
  applyEvent,
  bandAt,
  EMPTY_SCORE,
  nextCrossing,
  type ScoreState,
  scoreState,
} from "../policy/score.ts";
import { toJson } from "../store/json.ts";
import type { Db } from "../store/open-store.ts";
import type { ScoreStateRow } from "../store/schema.ts";
import { type Bands, bandsOf } from "../store/scores.ts";

export interface Scored {
  readonly bands: Bands;
  /** Those whose band has changed. */
  readonly crossed: Bands;
}

/** The bands as last written down. */
export async function readBands(tx: Db, subject: string): Promise<Bands> {
  return (await bandsOf(tx, [subject]))[subject] ?? {};
}

/** The caller holds the subject. `event` is `null` when it is time alone, or fields, that may have changed a score. */
export async function updateScores(
  tx: Db,
  library: Library,
  subject: { readonly id: string; readonly kind: string; readonly fields: Fields },
  event: Event | null,
  now: Instant,
): Promise<Scored> {
  const scores = Object.entries(library.scores).filter(([, score]) => score.subject === subject.kind);
  if (scores.length === 0) return { bands: {}, crossed: {} };
  const rows = await tx.selectFrom("score_state").selectAll().where("subject", "=", subject.id).execute();
  const bands: Record<string, string | null> = {};
  const crossed: Record<string, string | null> = {};
  for (const [name, score] of scores) {
    const before = rows.find((row) => row.score === name);
    const after = rescore(score, before, subject.fields, event, now);
    if (hasChanged(before, after)) await writeScore(tx, subject.id, name, after, now);
    bands[name] = after.band;
    if ((before?.band ?? null) !== after.band) crossed[name] = after.band;
  }
  return { bands, crossed };
}

interface ScoreNow {
  readonly state: ScoreState;
  readonly band: string | null;
  readonly nextCrossing: Instant | null;
}

function rescore(
  score: Score,
  before: ScoreStateRow | undefined,
  fields: Fields,
  event: Event | null,
  now: Instant,
): ScoreNow {
  // Another version may have written it.
  const known = before === undefined ? EMPTY_SCORE : scoreState.parse(before.state);
  const state = event !== null && concerns(score, event) ? applyEvent(score, known, event, now) : known;
  return {
    state,
    band: bandAt(score, state, fields, now),
    nextCrossing: nextCrossing(score, state, fields, now),
  };
}

/** Whether any rule of the score looks at this kind of event. */
const concerns = (score: Score, event: Event): boolean =>
  score.parts.some((part) =>
    [...part.resetsOn, ...part.adds.flatMap((add) => add.on)].some((pattern) => pattern.event === event.kind),
  );

const hasChanged = (before: ScoreStateRow | undefined, after: ScoreNow): boolean =>
  before === undefined ||
  before.state !== after.state ||
  before.band !== after.band ||
  before.next_crossing !== after.nextCrossing;

async function writeScore(tx: Db, subject: string, score: string, now: ScoreNow, at: Instant): Promise<void> {
  const columns = {
    state: toJson(now.state),
    band: now.band,
    next_crossing: now.nextCrossing,
    updated_at: at,
  };
  await tx
    .insertInto("score_state")
    .values({ subject, score, ...columns })
    .onConflict((conflict) => conflict.columns(["subject", "score"]).doUpdateSet(columns))
    .execute();
}
