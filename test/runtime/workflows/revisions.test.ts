import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { REVISIONS } from "../../../runtime/workflows/revisions.ts";

const RUNTIME = fileURLToPath(new URL("../../../runtime", import.meta.url));

/** What can be in a recorded history's path. */
const sandbox = ["workflows", "machine"].flatMap((folder) =>
  readdirSync(join(RUNTIME, folder))
    .filter((file) => file.endsWith(".ts") && file !== "revisions.ts")
    .map((file) => readFileSync(join(RUNTIME, folder, file), "utf8")),
);

test("each revision has an id of its own and guards something", () => {
  const ids = Object.values(REVISIONS);
  expect(new Set(ids).size).toBe(ids.length);
  const unused = Object.keys(REVISIONS).filter(
    (name) => !sandbox.some((text) => text.includes(`REVISIONS.${name}`)),
  );
  expect(unused).toEqual([]);
});

test("nothing is patched but by a revision", () => {
  const calls = sandbox.flatMap((text) => text.match(/\bpatched\([^)]*\)/g) ?? []);
  expect(calls.filter((call) => !call.startsWith("patched(REVISIONS."))).toEqual([]);
});
