/**
 * A role outside the company is asked, by a link, and nothing more: whatever must not be dropped is somebody's inside
 * (docs/language.md, section 3.7).
 */
import type * as ast from "../../language/ast.ts";
import type { Diagnostic } from "../../language/diagnostics/diagnostic.ts";
import { report } from "../../language/diagnostics/report.ts";
import type { Model } from "../model.ts";
import { ask, nodesInTable, type Rules, type Scope, type ScopedNode, said } from "../scopes.ts";
import type { Node } from "../walk.ts";
import type { Check } from "./check.ts";

type Named = readonly [role: ast.Name | undefined, cannot: string];

const owning = ({ owner }: { readonly owner?: ast.Name }): readonly Named[] => [
  [owner, "answer for it as its owner"],
];
const all = (roles: readonly ast.Name[], cannot: string): readonly Named[] =>
  roles.map((role) => [role, cannot]);

/** Places that only a role inside can fill. */
const INSIDE: Rules<Named> = {
  RoleDeclaration: ({ reportsTo }) => [[reportsTo, "be reported to"]],
  RightDeclaration: ({ owner, order, asks, delegation }) => [
    ...owning({ ...(owner && { owner }) }),
    ...all([...order, ...asks.map(({ role }) => role), ...(delegation?.to ?? [])], "hold a right"),
  ],
  ChangesDeclaration: ({ lines }) =>
    lines.flatMap(({ needs }) => all(needs, "agree to a change of these files")),
  SubjectDeclaration: owning,
  EventDeclaration: owning,
  AudienceDeclaration: owning,
  ActionDeclaration: owning,
  ScoreDeclaration: owning,
  PolicyDeclaration: owning,
  HygieneDeclaration: owning,
  JourneyDeclaration: owning,
  RouteDeclaration: (route) => [...owning(route), [route.otherwise, "take what a route finds nobody for"]],
  ExemptRule: ({ markedBy }) => [[markedBy, "mark a message as exempt"]],
  RequestHandler: ({ by }) => all(by, "request anything, since nobody sends a link unasked"),
  Handover: ({ accountable }) => [[accountable, "be accountable for a handover"]],
  TellStep: ({ who }) => [
    [roleOf(who), "be told: words that go outside are a message, which the contact policy counts"],
  ],
  TellRung: ({ who }) => [[roleOf(who), "be told of a silence"]],
  GiveRung: ({ to }) => [[roleOf(to), "be given what nobody has answered"]],
  HolderLeftHandler: ({ then }) => [
    [then.kind === "give" ? roleOf(then.to) : undefined, "be given what somebody has left"],
  ],
  SendStep: ({ onceApprovedBy }) => [[onceApprovedBy && roleOf(onceApprovedBy), "agree to a message"]],
};

const roleOf = (who: ast.Who): ast.Name | undefined => (who.kind === "RoleWho" ? who.role : undefined);

export const outsideRole: Check = (model) => [
  ...ask(INSIDE, model).flatMap((named) => misplaced(named, model)),
  ...[...model.roles.values()].flatMap((role) => problemsOf(role, model)),
  ...nodesInTable(model, ASKING).flatMap((found) => unreachable(found, model)),
];

const misplaced = ([role, cannot]: Named, { roles }: Model): readonly Diagnostic[] =>
  role !== undefined && roles.get(role.text)?.outside === true
    ? [told(role, `is outside the company, and cannot ${cannot}`)]
    : [];

const told = (role: ast.Name, problem: string, at: { readonly span: ast.Span } = role): Diagnostic =>
  report("outside-role", { role: role.text, problem }, at.span);

// ── The role itself ───────────────────────────────────────────────────────────────────────────────────────

function problemsOf(role: ast.RoleDeclaration, model: Model): readonly Diagnostic[] {
  const { name, outside, reachedAt, linkExpiresAfter } = role;
  if (!outside)
    return [reachedAt, linkExpiresAfter].flatMap((part) =>
      part === undefined ? [] : [told(name, "is inside the company, where nobody answers by a link", part)],
    );
  return reachedAt === undefined ? [] : problemsOfAddress(name, reachedAt, model);
}

function problemsOfAddress(role: ast.Name, reachedAt: ast.Name, { subjects, people }: Model) {
  const others = [...subjects.values()].flatMap(({ name, fields }) =>
    fields.flatMap((field) =>
      field.name.text === reachedAt.text && !isEmail(field) ? [`\`${name.text}\``] : [],
    ),
  );
  const filling = (people?.people ?? []).flatMap(({ id, roles }) => (roles.includes(role.text) ? [id] : []));
  return [
    ...(others.length === 0
      ? []
      : [
          told(
            role,
            `is reached at \`${reachedAt.text}\`, which is no e-mail address of ${others.join(" and ")}`,
            reachedAt,
          ),
        ]),
    ...(filling.length === 0
      ? []
      : [
          told(
            role,
            `is whoever \`${reachedAt.text}\` names, and people.yaml gives it to ${filling.join(" and ")}`,
          ),
        ]),
    ...(people?.people.some(({ id }) => id === role.text)
      ? [told(role, "has the name of a person in people.yaml, so that nobody could say who acted")]
      : []),
  ];
}

const isEmail = ({ type }: ast.Field): boolean => type.kind === "NamedType" && type.name.text === "email";

// ── Whom it is asked of ───────────────────────────────────────────────────────────────────────────────────

const ASKING: Rules<ast.Name | undefined> = {
  RoleWho: ({ role }) => [role],
  Stage: ({ owner }) => [owner],
  Afterwards: ({ owner }) => [owner],
  Handover: ({ giver }) => [giver],
  JourneyDeclaration: ({ keyAsk }) => [keyAsk?.role],
};

/** The subject of a journey has the field at which they are reached; and nobody is picked where there is one. */
const unreachable = (found: ScopedNode, model: Model): readonly Diagnostic[] =>
  said(ASKING, found).flatMap((role) =>
    role === undefined ? [] : problemsHere(role, found.node, found.scope, model),
  );

function problemsHere(role: ast.Name, node: Node, { subject }: Scope, { roles }: Model) {
  const reachedAt = roles.get(role.text)?.reachedAt;
  if (reachedAt === undefined) return [];
  const isKnown = subject === undefined || subject.fields.some(({ name }) => name.text === reachedAt.text);
  const route = node.kind === "RoleWho" ? node.pickedBy : undefined;
  return [
    ...(isKnown
      ? []
      : [told(role, `cannot be reached here: a \`${subject.name.text}\` has no \`${reachedAt.text}\``)]),
    ...(route === undefined
      ? []
      : [told(role, "is one person for each subject, whom no route picks", route)]),
  ];
}
