/** What the examples do not show, each form once. */

import { describe, expect, test } from "vitest";
import type { Declaration } from "../../language/ast.ts";
import { parse } from "../../language/parse.ts";

function read(text: string): Declaration | undefined {
  const { file, diagnostics } = parse("test.journey", text);
  expect(diagnostics.map(({ message }) => message)).toEqual([]);
  expect(file.declarations).toHaveLength(1);
  return file.declarations[0];
}

const named = (text: string) => ({ kind: "Name", text });
const pathOf = (...names: readonly string[]) => ({ kind: "Path", names: names.map(named) });

describe("conditions", () => {
  test.each([
    ["a and b and c", { kind: "And", terms: [{}, {}, {}] }],
    ["a or b and c", { kind: "Or", terms: [{ kind: "Test" }, { kind: "And" }] }],
    ["not (a or b)", { kind: "Not", term: { kind: "Or" } }],
    ["(a)", { kind: "Test", subject: pathOf("a") }],
    [
      "no e where x is 3 for 7 days",
      { kind: "Absence", where: { kind: "Test" }, lasting: { parts: [{ amount: 7 }] } },
    ],
    [
      "no contact of account has role champion",
      { kind: "NoneRelated", field: named("role"), value: pathOf("champion") },
    ],
    ["a up to 10%", { test: { kind: "Compare", operator: "<=", value: { value: 10 } } }],
    [
      "a over 25_000 EUR",
      { test: { operator: ">", value: { kind: "MoneyLiteral", amount: 25_000, currency: "EUR" } } },
    ],
    ["a is not blank", { test: { kind: "Is", not: true, value: pathOf("blank") } }],
    ["a is no", { test: { kind: "Is", value: { kind: "NoLiteral" } } }],
    [
      "a not in (DK, 3 business days)",
      { test: { kind: "In", not: true, values: [{ kind: "CodeLiteral" }, { kind: "Duration" }] } },
    ],
    ['a ends with "x" counting blank as yes', { test: { how: "ends with" }, blankAs: "yes" }],
    ['a contains "x"', { test: { how: "contains", text: { text: "x" } } }],
    ["a falls by 30% from the previous", { test: { kind: "Moved", direction: "falls" } }],
    [
      "a has happened since journey entry",
      { test: { kind: "HappenedSince", anchor: { kind: "JourneyEntryAnchor" } } },
    ],
    ["a has happened since 2026-01-01", { test: { anchor: { kind: "DateAnchor" } } }],
    ["a is 2026-01-01 09:00", { test: { value: { kind: "InstantLiteral", time: { text: "09:00" } } } }],
    [
      "a is 2 weeks 3 hours",
      { test: { value: { kind: "Duration", parts: [{ unit: "week" }, { unit: "hour" }] } } },
    ],
  ])("%s", (text, condition) => {
    expect(read(`audience x of y { when ${text} }`)).toMatchObject({ when: { condition } });
  });
});

