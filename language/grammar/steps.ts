/** What happens in a stage, step by step, and where it leads. */

import type {
  Allow,
  BeginStep,
  Block,
  CallStep,
  ChooseStep,
  DecideStep,
  EveryStep,
  ExitStep,
  IfStep,
  Leave,
  Move,
  Name,
  Reaction,
  Result,
  ResultBody,
  RetryStep,
  SendStep,
  SetStep,
  SplitStep,
  StayStep,
  Step,
  TaskStep,
  TellStep,
  TogetherStep,
  WaitStep,
  Who,
} from "../ast.ts";
import { readName, spanOf } from "../build-tree.ts";
import { SIGN, Slug, WORD } from "../tokens.ts";
import { ConditionRules } from "./conditions.ts";
import type { Draft } from "./draft.ts";
import type { Rule } from "./recovering-parser.ts";

export abstract class StepRules extends ConditionRules {
  // ── Where it leads ──────────────────────────────────────────────────────────────────────────────────────

  /** `-> STAGE [through HANDOVER]`. */
  protected readonly move: Rule<Move> = this.rule("move", () => {
    const start = this.here();
    this.sign("->");
    const stage = this.name();
    const through = this.OPTION(() => {
      this.word("through");
      return this.name(1);
    });
    return { kind: "Move", stage, ...(through && { through }), span: this.since(start) };
  });

  private readonly exitStep: Rule<ExitStep> = this.rule("exitStep", () => {
    const start = this.here();
    this.word("exit");
    return { kind: "ExitStep", exit: this.name(), span: this.since(start) };
  });

  protected readonly leave: Rule<Leave> = this.rule(
    "leave",
    this.oneOf<Leave>([{ ALT: () => this.SUBRULE(this.move) }, { ALT: () => this.SUBRULE(this.exitStep) }]),
  );

  /** `, then` and where it leads: what follows a bound. */
  protected readonly thenLeave: Rule<Leave> = this.rule("thenLeave", () => {
    this.sign(",");
    this.word("then");
    return this.SUBRULE(this.leave);
  });

  protected readonly reaction: Rule<Reaction> = this.rule("reaction", () => {
    this.reactionBegins();
    return this.OR<Reaction>([
      { ALT: () => this.SUBRULE(this.leave) },
      { ALT: () => this.SUBRULE(this.block) },
    ]);
  });

  protected readonly block: Rule<Block> = this.rule("block", () => {
    const start = this.here();
    const steps: Step[] = [];
    this.members("block", () => steps.push(this.SUBRULE(this.step)));
    return { kind: "Block", steps, span: this.since(start) };
  });

  /** `{ label needs evidence -> stage … }`. */
  protected readonly results: Rule<readonly Result[]> = this.rule("results", () => {
    const results: Result[] = [];
    this.members("results", () => results.push(this.SUBRULE(this.result)));
    return results;
  });

  private readonly result: Rule<Result> = this.rule("result", () => {
    const start = this.here();
    const labels: Name[] = [];
    this.AT_LEAST_ONE_SEP({ SEP: SIGN[","], DEF: () => labels.push(this.SUBRULE(this.label)) });
    const needs = this.OPTION(() => {
      this.word("needs");
      return this.SUBRULE(this.names);
    });
    const body = this.SUBRULE(this.resultBody);
    return { kind: "Result", labels, needs: needs ?? [], body, span: this.since(start) };
  });

  private readonly label: Rule<Name> = this.rule("label", () => {
    const start = this.here();
    return this.OR<Name>([
      { ALT: () => this.name() },
      { ALT: () => ({ kind: "Name", text: this.word("no"), span: this.since(start) }) },
    ]);
  });

  protected readonly resultBody: Rule<ResultBody> = this.rule("resultBody", () => {
    const start = this.here();
    this.reactionBegins();
    return this.OR<ResultBody>([
      { ALT: () => this.SUBRULE(this.leave) },
      { ALT: () => this.SUBRULE(this.block) },
      {
        ALT: () => {
          this.word("stay");
          return { kind: "Stay", span: this.since(start) };
        },
      },
      {
        ALT: () => {
          this.words("go", "on");
          return { kind: "GoOn", span: this.since(start) };
        },
      },
      {
        ALT: () => {
          this.word("reassign");
          return { kind: "Reassign", span: this.since(start) };
        },
      },
    ]);
  });

