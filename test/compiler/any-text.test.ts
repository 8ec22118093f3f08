import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { checkWorkspace } from "../../compiler/check.ts";
import { loadWorkspace, type WorkspaceFile } from "../../compiler/workspace.ts";
import { FUZZ_TIMEOUT, fuzz } from "../support/fuzz.ts";
import { validText } from "../support/valid-text.ts";

const { files } = loadWorkspace("journeys");

/** The library with one stretch of one file taken out, or put in somewhere else. */
const damaged = fc
  .tuple(fc.nat(files.length - 1), fc.nat(8_000), fc.nat(40), fc.nat(8_000))
  .map(([file, from, length, to]) =>
    files.map((one, index) => {
      if (index !== file) return one;
      const cut = one.text.slice(from, from + length);
      const rest = one.text.slice(0, from) + one.text.slice(from + length);
      return { ...one, text: rest.slice(0, to) + cut + rest.slice(to) };
    }),
  );

function expectPlaces(workspace: readonly WorkspaceFile[]): void {
  for (const { span } of checkWorkspace({ files: workspace }).diagnostics) {
    const text = workspace.find(({ path }) => path === span.file)?.text;
    expect(text).toBeDefined();
    expect(span.start).toBeGreaterThanOrEqual(0);
    expect(span.end).toBeGreaterThanOrEqual(span.start);
    expect(span.end).toBeLessThanOrEqual(text?.length ?? 0);
  }
}

describe("any text", () => {
  it("that parses never makes the checks throw, whatever its names mean", FUZZ_TIMEOUT, () => {
    fuzz(validText(), (text) => expectPlaces([{ path: "journeys/any.journey", text }]));
  });

  it("never makes the checks throw, and every finding lies in its file", () => {
    fc.assert(
      fc.property(damaged, (workspace) => expectPlaces(workspace)),
      { numRuns: 60 },
    );
  });

  it("finds each name of a journey that is changed where it is used", () => {
    const path = "journeys/lead_to_customer.journey";
    const others = files.filter((file) => file.path !== path);
    const text = files.find((file) => file.path === path)?.text ?? "";
    // Exits are declared with `as`, and a handler listens `on` an event.
    const uses = [...text.matchAll(/(?:-> |through |exit (?!\w+ +as)|send |decide |on daily|begin )\w*/g)];
    expect(uses.length).toBeGreaterThan(40);
    for (const { 0: use, index } of uses) {
      const end = index + use.length;
      const changed = { path, text: `${text.slice(0, end)}_x${text.slice(end)}` };
      expect(checkWorkspace({ files: [...others, changed] }).diagnostics.length, use).toBeGreaterThan(0);
    }
  });
});
