/** A journey as its text has it, to be held against a version that was released. */
import type { JourneyDeclaration } from "../../language/ast.ts";
import { lowerJourney } from "../lower/journey.ts";
import type { Model } from "../model.ts";
import type { Calendar, Plan } from "../plan.ts";

/** Without the days of its calendars, on which no migration hangs. Only of a model without errors. */
export const planOfText = (model: Model, journey: JourneyDeclaration): Plan | null =>
  lowerJourney(model, journey, { calendars: calendarsOf(model) })?.plan ?? null;

const calendarsOf = ({ calendars }: Model): Readonly<Record<string, Calendar>> =>
  Object.fromEntries([...calendars.keys()].map((name) => [name, NEVER]));
const NEVER: Calendar = { zone: "", offsets: [[0, 0]], week: [], closed: [], from: 0, until: 0 };
