/** Steps, waits and loops: docs/language.md, rules 3 and 4, "Steps". */
import { describe, expect, test } from "vitest";
import type { Fields } from "../../../compiler/plan.ts";
import { bucketOf } from "../../../runtime/machine/bucket.ts";
import { step } from "../../../runtime/machine/step.ts";
import { BATON, cast, DAY, type Desk, HOUR, openDesk, plays, SECOND, timeOf, told } from "./play.ts";

const stageWith = (content: string): string =>
  `stage first { owner marketing_manager  lasts at most 8 weeks, then exit gone  ${content}  stay }`;
const deskOf = (content: string, fields: Fields = {}): Desk =>
  openDesk(cast(stageWith(content)).plan, { fields });
/** What the steps that were taken are called, as far as they tell something. */
const said = (desk: Desk): readonly string[] =>
  desk.commands.flatMap((command) => (command.do === "tell" ? [command.text] : []));

describe("a wait for an event (rule 3)", () => {
  test("sees what has happened since the stage began, before the wait did", () => {
    const desk = deskOf(
      `wait 2 days  wait up to 1 day for replied { got { tell sdr "got" } none { tell sdr "none" } }`,
    );
    desk.run(desk.now + DAY);
    desk.event("replied");
    desk.run(desk.now + DAY);
    expect(said(desk)).toEqual(["got"]);
  });

  test("the entry event is visible to the first stage", () => {
    const desk = deskOf(`wait up to 1 day for content_downloaded { got { tell sdr "got" } }`);
    expect(said(desk)).toEqual(["got"]);
  });

  test("a track uses each event once, the earliest first", () => {
    const desk = deskOf(
      `wait up to 9 days for replied { got { tell sdr "1" } }  wait up to 9 days for replied { got { tell sdr "2" } }`,
    );
    desk.event("replied");
    expect(said(desk)).toEqual(["1"]);
    desk.event("replied");
    expect(said(desk)).toEqual(["1", "2"]);
  });

  test("each track uses it for itself", () => {
    const wait = (word: string) => `wait up to 9 days for replied { got { tell sdr "${word}" } }`;
    const desk = deskOf(`on demo_requested { ${wait("handler")} }  ${wait("main")}`);
    desk.event("demo_requested");
    desk.event("replied");
    expect([...said(desk)].sort()).toEqual(["handler", "main"]);
  });

  test("a handler's later run does not use again what an earlier one has used", () => {
    const desk = deskOf(
      `on demo_requested { wait up to 1 day for replied { got { tell sdr "got" } none { tell sdr "none" } } }`,
    );
    for (const kind of ["demo_requested", "replied", "demo_requested"]) desk.event(kind);
    expect(said(desk)).toEqual(["got"]);
    desk.run(desk.now + DAY);
    expect(said(desk)).toEqual(["got", "none"]);
  });

  test("other waits swallow nothing", () => {
    const desk = deskOf(
      `wait up to 9 days until company is blank  wait up to 9 days for replied { got { tell sdr "x" } }`,
    );
    desk.event("replied");
    desk.put({ is: "fields", id: "f", fields: { company: null } });
    expect(said(desk)).toEqual(["x"]);
  });

  test("a repeat of an event is no second event", () => {
    const desk = deskOf(
      `wait up to 9 days for replied  wait up to 9 days for replied { got { tell sdr "2" } }`,
    );
    desk.event("replied", {}, { id: "r1" });
    desk.event("replied", {}, { id: "r1" });
    expect(said(desk)).toEqual([]);
  });

  test("its `where` may ask about the subject, who may change after the event", () => {
    const desk = deskOf(
      `wait up to 9 days for page_viewed where country is SE counting blank as no { got { tell sdr "x" } }`,
    );
    desk.event("page_viewed");
    expect(said(desk)).toEqual([]);
    desk.put({ is: "fields", id: "f", fields: { country: "SE" } });
    expect(said(desk)).toEqual(["x"]);
  });

  test("the bound is inclusive, and then it goes the other way", () =>
    plays(
      stageWith(`wait up to 2 days for replied { got { tell sdr "x" } none { tell sales_manager "y" } }`),
      `at 0 minutes content_downloaded  at 2 days replied  then notice to anna`,
    ));

  test.each([
    ["within the wait, told while it waits", 30, 40, ["got"]],
    ["before the stage began", -1, 40, []],
    ["within the wait, told after its end: nothing is undone", 30, 50, ["none"]],
  ])("a late event, %s", (_, happened, toldAt, expected) => {
    const desk = deskOf(`wait up to 2 days for replied { got { tell sdr "got" } none { tell sdr "none" } }`);
    const start = desk.now;
    desk.run(start + toldAt * HOUR);
    desk.event("replied", {}, { at: start + happened * HOUR });
    expect(said(desk)).toEqual(expected);
  });
});

