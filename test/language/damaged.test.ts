/** Files with one mistake each: how many errors they give, and on which line the first one is. */

import { describe, expect, test } from "vitest";
import { parse } from "../../language/parse.ts";
import { change, example, lineOf } from "./fixtures.ts";

interface Damage {
  readonly what: string;
  readonly file: string;
  readonly from: string;
  readonly to: string;
  readonly code: string;
  readonly help?: string;
  /** How many lines below the changed place the error stands. */
  readonly below?: number;
}

const journey = "lead_to_customer";
const task = "by the holder, on daily {";

const DAMAGES: readonly Damage[] = [
  {
    what: "a misspelt step",
    file: journey,
    from: "send welcome_guide",
    to: "sned welcome_guide",
    code: "unknown-word",
    help: "Did you mean `send`?",
  },
  {
    what: "an `at` in a handover",
    file: journey,
    from: "accept on prompt",
    to: "at once  accept on prompt",
    code: "unknown-word",
    help: "`at once` stands behind who receives: `receiver ROLE at once`.",
  },
  {
    what: "a step without its word",
    file: journey,
    from: "send welcome_guide",
    to: "welcome_guide",
    code: "unknown-word",
    help: "`send`",
  },
  {
    what: "a misspelt task",
    file: journey,
    from: "task first_call",
    to: "tsak first_call",
    code: "unknown-word",
    help: "Did you mean `task`?",
  },
  {
    what: "a misspelt stage",
    file: journey,
    from: "stage nurture",
    to: "stge nurture",
    code: "unknown-word",
    help: "Did you mean `stage`?",
  },
  {
    what: "a misspelt journey",
    file: journey,
    from: "journey lead",
    to: "jurney lead",
    code: "unknown-word",
    help: "Did you mean `journey`?",
  },
  {
    what: "a result without its arrow",
    file: journey,
    from: "needs reason  -> nurture",
    to: "needs reason  nurture",
    code: "missing-arrow",
  },
  {
    what: "a result that leads nowhere",
    file: journey,
    from: "no_budget_yet    stay",
    to: "no_budget_yet",
    code: "result-leads-nowhere",
  },
  {
    what: "a handler without its arrow",
    file: journey,
    from: "turns hot  ->",
    to: "turns hot",
    code: "missing-arrow",
  },
  {
    what: "a bound without its arrow",
    file: journey,
    from: "8 weeks, then ->",
    to: "8 weeks, then",
    code: "missing-arrow",
  },
  {
    what: "an entry without its arrow",
    file: journey,
    from: "demo_requested -> nurture",
    to: "demo_requested nurture",
    code: "missing-arrow",
  },
  {
    what: "no comma before a ladder, with results",
    file: journey,
    from: task,
    to: "by the holder on daily {",
    code: "missing-comma",
  },
  {
    what: "no comma before a ladder, in a block",
    file: journey,
    from: 'week" by the holder, on',
    to: 'week" by the holder on',
    code: "missing-comma",
  },
  {
    what: "no comma before a ladder, at a line's end",
    file: journey,
    from: '{company}" by the holder, on daily\n',
    to: '{company}" by the holder on daily\n',
    code: "missing-comma",
  },
  {
    what: "the bound behind what is waited for",
    file: journey,
    from: "wait up to 14 days for demo_held {",
    to: "wait for demo_held up to 14 days {",
    code: "bound-behind",
  },
  {
    what: "a reserved word as the name of a stage",
    file: journey,
    from: "stage nurture",
    to: "stage the",
    code: "reserved-word",
  },
  {
    what: "a reserved word as the name of a message",
    file: journey,
    from: "send deep_dive",
    to: "send through",
    code: "reserved-word",
  },
  {
    what: "a text that is not closed",
    file: journey,
    from: 'pricing page"',
    to: "pricing page",
    code: "unclosed-text",
  },
  {
    what: "a title that is not closed",
    file: journey,
    from: 'consideration" {',
    to: "consideration {",
    code: "unclosed-text",
  },
  {
    what: "a task whose title is not closed",
    file: journey,
    from: '{company}" by the holder, on daily {',
    to: "{company} by the holder, on daily {",
    code: "unclosed-text",
  },
  { what: "no `by`", file: journey, from: task, to: "the holder, on daily {", code: "unexpected-word" },
  {
    what: "a misspelt `by`",
    file: journey,
    from: task,
    to: "buy the holder, on daily {",
    code: "unexpected-word",
    help: "Did you mean `by`?",
  },
  {
    what: "a stage that is not opened",
    file: journey,
    from: 'consideration" {',
    to: 'consideration"',
    code: "brace-not-opened",
    below: 1,
  },
  {
    what: "results that are not opened",
    file: journey,
    from: task,
    to: "by the holder, on daily",
    code: "brace-not-opened",
    below: 1,
  },
  {
    what: "a block that is not closed",
    file: journey,
    from: 'pricing page"\n    }',
    to: 'pricing page"',
    code: "brace-not-closed",
    below: 26,
  },
  {
    what: "a stage that is not closed",
    file: journey,
    from: "    stay\n  }\n\n  // 2.",
    to: "    stay\n\n  // 2.",
    code: "brace-not-closed",
    below: 4,
  },
  {
    what: "a journey that is not closed",
    file: journey,
    from: "    exit lost\n  }\n}",
    to: "    exit lost\n  }",
    code: "brace-not-closed",
    below: 3,
  },
  {
    what: "one brace too many",
    file: journey,
    from: "    stay\n  }\n\n  // 2.",
    to: "    stay\n  }\n  }\n\n  // 2.",
    code: "outside-declaration",
    below: 6,
  },
  {
    what: "a handler among steps",
    file: journey,
    from: "send deep_dive",
    to: "when opted_out -> dormant",
    code: "handler-in-steps",
  },
  {
    what: "a line that is said twice",
    file: journey,
    from: "    owner   marketing_manager",
    to: "    owner marketing_manager  owner sdr",
    code: "said-twice",
  },
  {
    what: "a priority beside that of the group",
    file: journey,
    from: "  exclusive  acquisition",
    to: "  priority 3  exclusive  acquisition",
    code: "said-twice",
  },
  { what: "no unit", file: journey, from: "wait 2 days", to: "wait 2", code: "unexpected-word", below: 1 },
  { what: "no percent sign", file: journey, from: "a 50%", to: "a 50", code: "unexpected-word" },
  { what: "no version", file: journey, from: "customer v1 of", to: "customer of", code: "unexpected-word" },
  {
    what: "a misspelt rung",
    file: "organisation",
    from: "give to the",
    to: "giv to the",
    code: "unexpected-word",
    help: "Did you mean `give`?",
  },
  {
    what: "a misspelt line of a ladder",
    file: "organisation",
    from: "after 2 business",
    to: "aftr 2 business",
    code: "unknown-word",
    help: "Did you mean `after`?",
  },
  {
    what: "a wrong word in a condition",
    file: "customer",
    from: "usage is dormant",
    to: "usage are dormant",
    code: "unexpected-word",
  },
  {
    what: "a field without its colon",
    file: "customer",
    from: "name:           text",
    to: "name  text",
    code: "unexpected-word",
  },
  {
    what: "a misspelt expectation",
    file: journey,
    from: "sales_ready offered",
    to: "sales_ready ofered",
    code: "unexpected-word",
    help: "Did you mean `offered`?",
  },
];

