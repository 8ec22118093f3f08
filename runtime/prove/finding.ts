/** What a proof finds: one sentence for whoever owns the journey, and the shortest run that shows it. */
import type { Node } from "./explore.ts";
import type { Run } from "./runs.ts";

/** Each is a promise that a journey may fail to keep; docs/how-to/prove-a-journey.md says what each means. */
export type Property =
  | "every-run-can-end"
  | "left-alone-it-ends"
  | "nothing-waits-for-ever"
  | "one-holder"
  | "every-handover-ends-in-a-person"
  | "nothing-after-the-end"
  | "nothing-after-an-opt-out"
  | "everything-can-happen"
  | "no-circles";

export interface Finding {
  readonly property: Property;
  /** For whoever owns the journey: what is wrong, in its own words. */
  readonly sentence: string;
  /** What to do about it. */
  readonly help: string | null;
  /** The stage, step, handover or exit that it is about, as the source map names it. */
  readonly at: string;
  /** One finding of this property is enough, wherever else it shows. */
  readonly isOnce?: true;
  /** How it comes to that; `null` where it is about what never happens. */
  readonly shown: Shown | null;
}

/** A state, and what was tried from it. */
export interface Shown {
  readonly from: Node | null;
  readonly run: Run | null;
}
