/**
 * What is no node of its own (the review of a score, the arms of a choice) in words, by the place in which it stands. A
 * place that holds several has each of them told.
 */
import type * as ast from "../../language/ast.ts";
import { conditionWords } from "../describe/conditions.ts";
import { gateWords } from "../describe/handovers.ts";
import type { Described } from "../describe/names.ts";
import { armEntry, shareEntry } from "../describe/steps.ts";
import {
  dateWords,
  durationWords,
  fieldsWords,
  listWords,
  namesWords,
  nameWords,
  quote,
  weekdaysWords,
} from "../describe/words.ts";
import type { Side } from "./sides.ts";
import { entryWords, wordsOf } from "./words.ts";

interface Where {
  readonly side: Side;
  /** Absent outside of journeys. */
  readonly journey: ast.JourneyDeclaration | undefined;
}
type Words<T> = (part: T, where: Where) => string | undefined;

type Journey = ast.JourneyDeclaration;
type Right = ast.RightDeclaration;
type Score = ast.ScoreDeclaration;

/** `undefined`: it has no words of its own. */
export function partWords(at: string, part: unknown, where: Where): string | undefined {
  // What stands at a place is of that place's type; the name of the place cannot tell the compiler so.
  return PARTS[at]?.(part as never, where);
}

const review: Words<ast.Review> = ({ every, last }) =>
  `${durationWords(every)}${last === undefined ? "" : `, last on ${dateWords(last.text)}`}`;

