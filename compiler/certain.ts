/** Which findings stand, whatever the errors in the texts hide. */
import type { Diagnostic } from "../language/diagnostics/diagnostic.ts";
import type { Code } from "../language/diagnostics/report.ts";
import { suggest } from "../language/diagnostics/suggest.ts";
import { type Doubt, isInDamagedPart, isTangled, isUnread } from "./doubt.ts";
import { type LostNames, wordsIn } from "./lost-names.ts";
import type { Model } from "./model.ts";

/** @param text of the file that the finding is in */
export function isCertain(finding: Diagnostic, { doubt }: Model, text: string): boolean {
  if (isUnread(doubt, finding)) return false;
  if (isAboutName(finding)) return isCertainName(finding, doubt, text);
  if (OF_A_STATEMENT.has(finding.code)) return !isTangled(doubt, finding);
  if (OF_A_PART.has(finding.code)) return !isTangled(doubt, finding) && !isInDamagedPart(doubt, finding);
  return true;
}

/** What a statement lacks that is whole, unless a brace stands in the middle of it. */
const OF_A_STATEMENT: ReadonlySet<string> = new Set<Code>([
  "blank-unhandled",
  "move-between-owners-without-handover",
]);

/** What is missing, or follows from what stands around it: what its stage, handover or declaration lost may be that. */
const OF_A_PART: ReadonlySet<string> = new Set<Code>([
  "also-asked-role-in-order",
  "asked-role-not-in-order",
  "decline-leads-nowhere",
  "exit-block-waits",
  "handover-without-accountable",
  "ladder-ends-in-nobody",
  "main-track-ends-in-nothing",
  "message-on-time-alone",
  "missing-part",
  "result-not-handled",
  "retry-outside-task",
  "right-with-gap",
  "role-nobody-fills",
  "scenario-leaves-out",
  "split-not-100",
  "step-after-jump",
  "wait-without-bound",
]);

// ── Names ─────────────────────────────────────────────────────────────────────────────────────────────────

const isAboutName = ({ code }: Diagnostic): boolean =>
  code.startsWith("unknown-") || code === "duplicate-name";

/** Names that stand for something within a journey. */
const OF_A_JOURNEY: ReadonlySet<string> = new Set<Code>([
  "duplicate-name",
  "unknown-exit",
  "unknown-handover",
  "unknown-name",
  "unknown-result",
  "unknown-stage",
  "unknown-task",
]);

function isCertainName(finding: Diagnostic, doubt: Doubt, text: string): boolean {
  const { code, span } = finding;
  // A name that was left out is the parser's to tell.
  if (span.start === span.end) return false;
  if (OF_A_JOURNEY.has(code) && isTangled(doubt, finding)) return false;
  const names = wordsIn(text.slice(span.start, span.end));
  return code === "duplicate-name" || !names.some((name) => mayBeDeclared(name, code, doubt.names));
}

function mayBeDeclared(name: string, code: string, lost: LostNames): boolean {
  if (lost.headless && (!OF_A_JOURNEY.has(code) || code === "unknown-name")) return true;
  if (isUnnamed(code, lost) || lost.names.has(name)) return true;
  return lost.oddNames.includes(name) || suggest(name, lost.oddNames) !== undefined;
}

/** What `unknown-name` may be said of. */
const ANY_NAME = ["field", "event", "role", "handover", "task", "right"];

function isUnnamed(code: string, { unnamed }: LostNames): boolean {
  if (code === "unknown-name") return ANY_NAME.some((what) => unnamed.has(what));
  return unnamed.has(code === "unknown-placeholder" ? "field" : code.replace("unknown-", ""));
}
