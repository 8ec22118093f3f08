import type * as ast from "../../language/ast.ts";
import { assertNever, invariant } from "../invariant.ts";
import type { Model } from "../model.ts";
import type { Ladder, Outside, Right, RightLine, Role, Rung, RungAction, Who } from "../plan.ts";
import { lowerCondition } from "./conditions.ts";
import { type Draft, lowerMove } from "./draft.ts";
import { exactMs, lowerDuration } from "./durations.ts";
import { createScope, type Scope, useLadder, useRole } from "./scope.ts";

const MS_PER_DAY = 86_400_000;

export function lowerWho(who: ast.Who, scope: Scope): Who {
  if (who.kind === "TheWho") return { the: who.which };
  const role = useRole(scope, who.role);
  const route = who.pickedBy?.text ?? null;
  if (route !== null && !scope.uses.picks.has(role)) scope.uses.picks.set(role, route);
  return { role, route };
}

export function lowerLadder(ladder: ast.LadderDeclaration, draft: Draft): Ladder {
  invariant(ladder.within !== undefined, `ladder ${ladder.name.text} has no limit`);
  const rungs = ladder.steps.map(
    (step): Rung => ({
      at: step.after === undefined ? "last" : lowerDuration(step.after),
      actions: step.rungs.map((rung) => lowerRung(rung, draft)),
    }),
  );
  return { within: lowerDuration(ladder.within), rungs };
}

function lowerRung(rung: ast.Rung, draft: Draft): RungAction {
  const { scope } = draft;
  switch (rung.kind) {
    case "RemindRung":
      return { do: "remind" };
    case "TellRung":
      return { do: "tell", who: lowerWho(rung.who, scope) };
    case "ReassignRung":
      return { do: "reassign", atMost: rung.atMost ?? 1 };
    case "GiveRung":
      return { do: "give", to: lowerWho(rung.to, scope) };
    case "NoteRung":
      return { do: "note" };
    case "StaysOpenRung":
      return { do: "stay open" };
    case "TakeBackRung":
      return { do: "take back", leave: lowerMove(rung.move, useRole(scope, draft.journey.owner), draft) };
    default:
      return assertNever(rung);
  }
}

// ── Rights ────────────────────────────────────────────────────────────────────────────────────────────────

/** Notes what the right reads. Its subject may be another than the journey's only if the checks are wrong. */
export function lowerRight(right: ast.RightDeclaration, scope: Scope): Right {
  invariant(right.of.text === scope.subject, `right ${right.name.text} is over another subject`);
  const delegates = right.delegation?.to.map((role) => useRole(scope, role)) ?? [];
  // What is approved is recorded with its values, also where no line asks because of them.
  for (const field of right.about) scope.uses.fields.add(field.text);
  return {
    title: right.title?.text ?? right.name.text,
    owner: useRole(scope, right.owner),
    about: right.about.map((field) => field.text),
    order: right.order.map((role) => useRole(scope, role)),
    asks: right.asks.map((line) => lowerRightLine(line, scope)),
    neverTheAsker: right.neverTheAsker.map(({ when }) =>
      when === undefined ? null : lowerCondition(when, scope),
    ),
    counts: lowerCounts(right, scope),
    mayBeDelegated: right.delegation?.allowed ?? true,
    ...(delegates.length === 0 ? {} : { delegatesTo: delegates }),
    answers: right.answers.map((answer) => answer.text),
    ladder: useLadder(scope, right.ladder),
  };
}

function lowerRightLine(line: ast.RightDeclaration["asks"][number], scope: Scope): RightLine {
  // A scope of its own tells apart what this line reads.
  const own = createScope(scope.model, scope.subject);
  const when = lowerCondition(line.when, own);
  for (const field of own.uses.fields) scope.uses.fields.add(field);
  for (const score of own.uses.scores) scope.uses.scores.add(score);
  for (const event of own.uses.events) scope.uses.events.add(event);
  return { role: useRole(scope, line.role), also: line.also, when, reads: [...own.uses.fields].sort() };
}

function lowerCounts(right: ast.RightDeclaration, scope: Scope): Right["counts"] {
  if (right.counts === undefined) return null;
  const field = right.counts.sumOf.names.at(-1)?.text;
  invariant(field !== undefined, `right ${right.name.text} counts nothing`);
  scope.uses.fields.add(field);
  return { field, over: right.counts.over.text, days: exactMs(right.counts.inTheLast) / MS_PER_DAY };
}

// ── Roles and routes ──────────────────────────────────────────────────────────────────────────────────────

export function lowerRole(role: ast.RoleDeclaration, model: Model): Role {
  return {
    title: role.title?.text ?? role.name.text,
    calendar: calendarOf(role, model, new Set()),
    reportsTo: role.reportsTo?.text ?? null,
    ...(role.per === undefined ? {} : { per: role.per.text }),
    ...(role.outside && { outside: lowerOutside(role) }),
  };
}

const lowerOutside = ({ reachedAt, linkExpiresAfter }: ast.RoleDeclaration): Outside => ({
  ...(reachedAt !== undefined && { at: reachedAt.text }),
  ...(linkExpiresAfter !== undefined && { linkFor: lowerDuration(linkExpiresAfter) }),
});

/** Its own hours, else those of whom it reports to. */
function calendarOf(role: ast.RoleDeclaration, model: Model, seen: Set<string>): string {
  if (role.hours !== undefined) return role.hours.text;
  seen.add(role.name.text);
  const above = role.reportsTo && model.roles.get(role.reportsTo.text);
  invariant(
    above !== undefined && !seen.has(above.name.text),
    `nobody says when role ${role.name.text} works`,
  );
  return calendarOf(above, model, seen);
}

/** The roles and all those that they report to, upwards: `the manager` may go all the way. */
export function withManagers(roles: Iterable<string>, model: Model): ReadonlySet<string> {
  const all = new Set<string>();
  for (const name of roles) {
    for (let at: string | undefined = name; at !== undefined && !all.has(at); ) {
      all.add(at);
      at = model.roles.get(at)?.reportsTo?.text;
    }
  }
  return all;
}

/**
 * The route that serves each role when only the role is named: the one by which this journey picks it, else the
 * only route of the subject when another of its journeys gives work to the role by it.
 */
export function routesOf(roles: Iterable<string>, scope: Scope): Readonly<Record<string, string>> {
  const elsewhere = receiversOf(scope.subject, scope.model);
  const routes: Record<string, string> = {};
  for (const role of roles) {
    const route = scope.uses.picks.get(role) ?? elsewhere.get(role);
    if (route !== undefined) routes[role] = route;
  }
  return routes;
}

/** Role to route, for the receivers of the subject's handovers; empty unless the subject has exactly one route. */
function receiversOf(subject: string, model: Model): ReadonlyMap<string, string> {
  const routes = [...model.routes.values()].filter((route) => route.of.text === subject);
  if (routes.length !== 1) return new Map();
  const journeys = [...model.journeys.values()].filter((journey) => journey.of.text === subject);
  const receivers = journeys.flatMap((journey) =>
    journey.handovers.flatMap(({ receiver }) => receiver?.who ?? []),
  );
  return new Map(
    receivers.flatMap((who) =>
      who.kind === "RoleWho" && who.pickedBy !== undefined
        ? [[who.role.text, who.pickedBy.text] as const]
        : [],
    ),
  );
}
