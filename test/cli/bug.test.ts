import { expect, test } from "vitest";
import { baton } from "./run-baton.ts";

/** Breaks what `check` relies on, as a mistake of ours would. */
const BROKEN = `--import=data:text/javascript,${encodeURIComponent(
  'Date.prototype.getTimezoneOffset = () => { throw new Error("the clock broke"); };',
)}`;

test("a mistake of ours ends with 70, says whose it is, and keeps the stack to itself", async () => {
  const { code, stdout, stderr } = await baton(["check"], { env: { NODE_OPTIONS: BROKEN } });
  expect({ code, stdout }).toEqual({ code: 70, stdout: "" });
  expect(stderr).toContain("This is a mistake in baton, not in your files: the clock broke");
  expect(stderr).toContain("Please report it");
  expect(stderr).not.toMatch(/^ +at /m);
});

test("the stack is shown to who asks for it", async () => {
  const { code, stderr } = await baton(["check"], { env: { NODE_OPTIONS: BROKEN, BATON_DEBUG: "1" } });
  expect(code).toBe(70);
  expect(stderr).toMatch(/^ +at /m);
});
