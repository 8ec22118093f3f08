import { expect, test } from "vitest";
import { priorityOf } from "../../runtime/policy/contact.ts";
import { listPlan } from "./list-plan.ts";
import { compileTexts, edited, onlyRelease, shippedTexts } from "./model-of.ts";

test("the shipped journey lowers to this plan", async () => {
  const { plan } = onlyRelease(compileTexts(shippedTexts()));
  await expect(listPlan(plan)).toMatchFileSnapshot("golden/lead_to_customer_v1.txt");
});

test("each instruction, stage, handover and exit has its place in the source", () => {
  const texts = shippedTexts();
  const { plan, sources } = onlyRelease(compileTexts(texts));
  const text = (name: string) => {
    const { file, line, column } = sources[name] ?? { file: "", line: 0, column: 0 };
    return texts[file]?.split("\n")[line - 1]?.slice(column - 1) ?? "";
  };
  for (const name of Object.keys(plan.code)) expect(text(name), name).not.toBe("");
  expect(text("nurture/welcome_guide")).toBe("send welcome_guide");
  expect(text("nurture/on/demo_requested")).toMatch(/^on {3}demo_requested/);
  expect(text("nurture")).toMatch(/^nurture "Awareness/);
  expect(text("sales_ready")).toMatch(/^sales_ready from nurture/);
  expect(text("exit/won")).toMatch(/^won\s+as success/);
});

test("only what is used travels with the plan", () => {
  const unused = `
    ladder unused { within 1 hour  at last note it }
    role bystander "Nobody asks them" { hours nordic }
    right unused of lead about amount { owner finance_lead  order sdr  ask sdr when amount > 1 EUR counting blank as no  answers yes_please  answer on unused }
    event unheard of lead
    score vanity of lead { owner marketing_manager  add 1 on unheard  band seen from 1 }`;
  const before = onlyRelease(compileTexts(shippedTexts()));
  const after = onlyRelease(compileTexts({ ...shippedTexts(), "journeys/unused.journey": unused }));
  expect(after.hash).toBe(before.hash);
});

test("the handlers of `in every stage` join each stage's own in the order of the source", () => {
  const shared = `
  in every stage except dormant {
    when opted_out { tell sdr "{name} opted out" }
    on replied { tell the holder "{name} has answered" }
  }
  stage qualification`;
  const { plan } = onlyRelease(compileTexts(edited(shippedTexts(), "stage qualification", shared)));
  const ids = (stage: string) => plan.stages[stage]?.handlers.map(({ id }) => id);
  expect(ids("nurture")).toEqual([
    "nurture/when/interest",
    "nurture/on/demo_requested",
    "nurture/on/page_viewed",
    "every_stage/when/opted_out",
    "every_stage/on/replied",
  ]);
  expect(ids("evaluation")?.at(0)).toBe("every_stage/when/opted_out");
  expect(ids("dormant")).toEqual([]);
});

test("a rule over a score belongs to the owner of the score, any other to the owner of the stage", () => {
  const texts = edited(
    shippedTexts(),
    "owner     marketing_manager\n  review",
    "owner     marketing_ops\n  review",
  );
  const { plan } = onlyRelease(compileTexts(texts));
  const owners = plan.stages.nurture?.handlers.map(({ reaction }) =>
    "leave" in reaction && reaction.leave.to === "stage" ? reaction.leave.ruleOwner : null,
  );
  expect(owners).toEqual(["marketing_ops", "marketing_manager", null]);
});

test("a role is served by the route that picks it, else by the subject's only route where it picks the role", () => {
  const second = `
    journey win_back v1 of lead { owner sdr  goal deal_won within 9 days
      enter on replied -> talk
      exit won as success on deal_won
      exit over as failure
      stage talk { owner sdr  lasts at most 9 days, then exit over  task call "Call" by sdr, on daily  stay } }`;
  const texts = { ...shippedTexts(), "journeys/win_back.journey": second };
  const plans = compileTexts(texts).releases.map(({ plan }) => plan);
  expect(plans.map(({ routes }) => routes)).toEqual([
    { sdr: "new_business", account_executive: "new_business" },
    { sdr: "new_business" },
  ]);
});

test("the body of a loop comes back to it, and a block's last step goes on after the block", () => {
  const loop = `every 10 days, at most 4 times {
      if company is known { send next_best_article } else if country is DK counting blank as no { wait 1 day }
    }`;
  const old = "every 10 days, at most 4 times { send next_best_article }";
  const { plan } = onlyRelease(compileTexts(edited(shippedTexts(), old, loop)));
  expect(plan.code["nurture/every"]).toMatchObject({ body: "nurture/every/if", next: "nurture/stay" });
  expect(plan.code["nurture/every/if"]).toMatchObject({
    arms: [
      { body: { step: "nurture/every/if/then/next_best_article" } },
      { body: { step: "nurture/every/if/else_if/wait" } },
      { when: null, body: { step: "nurture/every" } },
    ],
  });
  expect(plan.code["nurture/every/if/else_if/wait"]).toMatchObject({ next: "nurture/every" });
});

test("a journey has a priority of its own, or that of its group (rule 7)", () => {
  const texts = shippedTexts();
  const group = "exclusive acquisition, priority 20, gives way and pauses";
  const { plan: grouped } = onlyRelease(compileTexts(texts));
  const { plan: alone } = onlyRelease(compileTexts(edited(texts, group, "priority 7")));
  const { plan: neither } = onlyRelease(compileTexts(edited(texts, group, "")));
  expect([grouped, alone, neither].map(priorityOf)).toEqual([20, 7, 0]);
});
