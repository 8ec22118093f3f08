/**
 * Faults C1 to C9 where they come in by other files than journeys, or by many statements: depth, size, YAML that grows,
 * hidden characters, names that look alike, patterns and conditions that cost. Journey files themselves are in
 * test/language/guards.test.ts, what is filled into letters in test/runtime/activities/render-message.test.ts.
 */
import { describe, expect, it, test } from "vitest";
import { checkWorkspace } from "../../compiler/check.ts";
import { readMessage } from "../../compiler/messages.ts";
import { readPeople } from "../../compiler/people.ts";
import { checkSource, journey, message, stage } from "./check-source.ts";

const person = "{ id: kim, name: Kim, email: kim@example.com, roles: [sales] }";
const people = (text: string) => readPeople({ path: "journeys/people.yaml", text }).diagnostics;
const letter = (front: string, body = "Hi.") =>
  readMessage({ path: "journeys/messages/hello.md", text: `---\n${front}\n---\n${body}\n` }).diagnostics;
const FRONT = "channel: email\nsubject: x\npurpose: a";
const words = (body: string) => letter(FRONT, body);
const codesOf = (diagnostics: readonly { readonly code: string }[]) => diagnostics.map(({ code }) => code);

/** Milliseconds that it takes; generous, since other tests run at the same time. */
function expectWithin(limit: number, run: () => void): void {
  const started = performance.now();
  run();
  expect(performance.now() - started).toBeLessThan(limit);
}

describe("nesting (fault C1)", () => {
  const flow = (depth: number) => "[".repeat(depth) + "]".repeat(depth);
  const tags = (depth: number) => `${"{% if name %}".repeat(depth)}x${"{% endif %}".repeat(depth)}`;

  it.each([
    ["a list in people.yaml", (depth: number) => people(`people: ${flow(depth)}`), "bad-yaml"],
    ["blocks in people.yaml", (depth: number) => people(`${"- ".repeat(depth)}x`), "bad-yaml"],
    ["keys in people.yaml", (depth: number) => people(`${"? ".repeat(depth)}x`), "bad-yaml"],
    ["a list in the head of a message", (depth: number) => letter(`channel: ${flow(depth)}`), "bad-yaml"],
    ["tags in a message", (depth: number) => words(tags(depth)), "bad-message"],
    ["parentheses in a message", (depth: number) => words(`{{ ${"(".repeat(depth)}name }}`), "bad-message"],
    ["brackets in a message", (depth: number) => words(`{{ name${"[name".repeat(depth)} }}`), "bad-message"],
  ])("%s is refused by its depth, twice in one process", (_, read, code) => {
    expectWithin(1_000, () => {
      for (const depth of [100, 1_000, 20_000, 20_000]) expect(codesOf(read(depth))).toEqual([code]);
    });
  });

  it("of as many levels as anybody needs is read", () => {
    expect(words(tags(60))).toEqual([]);
    expect(words("{% if name %}a{% endif %} (b) [c] ".repeat(500))).toEqual([]);
  });
});

describe("size (fault C2)", () => {
  it("of many people is read in the time of a few keystrokes for each thousand", () => {
    const many = Array.from({ length: 2_000 }, (_, at) => `  - ${person.replaceAll("kim", `kim${at}`)}`);
    expectWithin(10_000, () => expect(people(`people:\n${many.join("\n")}\n`)).toEqual([]));
  });

  it.each([
    ["keys", (at: number) => `key${at}: x\n`],
    ["one key again and again", () => "key: x\n"],
    ["aliases", (at: number) => `key${at}: *a\n`],
    ["brackets that are not closed", () => "[\n"],
    ["quotes", () => '"'],
  ])("a people.yaml full of %s is refused in bounded time", (_, piece) => {
    const text = `a: &a []\n${Array.from({ length: 20_000 }, (_, at) => piece(at)).join("")}`;
    expectWithin(10_000, () => {
      const found = people(text);
      expect(found.length).toBeGreaterThan(0);
      expect(found.length).toBeLessThanOrEqual(2);
    });
  });

  it("of what is found is bounded too, and a warning takes no error's place", () => {
    const rows = Array.from({ length: 3_000 }, () => `  - ${person.replace("kim@example.com", "x")}`);
    const files = [{ path: "journeys/people.yaml", text: `people:\n${rows.join("\n")}\n` }];
    expect(checkWorkspace({ files }).diagnostics.length).toBe(100);
    const warnings = 'allow message-on-time-alone because "x" '.repeat(150);
    const found = checkSource(stage(`${warnings} send nothing_of_that_name  stay`));
    expect(found.length).toBe(100);
    expect(codesOf(found)).toContain("unknown-message");
  });
});

