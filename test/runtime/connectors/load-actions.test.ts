import { mkdtemp, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { expect, test } from "vitest";
import type { Build } from "../../../compiler/library.ts";
import { loadActions } from "../../../runtime/connectors/load-actions.ts";
import { compileTexts } from "../../compiler/model-of.ts";
import { cast } from "../machine/play.ts";

const { texts } = cast(
  `stage first { owner marketing_manager  lasts at most 30 days, then exit gone
     call create_import with { company: "x" }  stay }`,
  `action create_import { owner sales_manager  in { company: text }  out { link: url }  within 2 minutes }`,
);
const { library, releases } = compileTexts(texts);
const build: Build = { library, plans: releases };

const HELPER = resolve("runtime/connectors/action.ts");
const module = (input: string, output: string) => `
import { z } from "zod";
import { defineAction } from ${JSON.stringify(HELPER)};
import { linkFor } from "./links.ts";
export const create_import = defineAction({
  in: z.object({ ${input} }),
  out: z.object({ ${output} }),
  async run({ company }) { return { link: linkFor(company as string) }; },
});`;

async function project(actions: string): Promise<string> {
  const dir = await mkdtemp(join(tmpdir(), "baton-actions-"));
  await symlink(resolve("node_modules"), join(dir, "node_modules"));
  await writeFile(join(dir, "actions.ts"), actions);
  await writeFile(
    join(dir, "links.ts"),
    // biome-ignore lint/suspicious/noTemplateCurlyInString: it is the project's
    "export const linkFor = (company: string) => `https://x.example/${company}`;",
  );
  return dir;
}

test("the module that the configuration names is read, with what it imports from the project", async () => {
  const dir = await project(module("company: z.string()", "link: z.string()"));
  const { create_import } = await loadActions(dir, "./actions.ts", build);
  const call = { key: "k", attempt: 1, signal: new AbortController().signal };
  expect(await create_import?.run({ company: "nordpay" }, call)).toEqual({
    link: "https://x.example/nordpay",
  });
});

test("a project whose journeys call nothing needs no module", async () => {
  expect(await loadActions("/nowhere", undefined, { library, plans: [] })).toEqual({});
});

test("what journeys call and the module lacks is told before anything runs", async () => {
  await expect(loadActions("/nowhere", undefined, build)).rejects.toThrow(/call create_import.*`actions`/);
  await expect(loadActions("/nowhere", "./actions.ts", build)).rejects.toThrow(/there is no/);
  const without = await project("export const other = 1;");
  await expect(loadActions(without, "actions.ts", build)).rejects.toThrow(
    /exports no action `create_import`/,
  );
  const lacking = await project(module("", "link: z.string()"));
  await expect(loadActions(lacking, "actions.ts", build)).rejects.toThrow(
    /`in` of `create_import` lacks company/,
  );
  const beyond = await project(module("company: z.string()", "link: z.string(), more: z.string()"));
  await expect(loadActions(beyond, "actions.ts", build)).rejects.toThrow(/has more, which no journey file/);
});
