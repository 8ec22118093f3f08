/** What an audit of all journeys comes to, as data: printers and a review make their own words around it. */
import type { Line, Place } from "../diff/change.ts";
import type { Pressure } from "./pressure.ts";

/**
 * `gap`: something is nobody's. `rebuild`: what is there has to change. `retire`: nobody needs it any more. `keep`:
 * somebody has said why it is fine or, of a journey, what it was observed to do.
 */
export const VERDICTS = ["gap", "rebuild", "retire", "keep"] as const;
export type Verdict = (typeof VERDICTS)[number];

export interface AuditFinding {
  /** Of a check or of the audit: `baton explain CODE` shows its page. */
  readonly code: string;
  readonly verdict: Verdict;
  /** All that it is about; empty where no journey is. */
  readonly journeys: readonly string[];
  /** Roles that must act, the first of which begins; empty: nobody is named as its owner. */
  readonly owners: readonly string[];
  readonly place: Place;
  readonly at: Line;
  /** One sentence, present tense. */
  readonly sentence: string;
  /** What to do. */
  readonly help: string | null;
  /** Why it is kept, in the words of whoever allowed it; `null`: nobody has. */
  readonly because: string | null;
}

/** What becomes of a journey, by what it was observed to do. */
export interface JourneyVerdict {
  readonly journey: string;
  readonly owner: string | null;
  readonly verdict: Verdict;
  /** The reason, with its figures. */
  readonly reason: string;
}

export interface Audit {
  /** By verdict, then by place; those that are kept come last. */
  readonly findings: readonly AuditFinding[];
  /** Of each cap of each contact policy, in the order of the files. */
  readonly pressure: readonly Pressure[];
  /** `null`: nothing was observed. */
  readonly journeys: readonly JourneyVerdict[] | null;
}

/** Whether somebody has something to do. */
export const hasWork = ({ findings }: Audit): boolean => findings.some(({ verdict }) => verdict !== "keep");
