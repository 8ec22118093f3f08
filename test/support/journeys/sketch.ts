/**
 * Journeys as a generator chooses them: small trees of choices, without the names and the rules that make a text of
 * them. `write-journey.ts` writes them so that they pass `check`; what shrinks here is a shorter text there.
 */
import fc from "fast-check";

/** One or two of them; the second comes upon the first where both are in one group. */
export interface JourneySketch {
  readonly stages: readonly StageSketch[];
  readonly everywhere: readonly HandlerSketch[];
  /** Those of the moves between owners, by turns. */
  readonly handovers: readonly HandoverSketch[];
  readonly exclusive: { readonly priority: number; readonly givesWay: "pauses" | "ends" } | null;
  readonly perKey: boolean;
  readonly keeps: boolean;
  readonly enters: "on" | "when" | "at";
  readonly ifOpen: "join" | "refuse";
  readonly again: "at once" | "again after 3 days from its end" | "again after 9 days from its entry";
  /** What outlives the exit `gone`. */
  readonly afterwards: Block | null;
  readonly onTheWayOut: readonly QuickStep[];
}

export interface StageSketch {
  /** Which of the roles owns it. */
  readonly owner: number;
  readonly bound:
    | { readonly is: "lasting"; readonly days: number; readonly business: boolean }
    | { readonly is: "counted" }
    | { readonly is: "until" }
    | { readonly is: "rests" };
  /** Where the bound of any but the last stage may lead besides on. */
  readonly boundEnds: boolean;
  readonly handlers: readonly HandlerSketch[];
  readonly main: Block;
  readonly holderLeft: "reassign" | "give" | null;
  readonly leaving: readonly QuickStep[];
}

export interface Block {
  readonly steps: readonly Step[];
  readonly end: End;
}
/** Where a block leads, where it may: `null` goes on. */
export type End = null | { readonly to: "exit" } | { readonly to: "stage"; readonly by: number };

/** Steps that wait for nobody: on the way out. */
export type QuickStep = "tell" | "set" | "begin" | "send";

export type Step =
  | { readonly is: "tell"; readonly who: string }
  | { readonly is: "set"; readonly what: string }
  | { readonly is: "send"; readonly how: string }
  | { readonly is: "wait"; readonly lasting: string }
  | {
      readonly is: "wait for";
      readonly event: string;
      readonly days: number;
      readonly got: Block | null;
      readonly none: Block;
    }
  | { readonly is: "wait until"; readonly condition: Condition; readonly days: number; readonly none: Block }
  | { readonly is: "if"; readonly condition: Condition; readonly then: Block; readonly otherwise: Block }
  | { readonly is: "choose"; readonly arms: readonly Block[]; readonly otherwise: Block }
  | { readonly is: "split"; readonly a: Block; readonly b: Block; readonly winner: boolean }
  | {
      readonly is: "task";
      readonly by: string;
      readonly ladder: string;
      readonly from: boolean;
      readonly retry: boolean;
      readonly results: readonly { readonly needs: string | null; readonly block: Block }[];
    }
  | { readonly is: "decide"; readonly right: string; readonly approved: Block; readonly declined: Block }
  | { readonly is: "every"; readonly days: number; readonly times: number; readonly body: Block }
  | { readonly is: "call"; readonly failed: Block | null }
  | { readonly is: "begin"; readonly wait: boolean; readonly ended: Block; readonly none: Block }
  | {
      readonly is: "together";
      readonly until: "all" | "any";
      readonly tracks: readonly Block[];
      readonly none: Block;
    };

export type HandlerSketch =
  | { readonly on: "event"; readonly event: string; readonly rate: string; readonly block: Block }
  | {
      readonly on: "state";
      readonly condition: Condition | string;
      readonly rate: string;
      readonly block: Block;
    }
  | { readonly on: "time"; readonly moment: string; readonly block: Block }
  | { readonly on: "request"; readonly by: string; readonly needs: string; readonly block: Block };

export interface HandoverSketch {
  readonly atOnce: boolean;
  readonly needs: boolean;
  readonly after: string | null;
  readonly carries: string;
  readonly ladder: string;
  readonly declines: readonly ("stay" | "reassign" | "decide" | "steps")[];
}

export type Condition =
  | string
  | { readonly not: Condition }
  | { readonly join: "and" | "or"; readonly of: readonly [Condition, Condition] };

// ── Choices ───────────────────────────────────────────────────────────────────────────────────────────────

