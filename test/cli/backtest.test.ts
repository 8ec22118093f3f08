/** `baton backtest` in a repository of its own: what a reviewer sees of a change before it is merged. */
import { execFileSync } from "node:child_process";
import { cpSync, readFileSync, statSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { baton, directoryOf, ROOT } from "./run-baton.ts";

const at = (day: number): string => new Date(Date.UTC(2026, 5, day, 9)).toISOString();
const lead = (name: string) => ({ email: `${name}@example.com`, name, company: `${name} Ltd` });
const fact = (event: string, name: string, day: number, data: object = {}) => ({
  id: `${event} ${name} ${day}`,
  event,
  at: at(day),
  subject: lead(name),
  data,
});
const HISTORY = [
  ...["maria", "jonas", "kim"].map((name) =>
    fact("content_downloaded", name, 1, { title: "Fees guide", topic: "payments" }),
  ),
  fact("deal_won", "maria", 50, { amount: { amount: 20_000, currency: "EUR" } }),
]
  .map((line) => `${JSON.stringify(line)}\n`)
  .join("");

let cwd: string;
const git = (...args: readonly string[]): string =>
  execFileSync("git", ["-c", "user.name=Test", "-c", "user.email=test@example.com", ...args], {
    cwd,
    encoding: "utf8",
    stdio: ["ignore", "pipe", "ignore"],
  }).trim();
const edit = (from: string, to: string): void => {
  const file = join(cwd, "journeys/lead_to_customer.journey");
  const text = readFileSync(file, "utf8");
  expect(text).toContain(from);
  writeFileSync(file, text.replace(from, to));
};
const run = (...args: readonly string[]) => baton(["backtest", ...args], { cwd });

beforeAll(() => {
  cwd = directoryOf({ "history.jsonl": HISTORY });
  cpSync(join(ROOT, "journeys"), join(cwd, "journeys"), { recursive: true });
  git("init", "--quiet");
  git("add", ".");
  git("commit", "--quiet", "-m", "As it is");
  edit("lasts   at most 8 weeks", "lasts   at most 5 weeks");
});

describe("baton backtest", () => {
  it("says who would have gone elsewhere, and been told something else", async () => {
    const { code, stdout } = await run("--base", "HEAD", "--events", "history.jsonl");
    expect(code).toBe(0);
    expect(stdout).toContain("3 of 3 people would have taken another course.");
    expect(stdout).toMatch(/^nurture +2 +0$/m);
    expect(stdout).toContain("  2 people: nurture -> exit lost\n  1 person: exit won -> exit lost\n");
    expect(stdout).toMatch(/^message honest_question +0 +3$/m);
    expect(stdout).not.toContain("example.com");
  });

  it("names people when it is asked to, and never in Markdown", async () => {
    const named = await run("--base", "HEAD", "--events", "history.jsonl", "--people");
    expect(named.stdout).toContain("lead maria@example.com");
    const page = await run("--base", "HEAD", "--events", "history.jsonl", "--markdown", "--people");
    expect(page.stdout).toMatch(/^## Back-test\n/);
    expect(page.stdout).not.toContain("example.com");
    const json = await run("--base", "HEAD", "--events", "history.jsonl", "--json");
    expect(JSON.parse(json.stdout)).toMatchObject({
      head: "the work tree",
      backtest: { facts: 4, comparison: { people: 3, differ: 3 } },
    });
    expect(json.stdout).not.toContain("example.com");
  });

  it("finds nothing between a version and itself", async () => {
    const { stdout } = await run("--base", "HEAD", "--head", "HEAD", "--events", "history.jsonl");
    expect(stdout).toContain("All 3 people would have taken the same course.");
  });

  it("says what is wrong with the question, in one sentence", async () => {
    const asked = async (...args: readonly string[]) => {
      const { code, stderr } = await run(...args);
      return [code, stderr.trim()];
    };
    expect(await asked("--base", "v9", "--events", "history.jsonl")).toEqual([
      2,
      expect.stringContaining("no revision `v9`"),
    ]);
    expect(await asked("--base", "--upload-pack=touch x", "--events", "history.jsonl")).toEqual([
      2,
      expect.stringContaining("no revision"),
    ]);
    expect(await asked("--base", "HEAD")).toEqual([2, expect.stringContaining("--from")]);
    expect(await asked("--base", "HEAD", "--events", "gone.jsonl")).toEqual([
      3,
      expect.stringContaining("cannot be read"),
    ]);
    writeFileSync(join(cwd, "broken.jsonl"), `${HISTORY}{"event": "asked", "id": "1", "at": "soon"}\n`);
    expect(await asked("--base", "HEAD", "--events", "broken.jsonl")).toEqual([
      3,
      expect.stringMatching(/broken\.jsonl:5: `at`: an instant looks like/),
    ]);
  });

  it("does not try what has errors, and says where they are", async () => {
    git("stash", "--quiet");
    git("checkout", "--quiet", "-b", "broken");
    edit("owner      revops_lead", "owner      nobody_at_all");
    git("commit", "--quiet", "-am", "Broken");
    git("checkout", "--quiet", "-");
    const { code, stderr } = await run("--base", "broken", "--events", "history.jsonl");
    git("stash", "pop", "--quiet");
    expect(code).toBe(1);
    expect(stderr).toMatch(/nobody_at_all[\s\S]*has errors: it can neither be compared nor tried/);
  });

  it("reads no link of a revision, and leaves the work tree alone", async () => {
    const before = git("status", "--porcelain");
    symlinkSync("/etc/passwd", join(cwd, "journeys", "secrets.journey"));
    git("add", "journeys/secrets.journey");
    const tree = git("write-tree");
    const commit = git("commit-tree", tree, "-p", "HEAD", "-m", "A link");
    git("rm", "--quiet", "-f", "journeys/secrets.journey");
    const { code, stderr } = await run("--base", commit, "--events", "history.jsonl");
    expect(stderr).not.toContain("root:");
    expect(code).toBe(0);
    expect(git("status", "--porcelain")).toBe(before);
  });

  it("plays what an import has written", async () => {
    writeFileSync(
      join(cwd, "leads.csv"),
      "Email,Name,Company,When\nlee@example.com,Lee,Lee Ltd,2026-06-02\n",
    );
    const wrote = await baton(
      ["import", "leads", "leads.csv", "--event", "content_downloaded", "--map", "email=Email"]
        .concat(["--map", "name=Name", "--map", "company=Company", "--data", "title={Name}"])
        .concat(["--data", "topic={Company}", "--at", "When", "--write", "leads.jsonl"]),
      { cwd },
    );
    expect(wrote).toMatchObject({ code: 0, stdout: "1 leads: 1 written, 0 already there, 0 refused.\n" });
    expect(statSync(join(cwd, "leads.jsonl")).mode & 0o077).toBe(0);
    const { stdout } = await run("--base", "HEAD", "--events", "leads.jsonl", "--until", "2026-09-01");
    expect(stdout).toContain("1 of 1 person would have taken another course.");
  });

  it("says which file cannot be written, and takes it for no mistake of its own", async () => {
    const kept = await run("--base", "HEAD", "--events", "history.jsonl", "--save", "nowhere/kept.jsonl");
    expect(kept).toMatchObject({ code: 3, stdout: "" });
    expect(kept.stderr).toMatch(/error: nowhere\/kept\.jsonl cannot be written: /);
  });
});
