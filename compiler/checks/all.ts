/** All checks, in the order of what they ask. */
import type { Code } from "../../language/diagnostics/report.ts";
import { afterExitLeadsElsewhere } from "./after-exit-leads-elsewhere.ts";
import { againstReleases } from "./against-releases.ts";
import { answerWithTwoMeanings } from "./answer-with-two-meanings.ts";
import { answeredByNobody } from "./answered-by-nobody.ts";
import { approvesOwnRequest } from "./approves-own-request.ts";
import { askedRoleNotInOrder } from "./asked-role-not-in-order.ts";
import { automatedOutreach } from "./automated-outreach.ts";
import { belongsToAnotherSubject } from "./belongs-to-another-subject.ts";
import { beyondHorizon } from "./beyond-horizon.ts";
import { boundLongerThanStage } from "./bound-longer-than-stage.ts";
import { boundMayBeUnknown } from "./bound-may-be-unknown.ts";
import { callInputs } from "./call-inputs.ts";
import { channelOfNothing } from "./channel-of-nothing.ts";
import type { Check } from "./check.ts";
import { computedFieldGiven } from "./computed-field-given.ts";
import { computedInput } from "./computed-input.ts";
import { conditionOutOfPlace } from "./condition-out-of-place.ts";
import { decisionWithoutDifference } from "./decision-without-difference.ts";
import { declineLeadsNowhere } from "./decline-leads-nowhere.ts";
import { declineRerunsStage } from "./decline-reruns-stage.ts";
import { delegationWithoutEffect } from "./delegation-without-effect.ts";
import { entryAnswersWait } from "./entry-answers-wait.ts";
import { equalPriorityInGroup } from "./equal-priority-in-group.ts";
import { exemptNotMarked } from "./exempt-not-marked.ts";
import { exitBlockWaits } from "./exit-block-waits.ts";
import { fieldWrittenTwice } from "./field-written-twice.ts";
import { followerCannotOpen } from "./follower-cannot-open.ts";
import { handoverDoesNotServeMove } from "./handover-does-not-serve-move.ts";
import { handoverWithoutAccountable } from "./handover-without-accountable.ts";
import { identity } from "./identity.ts";
import { inOwnZone } from "./in-own-zone.ts";
import { ladderEndsInNobody } from "./ladder-ends-in-nobody.ts";
import { lineNeverAsks } from "./line-never-asks.ts";
import { loopWithoutWait } from "./loop-without-wait.ts";
import { mainTrackEndsInNothing } from "./main-track-ends-in-nothing.ts";
import { messageOnTimeAlone } from "./message-on-time-alone.ts";
import { migrations } from "./migrations.ts";
import { missingPart } from "./missing-part.ts";
import { moreMessagesThanCap } from "./more-messages-than-cap.ts";
import { moveBackStillHolds } from "./move-back-still-holds.ts";
import { moveBetweenOwnersWithoutHandover } from "./move-between-owners-without-handover.ts";
import { namesInCircle } from "./names-in-circle.ts";
import { nearlyNamed } from "./nearly-named.ts";
import { neverSeveral } from "./never-several.ts";
import { noPathToExit } from "./no-path-to-exit.ts";
import { nobodyMeant } from "./nobody-meant.ts";
import { outsideRole } from "./outside-role.ts";
import { raisedTwice } from "./raised-twice.ts";
import { reactionBeforeMessage } from "./reaction-before-message.ts";
import { reactionToAnyMessage } from "./reaction-to-any-message.ts";
import { releaseFiles } from "./release-files.ts";
import { restsAndLasts } from "./rests-and-lasts.ts";
import { resultNotHandled } from "./result-not-handled.ts";
import { retiredMessage } from "./retired-message.ts";
import { retryOutsideTask } from "./retry-outside-task.ts";
import { reviewOverdue } from "./review-overdue.ts";
import { rightWithGap } from "./right-with-gap.ts";
import { rightsOverlap } from "./rights-overlap.ts";
import { roleNobodyFills } from "./role-nobody-fills.ts";
import { scenarioLeavesOut } from "./scenario-leaves-out.ts";
import { splitNot100 } from "./split-not-100.ts";
import { stepAfterJump } from "./step-after-jump.ts";
import { takeBackLeadsNowhere } from "./take-back-leads-nowhere.ts";
import { timeNeverOpen } from "./time-never-open.ts";
import { twoForOneValue } from "./two-for-one-value.ts";
import { unmarkedHours } from "./unmarked-hours.ts";
import { unreachableStage } from "./unreachable-stage.ts";
import { unusedAudience } from "./unused-audience.ts";
import { unusedMessage } from "./unused-message.ts";
import { waitForAnExitEvent } from "./wait-for-an-exit-event.ts";
import { waitWithoutBound } from "./wait-without-bound.ts";
import { withoutEffect } from "./without-effect.ts";

