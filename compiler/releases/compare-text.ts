/**
 * Whether the text of a journey still says what was released. The text is lowered with what tables and zone data gave
 * the release, so that a new year, another Node or a new table of holidays is no change of the text.
 */
import type { JourneyDeclaration } from "../../language/ast.ts";
import { canonicalJson, hashPlan } from "../canonical.ts";
import { lowerJourney } from "../lower/journey.ts";
import { lowerKeyJourney } from "../lower/key-journey.ts";
import type { Model } from "../model.ts";
import { weekOf } from "../open-hours.ts";
import { keyJourneyName } from "../own-fields.ts";
import type { Calendar, Plan } from "../plan.ts";
import { declaredDays } from "./freeze.ts";
import type { FrozenRelease } from "./frozen-release.ts";

/** Of a model without errors. `frozen` is the version that the text states, of it or of the journey that asks for its key. */
export function saysWhatWasReleased(
  model: Model,
  journey: JourneyDeclaration,
  { hash, plan, released }: Pick<FrozenRelease, "hash" | "plan" | "released">,
): boolean {
  const options = { calendars: calendarsAsReleased(model, { plan, released }) };
  const isKeyJourney = plan.journey === keyJourneyName(journey.name.text);
  const lowered = isKeyJourney
    ? lowerKeyJourney(model, journey, options)
    : lowerJourney(model, journey, options);
  return lowered !== null && hashPlan(withZonesOf(plan, lowered.plan)) === hash;
}

/** Each calendar as the text has it, with the offsets and closed days of the release where it says the same of them. */
function calendarsAsReleased(
  model: Model,
  { plan, released }: Pick<FrozenRelease, "plan" | "released">,
): Readonly<Record<string, Calendar>> {
  const today = declaredDays(Object.fromEntries(model.calendars), model);
  return Object.fromEntries(
    [...model.calendars].map(([name, declaration]) => {
      const was = plan.calendars[name] ?? NONE;
      const isSame = sameJson(released.calendars[name], today[name]);
      const zone = declaration.zone?.text ?? "";
      return [name, { ...was, zone, week: weekOf(declaration), closed: isSame ? was.closed : OTHERS }];
    }),
  );
}

const NONE: Calendar = { zone: "", offsets: [], week: [], closed: [], from: 0, until: 0 };
/** No calendar has the first day of all alone: it makes the plan another one. */
const OTHERS: readonly number[] = [0];

/** The zones of subjects have the offsets of the release, too. */
function withZonesOf(released: Plan, plan: Plan): Plan {
  if (plan.zones === undefined) return plan;
  const known = released.zones?.others ?? {};
  const others = Object.entries(plan.zones.others).map(([zone, offsets]) => [zone, known[zone] ?? offsets]);
  return { ...plan, zones: { ...plan.zones, others: Object.fromEntries(others) } };
}

const sameJson = (one: object | undefined, other: object | undefined): boolean =>
  one !== undefined && other !== undefined && canonicalJson(one) === canonicalJson(other);