/** The first of each list is what it shrinks to. */
const EVENTS = [
  "replied",
  "met",
  'visited where path starts with "/pricing"',
  "asked",
  "offered",
  "activity",
  "clicked where message in (one, two)",
] as const;
const LADDERS = ["daily", "prompt", "noted", "open", "back"] as const;
const TESTS = [
  "vip",
  "amount > 50_000 EUR counting blank as no",
  "interest is hot",
  "interest in (warm, hot)",
  "company is known",
  'company matches "nord|butik" counting blank as no',
  "country in (DE, DK) counting blank as yes",
  "discount over 10%",
  "big",
  "margin < 20% counting blank as no",
  "replied has happened since journey entry",
] as const;
/** Alone behind `when`, or as what a run is told of as it changes. */
const CHANGES = [
  "vip turns yes",
  "interest turns hot",
  "no activity for 4 days",
  'no visited where path starts with "/pricing" for 2 days',
  "interest is warm for 2 readings in a row",
  "amount falls by 20% from the previous counting blank as no",
] as const;
const RATES = [
  "",
  ", at most once ever",
  ", at most 2 times per visit",
  ", at most once per 3 days",
] as const;
const MOMENTS = [
  "3 days after entry",
  "1, 2, 5 days after entry",
  "2 days after entry, 10:00, on the next open day",
  "1, 3 days after entry, at most once per day, the later moves on",
  "5 days before renews_on, 09:00, on the next open day",
  "every second tuesday from 2026-11-24, 10:00",
  "every days, 08:00, after met",
  "the earlier of 6 days after entry and 1 day before renews_on",
] as const;
const WAITS = [
  "1 day",
  "3 hours",
  "2 business days",
  "4 calendar days",
  "until 09:00, on the next open day",
  "until 2 days before renews_on",
  "until the later of 3 days after entry and met",
] as const;

const pick = <const T>(choices: readonly [T, ...T[]]): fc.Arbitrary<T> => fc.constantFrom<T[]>(...choices);
const quick: fc.Arbitrary<readonly QuickStep[]> = fc.array(pick(["tell", "set", "begin", "send"]), {
  maxLength: 2,
});

const { condition } = fc.letrec<{ condition: Condition }>((tie) => ({
  condition: fc.oneof(
    { maxDepth: 2, depthSize: "small" },
    { weight: 5, arbitrary: pick(TESTS) },
    { weight: 1, arbitrary: fc.record({ not: tie("condition") }) },
    {
      weight: 1,
      arbitrary: fc.record({
        join: pick(["and", "or"]),
        of: fc.tuple(tie("condition"), tie("condition")),
      }),
    },
  ),
}));

const end: fc.Arbitrary<End> = fc.oneof(
  { weight: 4, arbitrary: fc.constant(null) },
  { weight: 1, arbitrary: fc.constant({ to: "exit" as const }) },
  { weight: 2, arbitrary: fc.record({ to: fc.constant("stage" as const), by: fc.nat(3) }) },
);

const MOST_DEEP = 3;

const { block } = fc.letrec<{ block: Block; step: Step }>((tie) => {
  const inner = tie("block");
  const maybe = fc.option(inner, { nil: null });
  const days = fc.integer({ min: 1, max: 5 });
  const as = <K extends Step["is"]>(is: K) => fc.constant(is);
  return {
    block: fc.record({
      steps: fc.array(tie("step"), { maxLength: 3, depthIdentifier: "step" }),
      end,
    }),
    step: fc.oneof(
      { maxDepth: MOST_DEEP, depthIdentifier: "step", depthSize: "medium" },
      {
        weight: 1,
        arbitrary: fc.record({
          is: as("tell"),
          who: pick(["sales", "the holder", "the owner", "the manager"]),
        }),
      },
      {
        weight: 1,
        arbitrary: fc.record({
          is: as("set"),
          what: pick(["vip to yes", "vip to no", "discount to 15%", 'company to "Nordpay"']),
        }),
      },
      {
        weight: 3,
        arbitrary: fc.record({
          is: as("send"),
          how: pick([
            "",
            ", or drop",
            ", defer at most 1 day",
            ", once approved by the holder, on daily",
            ", once approved by legal, on noted, defer at most 2 days",
          ]),
        }),
      },
      { weight: 2, arbitrary: fc.record({ is: as("wait"), lasting: pick(WAITS) }) },
      {
        weight: 2,
        arbitrary: fc.record({ is: as("wait for"), event: pick(EVENTS), days, got: maybe, none: inner }),
      },
      { weight: 1, arbitrary: fc.record({ is: as("wait until"), condition, days, none: inner }) },
      { weight: 1, arbitrary: fc.record({ is: as("if"), condition, then: inner, otherwise: inner }) },
      {
        weight: 1,
        arbitrary: fc.record({
          is: as("choose"),
          arms: fc.array(inner, { minLength: 1, maxLength: 2 }),
          otherwise: inner,
        }),
      },
      { weight: 1, arbitrary: fc.record({ is: as("split"), a: inner, b: inner, winner: fc.boolean() }) },
      {
        weight: 3,
        arbitrary: fc.record({
          is: as("task"),
          by: pick(["the holder", "sales", "legal", "the holder and legal"]),
          ladder: pick(LADDERS),
          from: fc.nat(5).map((nth) => nth === 5),
          retry: fc.boolean(),
          results: fc.array(
            fc.record({
              needs: fc.option(pick(["reason", "amount", "company", "vip, discount"]), { nil: null }),
              block: inner,
            }),
            { maxLength: 3 },
          ),
        }),
      },
      {
        weight: 2,
        arbitrary: fc.record({
          is: as("decide"),
          right: pick(["rebate", "waiver"]),
          approved: inner,
          declined: inner,
        }),
      },
      {
        weight: 1,
        arbitrary: fc.record({ is: as("every"), days, times: fc.integer({ min: 1, max: 3 }), body: inner }),
      },
      { weight: 1, arbitrary: fc.record({ is: as("call"), failed: maybe }) },
      { weight: 1, arbitrary: fc.record({ is: as("begin"), wait: fc.boolean(), ended: inner, none: inner }) },
      {
        weight: 1,
        arbitrary: fc.record({
          is: as("together"),
          until: pick(["all", "any"]),
          tracks: fc.array(inner, { minLength: 2, maxLength: 3 }),
          none: inner,
        }),
      },
    ),
  };
});

