/** Two branches release one version, as git really leaves it. */
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeEach, describe, expect, test } from "vitest";
import { commit, edit, FIRST_RELEASE, git, repository } from "./repository.ts";
import { baton } from "./run-baton.ts";

const RELEASE = "journeys/releases/lead_to_customer_v1.json";
const LEAD = "lead_to_customer.journey";

let cwd: string;

async function release(message: string): Promise<void> {
  commit(cwd, message);
  const { code, stderr } = await baton(["release", "lead_to_customer", ...FIRST_RELEASE], { cwd });
  expect(code, stderr).toBe(0);
  commit(cwd, `${message}, released`);
}

/** Both have released v1: `main` with a shorter stage, the branch with another wait. The branch takes `main` in. */
beforeEach(async () => {
  cwd = repository();
  git(cwd, "checkout", "-q", "-b", "other");
  edit(cwd, LEAD, "wait up to 14 days for demo_held", "wait up to 15 days for demo_held");
  await release("another wait");
  git(cwd, "checkout", "-q", "main");
  edit(cwd, LEAD, "at most 60 days", "at most 59 days");
  await release("a shorter stage");
  git(cwd, "checkout", "-q", "other");
  expect(() => git(cwd, "merge", "-q", "main")).toThrow();
}, 30_000);

const errorsOf = async (): Promise<string> => (await baton(["check"], { cwd })).stdout;

describe("one version that two branches have released", () => {
  test("is a conflict, of which the check says what to do; doing it mends it", async () => {
    expect(readFileSync(join(cwd, RELEASE), "utf8")).toMatch(/^<{7} HEAD$/m);
    const said = await errorsOf();
    expect(said).toContain(
      "error[release-in-conflict]: Two branches have released `lead_to_customer_v1`, each its own",
    );
    expect(said).toContain("git checkout --theirs");
    expect(said).not.toContain("release-unreadable");

    git(cwd, "checkout", "--theirs", RELEASE);
    const raise = await errorsOf();
    expect(raise).toContain("error[version-not-raised]");
    edit(cwd, LEAD, "journey lead_to_customer v1", "journey lead_to_customer v2");
    expect(await errorsOf()).not.toContain("error[");
    commit(cwd, "merged");
    const { code, stdout } = await baton(["release", "lead_to_customer", ...FIRST_RELEASE], { cwd });
    expect(code).toBe(0);
    expect(stdout).toContain("lead_to_customer_v2.json");
    expect(git(cwd, "diff", "--stat", "main", "--", RELEASE)).toBe("");
  });

  test("with the wrong side taken passes no review", async () => {
    git(cwd, "checkout", "--ours", RELEASE);
    edit(cwd, LEAD, "journey lead_to_customer v1", "journey lead_to_customer v2");
    expect(await errorsOf()).not.toContain("error[");
    commit(cwd, "merged");
    const { code, stderr } = await baton(["review", "main..HEAD"], { cwd });
    expect(code).toBe(1);
    expect(stderr).toContain("the release lead_to_customer_v1 is not what was released");
  });

  test("leaves what somebody has written of the attributes alone", async () => {
    git(cwd, "merge", "--abort");
    const attributes = join(cwd, "journeys/releases/.gitattributes");
    expect(readFileSync(attributes, "utf8")).toContain("*.json text eol=lf merge linguist-generated\n");
    expect(git(cwd, "check-attr", "linguist-generated", "--", RELEASE)).toContain(": set");
    writeFileSync(attributes, "# ours\n");
    edit(cwd, LEAD, "journey lead_to_customer v1", "journey lead_to_customer v2");
    await release("second");
    expect(readFileSync(attributes, "utf8")).toBe("# ours\n");
  });
});
