/** Issue 5, line 5: what is proven of a journey, each promise by a journey that breaks it. */
import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { lowerScenarios } from "../../../compiler/scenario.ts";
import { asScenario } from "../../../runtime/prove/as-scenario.ts";
import { noCircles } from "../../../runtime/prove/properties/no-circles.ts";
import { nothingAfterTheEnd } from "../../../runtime/prove/properties/nothing-after-the-end.ts";
import { nothingWaitsForEver } from "../../../runtime/prove/properties/nothing-waits-for-ever.ts";
import type { Run } from "../../../runtime/prove/runs.ts";
import { timelineOf } from "../../../runtime/prove/timeline.ts";
import { playScenario } from "../../../runtime/simulate/play-scenario.ts";
import { virtualTheatre } from "../../../runtime/simulate/virtual-theatre.ts";
import { compileTexts, modelOf } from "../../compiler/model-of.ts";
import { BATON, cast, SECOND, shippedPeople } from "../machine/play.ts";
import { proofOf, prove, runOf, sentences } from "./prove-texts.ts";

const PLAIN = `stage first { owner marketing_manager  lasts at most 20 days, then exit gone
  on demo_requested -> second through baton
  wait 2 days
  tell sdr "soon"
  exit done }`;

describe("a journey that keeps what it promises", () => {
  const proof = prove(`${PLAIN} ${SECOND} ${BATON}`);

  test("has no finding, and is explored whole", () => {
    expect(sentences(proof)).toEqual([]);
    expect(proof.isWhole).toBe(true);
    expect(proof.growth.limits).toEqual([]);
  });

  test("is explored in as many states and steps each time", () => {
    const again = prove(`${PLAIN} ${SECOND} ${BATON}`);
    expect([again.states, again.steps]).toEqual([proof.states, proof.steps]);
  });
});

describe("every run can end (P3)", () => {
  test("stages that only lead to each other are found", () => {
    const proof = prove(`
      stage first { owner sdr  lasts at most 5 days, then -> second  on demo_held -> done_with  stay }
      stage second { owner sdr  lasts at most 5 days, then -> third  stay }
      stage third { owner sdr  lasts at most 5 days, then -> second  stay }
      stage done_with { owner sdr  lasts at most 5 days, then exit done  stay }`);
    expect(sentences(proof)).toContainEqual(
      expect.stringMatching(/^every-run-can-end: Who is in stage `second`/),
    );
    expect(sentences(proof)).toContainEqual(
      "left-alone-it-ends: Left alone, a run goes round for ever, through the stages `second`, `third`.",
    );
  });
});

describe("left alone it ends (P2)", () => {
  test("a loop of stages that only a person breaks goes round for ever", () => {
    const proof = prove(`
      stage first { owner sdr  lasts at most 5 days, then -> second  stay }
      stage second { owner sdr  lasts at most 5 days, then -> first
        task call "Call" by the holder, on daily { yes exit done  no stay } }`);
    expect(sentences(proof)).toEqual([
      "left-alone-it-ends: Left alone, a run goes round for ever, through the stages `first`, `second`.",
    ]);
  });

  test("what recurs within a bounded stage is no such loop", () => {
    const proof = prove(`
      stage first { owner sdr  lasts at most 60 days, then exit done
        when no page_viewed for 3 days, at most once per 3 days { task look "Look" by the holder, on daily { seen { set custom_terms to yes } } }
        stay }`);
    expect(sentences(proof)).toEqual([]);
  });

  test("silence that leads out of a stage that rests may lead round for ever", () => {
    const proof = prove(`
      stage first { owner sdr  rests, reviewed every 30 days
        when no page_viewed for 60 days -> again
        on request by sdr to close needs disposition exit gone
        stay }
      stage again { owner sdr  lasts at most 30 days, then exit gone
        on demo_held exit done
        tell sdr "once more"
        wait 5 days
        -> first }`);
    expect(sentences(proof)).toEqual([
      "left-alone-it-ends: Left alone, a run goes round for ever, through the stages `first`, `again`.",
    ]);
  });

  test("a stage that rests may be rested in, though silence is told of there", () => {
    const proof = prove(`
      stage first { owner sdr  rests, reviewed every 30 days
        when no page_viewed for 60 days { tell sdr "quiet" }
        on demo_held { exit done }
        stay }`);
    expect(sentences(proof)).toEqual([]);
  });

  test("a stage that rests may be rested in", () => {
    const proof = prove(`
      stage first { owner sdr  rests, reviewed every 90 days  on demo_held { exit done }  stay }`);
    expect(sentences(proof)).toEqual([]);
  });
});

