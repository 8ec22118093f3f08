import { describe, expect, test } from "vitest";
import { commit, edit, git, repository } from "./repository.ts";
import { baton } from "./run-baton.ts";

describe("baton graph", () => {
  test.each([
    ["for Graphviz", [], /^digraph "lead_to_customer" \{\n[\s\S]*"stage nurture" -> "stage qualification"/],
    ["as an image", ["--svg"], /^<svg [\s\S]*nurture[\s\S]*<\/svg>\n$/],
    ["for Mermaid", ["--mermaid"], /^flowchart LR\n/],
    ["as data", ["--json"], /^\{\n {2}"name": "lead_to_customer"/],
  ])("draws a journey %s", async (_, options, drawn) => {
    const { code, stdout } = await baton(["graph", "lead_to_customer", ...options]);
    expect(code).toBe(0);
    expect(stdout).toMatch(drawn);
  });

  test("says which journey was meant", async () => {
    const { code, stderr } = await baton(["graph", "lead_to_custmer"]);
    expect(code).toBe(2);
    expect(stderr).toContain("Did you mean lead_to_customer?");
  });

  test("draws before and after, of the one journey that has changed", async () => {
    const cwd = repository();
    git(cwd, "checkout", "-q", "-b", "longer");
    edit(cwd, "lead_to_customer.journey", "at most 60 days", "at most 90 days");
    const svg = await baton(["graph", "--base", "main", "--svg"], { cwd });
    expect([svg.code, svg.stderr]).toEqual([0, ""]);
    expect(svg.stdout).toMatch(
      /^<svg [\s\S]*Before: main \([0-9a-f]{10}\)[\s\S]*After: the work tree[\s\S]*<\/svg>\n$/,
    );
    expect(svg.stdout).toContain("− after 60 days");
    // No browser opens a picture in which anything is said twice.
    for (const [tag] of svg.stdout.matchAll(/<[a-z][^>]*>/g)) {
      const names = [...tag.matchAll(/ ([\w:-]+)="/g)].map(([, name]) => name);
      expect(new Set(names).size, tag).toBe(names.length);
    }
    commit(cwd, "longer");
    const mermaid = await baton(["graph", "main..longer", "--mermaid"], { cwd });
    expect(mermaid.stdout).toContain("− after 60 days<br>+ after 90 days");
    const data = await baton(["graph", "lead_to_customer", "main..longer", "--json"], { cwd });
    expect(JSON.parse(data.stdout)).toMatchObject({
      name: "lead_to_customer",
      after: expect.stringMatching(/^longer \(/),
    });
    expect((await baton(["graph", "lead_to_customer", "main..longer"], { cwd })).stdout).toContain("digraph");
  });

  test("says what there is to choose from, and when there is nothing to draw", async () => {
    const cwd = repository();
    const nothing = await baton(["graph", "--base", "main", "--svg"], { cwd });
    expect(nothing).toMatchObject({ code: 0, stdout: "" });
    expect(nothing.stderr).toContain("nothing to draw");
    const none = await baton(["graph"], { cwd });
    expect([none.code, none.stderr]).toEqual([2, expect.stringContaining("Say which journey to draw")]);
    const both = await baton(["graph", "main..HEAD", "--base", "main"], { cwd });
    expect([both.code, both.stderr]).toEqual([2, expect.stringContaining("give one of them")]);
  });
});
