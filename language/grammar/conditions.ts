/** What can be true or false: conditions, and the events and states that are built on them. */

import type { Condition, Occurrence, State, Test } from "../ast.ts";
import { SIGN, WORD } from "../tokens.ts";
import type { Rule } from "./recovering-parser.ts";
import { ValueRules } from "./values.ts";

export abstract class ConditionRules extends ValueRules {
  protected readonly condition: Rule<Condition> = this.rule("condition", () => {
    const start = this.here();
    const terms: Condition[] = [];
    this.AT_LEAST_ONE_SEP({ SEP: WORD.or, DEF: () => terms.push(this.SUBRULE(this.conjunction)) });
    return oneOr("Or", terms, () => this.since(start));
  });

  protected readonly conjunction: Rule<Condition> = this.rule("conjunction", () => {
    const start = this.here();
    const terms: Condition[] = [];
    this.AT_LEAST_ONE_SEP({ SEP: WORD.and, DEF: () => terms.push(this.SUBRULE(this.term)) });
    return oneOr("And", terms, () => this.since(start));
  });

  private readonly term: Rule<Condition> = this.rule("term", () => {
    const start = this.here();
    return this.OR<Condition>([
      {
        ALT: () => {
          this.word("not");
          return { kind: "Not", term: this.SUBRULE(this.term), span: this.since(start) };
        },
      },
      {
        ALT: () => {
          this.sign("(");
          const inside = this.SUBRULE(this.condition);
          this.sign(")");
          return inside;
        },
      },
      { ALT: () => this.SUBRULE(this.nothing) },
      { ALT: () => this.SUBRULE(this.comparison) },
    ]);
  });

  /** `no deal_advanced for 7 days`, `no contact of account has role champion`. */
  private readonly nothing: Rule<Condition> = this.rule("nothing", () => {
    const start = this.here();
    this.word("no");
    const what = this.name();
    return this.OR<Condition>([
      {
        ALT: () => {
          this.word("of");
          const of = this.name(1);
          this.word("has");
          const field = this.name(2);
          const value = this.SUBRULE(this.value);
          return { kind: "NoneRelated", what, of, field, value, span: this.since(start) };
        },
      },
      {
        ALT: () => {
          const where = this.OPTION(() => this.SUBRULE(this.where));
          this.word("for");
          const lasting = this.SUBRULE(this.duration);
          return { kind: "Absence", event: what, ...(where && { where }), lasting, span: this.since(start) };
        },
      },
    ]);
  });

  protected readonly where: Rule<Condition> = this.rule("where", () => {
    this.word("where");
    return this.SUBRULE(this.conjunction);
  });

  private readonly comparison: Rule<Condition> = this.rule("comparison", () => {
    const start = this.here();
    const subject = this.SUBRULE(this.path);
    const test = this.OPTION({
      // Gate: `only … in their own zone` and `in every stage` may follow a condition too.
      GATE: () => !this.nextIsWord("in") || this.nextIsSign("(", 2),
      DEF: () => this.SUBRULE(this.test),
    });
    const blankAs = this.OPTION1(() => {
      this.words("counting", "blank", "as");
      return this.OR([{ ALT: () => this.word("yes") }, { ALT: () => this.word("no") }]);
    });
    return {
      kind: "Test",
      subject,
      ...(test && { test }),
      ...(blankAs && { blankAs }),
      span: this.since(start),
    };
  });

  private readonly test: Rule<Test> = this.rule(
    "test",
    this.oneOf<Test>([
      { ALT: () => this.SUBRULE(this.compareTest) },
      { ALT: () => this.SUBRULE(this.isTest) },
      { ALT: () => this.SUBRULE(this.inTest) },
      { ALT: () => this.SUBRULE(this.textTest) },
      { ALT: () => this.SUBRULE(this.movedTest) },
      { ALT: () => this.SUBRULE(this.happenedTest) },
    ]),
  );