  // ── Steps ───────────────────────────────────────────────────────────────────────────────────────────────

  protected readonly step: Rule<Step> = this.rule(
    "step",
    this.oneOf<Step>([
      { ALT: () => this.SUBRULE(this.send) },
      { ALT: () => this.SUBRULE(this.wait) },
      { ALT: () => this.SUBRULE(this.if) },
      { ALT: () => this.SUBRULE(this.choose) },
      { ALT: () => this.SUBRULE(this.split) },
      { ALT: () => this.SUBRULE(this.task) },
      { ALT: () => this.SUBRULE(this.decide) },
      { ALT: () => this.SUBRULE(this.tell) },
      { ALT: () => this.SUBRULE(this.set) },
      { ALT: () => this.SUBRULE(this.call) },
      { ALT: () => this.SUBRULE(this.together) },
      { ALT: () => this.SUBRULE(this.every) },
      { ALT: () => this.SUBRULE(this.begin) },
      { ALT: () => this.SUBRULE(this.retry) },
      { ALT: () => this.SUBRULE(this.leave) },
      { ALT: () => this.SUBRULE(this.stay) },
      { ALT: () => this.SUBRULE(this.allow) },
    ]),
  );

  private readonly stay: Rule<StayStep> = this.rule("stay", () => {
    const start = this.here();
    this.word("stay");
    return { kind: "StayStep", span: this.since(start) };
  });

  private readonly send: Rule<SendStep> = this.rule("send", () => {
    const start = this.here();
    const draft: Draft<SendStep> = {};
    this.word("send");
    const message = this.name();
    const to = this.OPTION(() => this.SUBRULE(this.recipient));
    this.MANY(() => {
      this.sign(",");
      this.OR([
        { ALT: () => this.put(draft, "onceApprovedBy", this.SUBRULE(this.approval)) },
        { ALT: () => this.put(draft, "ladder", this.SUBRULE(this.onLadder)) },
        {
          ALT: () => {
            this.words("defer", "at", "most");
            this.put(draft, "deferAtMost", this.SUBRULE(this.duration));
          },
        },
        {
          ALT: () => {
            this.words("or", "drop");
            this.put(draft, "orDrop", true);
          },
        },
      ]);
    });
    const ladder = draft.ladder ?? this.ladderWithoutComma();
    const because = this.OPTION1(() => this.SUBRULE(this.because));
    return {
      kind: "SendStep",
      message,
      ...(to && { to }),
      ...draft,
      ...(ladder && { ladder }),
      orDrop: draft.orDrop ?? false,
      ...(because && { because }),
      span: this.since(start),
    };
  });

  private readonly approval: Rule<Who> = this.rule("approval", () => {
    this.words("once", "approved", "by");
    return this.SUBRULE(this.who);
  });

  private readonly recipient: Rule<NonNullable<SendStep["to"]>> = this.rule("recipient", () => {
    this.word("to");
    const start = this.here();
    return this.OR<NonNullable<SendStep["to"]>>([
      {
        ALT: () => {
          this.words("contacts", "of");
          const of = this.name();
          const where = this.OPTION(() => {
            this.word("where");
            return this.SUBRULE(this.condition);
          });
          return { kind: "ContactsOf", of, ...(where && { where }), span: this.since(start) };
        },
      },
      { ALT: () => ({ kind: "ToWho", who: this.SUBRULE(this.who), span: this.since(start) }) },
    ]);
  });

  private readonly wait: Rule<WaitStep> = this.rule("wait", () => {
    const start = this.here();
    this.word("wait");
    const what = this.OR<WaitStep["what"]>([
      { ALT: () => ({ kind: "WaitDuration", lasting: this.SUBRULE(this.duration) }) },
      {
        ALT: () => {
          this.word("until");
          const moment = this.SUBRULE(this.moment);
          return { kind: "WaitUntil", moment, refinements: this.SUBRULE(this.refinements) };
        },
      },
      { ALT: () => this.SUBRULE(this.boundedWait) },
    ]);
    const because = this.OPTION(() => this.SUBRULE(this.because));
    const results = this.OPTION1(() => this.SUBRULE(this.results));
    return {
      kind: "WaitStep",
      what,
      ...(because && { because }),
      ...(results && { results }),
      span: this.since(start),
    };
  });

