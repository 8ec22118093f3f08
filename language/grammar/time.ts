/** Durations, limits and moments. */

import type { Anchor, Duration, Hours, InstantLiteral, Moment, Rate, Refinement, Weekdays } from "../ast.ts";
import { readUnit, readWeekday } from "../build-tree.ts";
import { DayNameToken, SIGN, UnitToken, WeekdayToken } from "../tokens.ts";
import { NameRules } from "./names.ts";
import type { Rule } from "./recovering-parser.ts";

/** `every second tuesday`. */
const NTH = { second: 2, third: 3, fourth: 4 } as const;

export type DurationPart = Duration["parts"][number];

export abstract class TimeRules extends NameRules {
  protected readonly duration: Rule<Duration> = this.rule("duration", () => {
    const start = this.here();
    const parts: DurationPart[] = [];
    this.AT_LEAST_ONE(() => {
      parts.push(this.SUBRULE(this.durationPart));
    });
    return { kind: "Duration", parts, span: this.since(start) };
  });

  protected readonly durationPart: Rule<DurationPart> = this.rule("durationPart", () => {
    const amount = this.number();
    const counting = this.OPTION(() => this.SUBRULE(this.counting));
    const unit = readUnit(this.CONSUME(UnitToken));
    return { amount, ...(counting && { counting }), unit };
  });

  protected readonly counting: Rule<"business" | "calendar"> = this.rule(
    "counting",
    this.oneOf([{ ALT: () => this.word("business") }, { ALT: () => this.word("calendar") }]),
  );

  /** `once`, or `3 times`. */
  protected readonly times: Rule<number> = this.rule(
    "times",
    this.oneOf([
      {
        ALT: () => {
          this.word("once");
          return 1;
        },
      },
      {
        ALT: () => {
          const times = this.number();
          this.word("times");
          return times;
        },
      },
    ]),
  );

  protected readonly rate: Rule<Rate> = this.rule("rate", () => {
    const start = this.here();
    this.words("at", "most");
    const times = this.SUBRULE(this.times);
    const per = this.OPTION(() =>
      this.OR([
        { ALT: () => this.word("ever") },
        {
          ALT: () => {
            this.word("per");
            return this.OR1([
              { ALT: () => this.word("visit") },
              { ALT: () => this.SUBRULE(this.duration) },
              { ALT: () => this.SUBRULE(this.oneUnit) },
            ]);
          },
        },
      ]),
    );
    return { kind: "Rate", times, per: per ?? "visit", span: this.since(start) };
  });

  /** `day` or `business day` for one of it. */
  private readonly oneUnit: Rule<Duration> = this.rule("oneUnit", () => {
    const start = this.here();
    const counting = this.OPTION(() => this.SUBRULE(this.counting));
    const unit = readUnit(this.CONSUME(UnitToken));
    return {
      kind: "Duration",
      parts: [{ amount: 1, ...(counting && { counting }), unit }],
      span: this.since(start),
    };
  });

  protected readonly instant: Rule<InstantLiteral> = this.rule("instant", () => {
    const start = this.here();
    const date = this.date();
    const time = this.OPTION(() => this.time());
    return { kind: "InstantLiteral", date, ...(time && { time }), span: this.since(start) };
  });

  protected readonly hours: Rule<Hours> = this.rule("hours", () => {
    const start = this.here();
    const from = this.time();
    this.word("to");
    const to = this.time(1);
    return { from, to, span: this.since(start) };
  });

  protected readonly weekdays: Rule<Weekdays> = this.rule("weekdays", () => {
    const start = this.here();
    const from = readWeekday(this.CONSUME(WeekdayToken));
    const to = this.OPTION(() => {
      this.word("to");
      return readWeekday(this.CONSUME1(WeekdayToken));
    });
    return { from, to: to ?? from, span: this.since(start) };
  });

  protected readonly anchor: Rule<Anchor> = this.rule("anchor", () => {
    const start = this.here();
    return this.OR<Anchor>([
      { ALT: () => this.SUBRULE(this.undatedAnchor) },
      { ALT: () => ({ kind: "DateAnchor", date: this.date(), span: this.since(start) }) },
    ]);
  });

  /** An anchor that is no date: with a date a moment begins that may go on with a time of day. */
  private readonly undatedAnchor: Rule<Anchor> = this.rule("undatedAnchor", () => {
    const start = this.here();
    return this.OR<Anchor>([
      { ALT: () => this.SUBRULE(this.pickAnchor) },
      {
        ALT: () => {
          this.words("journey", "entry");
          return { kind: "JourneyEntryAnchor", span: this.since(start) };
        },
      },
      { ALT: () => ({ kind: "FieldAnchor", path: this.SUBRULE(this.path), span: this.since(start) }) },
    ]);
  });

  private readonly pickAnchor: Rule<Anchor> = this.rule("pickAnchor", () => {
    const start = this.here();
    this.word("the");
    const pick = this.SUBRULE(this.earlierOrLater);
    this.word("of");
    const a = this.SUBRULE(this.moment);
    this.word("and");
    const b = this.SUBRULE1(this.moment);
    return { kind: "PickAnchor", pick, a, b, span: this.since(start) };
  });

