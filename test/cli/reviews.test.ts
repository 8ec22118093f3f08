import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { libraryWith } from "./library-with.ts";
import { baton } from "./run-baton.ts";

test("baton reviews lists what is to be looked at again, by owner, with who fills the role", async () => {
  const { code, stdout, stderr } = await baton(["reviews", "--on", "2026-12-31"]);
  expect(code).toBe(0);
  expect(stdout).toMatch(/^revops_lead \(dag\)$/m);
  expect(stdout).toMatch(
    /^ {2}journey lead_to_customer +3 months +2026-10-01 +2027-01-01 +1 day left +2027-04-01$/m,
  );
  expect(stdout).toMatch(/^ {2}score interest +3 months/m);
  expect(stdout).toMatch(/^ {2}route new_business +3 months/m);
  expect(stderr).toBe("No review is due: the next is on 2027-01-01.\n");
});

test("it says how long something is over, and fails once that is past its grace", async () => {
  const late = await baton(["reviews", "--on", "2027-04-01"]);
  expect(late.code).toBe(0);
  expect(late.stderr).toBe("4 of 4 reviews are due.\n");
  expect(late.stdout).toMatch(/journey re_engagement .* today /);
  const { code, stdout, stderr } = await baton(["reviews", "--on", "2027-04-02", "--owner", "sales_manager"]);
  expect(code).toBe(1);
  expect(stdout).toMatch(/route new_business .* 91 days over, past its grace {2}2027-04-01/);
  expect(stderr).toBe("1 of 1 reviews is due, 1 of them past its grace.\n");
});

test("the grace is the project's own, and the same for the check", async () => {
  const cwd = libraryWith("lead.journey", []);
  writeFileSync(join(cwd, "package.json"), JSON.stringify({ baton: { reviewGraceDays: 0 } }));
  expect((await baton(["reviews", "--on", "2027-01-01"], { cwd })).code).toBe(0);
  expect((await baton(["reviews", "--on", "2027-01-02"], { cwd })).code).toBe(1);
  expect((await baton(["check", "--today", "2027-01-02"], { cwd })).code).toBe(1);
});

test("as data it has the place in the text, and as Markdown the same list", async () => {
  const { stdout } = await baton(["reviews", "--on", "2027-01-04", "--due", "--json"]);
  const { reviews } = JSON.parse(stdout);
  expect(reviews.map(({ name }: { readonly name: string }) => name)).not.toContain("re_engagement");
  expect(reviews[0]).toEqual({
    kind: "journey",
    name: "lead_to_customer",
    owner: "revops_lead",
    every: "3 months",
    last: "2026-10-01",
    due: "2027-01-01",
    until: "2027-04-01",
    lapses: false,
    file: "journeys/lead_to_customer.journey",
    line: 4,
    today: "2027-01-04",
    standing: "overdue",
    daysOver: 3,
    people: ["dag"],
  });
  const { stdout: markdown } = await baton(["reviews", "--on", "2027-01-04", "--markdown"]);
  expect(markdown).toContain("**3 of 4 reviews are due.**");
  expect(markdown).toContain(
    "| score interest | 3 months | 2026-10-01 | 2027-01-01 | 3 days over | 2027-04-01 |",
  );
});

test("without a last review there is no date", async () => {
  const cwd = libraryWith("lead.journey", [
    [
      "score interest of lead",
      "score worth of lead { owner marketing_ops  review every 3 months  validate against deal_won within 180 days  add 5 on page_viewed  band high from 20 }\n\nscore interest of lead",
    ],
  ]);
  const { stdout, stderr } = await baton(["reviews", "--on", "2026-12-31"], { cwd });
  expect(stdout).toMatch(/^marketing_ops \(ida\)$/m);
  expect(stdout).toMatch(/^ {2}score worth +3 months +never +never reviewed$/m);
  expect(stderr).toBe("No review is due: the next is on 2027-01-01. 1 has never been.\n");
});

test("a role or a day that there is none of is a mistake of the command line", async () => {
  const role = await baton(["reviews", "--owner", "revops_leed"]);
  expect([role.code, role.stderr]).toEqual([
    2,
    "error: There is no role revops_leed. Did you mean revops_lead?\n",
  ]);
  expect((await baton(["reviews", "--on", "soon"])).code).toBe(2);
});
