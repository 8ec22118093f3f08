/** Somebody outside the company: docs/language.md, section 3.7; rules 1, 6 and 12. */
import { describe, expect, test } from "vitest";
import { buildTexts, failuresOf } from "./play-texts.ts";

const DATA = `
role partner "The partner" outside {
  reports to sales  reached at partner_email
}
subject lead {
  owner sales
  email: email key
  name: text
  partner_email?: email
  budget?: money
}
event referred of lead { partner_email?: email }
event moved    of lead { partner_email?: email }
event won      of lead
`;
const journey = (rest: string) => `${DATA}
journey referral v1 of lead {
  owner head  goal won within 30 days  review every 3 months, last 2026-10-01
  enter on referred -> asking
  exit done as success
  exit gone as failure
  ${rest}
}
`;
const ASKING = journey(`
  stage asking {
    owner sales  lasts at most 20 days, then exit gone
    task budget_of "What is the budget of {name}?" by partner, on daily {
      told     needs budget  exit done
      unknown  { tell sales "Nobody knows the budget of {name}" }
    }
    stay
  }`);
const scenario = (lines: string, given = 'partner_email: "ana@lusitania.example"') => `
scenario "s" of referral {
  given { email: "maria@example.com"  name: "Maria"  ${given} }
  start 2026-11-23 09:00
  at 0 minutes referred
  ${lines}
}`;
const fails = async (lines: string, given?: string, text = ASKING) =>
  (await failuresOf(text + scenario(lines, given))).flat();

describe("a task asked of somebody outside", () => {
  test("reaches them by a letter, is answered by them, and the journey goes on", async () => {
    expect(
      await fails(`
        then          task budget_of open and notice to partner
        at 1 hour     partner completes budget_of as told with { budget: 9_000 EUR }
        finally       exit is done`),
    ).toEqual([]);
  });

  test("falls to whom their role reports to while there is no address", async () => {
    expect(
      await fails(
        `then          task budget_of open
         at 1 hour     sam completes budget_of as unknown
         then          notice to sam and stage is asking`,
        "",
      ),
    ).toEqual([]);
  });

  test("is somebody's inside once the ladder has ended, and their link answers nothing then", async () => {
    expect(
      await fails(`
        at 1 day 1 minute  partner completes budget_of as told with { budget: 9_000 EUR }
        then               stage is asking`),
    ).toEqual([expect.stringContaining("budget_of has moved on to sam")]);
  });

  test("goes to the next address on a new clock when it changes (rule 6)", async () => {
    const built = buildTexts(
      ASKING +
        scenario(`
          then          task budget_of due 2026-11-24 09:00
          at 5 hours    moved { partner_email: "rui@lusitania.example" }
          then          task budget_of due 2026-11-24 14:00
          at 6 hours    partner completes budget_of as told with { budget: 9_000 EUR }
          finally       exit is done`),
    );
    const [played] = await built.play();
    expect(played?.failures).toEqual([]);
  });
});

describe("a link", () => {
  const SHORT = ASKING.replace(
    "reached at partner_email",
    "reached at partner_email  link expires after 2 hours",
  );

  test("that expires sooner than the ladder ends is refused after that, in the simulator as in a run", async () => {
    expect(
      await fails(
        `at 2 hours 1 minute  partner completes budget_of as told with { budget: 9_000 EUR }
         then                 stage is asking`,
        undefined,
        SHORT,
      ),
    ).toEqual([expect.stringContaining("The time to answer budget_of by the link is over")]);
    expect(
      await fails(
        `at 2 hours  partner completes budget_of as told with { budget: 9_000 EUR }
         finally     exit is done`,
        undefined,
        SHORT,
      ),
    ).toEqual([]);
  });
});

test("a handover is offered to somebody outside, who takes it and is asked as the holder", async () => {
  const text = journey(`
    stage asking {
      owner sales  lasts at most 20 days, then exit gone
      -> selling through to_partner
    }
    handover to_partner from asking to selling {
      giver sales  receiver partner  accountable head  carries name
      accept on daily
      decline needs reason { not_ours exit gone }
    }
    stage selling {
      owner partner  lasts at most 20 days, then exit gone
      task sell "Sell to {name}" by the holder, on daily { sold exit done }
    }`);
  expect(
    await fails(
      `then          handover to_partner offered to partner
       at 1 hour     partner accepts to_partner
       then          stage is selling and holder is partner and task sell open
       at 2 hours    partner completes sell as sold
       finally       exit is done`,
      undefined,
      text,
    ),
  ).toEqual([]);
});
