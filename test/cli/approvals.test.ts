import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { commit, edit, editAll, git, repository } from "./repository.ts";
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

  test("of an approval of an earlier commit counts what reads the same now", async () => {
    const cwd = repository();
    git(cwd, "checkout", "-q", "-b", "wider");
    widen(cwd);
    commit(cwd, "wider");
    const early = git(cwd, "rev-parse", "HEAD").trim();
    edit(cwd, "messages/welcome_guide.md", 'subject: "', 'subject: "New, ');
    commit(cwd, "a letter");
    const review = (login: string, commit_id: string) => ({
      user: { login },
      state: "APPROVED",
      submitted_at: "2026-11-22T12:00:00+01:00",
      commit_id,
    });
    const at = (commit_id: string) => [review("carla", commit_id), review("dag", commit_id)];
    const found = await verdict(cwd, at(early), "main..HEAD");
    expect(found.agreed).toBe(false);
    expect(found.changes.map(({ place, missing }: Found) => [place.name, missing])).toEqual([
      ["disqualify", []],
      ["disqualify", []],
      ["welcome_guide", ["revops_lead"]],
    ]);
    expect(found.changes[2].stale).toEqual([{ role: "revops_lead", person: "dag" }]);
    expect(found.texts[0].agreed).toEqual(
      ["carla", "dag"].map((who) => expect.objectContaining({ who, at: "2026-11-22T11:00:00.000Z" })),
    );
    expect(await verdict(cwd, at(git(cwd, "rev-parse", "HEAD").trim()), "main..HEAD")).toMatchObject({
      agreed: true,
    });
    expect(await verdict(cwd, at("0123456789abcdef"), "main..HEAD")).toMatchObject({ agreed: false });
  });

  test("a change gives nobody the login of somebody who is there already", async () => {
    const cwd = repository();
    widen(cwd);
    edit(cwd, "people.yaml", "id: dag,   name", "id: dag, login: mallory, name");
    edit(cwd, "people.yaml", "id: carla, name", "id: carla, login: mallory2, name");
    expect(await verdict(cwd, ["mallory", "mallory2"])).toMatchObject({
      agreed: false,
      unknown: ["mallory", "mallory2"],
      approvals: [],
    });
  });

  test("a handover that comes with its journey, or alone, is agreed on by those who give and take it", async () => {
    const cwd = repository();
    edit(
      cwd,
      "re_engagement.journey",
      "  stage conversation",
      `  handover asked_once_more from invitation to conversation {
    giver  marketing_manager  receiver  sdr picked by new_business  accountable  sales_manager
    expects  call_back
    accept on prompt
    decline needs reason { not_a_fit exit still_quiet }
  }

  stage conversation`,
    );
    edit(
      cwd,
      "re_engagement.journey",
      "on demo_requested -> conversation",
      "on demo_held -> conversation through asked_once_more\n    on demo_requested -> conversation",
    );
    const { roles } = await verdict(cwd);
    expect(roles.map(({ role }: { role: string }) => role)).toEqual([
      "marketing_manager",
      "sales_manager",
      "sdr",
    ]);
  });

  test("what is no file of approvals is refused, whatever it holds", async () => {
    const cwd = repository();
    widen(cwd);
    const hostile = [
      "null",
      "[[[[]]]]",
      '{ "__proto__": { "reviews": [] } }',
      '[{ "who": "carla", "at": "yesterday" }]',
      '[{ "who": "carla", "commit": "--output=/tmp/x" }]',
      `["${"x".repeat(500)}"]`,
    ];
    for (const text of hostile) {
      writeFileSync(join(cwd, "reviews.json"), text);
      const { code, stdout } = await baton(["approvals", "main", "--approved-by", "reviews.json"], { cwd });
      expect([code, stdout], text).toEqual([2, ""]);
    }
    writeFileSync(join(cwd, "reviews.json"), '["\\u001b[31mcarla", "dag"]');
    const { stderr } = await baton(["approvals", "main", "--approved-by", "reviews.json"], { cwd });
    expect(stderr).not.toContain("\u001b[31m");
  });
});

