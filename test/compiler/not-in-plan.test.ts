import { expect, test } from "vitest";
import { NotInPlan } from "../../compiler/lower/not-in-plan.ts";
import { compileTexts, edited, shippedTexts } from "./model-of.ts";

const step = "send welcome_guide";
const policyLadder = "counting blank as no, on daily";

/** What the language has and plans of this format do not: lowering stops, and leaves nothing out in silence. */
const cases: readonly [what: string, from: string, to: string][] = [
  ["`send … to` a colleague", step, "send welcome_guide to sdr"],
  ["`ask the holder first` without a ladder", policyLadder, "counting blank as no"],
];

test.each(cases)("%s is refused, with its place", (what, from, to) => {
  const texts = edited(shippedTexts(), from, to);
  const error = caught(() => compileTexts(texts));
  expect(error).toBeInstanceOf(NotInPlan);
  if (!(error instanceof NotInPlan)) return;
  expect(error.what).toBe(what);
  expect(texts[error.span.file]?.slice(error.span.start, error.span.end)).not.toBe("");
  expect(error.message).toMatch(/^.+ cannot be compiled yet \(journeys\/\w+\.journey, offset \d+\)\.$/);
});

function caught(act: () => unknown): unknown {
  try {
    act();
    return undefined;
  } catch (error) {
    return error;
  }
}
