/** From an edit to a release: who must agree stands in `changes` (3.5), and a release waits for them. */
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { commit, edit, FIRST_RELEASE, git, repository } from "./repository.ts";
import { baton } from "./run-baton.ts";

/** The library, its journeys released for the first time, on `main`. */
async function released(): Promise<string> {
  const cwd = repository();
  const { code, stderr } = await baton(["release", ...FIRST_RELEASE], { cwd });
  expect(code, stderr).toBe(0);
  commit(cwd, "release v1");
  return cwd;
}

/** Of a right: its owner, sales_manager, and revops_lead must agree; sdr may decide more by it. */
const widen = (cwd: string, to = "50_000"): void => {
  edit(cwd, "organisation.journey", "up to 25_000 EUR", `up to ${to} EUR`);
  edit(cwd, "organisation.journey", "over 25_000 EUR or", `over ${to} EUR or`);
};
const raise = (cwd: string, name = "lead_to_customer", from = 1): void =>
  edit(cwd, `${name}.journey`, `${name} v${from}`, `${name} v${from + 1}`);

/** What the code host reports, held against the change: the file that a release reads. */
async function approve(
  cwd: string,
  range: string | null,
  voices: unknown,
  file = "agreement.json",
): Promise<number | null> {
  writeFileSync(join(cwd, ".git", "reviews.json"), JSON.stringify(voices));
  const args = [
    "approvals",
    ...(range === null ? [] : [range]),
    "--approved-by",
    ".git/reviews.json",
    "--json",
  ];
  const { code, stdout } = await baton(args, { cwd });
  writeFileSync(join(cwd, ".git", file), stdout);
  return code;
}

const release = (cwd: string, ...files: readonly string[]) =>
  baton(["release", ...files.flatMap((file) => ["--approvals", `.git/${file}`])], { cwd });

const frozen = (cwd: string, name: string) =>
  JSON.parse(readFileSync(join(cwd, "journeys/releases", `${name}.json`), "utf8")).released;

/** Milliseconds: whole stories of up to twenty commands, each a process that reads and compiles the library. */
const STORY = { timeout: 120_000 };

describe("a pull request, from the edit to the release", STORY, () => {
  test("what is missing stops it, what is agreed to is written down, and an edit afterwards takes it back", async () => {
    const cwd = await released();
    git(cwd, "checkout", "-q", "-b", "wider");
    widen(cwd);
    raise(cwd);
    commit(cwd, "sdr may disqualify up to 50,000 EUR");
    const { stdout } = await baton(["diff", "main...HEAD"], { cwd });
    expect(stdout).toContain("right disqualify: sdr may decide when the amount is at most 50,000 EUR");

    // Nobody yet.
    const refused = await release(cwd);
    expect(refused).toMatchObject({ code: 1, stdout: "" });
    expect(refused.stderr).toContain("sales_manager  missing (carla)\n  right disqualify: sdr may decide");
    expect(refused.stderr).toContain("revops_lead  missing (dag)\n");
    expect(refused.stderr).toContain("Nothing was released: not all who must agree have");

    // Whoever's own right widens, alone.
    expect(await approve(cwd, "main...HEAD", ["anna"])).toBe(1);
    expect((await release(cwd, "agreement.json")).code).toBe(1);

    // One of two.
    expect(await approve(cwd, "main...HEAD", ["anna", "carla"])).toBe(1);
    const half = await release(cwd, "agreement.json");
    expect([half.code, half.stderr.includes("sales_manager  missing")]).toEqual([1, false]);

    // Both; but then somebody goes on writing.
    expect(await approve(cwd, "main...HEAD", ["carla", "dag"])).toBe(0);
    edit(cwd, "organisation.journey", "up to 50_000 EUR", "up to 90_000 EUR");
    edit(cwd, "organisation.journey", "over 50_000 EUR or", "over 90_000 EUR or");
    commit(cwd, "a little more");
    const stale = await release(cwd, "agreement.json");
    expect(stale.code).toBe(1);
    expect(stale.stderr).toContain("[carla agreed to another text of it]");

    // Another layout and a comment take nothing back.
    expect(await approve(cwd, "main...HEAD", ["carla", "dag"])).toBe(0);
    edit(
      cwd,
      "organisation.journey",
      "right disqualify of lead",
      "// Since spring.\nright disqualify of lead",
    );
    commit(cwd, "a comment");
    const passed = await release(cwd, "agreement.json");
    expect(passed, passed.stderr).toMatchObject({ code: 0 });
    expect(passed.stdout).toContain("Released lead_to_customer v2");
    expect(frozen(cwd, "lead_to_customer_v2")).toMatchObject({
      approvals: [
        { who: "dag", role: "revops_lead" },
        { who: "carla", role: "sales_manager" },
      ],
      agreement: { roles: ["revops_lead", "sales_manager"], waived: null },
    });
    commit(cwd, "release v2");
    const { stdout: found } = await baton(["check"], { cwd });
    expect(
      [...found.matchAll(/`(\w+)` was released without the agreement/g)].map(([, name]) => name),
    ).toEqual(["re_engagement_v1"]);
  });
});

