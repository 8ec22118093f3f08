/**
 * What is under way when a later version is taken over (docs/language.md, rule 14): where its step still is it goes on,
 * its clock counted from when it began; at another step it begins anew; where it is nowhere it is closed, in words.
 */
import { describe, expect, test } from "vitest";
import { DAY, type Desk, HOUR } from "./play.ts";
import {
  type Edit,
  first,
  inside,
  openWork,
  SECOND,
  sent,
  trackNamed,
  untilOf,
  workNamed,
} from "./two-versions.ts";

const both = (steps: string): string => `${first(`${steps}  stay`)} ${SECOND}`;
const edit = (old: string, next: string, more: Omit<Edit, "old" | "next"> = {}): Edit => ({
  old: both(old),
  next: both(next),
  ...more,
});

/** Told of the second version after so long. */
function movedAfter(length: number, one: Edit, before: (desk: Desk) => void = () => undefined) {
  const all = inside(one);
  const start = all.desk.now;
  before(all.desk);
  all.desk.run(start + length);
  return { ...all, start, moved: all.move() };
}

const OTHER = `journey other v1 of lead { owner revops_lead  goal deal_won within 9 days
  review every 3 months, last 2026-10-01  enter on demo_requested -> talk  exit over as neutral on demo_held
  stage talk { owner sdr  lasts at most 60 days, then exit over  stay } }`;
const ACTION = `action create_import "Prepares the import" { owner sales_manager
  in { company: text }  out { import_link: url }  within 2 minutes  retry at most 3 times }
  action close_import "Closes it" { owner sales_manager
  in { company: text }  out { closed_at: text }  within 2 minutes  retry at most 3 times }`;

describe("a length that is another one by now counts from when the wait began", () => {
  const winner = (days: number): string =>
    `split opening { a 50% { wait 1 hour } b 50% { wait 1 hour } }
     wait up to ${days} days for the winner of opening { a go on  b go on  none go on }`;
  test.each<[name: string, steps: (days: number) => string, more?: string]>([
    ["a wait", (days) => `wait ${days} days`],
    ["a wait for an event", (days) => `wait up to ${days} days for replied`],
    ["a wait for a condition", (days) => `wait up to ${days} days until employees is known`],
    ["a wait for a winner", winner],
    ["tracks together", (days) => `together up to ${days} days until all { a { wait 50 days } none go on }`],
    ["a round of a loop", (days) => `every ${days} days, at most 3 times { tell sdr "Still" }`],
    [
      "a wait for another journey",
      (days) => `begin other, and wait up to ${days} days { ended go on  none go on }`,
      OTHER,
    ],
  ])("%s", (_, steps, more) => {
    const { desk, moved, start } = movedAfter(2 * DAY, edit(steps(4), steps(9), more ? { more } : {}));
    const { since = 0 } = trackNamed(desk);
    expect([start, start + HOUR]).toContain(since);
    expect(untilOf(desk)).toBe(since + 9 * DAY);
    expect(moved).toMatchObject({
      did: [],
      wrote: ["migrated version 2 as version 1"],
    });
  });

  test("one that is over by then ends now, and a look at a winner comes no later than its end", () => {
    const { desk } = movedAfter(3 * DAY, edit("wait 9 days  send deep_dive", "wait 2 days  send deep_dive"));
    expect(desk.run(desk.now)).toBeUndefined();
    expect(sent(desk)).toEqual(["deep_dive"]);
    const asked = movedAfter(2 * DAY, edit(winner(4), winner(3), { world: { winner: () => null } }));
    const { waits } = trackNamed(asked.desk);
    expect(waits).toMatchObject({ until: asked.start + HOUR + 3 * DAY });
    expect(waits?.on === "winner" && waits.lookAt).toBe(asked.start + HOUR + 2 * DAY);
    const short = movedAfter(2 * DAY, edit(winner(4), winner(1), { world: { winner: () => null } }));
    expect(trackNamed(short.desk).waits).toMatchObject({
      until: short.start + HOUR + DAY,
      lookAt: short.start + HOUR + DAY,
    });
  });

  test("in the hours of the stage's owner, as it is called by now", () => {
    const always = `calendar always { zone "Europe/Copenhagen"  open mon to sun 00:00 to 24:00 } role night "Night" { hours always  reports to revops_lead }`;
    const steps = (hours: number): string => `wait ${hours} business hours  stay`;
    const { desk, start } = movedAfter(HOUR, {
      old: `${first(steps(9))} ${SECOND}`,
      next: `${first(steps(10), { owner: "night", name: "begun" })} ${SECOND}`,
      more: always,
      map: [{ from: "first", to: "begun" }],
    });
    expect(untilOf(desk)).toBe(start + 10 * HOUR);
  });

  test("the same length goes on to the same end, whoever owns the stage by now", () => {
    const always = `calendar always { zone "Europe/Copenhagen"  open mon to sun 00:00 to 24:00 } role night "Night" { hours always  reports to revops_lead }`;
    const all = inside({
      old: `${first("wait 9 business hours  stay")} ${SECOND}`,
      next: `${first("wait 9 business hours  stay", { owner: "night" })} ${SECOND}`,
      more: always,
    });
    const before = untilOf(all.desk);
    all.move();
    expect(untilOf(all.desk)).toBe(before);
  });

  test("a moment is what the later version says it is", () => {
    const { desk, start } = movedAfter(
      DAY,
      edit("wait until 2 days after entry  send deep_dive", "wait until 3 days after entry  send deep_dive"),
    );
    desk.run(start + 3 * DAY - 1);
    expect(sent(desk)).toEqual([]);
    desk.run(start + 3 * DAY);
    expect(sent(desk)).toEqual(["deep_dive"]);
  });
});