describe("every handover ends in a person (rule 5)", () => {
  test("an acceptance whose silence is only noted fades away", () => {
    const proof = prove(
      `${PLAIN} ${SECOND} ${BATON.replace("accept on prompt", "accept on quiet")}`,
      `ladder quiet "Nobody is pressed" { within 1 business day  at last note it }`,
    );
    const [finding] = proof.findings;
    expect(finding?.sentence).toMatch(
      /^The handover `baton` can end in silence: it stays with \w+, who has not taken it/,
    );
    expect(finding?.help).toContain("at last give to the manager");
  });
});

describe("one holder (P1)", () => {
  test("a receiver who is not the owner of the stage comes to hold it", () => {
    const proof = prove(
      `${PLAIN} ${SECOND} ${BATON.replace("receiver sdr picked by new_business", "receiver finance_lead")}`,
    );
    expect(sentences(proof)).toContainEqual(
      "one-holder: Stage `second` is the work of sdr, and comes to be held by finance_lead.",
    );
  });
});

describe("everything can happen", () => {
  test("a step that the stage's bound always comes before is never taken", () => {
    const proof = prove(`stage first { owner sdr  lasts at most 5 days, then exit gone
      wait 3 days
      wait 3 days
      tell sdr "too late"
      exit done }`);
    expect(sentences(proof)).toEqual([
      "everything-can-happen: Nobody ever leaves by the exit `done`.",
      "everything-can-happen: Nobody is ever told “too late” in stage `first`: `first` lasts 5 days, and no way leads there in that time.",
    ]);
  });

  test("the help says what may be meant: waits that are too long, or a condition that never holds", () => {
    const helps = (steps: string) =>
      prove(
        `stage first { owner sdr  lasts at most 5 days, then exit gone  ${steps}  exit done }`,
      ).findings.map(({ help }) => help);
    expect(helps('wait 3 days  wait 3 days  tell sdr "late"')).toContain(
      "Make the waits before it shorter, or let the stage last longer.",
    );
    expect(
      helps('if job_title is "A" and job_title is "B" counting blank as no { tell sdr "never" }'),
    ).toContain("Look at the condition that it stands behind: nothing that was tried makes it hold.");
  });

  /** A journey that keeps something of the event that it is entered on. */
  const keeping = (keeps: string, bound: string, steps: string) => {
    const { library, releases } = compileTexts({
      "organisation.journey": readFileSync("journeys/organisation.journey", "utf8"),
      "trial.journey": `subject visitor "A visitor" { owner sdr  email: email key  left?: percent }
        event begun of visitor { n: number  until: date  plan: text }
        journey trial v1 of visitor {
          owner sdr  goal begun within 45 days  review every 3 months
          enter on begun -> first  if one is open join  keeps ${keeps}
          exit gone as neutral
          stage first { owner sdr  lasts ${bound}, then exit gone  ${steps}  stay }
        }`,
    });
    const plan = releases[0]?.plan;
    if (plan === undefined) throw new Error("there is no plan");
    const proof = proofOf({ plan, library, people: shippedPeople() });
    expect(proof.isWhole).toBe(true);
    return sentences(proof);
  };

  test("a date that is kept, and that a stage lasts until, may be to come as well as past", () => {
    const until = (steps: string) => keeping("ends from the latest begun.until", "until ends", steps);
    expect(until('wait 2 days  tell sdr "still there"')).toEqual([]);
    expect(until('wait 5 years  tell sdr "too late"')).toEqual([expect.stringContaining("too late")]);
  });

  test("what is worked out of what is kept may be all that it is compared with", () => {
    const ratio = (test: string) =>
      keeping(
        "first_n from the first begun.n, last_n from the latest begun.n",
        "at most 20 days",
        `wait 2 days  set left to last_n / first_n  if left ${test} counting blank as no { tell sdr "so it is" }`,
      );
    expect(ratio("up to 70%")).toEqual([]);
    expect(ratio("over 250%")).toEqual([]);
    expect(ratio("is 33%")).toEqual([]);
  });

  test("a word that is kept may be the one that is asked about at once", () =>
    expect(
      keeping(
        "plan from the latest begun.plan",
        "at most 20 days",
        'if plan is "pro" counting blank as no { tell sdr "so it is" }',
      ),
    ).toEqual([]));

  test("a loop that never gets to its last round says more than it does", () => {
    const proof = prove(`stage first { owner sdr  lasts at most 25 days, then exit gone
      every 10 days, at most 5 times { tell sdr "again" }
      stay }`);
    expect(sentences(proof)).toContainEqual(
      "everything-can-happen: What is to come every 10 days, 5 times, comes 2 times at most in stage `first`, which lasts 25 days.",
    );
  });

  test("a ladder whose end the stage never waits for lets whoever is silent off", () => {
    const proof = prove(`stage first { owner sdr  lasts at most 1 business day, then exit gone
      task call "Call" by the holder, on daily { yes exit done  no stay } }`);
    expect(sentences(proof)).toEqual([
      "everything-can-happen: Whoever is silent about `call` is let off: the end of ladder `daily` is never reached in stage `first`, which lasts 1 business day.",
    ]);
  });

  test("what the compiler wants for a blank may be there for caution", () => {
    const proof = prove(`stage first { owner sdr  lasts at most 30 days, then exit gone
      if job_title is blank { task ask_title "Ask" by the holder, on daily { told needs job_title go on } }
      choose {
        when job_title is blank { tell sdr "still nobody knows" }
        otherwise { tell sdr "known" }
      }
      exit done }`);
    expect(sentences(proof)).toEqual([]);
  });
});

