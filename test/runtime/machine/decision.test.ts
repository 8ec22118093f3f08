/** Decisions by right: docs/language.md, rule 10, "Decisions". */
import { describe, expect, test } from "vitest";
import type { Fields } from "../../../compiler/plan.ts";
import { cast, DAY, type Desk, openDesk, plays, told } from "./play.ts";

/** A person's answer leads to the decision: they are the asker. */
const asking = (right: string, results: string): string =>
  `stage first { owner account_executive  lasts at most 8 weeks, then exit gone
     task proposal "Proposal" by the holder, on daily {
       asked needs discount, amount, custom_terms { decide ${right} { ${results} } }
     }
     stay
   }`;
const DISCOUNT = asking(
  "discount",
  "approved, approved_with_changes exit done  sent_back, declined exit gone",
);

const eur = (amount: number) => ({ amount, currency: "EUR" });
const ELSA = ["account_executive"];
const CARLA = ["sales_manager"];
const FINN = ["finance_lead"];
const GRO = ["legal_counsel"];

function asked(fields: Fields, { stages = DISCOUNT, more = "", sum = 0 } = {}): Desk {
  const desk = openDesk(cast(stages, more).plan, { world: { sum } });
  const evidence = { discount: 0, amount: eur(1_000), custom_terms: false, ...fields };
  desk.act("elsa", ELSA, { do: "complete", name: "proposal", result: "asked", evidence });
  return desk;
}
const open = (desk: Desk) => desk.state.work.map(({ record }) => record.person);
const decide = (
  desk: Desk,
  person: string,
  roles: readonly string[],
  answer: string,
  evidence: Fields = {},
) => desk.act(person, roles, { do: "decide", name: "discount", answer, evidence });

describe("who is asked", () => {
  test("a right within one's own limit is exercised and recorded at once", () => {
    const desk = asked({ discount: 5 });
    expect(desk.state.exit).toBe("done");
    expect(desk.journal.find(({ what }) => what === "decided")).toMatchObject({
      by: "elsa",
      result: "approved",
    });
  });

  test.each([
    ["over the asker's limit, the next in the order", { discount: 15 }, ["carla"]],
    ["of those in the order only the highest", { discount: 25 }, ["finn"]],
    ["for another reason of the same line", { amount: eur(600_000) }, ["finn"]],
    ["also whoever `also ask` names", { discount: 25, custom_terms: true }, ["finn", "gro"]],
  ])("%s", (_, fields, people) => expect(open(asked(fields))).toEqual(people));

  test("what is counted over the account counts: a deal split in two is one deal", () =>
    expect(open(asked({ discount: 5, amount: eur(300_000) }, { sum: 600_000 }))).toEqual(["finn"]));

  test("who did nothing that led here is asked, though they hold the right", () => {
    const { plan } = cast(
      `stage first { owner account_executive  lasts at most 8 weeks, then exit gone
         task call "Call" by the holder, on daily  stay
         on replied { decide discount { approved, approved_with_changes exit done  sent_back, declined stay } } }`,
    );
    const desk = openDesk(plan, { fields: { discount: 5 } });
    desk.event("replied");
    expect(open(desk)).toEqual(["elsa", "elsa"]);
    expect(told(desk.journal, "decided")).toEqual([]);
  });

  test("who declines a handover asks what the decline leads to", () => {
    const { plan } = cast(
      `stage first { owner marketing_manager  lasts at most 8 weeks, then exit gone  on replied -> second through baton  stay }
       stage second { owner sdr  lasts at most 1 day, then exit gone  stay }
       handover baton from first to second {
         giver marketing_manager  receiver sdr picked by new_business  accountable revops_lead  carries name
         accept on prompt
         decline needs reason { not_a_fit { decide disqualify { approved exit gone  declined stay } } }
       }`,
    );
    const desk = openDesk(plan, { fields: { amount: eur(1_000) } });
    desk.event("replied");
    desk.act("anna", ["sdr"], {
      do: "decline",
      name: "baton",
      reason: "not_a_fit",
      evidence: { reason: "no" },
    });
    expect(desk.journal.find(({ what }) => what === "decided")).toMatchObject({
      by: "anna",
      result: "approved",
    });
    expect(desk.state.exit).toBe("gone");
  });
});