/** What stands in place of the number of an instant that no clock comes to. */
const NEVER = { is: "deferred", until: Number.MAX_SAFE_INTEGER, why: "cap" } as const;
const putOff = { send: () => NEVER };
const MEET = (answers = "held go on  not_held go on"): string =>
  `task meet "Meet" by the holder and sales_manager, on daily { ${answers} }`;
const IMPORT = "call create_import with { company: company }";

const CALL = 'task call "Call" by the holder, on daily { reached go on  missed go on }';

describe("what is under way at a step that is gone", () => {
  test.each<
    [
      name: string,
      old: string,
      step: string,
      more: Omit<Edit, "old" | "next">,
      did: string[],
      wrote: string[],
    ]
  >([
    ["a wait is over, and the track with it", "wait 4 days  send deep_dive", "wait", {}, [], []],
    [
      "a request is withdrawn, and whoever was asked is told",
      'task call "Call" by the holder, on daily',
      "call",
      {},
      ["close call as withdrawn", "tell ida: No longer needed: Call"],
      ["withdrawn call to ida because version 2 ends it at first/call"],
    ],
    [
      "each request of a task that several do is",
      MEET(),
      "meet",
      {},
      [
        "close meet as withdrawn",
        "tell ida: No longer needed: Meet",
        "close meet as withdrawn",
        "tell carla: No longer needed: Meet",
      ],
      [
        "withdrawn meet to ida because version 2 ends it at first/meet",
        "withdrawn meet to carla because version 2 ends it at first/meet",
      ],
    ],
    [
      "a message that was put off does not go out",
      "send welcome_guide",
      "welcome_guide",
      { world: putOff },
      ["drop first/welcome_guide"],
      [],
    ],
    [
      "a call is not tried again",
      IMPORT,
      "call_create_import",
      { more: ACTION },
      ["drop first/call_create_import"],
      [],
    ],
  ])("%s", (_, old, step, more, did, wrote) => {
    const { desk, moved } = movedAfter(
      HOUR,
      edit(old, `tell sdr "x"`, { ...more, map: [{ from: step, to: "stay" }] }),
    );
    expect(moved.did).toEqual(did);
    expect(moved.wrote).toEqual([
      "migrated version 2 as version 1",
      ...wrote,
      `withdrawn first/${step} because version 2 ends it at first/${step}`,
    ]);
    expect(desk.state).toMatchObject({ tracks: [], work: [], unsent: [], stage: "first" });
  });

  test("an earlier message of the track that may not have gone out goes out no more either", () => {
    const { moved, desk } = movedAfter(
      HOUR,
      edit("send welcome_guide  wait 4 days", `tell sdr "x"`, { map: [{ from: "wait", to: "stay" }] }),
    );
    expect(moved.did).toEqual(["drop what main sent"]);
    expect(desk.state.unsent).toEqual([]);
  });

  test("nobody has said where they are: they stay in the version that they have, with the reason", () => {
    const { desk, moved } = movedAfter(HOUR, edit('task call "Call" by the holder, on daily', "wait 2 days"));
    expect(moved.did).toEqual(["stay in 1: it stands at first.call: it is gone"]);
    expect(moved.wrote).toEqual([
      "ignored version 2 as not migrated because it stands at first.call: it is gone",
    ]);
    expect(desk.plan.version).toBe(1);
    expect(openWork(desk)).toEqual(["call"]);
  });
});

