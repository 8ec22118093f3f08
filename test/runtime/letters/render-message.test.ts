import { describe, expect, it } from "vitest";
import { createLiquid } from "../../../compiler/liquid.ts";
import type { Fields } from "../../../compiler/plan.ts";
import { renderMessage } from "../../../runtime/letters/render-message.ts";

function render(body: string, fields: Fields = {}, subject = "Hello") {
  const rendered = renderMessage(
    { channel: "email", subject, purpose: "nurture", body, file: "messages/hello.md" },
    fields,
  );
  if (!rendered.ok) throw new Error(`blank: ${rendered.blank}`);
  return rendered.message;
}

describe("Markdown", () => {
  it.each([
    [
      "paragraphs and lines",
      "Hi,\n\none\ntwo\n\n\n\nIda",
      "<p>Hi,</p>\n<p>one<br>\ntwo</p>\n<p>Ida</p>",
      "Hi,\n\none\ntwo\n\nIda",
    ],
    [
      "bare addresses, without what ends the sentence",
      "See https://a.example/b?c=d&e.",
      '<p>See <a href="https://a.example/b?c=d&amp;e">https://a.example/b?c=d&amp;e</a>.</p>',
      "See https://a.example/b?c=d&e.",
    ],
    [
      "links",
      "[the *guide*](https://a.example)",
      '<p><a href="https://a.example">the *guide*</a></p>',
      "the *guide* (https://a.example)",
    ],
    [
      "emphasis",
      "**very** *much* _so_, snake_case_name and 2 * 3 * 4",
      "<p><strong>very</strong> <em>much</em> <em>so</em>, snake_case_name and 2 * 3 * 4</p>",
      "very much so, snake_case_name and 2 * 3 * 4",
    ],
    [
      "lists",
      "What you get:\n- one\n- two\n  and more\n\n1. first\n2. second",
      "<p>What you get:</p>\n<ul>\n<li>one</li>\n<li>two<br>\nand more</li>\n</ul>\n<ol>\n<li>first</li>\n<li>second</li>\n</ol>",
      "What you get:\n\n- one\n- two\nand more\n\n1. first\n2. second",
    ],
    [
      "headings",
      "# Your *year*\nIt was good.\n### Next ###\n\n#1 is no heading",
      "<h1>Your <em>year</em></h1>\n<p>It was good.</p>\n<h3>Next</h3>\n<p>#1 is no heading</p>",
      "Your year\n\nIt was good.\n\nNext\n\n#1 is no heading",
    ],
    [
      "tables",
      "Yours:\n| Seats | Price |\n|---|---:|\n| 3 \\| more | **40** |\n| 10 |\nAll in EUR",
      '<p>Yours:</p>\n<table style="border-collapse:collapse">\n<tr><th style="padding:4px 12px 4px 0;text-align:left">Seats</th><th style="padding:4px 12px 4px 0;text-align:right">Price</th></tr>\n<tr><td style="padding:4px 12px 4px 0;text-align:left">3 | more</td><td style="padding:4px 12px 4px 0;text-align:right"><strong>40</strong></td></tr>\n<tr><td style="padding:4px 12px 4px 0;text-align:left">10</td><td style="padding:4px 12px 4px 0;text-align:right"></td></tr>\n</table>\n<p>All in EUR</p>',
      "Yours:\n\nSeats     Price\n--------  -----\n3 | more     40\n10\n\nAll in EUR",
    ],
    ["escaped signs", "\\*not\\* \\[a\\](b)", "<p>*not* [a](b)</p>", "*not* [a](b)"],
    ["signs of HTML, as words", "Tom & Jerry <b>", "<p>Tom &amp; Jerry &lt;b&gt;</p>", "Tom & Jerry <b>"],
    ["Windows line ends", "a\r\nb\r\n\r\nc", "<p>a<br>\nb</p>\n<p>c</p>", "a\nb\n\nc"],
  ])("%s", (_, body, html, text) => {
    expect(render(body)).toEqual({ subject: "Hello", html, text });
  });
});

