/**
 * The promises of docs/architecture.md that the machine keeps, whatever comes in, on the journeys that are shipped and on
 * two that were made to be thorny. `random-journeys.test.ts` asks the same of journeys that nobody wrote. A failure prints
 * the seed and the path to replay it with.
 */
import fc from "fast-check";
import { describe, test } from "vitest";
import type { Fields } from "../../../compiler/plan.ts";
import { FUZZ_TIMEOUT, fuzz } from "../../support/fuzz.ts";
import { live, type Move, moveOf, type Step, whims } from "./lives.ts";
import { BATON, cast, type Desk, SECOND, shippedPeople } from "./play.ts";
import {
  hasEnded,
  hasOneHolder,
  isAsked,
  isBounded,
  isDecidedByRight,
  isHarmlessAgain,
  isTheSameAgain,
  isWrittenDown,
  sendsNothingLate,
  standsStill,
  staysSmall,
} from "./promised.ts";
import { shipped } from "./shipped.ts";

const RUNS = { inCi: 200, atHand: 60 };

/** Gates, blank data, two handovers, a bound that leads through one, rates, absences, loops, a right that counts. */
const THORNY = cast(
  `stage first { owner marketing_manager  lasts at most 20 days, then -> second through baton
     when amount > 100_000 EUR counting blank as no -> second through careful
     when no page_viewed for 3 days, at most 2 times per 7 days { tell sdr "quiet"  wait 5 days  tell sdr "still" }
     on demo_requested -> second through baton
     on webinar_attended { wait up to 2 days for email_clicked { got -> second through careful  none { send late_one } } }
     send one, defer at most 1 day
     every 2 days, at most 3 times { send more, or drop }
     wait up to 5 days until job_title is known { none { task ask_title "Ask" by the holder, on daily { known needs job_title go on  unknown reassign } } }
     stay
   }
   ${SECOND.replace(
     "stay }",
     `task call "Call" by the holder, on prompt {
        yes needs amount { decide discount { approved, approved_with_changes exit done  sent_back, declined { wait 1 day  retry at most 2 times, then -> first through back } } }
        later { wait 1 business day  retry at most 2 times, then -> first through back }
        no -> first through back
      } }`,
   )}
   handover back from second to first { receiver marketing_manager at once  accountable revops_lead  carries name, job_title }
   handover careful from first to second {
     giver marketing_manager  receiver account_executive picked by new_business  accountable revops_lead
     offer needs custom_terms is known and amount is known, else ask the giver, on daily
     moves after replied and demo_held, else ask the giver, on daily
     carries name, job_title
     accept on prompt
     decline needs reason { not_now stay  elsewhere reassign  unfit { decide disqualify { approved exit gone  declined stay } }  other -> second through baton }
   }
   ${BATON}`,
).plan;

/** What spans the stages: requests, messages and moves that a move does not withdraw. */
const SPANNING = {
  ...cast(
    `in every stage {
       when country turns SE counting blank as no { task worry "Ask" by the holder, on prompt { fine { set country to DK } } }
       on replied { send note  wait 4 days  send later_note, defer at most 2 days  wait up to 6 days for demo_held { got -> second through baton } }
       when no page_viewed for 9 days, at most once per 14 days { every 2 days, at most 2 times { send more, or drop } }
     }
     in every stage except second { on demo_requested -> second through baton }
     stage first { owner marketing_manager  lasts at most 15 days, then -> second through baton
       on webinar_attended -> third  send one  wait 2 days  send two  stay }
     ${SECOND.replace("stay }", "on webinar_attended -> third through back  send three  stay }")}
     after exit gone, owner sales_manager, for at most 12 days {
       send farewell, or drop  task why "Ask" by the holder, on daily { told needs reason go on  no_answer { wait 1 day  send other } }
       together up to 9 days until any { a { wait 2 days  send more } b { decide discount { approved, approved_with_changes go on  sent_back, declined stay } } none { send last } }
     }
     stage third { owner marketing_manager  lasts at most 15 days, then exit gone
       together up to 8 days until all {
         c { begin small, and wait up to 3 days { ended { send seven } none go on } }
         a { send four  task ask "Ask" by the holder, on daily { yes go on  lost exit gone } }
         b { wait up to 3 days for replied { got -> first }  together up to 2 days until any { x { send five } y { decide discount { approved go on  approved_with_changes, sent_back, declined stay } } none -> second through baton } }
         none { send six }
       }
       task call "Call" by the holder, on prompt { yes exit done  no -> first  never stay } stay }
     handover back from second to third { receiver marketing_manager at once  accountable revops_lead  carries name }
     handover baton from first, third to second {
       giver marketing_manager  receiver sdr picked by new_business  accountable revops_lead
       carries name  accept on prompt  decline needs reason { not_now stay  elsewhere reassign }
     }`,
  ).plan,
  journey: "spanning",
};