describe("YAML that grows or does (fault C3)", () => {
  it.each([
    ["aliases of aliases", "a: &a [x, x]\nb: &b [*a, *a]\nc: &c [*b, *b]\npeople: [*c]"],
    ["an anchor that holds itself", "people: &a\n  - *a"],
    ["a merge key", `x: &x ${person}\npeople:\n  - <<: *x`],
    ["a tag that would be run", 'people: !!js/function "function () { return process }"'],
    ["a tag that nobody knows", "people: !secret []"],
    ["a key that stands twice", `people: [${person}]\npeople: []`],
    ["two documents", `people: [${person}]\n---\npeople: []`],
  ])("%s is refused, and not expanded", (_, text) => {
    expectWithin(1_000, () => expect(codesOf(people(text))).toEqual(["bad-yaml"]));
    expectWithin(1_000, () => expect(letter(`${FRONT}\n${text}`).length).toBeGreaterThan(0));
  });

  it("a merge without an alias, and a key of JavaScript's, are keys that nobody knows", () => {
    expect(codesOf(people(`people: [{ <<: ${person} }]`))).toContain("bad-people");
    expect(codesOf(people(`people: [${person}]\n__proto__: { x: 1 }`))).toEqual(["bad-people"]);
    expect(Object.hasOwn(Object.prototype, "x")).toBe(false);
  });
});

const HIDDEN = [
  0x202e, 0x2066, 0x200f, 0x061c, 0x200b, 0x200c, 0x200d, 0x2060, 0xfeff, 0xe0041, 0x3164, 0x00ad, 0x2028,
  0x0007,
].map((code) => String.fromCodePoint(code));

describe("hidden characters (fault C4)", () => {
  it.each(HIDDEN)("%j is refused in people.yaml and in messages, wherever it stands", (hidden) => {
    expect(codesOf(people(`people: [${person}]  # a${hidden}b`))).toContain("hidden-character");
    expect(codesOf(people(`people: [${person.replace("Kim", `"K${hidden}m"`)}]`))).toContain(
      "hidden-character",
    );
    expect(codesOf(words(`Ten${hidden} percent`))).toEqual(["hidden-character"]);
    expect(codesOf(letter(`${FRONT}\n# a${hidden}b`))).toContain("hidden-character");
  });

  it("are none where a script or an emoji is joined by them", () => {
    expect(words("می\u200cخواهم 👩\u200d💻")).toEqual([]);
    expect(codesOf(words("{{ na\u200dme }}"))).toContain("hidden-character");
  });

  it("in a file's name make it no message", () => {
    const path = "journeys/messages/he\u202ello.md";
    const { message: read, diagnostics } = readMessage({ path, text: `---\n${FRONT}\n---\n` });
    expect({ read, codes: codesOf(diagnostics) }).toEqual({ read: null, codes: ["bad-message"] });
  });
});

describe("names that look alike (fault C5)", () => {
  it.each([
    ["a Cyrillic letter", "s\u0430les"],
    ["letters of full width", "ｓａｌｅｓ"],
    ["a letter and its accent apart", "sale\u0301s"],
    ["the same as one", "sal\u00e9s"],
  ])("%s makes no name of a role, a person, a message or a field", (_, name) => {
    expect(codesOf(people(`people: [${person.replace("sales", name)}]`))).toEqual(["bad-people"]);
    expect(codesOf(people(`people: [${person.replace("kim", name)}]`))).toEqual(["bad-people"]);
    const file = { path: `journeys/messages/${name}.md`, text: `---\n${FRONT}\n---\n` };
    expect(codesOf(readMessage(file).diagnostics)).toEqual(["bad-message"]);
    expect(codesOf(checkSource(`role ${name} { hours office }`))).toContain("odd-name");
  });
});

