/** Whether a change promises or controls more, or less: by what kind of thing was changed, and in which direction. */
import type * as ast from "../../language/ast.ts";
import { casesOf, evaluate } from "../checks/sample-conditions.ts";
import { lowerDuration } from "../lower/durations.ts";
import { type Scope, scopeOf } from "../scopes.ts";
import { readsUnknown } from "../types/conditions.ts";
import type { Reading } from "../types/fields.ts";
import type { Effect } from "./change.ts";
import type { Difference } from "./differences.ts";
import { isDuration, isRecord, isSame } from "./same.ts";
import type { Sides } from "./sides.ts";

export type EffectOf = (difference: Difference, sides: Sides) => Effect;

export const always =
  (effect: Effect): EffectOf =>
  () =>
    effect;

const opposite = (effect: Effect): Effect =>
  effect === "stronger" ? "weaker" : effect === "weaker" ? "stronger" : effect;

/** Being there is so; not being there is the opposite. Of one in place of another `changed` tells. */
export const adding =
  (effect: Effect, changed: EffectOf = always("different")): EffectOf =>
  (difference, sides) => {
    if (difference.how === "added") return effect;
    return difference.how === "removed" ? opposite(effect) : changed(difference, sides);
  };

/** Of a number, a share or a length of time: more of it is so. */
export const more =
  (effect: Effect): EffectOf =>
  ({ before, after }) => {
    const [a, b] = [amountOf(before), amountOf(after)];
    if (a === undefined || b === undefined || a === b) return "different";
    return b > a ? effect : opposite(effect);
  };

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
/** Of lengths that count differently; a working day has some eight hours, and a week five of them. */
const OPEN_HOURS = 8;
const OPEN_DAYS = 5;
const WEEK = 7;
const MONTH = 30 * DAY;

function amountOf(value: unknown): number | undefined {
  if (typeof value === "number") return value;
  if (isDuration(value)) {
    const { months = 0, days = 0, ms = 0, businessDays = 0, businessMs = 0 } = lowerDuration(value);
    const open = businessDays + businessMs / (OPEN_HOURS * HOUR);
    return months * MONTH + days * DAY + ms + (open * WEEK * DAY) / OPEN_DAYS;
  }
  return isRecord(value) && typeof value.value === "number" ? value.value : undefined;
}

/** Of a flag that is now set. */
export const being =
  (effect: Effect): EffectOf =>
  ({ after }) =>
    after === true ? effect : opposite(effect);

// ── Conditions ────────────────────────────────────────────────────────────────────────────────────────────

/** Of a condition that now holds in more cases than before. */
export const wider =
  (effect: Effect): EffectOf =>
  (difference, sides) => {
    const found = widthOf(difference, sides);
    if (found === "wider") return effect;
    return found === "narrower" ? opposite(effect) : "different";
  };

function widthOf({ before, after, around }: Difference, sides: Sides): "wider" | "narrower" | "other" {
  const scope = scopeAround(around, sides);
  if (scope === undefined || !isCondition(before) || !isCondition(after)) return "other";
  const reading: Reading = { scope };
  const both = [conditionIn(before), conditionIn(after)];
  if (readsUnknown(both, reading)) return "other";
  const truths = casesOf(both, reading).map((one) =>
    both.map((condition) => evaluate(condition, one, reading)),
  );
  if (truths.length === 0 || truths.flat().includes(undefined)) return "other";
  const gains = truths.some(([was, is]) => is === true && was === false);
  const loses = truths.some(([was, is]) => is === false && was === true);
  if (gains === loses) return "other";
  return gains ? "wider" : "narrower";
}

const CONDITIONS: ReadonlySet<unknown> = new Set(["Or", "And", "Not", "Test", "State"]);

const isCondition = (value: unknown): value is ast.Condition | ast.State =>
  isRecord(value) && CONDITIONS.has(value.kind);

const conditionIn = (value: ast.Condition | ast.State): ast.Condition =>
  value.kind === "State" ? value.condition : value;