describe("other waits", () => {
  test("for a state that holds already: goes on at once", () =>
    expect(said(deskOf(`wait up to 1 day until country is DK { got { tell sdr "got" } }`))).toEqual(["got"]));

  test("for a state that time alone brings about", () => {
    const desk = deskOf(`wait up to 9 days until no page_viewed for 3 days { got { tell sdr "got" } }`);
    desk.run(desk.now + 3 * DAY);
    expect(said(desk)).toEqual(["got"]);
  });

  test("3 days are 72 hours, 3 calendar days the same clock time, a business day the next open day", () => {
    const until = (wait: string): number => {
      const desk = openDesk(cast(stageWith(`wait ${wait}`)).plan, { start: timeOf(plan, "2026-10-23", 9) });
      const waits = desk.state.tracks[0]?.waits;
      return waits?.on === "time" ? waits.until : 0;
    };
    const { plan } = cast(stageWith(""));
    // The clocks go back on the 25th, a Sunday.
    expect(until("3 days")).toBe(timeOf(plan, "2026-10-26", 8));
    expect(until("3 calendar days")).toBe(timeOf(plan, "2026-10-26", 9));
    expect(until("1 business day")).toBe(timeOf(plan, "2026-10-26", 9));
  });
});

describe("loops", () => {
  test("`every` waits, then does, so many times, and then goes on", () => {
    const desk = deskOf(`every 2 days, at most 3 times { tell sdr "again" }  tell sdr "after"`);
    const start = desk.now;
    expect(said(desk)).toEqual([]);
    desk.run(start + 4 * DAY);
    expect(said(desk)).toEqual(["again", "again"]);
    desk.run(start + 9 * DAY);
    expect(said(desk)).toEqual(["again", "again", "again", "after"]);
  });

  test("an inner loop begins anew in each round of the outer", () => {
    const desk = deskOf(`every 5 days, at most 2 times { every 1 day, at most 2 times { tell sdr "x" } }`);
    desk.run(desk.now + 30 * DAY);
    expect(said(desk)).toHaveLength(4);
  });

  test("`retry` goes back to its task so many times in this visit, then leaves", () => {
    const desk = deskOf(
      `task call "Call" by sdr, on daily { no_answer { wait 1 day  retry at most 2 times, then exit gone } }`,
    );
    const asked: number[] = [];
    while (desk.state.exit === null) {
      asked.push(desk.state.work.length);
      desk.act("anna", ["sdr"], { do: "complete", name: "call", result: "no_answer", evidence: {} });
      desk.run(desk.now + 2 * DAY);
    }
    expect(asked).toEqual([1, 1, 1]);
  });

  test("rounds count across a handover that comes back, and not across visits", () => {
    const { plan } = cast(
      `stage first { owner sdr  lasts at most 8 weeks, then exit gone
         task call "Call" by the holder, on daily { no { retry at most 1 times, then -> second } } }
       stage second { owner sdr  lasts at most 8 weeks, then exit gone  on replied -> first  stay }`,
    );
    const desk = openDesk(plan);
    const answer = () =>
      desk.act("anna", ["sdr"], { do: "complete", name: "call", result: "no", evidence: {} });
    answer();
    answer();
    expect(desk.state.stage).toBe("second");
    desk.event("replied");
    answer();
    expect(desk.state.stage).toBe("first");
  });
});

describe("branches", () => {
  test.each([
    [{ country: "DK" }, "one"],
    [{ country: "SE" }, "two"],
    [{ country: null }, "other"],
  ])("choose takes the first arm that holds: %o", (fields, expected) =>
    expect(
      said(
        deskOf(
          `choose { when country is DK counting blank as no { tell sdr "one" }
                    when country is known { tell sdr "two" }  otherwise { tell sdr "other" } }`,
          fields,
        ),
      ),
    ).toEqual([expected]),
  );

  test("a split gives each subject one arm, on each visit, and about as many as it says", () => {
    const { plan } = cast(stageWith(`split half { a 50% { tell sdr "a" } b 30% { tell sdr "b" } c 20% }`));
    const arms = Array.from({ length: 1_000 }, (_, index) => {
      const desk = openDesk({ ...plan, journey: `j${index}` });
      return desk.journal.find(({ what }) => what === "split")?.result;
    });
    const share = (arm: string) => arms.filter((one) => one === arm).length;
    expect(share("a")).toBeGreaterThan(440);
    expect(share("a")).toBeLessThan(560);
    expect(share("c")).toBeGreaterThan(150);
    expect(share("c")).toBeLessThan(250);
  });
});

