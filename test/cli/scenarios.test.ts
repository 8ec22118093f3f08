import { expect, test } from "vitest";
import { libraryWith } from "./library-with.ts";
import { baton } from "./run-baton.ts";

test("the scenarios of the shipped library hold", async () => {
  const { code, stdout, stderr } = await baton(["test", "journeys"]);
  expect(code).toBe(0);
  expect(stdout).toMatch(/^(holds {2}[^\n]+\n){2,}$/);
  expect(stderr).toMatch(/^(\d+) of \1 scenarios hold\.\n$/);
});

test("one that does not hold is shown at the line that fails", async () => {
  const cwd = libraryWith("lead_to_customer.journey", [
    ["breaches of sales_ready are 2", "breaches of sales_ready are 3"],
  ]);
  const { code, stdout } = await baton(["test", "--of", "lead_to_customer"], { cwd });
  expect(code).toBe(1);
  expect(stdout).toMatch(/^fails {2}lead_to_customer: Nobody takes the baton/m);
  expect(stdout).toContain("The number of breaches of sales_ready is 2, not 3.");
  const { stdout: json } = await baton(["test", "--of", "lead_to_customer", "--json"], { cwd });
  expect(JSON.parse(json)[1]).toMatchObject({
    holds: false,
    failures: [{ file: "journeys/lead_to_customer.journey", line: 166, column: 3 }],
  });
});