  /** The bound stands before what is waited for: behind it, `where amount up to 7 days` could be read twice. */
  private readonly boundedWait: Rule<WaitStep["what"]> = this.rule("boundedWait", () => {
    this.words("up", "to");
    const upTo = this.SUBRULE(this.duration);
    return this.OR<WaitStep["what"]>([
      {
        ALT: () => {
          this.word("until");
          return { kind: "WaitCondition", upTo, state: this.SUBRULE(this.state) };
        },
      },
      {
        ALT: () => {
          this.word("for");
          return this.OR1<WaitStep["what"]>([
            {
              ALT: () => {
                this.words("the", "winner", "of");
                return { kind: "WaitWinner", upTo, of: this.name() };
              },
            },
            { ALT: () => ({ kind: "WaitEvents", upTo, events: this.SUBRULE(this.events) }) },
          ]);
        },
      },
    ]);
  });

  private readonly if: Rule<IfStep> = this.rule("if", () => {
    const start = this.here();
    this.word("if");
    const condition = this.SUBRULE(this.condition);
    const then = this.SUBRULE(this.block);
    const otherwise = this.OPTION(() => {
      this.word("else");
      return this.OR<Block | IfStep>([
        { ALT: () => this.SUBRULE(this.if) },
        { ALT: () => this.SUBRULE1(this.block) },
      ]);
    });
    return {
      kind: "IfStep",
      condition,
      then,
      ...(otherwise && { else: otherwise }),
      span: this.since(start),
    };
  });

  private readonly choose: Rule<ChooseStep> = this.rule("choose", () => {
    const start = this.here();
    const arms: ChooseStep["arms"][number][] = [];
    this.word("choose");
    this.members("choose", () => arms.push(this.SUBRULE(this.arm)));
    return { kind: "ChooseStep", arms, span: this.since(start) };
  });

  private readonly arm: Rule<ChooseStep["arms"][number]> = this.rule("arm", () => {
    const start = this.here();
    const when = this.OR([
      {
        ALT: () => {
          this.word("when");
          return this.SUBRULE(this.condition);
        },
      },
      {
        ALT: () => {
          this.word("otherwise");
          return undefined;
        },
      },
    ]);
    const body = this.SUBRULE(this.resultBody);
    return { ...(when && { when }), body, span: this.since(start) };
  });

  private readonly split: Rule<SplitStep> = this.rule("split", () => {
    const start = this.here();
    const arms: SplitStep["arms"][number][] = [];
    this.word("split");
    const name = this.name();
    this.members("split", () => {
      const begin = this.here();
      const arm = this.name(1);
      const share = this.percent();
      const block = this.OPTION(() => this.SUBRULE(this.block));
      arms.push({ name: arm, share, ...(block && { block }), span: this.since(begin) });
    });
    return { kind: "SplitStep", name, arms, span: this.since(start) };
  });

  private readonly task: Rule<TaskStep> = this.rule("task", () => {
    const start = this.here();
    const draft: Draft<TaskStep> = {};
    const by: Who[] = [];
    this.word("task");
    const name = this.name();
    const title = this.text();
    this.word("by");
    this.AT_LEAST_ONE_SEP({ SEP: WORD.and, DEF: () => by.push(this.SUBRULE(this.who)) });
    this.MANY(() => {
      this.sign(",");
      this.OR([
        { ALT: () => this.put(draft, "ladder", this.SUBRULE(this.onLadder)) },
        {
          ALT: () => {
            this.words("counted", "from");
            this.put(draft, "countedFrom", this.name(1));
          },
        },
      ]);
    });
    const ladder = draft.ladder ?? this.ladderWithoutComma();
    const because = this.OPTION(() => this.SUBRULE(this.because));
    const results = this.OPTION1(() => this.SUBRULE(this.results));
    return {
      kind: "TaskStep",
      name,
      title,
      by,
      ...draft,
      ...(ladder && { ladder }),
      ...(because && { because }),
      ...(results && { results }),
      span: this.since(start),
    };
  });

