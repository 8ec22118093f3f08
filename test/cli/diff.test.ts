import { describe, expect, test } from "vitest";
import { commit, edit, git, repository } from "./repository.ts";
import { baton } from "./run-baton.ts";

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
