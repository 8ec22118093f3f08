import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { libraryWith } from "./library-with.ts";
import { atTerminal, baton } from "./run-baton.ts";

/** With the three scenarios that stand beside the journeys, and no more. */
function withThreeScenarios(...edit: Parameters<typeof libraryWith>): string {
  const cwd = libraryWith(...edit);
  rmSync(join(cwd, "journeys/scenarios"), { recursive: true });
  return cwd;
}

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
  // How it went, in the words of `baton why`, with the place marked.
  expect(stdout).toMatch(/2026-11-23 09:00 {2}sales_ready was offered to bo\n/);
  expect(stdout).toMatch(/▶ 2026-11-23 17:00 {2}the number of breaches of sales_ready is 2, not 3\n/);
  const { stdout: json } = await baton(["test", "--of", "lead_to_customer", "--json"], { cwd });
  expect(JSON.parse(json)[1]).toMatchObject({
    holds: false,
    failures: [{ file: "journeys/lead_to_customer.journey", line: 166, column: 3 }],
    timeline: [
      { at: "2026-11-23 09:00", is: "act", text: "at 0 minutes demo_requested" },
      {},
      {},
      {},
      {},
      {},
      {},
      {},
      {},
      {},
      {},
      {},
      { is: "failed" },
    ],
  });
});

describe("--coverage", () => {
  const below = (least: number) => `export default { coverage: { atLeast: ${least} } };\n`;

  test("counts what each journey has, and names what no scenario has been through, with its place", async () => {
    const cwd = withThreeScenarios("lead_to_customer.journey", []);
    const { code, stdout } = await baton(["test", "--coverage", "--of", "lead_to_customer"], { cwd });
    expect(code).toBe(0);
    expect(stdout).toMatch(
      /^journey +covered +stages +exits +handlers +branches +rungs +declines +answers$/m,
    );
    expect(stdout).toMatch(/^lead_to_customer +12% +2\/4 +0\/4 +1\/4 +0\/19 +3\/6 +0\/5 +0\/8$/m);
    expect(stdout).toContain(
      "journeys/lead_to_customer.journey:62:7: decline not covered: lead_to_customer: sales_ready: not_a_fit\n",
    );
    expect(stdout).toContain(
      "journeys/organisation.journey:34:3: rung not covered: lead_to_customer: daily: remind\n",
    );
    expect(stdout).not.toContain("rung not covered: lead_to_customer: prompt");
  });

  test("of less than the configuration asks for is a finding", async () => {
    const cwd = withThreeScenarios("lead_to_customer.journey", []);
    writeFileSync(join(cwd, "temporal.config.ts"), below(50));
    const { code, stdout, stderr } = await baton(["test", "--coverage", "--json"], { cwd });
    expect(code).toBe(1);
    expect(stderr).toContain("The scenarios cover 12% of lead_to_customer; temporal.config.ts asks for 50%.");
    const { scenarios, coverage } = JSON.parse(stdout);
    expect(scenarios).toHaveLength(3);
    expect(coverage[0]).toMatchObject({
      journey: "lead_to_customer",
      percent: 12,
      kinds: { stage: { covered: 2, of: 4 }, answer: { covered: 0, of: 8 } },
    });
    expect(coverage[0].missing).toContainEqual({
      kind: "exit",
      name: "won",
      file: "journeys/lead_to_customer.journey",
      line: 11,
      column: 8,
    });
    writeFileSync(join(cwd, "temporal.config.ts"), below(10));
    expect((await baton(["test", "--coverage"], { cwd })).code).toBe(0);
  });

  test("of the shipped library is what this project's configuration asks for", async () => {
    const { code, stdout, stderr } = await baton(["test", "journeys", "--coverage"]);
    expect(code).toBe(0);
    expect(stdout).toMatch(/^lead_to_customer +(9[5-9]|100)% /m);
    expect(stdout).toMatch(/^re_engagement +(9[5-9]|100)% /m);
    expect(stderr).toMatch(/^(\d+) of \1 scenarios hold\.\n$/);
  });

  test("is not read from a real server", async () => {
    const { code, stderr } = await baton(["test", "--coverage", "--on", "temporal"]);
    expect(code).toBe(2);
    expect(stderr).toContain("--coverage is read from runs in virtual time");
  });
});

