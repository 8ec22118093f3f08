/** Files of frozen releases that cannot be trusted: nobody may be led by them (docs/language.md, 13.14). */
import { basename } from "node:path";
import type { Diagnostic } from "../../language/diagnostics/diagnostic.ts";
import { report } from "../../language/diagnostics/report.ts";
import type { ReleaseFault } from "../releases/read-releases.ts";
import type { Check } from "./check.ts";

export const releaseFiles: Check = ({ releases }) => (releases?.faults ?? []).map(tell);

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
