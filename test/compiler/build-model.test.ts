/** Rule 14: what is released runs as it was frozen, beside what the texts say today. */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { buildModel } from "../../compiler/build-model.ts";
import { readBuild, writeBuild } from "../../compiler/compile.ts";
import { emitWorkflowModule } from "../../compiler/emit.ts";
import type { FrozenRelease } from "../../compiler/releases/frozen-release.ts";
import { readReleases } from "../../compiler/releases/read-releases.ts";
import { edited, modelOf, shippedTexts, type Texts } from "./model-of.ts";
import { fileOf, frozenNamed } from "./releases/release-of.ts";

const FIRST = shippedTexts();
const SECOND = edited(FIRST, "lead_to_customer v1", "lead_to_customer v2");
const first = frozenNamed(FIRST, "lead_to_customer_v1");
const second = frozenNamed(SECOND, "lead_to_customer_v2");

function build(texts: Texts, releases: readonly FrozenRelease[], from = 2026, releasedOnly = false) {
  const model = { ...modelOf(texts), releases: readReleases(releases.map(fileOf)) };
  return buildModel(model, { horizon: { from, years: 5 }, releasedOnly });
}

const standing = ({ plans }: ReturnType<typeof build>) =>
  plans.map(({ plan, unreleased, keptOnly }) => [plan.workflowType, unreleased ?? false, keptOnly ?? false]);

test("holds all releases, and the text where it is none", () => {
  expect(standing(build(SECOND, [first]))).toEqual([
    ["lead_to_customer_v1", false, true],
    ["lead_to_customer_v2", true, false],
  ]);
});

test("a text that is released is its release, and people enter the latest", () => {
  expect(standing(build(SECOND, [first, second]))).toEqual([
    ["lead_to_customer_v1", false, true],
    ["lead_to_customer_v2", false, false],
  ]);
});

test("only what is released, on demand: people enter the latest release", () => {
  expect(standing(build(SECOND, [first], 2026, true))).toEqual([["lead_to_customer_v1", false, false]]);
});

test("a journey whose text is gone is kept for whoever is inside, and entered by nobody", () => {
  const { "journeys/lead_to_customer.journey": _, ...others } = FIRST;
  expect(standing(build(others, [first]))).toEqual([["lead_to_customer_v1", false, true]]);
});

test("the module of a release is made from its file: the same bytes in another year, beside another text", () => {
  const module = ({ files }: ReturnType<typeof build>) =>
    files.find(({ path }) => path === "workflows/lead_to_customer_v1.js")?.text;
  const bytes = emitWorkflowModule(first);
  for (const one of [build(FIRST, [first]), build(SECOND, [first], 2031), build(SECOND, [second, first])])
    expect(module(one)).toBe(bytes);
});

test("what a release asks where events come in is asked, though no text of today asks it", () => {
  const question = {
    is: "happened",
    subject: "lead",
    events: ["demo_held"],
    since: { anchor: { from: "date", date: "2026-01-01" } },
  } as const;
  const needs = { ...first.released.needs, questions: { "lead: a question of then": question } };
  const asks: FrozenRelease = { ...first, released: { ...first.released, needs } };
  const model = {
    ...modelOf(SECOND),
    releases: { frozen: [{ path: "", text: "", release: asks }], faults: [] },
  };
  const { library } = buildModel(model, { horizon: { from: 2026, years: 5 } });
  expect(library.questions).toMatchObject({ "lead: a question of then": question });
});

test("is written and read back, with what is released and entered", async () => {
  const folder = await mkdtemp(join(tmpdir(), "baton-releases-"));
  try {
    const built = build(SECOND, [first]);
    await writeBuild(join(folder, "build"), built);
    const read = await readBuild(join(folder, "build"));
    expect(read.plans).toEqual(built.plans);
    expect(read.library).toEqual(built.library);
  } finally {
    await rm(folder, { recursive: true });
  }
});
