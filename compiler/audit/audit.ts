/** Asks all journeys together what collides, what nobody owns, and what has no effect (docs/how-to/audit-the-journeys.md). */
import type * as ast from "../../language/ast.ts";
import type { Diagnostic } from "../../language/diagnostics/diagnostic.ts";
import { byCodeUnit } from "../by-code-unit.ts";
import type { CheckedWorkspace } from "../check.ts";
import { lineOf } from "../diff/sides.ts";
import type { Model } from "../model.ts";
import { type Audit, type AuditFinding, VERDICTS } from "./audit-finding.ts";
import type { Found } from "./found.ts";
import { verdictOf, whose } from "./from-checks.ts";
import { judgeJourney, THRESHOLDS, type Thresholds, unsentMessages } from "./inertia.ts";
import type { Observed } from "./observed.ts";
import { permit } from "./permit.ts";
import { pressureIn } from "./pressure.ts";
import { statedIn } from "./stated.ts";

/** What is audited: a workspace whose names and types stand. */
export type AuditedLibrary = CheckedWorkspace;

/**
 * Pure. @param observed `null`: nothing is said of what the journeys have done; that is not the same as nothing done.
 */
export function audit(
  library: AuditedLibrary,
  observed: Observed | null,
  thresholds: Thresholds = THRESHOLDS,
): Audit {
  const { model } = library;
  const stated = statedIn(model);
  const judged = [...model.journeys.values()].map((journey) =>
    observed === null ? null : judgeJourney(journey, observed, gapsOf(journey, stated), thresholds),
  );
  const seen = judged.flatMap((one) => one?.found ?? []);
  const unsent = observed === null ? [] : unsentMessages(model, observed, thresholds);
  const findings = [
    ...fromChecks(library),
    ...permitted(
      [...stated, ...seen, ...unsent].map((one) => withCounts(one, observed)),
      model,
    ),
  ];
  return {
    findings: inOrder(findings),
    pressure: pressureIn(model).map(({ rule: _, policy: __, ...pressure }) => pressure),
    journeys: observed === null ? null : judged.flatMap((one) => (one === null ? [] : [one.verdict])),
  };
}

const gapsOf = ({ name }: ast.JourneyDeclaration, found: readonly Found[]): readonly string[] =>
  found.flatMap(({ code, place }) =>
    code === "exit-without-owner" && place.name === name.text ? (place.part?.name ?? []) : [],
  );

/** Of an exit that nobody owns, how many have left by it. */
function withCounts(found: Found, observed: Observed | null): Found {
  if (observed === null || found.code !== "exit-without-owner") return found;
  const journey = observed.journeys.find((one) => one.journey === found.place.name);
  const count = journey?.ended.find(({ exit }) => exit === found.place.part?.name)?.count ?? 0;
  if (journey === undefined) return found;
  const words = `In the last ${observed.days} days ${count === 0 ? "nobody has" : count === 1 ? "one has" : `${count} have`} left by it, on whatever way.`;
  return { ...found, sentence: `${found.sentence} ${words}` };
}

// ── Findings ──────────────────────────────────────────────────────────────────────────────────────────────

function fromChecks({ model, diagnostics, allowed }: AuditedLibrary): readonly AuditFinding[] {
  const all = [
    ...diagnostics.map((diagnostic) => ({ diagnostic, because: null })),
    ...allowed.map(({ diagnostic, because }) => ({ diagnostic, because })),
  ];
  return all.flatMap(({ diagnostic, because }) => {
    const verdict = verdictOf(diagnostic, model);
    return verdict === undefined
      ? []
      : [findingOf(diagnostic, because === null ? verdict : "keep", because, model)];
  });
}

function findingOf(
  diagnostic: Diagnostic,
  verdict: AuditFinding["verdict"],
  because: string | null,
  model: Model,
): AuditFinding {
  return {
    code: diagnostic.code,
    verdict,
    ...whose(diagnostic, model),
    at: lineOf(textsOf(model), diagnostic.span),
    sentence: diagnostic.message,
    help: diagnostic.help ?? null,
    because,
  };
}

function permitted(found: readonly Found[], model: Model): readonly AuditFinding[] {
  const texts = textsOf(model);
  const { judged, unused } = permit(found, model);
  return [
    ...judged.map(({ found: { span, reach: _, ...finding }, because }) => ({
      ...finding,
      verdict: because === null ? finding.verdict : ("keep" as const),
      at: lineOf(texts, span),
      because,
    })),
    ...unused.map((one) => findingOf(one, "rebuild", null, model)),
  ];
}

const textsOf = ({ files }: Model): ReadonlyMap<string, string> =>
  new Map(files.map(({ path, text }) => [path, text]));

function inOrder(findings: readonly AuditFinding[]): readonly AuditFinding[] {
  const rank = ({ verdict }: AuditFinding): number => VERDICTS.indexOf(verdict);
  return findings.toSorted(
    (a, b) =>
      rank(a) - rank(b) ||
      byCodeUnit(a.at.file, b.at.file) ||
      a.at.line - b.at.line ||
      byCodeUnit(a.code, b.code),
  );
}