describe("never the asker", () => {
  const BOTH = ["account_executive", "sales_manager"];

  test("they are not picked, and refused with the reason", () => {
    const people: string[] = [];
    const desk = openDesk(cast(DISCOUNT).plan, {
      world: {
        assign({ role, exclude }) {
          if (role === "sales_manager") people.push(...exclude);
          return role === "account_executive" ? "elsa" : "carla";
        },
      },
    });
    const evidence = { discount: 15, amount: eur(1), custom_terms: false };
    desk.act("elsa", BOTH, { do: "complete", name: "proposal", result: "asked", evidence });
    expect(people).toEqual(["elsa"]);
    expect(decide(desk, "elsa", BOTH, "approved")?.message).toBe("Nobody decides on their own request here.");
  });

  test("when a change brings the rule into force, the asker's open request goes to another", () => {
    const more = `right gift of lead "Gift" about amount {
      owner finance_lead  order account_executive
      ask account_executive when amount is known or amount is blank
      never the asker when amount over 100 EUR counting blank as no
      answers approved, declined  answer on daily }`;
    const desk = openDesk(cast(asking("gift", "approved exit done  declined exit gone"), more).plan, {
      world: { assign: ({ exclude }) => (exclude.includes("elsa") ? "erik" : "elsa") },
    });
    const evidence = { discount: 0, amount: eur(50), custom_terms: false };
    // Elsa has lost the role since she was asked, so her own right does not answer at once.
    desk.act("elsa", [], { do: "complete", name: "proposal", result: "asked", evidence });
    expect(open(desk)).toEqual(["elsa"]);
    desk.put({ is: "fields", id: "f1", fields: { amount: eur(500) } });
    expect(open(desk)).toEqual(["erik"]);
  });
});

describe("several people", () => {
  const both = { discount: 25, custom_terms: true };

  test("all are waited for, and the least favourable answer stands", () => {
    const desk = asked(both);
    decide(desk, "finn", FINN, "approved");
    expect(desk.state.stage).toBe("first");
    decide(desk, "gro", GRO, "sent_back");
    expect(desk.state.exit).toBe("gone");
  });

  test("nobody is waited for once the least favourable of all is given", () => {
    const desk = asked(both);
    decide(desk, "gro", GRO, "declined");
    expect(desk.state.exit).toBe("gone");
    expect(told(desk.journal, "withdrawn")).toEqual(["withdrawn discount to finn"]);
  });

  test("an approval falls when a field of the line that asked for it changes; the others stay", () => {
    const desk = asked(both);
    decide(desk, "finn", FINN, "approved");
    desk.put({ is: "fields", id: "f1", fields: { company: "Nordpay AS" } });
    expect(open(desk)).toEqual(["gro"]);
    desk.put({ is: "fields", id: "f2", fields: { discount: 30 } });
    expect(open(desk)).toEqual(["gro", "finn"]);
    expect(told(desk.journal, "withdrawn")).toEqual(["withdrawn discount as approved to finn"]);
  });

  test("who is no longer needed is let go", () => {
    const desk = asked(both);
    desk.put({ is: "fields", id: "f1", fields: { custom_terms: false } });
    expect(open(desk)).toEqual(["finn"]);
    decide(desk, "finn", FINN, "approved");
    expect(desk.state.exit).toBe("done");
  });

  test("what a decider changes with the answer does not undo the answer", () => {
    const desk = asked({ discount: 30, custom_terms: true });
    decide(desk, "finn", FINN, "approved_with_changes", { discount: 22 });
    expect(desk.state.fields.discount).toBe(22);
    expect(open(desk)).toEqual(["gro"]);
  });
});