describe("what is gone on with at another step", () => {
  const map = (from: string, to: string) => ({ map: [{ from, to }] });
  test.each<
    [
      name: string,
      old: string,
      next: string,
      more: Omit<Edit, "old" | "next">,
      did: string[],
      wrote: string[],
    ]
  >([
    [
      "a wait that is a wait there goes on",
      "wait 4 days",
      "wait up to 4 days for replied",
      map("wait", "wait_for_replied"),
      [],
      [],
    ],
    [
      "a request that is a wait there is withdrawn",
      'task call "Call" by the holder, on daily',
      "wait 2 days",
      map("call", "wait"),
      ["close call as withdrawn", "tell ida: No longer needed: Call"],
      ["withdrawn call to ida because version 2 has something else at first/call"],
    ],
    [
      "a message that is another one there is not sent, and the other is",
      "send welcome_guide",
      "send deep_dive",
      { world: putOff, ...map("welcome_guide", "deep_dive") },
      ["drop first/welcome_guide", "send deep_dive"],
      [],
    ],
    [
      "a call that is another one there is not tried again, and the other is made",
      IMPORT,
      "call close_import with { company: company }",
      { more: ACTION, ...map("call_create_import", "call_close_import") },
      ["drop first/call_create_import", "call close_import"],
      ["called close_import"],
    ],
    [
      "a task by another name goes on as that",
      'task call "Call" by the holder, on daily',
      'task phone "Phone" by the holder, on daily',
      map("call", "phone"),
      ["ask ida for phone: Phone (done)"],
      [],
    ],
  ])("%s", (_, old, next, more, did, wrote) => {
    const { desk, moved } = movedAfter(HOUR, edit(old, next, more));
    expect(moved.did).toEqual(did);
    expect(moved.wrote.slice(1)).toEqual(wrote);
    expect(desk.plan.version).toBe(2);
    expect(desk.state.tracks).toHaveLength(1);
  });

  test("what begins anew there begins its clock with it", () => {
    const { desk } = movedAfter(
      DAY,
      edit('task call "Call" by the holder, on daily  wait 3 days', "wait 3 days", map("call", "wait")),
    );
    expect(trackNamed(desk)).toMatchObject({ at: "first/wait", since: desk.now });
    expect(untilOf(desk)).toBe(desk.now + 3 * DAY);
    const asked = movedAfter(
      DAY,
      edit("wait 3 days", 'task call "Call" by the holder, on daily', map("wait", "call")),
    );
    expect(trackNamed(asked.desk)).not.toHaveProperty("since");
  });
});