describe("what is done outright", () => {
  test("tell reaches a role, or the person who holds", () => {
    const desk = deskOf(
      `tell sdr "a"  tell the holder "b"  task x "X" by the holder, on daily  tell the holder "c"`,
    );
    desk.act("ida", ["marketing_manager"], { do: "complete", name: "x", result: null, evidence: {} });
    const to = desk.commands.flatMap((command) => (command.do === "tell" ? [command.to] : []));
    expect(to).toEqual([{ role: "sdr" }, { role: "marketing_manager" }, { person: "ida" }]);
  });

  test("the asker is the person whose act led to it, else the holder", () => {
    const desk = deskOf(`tell the asker "a"  task x "X" by sdr, on daily  tell the asker "b"`);
    desk.act("anna", ["sdr"], { do: "complete", name: "x", result: null, evidence: {} });
    const to = desk.commands.flatMap((command) => (command.do === "tell" ? [command.to] : []));
    expect(to).toEqual([{ role: "marketing_manager" }, { person: "anna" }]);
  });

  test("set writes the field of the subject, and what follows from it follows", () => {
    const { plan } = cast(
      `exit concern as neutral when open_concern ${stageWith("set open_concern to yes")}`,
    );
    const desk = openDesk(plan);
    expect(desk.commands).toContainEqual({ do: "set", fields: { open_concern: true }, by: null });
    expect(desk.commands.filter((command) => command.do === "keep")).toEqual([]);
    expect(desk.state.exit).toBe("concern");
  });

  test("begin asks for the other journey and goes on", () => {
    const desk = deskOf(`begin re_engagement, and go on  tell sdr "x"`);
    expect(desk.commands.map(({ do: what }) => what)).toEqual(["begin", "tell", "place"]);
  });
});

describe("how a wait ended is on record, with what it waited for", () => {
  const waited = (desk: Desk) =>
    desk.journal.flatMap(({ what, result, step }) => (what === "waited" && step !== null ? [result] : []));
  const one = (steps: string, act: (desk: Desk) => void, world = {}) => {
    const desk = openDesk(cast(stageWith(steps)).plan, { world });
    act(desk);
    return desk;
  };

  test("by an event, by its kind", () =>
    expect(
      waited(one("wait up to 2 days for replied or demo_held", (desk) => desk.event("demo_held"))),
    ).toEqual(["demo_held"]));

  test("by a condition that came to hold, and by one that held", () => {
    const steps = "wait up to 2 days until custom_terms";
    const later = one(steps, (desk) => desk.put({ is: "fields", id: "f", fields: { custom_terms: true } }));
    expect(waited(later)).toEqual(["got"]);
  });

  test.each([
    "wait up to 2 days for replied",
    "wait up to 2 days until custom_terms",
    `together up to 2 days until all { a { wait 5 days } b { wait 6 days } none go on }`,
  ])("by time: %s", (steps) =>
    expect(waited(one(steps, (desk) => desk.run(desk.now + 2 * DAY)))).toContain("none"),
  );

  test("a journey that was begun is on record", () => {
    const desk = one("begin other, and go on", () => {});
    expect(told(desk.journal, "began")).toEqual(["began other"]);
  });

  test("of a choice the arm that was taken is told for coverage", () => {
    const taken: string[] = [];
    openDesk(
      cast(
        stageWith(
          `choose { when custom_terms { tell sdr "a" } when country is DK counting blank as no { tell sdr "b" } otherwise { tell sdr "c" } }`,
        ),
      ).plan,
      {
        watch: (_, __, { reached }) =>
          taken.push(...reached.flatMap(({ at, way }) => (at.includes("choose") ? [way] : []))),
      },
    );
    expect(taken).toEqual(["1"]);
  });
});