test("--junit writes a case for each scenario, and what failed with its story", async () => {
  const cwd = withThreeScenarios("lead_to_customer.journey", [
    ["breaches of sales_ready are 2", "breaches of sales_ready are 3"],
  ]);
  const { code } = await baton(["test", "--junit", "out.xml"], { cwd });
  expect(code).toBe(1);
  const xml = readFileSync(join(cwd, "out.xml"), "utf8");
  expect(xml).toContain('<testsuites name="baton test" tests="3" failures="1" errors="0" skipped="0">');
  expect(xml.match(/<testcase /g)).toHaveLength(3);
  expect(xml.match(/<testsuite /g)).toHaveLength(2);
  expect(xml).toMatch(
    /<failure message="journeys\/lead_to_customer\.journey:166:3: The number of breaches of sales_ready is 2, not 3\." type="scenario-fails">/,
  );
  expect(xml).toMatch(/2026-11-23 09:00 {2}sales_ready was offered to \S+\n/);
  expect(xml).toMatch(/▶ 2026-\S+ \S+ {2}the number of breaches of sales_ready is 2, not 3/);
  const { code: unwritable, stderr } = await baton(["test", "--junit", "no/such/folder.xml"], { cwd });
  expect(unwritable).toBe(3);
  expect(stderr).toContain("cannot be written");
});

test("scenarios may stand in files of their own", async () => {
  const cwd = libraryWith("lead_to_customer.journey", []);
  const own = `scenario "Somebody signs at once" of lead_to_customer {
  given { email: "maria@example.com"  name: "Maria" }
  start 2026-11-23 09:00
  at 0 minutes  demo_requested
  at 1 hour     deal_won { amount: 9_000 EUR }
  finally       exit is won
}
`;
  mkdirSync(join(cwd, "journeys/scenarios"), { recursive: true });
  writeFileSync(join(cwd, "journeys/scenarios/signing.journey"), own);
  const { code, stdout } = await baton(["test"], { cwd });
  expect(code).toBe(0);
  expect(stdout).toContain("holds  lead_to_customer: Somebody signs at once\n");
});

describe("--update", () => {
  const wrong = () =>
    withThreeScenarios("lead_to_customer.journey", [
      ["breaches of sales_ready are 2", "breaches of sales_ready are 3"],
    ]);
  const textIn = (cwd: string) => readFileSync(join(cwd, "journeys/lead_to_customer.journey"), "utf8");

  test("lists what it would change, and changes nothing where nobody can be asked", async () => {
    const cwd = wrong();
    const before = textIn(cwd);
    const { code, stderr } = await baton(["test", "--update"], { cwd });
    expect(code).toBe(1);
    expect(stderr).toContain("journeys/lead_to_customer.journey:166\n");
    expect(stderr).toContain(
      "  expects  breaches of sales_ready are 3\n  but      breaches of sales_ready are 2\n",
    );
    expect(stderr).toContain("Nothing was changed: nobody is there to be asked.");
    expect(textIn(cwd)).toBe(before);
  });

  test("changes what it lists when it is told to, and no more", async () => {
    const cwd = wrong();
    const before = textIn(cwd);
    const { code, stderr } = await baton(["test", "--update", "--yes"], { cwd });
    expect(stderr).toContain("1 expectation changed: read them before you commit.");
    expect(code).toBe(0);
    expect(textIn(cwd)).toBe(before.replace("sales_ready are 3", "sales_ready are 2"));
    expect((await baton(["test"], { cwd })).code).toBe(0);
  });

  test.each([
    ["y", 0, 2],
    ["n", 1, 3],
    ["", 1, 3],
  ])("asks at a terminal: %j", async (answer, code, breaches) => {
    const cwd = wrong();
    const ran = await atTerminal(["test", "--update"], cwd, `${answer}\n`);
    expect(ran.said).toContain("Change what is expected? [y/N]");
    expect(ran.code).toBe(code);
    expect(textIn(cwd)).toContain(`breaches of sales_ready are ${breaches}`);
  });

  test("an act that was refused has no other form: it stays, and fails", async () => {
    const cwd = withThreeScenarios("lead_to_customer.journey", [
      ["at 1 day 1 hour  anna accepts", "at 1 day 1 hour  bo accepts"],
    ]);
    const { code, stderr } = await baton(["test", "--update", "--yes"], { cwd });
    expect(stderr).toContain("but      stage is nurture\n");
    expect(code).toBe(1);
    expect(textIn(cwd)).toContain("bo accepts sales_ready");
  });

  test("says what it does not go with", async () => {
    expect((await baton(["test", "--update", "--on", "temporal"])).stderr).toContain(
      "leave out `--on temporal`",
    );
    expect((await baton(["test", "--yes"])).stderr).toContain("--yes answers --update");
  });
});
