import { describe, expect, it } from "vitest";
import { checkSource, expectChecks, journey, message, stage } from "../check-source.ts";

const CODE = { code: "not-yet" };

const inStage = (lines: string) => ({ what: lines, source: stage(lines) });
const plain = (source: string) => ({ what: source, source });
const first = "stage first { owner sales  lasts at most 3 days, then exit done  stay }";
const inJourney = (members: string) => ({ what: members, source: journey(`${members} ${first}`) });

describe("not-yet", () => {
  it.each([
    plain("contact policy of lead { owner head  at most 1 «pigeon» per 24 hours }"),
    plain(
      "score heat of lead { owner head review every 3 months validate against bought within 9 days part p { add 5 on visited resets when «opted_out for 3 readings in a row» } band hot from 5 }",
    ),
    plain(
      "contact policy of lead { owner head  never when size «falls by 3 from the previous» counting blank as no }",
    ),
    inJourney("«migrate from v1 at next stage»"),
    inJourney("enter when asked «has happened since journey entry» -> first"),
    inStage("send welcome to «the owner» stay"),
    inStage("when «no asked for 3 days» for 4 readings in a row { send welcome } stay"),
    inStage("if «no contact of account has role champion» { send welcome } stay"),
    inStage("when interest «turns hot» or opted_out { send welcome } stay"),
    inStage("if asked has happened since «seen» { send welcome } stay"),
    inStage('tell «the receiver» "x" stay'),
    inStage("on holder left give to «the asker» stay"),
  ])("refuses $what", ({ source }) => expectChecks(source, [CODE]));

  it("refuses a stage that both rests and lasts", () => {
    const lasts = "lasts at most 9 days, then exit done";
    expectChecks(journey(`stage first { owner sales  ${lasts}  «rests, reviewed every 90 days»  stay }`), [
      CODE,
    ]);
  });

  it("refuses an absence outside a stage", () => {
    expectChecks(`contact policy of lead { owner head  never when «no signs for 3 days» }`, [CODE]);
    expectChecks(stage("when no signs for 3 days { send welcome } stay"), []);
  });

  it("cannot be silenced", () => {
    const found = checkSource(stage('allow not-yet because "please"  send welcome to the owner  stay'));
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