const PARTS: Readonly<Record<string, Words<never>>> = {
  "CalendarDeclaration.open": ({ days, hours }: ast.CalendarDeclaration["open"][number]) =>
    `${weekdaysWords(days)}, ${hours.from.text} to ${hours.to.text}`,
  "ChangesDeclaration.lines": ({ kinds, needs }: ast.ChangesDeclaration["lines"][number]) =>
    `${namesWords(needs, "and")} for ${listWords(
      kinds.map(({ text }) => nameWords(text)),
      "and",
    )}`,

  "RightDeclaration.asks": ({ also, role, when }: Right["asks"][number], { side }) =>
    `${role.text}${also ? " as well" : ""}, when ${conditionWords(when, side.model)}`,
  "RightDeclaration.neverTheAsker": ({ when }: Right["neverTheAsker"][number], { side }) =>
    when === undefined ? "whatever it is" : `when ${conditionWords(when, side.model)}`,
  "RightDeclaration.counts": ({ sumOf, over, inTheLast }: NonNullable<Right["counts"]>, { side }) =>
    `that of ${wordsOf(sumOf, side)} over the ${nameWords(over.text)} in the last ${durationWords(inTheLast)}`,
  "RightDeclaration.delegation": ({ allowed, to }: NonNullable<Right["delegation"]>) => {
    if (!allowed) return "to nobody";
    return to.length === 0 ? "to anybody" : `to ${namesWords(to, "or")}`;
  },

  "SubjectDeclaration.record": ({ names }: ast.Path) => names.map(({ text }) => text).join("."),
  "SubjectDeclaration.follows": ({ subject, on }: NonNullable<ast.SubjectDeclaration["follows"]>) =>
    `a ${nameWords(subject.text)}, once there is ${quote(nameWords(on.text))}`,
  "ActionDeclaration.otherwise": (
    { ask, ladder }: NonNullable<ast.ActionDeclaration["otherwise"]>,
    { side },
  ) => `${wordsOf(ask, side)}, on the clock ${ladder.text}`,

  "ScoreDeclaration.review": review,
  "ScoreDeclaration.validate": ({ against, within }: NonNullable<Score["validate"]>) =>
    `against ${quote(nameWords(against.text))} within ${durationWords(within)}`,
  "ScoreDeclaration.parts": ({ name, points }: Score["parts"][number], { side }) =>
    `${name.text}: ${wordsOf(points, side)}`,
  "ScoreDeclaration.bands": ({ name, from }: Score["bands"][number]) => `${name.text}, from ${from}`,

  "RouteDeclaration.review": review,
  "RouteDeclaration.skip": ({ what }: ast.RouteDeclaration["skip"][number]) => SKIPPED[what],

  "JourneyDeclaration.goal": ({ event, within }: NonNullable<Journey["goal"]>) =>
    `${quote(nameWords(event.text))} within ${durationWords(within)}`,
  "JourneyDeclaration.review": review,
  "JourneyDeclaration.exclusive": ({ group, priority, givesWay }: NonNullable<Journey["exclusive"]>) =>
    `${nameWords(group.text)}, with priority ${priority}; when one of a higher priority begins, it ${givesWay}`,
  "JourneyDeclaration.priority": ({ number }: NonNullable<Journey["priority"]>) => String(number),
  "JourneyDeclaration.keyAsk": ({ role, ladder }: NonNullable<Journey["keyAsk"]>) =>
    `${role.text}, on the clock ${ladder.text}`,
  "JourneyDeclaration.keeps": ({ name, which, from }: Journey["keeps"][number], { side }) =>
    `${name.text}, of the ${which} ${wordsOf(from, side)}`,
  "JourneyDeclaration.ifOpen": ({ then }: NonNullable<Journey["ifOpen"]>) => IF_OPEN[then],
  "JourneyDeclaration.ifEnded": ({ then, after }: NonNullable<Journey["ifEnded"]>) => {
    if (after === undefined) return then === "never" ? "never" : "at once";
    return `${durationWords(after.lasting)} after ${after.from === "end" ? "it ended" : "it began"}`;
  },

  "Stage.targets": ({ share, how, what, within }: ast.Stage["targets"][number], { side }) =>
    `${wordsOf(share, side)} ${how} ${nameWords(what.text)} within ${durationWords(within)}`,
  "Stage.rests": ({ reviewedEvery }: NonNullable<ast.Stage["rests"]>) =>
    `looked at again every ${durationWords(reviewedEvery)}`,

  "Handover.receiver": ({ who, atOnce }: NonNullable<ast.Handover["receiver"]>, { side }) =>
    `${wordsOf(who, side)}${atOnce ? ", at once" : ""}`,
  "Handover.carries": ({ name, inTheLast }: ast.Handover["carries"][number]) =>
    `${nameWords(name.text)}${inTheLast === undefined ? "" : ` in the last ${durationWords(inTheLast)}`}`,
  "Handover.offerNeeds": ({ condition, ask, ladder }: NonNullable<ast.Handover["offerNeeds"]>, { side }) =>
    `${conditionWords(condition, side.model)}; else ${wordsOf(ask, side)} is asked${ladder === undefined ? "" : `, on the clock ${ladder.text}`}`,
  "Handover.movesAfter": ({ gates, ask, ladder }: NonNullable<ast.Handover["movesAfter"]>, { side }) =>
    `${listWords(gates.map(gateWords), "and")}; until then ${wordsOf(ask, side)} is asked, on the clock ${ladder.text}`,
  "Handover.decline": ({ needs, results }: NonNullable<ast.Handover["decline"]>) => {
    const reasons = namesWords(
      results.flatMap(({ labels }) => labels),
      "or",
    );
    return `${needs.length === 0 ? "" : `with ${fieldsWords(needs)}, `}as ${reasons}`;
  },

  "ChooseStep.arms": (arm: ast.ChooseStep["arms"][number], where) =>
    inJourney(where, (described) => entryWords(armEntry(arm, described))),
  "SplitStep.arms": (arm: ast.SplitStep["arms"][number], where) =>
    inJourney(where, (described) => entryWords(shareEntry(arm, described))),
};

const SKIPPED = {
  away: "those away",
  "at capacity": "those at capacity",
  missed: "those who missed it",
} as const;

const IF_OPEN = {
  join: "joins it",
  refuse: "is refused",
  "start another": "begins beside it",
} as const;

/** Steps stand in journeys, and are told in the words of theirs. */
const inJourney = ({ side, journey }: Where, words: (described: Described) => string): string | undefined =>
  journey && words({ model: side.model, journey });
