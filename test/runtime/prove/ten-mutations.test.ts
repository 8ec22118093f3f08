/**
 * What a tired person does to the worked journey, and what catches it: `baton check`, `baton prove` or `baton test`, each
 * with a sentence for the sales manager who reviews the change. Issue 5, the first "Shown by".
 */
import { describe, expect, test } from "vitest";
import { checkWorkspace } from "../../../compiler/check.ts";
import { compileModel } from "../../../compiler/compile.ts";
import { lowerScenarios } from "../../../compiler/scenario.ts";
import { loadWorkspace, type Workspace } from "../../../compiler/workspace.ts";
import { firstMorning } from "../../../runtime/prove/first-morning.ts";
import { proveJourney } from "../../../runtime/prove/prove-journey.ts";
import { playScenario } from "../../../runtime/simulate/play-scenario.ts";
import { virtualTheatre } from "../../../runtime/simulate/virtual-theatre.ts";

const TODAY = "2026-11-22";
const LEADS = "lead_to_customer";

interface Mutation {
  readonly what: string;
  readonly from: string;
  readonly to: string;
  readonly caught: "check" | "prove" | "test";
  readonly says: string;
  /** Of the journey that is proven; the worked one unless another is named. */
  readonly journey?: string;
  /** Enough to come upon it; without a number, everything: what never happens is known only then. */
  readonly states?: number;
}

const MUTATIONS: readonly Mutation[] = [
  {
    what: "drops an otherwise",
    from: "otherwise                                                  { send business_series }",
    to: "",
    caught: "check",
    says: "This choice leaves `otherwise` without a consequence.",
  },
  {
    what: "removes an exit",
    from: "  exit disqualified  as failure\n",
    to: "",
    caught: "check",
    says: "There is no exit named `disqualified`.",
  },
  {
    what: "moves to another team and forgets the handover",
    from: "-> evaluation through opportunity",
    to: "-> evaluation",
    caught: "check",
    says: "The owner changes from sdr to account_executive between `qualification` and `evaluation`, and no handover is named.",
  },
  {
    what: "takes the last rung off a ladder",
    from: "  at last                 give to the manager\n",
    to: "",
    caught: "check",
    says: "After the last rung of ladder `prompt` nobody holds the work.",
  },
  {
    what: "lengthens a wait past its stage",
    from: "wait up to 14 days for demo_held",
    to: "wait up to 90 days for demo_held",
    caught: "check",
    says: "This takes 90 days, and `evaluation` lasts at most 60 days.",
  },
  {
    what: "swaps the roles of a handover",
    from: "giver        marketing_manager\n    receiver     sdr picked by new_business",
    to: "giver        sdr\n    receiver     marketing_manager",
    caught: "prove",
    says: "Stage `qualification` is the work of sdr, and comes to be held by marketing_manager.",
    states: 800,
  },
  {
    what: "lets a ladder note the silence that it should end",
    from: "  at last                 give to the manager",
    to: "  at last                 note it",
    caught: "prove",
    says: "The handover `sales_ready` can end in silence: it stays with",
    states: 2_500,
  },
  {
    what: "leads the end of the last stage back to the first",
    from: "lasts  at most 1 day, then exit lost\n    begin re_engagement, and go on\n    exit lost",
    to: "lasts  at most 1 day, then -> nurture\n    begin re_engagement, and go on\n    -> nurture",
    caught: "prove",
    says: "Left alone, a run goes round for ever, through the stages `nurture`, `dormant`.",
    states: 2_500,
  },
  {
    what: "swaps the answers of a decision",
    from: "approved  exit disqualified\n          declined  -> nurture through back_to_marketing",
    to: "declined  exit disqualified\n          approved  -> nurture through back_to_marketing",
    caught: "check",
    says: "One decision, two meanings: on `disqualify` the answer `approved` ends the journey by `disqualified` here, and `declined` does in another place.",
  },
  {
    what: "waits for a click on the letter that comes later",
    from: "message in (customer_story, industry_report)",
    to: "message in (deep_dive)",
    caught: "check",
    says: "This waits for a reaction to `deep_dive`, which nobody has been sent by then.",
  },
  {
    what: "takes the opt-out off the contact policy",
    from: "  never when opted_out\n",
    to: "",
    caught: "prove",
    says: "Nothing keeps `welcome_guide` from somebody who wants no more messages: the contact policy has no `never when …`.",
    states: 50,
  },
  {
    what: "gives a stage less time than the ladder in it takes",
    from: "lasts  at most 10 business days, then exit still_quiet",
    to: "lasts  at most 1 business day, then exit still_quiet",
    caught: "prove",
    says: "Whoever is silent about `call_back` is let off: the end of ladder `daily` is never reached in stage `conversation`, which lasts 1 business day.",
    journey: "re_engagement",
  },
  {
    what: "puts one more letter into a stage that has no time for it",
    from: "    wait 14 days\n    send last_word",
    to: "    wait 20 days\n    send deep_dive\n    wait 20 days\n    send last_word",
    caught: "prove",
    says: "`last_word` is never sent in stage `invitation`: `invitation` lasts 30 days, and no way leads there in that time.",
    journey: "re_engagement",
  },
  {
    what: "takes out the way to a person",
    from: "    on   demo_requested      -> qualification through sales_ready\n",
    to: "",
    caught: "test",
    says: "handover sales_ready is offered to nobody, not to anna",
  },
  {
    what: "turns a condition round",
    from: "when opted_out\n",
    to: "when not opted_out\n",
    caught: "test",
    says: "message welcome_guide was not sent",
  },
  {
    what: "forgets what ends the journey well",
    from: "exit back         as success  on engagement",
    to: "exit back         as success",
    caught: "test",
    says: "the exit is none yet (stage invitation), not back",
  },
];

