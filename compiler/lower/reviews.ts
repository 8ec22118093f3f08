/** Reviews with a date, for whoever opens a task on that day. */
import type { DatedReview, Library } from "../library.ts";
import type { Model } from "../model.ts";
import { type ReviewLine, reviewLines } from "../reviews.ts";

export function lowerReviews(model: Model, graceDays: number | undefined): Pick<Library, "reviews"> {
  const reviews = reviewLines(model, graceDays).flatMap(dated);
  return reviews.length === 0 ? {} : { reviews };
}

function dated({ of, name, owner, every, last, due, until }: ReviewLine): readonly DatedReview[] {
  if (owner === null || last === null || due === null || until === null) return [];
  return [{ of, name, owner, every, last, due, until }];
}
