import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { libraryWith } from "./library-with.ts";
import { baton } from "./run-baton.ts";

const MARIA = JSON.stringify({ email: "maria@example.com", name: "Maria & Co", company: "Nordpay" });

const preview = (args: readonly string[], said: string, cwd?: string) =>
  baton(["preview", ...args, "--for", "-"], { stdin: said, ...(cwd && { cwd }) });

test("shows the subject line and the text as they would be sent", async () => {
  const { code, stdout, stderr } = await preview(["welcome_guide"], MARIA);
  expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
  expect(stdout).toMatch(/^Maria & Co, here is the guide\n\nHi Maria & Co,\n\nThank you/);
});

test("each part alone, for a file or a browser", async () => {
  const html = await preview(["welcome_guide", "--html"], MARIA);
  expect(html.stdout).toMatch(/^<p>Hi Maria &amp; Co,<\/p>\n<p>Thank you/);
  expect(html.stdout).toContain('<a href="https://example.com/guide">https://example.com/guide</a>');
  const text = await preview(["welcome_guide", "--text"], MARIA);
  expect(text.stdout).toMatch(/^Hi Maria & Co,\n/);
  const json = await preview(["welcome_guide", "--json"], MARIA);
  expect(JSON.parse(json.stdout)).toEqual({
    message: "welcome_guide",
    subject: "Maria & Co, here is the guide",
    text: text.stdout.trimEnd(),
    html: html.stdout.trimEnd(),
  });
});

test("says all that is wrong with what is filled in", async () => {
  const said = JSON.stringify({ nme: "Maria", amount: "much", opted_out: "yes", industry: "banking" });
  const { code, stdout, stderr } = await preview(["welcome_guide"], said);
  expect({ code, stdout }).toEqual({ code: 1, stdout: "" });
  expect(stderr.trimEnd().split("\n")).toEqual([
    "error: `nme` is no field of lead. Did you mean `name`?",
    'error: `amount` must be money, such as "25000 EUR" or { "amount": 25000, "currency": "EUR" }.',
    "error: `industry` must be one of fintech, saas, retail, manufacturing, other.",
  ]);
});

test("says which word is blank", async () => {
  const { code, stderr } = await preview(["welcome_guide"], '{ "name": " " }');
  expect(code).toBe(1);
  expect(stderr).toContain("`name` is blank, and welcome_guide names it without a `default`");
});

test("shows what is wrong with the message itself", async () => {
  const cwd = libraryWith("messages/welcome_guide.md", [["Hi {{ name }}", "Hi {{ nme }}"]]);
  const { code, stdout, stderr } = await preview(["welcome_guide"], MARIA, cwd);
  expect({ code, stdout }).toEqual({ code: 1, stdout: "" });
  expect(stderr).toContain("error[unknown-placeholder]");
  expect(stderr).toContain("welcome_guide cannot be sent as it stands.");
});

test("a name that is no message, and what is no JSON", async () => {
  const unknown = await preview(["welcom_guide"], MARIA);
  expect(unknown).toMatchObject({ code: 2, stdout: "" });
  expect(unknown.stderr).toContain("Did you mean welcome_guide?");
  expect(await preview(["welcome_guide"], "{")).toMatchObject({ code: 1, stdout: "" });
  expect(await preview(["welcome_guide"], "[]")).toMatchObject({ code: 1, stdout: "" });
  expect(await baton(["preview", "welcome_guide", "--for", "nobody.json"])).toMatchObject({ code: 3 });
});

test("a letter to contacts of an account is filled in with what the contact is", async () => {
  const cwd = libraryWith("messages/welcome_guide.md", []);
  writeFileSync(
    join(cwd, "journeys", "team.journey"),
    `subject contact { owner sales_manager  account firm  mail: email key  firm: text  part?: one of (champion, user) }
event part_named of contact
journey team v1 of lead {
  owner sales_manager  goal deal_won within 90 days  review every 3 months
  enter on content_downloaded -> first
  exit done as success
  stage first {
    owner sales_manager  lasts at most 9 days, then exit done
    send recap to contacts of account  stay
  }
}
`,
  );
  writeFileSync(
    join(cwd, "journeys", "messages", "recap.md"),
    '---\nchannel: email\nsubject: To {{ firm }}\npurpose: nurture\n---\nFor the {{ part | default: "reader" }}\n',
  );
  const shown = await preview(["recap"], '{ "firm": "Nordpay", "part": "champion" }', cwd);
  expect(shown).toMatchObject({ code: 0, stdout: "To Nordpay\n\nFor the champion\n" });
  const wrong = await preview(["recap"], '{ "firm": "Nordpay", "industry": "saas" }', cwd);
  expect(wrong).toMatchObject({ code: 1, stdout: "" });
  expect(wrong.stderr).toContain("`industry` is no field of contact");
});
