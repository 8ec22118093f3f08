import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { commit, edit, FIRST_RELEASE, git, repository } from "./repository.ts";
import { baton } from "./run-baton.ts";
import { startStubGateway } from "./stub-gateway.ts";

const slower = (cwd: string): void =>
  edit(cwd, "organisation.journey", "within 4 business hours", "within 8 business hours");

describe("baton diff", () => {
  test("says what changes, by whom it concerns", async () => {
    const cwd = repository();
    slower(cwd);
    const { code, stdout } = await baton(["diff", "main"], { cwd });
    expect(code).toBe(0);
    expect(stdout).toMatch(/^1 change: 1 weaker\.\nbefore: main \([0-9a-f]{10}\); after: the work tree\n/);
    expect(stdout).toContain("\nFor sdr (Sales Development Rep)\n");
    expect(stdout).toContain(
      "  weaker     ladder prompt: due within 4 business hours becomes 8 business hours (",
    );
  });

  test("begins with those who lose, however much is different for others", async () => {
    const cwd = repository();
    slower(cwd);
    for (let nth = 0; nth < 120; nth += 1)
      writeFileSync(
        join(cwd, `journeys/messages/letter_${nth}.md`),
        `---\nchannel: email\nsubject: "${nth}"\npurpose: nurture\n---\nHello.\n`,
      );
    const { stdout } = await baton(["diff", "main"], { cwd });
    const titles = stdout.split("\n").filter((line) => line.startsWith("For "));
    expect(titles).toEqual(["For sdr (Sales Development Rep)", "For nobody in particular"]);
  });

  test("compares two revisions, and from where they parted", async () => {
    const cwd = repository();
    git(cwd, "checkout", "-q", "-b", "slower");
    slower(cwd);
    commit(cwd, "slower");
    git(cwd, "checkout", "-q", "main");
    edit(cwd, "lead.journey", "band hot  from 70", "band hot  from 60");
    commit(cwd, "hotter");
    const changed = async (range: string) =>
      JSON.parse((await baton(["diff", range, "--json"], { cwd })).stdout).changes.map(
        ({ effect, sentence }: { effect: string; sentence: string }) => `${effect}: ${sentence.slice(0, 30)}`,
      );
    expect(await changed("main..slower")).toEqual([
      "different: band hot: it begins at 60 beco",
      "weaker: due within 4 business hours be",
    ]);
    expect(await changed("main...slower")).toEqual(["weaker: due within 4 business hours be"]);
  });

  test("as JSON it has each change with its lines before and now", async () => {
    const cwd = repository();
    slower(cwd);
    const { stdout } = await baton(["diff", "main", "--json"], { cwd });
    expect(JSON.parse(stdout)).toMatchObject({
      head: { name: "the work tree", commit: null },
      changes: [
        {
          at: "LadderDeclaration.within",
          how: "changed",
          effect: "weaker",
          of: "what runs",
          place: { kind: "ladder", name: "prompt" },
          affects: ["sdr"],
          before: { file: "journeys/organisation.journey", line: 26 },
          after: { file: "journeys/organisation.journey", line: 26 },
        },
      ],
      scenarios: [],
      onlyText: [],
    });
  });

  test("as Markdown nothing that was written becomes a link or a mention", async () => {
    const cwd = repository();
    edit(
      cwd,
      "lead_to_customer.journey",
      "Demo, case studies, proposal",
      "[x](http://example.com) @everyone `code`",
    );
    const { stdout } = await baton(["diff", "main", "--markdown"], { cwd });
    expect(stdout).toMatch(/^### 1 change: 1 neutral\.\n/);
    expect(stdout).toContain("\\[x\\](http:\u200b//example.com) @\u200beveryone \\`code\\`");
  });

  test("of a comment it says that only the text is another", async () => {
    const cwd = repository();
    edit(cwd, "lead_to_customer.journey", "// 1. Nurture:", "// One:");
    const { code, stdout } = await baton(["diff", "main"], { cwd });
    expect(code).toBe(0);
    expect(stdout).toContain("Only the text is another: nothing that runs changes");
    expect(stdout).toContain("only the text is another: journeys/lead_to_customer.journey");
  });

  test("does not compare what has errors, and says what is no revision", async () => {
    const cwd = repository();
    edit(cwd, "lead_to_customer.journey", "-> nurture\n", "-> nowhere\n");
    const broken = await baton(["diff", "main"], { cwd });
    expect([broken.code, broken.stdout]).toEqual([1, ""]);
    expect(broken.stderr).toContain("The work tree has errors");
    expect((await baton(["diff", "nowhere"], { cwd })).stderr).toContain("no revision `nowhere`");
    expect((await baton(["diff", "..main"], { cwd })).stderr).toContain("is no range");
  });
});

describe("baton diff says what becomes of those inside", () => {
  const inside = {
    at: "2026-11-22T18:00:00.000Z",
    releases: [
      {
        journey: "re_engagement",
        version: 1,
        groups: [{ stage: "invitation", steps: ["invitation/wait"], count: 300 }],
      },
    ],
  };
  /** With a letter in place of the wait at which people stand. */
  async function raised(): Promise<string> {
    const cwd = repository();
    await baton(["release", "re_engagement", ...FIRST_RELEASE], { cwd });
    commit(cwd, "released");
    edit(cwd, "re_engagement.journey", "re_engagement v1", "re_engagement v2");
    edit(cwd, "re_engagement.journey", "    wait 14 days\n", "");
    edit(cwd, "messages/last_word.md", "subject: ", "subject: Still ");
    return cwd;
  }
  const LINES = [
    "  re_engagement v1, whose text is v2: 300 inside",
    "      300  invitation: stays in v1 to its end (a move at once would need a map: it stands at invitation.wait: it is gone)",
    "  up to 300 feel it at once, in whatever version: message last_word: the subject line: ",
  ].join("\n");

  test("by a file, and of when it is", async () => {
    const cwd = await raised();
    writeFileSync(join(cwd, "inside.json"), JSON.stringify(inside));
    const args = ["diff", "main", "--people-inside", "inside.json"];
    const { code, stdout } = await baton(args, { cwd });
    expect(code).toBe(0);
    expect(stdout).toContain(
      `\nPeople inside: 300, as inside.json has them, 2026-11-22 18:00 UTC.\n${LINES}`,
    );
    const { people } = JSON.parse((await baton([...args, "--json"], { cwd })).stdout);
    expect(people).toMatchObject({
      is: "read",
      file: "inside.json",
      impact: { inside: 300, releases: [{ next: 2, groups: [{ will: "stays", count: 300 }] }] },
    });
    const markdown = await baton([...args, "--markdown"], { cwd });
    expect(markdown.stdout).toContain("\n| 300 | invitation | stays in v1 to its end (");
  });

  test("by the gateway, where one is known", async () => {
    const cwd = await raised();
    const gateway = await startStubGateway({ inside: () => inside });
    const env = { BATON_SERVER: gateway.url, BATON_TOKEN: "t" };
    const { stdout } = await baton(["diff", "main"], { cwd, env });
    expect(stdout).toContain(
      `\nPeople inside: 300, as ${gateway.url} counts them, 2026-11-22 18:00 UTC.\n${LINES}`,
    );
    expect(gateway.asked.map(({ path }) => path)).toEqual(["/v1/inside?steps=re_engagement"]);
    gateway.close();
  });

  test("and that it does not know, where nobody says so", async () => {
    const cwd = await raised();
    const last = (text: string): string | undefined => text.trimEnd().split("\n").at(-1);
    const nowhere = await baton(["diff", "main"], { cwd });
    expect([nowhere.code, last(nowhere.stdout)]).toEqual([
      0,
      "People inside: not known (no Baton runs here, and no --people-inside FILE was given).",
    ]);
    const env = { BATON_SERVER: "http://127.0.0.1:1", BATON_TOKEN: "t" };
    const away = await baton(["diff", "main"], { cwd, env });
    expect(away.code).toBe(0);
    expect(last(away.stdout)).toMatch(/^People inside: not known \(No gateway answers at http:/);
    writeFileSync(join(cwd, "inside.json"), '{ "at": 1 }');
    const wrong = await baton(["diff", "main", "--people-inside", "inside.json"], { cwd });
    expect([wrong.code, wrong.stdout]).toEqual([2, ""]);
    expect(wrong.stderr).toContain("inside.json does not say who is inside");
  });

  test("of a change that runs nothing otherwise nobody is asked", async () => {
    const cwd = repository();
    edit(cwd, "lead_to_customer.journey", "// 1. Nurture:", "// One:");
    const { stdout } = await baton(["diff", "main"], { cwd });
    expect(stdout).not.toContain("People inside");
  });
});