describe("whose answer counts", () => {
  test("a second answer is told that it comes too late", () => {
    const desk = asked({ discount: 25, custom_terms: true });
    const work = desk.state.work.find(({ record }) => record.person === "finn")?.record.id ?? "";
    decide(desk, "finn", FINN, "approved");
    const actor = { person: "finn", roles: FINN, delegateOf: [] };
    desk.put({ is: "act", actor, act: { do: "decide", work, answer: "declined", evidence: {} } });
    expect(desk.journal.at(-1)).toMatchObject({ what: "ignored", by: "finn" });
  });

  test("silence consents to nothing: the request climbs, and stays", () => {
    const desk = asked({ discount: 15 });
    desk.run(desk.now + 30 * DAY);
    expect(open(desk)).toEqual(["dag"]);
    expect(told(desk.journal, "decided")).toEqual([]);
    expect(decide(desk, "carla", CARLA, "approved")?.code).toBe("not-yours");
    expect(decide(desk, "dag", ["revops_lead"], "approved")).toBeNull();
  });

  test("in a scenario: the manager answers, and the journey goes its way", () =>
    plays(
      DISCOUNT,
      `at 0 minutes content_downloaded
       at 1 hour    elsa completes proposal as asked with { discount: 15%  amount: 9_000 EUR  custom_terms: no }
       at 2 hours   carla answers discount as approved
       then         exit is done`,
    ));
});

describe("what a decision leaves on record", () => {
  const stays = asking("discount", "approved, approved_with_changes, sent_back, declined stay");

  test("who answered, what, and at which step; whoever is not needed any more is told so", () => {
    const desk = asked({ discount: 25, custom_terms: true }, { stages: stays });
    decide(desk, "gro", GRO, "declined");
    expect(desk.state.stage).toBe("first");
    expect(desk.state.work).toEqual([]);
    expect(told(desk.journal, "decided", "withdrawn")).toEqual([
      "decided discount as declined",
      "withdrawn discount to finn",
    ]);
    expect(desk.journal.find(({ what }) => what === "withdrawn")?.why).toBe("decided without it");
    const closed = desk.commands.filter((command) => command.do === "close work");
    expect(closed.map(({ how }) => how)).toEqual(["done", "done", "withdrawn"]);
  });

  test("an answer within the order of answers is the least favourable that was given", () => {
    const first = asked({ discount: 25, custom_terms: true }, { stages: stays });
    decide(first, "finn", FINN, "approved_with_changes");
    expect(open(first)).toEqual(["gro"]);
    decide(first, "gro", GRO, "approved");
    expect(first.state.work).toEqual([]);
  });

  test("nobody did anything, so the holder asks: they are barred where the asker is, and answer where not", () => {
    const { plan } = cast(
      `stage first { owner account_executive  lasts at most 8 weeks, then exit gone
         task call "Call" by the holder, on daily { done { wait 1 day  decide discount { approved, approved_with_changes exit done  sent_back, declined stay } } }
         stay }`,
    );
    const excluded: (readonly string[])[] = [];
    const desk = openDesk(plan, {
      fields: { discount: 15, amount: eur(1_000), custom_terms: false },
      world: {
        assign({ role, exclude }) {
          excluded.push(exclude);
          return role === "account_executive" ? "elsa" : "carla";
        },
      },
    });
    desk.act("elsa", ELSA, { do: "complete", name: "call", result: "done", evidence: {} });
    desk.run(desk.now + 2 * DAY);
    expect(open(desk)).toEqual(["carla"]);
    expect(excluded.at(-1)).toEqual(["elsa"]);
  });

  test("each who is asked sees what led there", () => {
    const desk = asked({ discount: 15 });
    expect(desk.state.work[0]?.record).toMatchObject({ kind: "decide", name: "discount", event: "e0" });
    expect(Object.keys(desk.state.work[0]?.record.answers ?? {})).toEqual([
      "approved",
      "approved_with_changes",
      "sent_back",
      "declined",
    ]);
  });

  test("a change to a field of another line leaves an open request where it is, with its clock", () => {
    const desk = asked({ discount: 25, custom_terms: true });
    const [finn] = desk.state.work;
    desk.put({ is: "fields", id: "f1", fields: { amount: eur(2_000) } });
    expect(desk.state.work.map(({ record }) => record.person)).toEqual(["finn", "gro"]);
    expect(desk.state.work[0]?.record.id).toBe(finn?.record.id);
    expect(told(desk.journal, "withdrawn")).toEqual([]);
  });

  test("a request that stays open is for the fields as they are by now: its answer stands", () => {
    const desk = asked({ discount: 25 });
    desk.put({ is: "fields", id: "f1", fields: { discount: 30 } });
    expect(open(desk)).toEqual(["finn"]);
    decide(desk, "finn", FINN, "approved");
    expect(desk.state.exit).toBe("done");
  });

  test("what is counted over the account is a number as well as an amount of money", () => {
    const more = `right seats of lead "Seats" about employees {
      owner finance_lead  order account_executive, sales_manager
      ask account_executive when employees up to 50 counting blank as yes
      ask sales_manager when employees over 50 counting blank as no
      counts the sum of employees over the account in the last 30 days
      answers approved, declined  answer on daily }`;
    const stages = asking("seats", "approved exit done  declined exit gone");
    const given = (sum: number) => {
      const desk = openDesk(cast(stages, more).plan, { fields: { employees: 10 }, world: { sum } });
      const evidence = { discount: 0, amount: eur(1), custom_terms: false };
      desk.act("elsa", ELSA, { do: "complete", name: "proposal", result: "asked", evidence });
      return desk;
    };
    expect(given(60).state.work.map(({ record }) => record.role)).toEqual(["sales_manager"]);
    expect(given(5).state.exit).toBe("done");
  });
});