describe("tracks that are stopped", () => {
  const TWO = `together up to 5 days until any {
      a { wait up to 4 days for replied }
      b { task call "Call" by sdr, on daily }
      none go on
    }`;

  test("take what they ask with them, and leave what others ask", () => {
    const desk = openDesk(
      cast(stageWith(`on demo_held { task look "Look" by sdr, on daily }  ${TWO}  wait 3 days`)).plan,
    );
    desk.event("demo_held");
    desk.event("replied");
    expect(told(desk.journal, "withdrawn")).toEqual(["withdrawn call to anna"]);
    expect(desk.state.work.map(({ record }) => record.name)).toEqual(["look"]);
  });

  test("what one of them has used, what comes after has used, too (rule 3)", () => {
    const desk = openDesk(
      cast(
        stageWith(`together up to 5 days until any {
            a { wait up to 4 days for replied  wait 4 days }
            b { wait up to 4 days for demo_held }
            none go on
          }
          wait up to 2 days for replied { got { tell sdr "again" } none { tell sdr "no more" } }`),
      ).plan,
    );
    desk.event("replied");
    desk.event("demo_held");
    expect(told(desk.journal, "told")).toEqual([]);
    desk.run(desk.now + 2 * DAY);
    expect(desk.commands.findLast((command) => command.do === "tell")).toMatchObject({ text: "no more" });
  });
});

describe("what a decline reopens", () => {
  const steps = (between: string) =>
    `task call "Call" by the holder, on daily { yes { ${between} -> second through baton }  no exit gone }`;
  const offered = (between: string): readonly string[] => {
    const desk = openDesk(
      cast(
        `stage first { owner marketing_manager  lasts at most 8 weeks, then exit gone  ${steps(between)} } ${SECOND} ${BATON}`,
      ).plan,
    );
    desk.act("ida", ["marketing_manager"], { do: "complete", name: "call", result: "yes", evidence: {} });
    if (between !== "") desk.run(desk.now + DAY);
    const asked = desk.state.work.find(({ record }) => record.kind === "accept")?.record.person ?? "";
    desk.act(asked, ["sdr", "sales_manager"], {
      do: "decline",
      name: "baton",
      reason: "not_now",
      evidence: { reason: "no" },
    });
    return desk.state.work.map(({ record }) => record.name);
  };

  test("the task whose answer led to the offer", () => expect(offered("")).toEqual(["call"]));
  test("and nothing where a wait led to it", () => expect(offered("wait 1 day")).toEqual([]));
});

describe("what a wait has used, and when (rule 3)", () => {
  test("is used for each of the waits behind it, however many", () => {
    const desk = deskOf(
      ["1", "2", "3"]
        .map((word) => `wait up to 9 days for replied { got { tell sdr "${word}" } }`)
        .join("  "),
    );
    desk.event("replied");
    desk.event("replied");
    expect(said(desk)).toEqual(["1", "2"]);
    desk.event("replied");
    expect(said(desk)).toEqual(["1", "2", "3"]);
  });

  test("a fact of after its time does not count, though nothing has said yet that the time is over", () => {
    const desk = deskOf(`wait up to 2 days for replied { got { tell sdr "got" } none { tell sdr "none" } }`);
    const at = desk.now + 3 * DAY;
    const late = step(desk.plan, desk.state, {
      is: "event",
      now: at,
      event: { id: "late", kind: "replied", at, fields: {} },
    });
    expect(late.commands).toEqual([]);
    const { commands } = step(desk.plan, late.state, { is: "tick", now: at });
    expect(commands.flatMap((command) => (command.do === "tell" ? [command.text] : []))).toEqual(["none"]);
  });

  test("an event is told for coverage as the way that the wait went", () => {
    const ways: unknown[] = [];
    const { plan } = cast(stageWith(`wait up to 2 days for replied`));
    const desk = openDesk(plan, { watch: (_, __, { reached }) => ways.push(...reached) });
    desk.event("replied");
    expect(ways).toContainEqual({ at: "first/wait_for_replied", way: "got" });
  });

  test("what no wait listens for is not kept", () => {
    const desk = deskOf(`wait up to 9 days for replied`);
    desk.event("demo_held");
    expect(desk.state.events).toEqual([]);
    expect(deskOf("wait 2 days").state.events).toEqual([]);
  });

  test("the steps of another decline see again what those of the one before have used", () => {
    const desk = openDesk(
      cast(
        `stage first { owner marketing_manager  lasts at most 8 weeks, then exit gone
           on demo_requested -> second through baton
           wait up to 1 day for replied  stay }
         ${SECOND} ${BATON.replace("not_now stay", `not_now { wait up to 1 day for replied { got { tell sdr "got" } } }`)}`,
      ).plan,
    );
    desk.event("replied");
    for (const _ of [1, 2]) {
      desk.event("demo_requested");
      desk.act(desk.state.work[0]?.record.person ?? "", ["sdr"], {
        do: "decline",
        name: "baton",
        reason: "not_now",
        evidence: { reason: "x" },
      });
    }
    expect(said(desk).filter((text) => text === "got")).toHaveLength(2);
  });
});