export const CHECKS: readonly Check[] = [
  releaseFiles,
  // Structure.
  missingPart,
  namesInCircle,
  belongsToAnotherSubject,
  identity,
  neverSeveral,
  unreachableStage,
  noPathToExit,
  stepAfterJump,
  mainTrackEndsInNothing,
  declineLeadsNowhere,
  resultNotHandled,
  answeredByNobody,
  callInputs,
  loopWithoutWait,
  moveBackStillHolds,
  retryOutsideTask,
  raisedTwice,
  exitBlockWaits,
  afterExitLeadsElsewhere,
  splitNot100,
  // Data.
  conditionOutOfPlace,
  computedInput,
  computedFieldGiven,
  nearlyNamed,
  withoutEffect,
  followerCannotOpen,
  scenarioLeavesOut,
  // Ownership.
  nobodyMeant,
  ladderEndsInNobody,
  takeBackLeadsNowhere,
  roleNobodyFills,
  twoForOneValue,
  outsideRole,
  handoverWithoutAccountable,
  moveBetweenOwnersWithoutHandover,
  handoverDoesNotServeMove,
  // Time.
  restsAndLasts,
  boundMayBeUnknown,
  inOwnZone,
  boundLongerThanStage,
  timeNeverOpen,
  beyondHorizon,
  waitWithoutBound,
  waitForAnExitEvent,
  unmarkedHours,
  // Rights.
  askedRoleNotInOrder,
  rightWithGap,
  lineNeverAsks,
  delegationWithoutEffect,
  rightsOverlap,
  approvesOwnRequest,
  // Conflicts.
  channelOfNothing,
  equalPriorityInGroup,
  fieldWrittenTwice,
  // Judgement and care.
  messageOnTimeAlone,
  moreMessagesThanCap,
  automatedOutreach,
  reactionToAnyMessage,
  reactionBeforeMessage,
  entryAnswersWait,
  declineRerunsStage,
  decisionWithoutDifference,
  answerWithTwoMeanings,
  retiredMessage,
  exemptNotMarked,
  reviewOverdue,
  unusedMessage,
  unusedAudience,
];

/** Asked once the others have found no error: what lowers the texts needs them whole. */
export const LAST_CHECKS: readonly Check[] = [againstReleases, migrations];

/**
 * Codes that `allow … because` may silence: a run does what is written, and the reviewer is asked whether it should.
 * Without any other, a run would do something else, or stop.
 */
export const SILENCEABLE: ReadonlySet<Code> = new Set<Code>([
  "answer-with-two-meanings",
  "approves-own-request",
  "automated-outreach",
  "beyond-horizon",
  "bound-longer-than-stage",
  "decision-without-difference",
  "decline-reruns-stage",
  "entry-answers-wait",
  "message-on-time-alone",
  "more-messages-than-cap",
  "reaction-before-message",
  "reaction-to-any-message",
  "review-overdue",
  "rights-overlap",
  "time-never-open",
  "unmarked-hours",
  "unreachable-stage",
  "unused-audience",
]);