  private readonly decide: Rule<DecideStep> = this.rule("decide", () => {
    const start = this.here();
    this.word("decide");
    const right = this.name();
    const because = this.OPTION(() => this.SUBRULE(this.because));
    const results = this.SUBRULE(this.results);
    return { kind: "DecideStep", right, ...(because && { because }), results, span: this.since(start) };
  });

  private readonly tell: Rule<TellStep> = this.rule("tell", () => {
    const start = this.here();
    this.word("tell");
    const who = this.SUBRULE(this.who);
    const text = this.text();
    const because = this.OPTION(() => this.SUBRULE(this.because));
    return { kind: "TellStep", who, text, ...(because && { because }), span: this.since(start) };
  });

  private readonly set: Rule<SetStep> = this.rule("set", () => {
    const start = this.here();
    this.word("set");
    const field = this.SUBRULE(this.path);
    this.word("to");
    const value = this.SUBRULE(this.expression);
    const because = this.OPTION(() => this.SUBRULE(this.because));
    return { kind: "SetStep", field, value, ...(because && { because }), span: this.since(start) };
  });

  private readonly call: Rule<CallStep> = this.rule("call", () => {
    const start = this.here();
    this.word("call");
    const action = this.name();
    const data = this.OPTION(() => {
      this.word("with");
      return this.SUBRULE(this.data);
    });
    const because = this.OPTION1(() => this.SUBRULE(this.because));
    const results = this.OPTION2(() => this.SUBRULE(this.results));
    return {
      kind: "CallStep",
      action,
      ...(data && { with: data }),
      ...(because && { because }),
      ...(results && { results }),
      span: this.since(start),
    };
  });

  private readonly together: Rule<TogetherStep> = this.rule("together", () => {
    const start = this.here();
    this.words("together", "up", "to");
    const upTo = this.SUBRULE(this.duration);
    this.word("until");
    const until = this.OR([{ ALT: () => this.word("all") }, { ALT: () => this.word("any") }]);
    const tracks = this.SUBRULE(this.results);
    return { kind: "TogetherStep", upTo, until, tracks, span: this.since(start) };
  });

  private readonly every: Rule<EveryStep> = this.rule("every", () => {
    const start = this.here();
    this.word("every");
    const every = this.SUBRULE(this.duration);
    this.sign(",");
    this.words("at", "most");
    const atMost = this.SUBRULE(this.times);
    const block = this.SUBRULE(this.block);
    return { kind: "EveryStep", every, atMost, block, span: this.since(start) };
  });

  private readonly begin: Rule<BeginStep> = this.rule("begin", () => {
    const start = this.here();
    this.word("begin");
    const journey = this.name();
    this.sign(",");
    this.word("and");
    const wait = this.OR<BeginStep["wait"]>([
      {
        ALT: () => {
          this.words("go", "on");
          return undefined;
        },
      },
      {
        ALT: () => {
          this.words("wait", "up", "to");
          const upTo = this.SUBRULE(this.duration);
          return { upTo, results: this.SUBRULE(this.results) };
        },
      },
    ]);
    return { kind: "BeginStep", journey, ...(wait && { wait }), span: this.since(start) };
  });

  private readonly retry: Rule<RetryStep> = this.rule("retry", () => {
    const start = this.here();
    this.words("retry", "at", "most");
    const atMost = this.SUBRULE(this.times);
    const then = this.SUBRULE(this.thenLeave);
    return { kind: "RetryStep", atMost, then, span: this.since(start) };
  });

  /** `allow CODE because "…"`. */
  protected readonly allow: Rule<Allow> = this.rule("allow", () => {
    const start = this.here();
    this.word("allow");
    const code = this.OR<Name>([
      {
        ALT: () => {
          const slug = this.CONSUME(Slug);
          return readName(slug, spanOf(slug, this.source.path));
        },
      },
      { ALT: () => this.name() },
    ]);
    const because = this.SUBRULE(this.because);
    return { kind: "Allow", code, because, span: this.since(start) };
  });
}