describe("moments and refinements", () => {
  test.each([
    ["09:00", { kind: "TimeMoment" }, []],
    ["2026-01-01 09:00", { kind: "InstantMoment" }, []],
    [
      "1, 3, 7 business days after entry",
      { kind: "OffsetMoment", amounts: [1, 3, 7], counting: "business", side: "after" },
      [],
    ],
    [
      "3 days before the earlier of a.b and 2026-01-01",
      { anchor: { kind: "PickAnchor", pick: "earlier", b: { kind: "InstantMoment" } } },
      [],
    ],
    [
      "every second tuesday from 2026-06-02",
      { kind: "EveryMoment", nth: 2, what: "tuesday", from: { text: "2026-06-02" } },
      [],
    ],
    ["every months", { nth: 1, what: "month" }, []],
    ["entry, after a or b", {}, [{ kind: "AfterEvents", events: [named("a"), named("b")] }]],
    [
      "entry, 09:00, on the next open day, the later moves on",
      {},
      [{ kind: "AtTime" }, { kind: "NextOpenDay" }, { kind: "MovesOn", which: "later" }],
    ],
    [
      "entry, at most 2 times per business day",
      {},
      [
        {
          kind: "AtMost",
          rate: { times: 2, per: { parts: [{ amount: 1, counting: "business", unit: "day" }] } },
        },
      ],
    ],
    ["contract_end", { kind: "AnchorMoment", anchor: { kind: "FieldAnchor" } }, []],
    [
      "the later of 3 days after entry and every.day, in their own zone",
      {
        kind: "AnchorMoment",
        anchor: { kind: "PickAnchor", a: { kind: "OffsetMoment" }, b: { kind: "AnchorMoment" } },
      },
      [{ kind: "InOwnZone" }],
    ],
    ["entry, at most once ever", {}, [{ rate: { times: 1, per: "ever" } }]],
    ["entry, at most once per visit", {}, [{ rate: { per: "visit" } }]],
  ])("at %s", (text, moment, refinements) => {
    const written = text.startsWith("entry") ? `1 day after ${text}` : text;
    const found = read(`journey a v1 of b { stage s { at ${written} -> t } }`);
    expect(found).toMatchObject({ stages: [{ handlers: [{ kind: "AtHandler", moment, refinements }] }] });
  });

  test("a stage lasts until a moment, and then says what follows", () => {
    const found = read("journey a v1 of b { stage s { lasts until 3 days before x, 09:00, then -> t } }");
    const lasts = { kind: "UntilBound", until: { kind: "OffsetMoment" }, refinements: [{ kind: "AtTime" }] };
    expect(found).toMatchObject({ stages: [{ lasts }] });
  });
});

describe("steps", () => {
  test.each([
    ["send m to contacts of account where a or b", { to: { kind: "ContactsOf", where: { kind: "Or" } } }],
    [
      "send m to sdr picked by r, once approved by the owner, defer at most 1 day, or drop",
      { to: { who: { pickedBy: named("r") } }, onceApprovedBy: { which: "owner" }, orDrop: true },
    ],
    ['send m because "it is due"', { because: { text: "it is due" }, orDrop: false }],
    ["wait until 09:00, on the next open day", { what: { kind: "WaitUntil", refinements: [{}] } }],
    [
      "wait up to 3 days until a for 2 readings in a row { none stay }",
      { what: { kind: "WaitCondition", state: { readings: 2 } }, results: [{}] },
    ],
    ["wait up to 3 days for the winner of test", { what: { kind: "WaitWinner", of: named("test") } }],
    ["wait up to 3 days for a or b where c", { what: { kind: "WaitEvents", events: [{}, { where: {} }] } }],
    [
      "if a { stay } else if b { } else { exit x }",
      { kind: "IfStep", else: { kind: "IfStep", else: { kind: "Block" } } },
    ],
    [
      "split s { a 50% b 30% { stay } holdout 20% }",
      { arms: [{}, { block: {} }, { name: named("holdout") }] },
    ],
    [
      'task t "x" by sdr and the holder, counted from e, on l because "y" { no stay  yes, maybe go on }',
      {
        by: [{}, {}],
        countedFrom: named("e"),
        ladder: named("l"),
        results: [{ labels: [named("no")] }, { labels: [{}, {}], body: { kind: "GoOn" } }],
      },
    ],
    [
      'decide r because "x" { approved reassign }',
      { kind: "DecideStep", results: [{ body: { kind: "Reassign" } }] },
    ],
    ["set a.b to (x + 1) * -> t", undefined],
    [
      "set a.b to x + y * (z - 1)",
      { value: { operator: "+", right: { operator: "*", right: { operator: "-" } } } },
    ],
    ['call c with { a: 1 b: "x" } { done stay }', { with: { entries: [{}, {}] }, results: [{}] }],
    [
      "together up to 3 days until any { a { } none stay }",
      { kind: "TogetherStep", until: "any", tracks: [{}, {}] },
    ],
    ["every 3 days, at most once { stay }", { kind: "EveryStep", atMost: 1 }],
    [
      "begin j, and wait up to 3 days { ended stay none -> t }",
      { kind: "BeginStep", wait: { results: [{}, {}] } },
    ],
    ["retry at most 3 times, then exit lost", { kind: "RetryStep", then: { kind: "ExitStep" } }],
    ['allow odd because "x"', { kind: "Allow", code: named("odd") }],
  ])("%s", (text, step) => {
    const source = `journey a v1 of b { stage s { ${text} } }`;
    if (step === undefined) expect(parse("f", source).diagnostics).toHaveLength(1);
    else expect(read(source)).toMatchObject({ stages: [{ steps: [step] }] });
  });
});

