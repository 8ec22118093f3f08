import { describe, expect, it } from "vitest";
import { checkSource, expectChecks, journey, message } from "../check-source.ts";

const CODE = { code: "not-yet" };

const first = "stage first { owner sales  lasts at most 3 days, then exit done  stay }";
const inJourney = (members: string) => ({ what: members, source: journey(`${members} ${first}`) });

describe("not-yet", () => {
  it.each([inJourney("«migrate from v1 at next stage»")])("refuses $what", ({ source }) =>
    expectChecks(source, [CODE]),
  );

  it("cannot be silenced", () => {
    const found = checkSource(
      journey(`allow not-yet because "please"  migrate from v1 at next stage ${first}`),
    );
    expect(found.map(({ code }) => code)).toEqual(["allow-refused", "not-yet"]);
  });

  it("takes what this version runs", () => {
    expectChecks(
      journey(`
        exclusive one, priority 1, gives way and pauses
        if one is open join
        if one has ended again after 90 days from its end
        exit sold as success on bought { tell head "{amount}" }
        exit stopped as neutral when opted_out
        stage first "Begin" {
          owner marketing
          target 20% move to second within 30 days
          lasts at most 8 weeks, then -> second through over
          when interest turns hot -> second through over
          when no signs for 9 days, at most once per 9 days { send story, or drop }
          on asked, at most once ever { tell the owner "{name}" }
          send welcome, defer at most 3 days because "first words"
          wait up to 3 days for visited where path starts with "/p" or asked { got { send story } none go on }
          wait up to 3 days until interest is hot { none go on }
          split half { a 50% { send story } b 50% }
          every 9 days, at most 2 times { if interest is warm { send nothing_new } else { send story } }
          set opted_out to no
          stay
        }
        handover over from first to second {
          giver marketing  receiver sales picked by team  accountable head
          carries name, interest, signs in the last 9 days
          expects call
          offer needs company is known, else ask the giver, on daily
          moves after asked, else ask the giver, on daily
          accept on daily
          decline needs reason { too_early stay  wrong_person reassign  no_fit { decide discount { approved exit done declined stay } } }
        }
        stage second {
          owner sales  lasts at most 9 business days, then exit gone
          task call "Call {name}" by the holder, on daily {
            reached needs amount go on
            no_answer { wait 1 business day  retry at most 3 times, then exit gone }
          }
          begin trial, and go on
          stay
        }
      `),
      [],
      { files: [message("nothing_new")] },
    );
  });
});
