/** The audit of a few lines: whatever they may name stands in docs/checks/common. */
import { audit } from "../../../compiler/audit/audit.ts";
import type { Audit } from "../../../compiler/audit/audit-finding.ts";
import type { Observed, ObservedJourney } from "../../../compiler/audit/observed.ts";
import { checkWorkspace } from "../../../compiler/check.ts";
import { COMMON, TODAY } from "../page-examples.ts";

export function auditOf(text: string, observed: Observed | null = null): Audit {
  const files = [...COMMON, { path: "common/example.journey", text }];
  return audit(checkWorkspace({ files }, { today: TODAY }), observed);
}

/** The sentences of one code, of what nobody has allowed. */
export const toldIn = ({ findings }: Audit, code: string): readonly string[] =>
  findings.flatMap((one) => (one.code === code && one.verdict !== "keep" ? [one.sentence] : []));

const HEAD = "owner marketing  goal deal_won within 90 days  review every 3 months, last 2026-10-01";

/** A journey of two lines of head, and of stages and other parts; without an entry it is entered on `demo_requested`. */
export const journey = (name: string, parts: string): string =>
  `journey ${name} v1 of lead {\n${HEAD}\n${/\benter\b/.test(parts) ? "" : "enter on demo_requested -> first"}\n${
    /\bexit done\s+as\b/.test(parts) ? "" : "exit done as neutral"
  }\n${parts}\n}\n`;

export const stage = (steps: string, name = "first"): string =>
  `stage ${name} { owner marketing  lasts at most 30 days, then exit done  ${steps}  ${/\bstay\b/.test(steps) ? "" : "stay"} }`;

/** Nothing has happened in a journey that could be entered for long. */
export const QUIET: ObservedJourney = {
  journey: "one",
  since: "2026-01-01T00:00:00.000Z",
  entered: 0,
  inside: 0,
  ended: [],
  done: { sent: 0, asked: 0, told: 0, called: 0, set: 0 },
  messages: {},
  goal: { of: 0, reached: 0, leftOut: 0, leftOutReached: 0 },
};

export const observedOf = (...journeys: readonly ObservedJourney[]): Observed => ({
  from: "2026-09-02T00:00:00.000Z",
  until: "2026-12-01T00:00:00.000Z",
  days: 90,
  journeys,
});
