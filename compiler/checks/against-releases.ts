/**
 * The texts held against what was released of them: a version that is out never changes, and what a release still needs
 * stays (docs/language.md, 13.14). It lowers journeys, so it may only be asked of a model without errors.
 */
import type { JourneyDeclaration } from "../../language/ast.ts";
import type { Diagnostic } from "../../language/diagnostics/diagnostic.ts";
import { replaceWith } from "../../language/diagnostics/fix.ts";
import { report } from "../../language/diagnostics/report.ts";
import { lowerLibrary } from "../lower/library.ts";
import type { Model } from "../model.ts";
import { keyJourneyName } from "../own-fields.ts";
import { saysWhatWasReleased } from "../releases/compare-text.ts";
import { type Missing, missingIn, type Offered } from "../releases/missing.ts";
import type { FrozenFile } from "../releases/read-releases.ts";
import type { Check } from "./check.ts";

export const againstReleases: Check = (model) => {
  const frozen = model.releases?.frozen ?? [];
  if (frozen.length === 0) return [];
  return [
    ...[...model.journeys.values()].flatMap((one) => versionOf(one, frozen, model)),
    ...needs(frozen, model),
  ];
};

// ── A version that is out never changes ───────────────────────────────────────────────────────────────────

function versionOf(
  journey: JourneyDeclaration,
  frozen: readonly FrozenFile[],
  model: Model,
): readonly Diagnostic[] {
  const name = journey.name.text;
  const { number: version, span } = journey.version;
  const own = frozen.filter(({ release: { plan } }) => plan.journey === name);
  const latest = own.at(-1)?.release;
  if (latest === undefined || latest.plan.version < version) return [];
  const next = latest.plan.version + 1;
  const fixes = [replaceWith(`v${next}`, span)];
  if (latest.plan.version > version)
    return [
      report("version-behind-release", { version, latest: latest.plan.version, next }, span, { fixes }),
    ];
  const key = frozen.filter(({ release: { plan } }) => plan.journey === keyJourneyName(name));
  const same = [latest, ...key.map(({ release }) => release)].filter((one) => one.plan.version === version);
  if (same.every((release) => saysWhatWasReleased(model, journey, release))) return [];
  const { on } = latest.released;
  return [report("version-not-raised", { journey: name, version, on, next }, span, { fixes })];
}

// ── What a release needs stays ────────────────────────────────────────────────────────────────────────────

/** Of the version that the text states, the text itself tells. */
function needs(frozen: readonly FrozenFile[], model: Model): readonly Diagnostic[] {
  const older = frozen.filter(
    ({ release: { plan } }) => model.journeys.get(plan.journey)?.version.number !== plan.version,
  );
  if (older.length === 0) return [];
  const offered = offeredBy(model);
  return older.flatMap((file) =>
    missingIn(file.release.released.needs, offered).map((missing) => tellMissing(file, missing)),
  );
}

function offeredBy(model: Model): Offered {
  const begun = [...model.journeys.keys()].flatMap((name) => [name, keyJourneyName(name)]);
  // None of what a release needs hangs on the days of a calendar.
  return { ...lowerLibrary(model, { calendars: {} }), journeys: new Set(begun) };
}

function tellMissing({ path, text, release }: FrozenFile, { thing, name, changed }: Missing): Diagnostic {
  const facts = { release: release.plan.workflowType, thing, ...(changed !== undefined && { changed }) };
  return report("release-needs-missing", facts, spanOf(name, path, text));
}

/** Where it is named among the needs, which stand before the plan; else the first sign of the file. */
function spanOf(name: string, file: string, text: string): Diagnostic["span"] {
  const quoted = JSON.stringify(name);
  const start = text.indexOf(quoted, text.indexOf('"needs"'));
  return start < 0 ? { file, start: 0, end: 1 } : { file, start, end: start + quoted.length };
}
