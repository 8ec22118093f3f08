/**
 * All that is counted of one subject, brought up to date: its scores, in the order in which they go by each other,
 * the questions that are asked of it, and its readings. One pure function, used where events come in and in the simulator.
 */
import type { Library, Question, Reading, Score } from "../../compiler/library.ts";
import { onceFor } from "../../compiler/once-for.ts";
import type { Calendar, Condition, Fields, Instant } from "../../compiler/plan.ts";
import { HOLDS } from "../../compiler/questions.ts";
import { viewOfFields } from "../machine/conditions.ts";
import type { Event } from "../machine/protocol.ts";
import {
  addAnswers,
  answerAt,
  calendarOfOwner,
  noAnswer,
  noteEvent,
  type QuestionState,
  questionState,
} from "./questions.ts";
import {
  nextTurn,
  noReadings,
  type ReadingState,
  readingState,
  readUpTo,
  type StandingAt,
} from "./readings.ts";
import {
  addStates,
  type Bands,
  bandAt,
  bandOf,
  EMPTY_SCORE,
  moveScore,
  nextCrossing,
  type ScoreState,
  scoreState,
  valueAt,
} from "./score.ts";

export interface Counted {
  readonly state: ScoreState | ReadingState | QuestionState;
  readonly band: string | null;
  /** When time alone may change the band; `null`: never. */
  readonly nextCrossing: Instant | null;
}

/** What happens to a subject at an instant. */
export interface SubjectChange {
  readonly kind: string;
  /** Its fields before, all the time since it was last counted, and from now on. */
  readonly before: Fields;
  readonly fields: Fields;
  /** `null` when it is time alone, or fields, that may have changed what is counted. */
  readonly event: Event | null;
  readonly now: Instant;
  /** Answers to questions about records of its account, as far as they were worked out anew. */
  readonly related?: Readonly<Record<string, boolean>>;
}

type Rules = Pick<Library, "scores" | "readings" | "questions" | "subjects" | "roles" | "calendars">;

/** What was written down of a score or a question, by whatever version. */
export function readKept({ scores, questions = {} }: Rules, name: string, kept: unknown): Counted["state"] {
  if (scores[name] !== undefined) return scoreState.parse(kept);
  return questions[name] === undefined ? readingState.parse(kept) : questionState.parse(kept);
}

/** Of two who were found to be one: scores add up, as questions about what happened do; all else stays the first one's. */
export function addKept(
  { scores }: Rules,
  name: string,
  one: Counted["state"],
  other: Counted["state"],
): Counted["state"] {
  const score = scores[name];
  const [ones, others] = [ofScore(one), ofScore(other)];
  if (score !== undefined && ones !== undefined && others !== undefined)
    return addStates(score, ones, others);
  const [answer, more] = [ofQuestion(one), ofQuestion(other)];
  return answer === undefined || more === undefined ? one : addAnswers(answer, more);
}

/** By name of the score, or of the question. `kept`: the state until now; `undefined`: none. */
export function countSubject(
  library: Rules,
  kept: (name: string) => Counted["state"] | undefined,
  change: SubjectChange,
): Readonly<Record<string, Counted>> {
  const { kind, now } = change;
  const rules = rulesOf(library)(kind);
  const before: States = {
    scores: new Map(rules.scores.map(([name]) => [name, ofScore(kept(name)) ?? EMPTY_SCORE] as const)),
    questions: new Map(
      rules.questions.map(
        ([name, question]) => [name, ofQuestion(kept(name)) ?? noAnswer(question, now)] as const,
      ),
    ),
  };
  const wasAt = standingOf(rules, before, change.before);
  const { states, counted } = countScores(rules, before, change, wasAt(now).bands);
  const isAt = standingOf(rules, states, change.fields);
  const stateOf = (name: string): ReadingState => ofReading(kept(name)) ?? noReadings(now);
  const read = (readings: KindRules["readings"], was: StandingAt, is: StandingAt): Moving =>
    readings.map(([name, reading]) => {
      const state = readUpTo(reading, stateOf(name), now, was);
      const nextCrossing = nextTurn(reading, state, is);
      counted[name] = { state, band: state.holds ? HOLDS : null, nextCrossing };
      return [name, reading, state];
    });
  const moving = rules.readings.filter(([, { is }]) => is === "moved");
  const rows = rules.readings.filter(([, { is }]) => is !== "moved");
  const movingBefore = moving.map(([name, reading]) => [name, reading, stateOf(name)] as const);
  const movingAfter = read(moving, wasAt, isAt);
  // Several readings in a row may be of what one day made of a value.
  read(rows, withMoved(movingBefore, wasAt), withMoved(movingAfter, isAt));
  return counted;
}

const ofScore = (state: Counted["state"] | undefined): ScoreState | undefined =>
  state !== undefined && "parts" in state ? state : undefined;
const ofReading = (state: Counted["state"] | undefined): ReadingState | undefined =>
  state !== undefined && "row" in state ? state : undefined;
const ofQuestion = (state: Counted["state"] | undefined): QuestionState | undefined =>
  state === undefined || "parts" in state || "row" in state ? undefined : state;

// ── Scores and questions ──────────────────────────────────────────────────────────────────────────────────

type Named = readonly [name: string, score: Score];

