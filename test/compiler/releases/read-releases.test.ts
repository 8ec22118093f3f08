import { describe, expect, test } from "vitest";
import { emitWorkflowModule } from "../../../compiler/emit.ts";
import { sealOf } from "../../../compiler/releases/freeze.ts";
import type { FrozenRelease } from "../../../compiler/releases/frozen-release.ts";
import { printRelease } from "../../../compiler/releases/print-release.ts";
import { readReleases } from "../../../compiler/releases/read-releases.ts";
import { edited, shippedTexts } from "../model-of.ts";
import { fileOf, frozenNamed } from "./release-of.ts";

const release = frozenNamed(shippedTexts(), "lead_to_customer_v1");
const second = frozenNamed(
  edited(shippedTexts(), "lead_to_customer v1", "lead_to_customer v2"),
  "lead_to_customer_v2",
);

const sealed = (change: Partial<FrozenRelease>): FrozenRelease => {
  const other = { ...release, ...change };
  return { ...other, seal: sealOf(other) };
};

test("what is written is read back, by journey and version", () => {
  const { frozen, faults } = readReleases([fileOf(second), fileOf(release)]);
  expect(faults).toEqual([]);
  expect(frozen.map((one) => one.release)).toEqual([release, second]);
});

test("other files of the workspace are no releases", () => {
  expect(readReleases([{ path: "journeys/a.journey", text: "" }])).toEqual({ frozen: [], faults: [] });
});

test("the same release gives the same bytes, and what is read back is printed the same", () => {
  const { path, text } = fileOf(release);
  const [read] = readReleases([{ path, text }]).frozen;
  expect(read && printRelease(read.release)).toBe(text);
});

test("its workflow module is made from the file, the same whether it is fresh or read", () => {
  const [read] = readReleases([fileOf(release)]).frozen;
  expect(read && emitWorkflowModule(read.release)).toBe(emitWorkflowModule(release));
});

test("a reviewer reads it: no line is much longer than a screen is wide, none holds one number", () => {
  const lines = fileOf(release).text.split("\n");
  expect(lines.filter((line) => /^\s*\d+,?$/.test(line))).toEqual([]);
  const quoted = (line: string) =>
    Math.max(0, ...[...line.matchAll(/"[^"]*"/g)].map(([text]) => text.length));
  expect(lines.filter((line) => line.length > 112 + quoted(line))).toEqual([]);
});

describe("is not used, and said to be", () => {
  const faultsOf = (text: string, path = fileOf(release).path) => {
    const { frozen, faults } = readReleases([{ path, text }]);
    expect(frozen).toEqual([]);
    return faults;
  };
  const other = "0".repeat(64);

  test("edited: a plan that is not of its hash", () => {
    const plan = { ...release.plan, title: "Another" };
    expect(faultsOf(printRelease(sealed({ plan })))).toMatchObject([{ is: "edited", stated: release.hash }]);
  });

  test("edited: who approved, when, from which commit", () => {
    const text = fileOf(release).text;
    for (const [from, to] of [
      ["jonas", "maria"],
      ["2026-11-23", "2026-11-24"],
      ["0123456789abcdef", "1123456789abcdef"],
    ] as const)
      expect(faultsOf(text.replace(from, to))).toMatchObject([{ is: "edited", stated: release.seal }]);
  });

  test("edited: with the hash made right again, and not the seal", () => {
    expect(faultsOf(printRelease({ ...release, seal: other }))).toMatchObject([{ is: "edited" }]);
  });

  test("unreadable: broken JSON, another format, a field too many, a version that is none", () => {
    const why = (text: string) => {
      const [fault] = faultsOf(text);
      return fault?.is === "unreadable" ? fault.why : `it is ${fault?.is}`;
    };
    expect(why("{")).toMatch(/^It is not JSON/);
    expect(why(JSON.stringify({ ...release, plan: { ...release.plan, format: 2 } }))).toMatch(/has format 2/);
    expect(why(JSON.stringify({ ...release, more: 1 }))).toMatch(/does not have the shape/);
    const released = { ...release.released, on: "yesterday" };
    expect(why(JSON.stringify({ ...release, released }))).toMatch(/at released\.on/);
  });

  test("misnamed: so that one version is never there twice", () => {
    const faults = faultsOf(fileOf(release).text, "journeys/releases/copy.json");
    expect(faults).toEqual([
      { is: "misnamed", path: "journeys/releases/copy.json", holds: "lead_to_customer_v1" },
    ]);
  });
});