describe("ways around an agreement", () => {
  const RIGHT_RULE = "right                   needs owner and revops_lead";
  const asked = async (cwd: string, voices?: unknown): Promise<readonly string[]> => {
    const { roles } = await verdict(cwd, voices);
    return roles.map(({ role }: { role: string }) => role);
  };

  test("to loosen a rule first, in a change of its own: those whom it asked until now must agree", async () => {
    const cwd = repository();
    edit(cwd, "organisation.journey", RIGHT_RULE, "right  needs sdr");
    expect(await asked(cwd)).toEqual(["finance_lead", "revops_lead", "sales_manager", "sdr"]);
    expect(await verdict(cwd, ["anna"])).toMatchObject({ code: 1, agreed: false });
    git(cwd, "checkout", "-q", ".");
    edit(
      cwd,
      "organisation.journey",
      "  handover                needs giver and receiver and accountable\n",
      "",
    );
    expect(await asked(cwd)).toContain("account_executive");
    git(cwd, "checkout", "-q", ".");
    edit(
      cwd,
      "organisation.journey",
      "calendar, role, ladder  needs revops_lead",
      "role, ladder, calendar needs revops_lead",
    );
    expect(await asked(cwd)).toEqual([]);
  });

  test("to be given the role, the login or the authority of another: who answers for roles must agree, and not to their own", async () => {
    const given: readonly (readonly [from: string, to: string])[] = [
      ["id: carla, name", "id: carla, login: mallory, name"],
      ["email: carla@example.com", "email: mallory@example.com"],
      ["roles: [finance_lead]", "roles: [finance_lead, sales_manager]"],
      [
        "delegates:\n",
        "delegates:\n  - { right: disqualify, of: carla, to: bo, from: 2026-11-21, to_date: 2027-01-03 }\n",
      ],
      [
        "delegates:\n",
        "  - { id: mallory, name: M, email: m@example.com, roles: [sales_manager] }\ndelegates:\n",
      ],
    ];
    for (const [from, to] of given) {
      const cwd = repository();
      edit(cwd, "people.yaml", from, to);
      expect(await asked(cwd), to).toEqual(["revops_lead"]);
      expect(await verdict(cwd, ["dag"]), to).toMatchObject({ agreed: true });
    }
    const cwd = repository();
    edit(cwd, "people.yaml", "roles: [revops_lead]", "roles: [revops_lead, finance_lead]");
    expect(await verdict(cwd, ["dag"])).toMatchObject({ agreed: false });
    git(cwd, "checkout", "-q", ".");
    edit(cwd, "people.yaml", "capacity: 20", "capacity: 5");
    edit(cwd, "people.yaml", "from: 2026-12-21, to: 2027-01-03 }]", "from: 2026-12-20, to: 2027-01-03 }]");
    expect(await asked(cwd)).toEqual([]);
  });

  test("to have a person approved, and put another login there afterwards", async () => {
    const cwd = repository();
    git(cwd, "checkout", "-q", "-b", "login");
    edit(cwd, "people.yaml", "id: carla, name", "id: carla, login: cruiz, name");
    commit(cwd, "login");
    const seen = git(cwd, "rev-parse", "HEAD").trim();
    const approved = [{ who: "dag", at: "2026-11-22T10:00:00Z", commit: seen }];
    edit(cwd, "people.yaml", "capacity: 20", "capacity: 5");
    commit(cwd, "room");
    expect(await verdict(cwd, approved, "main..HEAD")).toMatchObject({ agreed: true });
    edit(cwd, "people.yaml", "login: cruiz", "login: mallory");
    commit(cwd, "another login");
    expect(await verdict(cwd, approved, "main..HEAD")).toMatchObject({ agreed: false });
  });

  /** With a rule by which those who hold the right agree to its changes alone. */
  const ownRule = (): string => {
    const cwd = repository();
    edit(cwd, "organisation.journey", RIGHT_RULE, "right  needs sdr");
    commit(cwd, "rule");
    return cwd;
  };
  const gainersIn = async (cwd: string, voices: unknown) =>
    (await verdict(cwd, voices)).changes
      .filter(({ place }: Found) => place.kind === "right")
      .map(({ gainers, missing }: Found) => [gainers, missing]);

  test("to say a higher limit in two lines", async () => {
    const cwd = ownRule();
    edit(
      cwd,
      "organisation.journey",
      "  ask sdr            when amount up to 25_000 EUR counting blank as no\n  ask sales_manager  when amount over 25_000 EUR or amount is blank",
      "  ask sdr  when amount up to 25_000 EUR counting blank as no\n  ask sdr  when amount over 25_000 EUR counting blank as no and amount up to 90_000 EUR counting blank as no\n  ask sales_manager  when amount over 90_000 EUR or amount is blank",
    );
    const found = await gainersIn(cwd, ["anna"]);
    expect(found.length).toBeGreaterThan(0);
    for (const one of found) expect(one).toEqual([["sdr"], ["sales_manager"]]);
  });

  test("to call the right otherwise, and write it anew", async () => {
    const cwd = ownRule();
    edit(cwd, "organisation.journey", "right disqualify of lead", "right let_go of lead");
    for (const file of ["lead_to_customer.journey", "re_engagement.journey"])
      editAll(cwd, file, "decide disqualify", "decide let_go");
    for (const file of ["first_call.journey", "offering_the_lead.journey", "quiet_leads.journey"])
      editAll(cwd, `scenarios/${file}`, "disqualify", "let_go");
    edit(
      cwd,
      "organisation.journey",
      "  ask sdr            when amount up to 25_000 EUR counting blank as no\n  ask sales_manager  when amount over 25_000 EUR or amount is blank\n\n  answers  approved, declined\n  answer   on daily",
      "  ask sdr            when amount up to 900_000 EUR counting blank as no\n  ask sales_manager  when amount over 900_000 EUR or amount is blank\n  never the asker    when amount over 900_000 EUR counting blank as no\n\n  answers  approved, declined\n  answer   on prompt",
    );
    const alone = await verdict(cwd, ["anna", "ida", "bo"]);
    const rights = alone.changes.filter(({ place }: Found) => place.kind === "right");
    expect(rights.some(({ gainers }: Found) => gainers?.includes("sdr"))).toBe(true);
    expect(rights.some(({ missing }: Found) => missing.length > 0)).toBe(true);
  });

  test("to leave out that nobody decides what they asked for", async () => {
    const cwd = repository();
    edit(cwd, "organisation.journey", RIGHT_RULE, "right  needs account_executive");
    commit(cwd, "rule");
    edit(cwd, "organisation.journey", "  never the asker         when discount over 10%\n", "");
    const [found] = await gainersIn(cwd, ["elsa"]);
    expect(found).toEqual([
      ["account_executive", "sales_manager", "finance_lead", "legal_counsel"],
      ["revops_lead"],
    ]);
  });

  test("to report to somebody else in the same change", async () => {
    const cwd = ownRule();
    widen(cwd);
    edit(
      cwd,
      "organisation.journey",
      '"Sales Development Rep"       { hours nordic  reports to sales_manager }',
      '"Sales Development Rep"       { hours nordic  reports to marketing_ops }',
    );
    const [found] = await gainersIn(cwd, ["anna", "ida"]);
    expect(found).toEqual([["sdr"], ["sales_manager"]]);
  });

  test("a role by another name is asked by that name, and those answer who filled it by the old one", async () => {
    const cwd = repository();
    for (const file of [
      "organisation.journey",
      "lead_to_customer.journey",
      "re_engagement.journey",
      "people.yaml",
    ])
      editAll(cwd, file, "sales_manager", "head_of_sales");
    for (const file of [
      "deals.journey",
      "first_call.journey",
      "offering_the_lead.journey",
      "quiet_leads.journey",
    ])
      editAll(cwd, `scenarios/${file}`, "sales_manager", "head_of_sales");
    editAll(cwd, "lead.journey", "sales_manager", "head_of_sales");
    edit(cwd, "people.yaml", "roles: [finance_lead]", "roles: [finance_lead, head_of_sales]");
    widen(cwd);
    expect(await asked(cwd)).toEqual(["head_of_sales", "revops_lead"]);
    expect(await verdict(cwd, ["finn", "dag"])).toMatchObject({ agreed: false });
    expect(await verdict(cwd, ["carla", "dag"])).toMatchObject({ agreed: true });
  });
});

interface Found {
  readonly place: { readonly kind: string; readonly name: string };
  readonly missing: readonly string[];
  readonly gainers?: readonly string[];
}