  private readonly earlierOrLater: Rule<"earlier" | "later"> = this.rule(
    "earlierOrLater",
    this.oneOf([{ ALT: () => this.word("earlier") }, { ALT: () => this.word("later") }]),
  );

  protected readonly moment: Rule<Moment> = this.rule("moment", () => {
    const start = this.here();
    return this.OR<Moment>([
      { ALT: () => ({ kind: "TimeMoment", time: this.time(), span: this.since(start) }) },
      {
        ALT: () => ({ kind: "InstantMoment", instant: this.SUBRULE(this.instant), span: this.since(start) }),
      },
      { ALT: () => this.SUBRULE(this.offsetMoment) },
      { ALT: () => this.SUBRULE(this.everyMoment) },
      {
        ALT: () => ({
          kind: "AnchorMoment",
          anchor: this.SUBRULE(this.undatedAnchor),
          span: this.since(start),
        }),
      },
    ]);
  });

  private readonly offsetMoment: Rule<Moment> = this.rule("offsetMoment", () => {
    const start = this.here();
    const amounts: number[] = [];
    this.AT_LEAST_ONE_SEP({ SEP: SIGN[","], DEF: () => amounts.push(this.number()) });
    const counting = this.OPTION(() => this.SUBRULE(this.counting));
    const unit = readUnit(this.CONSUME(UnitToken));
    const side = this.OR([{ ALT: () => this.word("before") }, { ALT: () => this.word("after") }]);
    const anchor = this.SUBRULE(this.anchor);
    return {
      kind: "OffsetMoment",
      amounts,
      ...(counting && { counting }),
      unit,
      side,
      anchor,
      span: this.since(start),
    };
  });

  private readonly everyMoment: Rule<Moment> = this.rule("everyMoment", () => {
    const start = this.here();
    this.word("every");
    const nth = this.OPTION(() =>
      this.OR([
        { ALT: () => this.word("second") },
        { ALT: () => this.word("third") },
        { ALT: () => this.word("fourth") },
      ]),
    );
    const what = this.OR1([
      { ALT: () => this.CONSUME(DayNameToken).image },
      { ALT: () => readUnit(this.CONSUME(UnitToken)) },
    ]);
    const from = this.OPTION1(() => {
      this.word("from");
      return this.date();
    });
    return {
      kind: "EveryMoment",
      nth: nth === undefined ? 1 : NTH[nth],
      what,
      ...(from && { from }),
      span: this.since(start),
    };
  });

  /** What may follow a moment: `, 09:00`, `, on the next open day`, `, after plan_saved` … */
  protected readonly refinements: Rule<readonly Refinement[]> = this.rule("refinements", () => {
    const refinements: Refinement[] = [];
    this.MANY({
      // `, then` is what follows a bound, and `in every stage` what follows a statement.
      GATE: () => !this.nextIsWord("then", 2) && (!this.nextIsWord("in") || this.nextIsWord("their", 2)),
      DEF: () =>
        this.OR([
          {
            ALT: () => {
              this.sign(",");
              refinements.push(this.SUBRULE(this.refinement));
            },
          },
          // Its comma may be there or not, here as in a contact policy.
          { ALT: () => refinements.push(this.SUBRULE(this.ownZone)) },
        ]),
    });
    return refinements;
  });

  /** `in their own zone, otherwise "Europe/Copenhagen"`. */
  protected readonly ownZone: Rule<Refinement> = this.rule("ownZone", () => {
    const start = this.here();
    this.words("in", "their", "own", "zone");
    const otherwise = this.OPTION({
      GATE: () => this.nextIsWord("otherwise", 2),
      DEF: () => {
        this.sign(",");
        this.word("otherwise");
        return this.text();
      },
    });
    return { kind: "InOwnZone", ...(otherwise && { otherwise }), span: this.since(start) };
  });

  private readonly refinement: Rule<Refinement> = this.rule("refinement", () => {
    const start = this.here();
    return this.OR<Refinement>([
      { ALT: () => ({ kind: "AtTime", time: this.time(), span: this.since(start) }) },
      {
        ALT: () => {
          this.words("on", "the", "next", "open", "day");
          return { kind: "NextOpenDay", span: this.since(start) };
        },
      },
      { ALT: () => this.SUBRULE(this.ownZone) },
      {
        ALT: () => {
          this.word("after");
          return { kind: "AfterEvents", events: this.SUBRULE(this.anyOf), span: this.since(start) };
        },
      },
      { ALT: () => ({ kind: "AtMost", rate: this.SUBRULE(this.rate), span: this.since(start) }) },
      {
        ALT: () => {
          this.word("the", 1);
          const which = this.SUBRULE(this.earlierOrLater);
          this.words("moves");
          this.word("on", 1);
          return { kind: "MovesOn", which, span: this.since(start) };
        },
      },
    ]);
  });
}