const PLANS = new Map([...shipped().plans, THORNY, SPANNING].map((plan) => [plan.journey, plan]));

// ── What may happen ───────────────────────────────────────────────────────────────────────────────────────

const amount = fc
  .constantFrom(1_000, 20_000, 30_000, 150_000, 600_000)
  .map((sum) => ({ amount: sum, currency: "EUR" }));
const fields: fc.Arbitrary<Fields> = fc.record(
  {
    amount: fc.option(amount),
    job_title: fc.constantFrom("CTO", "Head of Sales", null),
    company: fc.constantFrom("Nordpay", "Butik", null),
    country: fc.constantFrom("DK", "SE", "FR", null),
    discount: fc.constantFrom(0, 5, 15, 25),
    custom_terms: fc.boolean(),
    path: fc.constantFrom("/pricing", "/blog"),
    message: fc.constantFrom("customer_story", "other"),
  },
  { requiredKeys: [] },
);
const evidence: fc.Arbitrary<Fields> = fc.record(
  {
    reason: fc.constant("because"),
    amount,
    job_title: fc.constant("CTO"),
    discount: fc.constantFrom(5, 15, 25),
    custom_terms: fc.boolean(),
  },
  { requiredKeys: ["reason"] },
);
interface Life {
  readonly journey: string;
  readonly moves: readonly Move[];
  readonly whims: readonly number[];
}
const life: fc.Arbitrary<Life> = fc.record({
  journey: fc.constantFrom(...PLANS.keys()),
  moves: fc.array(moveOf({ fields, evidence }), { minLength: 5, maxLength: 120, size: "max" }),
  whims,
});

const PEOPLE = shippedPeople().people;

const always = (check: (step: Step) => void, after: (desk: Desk) => void = () => {}): void =>
  fuzz(
    life,
    ({ journey, ...one }) =>
      after(live({ plan: PLANS.get(journey) ?? THORNY, people: PEOPLE, ...one }, check)),
    RUNS,
  );

describe("the machine keeps the promises", FUZZ_TIMEOUT, () => {
  test("P1 there is exactly one accountable holder, from entry to exit", () => always(hasOneHolder));
  test("P2 while it is open something is due, and whatever is due is done", () => always(isBounded));
  test("P3 every run reaches an exit when it is left alone", () => always(() => {}, hasEnded));
  test("P4 nothing is sent after the exit, after its stage, or after an opt-out", () =>
    always(sendsNothingLate));
  test("P4 nothing is sent, and nobody is asked, while it is paused by hand", () => always(standsStill));
  test("P6 each request is with a role and a person, or visibly stuck, and its ladder ends", () =>
    always(isAsked));
  test("P8 each move, exit and act is written down, with who and why", () => always(isWrittenDown));
  test("P10 a decision takes effect only from a holder of the right, and never from the barred asker", () =>
    always(isDecidedByRight));
  test("the same input to the same state, saved and read again, gives the same outcome", () =>
    always(isTheSameAgain));
  test("a repeat of a fact, a report or an act changes nothing", () => always(isHarmlessAgain));
  test("the state stays small, and nothing is asked of the world once the journey has ended", () =>
    always(staysSmall));
});
