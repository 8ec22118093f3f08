/** A small journey of a customer with dates, for tests of moments: played at a desk, or as a scenario. */
import { readFileSync } from "node:fs";
import { expect } from "vitest";
import type { Fields, Instant, Plan } from "../../../compiler/plan.ts";
import { lowerScenarios } from "../../../compiler/scenario.ts";
import type { JournalEntry } from "../../../runtime/machine/protocol.ts";
import type { Observation } from "../../../runtime/simulate/observation.ts";
import { playScenario, showLocal } from "../../../runtime/simulate/play-scenario.ts";
import { virtualTheatre } from "../../../runtime/simulate/virtual-theatre.ts";
import { compileTexts, modelOf } from "../../compiler/model-of.ts";
import { type Desk, openDesk, shippedPeople, timeOf } from "./play.ts";

const DATA = `
subject customer "Someone under contract" {
  owner onboarding_manager  account company
  email: email key  name: text  company?: text  signed_on?: date  contract_end?: date  seats: number = 1
  zone?: time_zone
}
event signed     of customer { signed_on?: date  contract_end?: date }
event plan_saved of customer
event introduced of customer
event agreed     of customer
event visited    of customer
event ended      of customer
event touched = introduced or plan_saved
`;

const HEAD = `
  owner revops_lead
  goal agreed within 120 days
  review every 3 months, last 2026-10-01
  exit done as success
  exit gone as failure on ended
`;
const ENTER = "enter on signed -> first  if one is open join";

export interface Dated {
  readonly texts: Readonly<Record<string, string>>;
  readonly plan: Plan;
  readonly plans: readonly Plan[];
  readonly library: ReturnType<typeof compileTexts>["library"];
}

/** The journey \`small\` of these stages; \`enter\` says how it is entered. */
export function dated(stages: string, more = "", enter = ENTER): Dated {
  const texts = {
    "organisation.journey": readFileSync("journeys/organisation.journey", "utf8"),
    "small.journey": `${DATA} journey small v1 of customer { ${HEAD} ${enter} ${stages} }\n${more}`,
  };
  const { library, releases } = compileTexts(texts);
  const plan = releases.find((release) => release.plan.journey === "small")?.plan;
  if (plan === undefined) throw new Error("the texts hold no journey `small`");
  return { texts, plan, plans: releases.map((release) => release.plan), library };
}

/** One stage with these lines, which lasts long enough for all of them. */
export const oneStage = (lines: string): string =>
  `stage first { owner customer_success  lasts at most 400 days, then exit gone  ${lines}  stay }`;

/** Entered on Monday 2026-11-23 at 09:00 in Copenhagen. */
export const deskOf = (lines: string, fields: Fields = {}): Desk =>
  openDesk(dated(oneStage(lines)).plan, { fields });

export const at = (desk: { readonly plan: Plan }, date: string, hour = 0): Instant =>
  timeOf(desk.plan, date, hour);

/** The texts that were told, each with the local time at which it was. */
export function toldWhen(desk: Desk): readonly string[] {
  return desk.journal.filter(({ what }) => what === "told").map((entry) => when(desk, entry));
}

/** `2026-11-25 10:00` in Copenhagen. */
export function when(desk: Desk, { at: instant }: Pick<JournalEntry, "at">): string {
  const calendar = desk.plan.calendars.nordic;
  if (calendar === undefined) throw new Error("the plan knows no calendar `nordic`");
  return showLocal(calendar, instant);
}

const GIVEN = `given { email: "maria@example.com"  name: "Maria"  company: "Nordpay" }  start 2026-11-23 09:00`;

/** Plays the lines as a scenario in virtual time, and expects what they expect. */
export async function playsDated(
  stages: string,
  lines: string,
  { enter = ENTER, given = GIVEN }: { readonly enter?: string; readonly given?: string } = {},
): Promise<Observation> {
  const { texts, plan, plans, library } = dated(
    stages,
    `scenario "played" of small { ${given} ${lines} }`,
    enter,
  );
  const [scenario] = lowerScenarios(modelOf(texts));
  if (scenario === undefined) throw new Error("there is no scenario");
  const theatre = virtualTheatre({ library, plans, people: shippedPeople(), journey: "small" });
  const { failures, last } = await playScenario(scenario, plan, theatre);
  const source = texts["small.journey"] ?? "";
  const shown = failures.map(({ span, message }) => `${source.slice(span.start, span.end)}\n  ${message}`);
  expect(shown).toEqual([]);
  return last;
}