/** What is counted of subjects of one kind. */
interface KindRules {
  /** In the order in which they go by each other. */
  readonly scores: readonly Named[];
  readonly questions: readonly (readonly [name: string, question: Question])[];
  readonly readings: readonly (readonly [name: string, reading: Reading])[];
  readonly calendar: Calendar | undefined;
}
interface States {
  readonly scores: ReadonlyMap<string, ScoreState>;
  readonly questions: ReadonlyMap<string, QuestionState>;
}

/** Worked out once for each kind of a library. */
const rulesOf = onceFor((library: Rules): ((kind: string) => KindRules) => {
  const known = new Map<string, KindRules>();
  return (kind) => {
    const rules = known.get(kind) ?? rulesOfKind(library, kind);
    known.set(kind, rules);
    return rules;
  };
});

function rulesOfKind(library: Rules, kind: string): KindRules {
  const ofKind = <R extends { readonly subject: string }>(table: Readonly<Record<string, R>> = {}) =>
    Object.entries(table).filter(([, { subject }]) => subject === kind);
  return {
    scores: inOrder(ofKind(library.scores)),
    questions: ofKind(library.questions),
    readings: ofKind(library.readings),
    calendar: calendarOfOwner(library, kind),
  };
}

/** `bandsBefore`: what patterns may ask about besides the event. */
function countScores(
  { scores, questions, calendar }: KindRules,
  before: States,
  { fields, event, now, related = {} }: SubjectChange,
  bandsBefore: Bands,
): { readonly states: States; readonly counted: Record<string, Counted> } {
  const counted: Record<string, Counted> = {};
  const bands: Record<string, string | null> = {};
  const answers = new Map<string, QuestionState>();
  for (const [name, question] of questions) {
    const known = before.questions.get(name) ?? noAnswer(question, now);
    const view = { ...viewOfFields(now, fields), bands: bandsBefore };
    const noted = event === null ? known : noteEvent(question, known, event, view);
    const answer = related[name];
    const state = answer === undefined ? noted : { holds: answer };
    const { holds, turnsAt } = answerAt(question, state, now, { fields, calendar });
    answers.set(name, state);
    bands[name] = holds ? HOLDS : null;
    counted[name] = { state, band: bands[name] ?? null, nextCrossing: turnsAt };
  }
  const states = new Map<string, ScoreState>();
  for (const [name, score] of scores) {
    const state = moveScore(score, before.scores.get(name) ?? EMPTY_SCORE, event, { fields, bands }, now);
    const next = nextCrossing(score, state, fields, now, bands);
    const band = bandAt(score, state, fields, now, bands);
    states.set(name, state);
    bands[name] = band;
    counted[name] = { state, band, nextCrossing: next };
  }
  return { states: { scores: states, questions: answers }, counted };
}

/** What the subject is at any instant, for as long as nothing happens to it. */
function standingOf({ scores, questions, calendar }: KindRules, states: States, fields: Fields): StandingAt {
  return (instant) => {
    const bands: Record<string, string | null> = {};
    const values: Record<string, number> = {};
    for (const [name, question] of questions) {
      const state = states.questions.get(name) ?? noAnswer(question, instant);
      bands[name] = answerAt(question, state, instant, { fields, calendar }).holds ? HOLDS : null;
    }
    for (const [name, score] of scores) {
      const value = valueAt(score, states.scores.get(name) ?? EMPTY_SCORE, fields, instant, bands);
      values[name] = value;
      bands[name] = bandOf(score, value);
    }
    return { fields, bands, values };
  };
}

type Moving = readonly (readonly [name: string, reading: Reading, state: ReadingState])[];

/** With what the readings up to each instant made of values, for readings that ask about that. */
const withMoved =
  (moving: Moving, standingAt: StandingAt): StandingAt =>
  (instant) => {
    const standing = standingAt(instant);
    const moved = moving.map(([name, reading, state]) => {
      const { holds } = readUpTo(reading, state, instant, standingAt);
      return [name, holds ? HOLDS : null] as const;
    });
    return { ...standing, bands: { ...standing.bands, ...Object.fromEntries(moved) } };
  };

/** Each score after those whose bands it goes by; the compiler lets none go round in a circle. */
function inOrder(scores: readonly Named[]): readonly Named[] {
  const placed = new Set<string>();
  const ordered: Named[] = [];
  const place = ([name, score]: Named): void => {
    if (placed.has(name)) return;
    placed.add(name);
    const goesBy = new Set(conditionsOf(score).flatMap(scoresIn));
    for (const other of scores) if (goesBy.has(other[0])) place(other);
    ordered.push([name, score]);
  };
  for (const score of scores) place(score);
  return ordered;
}

function conditionsOf({ facts, parts }: Score): readonly Condition[] {
  const patterns = parts.flatMap(({ adds, resetsOn }) => [...adds.flatMap(({ on }) => on), ...resetsOn]);
  return [
    ...facts.map(({ when }) => when),
    ...patterns.flatMap(({ where }) => (where === null ? [] : [where])),
    ...parts.flatMap(({ resetsWhen }) => resetsWhen ?? []),
  ];
}

function scoresIn(condition: Condition): readonly string[] {
  switch (condition.is) {
    case "band":
      return [condition.score];
    case "all":
    case "any":
      return condition.of.flatMap(scoresIn);
    case "not":
    case "turns":
      return scoresIn(condition.of);
    default:
      return [];
  }
}
