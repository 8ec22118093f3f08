/** Moments: what they are counted from is a date or an event, and what is said of them fits where they stand. */
import type * as ast from "../../language/ast.ts";
import type { Diagnostic } from "../../language/diagnostics/diagnostic.ts";
import { report } from "../../language/diagnostics/report.ts";
import { assertNever } from "../invariant.ts";
import { unknownName } from "../lookup.ts";
import { expandEvents, type Rules, type Scope } from "../scopes.ts";
import { findAll, type Node } from "../walk.ts";
import { mayBeBlank, ownerOf } from "./expressions.ts";
import { describeType, typeOf } from "./field-types.ts";
import { findField, knownFields, writePath } from "./fields.ts";

export const MOMENTS: Rules<Diagnostic> = {
  WaitStep: ({ what }) =>
    what.kind === "WaitUntil"
      ? checkSite({ ...SINGLE, moment: what.moment, refinements: what.refinements })
      : [],
  UntilBound: ({ until, refinements }) => checkSite({ ...SINGLE, moment: until, refinements }),
  NotBeforeMoment: ({ moment }) => checkSite({ ...SINGLE, moment, refinements: [] }),
  OneMessage: ({ moment, refinements }) => checkSite({ ...SINGLE, moment, refinements }),
  AtHandler: ({ moment, refinements }) => checkSite({ ...SINGLE, moment, refinements, isSchedule: true }),
  AtMoment: ({ moment, refinements }) => checkSite({ ...SINGLE, moment, refinements, isEntry: true }),
  OffsetMoment: (moment) => checkOffset(moment),
  FieldAnchor: (anchor, { around, scope }) => checkAnchor(anchor, around, scope),
  PickAnchor: ({ a, b }) => [a, b].flatMap(checkPicked),
  NotBeforeUnitEnds: ({ unit, span }) => (isClockUnit(unit) ? [odd(`a ${unit} ends at once`, { span })] : []),
};

// ── What a moment is counted from ─────────────────────────────────────────────────────────────────────────

function checkAnchor(
  { path }: Extract<ast.Anchor, { kind: "FieldAnchor" }>,
  around: readonly Node[],
  scope: Scope,
): readonly Diagnostic[] {
  const name = writePath(path);
  if (name === "entry") return isInStage(around) ? [] : [odd("`entry` is the entry of a stage", path)];
  const read = findField(path, { scope });
  if (read === undefined) return checkEvent(path, name, around, scope);
  const type = typeOf(read.field);
  if (type === undefined || type.type === "date") return [];
  const facts = { what: `\`${name}\``, found: describeType(type), expected: "a date or an event" };
  const related = [{ span: read.field.span, label: "declared here" }];
  return [report("wrong-type", facts, path.span, { related })];
}

function checkEvent(
  path: ast.Path,
  name: string,
  around: readonly Node[],
  scope: Scope,
): readonly Diagnostic[] {
  const { model, subject } = scope;
  if (!model.events.has(name)) {
    if (subject === undefined) return [];
    const known = ["entry", ...knownFields({ scope }), ...model.events.keys()];
    return [unknownName("field", { text: name, span: path.span }, known)];
  }
  if (around.some(({ kind }) => kind === "AtMoment"))
    return [odd("nothing has happened before the entry", path)];
  const other = expandEvents(model, name).find(
    ({ of }) => of !== undefined && of.text !== subject?.name.text,
  );
  if (other?.of === undefined || subject === undefined) return [];
  const facts = { what: "event", name, of: other.of.text, wanted: subject.name.text } as const;
  return [report("belongs-to-another-subject", facts, path.span)];
}

const isInStage = (around: readonly Node[]): boolean =>
  around.some(({ kind }) => kind === "Stage" || kind === "Handover" || kind === "Everywhere");

// ── Where it stands ───────────────────────────────────────────────────────────────────────────────────────

interface Site {
  readonly moment: ast.Moment;
  readonly refinements: readonly ast.Refinement[];
  /** A list, days that come again and again, and what may be said of them. */
  readonly isSchedule: boolean;
  readonly isEntry: boolean;
}

const SINGLE = { isSchedule: false, isEntry: false };

function checkSite({ moment, refinements, isSchedule, isEntry }: Site): readonly Diagnostic[] {
  return [
    ...(isSchedule ? checkRecurrence(moment) : checkSingle(moment, isEntry)),
    ...checkTimes(moment, refinements),
    ...refinements.flatMap((refinement) => checkRefinement(refinement, refinements, isSchedule)),
    ...(moment.kind === "EveryMoment" ? refinements.flatMap(checkEndless) : []),
    ...(isEntry ? checkEntry(moment) : []),
  ];
}

