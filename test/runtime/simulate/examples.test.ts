/**
 * The six worked examples, as they are written: they check, the formatter leaves them as they are, and their scenarios
 * hold. What they name and do not bring along (letters, and the journey that `lead_to_customer` begins) stands beside
 * them.
 */
import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { checkWorkspace } from "../../../compiler/check.ts";
import { compileModel } from "../../../compiler/compile.ts";
import { lowerScenarios } from "../../../compiler/scenario.ts";
import { loadWorkspace, type WorkspaceFile } from "../../../compiler/workspace.ts";
import { format } from "../../../language/format/format.ts";
import { playScenario } from "../../../runtime/simulate/play-scenario.ts";
import { virtualTheatre } from "../../../runtime/simulate/virtual-theatre.ts";

/** The first three are shipped, with what the project has changed in them (docs/decisions). */
const SHIPPED = ["lead", "lead_to_customer", "organisation"].map((name) => `journeys/${name}.journey`);
const OTHERS = ["customer", "onboarding", "renewal"];
const examples: readonly WorkspaceFile[] = [
  ...SHIPPED.map((path) => ({ path, text: readFileSync(path, "utf8") })),
  ...OTHERS.map((name) => ({
    path: `journeys/${name}.journey`,
    text: readFileSync(`test/language/fixtures/${name}.journey`, "utf8"),
  })),
];

const message = (name: string): WorkspaceFile => ({
  path: `journeys/messages/${name}.md`,
  text: "---\nchannel: email\nsubject: Hello\npurpose: renewal\n---\nHi {{ name }}\n",
});
const LETTERS = [
  "admin_guide",
  "what_to_expect",
  "first_steps",
  "setup_guide",
  "setup_checklist",
  "renewal_offer",
  "renewal_offer_new_price",
].map(message);

/** The shipped library brings the rest: people, letters of the funnel, re-engagement. */
const names = new Set(examples.map(({ path }) => path));
const files = [
  ...examples,
  ...LETTERS,
  ...loadWorkspace("journeys").files.filter(({ path }) => !names.has(path)),
];
const { model, diagnostics } = checkWorkspace({ files }, { today: "2026-11-22" });
const scenarios = lowerScenarios(model).filter(({ span }) => names.has(span.file));

test("there are six, with four scenarios", () => {
  expect(names.size).toBe(6);
  expect(scenarios.length).toBe(4);
});

test("nothing is wrong with them", () => {
  const errors = diagnostics.filter(({ severity }) => severity === "error");
  expect(errors.map(({ code, message: said, span }) => `${span.file}: ${code}: ${said}`)).toEqual([]);
});

test.each(examples)("the formatter leaves $path as it is", ({ path, text }) => {
  expect(format(text, path)).toEqual({ text, diagnostics: [] });
});

describe("their scenarios hold", () => {
  const { library, releases } = compileModel(model, { horizon: { from: 2026, years: 5 } });
  const plans = releases.map(({ plan }) => plan);
  test.each(scenarios.map((one) => [one.journey, one.title, one] as const))(
    "%s: %s",
    async (journey, _, one) => {
      const plan = plans.find((any) => any.journey === journey);
      if (plan === undefined || model.people === null) throw new Error(`no ${journey}`);
      const theatre = virtualTheatre({ library, plans, people: model.people, journey });
      const { failures } = await playScenario(one, plan, theatre);
      const shown = failures.map(({ span, message: said }) => {
        const text = files.find(({ path }) => path === span.file)?.text.slice(span.start, span.end);
        return `${text}\n  ${said}`;
      });
      expect(shown).toEqual([]);
    },
  );
});