describe("what the same step asks otherwise", () => {
  const ALONE = 'task meet "Meet" by the holder, on daily { held go on  not_held go on }';
  const both = ["close meet as withdrawn", "tell ida: No longer needed: Meet"];
  const carla = ["close meet as withdrawn", "tell carla: No longer needed: Meet"];
  test.each<[name: string, old: string, next: string, did: string[]]>([
    [
      "of one by now of several: each is asked",
      ALONE,
      MEET(),
      [...both, "ask ida for meet: Meet (held, not_held)", "find sales_manager for meet"],
    ],
    [
      "of several by now of one: one is asked",
      MEET(),
      ALONE,
      [...both, ...carla, "ask ida for meet: Meet (held, not_held)"],
    ],
    [
      "of several in other words: they are told",
      MEET(),
      MEET().replace('"Meet"', '"See"'),
      ["ask ida for meet: See (held, not_held)", "ask carla for meet: See (held, not_held)"],
    ],
  ])("%s", (_, old, next, did) => {
    const { moved } = movedAfter(HOUR, edit(old, next));
    expect(moved.did).toEqual(did);
  });

  const answered = (desk: Desk) =>
    desk.act("carla", ["sales_manager"], { do: "complete", name: "meet", result: "held", evidence: {} });

  test("an answer of one of several counts as long as it can be given", () => {
    const { desk, moved } = movedAfter(HOUR, edit(MEET(), MEET("held go on  missed go on")), answered);
    expect(moved.did).toEqual(["ask ida for meet: Meet (held, missed)"]);
    expect(trackNamed(desk).waits).toMatchObject({
      on: "works",
      asked: [{ answer: null }, { answer: "held", by: "carla" }],
    });
  });

  test("else it has fallen, and everybody is asked again", () => {
    const { desk, moved } = movedAfter(HOUR, edit(MEET(), MEET("met go on  not_held go on")), answered);
    expect(moved.did).toEqual([
      ...both,
      "ask ida for meet: Meet (met, not_held)",
      "find sales_manager for meet",
    ]);
    expect(trackNamed(desk).waits).toMatchObject({ asked: [{ answer: null }, { answer: null }] });
  });

  const SEND = "send welcome_guide";
  const APPROVED = "send welcome_guide, once approved by sales_manager, on daily";
  test.each<[name: string, old: string, next: string, did: string[], open: string[]]>([
    [
      "an approval more: what was put off is asked for first",
      SEND,
      APPROVED,
      ["drop first/welcome_guide", "find sales_manager for welcome_guide"],
      ["welcome_guide"],
    ],
    ["an approval less: what is asked is answered all the same", APPROVED, SEND, [], ["welcome_guide"]],
    ["the same approval", APPROVED, APPROVED, [], ["welcome_guide"]],
    ["to contacts by now", SEND, `${SEND} to contacts of account`, ["drop first/welcome_guide"], []],
    [
      "to the subject by now, and to contacts before",
      `${SEND} to contacts of account`,
      SEND,
      ["send welcome_guide"],
      [],
    ],
    ["to the same contacts", `${SEND} to contacts of account`, `${SEND} to contacts of account`, [], []],
  ])("%s", (_, old, next, did, open) => {
    const { desk, moved } = movedAfter(HOUR, edit(old, next, { world: putOff }));
    expect(moved.did).toEqual(did);
    expect(openWork(desk)).toEqual(open);
    expect(trackNamed(desk).at).toBe("first/welcome_guide");
  });

  test("an answer to a decision has fallen where the right does not know it any more", () => {
    const two = (line: string): string => `right twice of lead "Twice" about amount { owner sales_manager
      order sdr, sales_manager  ask sales_manager when amount is blank  also ask finance_lead when amount is blank
      answers ${line}  answer on daily }`;
    const decide = (answer: string): string => `decide twice { ${answer} exit gone  declined go on }`;
    const one = edit(decide("approved"), decide("approved"), { more: two("approved, declined") });
    const agrees = (desk: Desk) =>
      desk.act("carla", ["sales_manager"], { do: "decide", name: "twice", answer: "approved", evidence: {} });
    const kept = movedAfter(HOUR, one, agrees);
    expect(kept.moved.did).toEqual([]);
    expect(trackNamed(kept.desk).waits).toMatchObject({
      decision: { asks: [{ answer: "approved", by: "carla" }, { answer: null }] },
    });
    const fallen = movedAfter(
      HOUR,
      edit(decide("approved"), decide("agreed"), {
        more: two("approved, declined"),
        moreNext: two("agreed, declined"),
      }),
      agrees,
    );
    expect(fallen.moved.did).toEqual([
      "ask finn for twice: Twice (agreed, declined)",
      "find sales_manager for twice",
    ]);
    expect(trackNamed(fallen.desk).waits).toMatchObject({
      decision: {
        asks: [
          { role: "sales_manager", answer: null },
          { role: "finance_lead", answer: null },
        ],
      },
    });
  });
});

