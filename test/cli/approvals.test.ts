import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { commit, edit, git, repository } from "./repository.ts";
import { baton } from "./run-baton.ts";

/** Of a right: its owner, sales_manager, and revops_lead must agree. */
const widen = (cwd: string): void => {
  edit(cwd, "organisation.journey", "up to 25_000 EUR", "up to 50_000 EUR");
  edit(cwd, "organisation.journey", "over 25_000 EUR or", "over 50_000 EUR or");
};

async function verdict(cwd: string, voices?: unknown, range = "main") {
  const file = join(cwd, "reviews.json");
  if (voices !== undefined) writeFileSync(file, JSON.stringify(voices));
  const ran = await baton(
    ["approvals", range, ...(voices === undefined ? [] : ["--approved-by", file]), "--json"],
    {
      cwd,
    },
  );
  return { code: ran.code, ...JSON.parse(ran.stdout) };
}

describe("baton approvals", () => {
  test("says whose agreement is missing, and fails until it is there", async () => {
    const cwd = repository();
    widen(cwd);
    const { code, stdout, stderr } = await baton(["approvals", "main"], { cwd });
    expect(code).toBe(1);
    expect(stdout).toContain("sales_manager  missing (carla)\n");
    expect(stdout).toContain("revops_lead  missing (dag)\n");
    expect(stderr).toContain("Not all who must agree have.");
    expect(await verdict(cwd, ["carla"])).toMatchObject({ code: 1, agreed: false });
    expect(await verdict(cwd, ["carla", "dag@example.com"])).toMatchObject({
      code: 0,
      agreed: true,
      approvals: [
        { who: "carla", role: "sales_manager" },
        { who: "dag@example.com", role: "revops_lead" },
      ],
    });
  });

  test("reads what code hosts report: the last word of each counts", async () => {
    const cwd = repository();
    edit(cwd, "people.yaml", "id: dag,   name", "id: dag, login: Dag-N, name");
    edit(cwd, "people.yaml", "id: carla, name", "id: carla, login: cruiz, name");
    commit(cwd, "logins");
    widen(cwd);
    const review = (login: string, state: string, at: string) => ({
      author: { login },
      state,
      submittedAt: at,
    });
    const agreed = [
      review("dag-n", "APPROVED", "2026-11-22T10:00:00Z"),
      review("cruiz", "APPROVED", "2026-11-22T10:01:00Z"),
    ];
    expect(await verdict(cwd, { reviews: agreed })).toMatchObject({ agreed: true });
    const commented = [...agreed, review("cruiz", "COMMENTED", "2026-11-22T11:00:00Z")];
    expect(await verdict(cwd, { reviews: commented })).toMatchObject({ agreed: true });
    const withdrawn = [...agreed, review("cruiz", "CHANGES_REQUESTED", "2026-11-22T11:00:00Z")];
    expect(await verdict(cwd, { reviews: withdrawn })).toMatchObject({ agreed: false });
    const byRest = agreed.map(({ author, state, submittedAt }) => ({
      user: author,
      state,
      submitted_at: submittedAt,
    }));
    expect(await verdict(cwd, byRest)).toMatchObject({ agreed: true });
    const byGitlab = { approved_by: [{ user: { username: "dag-n" } }, { user: { username: "cruiz" } }] };
    expect(await verdict(cwd, byGitlab)).toMatchObject({ agreed: true });
    expect(await verdict(cwd, ["somebody"])).toMatchObject({ agreed: false, unknown: ["somebody"] });
  });

  test("a change does not loosen the rule that it is held to, nor fill the role that must agree", async () => {
    const cwd = repository();
    widen(cwd);
    edit(
      cwd,
      "organisation.journey",
      "right                   needs owner and revops_lead",
      "right  needs sdr",
    );
    edit(cwd, "people.yaml", "roles: [sdr]", "roles: [sdr, sales_manager, revops_lead]");
    const { agreed, roles } = await verdict(cwd, ["anna"]);
    expect(agreed).toBe(false);
    expect(roles).toContainEqual({ role: "revops_lead", agreedBy: [] });
    expect(roles).toContainEqual({ role: "sales_manager", agreedBy: [] });
  });

  test("nobody widens their own right alone: those to whom they report must agree", async () => {
    const cwd = repository();
    edit(
      cwd,
      "organisation.journey",
      "right                   needs owner and revops_lead",
      "right  needs sdr",
    );
    commit(cwd, "rule");
    widen(cwd);
    const alone = await verdict(cwd, ["anna"]);
    expect(alone).toMatchObject({ agreed: false });
    expect(alone.changes[0]).toMatchObject({ gainers: ["sdr"], alone: true, missing: ["sales_manager"] });
    expect(await verdict(cwd, ["anna", "carla"])).toMatchObject({ agreed: true });
  });

  test("a handover is agreed on by its two sides and whoever is accountable; a message by the journey's owner", async () => {
    const cwd = repository();
    edit(cwd, "lead_to_customer.journey", "carries      company, amount\n", "carries      company\n");
    const handover = await verdict(cwd);
    expect(handover.changes[0].roles.toSorted()).toEqual(["account_executive", "sales_manager", "sdr"]);
    git(cwd, "checkout", "-q", ".");
    edit(cwd, "messages/welcome_guide.md", 'subject: "', 'subject: "New, ');
    expect((await verdict(cwd)).roles).toEqual([{ role: "revops_lead", agreedBy: [] }]);
  });

  test("of what changes nothing nobody is asked", async () => {
    const cwd = repository();
    edit(cwd, "lead_to_customer.journey", "// 1. Nurture:", "// One:");
    expect(await verdict(cwd)).toMatchObject({ code: 0, agreed: true, roles: [] });
    const { stderr } = await baton(["approvals", "main", "--approved-by", "nowhere.json"], { cwd });
    expect(stderr).toContain("nowhere.json cannot be read");
  });

  test("what it writes is what a release records", async () => {
    const cwd = repository();
    widen(cwd);
    writeFileSync(join(cwd, "reviews.json"), JSON.stringify(["carla", "dag"]));
    const { stdout } = await baton(["approvals", "main", "--approved-by", "reviews.json", "--json"], { cwd });
    commit(cwd, "wider");
    writeFileSync(join(cwd, "agreement.json"), stdout);
    const args = ["release", "lead_to_customer", "--approvals", "agreement.json", "--uncommitted"];
    const released = await baton(args, { cwd });
    expect(released.code, released.stderr).toBe(0);
    const frozen = readFileSync(join(cwd, "journeys/releases/lead_to_customer_v1.json"), "utf8");
    expect(JSON.parse(frozen).released.approvals).toMatchObject([
      { who: "carla", role: "sales_manager" },
      { who: "dag", role: "revops_lead" },
    ]);
  });
});
