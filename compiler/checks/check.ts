/** The form of a check: one question about a model whose names are resolved. */
import type { JourneyDeclaration } from "../../language/ast.ts";
import type { Diagnostic } from "../../language/diagnostics/diagnostic.ts";
import { suggest } from "../../language/diagnostics/suggest.ts";
import type { Model } from "../model.ts";
import { reaches } from "../spans.ts";

export interface CheckOptions {
  /** `YYYY-MM-DD`; without it nothing is overdue, so that a check of the same files says the same every day. */
  readonly today?: string;
  /** How long the review of a score may be overdue before it is an error. Absent: 90 days. */
  readonly reviewGraceDays?: number;
}

/** Pure. What a check reports of a part that has lost something is dropped, so it need not ask. */
export type Check = (model: Model, options: CheckOptions) => readonly Diagnostic[];

/** A check that looks at one journey at a time. */
export function forEachJourney(
  check: (journey: JourneyDeclaration, model: Model) => readonly Diagnostic[],
): Check {
  return (model) => [...model.journeys.values()].flatMap((journey) => check(journey, model));
}

/** A check that asks where a journey leads: of one with an error it cannot be said. */
export function forEachWholeJourney(
  check: (journey: JourneyDeclaration, model: Model) => readonly Diagnostic[],
): Check {
  return (model) =>
    [...model.journeys.values()]
      .filter((journey) => !losesItsWay(journey, model))
      .flatMap((journey) => check(journey, model));
}

/** Lines of a journey that lead nowhere; the loss of any other takes a way with it. */
const ASIDE: readonly string[] = ["owner", "goal", "review", "exclusive", "holdout", "per", "keeps", "allow"];

/** Whether a way from stage to stage may be lost, or a stage's end. */
export function losesItsWay(journey: JourneyDeclaration, { doubt, files }: Model): boolean {
  const text = files.find(({ path }) => path === journey.span.file)?.text ?? "";
  const places = doubt.places.filter(
    ({ file, start }) => file === journey.span.file && reaches(journey.span, start),
  );
  return places.some((place) => !isAside(text.slice(place.start, place.end)));
}

/** What is lost may go on over the next lines, as `owner sales` does where the word of the next line is missing. */
const isAside = (lost: string): boolean =>
  lost
    .split("\n")
    .map((line) => line.trim())
    .every((line) => line === "" || isAsideLine(line));

function isAsideLine(line: string): boolean {
  const [word = ""] = line.split(/\s/, 1);
  return ASIDE.includes(word) || suggest(word, ASIDE) !== undefined;
}
