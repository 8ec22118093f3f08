import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { edit, repository } from "./repository.ts";
import { baton } from "./run-baton.ts";

test("baton codeowners writes who must agree to each file, by login, address or team", async () => {
  const cwd = repository();
  edit(cwd, "people.yaml", "id: dag,   name", "id: dag, login: dag-n, name");
  const { code, stdout } = await baton(["codeowners"], { cwd });
  expect(code).toBe(0);
  expect(stdout).toMatch(/^# Written by `baton codeowners`/);
  expect(stdout).toMatch(/^\/journeys\/people\.yaml +@dag-n$/m);
  // Its rights are owned by finance and by sales.
  expect(stdout).toMatch(/^\/journeys\/organisation\.journey +finn@example\.com @dag-n carla@example\.com$/m);
  // A journey and its handovers: whoever gives, takes, and is accountable.
  expect(stdout).toMatch(/^\/journeys\/lead_to_customer\.journey +.*anna@example\.com bo@example\.com$/m);
  expect(stdout).toMatch(/^\/journeys\/messages\/welcome_guide\.md +@dag-n$/m);
  const teams = await baton(["codeowners", "--teams", "acme"], { cwd });
  expect(teams.stdout).toMatch(/^\/journeys\/people\.yaml +@acme\/revops-lead$/m);
});

test("it says when what is there is not what it would write", async () => {
  const cwd = repository();
  const file = join(cwd, "CODEOWNERS");
  writeFileSync(file, (await baton(["codeowners"], { cwd })).stdout);
  expect((await baton(["codeowners", "--check", "CODEOWNERS"], { cwd })).code).toBe(0);
  edit(
    cwd,
    "organisation.journey",
    "calendar, role, ladder  needs revops_lead",
    "calendar, role, ladder  needs sales_manager",
  );
  const { code, stderr } = await baton(["codeowners", "--check", "CODEOWNERS"], { cwd });
  expect([code, stderr]).toEqual([1, "CODEOWNERS is not what `baton codeowners` writes: write it anew.\n"]);
  expect((await baton(["codeowners", "--check", "nowhere"], { cwd })).code).toBe(1);
});
