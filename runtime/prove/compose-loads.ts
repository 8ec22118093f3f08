/** The most messages that one subject may get from all journeys together: those of one exclusive group never at once. */
import type { Proof } from "./prove-journey.ts";

export interface Load {
  readonly subject: string;
  readonly channel: string;
  readonly cap: number;
  /** Milliseconds. */
  readonly window: number;
  /** `null`: as often as it goes round. */
  readonly most: number | null;
  readonly parts: readonly { readonly journey: string; readonly most: number | null }[];
  /** Every journey was explored whole: more than this cannot fall due. */
  readonly isWhole: boolean;
}

export function composeLoads(proofs: readonly Proof[]): readonly Load[] {
  const subjects = [...new Set(proofs.map(({ plan }) => plan.subject))];
  return subjects.flatMap((subject) => {
    const own = proofs.filter(({ plan }) => plan.subject === subject);
    const caps = own[0]?.messages ?? [];
    return caps.map((cap, index): Load => {
      const parts = busiestOfGroups(own, index).filter(({ most }) => most !== 0);
      const sums = parts.map(({ most }) => most);
      const most = sums.reduce((sum, one) => (sum === null || one === null ? null : sum + one), 0);
      return {
        subject,
        channel: cap.channel,
        cap: cap.cap,
        window: cap.window,
        most,
        parts,
        isWhole: own.every(({ isWhole }) => isWhole),
      };
    });
  });
}

function busiestOfGroups(proofs: readonly Proof[], index: number): Load["parts"] {
  const groups = new Map<string, { journey: string; most: number | null }>();
  for (const { plan, messages } of proofs) {
    const { journey, exclusive } = plan;
    const key = exclusive === null ? `journey ${journey}` : `group ${exclusive.group}`;
    const most = messages[index]?.most ?? null;
    const known = groups.get(key);
    if (known === undefined || (known.most !== null && (most === null || most > known.most)))
      groups.set(key, { journey, most });
  }
  return [...groups.values()];
}
