import { existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { z } from "zod";
import { commit, edit, FIRST_RELEASE, git, repository } from "./repository.ts";
import { baton } from "./run-baton.ts";

const LEAD = "lead_to_customer.journey";

const longer = (cwd: string): void => edit(cwd, LEAD, "at most 60 days", "at most 61 days");
const approve = (cwd: string, ...who: readonly string[]): readonly string[] => {
  writeFileSync(join(cwd, "reviews.json"), JSON.stringify(who.map((one) => ({ who: one, at: AT }))));
  return ["--approved-by", "reviews.json"];
};
const AT = "2026-11-23T10:00:00Z";
const TODAY = ["--today", "2026-11-23"];

const review = (cwd: string, ...args: readonly string[]) => baton(["review", ...args, ...TODAY], { cwd });

describe("baton review", () => {
  test("begins with what a manager has to know, and folds all the rest", async () => {
    const cwd = repository();
    longer(cwd);
    const { code, stdout, stderr } = await review(cwd, "main");
    expect(code).toBe(1);
    expect(stderr).toBe("Not to be merged yet: one role has not agreed.\n");
    const [above = "", ...parts] = stdout.split("<details>");
    expect(
      above
        .trimEnd()
        .split("\n")
        .filter((line) => line !== ""),
    ).toEqual([
      "<!-- baton review of journeys -->",
      "## 1 change: 1 weaker",
      "⛔ **Not to be merged yet:** one role has not agreed.",
      expect.stringMatching(
        /^- \*\*▼ weaker\*\* for account\\_executive \(Account Executive\): lead\\_to\\_customer, stage evaluation: /,
      ),
      "**Must still agree:** revops\\_lead (dag)",
    ]);
    expect(parts.map((part) => /<summary>(.*)<\/summary>/.exec(part)?.[1])).toEqual([
      "All changes (1)",
      "People inside: not known",
      "Who must agree: 1 role, 1 missing",
      "Scenarios: 32 of 32 hold",
      expect.stringMatching(/^Coverage by scenarios: \d+ %( or more)?$/),
      "lead_to_customer, before and after: + new, − gone, ≠ changed",
    ]);
    expect(stdout).toMatch(
      /```mermaid\nflowchart LR\n[\s\S]*− after 60 days<br>\+ after 61 days[\s\S]*\n```\n/,
    );
  });

  test("ends well when all who must agree have, and says the same each time", async () => {
    const cwd = repository();
    longer(cwd);
    const first = await review(cwd, "main", ...approve(cwd, "dag"));
    expect([first.code, first.stderr]).toEqual([0, "Nothing stands against it.\n"]);
    expect(first.stdout).toContain(
      "✅ **Nothing stands against it:** all who must agree have; no errors; all 32 scenarios hold.",
    );
    expect((await review(cwd, "main", ...approve(cwd, "dag"))).stdout).toBe(first.stdout);
  });

  test("of a change that changes nothing asks nobody", async () => {
    const cwd = repository();
    edit(cwd, LEAD, "// 1. Nurture:", "// One:");
    const { code, stdout } = await review(cwd, "main");
    expect(code).toBe(0);
    expect(stdout).toContain("## Only the text is another");
    expect(stdout).toContain("nobody's agreement is needed");
  });

  test("stops a scenario that fails, and tells the first line that does", async () => {
    const cwd = repository();
    edit(cwd, LEAD, "breaches of sales_ready are 2", "breaches of sales_ready are 3");
    const { code, stdout, stderr } = await review(cwd, "main");
    expect([code, stderr]).toEqual([1, "Not to be merged yet: 1 of 32 scenarios fails.\n"]);
    expect(stdout).toContain("## Only scenarios change: nothing that runs does");
    expect(stdout).toMatch(
      /^- ✗ \*\*lead\\_to\\_customer: Nobody takes the baton: .*: journeys\/lead\\_to\\_customer\.journey:166:3: /m,
    );
  });

  test("tells findings that are new from those that were there, wherever their lines have gone", async () => {
    const cwd = repository();
    writeFileSync(join(cwd, "journeys/messages/nobody.md"), UNSENT("nobody"));
    commit(cwd, "an unused message");
    writeFileSync(join(cwd, "journeys/messages/nobody_else.md"), UNSENT("nobody_else"));
    edit(cwd, LEAD, "journey lead_to_customer", "\n\njourney lead_to_customer");
    const { stdout } = await review(cwd, "main");
    expect(stdout).toContain("<summary>Findings: 1 new, 1 as before, 0 gone</summary>");
    expect(stdout).toMatch(
      /^- \*\*new\*\* warning unused-message, journeys\/messages\/nobody\\_else\.md:1: /m,
    );
    const data = JSON.parse((await review(cwd, "main", "--json")).stdout);
    expect(data.findings.new.map(({ code }: { code: string }) => code)).toEqual(["unused-message"]);
    const { stdout: annotations } = await review(cwd, "main", "--annotations");
    expect(annotations).toMatch(/^::warning file=journeys\/messages\/nobody_else\.md,line=1,[^\n]*\n$/);
  });

  test("says what becomes of those inside, as a file has them", async () => {
    const cwd = repository();
    await baton(["release", "lead_to_customer", ...FIRST_RELEASE], { cwd });
    commit(cwd, "released");
    longer(cwd);
    edit(cwd, LEAD, "journey lead_to_customer v1", "journey lead_to_customer v2");
    const groups = [{ stage: "evaluation", steps: ["evaluation/book_demo"], count: 40 }];
    const releases = [
      { journey: "lead_to_customer", version: 1, groups },
      { journey: "re_engagement", version: 1, groups: [{ stage: "invitation", steps: null, count: 5 }] },
    ];
    writeFileSync(join(cwd, "inside.json"), JSON.stringify({ at: AT, releases }));
    const { stdout } = await review(cwd, "main", "--people-inside", "inside.json");
    expect(stdout).toContain(
      "**People inside:** 40 of 45 are in a journey that changes: 40 stay in their version.\n",
    );
    expect(stdout).toContain("<summary>People inside: 45</summary>");
    expect(stdout).toContain("| 40 | evaluation | stays in v1 to its end");
  });

  test("tells what an audit of all journeys finds that it did not before", async () => {
    const cwd = repository();
    edit(
      cwd,
      LEAD,
      'on deal_won   { tell onboarding_manager "{company} has signed: {amount}" }',
      "on deal_won",
    );
    const { stdout } = await review(cwd, "main");
    expect(stdout).toContain("<summary>Audit of all journeys: 1 new, 0 as before, 0 gone</summary>");
    expect(stdout).toMatch(
      /^- \*\*new, gap\*\* exit-without-owner, journeys\/lead\\_to\\_customer\.journey:11: .*\(revops\\_lead\)$/m,
    );
  });

  test("of texts with errors says so, compares nothing, and still writes the comment", async () => {
    const cwd = repository();
    edit(cwd, LEAD, "-> nurture\n", "-> nowhere\n");
    const { code, stdout, stderr } = await review(cwd, "main");
    expect(code).toBe(1);
    expect(stderr).toContain("there is 1 error; what changes cannot be said, since the work tree has errors");
    expect(stdout).toContain("## The journeys could not be compared");
    expect(stdout).toContain("- **new** error unknown-stage, journeys/lead\\_to\\_customer.journey:7: ");
    commit(cwd, "broken");
    git(cwd, "checkout", "-q", "-b", "mended");
    edit(cwd, LEAD, "-> nowhere\n", "-> nurture\n");
    const mended = await review(cwd, "main");
    expect([mended.code, mended.stderr]).toEqual([1, "Not to be merged yet: one role has not agreed.\n"]);
    expect(mended.stdout).toContain("Findings: 0 new, 0 as before, 1 gone");
    expect(mended.stdout).toMatch(
      /^main \(\w+\) has errors: what is told to change is what reads otherwise, /m,
    );
    expect(mended.stdout).toContain("**Must still agree:** revops\\_lead (dag)");
    expect((await review(cwd, "main", ...approve(cwd, "dag"))).code).toBe(0);
  });

  test("where the rules of before cannot be read, nobody agrees by those of the change", async () => {
    const cwd = repository();
    edit(cwd, "organisation.journey", "changes {\n", "changes\n");
    commit(cwd, "broken");
    edit(cwd, "organisation.journey", "changes\n  calendar", "changes {\n  calendar");
    longer(cwd);
    const { code, stderr } = await review(cwd, "HEAD", ...approve(cwd, "dag"));
    expect(code).toBe(1);
    expect(stderr).toContain("who must agree cannot be said, since the rules and people of HEAD");
  });

  test("of the first journeys of a repository says that all is new", async () => {
    const cwd = repository();
    git(cwd, "checkout", "-q", "--orphan", "empty");
    git(cwd, "rm", "-rfq", "--cached", ".");
    git(cwd, "commit", "-q", "--allow-empty", "-m", "empty");
    const { code, stdout, stderr } = await review(cwd, "empty..main");
    expect([code, stderr]).toEqual([
      1,
      expect.stringMatching(/^Not to be merged yet: \d+ roles have not agreed\.\n$/),
    ]);
    expect(stdout).toContain("journey lead\\_to\\_customer: is new: “From first interest to a signed deal”");
  });

  test("loads no code of the repository, in neither state", async () => {
    const cwd = repository();
    const run =
      'import { writeFileSync } from "node:fs"; writeFileSync("ran.txt", "yes"); export default {};';
    for (const file of ["temporal.config.ts", "journeys/temporal.config.ts", "index.js"])
      writeFileSync(join(cwd, file), run);
    commit(cwd, "code");
    longer(cwd);
    expect((await review(cwd, "main", ...approve(cwd, "dag"))).code).toBe(0);
    commit(cwd, "longer");
    expect((await review(cwd, "HEAD~1..HEAD", "--json")).code).toBe(1);
    expect(existsSync(join(cwd, "ran.txt"))).toBe(false);
    expect(existsSync(join(cwd, "journeys/ran.txt"))).toBe(false);
  });

  test("tries the change on what happened, where somebody says what did", async () => {
    const cwd = repository();
    edit(
      cwd,
      LEAD,
      "content_downloaded or webinar_attended or demo_requested -> nurture",
      "webinar_attended or demo_requested -> nurture",
    );
    writeFileSync(
      join(cwd, "events.jsonl"),
      `${JSON.stringify({
        id: "1",
        event: "content_downloaded",
        at: "2026-07-01T09:00:00Z",
        subject: { email: "kim@example.com", name: "Kim" },
        data: { title: "Fees", topic: "payments" },
      })}\n`,
    );
    const { stdout, stderr } = await review(cwd, "main", "--events", "events.jsonl");
    expect(stderr).toContain("Not to be merged yet");
    expect(stdout).toContain("<summary>Back-test: 1 of 1 course would have been another</summary>");
    expect(stdout).not.toContain("kim@example.com");
    const none = await review(cwd, "main", "--events", "nothing.jsonl");
    expect([none.code, none.stdout]).toEqual([3, ""]);
  });
});

const UNSENT = (name: string): string =>
  `---\nchannel: email\nsubject: "${name}"\npurpose: nurture\n---\nHello.\n`;

// ── Whatever somebody wrote stays words ───────────────────────────────────────────────────────────────────

const HOSTILE = [
  "<script>alert(1)</script>",
  "<img src=x onerror=alert(1)>",
  "</details>",
  "<!-- baton review of journeys -->",
  "@everyone",
  "[x](https://evil.example)",
  "https://evil.example www.evil.example",
  "#1 !2 GH-3 &4 $5$ ~bug",
  "##[add-mask]a",
  "::add-mask::b",
  "```",
  "/approve",
  "%%{init: {}}%%",
].join(" ");

describe("a text that would be more than a text", () => {
  test("stays one in the comment, in annotations and in what is told", async () => {
    const cwd = repository();
    edit(cwd, LEAD, '"Demo, case studies, proposal"', `"${HOSTILE}"`);
    edit(cwd, LEAD, '"Book the demo with {company}"', `"${HOSTILE.replace("{init: {}}", "init")}"`);
    edit(cwd, LEAD, 'path starts with "/pricing"', `path starts with "${HOSTILE}"`);
    edit(cwd, LEAD, "Nobody takes the baton: it climbs until someone holds it", HOSTILE);
    edit(cwd, LEAD, "breaches of sales_ready are 2", "breaches of sales_ready are 3");
    const { stdout, stderr } = await review(cwd, "main");
    expect(stdout).toContain("evil.example");
    const own = stdout
      .replace(/<!-- baton review of journeys -->\n/, "")
      .replaceAll(/<\/?(details|summary|sub)>|`baton review`/g, "");
    const charts = own.match(/```mermaid\n[\s\S]*?\n```/g) ?? [];
    const prose = own.replaceAll(/```mermaid\n[\s\S]*?\n```/g, "");
    expect(prose).not.toMatch(
      /(?<!\\)[<`]|(?<!\\)\[|@(?!\u200b)|https?:\/\/|www\.|#1|!2|GH-3|&4|\$5|~bug|%%/,
    );
    for (const chart of charts) expect(chart.slice(3, -3)).not.toMatch(/```|%%|<script|<img|<\/details/);
    for (const text of [stdout, stderr]) {
      expect(text).not.toMatch(/^\s*(::|\/approve)/m);
      expect(text).not.toContain("##[");
    }
    const annotations = await review(cwd, "main", "--annotations");
    expect(
      annotations.stdout.split("\n").filter((line) => line !== "" && !/^::(error|warning) file=/.test(line)),
    ).toEqual([]);
  });

  test("in the name of a file stays one as well", async () => {
    const cwd = repository();
    const name = "x\n::add-mask::c @team `y` <b>.journey";
    writeFileSync(join(cwd, "journeys", name), "role guard { hours offce }\n");
    const { stdout } = await review(cwd, "main");
    expect(stdout).toContain(
      "unknown-calendar, journeys/x ::\u200badd-mask::c @\u200bteam \\`y\\` \\<b\\>.journey:1: ",
    );
    const annotations = await review(cwd, "main", "--annotations");
    expect(annotations.stdout).toMatch(/^(::error file=journeys\/x%0A%3A%3Aadd-mask%3A%3Ac [^\n]*\n){2}$/);
  });
});

// ── Forms for other programs ──────────────────────────────────────────────────────────────────────────────

const place = z.strictObject({
  physicalLocation: z.strictObject({
    // 3.4.3: a URI reference, of which spaces and other signs are encoded.
    artifactLocation: z.strictObject({ uri: z.string().regex(/^[\w./%-]+$/) }),
    // 3.30: counted from 1, the end behind the last character.
    region: z.strictObject({
      startLine: z.int().min(1),
      startColumn: z.int().min(1),
      endLine: z.int().min(1),
      endColumn: z.int().min(1),
    }),
  }),
});
const message = z.strictObject({ text: z.string().min(1) });

/** Of SARIF 2.1.0 what we write, and nothing that the standard does not know; numbers of its sections. */
const SARIF = z.strictObject({
  $schema: z.url(),
  version: z.literal("2.1.0"),
  runs: z
    .array(
      z.strictObject({
        tool: z.strictObject({
          driver: z.strictObject({
            name: z.literal("baton"),
            version: z.string(),
            rules: z.array(z.strictObject({ id: z.string().min(1) })),
          }),
        }),
        columnKind: z.literal("utf16CodeUnits"),
        results: z.array(
          z.strictObject({
            ruleId: z.string(),
            ruleIndex: z.int().min(0),
            // 3.27.10
            level: z.enum(["none", "note", "warning", "error"]),
            message,
            locations: z.array(place).length(1),
            relatedLocations: z
              .array(z.strictObject({ id: z.int().min(0), ...place.shape, message }))
              .min(1)
              .optional(),
            // 3.27.24
            baselineState: z.enum(["new", "unchanged", "updated", "absent"]),
          }),
        ),
      }),
    )
    .length(1),
});

describe("for other programs", () => {
  test("there are SARIF 2.1.0, JUnit and JSON", async () => {
    const cwd = repository();
    writeFileSync(join(cwd, "journeys/messages/nobody.md"), UNSENT("nobody"));
    commit(cwd, "an unused message");
    edit(cwd, LEAD, "breaches of sales_ready are 2", "breaches of sales_ready are 3");
    writeFileSync(join(cwd, "journeys/messages/nobody_else.md"), UNSENT("nobody_else"));
    const files = ["--sarif", "out.sarif", "--junit", "out.xml", "--comment", "out.md", "--json"];
    const { code, stdout } = await review(cwd, "main", ...files);
    expect(code).toBe(1);
    const sarif = SARIF.parse(JSON.parse(readFileSync(join(cwd, "out.sarif"), "utf8")));
    const [run] = sarif.runs;
    expect(run?.results.map(({ ruleId, level, baselineState }) => [ruleId, level, baselineState])).toEqual([
      ["unused-message", "warning", "unchanged"],
      ["unused-message", "warning", "new"],
      ["scenario-fails", "error", "new"],
    ]);
    for (const { ruleId, ruleIndex } of run?.results ?? [])
      expect(run?.tool.driver.rules[ruleIndex]?.id).toBe(ruleId);
    const junit = readFileSync(join(cwd, "out.xml"), "utf8");
    expect(junit).toMatch(/<testsuites name="baton review" tests="\d+" failures="1" /);
    expect(junit).toContain('<testsuite name="checks" ');
    expect(junit).toContain('<testsuite name="lead_to_customer" ');
    expect(junit).toContain("journeys/messages/nobody.md:1:1: warning unused-message: ");
    expect(readFileSync(join(cwd, "out.md"), "utf8")).toMatch(/^<!-- baton review of journeys -->\n/);
    expect(JSON.parse(stdout)).toMatchObject({
      mayBeMerged: false,
      stops: ["1 of 32 scenarios fails"],
      approvals: { agreed: true },
      diff: { changes: [{ how: "added", place: { kind: "message", name: "nobody_else" } }] },
    });
    rmSync(join(cwd, "out.md"));
    const unwritable = await review(cwd, "main", "--comment", "no/such/folder.md");
    expect([unwritable.code, unwritable.stderr]).toEqual([3, expect.stringContaining("cannot be written")]);
  });
});