/** Fault C6. */
describe("a value is data, whatever it holds", () => {
  it.each([
    ["Liquid", "{{ secret }}"],
    ["a tag of Liquid", "{% include '/etc/passwd' %}{% assign a = 1 %}"],
    ["a template string", "$\u007bprocess.env.HOME}"],
    ["a formula", '=HYPERLINK("https://bad.example","x")'],
    ["a call of Slack", "<!channel> <@U1>"],
    ["HTML", `<img src=x onerror="alert('1')">&amp;`],
    ["a link in Markdown", "[click](javascript:alert(1)) **bold** *em* _em_ \\*"],
    ["an address", "https://bad.example/login"],
    ["a list, and paragraphs", "- one\n\n1. two"],
    ["a heading and a table", "# one\n\n| a | b |\n|---|---|\n| 1 | 2 |"],
    ["what stands for a value", "\u000061\u0000"],
  ])("%s", (_, name) => {
    const { text, html, subject } = render("Hi {{ name }}!", { name, secret: "s3" }, "For {{ name }}");
    expect(text).toBe(`Hi ${name}!`);
    expect(subject).toBe(`For ${name.replace(/\s+/g, " ")}`);
    const escaped = name
      .replaceAll("&", "&amp;")
      .replaceAll("<", "&lt;")
      .replaceAll(">", "&gt;")
      .replaceAll('"', "&#34;")
      .replaceAll("'", "&#39;");
    expect(html).toBe(`<p>Hi ${escaped}!</p>`);
  });

  it("makes no link of an address that would run, and no attribute beside one", () => {
    expect(render("[go]({{ url }})", { url: "javascript:alert(1)" }).html).toBe("<p>go</p>");
    expect(render("[go]({{ url }})", { url: "//bad.example" }).html).toBe("<p>go</p>");
    expect(render("[go]({{ url }})", { url: 'https://a.example/"onclick="x' }).html).toBe(
      '<p><a href="https://a.example/&#34;onclick=&#34;x">go</a></p>',
    );
    expect(render("https://a.example/?for={{ name }}", { name: 'Kim "K" <k>' }).html).toBe(
      "<p>https://a.example/?for=Kim &#34;K&#34; &lt;k&gt;</p>",
    );
  });

  it("adds no line to the subject", () => {
    expect(render("x", { name: "Kim\r\nBcc: all@example.com" }, "For {{ name }}").subject).toBe(
      "For Kim Bcc: all@example.com",
    );
  });

  it("cannot be put in unescaped: there is no filter for it", () => {
    expect(() => createLiquid().parse("{{ name | raw }}")).toThrow("undefined filter: raw");
    expect(() => render("{{ name | raw }}", { name: "<b>" })).toThrow("undefined filter: raw");
  });
});

/** Fault C7. */
describe("a template reaches its fields and nothing else", () => {
  it.each([
    "constructor",
    "__proto__",
    "name.constructor",
    "name.__proto__",
    "toString",
    "process",
    "global.process",
  ])("%s is blank", (path) => {
    const words = { channel: "email", subject: "x", purpose: "nurture", file: "f" } as const;
    expect(renderMessage({ ...words, body: `{{ ${path} }}` }, { name: "Kim" })).toMatchObject({ ok: false });
  });

  it.each(["{% include '/etc/passwd' %}", "{% render '../../package.json' %}", "{% layout 'x' %}"])(
    "%s reads no file",
    (body) => {
      expect(() => render(body)).toThrow();
      expect(() => createLiquid().parse(body)).toThrow("not found");
    },
  );

  it.each(["{% for i in (1..10000000000) %}{{ i }}{% endfor %}", "{{ (1..100000000) | join: ',' }}"])(
    "%s is stopped in time",
    (body) => {
      const before = process.cpuUsage();
      expect(() => render(body)).toThrow(/limit/);
      expect(process.cpuUsage(before).user / 1_000).toBeLessThan(3_000);
    },
  );
});

it("writes values as people do", () => {
  const fields = { amount: { amount: 25_000, currency: "EUR" }, seats: 3, opted_out: false, on: true };
  const { text, subject } = render(
    "{{ amount }}, {{ seats }}, {{ opted_out }}{% if on %}!{% endif %}{% if opted_out %}?{% endif %}",
    fields,
    "{{ on }}",
  );
  expect([text, subject]).toEqual(["25,000 EUR, 3, no!", "yes"]);
});

it("says which word is blank, and never what another holds", () => {
  const words = { channel: "email", subject: "x", purpose: "nurture", file: "f" } as const;
  expect(
    renderMessage({ ...words, body: "{{ name }} of {{ company }}" }, { name: "Kim", company: null }),
  ).toEqual({
    ok: false,
    blank: "company",
  });
});