describe("one mistake gives one error", () => {
  test.each(DAMAGES)("$what", ({ file, from, to, code, help, below = 0 }) => {
    const text = change(example(file), from, to);
    const { diagnostics } = parse("test.journey", text);
    expect(diagnostics.map((one) => one.code)).toEqual([code]);
    const line = lineOf(text, diagnostics[0]?.span.start ?? 0);
    expect(line - lineOf(text, text.indexOf(to) + leadingLines(to))).toBe(below);
    if (help !== undefined) expect(diagnostics[0]?.help).toContain(help);
  });
});

const leadingLines = (text: string): number => text.length - text.trimStart().length;

test("five different mistakes in one file give five errors, at their places", () => {
  const picked = ["a misspelt step", "a bound without its arrow", "no comma before a ladder, with results"];
  const more = ["the bound behind what is waited for", "a text that is not closed"];
  const five = DAMAGES.filter(({ what }) => [...picked, ...more].includes(what));
  const text = five.reduce((damaged, { from, to }) => change(damaged, from, to), example(journey));
  const { diagnostics } = parse("test.journey", text);
  expect(diagnostics.map(({ code, span }) => [lineOf(text, span.start), code])).toEqual([
    [21, "missing-arrow"],
    [26, "unclosed-text"],
    [29, "unknown-word"],
    [80, "missing-comma"],
    [120, "bound-behind"],
  ]);
});

