/**
 * Files of frozen releases that cannot be trusted: nobody may be led by them (docs/language.md, 13.14); and those that
 * were released without all who had to agree (3.5).
 */
import { basename } from "node:path";
import type { Diagnostic } from "../../language/diagnostics/diagnostic.ts";
import { report } from "../../language/diagnostics/report.ts";
import type { FrozenFile, ReleaseFault } from "../releases/read-releases.ts";
import type { Check } from "./check.ts";

export const releaseFiles: Check = ({ releases }) => [
  ...(releases?.faults ?? []).map(tell),
  ...latestOf(releases?.frozen ?? []).flatMap(withoutAgreement),
];

function tell(fault: ReleaseFault): Diagnostic {
  const span = { file: fault.path, start: 0, end: 1 };
  switch (fault.is) {
    case "in conflict":
      return report("release-in-conflict", { release: basename(fault.path, ".json") }, span);
    case "edited":
      return report("release-edited", { stated: short(fault.stated), found: short(fault.found) }, span);
    case "misnamed":
      return report("release-misnamed", { holds: fault.holds }, span);
    case "unreadable":
      return report("release-unreadable", { why: fault.why }, span);
  }
}

/** As git does: enough to tell two apart. */
const short = (hash: string): string => hash.slice(0, 12);

// ── Who agreed ────────────────────────────────────────────────────────────────────────────────────────────

/** What a later release changes anew its rules have asked for again. */
const latestOf = (frozen: readonly FrozenFile[]): readonly FrozenFile[] => [
  ...new Map(frozen.map((file) => [file.release.plan.journey, file])).values(),
];

function withoutAgreement({ path, text, release }: FrozenFile): readonly Diagnostic[] {
  const { agreement, approvals } = release.released;
  const { roles, waived } = agreement;
  const unheard = roles.filter((role) => !approvals.some((one) => one.role === role));
  const missing = waived?.missing ?? unheard;
  if (missing.length === 0) return [];
  const start = Math.max(0, text.indexOf('"agreement"'));
  const span = { file: path, start, end: start + 1 };
  const why = waived === null ? {} : { by: waived.by, because: waived.because };
  const { workflowType } = release.plan;
  return [
    report(
      "released-without-agreement",
      { release: workflowType, missing, ...why, isFirst: agreement.since === null },
      span,
    ),
  ];
}
