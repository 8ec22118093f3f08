/** Names, texts, times and values: what every other part of the grammar is made of. */

import type {
  Anchor,
  Data,
  Duration,
  Expression,
  Hours,
  InstantLiteral,
  Moment,
  Name,
  Path,
  Rate,
  Refinement,
  Text,
  Value,
  Weekdays,
  Who,
} from "../ast.ts";
import {
  endOf,
  readCode,
  readDate,
  readName,
  readNumber,
  readNumberLiteral,
  readPercent,
  readText,
  readTime,
  readUnit,
  readWeekday,
  spanOf,
} from "../build-tree.ts";
import {
  Code,
  DateToken,
  DayNameToken,
  NameToken,
  NumberToken,
  PercentToken,
  SIGN,
  StringToken,
  TimeToken,
  UnitToken,
  WeekdayToken,
  WORD,
} from "../tokens.ts";
import { RecoveringParser, type Rule } from "./recovering-parser.ts";

/** `every second tuesday`. */
const NTH = { second: 2, third: 3, fourth: 4 } as const;

type DurationPart = Duration["parts"][number];

export abstract class ValueRules extends RecoveringParser {
  // ── Single tokens ───────────────────────────────────────────────────────────────────────────────────────

  protected name(index = 0): Name {
    const token = this.consume(index, NameToken);
    return readName(token, spanOf(token, this.source.path, this.endOfLast()));
  }

  protected text(index = 0): Text {
    const token = this.consume(index, StringToken);
    return readText(token, spanOf(token, this.source.path, this.endOfLast()));
  }

  protected number(index = 0): number {
    return readNumber(this.consume(index, NumberToken));
  }

  protected percent(index = 0) {
    const token = this.consume(index, PercentToken);
    return readPercent(token, spanOf(token, this.source.path));
  }

  protected date(index = 0) {
    const token = this.consume(index, DateToken);
    return readDate(token, spanOf(token, this.source.path));
  }

  protected time(index = 0) {
    const token = this.consume(index, TimeToken);
    return readTime(token, spanOf(token, this.source.path));
  }

  protected code(index = 0) {
    const token = this.consume(index, Code);
    return readCode(token, spanOf(token, this.source.path));
  }

  private endOfLast(): number {
    return endOf(this.LA(0), 0);
  }

  // ── Names ───────────────────────────────────────────────────────────────────────────────────────────────

  protected readonly names: Rule<readonly Name[]> = this.rule("names", () => {
    const names: Name[] = [];
    this.AT_LEAST_ONE_SEP({ SEP: SIGN[","], DEF: () => names.push(this.name()) });
    return names;
  });

  protected readonly allOf: Rule<readonly Name[]> = this.rule("allOf", () => {
    const names: Name[] = [];
    this.AT_LEAST_ONE_SEP({ SEP: WORD.and, DEF: () => names.push(this.name()) });
    return names;
  });

  protected readonly anyOf: Rule<readonly Name[]> = this.rule("anyOf", () => {
    const names: Name[] = [];
    this.AT_LEAST_ONE_SEP({ SEP: WORD.or, DEF: () => names.push(this.name()) });
    return names;
  });

  protected readonly path: Rule<Path> = this.rule("path", () => {
    const start = this.here();
    const names = [this.name()];
    this.MANY(() => {
      this.sign(".");
      names.push(this.name(1));
    });
    return { kind: "Path", names, span: this.since(start) };
  });

  protected readonly who: Rule<Who> = this.rule("who", () => {
    const start = this.here();
    return this.OR([
      {
        ALT: (): Who => {
          this.word("the");
          const which = this.OR1([
            { ALT: () => this.word("holder") },
            { ALT: () => this.word("manager") },
            { ALT: () => this.word("giver") },
            { ALT: () => this.word("receiver") },
            { ALT: () => this.word("owner") },
            { ALT: () => this.word("asker") },
          ]);
          return { kind: "TheWho", which, span: this.since(start) };
        },
      },
      {
        ALT: (): Who => {
          const role = this.name();
          const pickedBy = this.OPTION(() => {
            this.words("picked", "by");
            return this.name(1);
          });
          return { kind: "RoleWho", role, ...(pickedBy && { pickedBy }), span: this.since(start) };
        },
      },
    ]);
  });

  /** `on LADDER`. */
  protected readonly onLadder: Rule<Name> = this.rule("onLadder", () => {
    this.word("on");
    return this.name();
  });

  protected readonly because: Rule<Text> = this.rule("because", () => {
    this.word("because");
    return this.text();
  });

  // ── Time ────────────────────────────────────────────────────────────────────────────────────────────────

  protected readonly duration: Rule<Duration> = this.rule("duration", () => {
    const start = this.here();
    const parts: DurationPart[] = [];
    this.AT_LEAST_ONE(() => {
      parts.push(this.SUBRULE(this.durationPart));
    });
    return { kind: "Duration", parts, span: this.since(start) };
  });

  private readonly durationPart: Rule<DurationPart> = this.rule("durationPart", () => {
    const amount = this.number();
    const counting = this.OPTION(() => this.SUBRULE(this.counting));
    const unit = readUnit(this.CONSUME(UnitToken));
    return { amount, ...(counting && { counting }), unit };
  });