test("the same mistake in two lines is told twice", () => {
  const source = "journey a v1 of b {\n  stage s {\n    sned c\n    wiat 2 days\n    stay\n  }\n}\n";
  expect(parse("f.journey", source).diagnostics.map(({ help }) => help)).toEqual([
    "Did you mean `send`?",
    "Did you mean `wait`?",
  ]);
});

describe("what stands around a damaged statement is read", () => {
  const journey = (stage: string) =>
    `journey t v1 of lead {\n  stage first {\n${stage}\n  }\n  stage second {\n    owner a\n    stay\n  }\n}\nrole x { }\n`;
  const read = (text: string) => {
    const { file, diagnostics } = parse("test.journey", text);
    const [first, second] = file.declarations;
    const stages = first?.kind === "JourneyDeclaration" ? first.stages : [];
    return {
      codes: diagnostics.map(({ code }) => code),
      steps: stages.map(({ steps }) => steps.map(({ kind }) => kind)),
      after: second?.kind,
      results: stages
        .flatMap(({ steps }) =>
          steps.flatMap((step) => (step.kind === "TaskStep" ? (step.results ?? []) : [])),
        )
        .map(({ labels: [label] }) => label?.text),
    };
  };

  test("the results of a task whose ladder has lost its comma", () => {
    const text = journey(
      '    task call "x" by sales on daily {\n      reached stay\n      gone { wait 2 days }\n    }\n    stay',
    );
    expect(read(text)).toMatchObject({ codes: ["missing-comma"], results: ["reached", "gone"] });
  });

  test("a handler behind a task without a ladder is one, with mistakes of its own", () => {
    const text = journey('    task call "x" by sales\n    on replied {\n      sned welcome\n    }\n    stay');
    expect(read(text).codes).toEqual(["unknown-word"]);
  });

  test("what follows a brace that is too many in a damaged statement", () => {
    expect(read(journey("    sned welcome }\n    wait 2 days\n    stay"))).toEqual({
      codes: ["unknown-word"],
      steps: [["SendStep", "WaitStep", "StayStep"], ["StayStep"]],
      after: "RoleDeclaration",
      results: [],
    });
    const results =
      '    task call "x" by by sales {\n      reached -> second }\n      gone { wait 2 days }\n    }';
    expect(read(journey(`${results}\n    wait 3 days\n    stay`))).toMatchObject({
      codes: ["unexpected-word"],
      steps: [["TaskStep", "WaitStep", "StayStep"], ["StayStep"]],
      after: "RoleDeclaration",
    });
  });

  test("a stage behind a damaged one that is not closed", () => {
    const text = journey("    stay").replace("stage first {", "stage first of of {\n    if opted_out {");
    expect(read(text)).toMatchObject({ steps: [["StayStep"]], after: "RoleDeclaration" });
  });
});
