import { describe, expect, it } from "vitest";
import { readMessage } from "../../compiler/messages.ts";
import { expectDiagnostics } from "../support/expect-diagnostics.ts";

const read = (text: string, name = "hello") => readMessage({ path: `journeys/messages/${name}.md`, text });
const front = (lines: string) => `---\n${lines}\n---\nHi.\n`;

function expectFaults(source: string, expected: Parameters<typeof expectDiagnostics>[1]): void {
  expectDiagnostics(source, expected, (text) => read(text).diagnostics);
}

describe("readMessage", () => {
  it("reads front matter, words and placeholders with their places", () => {
    const text =
      '---\r\nchannel: email\r\nsubject: "For {{ name }}"\r\npurpose: nurture\r\n---\r\nHi {{ name }}\r\n';
    const { message, diagnostics } = read(text);
    expect(diagnostics).toEqual([]);
    expect(message?.message).toEqual({
      channel: "email",
      subject: "For {{ name }}",
      purpose: "nurture",
      body: "Hi {{ name }}\r\n",
      file: "journeys/messages/hello.md",
    });
    const last = message?.placeholders.at(-1);
    expect(text.slice(last?.span.start, last?.span.end)).toBe("name");
  });

  it("keeps why it is retired, and who marked it", () => {
    const { message } = read(
      front("channel: email\nsubject: x\npurpose: receipt\nretired: nobody read it\nmarked_by: head"),
    );
    expect([message?.retired, message?.markedBy]).toEqual(["nobody read it", "head"]);
  });

  it("wants front matter", () => {
    expectFaults("«Hi.»\n", [{ code: "bad-message" }]);
  });

  it("wants its parts, and knows no others", () => {
    expectFaults(front("channel: «fax»\nsubject: x\npurpose: nurture"), [
      {
        code: "bad-message",
        message: "The message cannot be sent as it stands: `channel`: must be `email`.",
      },
    ]);
    expectFaults(front("channel: email\nsubject: x\npurpose: «Two words»"), [{ code: "bad-message" }]);
    expectFaults(front("«channel: email»\nsubject: x"), [
      { code: "bad-message", message: "The message cannot be sent as it stands: `purpose` is missing." },
    ]);
    expect(read(front("channel: email\nsubject: x\npurpose: a\ncolour: red")).diagnostics).toHaveLength(1);
    expect(read(front("channel: email")).message).toBeNull();
  });

  it("refuses what is no YAML, and what would grow", () => {
    expect(read(front("channel: [")).diagnostics.map(({ code }) => code)).toEqual(["bad-yaml"]);
    expect(read(front("a: &a [x]\nb: *a")).diagnostics.map(({ code }) => code)).toEqual(["bad-yaml"]);
    expect(read(front(`a: ${"[".repeat(5_000)}`)).diagnostics.map(({ code }) => code)).toEqual(["bad-yaml"]);
    expect(read(front(`a: ${"x".repeat(600_000)}`)).diagnostics.map(({ code }) => code)).toEqual([
      "bad-yaml",
    ]);
  });

  it.each([
    ["{{ name", "output"],
    ["{% for x in y %}{% endfor %}", "for"],
    ['{% include "secret" %}', "include"],
    ["{{ name | nope }}", "nope"],
    ["{% if name %}", "not closed"],
  ])("refuses %s", (words, problem) => {
    const start = "---\nchannel: email\nsubject: x\npurpose: a\n---\nHi ";
    const { diagnostics } = read(`${start}${words}\n`);
    expect(diagnostics.map(({ code }) => code)).toEqual(["bad-message"]);
    expect(diagnostics[0]?.message).toContain(problem);
    expect(diagnostics[0]?.span.start).toBe(start.length);
  });

  it("wants a file name that can be written in a journey", () => {
    expect(read(front("channel: email\nsubject: x\npurpose: a"), "Hello-You").diagnostics).toHaveLength(1);
  });
});
