/**
 * The six worked examples, as they are written: they check, the formatter leaves them as they are, and their scenarios
 * hold. What they name and do not bring along (letters, and the journey that `lead_to_customer` begins) stands beside
 * them.
 */
import { describe, expect, test } from "vitest";
import { checkWorkspace } from "../../../compiler/check.ts";
import { compileModel } from "../../../compiler/compile.ts";
import { lowerScenarios } from "../../../compiler/scenario.ts";
import { format } from "../../../language/format/format.ts";
import { playScenario } from "../../../runtime/simulate/play-scenario.ts";
import { virtualTheatre } from "../../../runtime/simulate/virtual-theatre.ts";
import { EXAMPLES, exampleFiles } from "./example-files.ts";

const files = exampleFiles();
const names = new Set(EXAMPLES.map(({ path }) => path));
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

test.each(EXAMPLES)("the formatter leaves $path as it is", ({ path, text }) => {
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