describe("what comes late is tried where it matters when it happened (rule 3)", () => {
  test("a handler hears what the wait in it does not see, since it was before the stage", () => {
    const proof = prove(`stage first { owner sdr  lasts at most 20 days, then exit gone
      on demo_held { wait up to 1 day for demo_held { got exit done  none { tell sdr "held before" } } }
      stay }`);
    expect(sentences(proof)).toEqual([]);
  });
});

describe("what the machine keeps by itself is looked at all the same", () => {
  const proof = prove(`${PLAIN} ${SECOND} ${BATON}`);
  const plain = runOf(proof);
  const seen = (change: Partial<Run["state"]>, commands: Run["commands"] = []) => ({
    from: null,
    kind: "time" as const,
    run: { ...plain, commands, state: { ...plain.state, ...change } },
  });

  test("a message after the end is found, and one that went before it is not (P4)", () => {
    const end = { do: "end", exit: "gone", outcome: "failure" } as const;
    const send = {
      do: "send",
      ref: "r",
      key: "k",
      message: "one",
      step: "first/one",
      stage: "first",
      holder: plain.state.holder,
      orDrop: false,
      before: null,
      approvedBy: null,
    } as const;
    expect(nothingAfterTheEnd(proof.arena, seen({ exit: "gone" }, [end, send]))?.sentence).toBe(
      "`one` is sent although the journey has ended by `gone`.",
    );
    expect(nothingAfterTheEnd(proof.arena, seen({ exit: "gone" }, [send, end]))).toBeNull();
  });

  test("a state in which nothing is awaited of anybody is found (P2)", () => {
    expect(nothingWaitsForEver(proof.arena, seen({}))).toBeNull();
    const forlorn = seen({ tracks: [], work: [], boundAt: null });
    expect(nothingWaitsForEver(proof.arena, forlorn)?.sentence).toMatch(
      /^In stage `first` it may come to wait for ever/,
    );
  });

  test("a step that the machine cannot take is found, with the run that leads there", () => {
    const { run, ...rest } = seen({});
    expect(
      noCircles(proof.arena, { ...rest, run: { ...run, crash: "track main never waits" } })?.property,
    ).toBe("no-circles");
    expect(noCircles(proof.arena, { ...rest, run })).toBeNull();
  });
});

