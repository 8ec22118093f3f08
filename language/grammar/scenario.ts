/** Scenarios: tests in virtual time, in the words of the journey. */

import type { Act, Expectation, Name, ScenarioDeclaration, ScenarioLine, Somebody } from "../ast.ts";
import { DateToken, NumberToken, WORD, type Word } from "../tokens.ts";
import { JourneyRules } from "./journey.ts";
import type { Rule } from "./recovering-parser.ts";

/** The words that begin what a scenario expects. */
const EXPECTED = [
  "stage",
  "holder",
  "exit",
  "handover",
  "notice",
  "task",
  "message",
  "breaches",
  "sendings",
  "calls",
] as const satisfies readonly Word[];

export abstract class ScenarioRules extends JourneyRules {
  protected readonly scenario: Rule<ScenarioDeclaration> = this.rule("scenario", () => {
    const start = this.here();
    const lines: ScenarioLine[] = [];
    this.word("scenario");
    const title = this.text();
    const of = this.SUBRULE(this.ofSubject);
    this.open();
    const given = this.asMember("scenario", () => {
      this.word("given");
      return this.SUBRULE(this.data);
    });
    const begin = this.asMember("scenario", () => {
      this.word("start");
      return this.SUBRULE(this.instant);
    });
    this.each("scenario", () => lines.push(this.SUBRULE(this.line)));
    this.close();
    return { kind: "ScenarioDeclaration", title, of, given, start: begin, lines, span: this.since(start) };
  });

  private readonly line: Rule<ScenarioLine> = this.rule("line", () => {
    const start = this.here();
    return this.OR<ScenarioLine>([
      { ALT: () => this.SUBRULE(this.atLine) },
      {
        ALT: () => {
          this.word("after");
          return { kind: "AfterLine", lasting: this.SUBRULE(this.duration), span: this.since(start) };
        },
      },
      { ALT: () => this.SUBRULE(this.thenLine) },
    ]);
  });

  private readonly atLine: Rule<ScenarioLine> = this.rule("atLine", () => {
    const start = this.here();
    this.word("at");
    const at = this.OR([
      { ALT: () => this.SUBRULE(this.duration) },
      { ALT: () => this.SUBRULE(this.instant) },
    ]);
    const act = this.OPTION({ GATE: () => !this.nextLineBegins(), DEF: () => this.SUBRULE(this.act) });
    return { kind: "AtLine", at, ...(act && { act }), span: this.since(start) };
  });

  /** Gate: an `at` line may only set the time, and an event or a person may be called `then`. */
  private nextLineBegins(): boolean {
    if (this.nextIsWord("at") || this.nextIsWord("after")) {
      return this.nextIs(NumberToken, 2) || this.nextIs(DateToken, 2);
    }
    if (!this.nextIsWord("then") && !this.nextIsWord("finally")) return false;
    return EXPECTED.some((word) => this.nextIsWord(word, 2));
  }

  private readonly thenLine: Rule<ScenarioLine> = this.rule("thenLine", () => {
    const start = this.here();
    const expectations: Expectation[] = [];
    const word = this.OR([{ ALT: () => this.word("then") }, { ALT: () => this.word("finally") }]);
    this.AT_LEAST_ONE_SEP({ SEP: WORD.and, DEF: () => expectations.push(this.SUBRULE(this.expectation)) });
    return { kind: "ThenLine", finally: word === "finally", expectations, span: this.since(start) };
  });

  // ── What is done ────────────────────────────────────────────────────────────────────────────────────────

