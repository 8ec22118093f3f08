/** Calls of actions: docs/language.md, "Actions". */
import { describe, expect, test } from "vitest";
import type { CallOutcome } from "../../../runtime/machine/protocol.ts";
import { cast, type Desk, HOUR, openDesk, plays, told } from "./play.ts";

const ACTION = (more = "") => `action create_import "Prepares the import" {
  owner sales_manager
  in { company: text  seats: number = 1 }  out { import_link: url  amount?: money }
  within 2 minutes  retry at most 3 times ${more}
}`;
const stage = (steps: string, handlers = "") =>
  `stage first { owner marketing_manager  lasts at most 30 days, then exit gone ${handlers} ${steps} stay }`;
const CALL = stage('call create_import with { company: company }  tell sdr "Link: {import_link}"');

const calls = (desk: Desk) => desk.commands.filter((command) => command.do === "call");
const answer = (desk: Desk, outcome: CallOutcome): void => {
  const call = calls(desk).at(-1);
  if (call === undefined) throw new Error("nothing was called");
  desk.put({ is: "called", key: call.key, action: call.action, outcome });
};
const done = (out: Extract<CallOutcome, { is: "done" }>["out"] = {}): CallOutcome => ({ is: "done", out });
const FAILED: CallOutcome = { is: "failed", why: "no-such-account" };

describe("a call", () => {
  test("hands over what stands behind `with`, and defaults for the rest", () => {
    const [call] = calls(openDesk(cast(CALL, ACTION()).plan));
    expect(call).toMatchObject({
      action: "create_import",
      with: { company: "Nordpay", seats: 1 },
      step: "first/call_create_import",
      within: 120_000,
      attempts: 4,
    });
  });

  test("waits for its end, and what comes back is a field of the instance or of its subject", () => {
    const desk = openDesk(cast(CALL, ACTION()).plan);
    desk.run(desk.now + HOUR);
    expect(told(desk.journal, "told")).toEqual([]);
    const amount = { amount: 5, currency: "EUR" };
    answer(desk, done({ import_link: "https://x", amount, beyond: "x" }));
    expect(desk.state.fields).toMatchObject({ import_link: "https://x", amount });
    expect(desk.state.fields.beyond).toBeUndefined();
    expect(desk.commands).toContainEqual({ do: "keep", fields: { import_link: "https://x" } });
    expect(desk.commands).toContainEqual({ do: "set", fields: { amount }, by: null });
    expect(told(desk.journal, "called", "told")).toEqual([
      "called create_import",
      "called create_import as done",
      "told first/tell_sdr to sdr",
    ]);
  });

  test("has another key each time", () => {
    const desk = openDesk(
      cast(
        stage("call create_import with { company: company }  call create_import with { company: company }"),
        ACTION(),
      ).plan,
    );
    answer(desk, done());
    const keys = calls(desk).map(({ key }) => key);
    expect(new Set(keys).size).toBe(2);
  });

  test("that has ended twice has ended once", () => {
    const desk = openDesk(cast(CALL, ACTION()).plan);
    answer(desk, done());
    answer(desk, FAILED);
    expect(told(desk.journal, "called")).toEqual(["called create_import", "called create_import as done"]);
  });
});

describe("a call that fails for good", () => {
  test("leads where the call says", () => {
    const { plan } = cast(
      stage("call create_import with { company: company } { failed exit gone }"),
      ACTION(),
    );
    const desk = openDesk(plan);
    answer(desk, FAILED);
    expect(desk.state.exit).toBe("gone");
    expect(desk.journal).toContainEqual(
      expect.objectContaining({ what: "called", result: "failed", why: "no-such-account" }),
    );
  });

  test("is a task for whom the action says, and what they say counts as what comes back", () => {
    const desk = openDesk(cast(CALL, ACTION("else ask the owner, on daily")).plan);
    answer(desk, FAILED);
    expect(desk.state.work.map(({ record }) => [record.name, record.person])).toEqual([
      ["create_import", "carla"],
    ]);
    const roles = ["sales_manager"];
    const name = "create_import";
    expect(desk.act("carla", roles, { do: "complete", name, result: "done", evidence: {} })?.code).toBe(
      "missing-evidence",
    );
    const evidence = { import_link: "https://by.hand" };
    expect(desk.act("carla", roles, { do: "complete", name, result: "done", evidence })).toBeNull();
    expect(desk.state.fields.import_link).toBe("https://by.hand");
    expect(told(desk.journal, "told")).toEqual(["told first/tell_sdr to sdr"]);
  });

  test("is told to the owner of the action where nothing else is said, and the track goes on", () => {
    const desk = openDesk(cast(CALL, ACTION()).plan);
    answer(desk, FAILED);
    expect(told(desk.journal, "told")).toEqual([
      "told create_import to sales_manager",
      "told first/tell_sdr to sdr",
    ]);
  });
});