describe("a release asks for agreement", STORY, () => {
  test("of the first there is nobody to ask but who says why; it stands in the release, and in what check says", async () => {
    const cwd = repository();
    const refused = await baton(["release", "re_engagement"], { cwd });
    expect(refused).toMatchObject({
      code: 1,
      stderr: expect.stringContaining("is released for the first time"),
    });
    const nobody = ["--unapproved", "--by", "nobody", "--because", "x"];
    expect((await baton(["release", ...nobody], { cwd })).code).toBe(2);
    expect((await baton(["release", "--unapproved"], { cwd })).code).toBe(2);
    const { code, stderr } = await baton(["release", "re_engagement", ...FIRST_RELEASE], { cwd });
    expect([code, stderr.includes("Released without them, by dag: The first release")]).toEqual([0, true]);
    expect(frozen(cwd, "re_engagement_v1").agreement).toMatchObject({
      since: null,
      waived: {
        by: "dag",
        because: "The first release: nobody is inside",
        missing: expect.arrayContaining(["sdr"]),
      },
    });
    const check = await baton(["check"], { cwd });
    expect([check.code, check.stderr + check.stdout]).toEqual([
      0,
      expect.stringContaining("`re_engagement_v1` was released without the agreement of"),
    ]);
  });

  test("all may agree to the first", async () => {
    const cwd = repository();
    expect(await approve(cwd, null, ["anna", "carla", "dag", "elsa", "finn", "ida"])).toBe(0);
    expect(await release(cwd, "agreement.json")).toMatchObject({ code: 0 });
    expect(frozen(cwd, "re_engagement_v1").agreement).toMatchObject({ since: null, waived: null });
  });

  test("only of what the journey is made of: another's change asks nobody", async () => {
    const cwd = await released();
    widen(cwd);
    raise(cwd);
    edit(cwd, "re_engagement.journey", "wait 14 days", "wait 15 days");
    raise(cwd, "re_engagement");
    commit(cwd, "both");
    const { stdout } = await baton(["release", "re_engagement", "--json"], { cwd });
    const [{ roles }] = JSON.parse(stdout).missing;
    expect(roles).toEqual(["marketing_manager"]);
  });

  test("what was released without it in an emergency is asked for again", async () => {
    const cwd = await released();
    widen(cwd);
    raise(cwd);
    commit(cwd, "wider");
    const emergency = ["--unapproved", "--by", "dag", "--because", "Leads were lost"];
    expect((await baton(["release", "lead_to_customer", ...emergency], { cwd })).code).toBe(0);
    commit(cwd, "release v2");
    edit(cwd, "lead_to_customer.journey", "wait 2 days", "wait 3 days");
    raise(cwd, "lead_to_customer", 2);
    commit(cwd, "slower");
    expect(await approve(cwd, "HEAD~1..HEAD", ["dag"])).toBe(0);
    const refused = await release(cwd, "agreement.json");
    expect([refused.code, refused.stderr.includes("sales_manager  missing (carla)")]).toEqual([1, true]);
    expect(await approve(cwd, null, ["dag", "carla"])).toBe(0);
    expect((await release(cwd, "agreement.json")).code).toBe(0);
  });

  test("given change by change it has to lead from one release to the next", async () => {
    const cwd = await released();
    widen(cwd, "30_000");
    raise(cwd);
    commit(cwd, "wider");
    expect(await approve(cwd, "HEAD~1..HEAD", ["carla", "dag"], "first.json")).toBe(0);
    edit(cwd, "organisation.journey", "up to 30_000 EUR", "up to 40_000 EUR");
    edit(cwd, "organisation.journey", "over 30_000 EUR or", "over 40_000 EUR or");
    commit(cwd, "wider still");
    expect(await approve(cwd, "HEAD~1..HEAD", ["carla", "dag"], "second.json")).toBe(0);
    const alone = await release(cwd, "second.json");
    expect([alone.code, alone.stderr.includes("[carla agreed to another text of it]")]).toEqual([1, true]);
    expect((await release(cwd, "first.json")).code).toBe(1);
    expect((await release(cwd, "second.json", "first.json")).code).toBe(0);
  });

  test("of whoever has lost the role since, or has left, it counts no more", async () => {
    const cwd = await released();
    const zoe = "  - { id: zoe, name: Zoe, email: zoe@example.com, roles: [sales_manager] }\n";
    edit(cwd, "people.yaml", "people:\n", `people:\n${zoe}`);
    commit(cwd, "Zoe comes");
    widen(cwd);
    raise(cwd);
    commit(cwd, "wider");
    expect(await approve(cwd, "HEAD~1..HEAD", ["zoe", "dag"])).toBe(0);
    edit(cwd, "people.yaml", zoe, "");
    edit(cwd, "people.yaml", "roles: [legal_counsel]", "roles: [legal_counsel, revops_lead]");
    edit(cwd, "people.yaml", "roles: [revops_lead]", "roles: [legal_counsel]");
    commit(cwd, "Zoe goes, and Dag does something else");
    const { code, stderr } = await release(cwd, "agreement.json");
    expect(code).toBe(1);
    expect(stderr).toContain("zoe is nobody in people.yaml any more.");
    expect(stderr).toContain("[dag agreed, and fills the role no more]");
  });

  test("where branches are squashed it is compared with what brought the release; a shallow clone cannot say", async () => {
    const cwd = await released();
    git(cwd, "checkout", "-q", "-b", "more");
    edit(cwd, "re_engagement.journey", "wait 14 days", "wait 15 days");
    raise(cwd, "re_engagement");
    commit(cwd, "slower");
    expect(await approve(cwd, "main..HEAD", ["ida"])).toBe(0);
    expect((await release(cwd, "agreement.json")).code).toBe(0);
    commit(cwd, "release v2");
    git(cwd, "checkout", "-q", "main");
    git(cwd, "merge", "-q", "--squash", "more");
    commit(cwd, "slower (#1)");
    edit(cwd, "re_engagement.journey", "wait 15 days", "wait 16 days");
    raise(cwd, "re_engagement", 2);
    commit(cwd, "slower still");
    const clone = join(cwd, ".git", "clone");
    git(cwd, "clone", "-q", "--no-local", "--single-branch", "-b", "main", cwd, clone);
    const refused = await baton(["release", "--json"], { cwd: clone });
    expect(JSON.parse(refused.stdout).missing).toMatchObject([
      {
        journeys: ["re_engagement"],
        since: git(cwd, "rev-parse", "main~1").trim(),
        roles: ["marketing_manager"],
      },
    ]);
    const shallow = join(cwd, ".git", "shallow");
    git(cwd, "clone", "-q", "--depth", "1", "-b", "main", `file://${cwd}`, shallow);
    expect(await baton(["release"], { cwd: shallow })).toMatchObject({
      code: 3,
      stderr: expect.stringContaining("is not in this clone: nobody can say what has changed since"),
    });
  });

  test("a file that says no more than who approved is refused, since it does not say what", async () => {
    const cwd = await released();
    const approvals = [{ who: "carla", role: "sales_manager", at: "2026-11-22T15:00:00Z" }];
    writeFileSync(join(cwd, ".git", "a.json"), JSON.stringify(approvals));
    const { code, stderr } = await release(cwd, "a.json");
    expect([code, stderr.includes("does not say who has agreed to what")]).toEqual([2, true]);
  });
});
