/** What people do in the worked examples of onboarding and renewal, further than their own scenarios go. */
import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { lowerScenarios } from "../../../compiler/scenario.ts";
import { playScenario } from "../../../runtime/simulate/play-scenario.ts";
import { virtualTheatre } from "../../../runtime/simulate/virtual-theatre.ts";
import { compileTexts, modelOf } from "../../compiler/model-of.ts";
import { shippedPeople } from "../machine/play.ts";

type Example = "onboarding" | "renewal";
const example = (name: string): string => readFileSync(`test/language/fixtures/${name}.journey`, "utf8");

/** With a scenario of this test in place of its own. */
const TEXTS = {
  "organisation.journey": example("organisation"),
  "lead.journey": readFileSync("journeys/lead.journey", "utf8"),
  "customer.journey": example("customer"),
};
const journeyOf = (name: Example): string => {
  const text = example(name);
  return text.slice(0, text.indexOf("\nscenario "));
};

async function play(journey: Example, lines: string): Promise<void> {
  const scenario = `scenario "played" of ${journey} { ${lines} }`;
  const texts = { ...TEXTS, "journey.journey": journeyOf(journey), "scenario.journey": scenario };
  const { library, releases } = compileTexts(texts);
  const plans = releases.map(({ plan }) => plan);
  const [plan] = plans;
  const [played] = lowerScenarios(modelOf(texts));
  if (plan === undefined || played === undefined) throw new Error("there is nothing to play");
  const theatre = virtualTheatre({ library, plans, people: shippedPeople(), journey });
  const { failures } = await playScenario(played, plan, theatre);
  expect(failures.map(({ message }) => message)).toEqual([]);
}

test("onboarding: introduced before the move, kicked off by two, and handed over when somebody leaves", () =>
  play(
    "onboarding",
    `given { email: "maria@example.com"  name: "Maria"  company: "Nordpay"  country: DK }
     start 2026-11-23 09:00
     at 0 minutes  contract_signed { contract_id: "C-7"  signed_on: 2026-11-23  contract_end: 2027-11-22  amount: 24_000 EUR }
     at 1 hour     elsa completes promises as written with { promised: "Import by Christmas" }
     at 2 hours    kaja accepts sales_to_onboarding
     then          stage is signed
     at 1 day      introduced
     then          stage is kickoff and holder is kaja and task kickoff_call open
     at 25 hours   kaja completes kickoff_call as held
     then          stage is kickoff
     at 26 hours   elsa completes kickoff_call as held
     then          stage is setup and task ask_role open
     at 27 hours   kaja leaves
     then          holder is jens and notice to jens and task ask_role open
     at 28 hours   jens requests stop with { reason: "They have closed the office" }
     finally       exit is cancelled`,
  ));

test("renewal: a price is decided by right, read before it goes, and the end moved on request", () =>
  play(
    "renewal",
    `given { email: "maria@example.com"  name: "Maria"  company: "Nordpay"  health: green  increase: 10%  signed_on: 2026-03-01  contract_end: 2027-03-01  contract_id: "C-7" }
     start 2026-12-01 08:00
     after 1 hour
     then              stage is listen and holder is kaja
     at 1 day 2 hours  kaja completes read_account as well
     then              stage is offer and message renewal_offer_new_price not sent
     at 1 day 3 hours  carla answers price_increase as approved
     at 1 day 4 hours  kaja withholds renewal_offer_new_price
     then              message renewal_offer_new_price not sent
     at 2 days         kaja requests move_the_end with { contract_end: 2027-04-01  reason: "Their budget year" }
     then              notice to jens
     at 3 days         kaja leaves customer_success
     then              holder is jens
     at 4 days         contract_renewed { amount: 24_000 EUR }
     finally           exit is renewed and sendings of renewal_offer_new_price are 0`,
  ));