  protected readonly counting: Rule<"business" | "calendar"> = this.rule("counting", () =>
    this.OR([{ ALT: () => this.word("business") }, { ALT: () => this.word("calendar") }]),
  );

  /** `once`, or `3 times`. */
  protected readonly times: Rule<number> = this.rule("times", () =>
    this.OR([
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
      { ALT: () => this.SUBRULE(this.pickAnchor) },
      {
        ALT: () => {
          this.words("journey", "entry");
          return { kind: "JourneyEntryAnchor", span: this.since(start) };
        },
      },
      { ALT: () => ({ kind: "FieldAnchor", path: this.SUBRULE(this.path), span: this.since(start) }) },
      { ALT: () => ({ kind: "DateAnchor", date: this.date(), span: this.since(start) }) },
    ]);
  });

  private readonly pickAnchor: Rule<Anchor> = this.rule("pickAnchor", () => {
    const start = this.here();
    this.word("the");
    const pick = this.SUBRULE(this.earlierOrLater);
    this.word("of");
    const a = this.SUBRULE(this.anchor);
    this.word("and");
    const b = this.SUBRULE1(this.anchor);
    return { kind: "PickAnchor", pick, a, b, span: this.since(start) };
  });

  private readonly earlierOrLater: Rule<"earlier" | "later"> = this.rule("earlierOrLater", () =>
    this.OR([{ ALT: () => this.word("earlier") }, { ALT: () => this.word("later") }]),
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
    this.MANY(() => {
      this.sign(",");
      refinements.push(this.SUBRULE(this.refinement));
    });
    return refinements;
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

  // ── Values and expressions ──────────────────────────────────────────────────────────────────────────────

  protected readonly value: Rule<Value> = this.rule("value", () => {
    const start = this.here();
    return this.OR<Value>([
      { ALT: () => this.text() },
      { ALT: () => this.percent() },
      { ALT: () => this.SUBRULE(this.instant) },
      { ALT: () => this.time() },
      { ALT: () => this.code() },
      { ALT: () => this.SUBRULE(this.quantity) },
      { ALT: () => this.SUBRULE(this.path) },
      {
        ALT: () => {
          this.word("no");
          return { kind: "NoLiteral", span: this.since(start) };
        },
      },
    ]);
  });

  /** A number, alone or with what it counts: `3`, `25_000 EUR`, `2 weeks 3 hours`. */
  private readonly quantity: Rule<Value> = this.rule("quantity", () => {
    const start = this.here();
    const first = this.CONSUME(NumberToken);
    const amount = readNumber(first);
    const plain: Value = readNumberLiteral(first, this.since(start));
    const counted = this.OPTION({
      GATE: () => this.nextIs(Code) || this.unitIsNext(),
      DEF: () =>
        this.OR<Value>([
          {
            ALT: () => ({
              kind: "MoneyLiteral",
              amount,
              currency: this.code().text,
              span: this.since(start),
            }),
          },
          {
            ALT: () => {
              const counting = this.OPTION1(() => this.SUBRULE(this.counting));
              const unit = readUnit(this.CONSUME(UnitToken));
              const parts: DurationPart[] = [{ amount, ...(counting && { counting }), unit }];
              this.MANY(() => {
                parts.push(this.SUBRULE(this.durationPart));
              });
              return { kind: "Duration", parts, span: this.since(start) };
            },
          },
        ]),
    });
    return counted ?? plain;
  });

  /** Gate: after `a: number = 3` the word `days` may also begin the next field, `days: number`. */
  private unitIsNext(): boolean {
    const at = this.nextIsWord("business") || this.nextIsWord("calendar") ? 2 : 1;
    return this.nextIs(UnitToken, at) && !this.nextIsSign(":", at + 1) && !this.nextIsSign("?", at + 1);
  }

  protected readonly expression: Rule<Expression> = this.rule("expression", () => {
    const start = this.here();
    let left = this.SUBRULE(this.product);
    this.MANY(() => {
      const operator = this.OR([{ ALT: () => this.sign("+") }, { ALT: () => this.sign("-") }]);
      const right = this.SUBRULE1(this.product);
      left = { kind: "Arithmetic", operator, left, right, span: this.since(start) };
    });
    return left;
  });

  private readonly product: Rule<Expression> = this.rule("product", () => {
    const start = this.here();
    let left = this.SUBRULE(this.factor);
    this.MANY(() => {
      const operator = this.OR([{ ALT: () => this.sign("*") }, { ALT: () => this.sign("/") }]);
      const right = this.SUBRULE1(this.factor);
      left = { kind: "Arithmetic", operator, left, right, span: this.since(start) };
    });
    return left;
  });

  private readonly factor: Rule<Expression> = this.rule("factor", () =>
    this.OR<Expression>([
      { ALT: () => this.SUBRULE(this.value) },
      {
        ALT: () => {
          this.sign("(");
          const inside = this.SUBRULE(this.expression);
          this.sign(")");
          return inside;
        },
      },
    ]),
  );

  /** `{ name: value … }`. */
  protected readonly data: Rule<Data> = this.rule("data", () => {
    const start = this.here();
    const entries: Data["entries"][number][] = [];
    this.members("data", () => {
      const begin = this.here();
      const name = this.name();
      this.sign(":");
      const value = this.SUBRULE(this.value);
      entries.push({ name, value, span: this.since(begin) });
    });
    return { kind: "Data", entries, span: this.since(start) };
  });
}
