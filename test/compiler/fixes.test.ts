/** What a finding offers to write: each fix settles it, and only what can be meant in one way is done unasked. */
import { describe, expect, it } from "vitest";
import { fixWorkspace } from "../../compiler/fix-workspace.ts";
import { applyEdits, pickFixes } from "../../language/diagnostics/apply-fixes.ts";
import type { Diagnostic } from "../../language/diagnostics/diagnostic.ts";
import { parse } from "../../language/parse.ts";
import { checkSource, journey, message, stage } from "./check-source.ts";

const FILES = { files: [message("old_news", "Hi", "retired: nobody read it\n")] };
const check = (source: string) => checkSource(source, FILES);

/** Of each fix of the only finding: what the text becomes, where it changes. */
function mendings(source: string): readonly string[] {
  const [finding, another] = check(source);
  expect(another?.message).toBeUndefined();
  return (finding?.fixes ?? []).map(({ edits }) => {
    const mended = applyEdits(source, edits);
    expect(check(mended).map(({ code }) => code)).not.toContain(finding?.code);
    return changeOf(source, mended);
  });
}

/** The words of the lines in which the two differ. */
function changeOf(before: string, after: string): string {
  const old = new Set(before.split("\n"));
  const fresh = after.split("\n").filter((line) => !old.has(line));
  return fresh.map((line) => line.trim()).join(" ⏎ ");
}

const lines = (text: string) => stage(`\n${text}\n`);
const two = (move: string, handover: string) =>
  journey(`
    stage first { owner marketing  lasts at most 3 days, then exit done
      on asked ${move}
      stay }
    stage second { owner sales  lasts at most 3 days, then exit done  on visited -> first through back  stay }
    handover over from first to second { receiver sales  ${handover}
    }
    handover back from second to first { receiver marketing at once  accountable head }
  `);
const WHOLE = "accountable head  accept on daily";
const right = (asks: string) =>
  `right terms of lead about discount { owner head
order sales, head
${asks}
answers yes_please, no_thanks  answer on daily }`;