describe("tracks together", () => {
  const together = (tracks: string, until = "all"): string =>
    `together up to 20 days until ${until} { ${tracks}  none go on }  tell sdr "after"`;
  const A = 'a { task ask "Ask" by sdr, on daily }';
  const B = "b { wait 5 days  send deep_dive }";
  const WITHDRAWN = ["close ask as withdrawn", "tell anna: No longer needed: Ask"];
  const ids = (desk: Desk): readonly string[] => desk.state.tracks.map(({ id, at }) => `${id} at ${at}`);

  test("each goes on at its step", () => {
    const { desk, moved } = movedAfter(
      DAY,
      edit(together(`${A} ${B}`), together(`${A} ${B.replace("5", "6")}`)),
    );
    expect(moved.did).toEqual([]);
    expect(untilOf(desk, "main+b")).toBe(desk.now + 5 * DAY);
    expect(ids(desk)).toEqual([
      "main at first/together",
      "main+a at first/together/a/ask",
      "main+b at first/together/b/wait",
    ]);
  });

  test("one whose like there is no more is closed, and the others go on", () => {
    const { desk, moved } = movedAfter(
      DAY,
      edit(together(`${A} ${B}`), together(B), { map: [{ from: "ask", to: "stay" }] }),
    );
    expect(moved.did).toEqual(WITHDRAWN);
    expect(moved.wrote.slice(1)).toEqual([
      "withdrawn ask to anna because version 2 has no such track",
      "withdrawn first/together/a/ask because version 2 has no such track",
    ]);
    expect(ids(desk)).toEqual(["main at first/together", "main+b at first/together/b/wait"]);
  });

  test("one whose step is gone is over, and the step behind them comes once the others are", () => {
    const { desk } = movedAfter(
      DAY,
      edit(together(`${A} ${B}`), together(`a { tell sdr "a" } ${B}`), {
        map: [{ from: "ask", to: "stay" }],
      }),
    );
    expect(ids(desk)).toEqual(["main at first/together", "main+b at first/together/b/wait"]);
    desk.run(desk.now + 4 * DAY);
    expect(desk.commands).toContainEqual(expect.objectContaining({ do: "tell", text: "after" }));
  });

  test("one that is new has passed, as any step before where they stand", () => {
    const { desk } = movedAfter(DAY, edit(together(B), together(`${A} ${B}`)));
    expect(ids(desk)).toEqual(["main at first/together", "main+b at first/together/b/wait"]);
  });

  test("none of them is left: what they were waited for has come to its end", () => {
    const map = [
      { from: "ask", to: "stay" },
      { from: "wait", to: "stay" },
    ];
    const { desk, moved } = movedAfter(
      DAY,
      edit(together(`${A} ${B}`), together("c { wait 2 days } d { wait 2 days }"), { map }),
    );
    expect(moved.did).toEqual([...WITHDRAWN, "tell sdr: after"]);
    expect(desk.state.tracks).toEqual([]);
  });

  test("they are closed with the step that they belong to, and once", () => {
    const { desk, moved } = movedAfter(
      DAY,
      edit(together(`${A} ${B}`), "wait 1 day", {
        map: ["together", "ask", "b/wait"].map((from) => ({ from, to: "stay" })),
      }),
    );
    expect(moved.did).toEqual(WITHDRAWN);
    expect(moved.wrote.slice(1)).toEqual([
      "withdrawn ask to anna because version 2 ends it at first/together",
      "withdrawn first/together because version 2 ends it at first/together",
    ]);
    expect(desk.state.tracks).toEqual([]);
  });

  test("and where the step that they belong to is another one by now", () => {
    const { desk, moved } = movedAfter(
      DAY,
      edit(together(`${A} ${B}`), 'task size "Size" by the holder, on daily', {
        map: [
          { from: "together", to: "size" },
          { from: "ask", to: "stay" },
          { from: "b/wait", to: "stay" },
        ],
      }),
    );
    expect(moved.did).toEqual([
      "close ask as withdrawn",
      "tell anna: No longer needed: Ask",
      "find marketing_manager for size",
    ]);
    expect(ids(desk)).toEqual(["main at first/size"]);
  });

  test("of tracks within tracks each goes by the one that it is in", () => {
    const within = (name: string) =>
      `a { together up to 9 days until all { ${name} { wait 8 days } d { wait 7 days } none go on } } ${B}`;
    const { desk } = movedAfter(
      DAY,
      edit(together(within("c")), together(within("e")), { map: [{ from: "c/wait", to: "stay" }] }),
    );
    expect(ids(desk)).toEqual([
      "main at first/together",
      "main+a at first/together/a/together",
      "main+b at first/together/b/wait",
      "main+a+d at first/together/a/together/d/wait",
    ]);
  });
});

