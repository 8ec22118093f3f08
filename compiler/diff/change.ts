/** What a change of the texts comes to, in words that whoever it concerns understands. */
/**
 * What it does to what was promised or controlled: a limit, a deadline, a proof that is asked for, a person who must
 * agree. `different` is neither more nor less of it; `neutral` changes nothing of what happens to anybody.
 */
export type Effect = "stronger" | "weaker" | "different" | "neutral";

export interface Change {
  /** Which part of the tree it is, such as `LadderDeclaration.within`: for programs, and the same from run to run. */
  readonly at: string;
  readonly how: "added" | "removed" | "changed" | "moved" | "renamed";
  readonly effect: Effect;
  /** Whether plans or the library become others, or what is kept beside them: reviews, reasons, who must agree. */
  readonly of: "what runs" | "its upkeep";
  readonly place: Place;
  /** Begins small and has no full stop; the place is told before it. */
  readonly sentence: string;
  /** Names of roles, and of the subject where the customer feels it; the one that it concerns most comes first. */
  readonly affects: readonly string[];
  /** What it was called, where its name is another. */
  readonly was?: string;
  /** Where it stands; absent where it did not or no longer does. */
  readonly before?: Line;
  readonly after?: Line;
}

/** A line of a text, from 1. */
export interface Line {
  readonly file: string;
  readonly line: number;
}

/** The declaration, and the stage, handover or exit within it. */
export interface Place {
  readonly kind: string;
  readonly name: string;
  readonly part?: { readonly kind: string; readonly name: string };
}

export interface Diff {
  readonly changes: readonly Change[];
  /** Scenarios that were added, removed or changed: they change nothing of what runs. */
  readonly scenarios: readonly ScenarioChange[];
  /** Files whose text is another and means the same. */
  readonly onlyText: readonly string[];
}

export interface ScenarioChange {
  readonly how: "added" | "removed" | "changed";
  readonly journey: string;
  readonly title: string;
}