describe("a fix settles its finding", () => {
  it.each<[code: string, source: string, mended: readonly string[]]>([
    // Words and signs.
    ["unknown-sign", lines("send welcome;\nstay"), ["send welcome"]],
    ["broken-number", lines("wait 5days\nstay"), ["wait 5 days"]],
    [
      "odd-name",
      lines('task firstCall "x" by sales, on daily\nstay'),
      ['task first_call "x" by sales, on daily'],
    ],
    ["unclosed-text", lines('tell head "Call {name}\nstay'), ['tell head "Call {name}"']],
    ["unknown-word", lines("sned welcome\nstay"), ["send welcome"]],
    [
      "unexpected-word",
      lines('task call "x" buy sales, on daily\nstay'),
      ['task call "x" by sales, on daily'],
    ],
    ["missing-comma", lines('task call "x" by sales on daily\nstay'), ['task call "x" by sales, on daily']],
    [
      "bound-behind",
      lines("wait for asked up to 7 business days { none go on }\nstay"),
      ["wait up to 7 business days for asked { none go on }"],
    ],
    [
      "missing-arrow",
      journey("stage first { owner sales\nlasts at most 3 days, then done\nstay }"),
      ["lasts at most 3 days, then -> done", "lasts at most 3 days, then exit done"],
    ],
    // Limits have one form.
    [
      "once",
      lines("on visited, at most 1 time { send welcome }\nstay"),
      ["on visited, at most once { send welcome }"],
    ],
    [
      "times",
      lines("on visited, at most 2 time { send welcome }\nstay"),
      ["on visited, at most 2 times { send welcome }"],
    ],
    // Commas.
    [
      "two commas",
      right("ask sales when discount up to 11%  ask head when discount over 11%").replace(
        "sales, head",
        "sales,, head",
      ),
      ["order sales, head"],
    ],
    // Names.
    [
      "unknown-stage",
      journey(
        "stage first { owner sales\nlasts at most 3 days, then -> secnd\nstay }\nstage second { owner sales  lasts at most 3 days, then exit done  stay }",
      ),
      ["lasts at most 3 days, then -> second"],
    ],
    ["unknown-field", lines("if discont > 5% { send welcome }\nstay"), ["if discount > 5% { send welcome }"]],
    ["unknown-message", lines("send welcom\nstay"), ["send welcome"]],
    ["unknown-result", lines("decide discount { approved exit done\ndeclind stay }"), ["declined stay }"]],
    ["unknown-placeholder", lines('tell head "{nme} waits"\nstay'), ['tell head "{name} waits"']],
    [
      "not-in-list",
      lines("if stage is lage counting blank as no { send welcome }\nstay"),
      ["if stage is large counting blank as no { send welcome }"],
    ],
    // What is missing and has one obvious form.
    ["main-track-ends-in-nothing", lines("send welcome"), ["stay"]],
    [
      "ladder-ends-in-nobody",
      "ladder slow {\n  within 2 business days\n  after 1 business day remind\n}",
      ["at last  give to the manager"],
    ],
    ["missing-part: otherwise", "route any of lead {\n  owner head\n  pick in turn\n}", ["otherwise head"]],
    ["missing-part: hours", "role guard { }", ["role guard { hours office }"]],
    [
      "missing-part: review",
      journey("stage first { owner sales  lasts at most 3 days, then exit done  stay }").replace(
        "review every 3 months",
        "",
      ),
      ["owner head  review every 3 months  goal bought within 90 days"],
    ],
    [
      "wait-without-bound: stage",
      journey("stage first {\n    owner sales\n    stay\n  }"),
      ["lasts at most 30 days, then exit gone"],
    ],
    ["wait-without-bound: task", lines('task call "x" by sales\nstay'), ['task call "x" by sales, on daily']],
    [
      "wait-without-bound: acceptance",
      two("-> second through over", "accountable head"),
      ["accept on daily"],
    ],
    ["handover-without-accountable", two("-> second through over", "accept on daily"), ["accountable head"]],
    ["move-between-owners-without-handover", two("-> second", WHOLE), ["on asked -> second through over"]],
    [
      "handover-does-not-serve-move",
      two("-> second through back", WHOLE),
      ["on asked -> second through over"],
    ],
    [
      "result-not-handled: otherwise",
      lines('choose { when name contains "x" { send welcome } }\nstay'),
      ['choose { when name contains "x" { send welcome }  otherwise go on }'],
    ],
    [
      "result-not-handled: none",
      lines("wait up to 3 days for asked\nstay"),
      ["wait up to 3 days for asked { none go on }"],
    ],
    [
      "result-not-handled: none beside got",
      lines("wait up to 3 days for asked {\n  got { send welcome }\n}\nstay"),
      ["none go on"],
    ],
    [
      "result-not-handled: an answer",
      lines("decide discount {\n  approved exit done\n}"),
      ["declined  go on"],
    ],
    ["no-such-date", lines('wait until 2026-11-31\ntell head "x"\nstay'), ["wait until 2026-11-30"]],
    [
      "call-without-input",
      `action look_up { owner head  in { name: text  discount: percent }  within 1 minute }
${lines("call look_up with { name: email }\nstay")}`,
      ["call look_up with { name: email  discount: discount }"],
    ],
    [
      "call-without-input: nothing is given",
      `action look_up { owner head  in { name: text }  within 1 minute }
${lines("call look_up\nstay")}`,
      ["call look_up with { name: name }"],
    ],
    [
      "blank-input",
      `action look_up { owner head  in { who: text }  within 1 minute }
${lines("call look_up with { who: company }\nstay")}`,
      ["if company is known { call look_up with { who: company } }"],
    ],
    [
      "move-back-still-holds",
      journey(`stage first { owner sales  lasts at most 9 days, then exit done
when interest is hot -> second
stay }
stage second { owner sales  lasts at most 9 days, then exit done  wait 1 day  -> first }`),
      ["when interest turns hot -> second"],
    ],
    [
      "move-back-still-holds: yes or no",
      journey(`stage first { owner sales  lasts at most 9 days, then exit done
when opted_out -> second
stay }
stage second { owner sales  lasts at most 9 days, then exit done  wait 1 day  -> first }`),
      ["when opted_out turns yes -> second"],
    ],
    [
      "decline-leads-nowhere",
      two(
        "-> second through over",
        "accountable head  accept on daily  decline needs reason {\nwrong go on }",
      ),
      ["wrong stay }", "wrong reassign }"],
    ],
    [
      "decline-leads-nowhere: steps",
      two(
        "-> second through over",
        `accountable head  accept on daily  decline needs reason {\nwrong { tell head "x" } }`,
      ),
      [`wrong { tell head "x"  stay } }`],
    ],
    [
      "approves-own-request",
      `${right("ask sales when discount up to 11%  ask head when discount over 11%")}
${lines("stay").replace("owner marketing", "owner head").replace("stay", "decide terms { yes_please stay  no_thanks exit done }")}`,
      ["answers yes_please, no_thanks  answer on daily  never the asker }"],
    ],
    [
      "reaction-to-any-message",
      `event clicked of lead { message: message }
${lines("send story\nwait up to 3 days for clicked { none go on }\nstay")}`,
      ["wait up to 3 days for clicked where message is story { none go on }"],
    ],
    [
      "exit-block-waits: a message",
      journey(`exit off as neutral on asked {
send welcome }
stage first { owner sales  lasts at most 9 days, then exit done  stay }`),
      ["send welcome, or drop }"],
    ],
    // A choice that is theirs.
    [
      "unmarked-hours",
      "ladder slow {\n  within 48 hours\n  at last note it\n}",
      ["within 48 business hours", "within 48 calendar hours"],
    ],
    [
      "blank-unhandled",
      lines("if size > 5 { send welcome }\nstay"),
      [
        "if size > 5 counting blank as no { send welcome }",
        "if size > 5 counting blank as yes { send welcome }",
      ],
    ],
    [
      "asked-role-not-in-order",
      right("ask marketing when discount up to 11%  ask head when discount over 11%").replace(
        "sales, head",
        "head",
      ),
      [
        "order head, marketing",
        "also ask marketing when discount up to 11%  ask head when discount over 11%",
      ],
    ],
    [
      "also-asked-role-in-order",
      right("ask head when discount >= 0% or discount < 0%\nalso ask sales when opted_out"),
      ["ask sales when opted_out"],
    ],
    ["wrong-type", lines("if discount > 5 { send welcome }\nstay"), ["if discount > 5% { send welcome }"]],
    [
      "odd-hours",
      'calendar c { zone "UTC"\nopen mon to fri 17:00 to 09:00\n}',
      ["open mon to fri 09:00 to 17:00"],
    ],
    // What is too much.
    ["retired-message", lines("send old_news\nstay"), [""]],
    ["step-after-jump", lines("stay\nsend welcome"), [""]],
    ["unused-allow", lines('allow message-on-time-alone because "x"\nsend welcome\nstay'), [""]],
    ["allow-refused", lines('allow retired-message because "x"\nsend welcome\nstay'), [""]],
    ["raised-twice", lines('on asked { tell head "x" }\non asked {\ntell head "x"\n}\nstay'), [""]],
    [
      "line-never-asks",
      right("ask sales when discount up to 11%\nask head when discount >= 0% or discount < 0%"),
      [""],
    ],
    [
      "retry-outside-task",
      lines('on asked {\ntell head "x"\nretry at most 2 times, then exit done\n}\nstay'),
      [""],
    ],
    [
      "holdout-does-something",
      lines("split s { a 90% { send welcome }\nholdout 10% { send story } }\nstay"),
      ["holdout 10%  }"],
    ],
    [
      "after-exit-leads-elsewhere",
      journey(`stage first { owner sales  lasts at most 9 days, then exit done  stay }
after exit done, owner sales, for at most 9 days { tell head "x"
exit gone
}`),
      [""],
    ],
    [
      "without-effect",
      'contact policy of lead { owner head\nnever when opted_out\nonly mon to fri 08:00 to 18:00 in their own zone, otherwise "UTC"\nonly mon to fri 09:00 to 18:00 in their own zone, otherwise "UTC"\n}',
      [""],
    ],
    ["unused-audience", "audience some of lead { when opted_out }\n", [""]],
    ["outside-declaration", "event seen_twice of lead\n}\n", [""]],
  ])("%s", (_, source, mended) => expect(mendings(source)).toEqual(mended));

  it("wherever a name that is wrong stands", () => {
    const source = lines("if discont > 5% { send welcome }\nif discont > 9% { send story }\nstay");
    expect(mendings(source)).toEqual(["if discount > 5% { send welcome } ⏎ if discount > 9% { send story }"]);
  });
});

