import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { readBuild, writeBuild } from "../../compiler/compile.ts";
import { UnreadableBuild } from "../../compiler/read-release.ts";
import { compileTexts, edited, shippedTexts } from "./model-of.ts";

const compiled = compileTexts(shippedTexts());
const second = compileTexts(edited(shippedTexts(), "lead_to_customer v1", "lead_to_customer v2"));

let folder = "";
let build = "";
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "baton-build-"));
  build = join(folder, "deep", "build");
});
afterEach(() => rm(folder, { recursive: true, force: true }));

test("the same texts give the same bytes", () => {
  expect(compileTexts(shippedTexts()).files).toEqual(compiled.files);
});

test("a build holds the library, and a plan and a module for each journey", () => {
  expect(compiled.files.map(({ path }) => path)).toEqual([
    "library.json",
    "releases.json",
    "plans/lead_to_customer_v1.json",
    "workflows/lead_to_customer_v1.js",
    "workflows/index.cjs",
  ]);
});

test("what is written is read back", async () => {
  await writeBuild(build, compiled);
  const { hash, plan } = compiled.releases[0] ?? {};
  expect(await readBuild(build)).toEqual({
    library: compiled.library,
    plans: [{ hash, plan, unreleased: true }],
  });
});

test("a new build takes the place of the old one whole, and leaves nothing beside it", async () => {
  await writeBuild(build, compiled);
  await writeFile(join(build, "plans", "stray.json"), "{}");
  await writeBuild(build, second);
  expect((await readBuild(build)).plans.map(({ plan }) => plan.version)).toEqual([2]);
  expect(await readdir(join(folder, "deep"))).toEqual(["build"]);
});

test("a build that cannot be written leaves the old one", async () => {
  await writeBuild(build, compiled);
  const impossible = {
    files: [
      { path: "library.json/below", text: "" },
      { path: "library.json", text: "" },
    ],
  };
  await expect(writeBuild(build, impossible)).rejects.toThrow();
  expect((await readBuild(build)).plans).toHaveLength(1);
  expect(await readdir(join(folder, "deep"))).toEqual(["build"]);
});

describe("a build is refused with one sentence when", () => {
  const refused = async (sentence: RegExp) => {
    await expect(readBuild(build)).rejects.toThrow(UnreadableBuild);
    await expect(readBuild(build)).rejects.toThrow(sentence);
  };
  const rewrite = async (path: string, change: (text: string) => string) => {
    const file = join(build, path);
    await writeFile(file, change(await readFile(file, "utf8")));
  };

  test("it is not there", () => refused(/^There is no .*library\.json: run `baton compile`\.$/));

  test("it has no plans", async () => {
    await writeBuild(build, compiled);
    await rm(join(build, "plans"), { recursive: true });
    await refused(/plans holds no plan: run `baton compile`\.$/);
  });

  test("its library is broken", async () => {
    await writeBuild(build, compiled);
    await rewrite("library.json", (text) => text.slice(0, 100));
    await refused(/library\.json is not JSON/);
  });

  test("its library is of another format", async () => {
    await writeBuild(build, compiled);
    await rewrite("library.json", (text) => text.replace('"format": 1', '"format": 7'));
    await refused(/library\.json has format 7, and this version of baton reads format 1\.$/);
  });

  test("its library has another shape", async () => {
    await writeBuild(build, compiled);
    await rewrite("library.json", (text) => text.replace('"least loaded"', '"by dice"'));
    await refused(/library\.json does not have the shape of format 1 at routes\.new_business\.pick/);
  });

  test("a plan was changed by hand", async () => {
    await writeBuild(build, compiled);
    await rewrite("plans/lead_to_customer_v1.json", (text) => text.replace("172800000", "1"));
    await refused(/lead_to_customer_v1\.json was changed after it was compiled/);
  });

  test("a plan has the name of another", async () => {
    await writeBuild(build, compiled);
    const text = await readFile(join(build, "plans/lead_to_customer_v1.json"), "utf8");
    await writeFile(join(build, "plans/other_v1.json"), text);
    await refused(/other_v1\.json holds the plan of lead_to_customer_v1/);
  });
});