describe("templates that reach out (fault C7)", () => {
  it.each([
    "{% include '/etc/passwd' %}",
    "{% render '../secret' %}",
    "{% layout 'x' %}",
    "{% for i in (1..10000000000) %}x{% endfor %}",
    "{% tablerow i in (1..100000000) %}x{% endtablerow %}",
    "{% assign x = 'y' %}",
    "{% capture x %}y{% endcapture %}",
    "{% increment x %}",
  ])("%s is refused where it stands", (body) => expect(codesOf(words(body))).toEqual(["bad-message"]));

  it.each(["constructor", "__proto__", "name.constructor", "lead.__proto__.x"])(
    "{{ %s }} is no field",
    (path) => {
      const files = [message("reach", `Hi {{ ${path} }}`)];
      const source = stage("send reach  stay");
      const all = checkWorkspace({
        files: [
          {
            path: "journeys/a.journey",
            text: `role head { hours c } calendar c { zone "UTC" open mon to fri 09:00 to 17:00 } subject lead { owner head  email: email key  name: text } event visited of lead event bought of lead event left of lead ${source.replace("owner marketing", "owner head")}`,
          },
          ...files,
        ],
      });
      expect(codesOf(all.diagnostics)).toContain("unknown-placeholder");
    },
  );
});

describe("what costs (faults C8 and C9)", () => {
  test("a pattern is words, and no expression", () => {
    const pattern = (text: string) =>
      codesOf(checkSource(stage(`if name matches "${text}" { send welcome }  stay`)));
    for (const text of ["(a+)+$", "a{1,99}", "[a-z]*", "a.*b", "^a", "\\\\d"]) {
      expect(pattern(text)).toEqual(["bad-pattern"]);
    }
    expectWithin(5_000, () =>
      expect(pattern(Array.from({ length: 5_000 }, (_, at) => `w${at}`).join("|"))).toEqual([]),
    );
  });

  test("a condition of a thousand terms is checked in bounded time", () => {
    const many = (one: (at: number) => string, by: string) =>
      Array.from({ length: 1_000 }, (_, at) => one(at)).join(by);
    expectWithin(10_000, () => {
      const terms = many((at) => `size > ${at} counting blank as no`, " or ");
      expect(codesOf(checkSource(stage(`if ${terms} { send welcome }  stay`)))).toEqual([]);
      const mixed = many((at) => `(discount > ${at % 100}% and not opted_out)`, " and ");
      expect(codesOf(checkSource(stage(`if ${mixed} { send welcome }  stay`)))).toEqual([]);
    });
  });

  test("a right and a choice of a thousand lines are checked in bounded time", () => {
    const asks = Array.from(
      { length: 1_000 },
      (_, at) => `ask head when discount > ${at % 100}% and size > ${at} counting blank as no`,
    );
    const arms = Array.from(
      { length: 1_000 },
      (_, at) => `when size > ${at} and amount > ${at} EUR { send welcome }`,
    );
    expectWithin(20_000, () => {
      checkSource(
        `right terms of lead about discount { owner head  order head  ${asks.join("\n")}  answers fine  answer on daily }`,
      );
      expect(codesOf(checkSource(stage(`choose { ${arms.join("\n")} otherwise go on }  stay`)))).toEqual([]);
    });
  });

  test("a journey of a thousand stages, each with moves to all, is checked in bounded time", () => {
    const stages = Array.from({ length: 300 }, (_, at) => {
      const moves = Array.from(
        { length: 20 },
        (_, to) => `on visited where path is "${to}" -> s${(at * 7 + to) % 300}`,
      );
      return `stage s${at} { owner sales  lasts at most 3 days, then exit done  ${moves.join("  ")}  stay }`;
    });
    expectWithin(20_000, () => {
      const source = journey(stages.join("\n")).replace("-> first", "-> s0");
      expect(codesOf(checkSource(source)).filter((code) => code !== "unreachable-stage")).toEqual([]);
    });
  });
});