describe("fixes that are done unasked", () => {
  const codesOf = (diagnostics: readonly Diagnostic[]) => diagnostics.map(({ code }) => code);
  const picked = (source: string) => pickFixes(check(source)).map(({ diagnostic }) => diagnostic.code);

  it("are those of words, signs and characters that can be meant in one way", () => {
    expect(picked(lines("sned welcome;\nwait 5days\nstay"))).toEqual([
      "unknown-word",
      "unknown-sign",
      "broken-number",
    ]);
    expect(picked(lines("send \u200bwelcome\nstay"))).toEqual(["hidden-character"]);
  });

  it("are none of those that decide something, nor guesses at names", () => {
    expect(picked("ladder slow {\n  within 48 hours\n  at last note it\n}")).toEqual([]);
    expect(picked(lines("send welcom\nstay"))).toEqual([]);
    expect(picked(lines("send welcome"))).toEqual([]);
    expect(picked(lines("if size > 5 { send welcome }\nstay"))).toEqual([]);
  });

  it("never lie over each other in one pass", () => {
    const span = { file: "f", start: 3, end: 6 };
    const fixAt = (start: number, end: number): Diagnostic => ({
      code: "x",
      severity: "error",
      span,
      message: "",
      related: [],
      fixes: [{ title: "x", edits: [{ span: { file: "f", start, end }, text: "" }], safe: true }],
    });
    expect(pickFixes([fixAt(3, 6), fixAt(5, 8), fixAt(9, 9), fixAt(9, 9)]).length).toBe(2);
  });

  it("go on until nothing is left that may be mended", () => {
    const text =
      "ladder slow {\n  within 2;;; business days\n  aftr 1 business day remind\n  at last note it\n}\n";
    const { files, mended, checked } = fixWorkspace([{ path: "journeys/a.journey", text }]);
    expect(files[0]?.text).toBe(text.replace(";;;", "").replace("aftr", "after"));
    expect(mended.map(({ line, fix }) => `${line} ${fix.title}`)).toEqual([
      "2 Delete `;;;`",
      "3 Write `after`",
    ]);
    expect(codesOf(checked.diagnostics)).toEqual([]);
  });

  it("leave a text without mistakes as it is", () => {
    const text = "ladder slow { within 2 business days  at last note it }";
    expect(fixWorkspace([{ path: "journeys/a.journey", text }]).files[0]?.text).toBe(text);
  });
});

it("every fix of a damaged text is an edit within it", () => {
  const text =
    'journey a v1 of b {\n  stage s {\n    sned c,,\n    task t "x" by d on e {\n    at most 1 time';
  for (const { fixes } of parse("f.journey", text).diagnostics) {
    for (const { span } of fixes.flatMap(({ edits }) => edits)) {
      expect(0 <= span.start && span.start <= span.end && span.end <= text.length).toBe(true);
    }
  }
});
