import { expect, test } from "vitest";
import { libraryWith } from "./library-with.ts";
import { baton } from "./run-baton.ts";

test("tells a journey in lines that fit a terminal", async () => {
  const { code, stdout, stderr } = await baton(["describe", "lead_to_customer"]);
  expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
  expect(stdout).toMatch(/^From first interest to a signed deal\n\nWhat it is for\nThis is version 1/);
  expect(Math.max(...stdout.split("\n").map((line) => line.length))).toBeLessThanOrEqual(96);
});

test("as Markdown, and as data", async () => {
  const markdown = await baton(["describe", "re_engagement", "--markdown"]);
  expect(markdown.stdout).toMatch(
    /^# One honest try to hear from a lead that went quiet\n\n## What it is for\n\n/,
  );
  const json = await baton(["describe", "re_engagement", "--json"]);
  expect(JSON.parse(json.stdout)).toMatchObject({
    journey: "re_engagement",
    version: 1,
    sections: expect.arrayContaining([expect.objectContaining({ title: "How it ends" })]),
  });
});

test("a journey that is not there, and journeys with mistakes", async () => {
  const unknown = await baton(["describe", "re_engagment"]);
  expect(unknown).toMatchObject({ code: 2, stdout: "" });
  expect(unknown.stderr).toContain("Did you mean re_engagement?");
  const cwd = libraryWith("re_engagement.journey", [["send last_word", "send last_wort"]]);
  expect(await baton(["describe", "re_engagement"], { cwd })).toMatchObject({ code: 1, stdout: "" });
});
