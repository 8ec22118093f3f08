import { describe, expect, test } from "vitest";
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
});