describe("a call whose stage is left (rule 2)", () => {
  const LEFT = stage("call create_import with { company: company }", "on replied -> second");
  const SECOND = "stage second { owner marketing_manager  lasts at most 9 days, then exit gone  stay }";

  test("is not tried again", () => {
    const desk = openDesk(cast(`${LEFT} ${SECOND}`, ACTION()).plan);
    const [call] = calls(desk);
    desk.event("replied");
    expect(desk.commands).toContainEqual({ do: "drop", keys: [call?.key] });
    expect(told(desk.journal, "called")).toEqual(["called create_import", "called create_import as dropped"]);
  });

  test("counts all the same where it had been done: what was done is done", () => {
    const desk = openDesk(cast(`${LEFT} ${SECOND}`, ACTION()).plan);
    desk.event("replied");
    answer(desk, done({ import_link: "https://x" }));
    expect(desk.state).toMatchObject({ stage: "second", fields: { import_link: "https://x" } });
    const { why } = desk.journal.at(-1) ?? {};
    expect(why).toBe("nobody waits for it any more");
  });
});

describe("in a scenario", () => {
  test("a call is done, with nothing more than defaults", () =>
    plays(
      CALL,
      `at 0 minutes content_downloaded { title: "x"  topic: "y" }
       then notice to anna and task create_import not open
       finally calls of create_import are 1`,
      { more: ACTION("else ask the owner, on daily") },
    ));

  test("a line says what it gives back, which decides what follows", () =>
    plays(
      stage(`call create_import with { company: company }
        if import_link is known { exit done }`),
      `at 0 minutes create_import returns { import_link: "https://x" }
       at 0 minutes content_downloaded { title: "x"  topic: "y" }
       finally exit is done`,
      { more: ACTION() },
    ));

  test("a line says that it fails, and a person does it by hand", () =>
    plays(
      stage(`call create_import with { company: company }
        if import_link is known { exit done }`),
      `at 0 minutes create_import fails
       at 0 minutes content_downloaded { title: "x"  topic: "y" }
       then task create_import open
       at 1 hour carla completes create_import with { import_link: "https://x" }
       finally exit is done`,
      { more: ACTION("else ask the owner, on daily") },
    ));
});

describe("of several calls", () => {
  const BOTH = stage(
    'call create_import with { company: company }  tell sdr "main"',
    'on replied { call create_import with { company: company }  tell marketing_manager "again" }',
  );
  const answerTo = (desk: Desk, nth: number, outcome: CallOutcome): void => {
    const call = calls(desk)[nth];
    desk.put({ is: "called", key: call?.key ?? "", action: "create_import", outcome });
  };

  test.each([
    [0, "sdr"],
    [1, "marketing_manager"],
  ])("the answer to number %d is that one's", (nth, role) => {
    const desk = openDesk(cast(BOTH, ACTION()).plan);
    desk.event("replied");
    answerTo(desk, nth, done());
    expect(desk.journal.filter(({ what }) => what === "told").map(({ to }) => to)).toEqual([role]);
  });

  test("the failure of one that nobody waits for is written down, and asks nobody", () => {
    const desk = openDesk(cast(CALL, ACTION("else ask the owner, on daily")).plan);
    desk.put({ is: "called", key: "another", action: "create_import", outcome: FAILED });
    expect(desk.state.work).toEqual([]);
    expect(desk.journal.at(-1)).toMatchObject({
      what: "called",
      step: null,
      result: "failed",
      why: FAILED.why,
    });
    answer(desk, done());
    expect(desk.journal.find(({ result }) => result === "done")).toMatchObject({
      step: "first/call_create_import",
      why: null,
    });
  });

  test("one that is left in the very turn in which it was made does not go out", () => {
    const desk = openDesk(
      cast(
        `${stage("wait 1 day", "when custom_terms -> second  on replied { set custom_terms to yes  call create_import with { company: company } }")}
         stage second { owner marketing_manager  lasts at most 9 days, then exit gone  stay }`,
        ACTION(),
      ).plan,
    );
    desk.event("replied");
    expect(desk.state.stage).toBe("second");
    expect(calls(desk)).toEqual([]);
    expect(desk.commands.filter((one) => one.do === "drop")).toEqual([]);
  });
});

test("what comes back blank changes nothing", () => {
  const desk = openDesk(cast(CALL, ACTION()).plan, { fields: { import_link: "https://x" } });
  answer(desk, done({ import_link: null }));
  expect(desk.state.fields.import_link).toBe("https://x");
});

test("its owner is told what has failed, and a person by hand is waited for", () => {
  const desk = openDesk(cast(CALL, ACTION()).plan);
  answer(desk, FAILED);
  expect(desk.commands.find((one) => one.do === "tell")).toMatchObject({
    to: { role: "sales_manager" },
    text: "create_import has failed and is not tried again: Prepares the import",
    event: "e0",
    why: "step",
  });
  const asked = openDesk(cast(CALL, ACTION("else ask the owner, on daily")).plan);
  answer(asked, FAILED);
  const [work] = asked.state.work;
  expect(work?.record).toMatchObject({
    step: "first/call_create_import",
    title: "By hand: Prepares the import",
  });
  expect(asked.state.tracks[0]?.waits).toEqual({ on: "work", work: work?.record.id });
});
