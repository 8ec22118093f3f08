/** What each declaration must name, whatever it is about: the parts that a reviewer looks for. */
import type * as ast from "../../language/ast.ts";
import type { Diagnostic, Fix } from "../../language/diagnostics/diagnostic.ts";
import { listOf } from "../../language/diagnostics/entry.ts";
import { report } from "../../language/diagnostics/report.ts";
import { isDamaged } from "../doubt.ts";
import { addLine, addLineBehind } from "../line-fixes.ts";
import type { Model } from "../model.ts";
import { nodesInTable, type Rules, type Scope, type ScopedNode, said } from "../scopes.ts";
import { subjectsOfEvent } from "../somebody.ts";
import type { Kind, Node } from "../walk.ts";
import type { Check } from "./check.ts";

/** `line`: what would usually be written, where that can be said. */
type Part = readonly [part: string, there: boolean, line?: string | undefined];

const REVIEW = "review every 3 months";

const has = (value: unknown): boolean => value !== undefined;
const some = (list: readonly unknown[]): boolean => list.length > 0;

/** The parts of each kind of node. A bound that is missing is `wait-without-bound`. */
const PARTS: Rules<Part> = {
  CalendarDeclaration: ({ zone, open }) => [
    ["zone", has(zone)],
    ["open hours", some(open)],
  ],
  RoleDeclaration: (role, { scope: { model } }) =>
    // Its silence, and an address that is blank, are somebody's inside.
    role.outside
      ? [["role that it reports to", has(role.reportsTo)]]
      : [["hours", hasHours(role, model), onlyHours(model)]],
  LadderDeclaration: ({ within }) => [["limit (`within`)", has(within)]],
  RightDeclaration: ({ owner, order, asks, answers, ladder }) => [
    ["owner", has(owner)],
    ["order", some(order)],
    ["line that asks a role", asks.some(({ also }) => !also)],
    ["answers", some(answers)],
    ["ladder (`answer on`)", has(ladder)],
  ],
  SubjectDeclaration: ({ owner, fields }) => [
    ["owner", has(owner)],
    ["key", fields.some(({ key }) => key)],
  ],
  AudienceDeclaration: ({ when }) => [["condition (`when`)", has(when)]],
  ActionDeclaration: ({ owner, within }) => [
    ["owner", has(owner)],
    ["time limit (`within`)", has(within)],
  ],
  ScoreDeclaration: ({ owner, review, validate }) => [
    ["owner", has(owner)],
    ["review", has(review), REVIEW],
    ["outcome to validate against", has(validate)],
  ],
  PolicyDeclaration: ({ owner }) => [["owner", has(owner)]],
  RouteDeclaration: ({ owner, otherwise }) => [
    ["owner", has(owner)],
    ["role for when nobody fits (`otherwise`)", has(otherwise), owner && `otherwise ${owner.text}`],
  ],
  HygieneDeclaration: ({ owner, runsEvery }) => [
    ["owner", has(owner)],
    ["cadence (`runs every`)", has(runsEvery)],
  ],
  JourneyDeclaration: ({ version, owner, goal, review, enters, exits }) => [
    ["version", version.number > 0],
    ["owner", has(owner)],
    ["goal", has(goal)],
    ["review", has(review), REVIEW],
    ["entry", some(enters)],
    ["exit", some(exits)],
  ],
  Stage: ({ owner }) => [["owner", has(owner)]],
  SendStep: ({ onceApprovedBy, ladder }) => [
    ["person whose answer the ladder is for (`once approved by`)", has(onceApprovedBy) || !has(ladder)],
  ],
  Handover: ({ receiver }) => [["receiver", has(receiver)]],
  ScenarioDeclaration: (scenario, { scope }) => [["key of its subject", givesKey(scenario, scope)]],
  Somebody: (somebody, { scope }) => [["key of whom it is of", namesKey(somebody, scope.model)]],
};

function onlyHours({ calendars }: Model): string | undefined {
  const [calendar, another] = calendars.keys();
  return calendar === undefined || another !== undefined ? undefined : `hours ${calendar}`;
}

/** Hours of its own, or of whom it reports to. */
function hasHours(
  role: ast.RoleDeclaration,
  model: Model,
  seen: readonly ast.RoleDeclaration[] = [],
): boolean {
  if (has(role.hours) || isDamaged(model.doubt, role)) return true;
  const manager = role.reportsTo === undefined ? undefined : model.roles.get(role.reportsTo.text);
  // A manager who is unknown, or round in a circle, is reported as such.
  if (manager === undefined) return role.reportsTo !== undefined;
  return seen.includes(manager) || hasHours(manager, model, [...seen, role]);
}

function givesKey(scenario: ast.ScenarioDeclaration, { subject }: Scope): boolean {
  const fields = subject?.fields ?? [];
  const key = fields.find((field) => field.key);
  const given = scenario.given.entries.map(({ name }) => name.text);
  // A field that is misspelt may be the one that is missing.
  const misspelt = given.some((text) => !fields.some(({ name }) => name.text === text));
  return key === undefined || misspelt || given.includes(key.name.text);
}

const namesKey = ({ event, data }: ast.Somebody, model: Model): boolean =>
  subjectsOfEvent(model, event.text).every(({ fields }) => {
    const key = fields.find((field) => field.key)?.name.text;
    return key === undefined || data.entries.some(({ name }) => name.text === key);
  });

const TITLES: { readonly [K in Kind]?: string } = {
  PolicyDeclaration: "the contact policy of",
  SendStep: "message",
  ScenarioDeclaration: "the scenario of",
};

export const missingPart: Check = (model) => nodesInTable(model, PARTS).flatMap(missingIn);

function missingIn(found: ScopedNode): readonly Diagnostic[] {
  const missing = said(PARTS, found).filter(([, there]) => !there);
  if (missing.length === 0) return [];
  const { node, scope } = found;
  const name = nameOf(node);
  const facts = { what: listOf(missing.map(([part]) => part)), owner: titleOf(node, name) };
  return [report("missing-part", facts, name.span, { fixes: fixesFor(missing, node, scope.model) })];
}

/** Only where one line settles it, and beside the owner, since the end of a journey is far away. */
function fixesFor(missing: readonly Part[], node: Node, model: Model): readonly Fix[] {
  const [[, , line] = [], another] = missing;
  if (line === undefined || another !== undefined) return [];
  const owner = "owner" in node ? node.owner : undefined;
  return owner === undefined ? addLine(model, node.span, line) : [addLineBehind(model, owner.span, line)];
}

function nameOf(node: Node): { readonly text: string; readonly span: ast.Span } {
  if (node.kind === "PolicyDeclaration" || node.kind === "ScenarioDeclaration") return node.of;
  if (node.kind === "SendStep") return node.message;
  return "name" in node && typeof node.name === "object" && "text" in node.name
    ? node.name
    : { text: "", span: node.span };
}

/** `journey lead_to_customer`: the word of the kind, and the name. */
function titleOf(node: Node, { text }: { readonly text: string }): string {
  const word = TITLES[node.kind] ?? node.kind.replace("Declaration", "").toLowerCase();
  return `${word} \`${text}\``;
}
