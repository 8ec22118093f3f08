/** What a workspace comes to: plans, library, people, and what is kept beside them; places say nothing. */
import { canonicalJson } from "../canonical.ts";
import { compileModel } from "../compile.ts";
import type { Model } from "../model.ts";
import { findAll } from "../walk.ts";
import { plainText } from "./same.ts";

export interface Meaning {
  /** Hash of each plan, and the library: what runs. */
  readonly runs: string;
  /** Reviews, targets, reasons, what is allowed, and who must agree to changes. */
  readonly upkeep: string;
}

/** Years for which calendars are resolved: the same on both sides, so that a new year is no change. */
const YEARS = 3;

/** Of a model without errors. */
export function meaningOf(model: Model, year: number): Meaning {
  const { library, releases } = compileModel(model, { horizon: { from: year, years: YEARS } });
  // When something is looked at again is kept beside what runs, though an installation asks for it.
  const { reviews: _, ...shared } = library;
  const plans = releases.map(({ hash, plan }) => [plan.workflowType, hash]).sort();
  return {
    runs: canonicalJson({ plans, library: withoutFiles(shared), people: model.people }),
    upkeep: canonicalJson(upkeepOf(model)),
  };
}

/** Where a message is kept changes nothing. */
function withoutFiles(library: object): object {
  return JSON.parse(JSON.stringify(library, (key, value) => (key === "file" ? undefined : value)));
}

function upkeepOf(model: Model): object {
  const declarations = model.files.flatMap((file) => file.declarations);
  const reasons = declarations.flatMap((one) =>
    [...findAll(one, "Allow"), ...stepsWithReasons(one)].map(plainText),
  );
  return {
    reasons: reasons.sort(),
    changes: model.changes.map(plainText).sort(),
    reviews: [...model.journeys.values(), ...model.scores.values(), ...model.routes.values()]
      .map(({ name, review }) => [name.text, plainText(review)])
      .sort(),
    targets: [...model.journeys.values()]
      .flatMap(({ stages }) => stages.map(({ targets }) => plainText(targets)))
      .sort(),
    validated: [...model.scores.values()]
      .map(({ name, validate }) => [name.text, plainText(validate)])
      .sort(),
    owners: [...model.events.values(), ...model.audiences.values()]
      .map(({ name, owner }) => [name.text, owner?.text ?? null])
      .sort(),
    retired: [...model.messages.values()]
      .map(({ name, retired, markedBy }) => [name, retired, markedBy])
      .sort(),
  };
}

const REASONED = [
  "SendStep",
  "WaitStep",
  "TaskStep",
  "DecideStep",
  "TellStep",
  "SetStep",
  "CallStep",
] as const;

const stepsWithReasons = (root: unknown): readonly unknown[] =>
  REASONED.flatMap((kind) => findAll(root, kind)).filter(({ because }) => because !== undefined);