/** A list of entries is as good as one; what is waited for is one moment. */
function checkSingle(moment: ast.Moment, mayBeList: boolean): readonly Diagnostic[] {
  if (moment.kind === "EveryMoment")
    return [odd("one moment is meant, and this comes again and again", moment)];
  const isList = moment.kind === "OffsetMoment" && moment.amounts.length > 1;
  return isList && !mayBeList ? [odd("one moment is meant, and these are several", moment)] : [];
}

function checkRecurrence(moment: ast.Moment): readonly Diagnostic[] {
  return moment.kind === "EveryMoment" && isClockUnit(moment.what)
    ? [odd("what comes again and again comes on days", moment)]
    : [];
}

function checkPicked(moment: ast.Moment): readonly Diagnostic[] {
  if (moment.kind === "TimeMoment")
    return [odd("a time of day is neither earlier nor later than a date", moment)];
  return checkSingle(moment, false);
}

function checkTimes(moment: ast.Moment, refinements: readonly ast.Refinement[]): readonly Diagnostic[] {
  const isTimed =
    moment.kind === "TimeMoment" || (moment.kind === "InstantMoment" && moment.instant.time !== undefined);
  const times = refinements.filter(({ kind }) => kind === "AtTime");
  const [second] = times.slice(isTimed ? 0 : 1);
  return second === undefined ? [] : [odd("it has a time of day already", second)];
}

function checkRefinement(
  refinement: ast.Refinement,
  all: readonly ast.Refinement[],
  isSchedule: boolean,
): readonly Diagnostic[] {
  switch (refinement.kind) {
    case "AfterEvents":
    case "AtMost":
      return isSchedule ? [] : [odd("this may be said of what stands behind `at` in a stage", refinement)];
    case "MovesOn":
      return all.some(({ kind }) => kind === "AtMost")
        ? []
        : [odd("nothing moves on where no `at most` holds anything back", refinement)];
    default:
      return [];
  }
}

/** For the last of them to keep its moment there must be a last. */
const checkEndless = (refinement: ast.Refinement): readonly Diagnostic[] =>
  refinement.kind === "MovesOn" && refinement.which === "earlier"
    ? [odd("of days that come again and again there is no last one for the earlier to wait for", refinement)]
    : [];

/** Before the entry there is no stage, no journey and nothing that happened in it. */
function checkEntry(moment: ast.Moment): readonly Diagnostic[] {
  if (moment.kind === "TimeMoment") return [odd("a time of day says not on which day", moment)];
  return findAll(moment, "JourneyEntryAnchor").map((anchor) =>
    odd("the journey has not been entered", anchor),
  );
}

// ── Amounts ───────────────────────────────────────────────────────────────────────────────────────────────

function checkOffset(moment: Extract<ast.Moment, { kind: "OffsetMoment" }>): readonly Diagnostic[] {
  const { amounts, counting, unit } = moment;
  const isDay = unit !== "minute" && unit !== "hour";
  if (amounts.some((amount) => !(amount > 0))) return [odd("it takes no time", moment)];
  if (isDay && amounts.some((amount) => !Number.isInteger(amount)))
    return [odd(`${unit}s are counted whole`, moment)];
  const isLong = unit === "month" || unit === "quarter" || unit === "year";
  return counting === "business" && isLong ? [odd(`no ${unit} is counted in open hours`, moment)] : [];
}

const isClockUnit = (unit: string): boolean => unit === "minute" || unit === "hour";

const odd = (why: string, { span }: { readonly span: ast.Span }): Diagnostic =>
  report("odd-moment", { why }, span);

/** What a moment is counted from and may be blank; `undefined`: the moment is known. Of two the earlier is the known one. */
export function blankDateIn(root: ast.Moment | ast.Anchor, scope: Scope): ast.Path | undefined {
  switch (root.kind) {
    case "AnchorMoment":
    case "OffsetMoment":
      return blankDateIn(root.anchor, scope);
    case "FieldAnchor": {
      const read = findField(root.path, { scope });
      return read !== undefined && mayBeBlank(read.field, ownerOf(read)) ? root.path : undefined;
    }
    case "PickAnchor": {
      const [a, b] = [blankDateIn(root.a, scope), blankDateIn(root.b, scope)];
      return root.pick === "earlier" && (a === undefined || b === undefined) ? undefined : (a ?? b);
    }
    case "TimeMoment":
    case "InstantMoment":
    case "EveryMoment":
    case "JourneyEntryAnchor":
    case "DateAnchor":
      return undefined;
    default:
      return assertNever(root);
  }
}

/** The names that a moment is counted from. */
export const namesCountedFrom = (root: ast.Moment): readonly string[] =>
  findAll(root, "FieldAnchor").map(({ path }) => writePath(path));