describe("where nobody's act led here", () => {
  const BY_ITSELF = (
    owner: string,
    results = "approved, approved_with_changes exit done  sent_back, declined stay",
  ) =>
    `stage first { owner ${owner}  lasts at most 8 weeks, then exit gone  stay
       on webinar_attended { task call "Call" by the holder, on daily }
       on replied { decide discount { ${results} } } }`;
  const excluded = (
    stages: string,
    events: readonly string[],
  ): readonly (readonly [string, readonly string[]])[] => {
    const asked: (readonly [string, readonly string[]])[] = [];
    const desk = openDesk(cast(stages).plan, {
      fields: { discount: 15, amount: eur(1) },
      world: {
        assign: ({ role, exclude }) => {
          asked.push([role, [...exclude]]);
          return role === "account_executive" ? "elsa" : "carla";
        },
      },
    });
    for (const event of events) desk.event(event);
    return asked;
  };

  test("the holder asks, and is not asked where nobody decides on what they ask", () =>
    expect(excluded(BY_ITSELF("account_executive"), ["webinar_attended", "replied"])).toEqual([
      ["account_executive", []],
      ["sales_manager", ["elsa"]],
    ]));

  test("where nobody holds nobody is kept out", () =>
    expect(excluded(BY_ITSELF("account_executive"), ["replied"])).toEqual([["sales_manager", []]]));
});

describe("one's own right", () => {
  const NEEDS = asking(
    "discount",
    "approved needs job_title exit done  approved_with_changes exit done  sent_back, declined exit gone",
  );

  test("is asked of the asker where the answer needs what is blank", () => {
    const desk = asked({ discount: 5 }, { stages: NEEDS });
    expect(open(desk)).toEqual(["elsa"]);
    expect(desk.state.work[0]).toMatchObject({ record: { role: "account_executive" }, barred: [] });
    expect(told(desk.journal, "decided")).toEqual([]);
    expect(decide(desk, "elsa", ELSA, "approved", { job_title: "CFO" })).toBeNull();
    expect(desk.state.exit).toBe("done");
  });

  test("is exercised at once where that is known", () => {
    const desk = openDesk(cast(NEEDS).plan, { fields: { job_title: "CFO" } });
    const evidence = { discount: 5, amount: eur(1_000), custom_terms: false };
    desk.act("elsa", ELSA, { do: "complete", name: "proposal", result: "asked", evidence });
    expect(desk.state.exit).toBe("done");
  });
});

test("of a counted sum the subject's own counts, where it is greater", () =>
  expect(open(asked({ discount: 5, amount: eur(600_000) }, { sum: 1 }))).toEqual(["finn"]));

