/**
 * Where two trees say different things, by the smallest parts that a sentence can be made of. It knows no part of the
 * language by name, so that what is added to the language later is not forgotten here.
 */
import type { Kind, Node } from "../walk.ts";
import { align } from "./align.ts";
import { isRecord, isSame } from "./same.ts";

export interface Difference {
  readonly how: "added" | "removed" | "changed" | "moved";
  /** The kind that it stands in, and the field of it: `Stage.owner`, `RightDeclaration.asks.when`. */
  readonly at: string;
  /** What it stands in, before and now, the outermost first. */
  readonly around: readonly Pair[];
  /** Parts without a kind that it stands in, by their names: `arm a`, `band hot`. */
  readonly within: readonly string[];
  /** `undefined` where there is none. */
  readonly before: unknown;
  readonly after: unknown;
}
export interface Pair {
  readonly before: Node;
  readonly after: Node;
}

/** @param before of the same kind as `after`. */
export function differencesOf(before: Node, after: Node): readonly Difference[] {
  return isSame(before, after)
    ? []
    : inside(before, after, { around: [{ before, after }], at: after.kind, within: [] });
}

type Context = Pick<Difference, "at" | "around" | "within">;

function inside(before: object, after: object, { at, ...rest }: Context): readonly Difference[] {
  const names = new Set([...Object.keys(before), ...Object.keys(after)]);
  return [...names]
    .filter((name) => name !== "kind" && name !== "span")
    .flatMap((name) => between(member(before, name), member(after, name), { ...rest, at: `${at}.${name}` }));
}

const member = (holder: object, name: string): unknown => (isRecord(holder) ? holder[name] : undefined);

function between(before: unknown, after: unknown, context: Context): readonly Difference[] {
  if (isSame(before, after)) return [];
  if (Array.isArray(before) && Array.isArray(after)) return inLists(before, after, context);
  if (isRecord(before) && isRecord(after) && before.kind === after.kind && !isValue(after)) {
    // A record without a kind is part of what it stands in.
    if (!isNode(before) || !isNode(after))
      return inside(before, after, { ...context, within: withinOf(after, context) });
    const around = [...context.around, { before, after }];
    return inside(before, after, { ...context, around, at: after.kind });
  }
  const how = before === undefined ? "added" : after === undefined ? "removed" : "changed";
  return [{ ...context, how, before, after }];
}

/** What a part without a kind is called, where it has a name. */
const CALLED: Readonly<Record<string, string>> = {
  arms: "arm",
  bands: "band",
  parts: "part",
  keeps: "kept",
  carries: "carried",
  lines: "",
};

function withinOf(part: Readonly<Record<string, unknown>>, { at, within }: Context): readonly string[] {
  const called = CALLED[at.split(".").at(-1) ?? ""];
  const names = (Array.isArray(part.kinds) ? part.kinds : [part.name])
    .filter(isRecord)
    .map(({ text }) => String(text));
  return called === undefined || names.length === 0
    ? within
    : [...within, `${called} ${names.join(", ")}`.trim()];
}

function inLists(
  before: readonly unknown[],
  after: readonly unknown[],
  context: Context,
): readonly Difference[] {
  const aligned = align(before, after);
  const [one, other] = aligned;
  // One in place of another is one change.
  if (
    aligned.length === 2 &&
    one?.how === "added" &&
    other?.how === "removed" &&
    isToldWhole(one.after, other.before)
  )
    return [{ ...context, how: "changed", before: other.before, after: one.after }];
  return aligned.flatMap((one): readonly Difference[] => {
    if (one.how === "paired") return between(one.before, one.after, context);
    const sides = {
      before: one.how === "added" ? undefined : one.before,
      after: one.how === "removed" ? undefined : one.after,
    };
    return [{ ...context, how: one.how, ...sides }];
  });
}

const isToldWhole = (one: unknown, other: unknown): boolean =>
  isRecord(one) && isRecord(other) && isValue(one) && isValue(other);

const isNode = (
  value: Readonly<Record<string, unknown>>,
): value is Node & Readonly<Record<string, unknown>> => value.kind !== undefined && value.span !== undefined;

/** What is said in a few words, and so told whole. */
const VALUES: ReadonlySet<Kind> = new Set<Kind>([
  "Name",
  "Path",
  "Text",
  "Duration",
  "Rate",
  "FieldAnchor",
  "JourneyEntryAnchor",
  "DateAnchor",
  "PickAnchor",
  "TimeMoment",
  "InstantMoment",
  "AnchorMoment",
  "OffsetMoment",
  "EveryMoment",
  "AtTime",
  "NextOpenDay",
  "InOwnZone",
  "AfterEvents",
  "AtMost",
  "MovesOn",
  "NumberLiteral",
  "MoneyLiteral",
  "PercentLiteral",
  "DateLiteral",
  "TimeLiteral",
  "InstantLiteral",
  "CodeLiteral",
  "NoLiteral",
  "Arithmetic",
  "Or",
  "And",
  "Not",
  "Absence",
  "NoneRelated",
  "Test",
  "State",
  "Occurrence",
  "TheWho",
  "RoleWho",
  "Move",
  "ExitStep",
  "NamedType",
  "OneOfType",
  "Enter",
  "ContactsOf",
  "ToWho",
  "Data",
]);

const isValue = ({ kind }: Readonly<Record<string, unknown>>): boolean => VALUES.has(kind as Kind);
