/** What scenarios have been through: each kind of item is covered by what reaches it, and by nothing else. */
import { describe, expect, test } from "vitest";
import { coverageOf, percentOf } from "../../../runtime/simulate/coverage.ts";
import { buildTexts } from "./play-texts.ts";

const DATA = `
subject lead { owner head  account company  email: email key  name: text  company: text = "Nordpay"  size: number = 1  vip: yes_no = no }
event asked of lead { again: yes_no = no }
event bought of lead
event signed of lead
right waiver of lead about size { owner head  order head  ask head when size up to 9 or size over 9  answers approved, declined  answer on daily }
journey trial v1 of lead {
  owner head  goal bought within 90 days  review every 3 months, last 2026-10-01
  enter on asked -> first
  exit done as success on bought
  exit gone as failure
  stage first {
    owner marketing  lasts at most 20 days, then exit gone
    on asked where again -> second through baton
    when vip { tell sales "vip" }
    if size > 5 { tell sales "large" }
    wait up to 2 days for signed { none { decide waiver { approved go on  declined exit gone } } }
    stay
  }
  handover baton from first to second {
    giver marketing  receiver sales  accountable head  carries name
    accept on daily
    decline needs reason { no_time stay  wrong reassign }
  }
  stage second { owner sales  lasts at most 20 days, then exit gone  task call "Call" by the holder, on daily { reached exit done  missed stay }  }
}
`;

async function coveredBy(lines: string): Promise<readonly string[]> {
  const { plans, play } = buildTexts(`${DATA}
    scenario "played" of trial { given { email: "m@example.com"  name: "M" } start 2026-11-23 09:00 ${lines} }`);
  const [plan] = plans;
  const [played] = await play();
  const trace = played?.traces.get("trial");
  if (plan === undefined || trace === undefined) throw new Error("nothing was played");
  expect(played?.failures).toEqual([]);
  const items = coverageOf(plan, [trace]);
  return items.filter(({ covered }) => covered).map(({ kind, name }) => `${kind} ${name}`);
}

describe("what is covered", () => {
  test("the stage that is entered, the arm that is taken, and nothing that lies ahead", async () => {
    expect(await coveredBy("at 0 minutes asked")).toEqual(["stage first", "branch first/if: otherwise"]);
  });

  test("a wait that is over, the answer of a decision, and the exit that it leads to", async () => {
    const covered = await coveredBy(`at 0 minutes asked
      at 2 days 1 hour hanna answers waiver as declined  finally exit is gone`);
    expect(covered).toContain("branch first/wait_for_signed: none");
    expect(covered).toContain("answer first/wait_for_signed/none/waiver: declined");
    expect(covered).not.toContain("answer first/wait_for_signed/none/waiver: approved");
    expect(covered).toContain("exit gone");
    expect(covered).not.toContain("exit done");
  });

  test("handlers that fire, the reason of a decline, and the results of tasks", async () => {
    const covered = await coveredBy(`at 0 minutes asked
      at 1 hour   asked { again: yes }
      at 2 hours  sam declines baton because no_time
      at 3 hours  asked { again: yes }
      at 4 hours  sam accepts baton
      at 5 hours  sam completes call as reached  finally exit is done`);
    expect(covered).toEqual([
      "stage first",
      "stage second",
      "exit done",
      "handler first/on/asked",
      "branch first/if: otherwise",
      "branch second/call: reached",
      "decline baton: no_time",
    ]);
  });

  test("the rung of a ladder that is climbed", async () => {
    const covered = await coveredBy(`at 0 minutes asked
      at 1 hour   asked { again: yes }  at 5 days then stage is second`);
    expect(covered).toContain("rung daily: give");
  });
});

test("a percent is rounded down, so that 100 means all", () => {
  const item = (covered: boolean) => ({ kind: "stage", name: "s", at: { source: "s" }, covered }) as const;
  expect(percentOf([...Array.from({ length: 199 }, () => item(true)), item(false)])).toBe(99);
  expect(percentOf([item(true)])).toBe(100);
  expect(percentOf([])).toBe(100);
});