describe("what is approved is approved as it was then (rule 10)", () => {
  const amountIs = (desk: Desk, fields: Fields, id: string) => desk.put({ is: "fields", id, fields });
  const named = (desk: Desk) =>
    desk.state.work.map(({ record, barred }) => [record.id, record.person, barred]);

  test("an answer falls whose own lines read what has changed, and the others stand", () => {
    const desk = asked({ discount: 25, custom_terms: true });
    decide(desk, "finn", FINN, "approved");
    expect(open(desk)).toEqual(["gro"]);
    amountIs(desk, { discount: 30 }, "f1");
    expect(open(desk)).toEqual(["gro", "finn"]);
    decide(desk, "gro", GRO, "approved");
    amountIs(desk, { discount: 35 }, "f2");
    expect(open(desk)).toEqual(["finn"]);
    expect(told(desk.journal, "withdrawn")).toEqual(["withdrawn discount as approved to finn"]);
  });

  test("also where whoever asked could answer it", () => {
    const desk = asked({ discount: 5, amount: eur(600_000), custom_terms: true });
    decide(desk, "finn", FINN, "approved");
    expect(open(desk)).toEqual(["gro"]);
    amountIs(desk, { amount: eur(700_000) }, "f1");
    expect(open(desk)).toEqual(["gro", "finn"]);
  });

  test("a request that is open goes on, unless whoever asked may not answer it by now", () => {
    const desk = asked({ discount: 5, amount: eur(600_000) });
    const before = named(desk);
    expect(before).toMatchObject([[expect.any(String), "finn", []]]);
    amountIs(desk, { amount: eur(700_000) }, "f1");
    expect(named(desk)).toEqual(before);
    amountIs(desk, { discount: 15 }, "f2");
    expect(named(desk)).toMatchObject([
      [expect.not.stringMatching(String(before[0]?.[0])), "finn", ["elsa"]],
    ]);
  });

  test("nobody is asked before the sum is known", () => {
    const desk = asked({ discount: 5, amount: eur(300_000) }, { sum: 600_000 });
    expect(told(desk.journal, "asked")).toEqual(["asked proposal to elsa", "asked discount to finn"]);
    expect(told(desk.journal, "withdrawn")).toEqual([]);
  });

  test("where no line holds the highest of the order is asked", () => {
    const right = `right gap of lead "Gap" about amount { owner sales_manager  order sdr, sales_manager, finance_lead
      ask sdr when amount over 5 EUR counting blank as no  answers approved, declined  answer on daily }`;
    const stages = `stage first { owner account_executive  lasts at most 8 weeks, then exit gone  decide gap { approved exit done  declined exit gone } }`;
    expect(open(openDesk(cast(stages, right).plan))).toEqual(["finn"]);
  });

  test("one's own right is asked of oneself, where the answer needs what is not known", () => {
    const stages = `stage first { owner account_executive  lasts at most 8 weeks, then exit gone
      on request by sales_manager to drop { decide disqualify { approved needs disposition exit gone  declined go on } }  stay }`;
    const desk = openDesk(cast(stages).plan);
    desk.request("carla", CARLA, "drop");
    expect(desk.state.work[0]?.record).toMatchObject({
      person: "carla",
      role: "sales_manager",
      answers: { approved: ["disposition"], declined: [] },
    });
    expect(desk.commands.filter((command) => command.do === "assign")).toEqual([]);
  });

  test("what an answer needs is kept where it is a field of the subject, and a blank is not", () => {
    const stages = `stage first { owner account_executive  lasts at most 8 weeks, then exit gone
      decide disqualify { approved needs employees go on  declined go on }  if employees is known { wait 1 day }  stay }`;
    const desk = openDesk(cast(stages).plan, { fields: { amount: eur(9) }, world: { assign: () => null } });
    const evidence = { employees: 12, amount: null };
    const act = { do: "decide", name: "disqualify", answer: "approved", evidence } as const;
    expect(desk.act("anna", ["sdr"], act)).toBeNull();
    expect(desk.state.fields).toMatchObject({ employees: 12, amount: eur(9) });
    expect(desk.journal.find(({ what }) => what === "decided")).toMatchObject({ by: "anna", why: null });
  });
});
