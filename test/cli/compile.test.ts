import { mkdtempSync, readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { baton } from "./run-baton.ts";

const out = (): string => join(mkdtempSync(join(tmpdir(), "baton-compile-")), "build");

test("prints journey, version, hash and file, and the file is there", async () => {
  const directory = out();
  const { code, stdout } = await baton(["compile", "--out", directory, "--from", "2026", "--json"]);
  expect(code).toBe(0);
  const { compiled } = JSON.parse(stdout);
  const lead = compiled.find(({ journey }: { journey: string }) => journey === "lead_to_customer");
  expect(lead).toEqual({
    journey: "lead_to_customer",
    version: 1,
    hash: expect.stringMatching(/^[0-9a-f]{64}$/),
    released: false,
    entered: true,
    file: join(directory, "workflows", "lead_to_customer_v1.js"),
  });
  expect(readFileSync(lead.file, "utf8")).toContain(`Plan SHA-256 ${lead.hash}`);
});

test("the same library and years give the same plans", async () => {
  const [one, two, later] = await Promise.all(
    ["2026", "2026", "2027"].map((year) => baton(["compile", "--out", out(), "--from", year])),
  );
  const hashes = (stdout = ""): readonly string[] => stdout.match(/\b[0-9a-f]{12}\b/g) ?? [];
  expect(hashes(one?.stdout).length).toBeGreaterThan(0);
  expect(hashes(two?.stdout)).toEqual(hashes(one?.stdout));
  expect(hashes(later?.stdout)).not.toEqual(hashes(one?.stdout));
});
