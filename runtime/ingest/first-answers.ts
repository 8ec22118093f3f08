/**
 * A question that nobody asked before begins with what has happened already (docs/language.md, 2.4): a release that asks
 * who has been silent for a year does not wait a year for the first answer.
 */
import type { Library, Question } from "../../compiler/library.ts";
import type { Fields, Instant, Pattern } from "../../compiler/plan.ts";
import { matchesAny, viewOfFields } from "../machine/conditions.ts";
import { anchorEvents, type QuestionState } from "../policy/questions.ts";
import type { Db } from "../store/open-store.ts";

type OfEvents = Exclude<Question, { is: "none related" }>;

/** Of a kind of event with a `where`, so many of the latest are looked at. */
const MOST = 1_000;

/** By name, of questions about what has happened that have no state yet. */
export async function firstAnswers(
  tx: Db,
  { questions = {} }: Pick<Library, "questions">,
  subject: { readonly id: string; readonly kind: string; readonly fields: Fields },
  isAnswered: (name: string) => boolean,
  now: Instant,
): Promise<ReadonlyMap<string, QuestionState>> {
  const open = Object.entries(questions).flatMap(([name, question]) =>
    question.is === "none related" || question.subject !== subject.kind || isAnswered(name)
      ? []
      : [[name, question] as const],
  );
  if (open.length === 0) return new Map();
  const { created_at: since } = await tx
    .selectFrom("subject")
    .select("created_at")
    .where("id", "=", subject.id)
    .executeTakeFirstOrThrow();
  const answers = new Map<string, QuestionState>();
  for (const [name, question] of open) {
    const latest = await latestOf(tx, subject, patternsOf(question), now);
    answers.set(name, { since, latest });
  }
  return answers;
}

function patternsOf(question: OfEvents): readonly Pattern[] {
  if (question.is === "silent") return question.events;
  return [...question.events, ...anchorEvents(question)].map((event) => ({ event, where: null }));
}

async function latestOf(
  tx: Db,
  { id, fields }: { readonly id: string; readonly fields: Fields },
  patterns: readonly Pattern[],
  now: Instant,
): Promise<Readonly<Record<string, Instant>>> {
  const latest: Record<string, Instant> = {};
  for (const kind of new Set(patterns.map(({ event }) => event))) {
    const own = patterns.filter(({ event }) => event === kind);
    const isAny = own.some(({ where }) => where === null);
    const rows = await tx
      .selectFrom("event")
      .select(["id", "at", "fields"])
      .where("subject", "=", id)
      .where("kind", "=", kind)
      .orderBy("at", "desc")
      .limit(isAny ? 1 : MOST)
      .execute();
    const view = viewOfFields(now, fields);
    const found = rows.find((row) => matchesAny(own, { ...row, kind }, view));
    if (found !== undefined) latest[kind] = found.at;
  }
  return latest;
}
