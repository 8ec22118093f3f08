/** Whoever may never be written to is not: some rule of the contact policy must say who that is (P4). */
import type { RunProperty } from "./properties.ts";

export const nothingAfterAnOptOut: RunProperty = ({ plan, policy }, { from, run }) => {
  if (policy !== null && policy.never.length > 0) return null;
  const send = run.commands.find((command) => command.do === "send");
  if (send?.do !== "send") return null;
  const lacks =
    policy === null
      ? `there is no contact policy of ${plan.subject}`
      : "the contact policy has no `never when …`";
  return {
    property: "nothing-after-an-opt-out",
    sentence: `Nothing keeps \`${send.message}\` from somebody who wants no more messages: ${lacks}.`,
    help: "Say in the contact policy who is never written to: `never when opted_out`.",
    at: send.step,
    // One rule is missing, however many messages go out without it: the first is shown.
    isOnce: true,
    shown: { from, run },
  };
};
