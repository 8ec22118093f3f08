/**
 * The worked examples whose schedules, dates and entries are time's: renewal and onboarding, as they are written, save
 * for what stands in no plan yet and has nothing to do with time.
 */
import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { checkWorkspace } from "../../../compiler/check.ts";
import { compileModel } from "../../../compiler/compile.ts";
import { lowerScenarios } from "../../../compiler/scenario.ts";
import type { WorkspaceFile } from "../../../compiler/workspace.ts";
import { playScenario } from "../../../runtime/simulate/play-scenario.ts";
import { virtualTheatre } from "../../../runtime/simulate/virtual-theatre.ts";

const example = (name: string): string => readFileSync(`test/language/fixtures/${name}.journey`, "utf8");
const message = (name: string): WorkspaceFile => ({
  path: `journeys/messages/${name}.md`,
  text: "---\nchannel: email\nsubject: Hello\npurpose: renewal\n---\nHi {{ name }}\n",
});
const MESSAGES = [
  "admin_guide",
  "what_to_expect",
  "first_steps",
  "setup_guide",
  "setup_checklist",
  "renewal_offer",
  "renewal_offer_new_price",
];

/** Subjects that follow others, computed fields, data care, and readings in a row. */
const customer = example("customer")
  .replace("= seats * seat_price * 12", "= 480 EUR")
  .replace(/^ *follows .*$/m, "")
  .replace(/^hygiene [\s\S]*?^}/m, "");
const renewal = example("renewal").replace(" for 3 readings in a row", "");

const files: readonly WorkspaceFile[] = [
  { path: "journeys/organisation.journey", text: readFileSync("journeys/organisation.journey", "utf8") },
  { path: "journeys/people.yaml", text: readFileSync("journeys/people.yaml", "utf8") },
  { path: "journeys/lead.journey", text: readFileSync("journeys/lead.journey", "utf8") },
  { path: "journeys/customer.journey", text: customer },
  { path: "journeys/renewal.journey", text: renewal },
  { path: "journeys/onboarding.journey", text: example("onboarding") },
  ...MESSAGES.map(message),
];
const { model, diagnostics } = checkWorkspace({ files }, { today: "2026-11-22" });

test("they have no errors", () => {
  const errors = diagnostics.filter(({ severity }) => severity === "error");
  expect(errors.map(({ code, message: said }) => `${code}: ${said}`)).toEqual([]);
});

test.each(["renewal", "onboarding"])("the scenario of %s plays as it is written", async (journey) => {
  const { library, releases } = compileModel(model, { horizon: { from: 2026, years: 5 } });
  const plans = releases.map(({ plan }) => plan);
  const plan = plans.find((one) => one.journey === journey);
  const scenario = lowerScenarios(model).find((one) => one.journey === journey);
  if (plan === undefined || scenario === undefined || model.people === null) throw new Error(`no ${journey}`);
  const theatre = virtualTheatre({ library, plans, people: model.people, journey });
  const { failures } = await playScenario(scenario, plan, theatre);
  const shown = failures.map(({ span, message: said }) => {
    const text = files.find(({ path }) => path === span.file)?.text.slice(span.start, span.end);
    return `${text}\n  ${said}`;
  });
  expect(shown).toEqual([]);
});
