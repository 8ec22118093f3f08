/** What is offered, in a later version of the plan: the same offer, or none any more (docs/language.md, rules 5 and 14). */
import type { Handover, VersionMove } from "../../compiler/plan.ts";
import { leaveNow } from "./carry-tracks.ts";
import { refitted, takeFitted } from "./carry-work.ts";
import { reasonsOf, takeOfferBack } from "./offer.ts";
import type { Offer, Was, Work } from "./state.ts";
import { handoverOf, patch, type Turn, workOf } from "./turn.ts";
import { withdrawWork } from "./work.ts";

export function carryOffer(turn: Turn, move: VersionMove, was: Was): void {
  const { offer } = turn.state;
  if (offer === null) return;
  const leave = leaveNow(turn.plan, move, offer.leave);
  if (leave === null)
    return takeOfferBack(
      turn,
      `version ${move.to} has no handover ${offer.handover} to ${offer.leave.stage}`,
    );
  patch(turn, { offer: { ...offer, leave } });
  const work = workOf(turn.state, offer.work);
  if (work === undefined) return;
  const handover = handoverOf(turn.plan, offer.handover);
  const ladder = ladderOf(handover, offer);
  if (ladder === null && (offer.phase === "offered" || offer.phase === "carried"))
    return giveAtOnce(turn, work, move);
  const words = offer.phase === "offered" ? wordsOf(handover) : work.record;
  const { step, name } = work.record;
  const request = { ...words, name, step, track: work.track, ladder: ladder ?? work.ladder };
  const fitted = refitted(turn, { move, was }, work, request);
  if (fitted === null) return askAnew(turn, work, move);
  takeFitted(turn, fitted);
}

/** The ladder of what the offer waits for; `null`: it waits for nobody any more. */
function ladderOf({ accept, movesAfter, offerNeeds }: Handover, { phase }: Offer): string | null {
  if (phase === "needs") return offerNeeds?.ladder ?? null;
  return phase === "gates" ? (movesAfter?.ladder ?? null) : accept;
}

const wordsOf = (handover: Handover): Pick<Work["record"], "title" | "answers" | "carries"> => ({
  title: handover.title,
  answers: { accept: [], ...reasonsOf(handover) },
  carries: handover.carries,
});

/** It needs no acceptance any more. */
function giveAtOnce(turn: Turn, work: Work, { to }: VersionMove): void {
  withdrawWork(turn, work, `version ${to} gives it at once`);
  const { offer } = turn.state;
  if (offer !== null) patch(turn, { offer: { ...offer, phase: "gates", work: null } });
}

/** Nobody of whoever was asked is known any more: the offer is made once more. */
function askAnew(turn: Turn, work: Work, { to }: VersionMove): void {
  withdrawWork(turn, work, `version ${to} asks somebody else`);
  const { offer } = turn.state;
  if (offer === null) return;
  const phase = offer.phase === "offered" ? "carried" : offer.phase;
  patch(turn, { offer: { ...offer, phase, work: null } });
}
