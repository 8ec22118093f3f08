/** What is asked of a person: who, what, by when, and how it can be answered. */
import type { FastifyInstance, FastifyRequest } from "fastify";
import { actorFor, todayOf } from "../access/actor.ts";
import { normalKey } from "../ingest/event-schema.ts";
import type { Actor } from "../machine/protocol.ts";
import type { Db } from "../store/open-store.ts";
import { type InboxAnswer, inboxQuery, PATHS } from "./api.ts";
import { hasScope, personOf } from "./authenticate.ts";
import type { GatewayContext } from "./context.ts";
import { badRequest, forbidden, notFound } from "./http-fault.ts";
import { readRequest } from "./read-request.ts";
import { openReviews } from "./reviews-route.ts";
import { showInstant } from "./views.ts";
import { selectWork, viewOfWork } from "./work-view.ts";

export function serveInbox(app: FastifyInstance, context: GatewayContext): void {
  app.get(
    PATHS.inbox,
    { config: { access: ["people", "admin", "act-for"] } },
    async (request): Promise<InboxAnswer> => {
      const { person, subject, name } = readRequest(inboxQuery, request.query);
      const whose = ownerOf(request, context, person);
      let asked = openWorkOf(context.db, whose);
      if (subject !== undefined) asked = asked.where("subject.key", "=", normalKey(subject));
      if (name !== undefined) asked = asked.where("work.name", "=", name);
      const rows = await asked.execute();
      const now = context.now();
      const work = await Promise.all(rows.map((row) => viewOfWork(context, row, now)));
      const reviews = subject === undefined ? await reviewsOf(context, whose, name) : [];
      return { now: showInstant(now), person: whose.person, work, reviews };
    },
  );
}

/** A person sees their own inbox; another's is for those who look after the installation. */
function ownerOf(
  request: FastifyRequest,
  { people, library, now }: GatewayContext,
  asked: string | undefined,
): Actor {
  const own = personOf(request);
  const person = asked ?? own;
  if (person === null) {
    throw badRequest({
      code: "missing-field",
      message: "Say whose inbox: `person` is missing.",
      field: "/person",
    });
  }
  if (person !== own && !hasScope(request, "admin", "act-for"))
    throw forbidden("That is another person's inbox.");
  // Whoever is outside, and reached at a field of the subject, goes by the name of the role.
  if (library.roles[person]?.outside?.at !== undefined) return { person, roles: [person], delegateOf: [] };
  const actor = actorFor(person, people(), todayOf(person, people(), library, now()));
  if (actor === null) throw notFound(`people.yaml names nobody as ${person}.`);
  return actor;
}

const reviewsOf = async (context: GatewayContext, { roles }: Actor, name: string | undefined) =>
  (await openReviews(context)).filter(
    (review) =>
      (name === undefined || review.name === name) && review.with.some(({ role }) => roles.includes(role)),
  );

/** Theirs, their role's while nobody is picked, and decisions that are lent to them today; what is due first, first. */
function openWorkOf(db: Db, { person, roles, delegateOf }: Actor) {
  return (
    selectWork(db)
      .where("work.state", "=", "open")
      // Of a journey that has given way nothing can be answered; it comes back when that goes on.
      .where("instance.gives_way_to", "is", null)
      .where((is) =>
        is.or([
          is("work.person", "=", person),
          ...(roles.length === 0
            ? []
            : [is.and([is("work.person", "is", null), is("work.role", "in", roles)])]),
          ...delegateOf.map((lent) =>
            is.and([
              is("work.kind", "=", "decide"),
              is("work.name", "=", lent.right),
              is("work.person", "=", lent.person),
            ]),
          ),
        ]),
      )
      .orderBy("work.due", (by) => by.asc().nullsLast())
      .orderBy("work.opened_at")
      .orderBy("work.id")
  );
}
