/** The recorded histories on the Nodes that this test does not run on: others carry other time zone data. */
import { execFile } from "node:child_process";
import { resolve } from "node:path";
import { promisify } from "node:util";
import { expect, test } from "vitest";
import type { Replayed } from "./replay-all.ts";

const OTHERS = ["20", "22", "24"].filter((major) => !process.versions.node.startsWith(`${major}.`));

test.each(OTHERS)(
  "every history is replayed on Node %s, an altered one is not, and PGlite opens",
  async (major) => {
    const script = resolve("scripts", "replay.js");
    const { stdout } = await promisify(execFile)(process.execPath, [script, "--json", "--node", major]);
    const result: Replayed = JSON.parse(stdout);
    expect(result.problems).toEqual([]);
    expect(result.node.startsWith(`${major}.`)).toBe(true);
    expect(result.replayed).toBeGreaterThan(0);
    expect(result.refused).toBe(result.replayed);
  },
  300_000,
);
