/** What became of one subject: why they are where they are, and everything that happened. */
import type { FastifyInstance } from "fastify";
import type { JournalKind } from "../machine/protocol.ts";
import type { Db } from "../store/open-store.ts";
import { ROUTES, type TimelineAnswer, type WhyAnswer } from "./api.ts";
import type { GatewayContext } from "./context.ts";
import { type Found, findSubjects } from "./find-subjects.ts";
import { selectJournal, viewOfEntry } from "./journal-view.ts";
import { type Story, whySentence } from "./sentences.ts";
import { selectInstances, showInstant, viewOfInstance, viewOfSubject } from "./views.ts";

const READERS = { config: { access: ["people", "admin", "act-for"] } } as const;
/** The latest entries of a timeline: more than a person reads, and a bound all the same. */
const MOST_ENTRIES = 2_000;

interface KeyParams {
  readonly Params: { readonly key: string };
}

export function serveStories(app: FastifyInstance, context: GatewayContext): void {
  const { db } = context;
  app.get<KeyParams>(ROUTES.why, READERS, async (request): Promise<WhyAnswer> => {
    return await explain(context, await findSubjects(db, request.params.key));
  });

  app.get<KeyParams>(ROUTES.timeline, READERS, async (request): Promise<TimelineAnswer> => {
    const [first, ...others] = await findSubjects(db, request.params.key);
    const ids = [first, ...others].map(({ id }) => id);
    const rows = await selectJournal(db)
      // What others' journeys sent to them is part of their story.
      .where((is) => is.or([is("journal.subject", "in", ids), is("journal.to", "in", ids)]))
      .orderBy("journal.number", "desc")
      .limit(MOST_ENTRIES)
      .execute();
    const entries = rows.toSorted((a, b) => a.at - b.at || a.number - b.number).map(viewOfEntry);
    return { now: showInstant(context.now()), subject: viewOfSubject(first), entries };
  });
}

async function explain(context: GatewayContext, subjects: Found): Promise<WhyAnswer> {
  const { db, library, now } = context;
  const at = now();
  const rows = await selectInstances(db)
    .where(
      "instance.subject",
      "in",
      subjects.map(({ id }) => id),
    )
    .orderBy("instance.ended_at", (by) => by.desc().nullsFirst())
    .orderBy("instance.entered_at", "desc")
    .execute();
  const journeys = await Promise.all(
    rows.map(async (row) => ({
      instance: viewOfInstance(context, row),
      sentence: whySentence(row, await storyOf(db, row.id), library, at),
    })),
  );
  const subject = viewOfSubject(subjects[0]);
  const nowhere = `${subject.name ?? subject.key} is known as a ${subject.kind} and is in no journey.`;
  return { now: showInstant(at), subject, sentence: journeys[0]?.sentence ?? nowhere, journeys };
}

/** What does not explain anything: that somebody was told, or that nothing changed. */
const NO_REASON: readonly JournalKind[] = [
  "told",
  "ignored",
  "split",
  "set",
  "noted",
  "withdrawn",
  "entered",
  "moved",
];

async function storyOf(db: Db, instance: string): Promise<Story> {
  const entries = db
    .selectFrom("journal")
    .selectAll()
    .where("instance", "=", instance)
    .orderBy("number", "desc");
  const [arrival, latest] = await Promise.all([
    entries.where("what", "in", ["entered", "moved"]).limit(1).executeTakeFirst(),
    entries.where("what", "not in", NO_REASON).limit(1).executeTakeFirst(),
  ]);
  return { since: arrival?.at ?? null, latest: latest ?? null };
}