describe("parts of a journey", () => {
  test.each([
    ["enter when a is b -> s", { enters: [{ trigger: { kind: "WhenState" } }] }],
    ["enter at every monday when a -> s", { enters: [{ trigger: { kind: "AtMoment", when: {} } }] }],
    ["if one is open start another", { ifOpen: { then: "start another" } }],
    ["if one has ended never", { ifEnded: { then: "never" } }],
    [
      "if one has ended again after 3 days from its entry",
      { ifEnded: { then: "again", after: { from: "entry" } } },
    ],
    ["holdout 10%", { holdout: { value: 10 } }],
    ["per a, else ask b, on c", { per: {}, keyAsk: { role: named("b"), ladder: named("c") } }],
    ["per a keeps b from the first e.x", { per: {}, keeps: [{}] }],
    ["keeps a from the first e.x, b from the latest y", { keeps: [{ which: "first" }, { which: "latest" }] }],
    ["exclusive g, priority 3, gives way and ends", { exclusive: { priority: 3, givesWay: "ends" } }],
    ["migrate from v1 at next stage", { migrations: [{ from: [{ number: 1 }], at: "next stage" }] }],
    ["migrate from v1, v2 at next stage", { migrations: [{ from: [{ number: 1 }, { number: 2 }] }] }],
    ["migrate from v1 at once { a.b becomes c }", { migrations: [{ map: [{ from: { names: [{}, {}] } }] }] }],
    ["migrate from v1 at once { a becomes b c becomes d }", { migrations: [{ at: "once", map: [{}, {}] }] }],
    ["exit x as failure when a in every stage { }", { exits: [{ when: {} }], everywhere: [{}] }],
    ["stage s { rests, reviewed every 90 days }", { stages: [{ rests: { reviewedEvery: {} } }] }],
    [
      "stage s { lasts at most 3 days counted from journey entry, then exit x }",
      { stages: [{ lasts: { countedFrom: {} } }] },
    ],
    [
      "stage s { target 20% reach e within 3 days target 3% move to t within 1 day }",
      { stages: [{ targets: [{ how: "reach" }, { how: "move to" }] }] },
    ],
    ["stage s { on leaving this stage { stay } }", { stages: [{ handlers: [{ kind: "LeavingHandler" }] }] }],
    [
      "stage s { on holder left reassign on holder -> t }",
      { stages: [{ handlers: [{ then: { kind: "reassign" } }, { kind: "EventHandler" }] }] },
    ],
    [
      "stage s { on request by a or b to c needs d, e -> t on request -> u }",
      { stages: [{ handlers: [{ needs: [{}, {}] }, { kind: "EventHandler" }] }] },
    ],
    ["handover h from a to b { receiver r at once }", { handovers: [{ receiver: { atOnce: true } }] }],
    [
      "handover h from a to b { moves after e and not before the quarter ends and not before 3 days after x, else ask r, on l }",
      {
        handovers: [
          {
            movesAfter: {
              gates: [
                { kind: "EventGate" },
                { kind: "NotBeforeUnitEnds", unit: "quarter" },
                { kind: "NotBeforeMoment" },
              ],
            },
          },
        ],
      },
    ],
  ])("%s", (text, parts) => {
    expect(read(`journey a v12 of b "c" { ${text} }`)).toMatchObject({ version: { number: 12 }, ...parts });
  });
});