describe("tracks of handlers", () => {
  const ON = 'on demo_held { task call "Call" by sdr, on daily  wait 2 days  tell sdr "Held" }';
  const held = (desk: Desk): void => desk.event("demo_held");

  test("bear the name that the handler has by now, and all that goes by it does", () => {
    const old = `${first(`on demo_held { send welcome_guide  ${ON.slice("on demo_held {".length)}  stay`)} ${SECOND}`;
    const { desk, moved } = movedAfter(
      HOUR,
      { old, next: old.replace("stage first", "stage begun"), map: [{ from: "first", to: "begun" }] },
      held,
    );
    const [track] = desk.state.tracks;
    expect(moved.did).toEqual(["ask anna for call: Call (done)"]);
    expect(track).toMatchObject({ id: "begun/on/demo_held", at: "begun/on/demo_held/call" });
    expect(workNamed(desk, "call")).toMatchObject({
      track: "begun/on/demo_held",
      record: { stage: "begun" },
    });
    expect(desk.state.unsent.map((one) => one.track)).toEqual(["begun/on/demo_held"]);
    desk.act("anna", ["sdr"], { do: "complete", name: "call", result: null, evidence: {} });
    desk.run(desk.now + 2 * DAY);
    expect(desk.commands).toContainEqual(expect.objectContaining({ do: "tell", text: "Held" }));
  });

  test("that are gone leave what other tracks have begun as it is", () => {
    const main = 'send welcome_guide  task size "Size" by marketing_manager, on daily';
    const { desk, moved } = movedAfter(
      HOUR,
      edit(`${ON} ${main}`, main, { map: [{ from: "call", to: "stay" }] }),
      held,
    );
    expect(moved.did).toEqual(["close call as withdrawn", "tell anna: No longer needed: Call"]);
    expect(openWork(desk)).toEqual(["size"]);
    expect(desk.state.unsent.map(({ track }) => track)).toEqual(["main"]);
    expect(desk.state.tracks.map(({ id }) => id)).toEqual(["main"]);
  });

  test("that are gone are closed, with all that they have begun", () => {
    const { desk, moved } = movedAfter(HOUR, edit(ON, "", { map: [{ from: "call", to: "stay" }] }), held);
    expect(moved.did).toEqual(["close call as withdrawn", "tell anna: No longer needed: Call"]);
    expect(moved.wrote.slice(1)).toEqual([
      "withdrawn call to anna because version 2 has no such track",
      "withdrawn first/on/demo_held/call because version 2 has no such track",
    ]);
    expect(desk.state).toMatchObject({ tracks: [], work: [] });
  });

  test("keep their tracks together, and what these have sent", () => {
    const old = `${first("on demo_held { together up to 9 days until all { a { send welcome_guide  wait 8 days } none go on } } stay")} ${SECOND}`;
    const { desk } = movedAfter(
      HOUR,
      { old, next: old.replace("stage first", "stage begun"), map: [{ from: "first", to: "begun" }] },
      held,
    );
    expect(desk.state.tracks.map(({ id }) => id)).toEqual(["begun/on/demo_held", "begun/on/demo_held+a"]);
    expect(desk.state.unsent.map((one) => one.track)).toEqual(["begun/on/demo_held+a"]);
  });
});

describe("what a track has counted", () => {
  const LOOP = (times: number) =>
    `every 2 days, at most ${times} times { tell sdr "Still" }  tell sdr "after"`;
  const tells = ({ commands }: Desk) =>
    commands.flatMap((command) => (command.do === "tell" ? [command.text] : []));

  test("rounds of a loop are counted on, also under another name", () => {
    const one = `${first(`${LOOP(3)}  stay`)} ${SECOND}`;
    const { desk } = movedAfter(3 * DAY, {
      old: one,
      next: one.replace("stage first", "stage begun"),
      map: [{ from: "first", to: "begun" }],
    });
    expect(trackNamed(desk).counts).toEqual({ "begun/every": 1 });
    desk.run(desk.now + 20 * DAY);
    expect(tells(desk)).toEqual(["Still", "Still", "Still", "after"]);
  });

  test("of a loop that is shorter by now no more are done than are left", () => {
    const { desk } = movedAfter(5 * DAY, edit(LOOP(9), LOOP(2)));
    desk.run(desk.now + 20 * DAY);
    expect(tells(desk)).toEqual(["Still", "Still", "Still", "after"]);
  });

  test("how often it was asked again is counted on, and forgotten where it is not asked again any more", () => {
    const again = (times: number): string =>
      `task call "Call" by the holder, on daily { reached go on  missed { retry at most ${times} times, then exit gone } }`;
    const missed = (desk: Desk): void => {
      desk.act("ida", ["marketing_manager"], {
        do: "complete",
        name: "call",
        result: "missed",
        evidence: {},
      });
    };
    const kept = movedAfter(HOUR, edit(again(3), again(2)), missed);
    expect(trackNamed(kept.desk).counts).toEqual({ "first/call/missed/retry": 1 });
    expect(trackNamed(kept.desk).task).toBe("first/call");
    missed(kept.desk);
    expect(kept.desk.state.exit).toBeNull();
    missed(kept.desk);
    expect(kept.desk.state.exit).toBe("gone");
    const gone = movedAfter(HOUR, edit(again(3), CALL), missed);
    expect(trackNamed(gone.desk).counts).toEqual({});
  });

  test("what is counted at a step that is gone is not", () => {
    const { desk } = movedAfter(
      3 * DAY,
      edit(LOOP(3), "wait 9 days", { map: [{ from: "every", to: "wait" }] }),
    );
    expect(trackNamed(desk)).toMatchObject({ at: "first/wait", counts: {} });
  });
});
