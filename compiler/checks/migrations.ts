/**
 * What a version says of those inside an earlier one, held against the plan that was released of it (docs/language.md,
 * 13.14). It lowers journeys, so it may only be asked of a model without errors.
 */
import type { JourneyDeclaration, Path, Span, Migration as Written } from "../../language/ast.ts";
import type { Diagnostic } from "../../language/diagnostics/diagnostic.ts";
import { report } from "../../language/diagnostics/report.ts";
import { suggest } from "../../language/diagnostics/suggest.ts";
import type { Model } from "../model.ts";
import type { Plan } from "../plan.ts";
import { planOfText } from "../versions/plan-of-text.ts";
import { type MapFault, writtenName } from "../versions/read-map.ts";
import { homelessIn, mapFaults, migrationOf, stagesLeftOut } from "../versions/version-move.ts";
import type { Check } from "./check.ts";

export const migrations: Check = (model) =>
  [...model.journeys.values()].flatMap((one) => migrationsOf(one, model));

function migrationsOf(journey: JourneyDeclaration, model: Model): readonly Diagnostic[] {
  if (journey.migrations.length === 0) return [];
  const name = journey.name.text;
  const own = (model.releases?.frozen ?? []).filter(({ release: { plan } }) => plan.journey === name);
  const next = planOfText(model, journey);
  const seen = new Set<number>();
  return journey.migrations.flatMap((written) =>
    written.from.flatMap(({ number, span }) => {
      if (seen.has(number)) return [report("migrates-twice", { from: number }, span)];
      seen.add(number);
      const old = own.find(({ release: { plan } }) => plan.version === number)?.release.plan;
      const version = journey.version.number;
      if (old === undefined || number >= version) {
        const released = own.map(({ release: { plan } }) => plan.version).filter((one) => one < version);
        return [report("migrates-from-nowhere", { journey: name, from: number, version, released }, span)];
      }
      return next === null ? [] : against(old, next, written, span);
    }),
  );
}

function against(old: Plan, next: Plan, written: Written, span: Span): readonly Diagnostic[] {
  const migration = migrationOf(next, old.version);
  if (migration === undefined) return [];
  const differs = differenceOf(old, next);
  if (differs !== null) return [report("migrates-what-differs", { from: old.version, ...differs }, span)];
  const versions = { old, next, migration };
  const lines = mapFaults(versions).flatMap((fault) => faultOf(fault, versions, written));
  if (lines.length > 0) return lines;
  const places = [...stagesLeftOut(versions), ...homelessIn(versions)].map(({ step, why }) => ({
    name: writtenName(step).replaceAll("/", "."),
    why,
  }));
  return places.length === 0
    ? []
    : [report("migration-leaves-out", { from: old.version, places }, written.span)];
}

function differenceOf(
  old: Plan,
  next: Plan,
): { readonly what: string; readonly was: string; readonly now: string } | null {
  if (old.subject !== next.subject)
    return { what: "of", was: `\`${old.subject}\``, now: `\`${next.subject}\`` };
  const keyOf = ({ per, subject }: Plan): string => `\`${per ?? subject}\``;
  return old.per === next.per ? null : { what: "per", was: keyOf(old), now: keyOf(next) };
}

function faultOf(
  { line, side, is, names }: MapFault,
  { old, next }: { readonly old: Plan; readonly next: Plan },
  { map }: Written,
): readonly Diagnostic[] {
  const path = map[line]?.[side];
  if (path === undefined) return [];
  const name = dotted(path);
  const near = is === "unknown" ? suggest(name, names) : undefined;
  const facts = { is, side, name, from: old.version, version: next.version, names };
  return [
    report("migration-map-line", { ...facts, ...(near !== undefined && { suggestion: near }) }, path.span),
  ];
}

const dotted = ({ names }: Path): string => names.map(({ text }) => text).join(".");
