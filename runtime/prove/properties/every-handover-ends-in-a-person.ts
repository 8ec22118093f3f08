/** What is offered is taken by somebody, given to somebody, declined or taken back; it does not fade away (rule 5). */
import type { RunProperty } from "./properties.ts";

export const everyHandoverEndsInAPerson: RunProperty = ({ plan }, { from, run }) => {
  const { state, crash } = run;
  const { offer, work } = state;
  if (crash !== null || offer?.phase !== "offered") return null;
  const open = work.find(({ record }) => record.id === offer.work);
  if (open === undefined || open.rungAt !== null || open.picking !== null) return null;
  const last = plan.ladders[open.ladder]?.rungs.at(-1)?.actions.map((action) => action.do) ?? [];
  // Who writes `stays open` has said that it stays with whom it was offered to.
  if (last.includes("stay open")) return null;
  const who = open.record.person ?? open.record.role;
  return {
    property: "every-handover-ends-in-a-person",
    sentence: `The handover \`${offer.handover}\` can end in silence: it stays with ${who}, who has not taken it, and nobody else is asked.`,
    help: `Let the ladder \`${open.ladder}\` end with \`at last give to the manager\`.`,
    at: offer.handover,
    shown: { from, run },
  };
};