function scopeAround([outermost]: Difference["around"], { after }: Sides): Scope | undefined {
  const declaration = after.model.files
    .flatMap((file) => file.declarations)
    .find((one) => one === outermost?.after);
  return declaration === undefined ? undefined : scopeOf(declaration, after.model);
}

// ── Rights ────────────────────────────────────────────────────────────────────────────────────────────────

/** By who is asked in each case, before and now: a higher role, or another one beside, is more control. */
export function effectOnRight(
  before: ast.RightDeclaration,
  after: ast.RightDeclaration,
  sides: Sides,
): Effect {
  if (!isSame(before.order, after.order)) return "different";
  const reading: Reading = { scope: scopeOf(after, sides.after.model) };
  const conditions = [...before.asks, ...after.asks].map(({ when }) => when);
  if (readsUnknown(conditions, reading)) return "different";
  const cases = casesOf(conditions, reading);
  const compared = cases.map((one) => {
    const asked = (right: ast.RightDeclaration) => askedIn(right, (when) => evaluate(when, one, reading));
    return compareAsked(asked(before), asked(after));
  });
  if (compared.length === 0 || compared.includes("different")) return "different";
  const [gains, loses] = [compared.includes("stronger"), compared.includes("weaker")];
  if (gains === loses) return "different";
  return gains ? "stronger" : "weaker";
}

/**
 * The roles that may decide more than before: where another of a higher place was asked, or beside them, and no longer is.
 * Where that cannot be worked out, every role that may decide.
 */
export function gainersOf(
  before: ast.RightDeclaration,
  after: ast.RightDeclaration,
  sides: Sides,
): readonly string[] {
  const all = [...new Set(after.asks.map(({ role }) => role.text))];
  const reading: Reading = { scope: scopeOf(after, sides.after.model) };
  const conditions = [...before.asks, ...after.asks].map(({ when }) => when);
  if (isSame(before.asks, after.asks) && isSame(before.order, after.order)) return [];
  if (!isSame(before.order, after.order) || readsUnknown(conditions, reading)) return all;
  const gaining = new Set<string>();
  for (const one of casesOf(conditions, reading)) {
    const asked = (right: ast.RightDeclaration) => askedIn(right, (when) => evaluate(when, one, reading));
    const [was, is] = [asked(before), asked(after)];
    if (was === null || is === null) return all;
    if (compareAsked(was, is) !== "weaker" && compareAsked(was, is) !== "different") continue;
    const decides = after.order[is.highest]?.text;
    for (const role of [...(decides === undefined ? [] : [decides]), ...is.also]) gaining.add(role);
  }
  return [...gaining];
}

interface Asked {
  /** Place of the highest role in the order; -1: nobody of it. */
  readonly highest: number;
  readonly also: ReadonlySet<string>;
}

/** `null`: it cannot be said. */
function askedIn(
  { asks, order }: ast.RightDeclaration,
  holds: (when: ast.Condition) => boolean | undefined,
): Asked | null {
  const found = asks.map((ask) => ({ ask, held: holds(ask.when) }));
  if (found.some(({ held }) => held === undefined)) return null;
  const holding = found.filter(({ held }) => held).map(({ ask }) => ask);
  const place = (role: ast.Name): number => order.findIndex(({ text }) => text === role.text);
  const inOrder = holding.filter(({ also }) => !also).map(({ role }) => place(role));
  return {
    highest: Math.max(-1, ...inOrder),
    also: new Set(holding.filter(({ also }) => also).map(({ role }) => role.text)),
  };
}

function compareAsked(before: Asked | null, after: Asked | null): Effect {
  if (before === null || after === null) return "different";
  const gains = after.highest > before.highest || [...after.also].some((role) => !before.also.has(role));
  const loses = after.highest < before.highest || [...before.also].some((role) => !after.also.has(role));
  if (gains && loses) return "different";
  if (gains) return "stronger";
  return loses ? "weaker" : "neutral";
}