test("an arm has exactly as many of all subjects as it says, and the next one begins behind them", () => {
  const { plan } = cast(stageWith(`split half { a 50% { tell sdr "a" } b 50% { tell sdr "b" } }`));
  const named = (bucket: number): string => {
    for (let index = 0; ; index += 1) if (bucketOf("s1", `j${index}`, "half") === bucket) return `j${index}`;
  };
  expect(said(openDesk({ ...plan, journey: named(4_999) }))).toEqual(["a"]);
  expect(said(openDesk({ ...plan, journey: named(5_000) }))).toEqual(["b"]);
});

describe("another journey that is waited for (7.9)", () => {
  const BEGIN = (name: string): string =>
    `begin ${name}, and wait up to 10 days { ended { tell sdr "${name}" } none { tell sdr "no ${name}" } }`;
  const waited = (desk: Desk) => told(desk.journal, "waited");

  test("that was not begun is not waited for, and that is on record", () => {
    const desk = deskOf(BEGIN("re_engagement"));
    desk.put({ is: "journey ended", id: "x", instance: "unknown" });
    expect(said(desk)).toEqual([]);
    const begin = desk.commands.find((command) => command.do === "begin");
    const first = step(desk.plan, null, {
      is: "start",
      now: desk.now,
      instance: "i1",
      subject: "s1",
      stage: "first",
      fields: {},
      bands: {},
      event: null,
    });
    const refused = step(desk.plan, first.state, {
      is: "results",
      now: desk.now,
      results: [{ ref: begin?.ref ?? "", began: null }],
    });
    expect(told(refused.journal, "waited", "told")).toEqual([
      expect.stringMatching(/^waited .* as none$/),
      expect.stringMatching(/ to sdr$/),
    ]);
  });

  test("is on record by its end, or by time", () => {
    const ended = deskOf(BEGIN("re_engagement"));
    ended.put({ is: "journey ended", id: "x", instance: "re_engagement/s1/1" });
    expect(waited(ended)).toEqual([expect.stringMatching(/ as ended$/)]);
    const late = deskOf(BEGIN("re_engagement"));
    late.run(late.now + 10 * DAY);
    expect(waited(late)).toEqual([expect.stringMatching(/ as none$/)]);
    expect(said(late)).toEqual(["no re_engagement"]);
  });

  test("is that of its own track", () => {
    const desk = deskOf(
      `together up to 20 days until all {
         a { wait 9 days }  b { ${BEGIN("re_engagement")} }  c { ${BEGIN("other")} }  none go on }`,
    );
    desk.put({ is: "journey ended", id: "x", instance: "other/s1/1" });
    expect(said(desk)).toEqual(["other"]);
  });
});

test("calls of a track that is stopped are dropped, and of no other", () => {
  const action = (name: string): string =>
    `action ${name} "Prepares" { owner sales_manager  in { company: text }  out { link: url }
       within 2 minutes  retry at most 3 times }`;
  const desk = openDesk(
    cast(
      stageWith(
        `on demo_held { call two with { company: company } }
         together up to 5 days until any {
           a { wait up to 4 days for replied }  b { call one with { company: company } }  none go on }
         wait 3 days`,
      ),
      `${action("one")} ${action("two")}`,
    ).plan,
  );
  desk.event("demo_held");
  const key = desk.commands.find((command) => command.do === "call" && command.action === "one");
  desk.event("replied");
  expect(desk.commands.flatMap((command) => (command.do === "drop" ? [command.keys] : []))).toEqual([
    [key?.do === "call" ? key.key : ""],
  ]);
});

test("tracks of every stage that both wanted a handover have ended with the move, and so has what they belong to", () => {
  const { plan } = cast(
    `in every stage { on replied {
       together up to 9 days until any {
         a { wait 1 hour  -> second through baton }  b { wait 1 hour  -> second through baton }  none go on }
       tell sdr "after" } }
     stage first { owner marketing_manager  lasts at most 8 weeks, then exit gone
       on demo_requested -> second  stay }
     ${SECOND} ${BATON}`,
  );
  const desk = openDesk(plan);
  desk.event("replied");
  desk.run(desk.now + HOUR);
  expect(desk.state.tracks.map(({ waits }) => waits?.on)).toEqual(["tracks", "offer", "offer"]);
  desk.event("demo_requested");
  expect(desk.state.stage).toBe("second");
  expect(said(desk).filter((text) => text === "after")).toEqual(["after"]);
});