const handler: fc.Arbitrary<HandlerSketch> = fc.oneof(
  {
    weight: 3,
    arbitrary: fc.record({
      on: fc.constant("event" as const),
      event: pick(EVENTS),
      rate: pick(RATES),
      block,
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      on: fc.constant("state" as const),
      condition: fc.oneof(condition, pick(CHANGES)),
      rate: pick(RATES),
      block,
    }),
  },
  { weight: 2, arbitrary: fc.record({ on: fc.constant("time" as const), moment: pick(MOMENTS), block }) },
  {
    weight: 1,
    arbitrary: fc.record({
      on: fc.constant("request" as const),
      by: pick(["sales", "head or sales"]),
      needs: pick(["", " needs reason", " needs amount, reason"]),
      block,
    }),
  },
);

const stage: fc.Arbitrary<StageSketch> = fc.record({
  owner: fc.nat(2),
  bound: fc.oneof(
    {
      weight: 4,
      arbitrary: fc.record({
        is: fc.constant("lasting" as const),
        days: fc.integer({ min: 8, max: 30 }),
        business: fc.boolean(),
      }),
    },
    {
      weight: 1,
      arbitrary: fc.record({ is: fc.constantFrom("counted" as const, "until" as const, "rests" as const) }),
    },
  ),
  boundEnds: fc.boolean(),
  handlers: fc.array(handler, { maxLength: 2 }),
  main: block,
  holderLeft: fc.constantFrom(null, "reassign" as const, "give" as const),
  leaving: quick,
});

const handover: fc.Arbitrary<HandoverSketch> = fc.record({
  atOnce: fc.nat(3).map((nth) => nth === 0),
  needs: fc.boolean(),
  after: pick([null, "met", "met and replied", "not before 2 days after entry"]),
  carries: pick(["name", "name, company", "name, amount, interest, activity in the last 30 days"]),
  ladder: pick(["daily", "prompt", "open", "back"]),
  declines: fc.array(pick(["stay", "reassign", "decide", "steps"]), { minLength: 1, maxLength: 3 }),
});

/** Of three stages at most, most of them of one or two. */
export const journeySketch: fc.Arbitrary<JourneySketch> = fc.record({
  stages: fc.array(stage, { minLength: 1, maxLength: 3 }),
  everywhere: fc.array(handler, { maxLength: 1 }),
  handovers: fc.array(handover, { minLength: 1, maxLength: 3 }),
  exclusive: fc.option(
    fc.record({ priority: fc.integer({ min: 1, max: 30 }), givesWay: pick(["pauses", "ends"]) }),
    { nil: null },
  ),
  perKey: fc.nat(5).map((nth) => nth === 5),
  keeps: fc.boolean(),
  enters: pick(["on", "on", "on", "when", "at"]),
  ifOpen: pick(["join", "refuse"]),
  again: pick(["at once", "again after 3 days from its end", "again after 9 days from its entry"]),
  afterwards: fc.option(block, { nil: null, freq: 3 }),
  onTheWayOut: quick,
});
