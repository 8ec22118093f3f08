/** What a name stands for, whichever file it is written in. */

export const GLOBAL_KINDS = [
  "calendar",
  "role",
  "ladder",
  "right",
  "subject",
  "event",
  "audience",
  "action",
  "score",
  "route",
  "hygiene",
  "journey",
  "message",
  "person",
] as const;

/** What is declared within something else: a stage in a journey, a band in a score, a field in a subject. */
const INNER_KINDS = [
  "stage",
  "exit",
  "handover",
  "task",
  "request",
  "split",
  "field",
  "parameter",
  "band",
  "answer",
  /** Of a closed list. */
  "value",
  /** Of a task. */
  "result",
  /** Why a handover is declined. */
  "reason",
  /** Of a split. */
  "arm",
  /** What a journey keeps of an event. */
  "kept",
] as const;

export const MEANING_KINDS = [...GLOBAL_KINDS, ...INNER_KINDS] as const;
export type MeaningKind = (typeof MEANING_KINDS)[number];

/** Two names with equal meanings stand for one thing. */
export interface Meaning {
  readonly kind: MeaningKind;
  readonly name: string;
  /**
   * What it is declared in: the journey of a stage, the subject of a field. An event's field that bears the name of
   * its subject's is that field ("Ledger" in docs/language.md).
   */
  readonly of?: string;
}

/** What is declared in a task, a handover, a split or a field is told by the name of that and of what it is in. */
export const innerName = (outer: string, inner: string): string => `${outer}.${inner}`;

export const isSame = (a: Meaning, b: Meaning): boolean =>
  a.kind === b.kind && a.name === b.name && a.of === b.of;

/** `stage \`nurture\` of \`lead_to_customer\``. */
export function describeMeaning({ kind, name, of }: Meaning): string {
  return of === undefined ? `${kind} \`${name}\`` : `${kind} \`${name}\` of \`${of}\``;
}
