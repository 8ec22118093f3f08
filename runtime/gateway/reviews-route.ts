/** Reviews that have fallen due: whose they are is asked of people.yaml when somebody looks. */
import type { FastifyInstance } from "fastify";
import { standingOn } from "../../compiler/reviews.ts";
import { desksOf } from "../review/desks-of.ts";
import { localDate } from "../review/local-date.ts";
import { openReviewTasks } from "../store/review-tasks.ts";
import type { ReviewTaskRow } from "../store/schema.ts";
import { PATHS, type ReviewsAnswer, type ReviewView } from "./api.ts";
import type { GatewayContext } from "./context.ts";
import { showInstant } from "./views.ts";

export function serveReviews(app: FastifyInstance, context: GatewayContext): void {
  app.get(
    PATHS.reviews,
    { config: { access: ["people", "admin", "operate", "act-for"] } },
    async (): Promise<ReviewsAnswer> => ({
      now: showInstant(context.now()),
      reviews: await openReviews(context),
    }),
  );
}

/** What is due first, first. */
export async function openReviews(context: GatewayContext): Promise<ReviewView[]> {
  const rows = await openReviewTasks(context.db);
  return rows.map((row) => viewOf(context, row));
}

function viewOf({ library, people, now }: GatewayContext, row: ReviewTaskRow): ReviewView {
  const { kind, name, owner, every, last, due, until } = row;
  const today = localDate(library, owner, now());
  const { is } = standingOn(row, today);
  return {
    ...{ kind, name, owner, every, last, due, until },
    openedAt: showInstant(row.opened_at),
    standing: is === "overdue" || is === "past its grace" ? is : "due",
    with: desksOf(row, today, library, people()).map((desk) => ({ ...desk, people: [...desk.people] })),
  };
}