  private readonly compareTest: Rule<Test> = this.rule("compareTest", () => {
    const start = this.here();
    const operator = this.OR([
      { ALT: () => this.sign(">=") },
      { ALT: () => this.sign(">") },
      { ALT: () => this.sign("<=") },
      { ALT: () => this.sign("<") },
      {
        ALT: () => {
          this.words("up", "to");
          return "<=" as const;
        },
      },
      {
        ALT: () => {
          this.word("over");
          return ">" as const;
        },
      },
    ]);
    const value = this.SUBRULE(this.value);
    return { kind: "Compare", operator, value, span: this.since(start) };
  });

  private readonly isTest: Rule<Test> = this.rule("isTest", () => {
    const start = this.here();
    return this.OR<Test>([
      {
        ALT: () => {
          this.word("is");
          const not = this.flag(0, "not");
          return { kind: "Is", not, value: this.SUBRULE(this.value), span: this.since(start) };
        },
      },
      {
        ALT: () => {
          this.word("turns");
          return { kind: "Turns", value: this.SUBRULE1(this.value), span: this.since(start) };
        },
      },
    ]);
  });

  private readonly inTest: Rule<Test> = this.rule("inTest", () => {
    const start = this.here();
    const values: (Test & { kind: "In" })["values"][number][] = [];
    const not = this.flag(0, "not");
    this.word("in");
    this.sign("(");
    this.AT_LEAST_ONE_SEP({ SEP: SIGN[","], DEF: () => values.push(this.SUBRULE(this.value)) });
    this.sign(")");
    return { kind: "In", not, values, span: this.since(start) };
  });

  private readonly textTest: Rule<Test> = this.rule("textTest", () => {
    const start = this.here();
    const how = this.OR([
      { ALT: () => this.word("matches") },
      { ALT: () => this.word("contains") },
      {
        ALT: () => {
          this.words("starts", "with");
          return "starts with" as const;
        },
      },
      {
        ALT: () => {
          this.word("ends");
          this.word("with", 1);
          return "ends with" as const;
        },
      },
    ]);
    return { kind: "TextTest", how, text: this.text(), span: this.since(start) };
  });

  private readonly movedTest: Rule<Test> = this.rule("movedTest", () => {
    const start = this.here();
    const direction = this.OR([{ ALT: () => this.word("falls") }, { ALT: () => this.word("rises") }]);
    this.word("by");
    const by = this.SUBRULE(this.value);
    this.words("from", "the", "previous");
    return { kind: "Moved", direction, by, span: this.since(start) };
  });

  private readonly happenedTest: Rule<Test> = this.rule("happenedTest", () => {
    const start = this.here();
    this.words("has", "happened", "since");
    return { kind: "HappenedSince", anchor: this.SUBRULE(this.anchor), span: this.since(start) };
  });

  // ── States and events ───────────────────────────────────────────────────────────────────────────────────

  /** A condition, optionally `for 4 readings in a row`. */
  protected readonly state: Rule<State> = this.rule("state", () => {
    const start = this.here();
    const condition = this.SUBRULE(this.condition);
    const readings = this.OPTION(() => {
      this.word("for");
      const count = this.number();
      this.words("readings", "in", "a", "row");
      return count;
    });
    return { kind: "State", condition, ...(readings !== undefined && { readings }), span: this.since(start) };
  });

  protected readonly occurrence: Rule<Occurrence> = this.rule("occurrence", () => {
    const start = this.here();
    const event = this.name();
    const where = this.OPTION(() => this.SUBRULE(this.where));
    return { kind: "Occurrence", event, ...(where && { where }), span: this.since(start) };
  });

  protected readonly events: Rule<readonly Occurrence[]> = this.rule("events", () => {
    const events: Occurrence[] = [];
    this.AT_LEAST_ONE_SEP({ SEP: WORD.or, DEF: () => events.push(this.SUBRULE(this.occurrence)) });
    return events;
  });
}

function oneOr(kind: "Or" | "And", terms: readonly Condition[], span: () => Condition["span"]): Condition {
  const [only] = terms;
  return terms.length === 1 && only !== undefined ? only : { kind, terms, span: span() };
}