describe("how it is shown", () => {
  test("a finding comes with the shortest run, in the words of `baton why`, and as a scenario", () => {
    const proof = prove(
      `${PLAIN} ${SECOND} ${BATON.replace("accept on prompt", "accept on quiet")}`,
      `ladder quiet "Nobody is pressed" { within 1 business day  at last note it }`,
    );
    const shown = proof.findings[0]?.shown;
    if (shown == null) throw new Error("nothing is shown");
    const told = timelineOf(proof.arena, shown).map(({ what }) => what);
    expect(told).toEqual([
      "content_downloaded",
      "entered first: on content_downloaded",
      "demo_requested",
      expect.stringMatching(/^baton was offered to/),
      expect.stringMatching(/did not answer baton in time$/),
      "it was noted that baton stays unanswered: nobody answered in time",
    ]);
    expect(asScenario(proof.arena, shown, "Nobody says yes")).toBe(`scenario "Nobody says yes" of small {
  given { email: "someone@example.com"  name: "Other" }
  start 2026-11-23 09:00

  at 2026-11-23 09:00  content_downloaded { title: "something"  topic: "something" }
  at 2026-11-23 09:00  demo_requested
  at 2026-11-24 09:00
  finally  stage is first
}`);
  });
});

describe("the scenario of a finding", () => {
  const quiet = `ladder quiet "Nobody is pressed" { within 1 business day  at last note it }`;
  const stages = `${PLAIN} ${SECOND} ${BATON.replace("accept on prompt", "accept on quiet")}`;

  test("plays when it is pasted into the file", async () => {
    const proof = prove(stages, quiet);
    const shown = proof.findings[0]?.shown;
    if (shown == null) throw new Error("nothing is shown");
    const scenario = asScenario(proof.arena, shown, "Nobody says yes");
    const { texts, plan, plans, library, people } = cast(stages, `${quiet}\n${scenario}`);
    const [lowered] = lowerScenarios(modelOf(texts));
    if (lowered === undefined) throw new Error("it is no scenario");
    const theatre = virtualTheatre({ library, plans, people, journey: "small" });
    const { failures, last } = await playScenario(lowered, plan, theatre);
    expect(failures).toEqual([]);
    expect(last.journal.map(({ what }) => what)).toContain("noted");
  });
});

describe("what is too large", () => {
  test("is said, with where and why, and not skipped", () => {
    const large = cast(`stage first { owner sdr  lasts at most 600 days, then exit gone
      together up to 500 days until all {
        a { every 1 day, at most 50 times { tell sdr "a" } }
        b { every 2 days, at most 50 times { tell sdr "b" } }
        c { task call "Call" by the holder, on daily { yes go on  no go on } }
        none { tell sdr "none" }
      }
      exit done }`);
    const proof = proofOf(large, { states: 60 });
    expect(proof.isWhole).toBe(false);
    expect(proof.growth).toMatchObject({
      limits: ["more than 60 states"],
      because: ["a counter of 50", "3 tracks together"],
    });
    expect(sentences(proof)).toEqual([]);
  });
});

describe("messages under a cap", () => {
  test("the most that may fall due in its window are counted over all runs", () => {
    const proof = prove(`stage first { owner marketing_manager  lasts at most 30 days, then exit gone
      send one  wait 1 day  send two  wait 10 days  send three
      stay }`);
    expect(proof.messages).toEqual([
      { channel: "email", cap: 1, window: 86_400_000, most: 2 },
      { channel: "message", cap: 3, window: 604_800_000, most: 2 },
    ]);
  });

  test("what somebody may bring about again and again has no most", () => {
    const proof = prove(`stage first { owner marketing_manager  lasts at most 30 days, then exit gone
      on page_viewed { send one }
      stay }`);
    expect(proof.messages.map(({ most }) => most)).toEqual([null, null]);
  });
});
