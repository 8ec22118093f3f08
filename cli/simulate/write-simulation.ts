/** What a simulation assumes, as the file that would say so: to be read, kept and changed. */
import { stringify } from "yaml";
import type { Assumptions, Draw, Happening, Spread } from "../../runtime/simulate/cohort/assumptions.ts";
import { showValue } from "../print/value.ts";
import { DAYS } from "./simulation-file.ts";

export function writeSimulation(assumptions: Assumptions): string {
  const { arrivals, fields, happenings, people, answers } = assumptions;
  const file = {
    arrivals: table(arrivals, ({ perWeek, days, from, to, first }) => ({
      "per week": perWeek,
      on: days.map((day) => DAYS[day]),
      from: clock(from),
      to: clock(to),
      first,
    })),
    fields: table(fields, (draws) => table(draws, drawInFile)),
    events: happenings.map(happeningInFile),
    people: table(people, ({ perDay, answers: pace, overlooks }) => ({
      "per day": perDay,
      "answers in": spreadInFile(pace),
      overlooks: percent(overlooks),
    })),
    answers,
  };
  return stringify(file, { flowCollectionPadding: true, lineWidth: 110, collectionStyle: "any" });
}

const table = <T, U>(of: Readonly<Record<string, T>>, each: (value: T) => U): Record<string, U> =>
  Object.fromEntries(Object.entries(of).map(([name, value]) => [name, each(value)]));

const percent = (share: number): number => Number((share * 100).toPrecision(6));
const clock = (minute: number): string =>
  `${String(Math.floor(minute / 60)).padStart(2, "0")}:${String(minute % 60).padStart(2, "0")}`;

const UNITS = [
  ["week", 604_800_000],
  ["day", 86_400_000],
  ["hour", 3_600_000],
] as const;

/** In the largest unit that it is a whole number of. */
export function lengthInFile(ms: number): string {
  const [unit, size] = UNITS.find(([, each]) => ms >= each && ms % each === 0) ?? ["minute", 60_000];
  const amount = Number((ms / size).toPrecision(6));
  return `${amount} ${unit}${amount === 1 ? "" : "s"}`;
}

const spreadInFile = ({ median, spread }: Spread) => ({ median: lengthInFile(median), spread });

function drawInFile(draw: Draw) {
  switch (draw.of) {
    case "list":
      return Object.fromEntries(
        draw.values.map(([value, weight]) => [value === null ? "blank" : showValue(value), weight]),
      );
    case "number":
      return {
        ...draw.spread,
        ...(draw.currency !== null && { currency: draw.currency }),
        ...(!draw.isWhole && { fractions: true }),
        ...blankInFile(draw.blank),
      };
    case "pattern":
      return { pattern: draw.text, ...blankInFile(draw.blank) };
    case "date":
      return {
        after: lengthInFile(draw.after.median),
        spread: draw.after.spread,
        ...blankInFile(draw.blank),
      };
  }
}

const blankInFile = (blank: number) => (blank === 0 ? {} : { blank: percent(blank) });

function happeningInFile({ does, when }: Happening) {
  const what = "event" in does ? { event: does.event } : { set: table(does.set, showValue) };
  const fields =
    "event" in does && Object.keys(does.fields).length > 0 ? { fields: table(does.fields, drawInFile) } : {};
  if (when.is === "rate") return { ...what, "per week": when.perWeek, in: when.stages, ...fields };
  const { what: cause, name, result } = when.cause;
  const after = cause === "wait" ? cause : [cause, name, result].filter((word) => word !== null).join(" ");
  return { ...what, after, chance: percent(when.chance), delay: spreadInFile(when.delay), ...fields };
}
