/**
 * A review that falls due on a whole installation: one task in the inbox of whoever owns it, and one letter, whatever is
 * restarted, until a build runs whose text has a later date.
 */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { writeBuild } from "../../../compiler/compile.ts";
import { openStack, type Stack } from "../../../runtime/stack/open-stack.ts";
import { compileTexts } from "../../compiler/model-of.ts";
import { cast } from "../machine/play.ts";

const { texts, people } = cast("stage first { owner sdr  lasts at most 60 days, then exit gone  stay }");
const small = (last: string) => ({
  ...texts,
  "small.journey": (texts["small.journey"] ?? "").replace(
    /review +every 3 months(, last [\d-]+)?/,
    `review every 3 months, last ${last}`,
  ),
});
const quiet = { debug() {}, info() {}, warn() {}, error() {} };
const startedAt = Date.now();
const START = Date.parse("2026-12-14T08:00:00Z");
const dirs: string[] = [];
const newDir = async (): Promise<string> => {
  const dir = await mkdtemp(join(tmpdir(), "baton-reviews-"));
  dirs.push(dir);
  return dir;
};
afterAll(async () => {
  for (const dir of dirs) await rm(dir, { recursive: true, force: true });
});

async function until(what: string, holds: () => Promise<boolean>): Promise<void> {
  const end = Date.now() + 60_000;
  while (!(await holds())) {
    if (Date.now() > end) throw new Error(`It did not come to this: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 250));
  }
}

test("what is due is asked for once, over a restart, and a build with a later `last` closes it", async () => {
  const dataDir = await newDir();
  const buildDir = join(await newDir(), "build");
  const open = (): Promise<Stack> =>
    openStack({
      projectDir: dataDir,
      buildDir,
      people: () => people,
      dataDir,
      infoDir: dataDir,
      actions: {},
      clock: { startedAt, origin: START, scale: 1 },
      env: { ...process.env, DATABASE_URL: undefined, SMTP_URL: undefined, BATON_PUBLIC_URL: undefined },
      what: "a test",
      version: "test",
      log: quiet,
      report: () => {},
    });
  const reviewsOf = async (stack: Stack, person: string) =>
    (await stack.apiAs(person).inbox()).reviews.map(({ kind, name, due }) => `${kind} ${name} of ${due}`);
  const written = async (stack: Stack) =>
    (await stack.api.journal({ limit: 1_000 })).entries
      .filter(({ name }) => name.startsWith("the review of"))
      .map(({ sentence }) => sentence);

  const letters = async (stack: Stack) =>
    ((await stack.sink?.list()) ?? [])
      .filter(({ subject }) => subject.includes("review"))
      .map(({ to, subject }) => `${to}: ${subject}`);

  await writeBuild(buildDir, compileTexts(small("2026-09-10")));
  let stack = await open();
  await until("it is asked for", async () => (await reviewsOf(stack, "dag")).length > 0);
  expect(await reviewsOf(stack, "dag")).toEqual(["journey small of 2026-12-10"]);
  expect(await reviewsOf(stack, "anna")).toEqual([]);
  const letter = "dag@example.com: Due on 2026-12-10: review of journey small";
  await until("whoever has it is written to", async () => (await letters(stack)).length > 0);
  expect(await letters(stack)).toEqual([letter]);
  await stack.stop();

  stack = await open();
  // Some sweeps later it is the same one.
  await new Promise((resolve) => setTimeout(resolve, 2_500));
  expect(await reviewsOf(stack, "dag")).toEqual(["journey small of 2026-12-10"]);
  expect(await letters(stack)).toEqual([letter]);
  const asked =
    "revops_lead was asked for the review of journey small: it is due on 2026-12-10, 3 months after 2026-09-10";
  expect(await written(stack)).toEqual([asked]);
  await stack.stop();

  await writeBuild(buildDir, compileTexts(small("2026-12-14")));
  stack = await open();
  await until("it is closed", async () => (await reviewsOf(stack, "dag")).length === 0);
  expect(await written(stack)).toEqual([
    asked,
    "somebody completed the review of journey small: the text that runs says last 2026-12-14",
  ]);
  expect(await letters(stack)).toEqual([letter]);
  await stack.stop();
}, 180_000);