test("there are ten, and six more", () => {
  expect(MUTATIONS.length).toBe(16);
});

describe.each(["check", "prove", "test"] as const)("baton %s catches who", (command) => {
  test.each(MUTATIONS.filter(({ caught }) => caught === command))("$what", async (mutation) => {
    expect(await SAID_BY[command](mutation)).toContainEqual(expect.stringContaining(mutation.says));
  });
});

// ── What each command says ────────────────────────────────────────────────────────────────────────────────

const shipped = loadWorkspace("journeys");

/** With the edit made where the text stands: in one file, and there in the first place. */
function mutated({ from, to }: Mutation): Workspace {
  const place = shipped.files.find(({ text }) => text.includes(from));
  if (place === undefined) throw new Error(`\`${from}\` stands nowhere`);
  const files = shipped.files.map((file) =>
    file === place ? { ...file, text: file.text.replace(from, () => to) } : file,
  );
  return { ...shipped, files };
}

const compiled = (mutation: Mutation) => {
  const { model, diagnostics } = checkWorkspace(mutated(mutation), { today: TODAY });
  expect(diagnostics.filter(({ severity }) => severity === "error")).toEqual([]);
  const { people } = model;
  if (people === null) throw new Error("there is no people.yaml");
  return { ...compileModel(model, { horizon: { from: 2026, years: 5 } }), model, people };
};

const SAID_BY: Readonly<Record<Mutation["caught"], (mutation: Mutation) => Promise<readonly string[]>>> = {
  async check(mutation) {
    return checkWorkspace(mutated(mutation), { today: TODAY }).diagnostics.map(({ message }) => message);
  },
  async prove(mutation) {
    const { library, releases, people } = compiled(mutation);
    const plan = releases
      .map((release) => release.plan)
      .find(({ journey }) => journey === (mutation.journey ?? LEADS));
    if (plan === undefined) throw new Error("the journey is not compiled");
    const options = { library, people, start: firstMorning(plan, TODAY), states: mutation.states ?? 10_000 };
    return proveJourney(plan, options).findings.map(({ sentence }) => sentence);
  },
  async test(mutation) {
    const { library, releases, people, model } = compiled(mutation);
    const plans = releases.map((release) => release.plan);
    const said: string[] = [];
    for (const scenario of lowerScenarios(model)) {
      const plan = plans.find(({ journey }) => journey === scenario.journey);
      if (plan === undefined) throw new Error("the journey is not compiled");
      const theatre = virtualTheatre({ library, plans, people, journey: scenario.journey });
      const { failures } = await playScenario(scenario, plan, theatre);
      said.push(...failures.map(({ message }) => message));
    }
    return said;
  },
};