  private readonly act: Rule<Act> = this.rule("act", () => {
    const start = this.here();
    const who = this.name();
    return this.OR<Act>([
      {
        ALT: () => {
          this.word("accepts");
          return { kind: "AcceptAct", person: who, handover: this.name(1), span: this.since(start) };
        },
      },
      {
        ALT: () => {
          this.word("declines");
          const handover = this.name(2);
          this.word("because");
          const because = this.name(3);
          const data = this.OPTION6(() => {
            this.word("with", 2);
            return this.SUBRULE4(this.data);
          });
          return {
            kind: "DeclineAct",
            person: who,
            handover,
            because,
            ...(data && { with: data }),
            span: this.since(start),
          };
        },
      },
      {
        ALT: () => {
          this.word("completes");
          const task = this.name(4);
          const as = this.OPTION(() => {
            this.word("as");
            return this.name(5);
          });
          const data = this.OPTION1(() => {
            this.word("with");
            return this.SUBRULE(this.data);
          });
          return {
            kind: "CompleteAct",
            person: who,
            task,
            ...(as && { as }),
            ...(data && { with: data }),
            span: this.since(start),
          };
        },
      },
      {
        ALT: () => {
          this.word("answers");
          const right = this.name(6);
          this.word("as", 1);
          const as = this.name(7);
          const data = this.OPTION7(() => {
            this.word("with", 3);
            return this.SUBRULE5(this.data);
          });
          return {
            kind: "AnswerAct",
            person: who,
            right,
            as,
            ...(data && { with: data }),
            span: this.since(start),
          };
        },
      },
      {
        ALT: () => {
          this.word("requests");
          const request = this.name(8);
          const data = this.OPTION2(() => {
            this.word("with", 1);
            return this.SUBRULE1(this.data);
          });
          return {
            kind: "RequestAct",
            person: who,
            request,
            ...(data && { with: data }),
            span: this.since(start),
          };
        },
      },
      {
        ALT: () => {
          this.word("approves");
          const message = this.name(9);
          return { kind: "ApproveAct", person: who, message, as: "approved", span: this.since(start) };
        },
      },
      {
        ALT: () => {
          this.word("withholds");
          const message = this.name(10);
          return { kind: "ApproveAct", person: who, message, as: "withheld", span: this.since(start) };
        },
      },
      {
        ALT: () => {
          this.word("leaves");
          const role = this.OPTION5({ GATE: () => !this.nextLineBegins(), DEF: () => this.name(11) });
          return { kind: "LeaveAct", person: who, ...(role && { role }), span: this.since(start) };
        },
      },
      {
        ALT: () => {
          this.word("returns");
          const data = this.OPTION4(() => this.SUBRULE3(this.data));
          return {
            kind: "ReturnAct",
            action: who,
            how: "returns",
            ...(data && { data }),
            span: this.since(start),
          };
        },
      },
      {
        ALT: () => {
          this.word("wins");
          return { kind: "WinAct", arm: who, split: this.name(12), span: this.since(start) };
        },
      },
      {
        ALT: () => {
          this.word("fails");
          return { kind: "ReturnAct", action: who, how: "fails", span: this.since(start) };
        },
      },
      {
        ALT: () => {
          const of = this.OPTION8(() => this.somebody(who));
          const data = this.OPTION3(() => this.SUBRULE2(this.data));
          return {
            kind: "EventAct",
            event: who,
            ...(of && { of }),
            ...(data && { data }),
            span: this.since(start),
          };
        },
      },
    ]);
  });

  private somebody(event: Name): Somebody {
    const start = this.here();
    this.word("of");
    const data = this.SUBRULE6(this.data);
    return { kind: "Somebody", event, data, span: this.since(start) };
  }

  // ── What is expected ────────────────────────────────────────────────────────────────────────────────────

  private readonly expectation: Rule<Expectation> = this.rule("expectation", () => {
    const start = this.here();
    return this.OR<Expectation>([
      {
        ALT: () => {
          this.words("stage", "is");
          return { kind: "ExpectStage", stage: this.name(), span: this.since(start) };
        },
      },
      {
        ALT: () => {
          this.word("holder");
          this.word("is", 1);
          return { kind: "ExpectHolder", holder: this.name(1), span: this.since(start) };
        },
      },
      {
        ALT: () => {
          this.word("exit");
          this.word("is", 2);
          return { kind: "ExpectExit", exit: this.name(2), span: this.since(start) };
        },
      },
      { ALT: () => this.SUBRULE(this.expectHandover) },
      {
        ALT: () => {
          this.words("notice", "to");
          return { kind: "ExpectNotice", to: this.name(3), span: this.since(start) };
        },
      },
      { ALT: () => this.SUBRULE(this.expectTask) },
      {
        ALT: () => {
          this.word("message");
          const message = this.name(4);
          const not = this.flag(0, "not");
          this.word("sent");
          const to = this.OPTION1(() => {
            this.word("to", 1);
            return this.text();
          });
          return {
            kind: "ExpectMessage",
            message,
            sent: !not,
            ...(to && { to }),
            span: this.since(start),
          };
        },
      },
      { ALT: () => this.SUBRULE(this.expectCount) },
    ]);
  });

  private readonly expectHandover: Rule<Expectation> = this.rule("expectHandover", () => {
    const start = this.here();
    this.word("handover");
    const handover = this.name();
    const how = this.OR([{ ALT: () => this.word("offered") }, { ALT: () => this.word("given") }]);
    this.word("to");
    return { kind: "ExpectHandover", handover, how, to: this.name(1), span: this.since(start) };
  });

  private readonly expectTask: Rule<Expectation> = this.rule("expectTask", () => {
    const start = this.here();
    this.word("task");
    const task = this.name();
    return this.OR<Expectation>([
      {
        ALT: () => {
          this.word("due");
          return { kind: "ExpectTaskDue", task, due: this.SUBRULE(this.instant), span: this.since(start) };
        },
      },
      { ALT: () => ({ kind: "ExpectTask", task, is: this.word("withdrawn"), span: this.since(start) }) },
      {
        ALT: () => {
          const not = this.flag(0, "not");
          this.word("open");
          return { kind: "ExpectTask", task, is: not ? "not open" : "open", span: this.since(start) };
        },
      },
    ]);
  });

  private readonly expectCount: Rule<Expectation> = this.rule("expectCount", () => {
    const start = this.here();
    const what = this.OR([
      { ALT: () => this.word("breaches") },
      { ALT: () => this.word("sendings") },
      { ALT: () => this.word("calls") },
    ]);
    this.word("of");
    const of = this.name();
    this.word("are");
    return { kind: "ExpectCount", what, of, are: this.number(), span: this.since(start) };
  });
}
