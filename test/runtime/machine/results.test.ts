/** Results are one form of block, whoever answers: docs/language.md, section 9. */
import { describe, expect, test } from "vitest";
import { BATON, cast, type Desk, openDesk, plays, SECOND, told } from "./play.ts";

const eur = (amount: number) => ({ amount, currency: "EUR" });
const ELSA = ["account_executive"];
const CARLA = ["sales_manager"];

const stageOf = (results: string): string =>
  `stage first { owner account_executive  lasts at most 8 weeks, then exit gone
     task proposal "Proposal" by the holder, on daily {
       asked needs discount, amount, custom_terms { decide discount { ${results} } }
     }
     stay
   }`;
const PLAIN = "approved, approved_with_changes exit done  sent_back, declined exit gone";

function decided(results: string, discount: number): Desk {
  const desk = openDesk(cast(stageOf(results)).plan, {
    world: {
      assign: ({ role, exclude }) => [`${role}_1`, `${role}_2`].find((id) => !exclude.includes(id)) ?? null,
    },
  });
  const evidence = { discount, amount: eur(1_000), custom_terms: false };
  desk.act("account_executive_1", ELSA, { do: "complete", name: "proposal", result: "asked", evidence });
  return desk;
}
const decide = (desk: Desk, person: string, roles: readonly string[], answer: string, evidence = {}) =>
  desk.act(person, roles, { do: "decide", name: "discount", answer, evidence });

describe("what an answer to a decision needs", () => {
  const NEEDS =
    "approved exit done  approved_with_changes needs discount exit done  sent_back, declined needs reason exit gone";

  test("is checked when the person answers, and stands in what they are asked", () => {
    const desk = decided(NEEDS, 15);
    expect(desk.state.work[0]?.record.answers).toEqual({
      approved: [],
      approved_with_changes: ["discount"],
      sent_back: ["reason"],
      declined: ["reason"],
    });
    const refused = decide(desk, "sales_manager_1", CARLA, "declined");
    expect(refused).toMatchObject({
      code: "missing-evidence",
      message: "discount as declined needs reason.",
    });
    expect(desk.state.exit).toBeNull();
    expect(decide(desk, "sales_manager_1", CARLA, "declined", { reason: "too low" })).toBeNull();
    expect(desk.state.exit).toBe("gone");
  });

  test("a field of the subject is written", () => {
    const desk = decided(NEEDS, 15);
    decide(desk, "sales_manager_1", CARLA, "approved_with_changes", { discount: 12 });
    expect(desk.state.fields.discount).toBe(12);
    expect(desk.state.exit).toBe("done");
  });

  test("within one's own right nothing is recorded at once that needs to be said: the asker is asked", () => {
    const desk = decided(
      "approved needs reason exit done  approved_with_changes, sent_back, declined exit gone",
      5,
    );
    expect(desk.state.work.map(({ record }) => [record.person, record.role])).toEqual([
      ["account_executive_1", "account_executive"],
    ]);
    expect(told(desk.journal, "decided")).toEqual([]);
    decide(desk, "account_executive_1", ELSA, "approved", { reason: "A first order" });
    expect(desk.state.exit).toBe("done");
  });
});

describe("reassign", () => {
  const PASSING = "approved, approved_with_changes exit done  sent_back reassign  declined exit gone";

  test("passes a decision on to another who holds the right, and records no answer", () => {
    const desk = decided(PASSING, 15);
    decide(desk, "sales_manager_1", CARLA, "sent_back");
    expect(desk.state.exit).toBeNull();
    expect(desk.state.work.map(({ record }) => record.person)).toEqual(["sales_manager_2"]);
    expect(decide(desk, "sales_manager_1", CARLA, "approved")).toMatchObject({ code: "not-yours" });
    decide(desk, "sales_manager_2", CARLA, "approved");
    expect(desk.state.exit).toBe("done");
  });

  test("is no answer that one's own right gives at once", () => {
    const desk = decided(
      "approved reassign  approved_with_changes exit done  sent_back, declined exit gone",
      5,
    );
    expect(desk.state.work.map(({ record }) => record.person)).toEqual(["account_executive_1"]);
  });

  test("with nobody else to ask the ladder goes on", () => {
    const desk = decided(PASSING, 15);
    decide(desk, "sales_manager_1", CARLA, "sent_back");
    decide(desk, "sales_manager_2", CARLA, "sent_back");
    expect(desk.state.work).toHaveLength(1);
    expect(told(desk.journal, "given").length + told(desk.journal, "stuck").length).toBe(1);
  });
});

test("a reason of a decline may need more than the others", () =>
  plays(
    `stage first { owner marketing_manager  lasts at most 8 weeks, then exit gone  -> second through baton }
     ${SECOND}
     ${BATON.replace("not_now stay", "not_now needs amount stay  later stay")}`,
    `at 0 minutes content_downloaded
     then          handover baton offered to anna
     at 1 hour     anna declines baton because not_now with { amount: 2_000 EUR }
     then          stage is first and holder is marketing_manager`,
  ));

test("a scenario answers a decision with what it needs", () =>
  plays(
    stageOf(
      "approved, approved_with_changes needs discount exit done  sent_back, declined needs reason exit gone",
    ),
    `at 0 minutes content_downloaded
     at 1 hour   elsa completes proposal as asked with { discount: 15%  amount: 9_000 EUR  custom_terms: no }
     at 2 hours  carla answers discount as declined with { reason: "Too much" }
     then        exit is gone`,
  ));

test("results without evidence compile to what they were", () => {
  const { plan } = cast(stageOf(PLAIN));
  expect(Object.values(plan.code).find((one) => one.do === "decide")).not.toHaveProperty("needs");
});
