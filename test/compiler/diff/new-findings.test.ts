import { expect, test } from "vitest";
import { compareFindings } from "../../../compiler/diff/new-findings.ts";

const ALIKE = {
  key: ({ text }: { readonly text: string }) => text,
  elsewhere: ({ text }: { readonly text: string }) => text.split(" ")[1] ?? "",
};

test.each([
  ["what is new", ["a x"], ["a x", "a y"], ["a y"], []],
  ["what is gone", ["a x", "a y"], ["a y"], [], ["a x"]],
  ["one more of the same kind", ["a x"], ["a x", "a x"], ["a x"], []],
  ["what has gone to another file is not new", ["a x"], ["b x"], [], []],
  ["what stands where it stood goes before what has moved", ["a x"], ["b x", "a x"], ["b x"], []],
])("findings are compared: %s", (_, before, after, fresh, gone) => {
  const as = (texts: readonly string[]) => texts.map((text) => ({ text }));
  const found = compareFindings(as(before), as(after), ALIKE);
  expect(found).toMatchObject({ fresh: as(fresh), gone: as(gone) });
  expect(found.known).toHaveLength(after.length - fresh.length);
});
