/** Values, and expressions over them. */

import type { Data, Expression, Value } from "../ast.ts";
import { readNumber, readNumberLiteral, readUnit } from "../build-tree.ts";
import { Code, NumberToken, UnitToken } from "../tokens.ts";
import type { Rule } from "./recovering-parser.ts";
import { type DurationPart, TimeRules } from "./time.ts";

export abstract class ValueRules extends TimeRules {
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

  private readonly factor: Rule<Expression> = this.rule(
    "factor",
    this.oneOf<Expression>([
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