describe("other declarations", () => {
  test.each([
    [
      'calendar c { open sat 10:00 to 12:00 closed 2026-12-24 zone "x" }',
      { open: [{ days: { from: "sat", to: "sat" } }], closed: [{}] },
    ],
    ["role r per country { }", { per: named("country"), outside: false }],
    ['role r "t" outside { link expires after 3 days }', { outside: true, linkExpiresAfter: {} }],
    [
      "ladder l { after 1 day reassign at last take back -> s through h at last stays open and note it }",
      {
        steps: [
          { rungs: [{ kind: "ReassignRung" }] },
          { rungs: [{ kind: "TakeBackRung" }] },
          { rungs: [{ kind: "StaysOpenRung" }, { kind: "NoteRung" }] },
        ],
      },
    ],
    [
      "right r of s about a { may not be delegated never the asker }",
      { delegation: { allowed: false }, neverTheAsker: [{}] },
    ],
    [
      "changes { contact policy, journey needs owner }",
      { lines: [{ kinds: [named("contact policy"), named("journey")] }] },
    ],
    [
      "subject s { owner: text owner o key: text key a: number = 3 days: number }",
      {
        owner: named("o"),
        fields: [
          { name: named("owner") },
          { name: named("key"), key: true },
          { value: { value: 3 } },
          { name: named("days") },
        ],
      },
    ],
    ["event e = a or b", { anyOf: [named("a"), named("b")], fields: [] }],
    [
      "action a { in { b: text } out { c?: one of (d, e) } retry at most once }",
      { in: [{}], out: [{ optional: true, type: { values: [{}, {}] } }], retryAtMost: 1 },
    ],
    [
      "action a { else ask the owner, on l within 2 minutes }",
      { otherwise: { ask: { which: "owner" }, ladder: named("l") }, within: {} },
    ],
    [
      "score s of t { resets when a subtract 3 if b }",
      { points: [{ kind: "Resets", when: {} }, { points: -3 }] },
    ],
    [
      'contact policy of s { only mon 08:00 to 09:00 in their own zone, otherwise "x" never when a only tue 08:00 to 09:00 in their own zone, otherwise "y" }',
      { rules: [{ kind: "QuietRule" }, { kind: "NeverRule" }, { kind: "QuietRule" }] },
    ],
    [
      "route r of s { match a, b pick in turn skip away, at capacity, missed }",
      { match: [{}, {}], pick: "in turn", skip: [{}, { what: "at capacity" }, {}] },
    ],
    [
      "hygiene h of s { flag a when b ask the owner for c, d }",
      { rules: [{ kind: "FlagRule" }, { kind: "AskRule", for: [{}, {}] }] },
    ],
  ])("%s", (text, parts) => expect(read(text)).toMatchObject(parts));
});

describe("lines of a scenario", () => {
  test.each([
    [
      "at 1 day then { x: 3 } then stage is a",
      [{ act: { kind: "EventAct", event: named("then"), data: {} } }, { finally: false }],
    ],
    [
      "at 1 day at 2 days then then holder is b",
      [{}, { act: { event: named("then") } }, { expectations: [{ kind: "ExpectHolder" }] }],
    ],
    [
      "at 2026-01-02 10:00 p declines h because r",
      [{ at: { kind: "InstantLiteral" }, act: { kind: "DeclineAct" } }],
    ],
    ["at 1 day p completes t as a with { b: 1 }", [{ act: { as: named("a"), with: {} } }]],
    [
      "at 1 day p leaves then stage is a at 2 days p leaves r",
      [{ act: { kind: "LeaveAct" } }, {}, { act: { role: named("r") } }],
    ],
    ["at 1 day p answers r as a", [{ act: { kind: "AnswerAct" } }]],
    [
      "at 1 day p approves m at 2 days p withholds m",
      [{ act: { as: "approved" } }, { act: { as: "withheld" } }],
    ],
    [
      "finally exit is x and notice to p and task t withdrawn and message m not sent and task u not open",
      [{ finally: true, expectations: [{}, {}, { is: "withdrawn" }, { sent: false }, { is: "not open" }] }],
    ],
    ["after 3 business hours", [{ kind: "AfterLine" }]],
  ])("%s", (text, lines) => {
    expect(read(`scenario "s" of j { given { } start 2026-01-01 ${text} }`)).toMatchObject({ lines });
  });
});
