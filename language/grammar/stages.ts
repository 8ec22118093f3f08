/** A stage: how long it lasts, what it listens to, and its steps. */

import type { Handler, Stage, StageBound, Step } from "../ast.ts";
import type { Draft } from "./draft.ts";
import { PolicyRules } from "./policies.ts";
import type { Rule } from "./recovering-parser.ts";

export abstract class StageRules extends PolicyRules {
  protected readonly stage: Rule<Stage> = this.rule("stage", () => {
    const start = this.here();
    const draft: Draft<Stage> = {};
    const targets: Stage["targets"][number][] = [];
    const handlers: Handler[] = [];
    const steps: Step[] = [];
    this.word("stage");
    const name = this.name();
    const title = this.title();
    this.members(
      "stage",
      this.oneOf([
        { ALT: () => this.put(draft, "owner", this.SUBRULE(this.owner)) },
        { ALT: () => targets.push(this.SUBRULE(this.target)) },
        { ALT: () => this.put(draft, "lasts", this.SUBRULE(this.lasts)) },
        { ALT: () => this.put(draft, "rests", this.SUBRULE(this.rests)) },
        { ALT: () => handlers.push(this.SUBRULE(this.handler)) },
        { ALT: () => steps.push(this.SUBRULE(this.step)) },
      ]),
    );
    return { kind: "Stage", name, ...title, ...draft, targets, handlers, steps, span: this.since(start) };
  });

  private readonly target: Rule<Stage["targets"][number]> = this.rule("target", () => {
    const start = this.here();
    this.word("target");
    const share = this.percent();
    const how = this.OR([
      {
        ALT: () => {
          this.words("move", "to");
          return "move to" as const;
        },
      },
      { ALT: () => this.word("reach") },
    ]);
    const what = this.name();
    this.word("within");
    const within = this.SUBRULE(this.duration);
    return { share, how, what, within, span: this.since(start) };
  });

  private readonly lasts: Rule<StageBound> = this.rule("lasts", () => {
    const start = this.here();
    this.word("lasts");
    return this.OR<StageBound>([
      {
        ALT: () => {
          this.words("at", "most");
          const lasting = this.SUBRULE(this.duration);
          const countedFrom = this.OPTION(() => {
            this.words("counted", "from");
            return this.SUBRULE(this.anchor);
          });
          const then = this.SUBRULE(this.thenLeave);
          return {
            kind: "AtMostBound",
            lasting,
            ...(countedFrom && { countedFrom }),
            then,
            span: this.since(start),
          };
        },
      },
      {
        ALT: () => {
          this.word("until");
          const until = this.SUBRULE(this.moment);
          const refinements = this.SUBRULE(this.refinements);
          const then = this.SUBRULE1(this.thenLeave);
          return { kind: "UntilBound", until, refinements, then, span: this.since(start) };
        },
      },
    ]);
  });

  private readonly rests: Rule<NonNullable<Stage["rests"]>> = this.rule("rests", () => {
    const start = this.here();
    this.word("rests");
    this.sign(",");
    this.words("reviewed", "every");
    const reviewedEvery = this.SUBRULE(this.duration);
    return { reviewedEvery, span: this.since(start) };
  });

  // ── Handlers ────────────────────────────────────────────────────────────────────────────────────────────

  protected readonly handler: Rule<Handler> = this.rule(
    "handler",
    this.oneOf<Handler>([
      { ALT: () => this.SUBRULE(this.whenHandler) },
      { ALT: () => this.SUBRULE(this.atHandler) },
      { ALT: () => this.SUBRULE(this.onHandler) },
    ]),
  );

  private readonly whenHandler: Rule<Handler> = this.rule("whenHandler", () => {
    const start = this.here();
    this.word("when");
    const state = this.SUBRULE(this.state);
    const rate = this.OPTION(() => {
      this.sign(",");
      return this.SUBRULE(this.rate);
    });
    const reaction = this.SUBRULE(this.reaction);
    return { kind: "WhenHandler", state, ...(rate && { rate }), reaction, span: this.since(start) };
  });

  private readonly atHandler: Rule<Handler> = this.rule("atHandler", () => {
    const start = this.here();
    this.word("at");
    const moment = this.SUBRULE(this.moment);
    const refinements = this.SUBRULE(this.refinements);
    const reaction = this.SUBRULE(this.reaction);
    return { kind: "AtHandler", moment, refinements, reaction, span: this.since(start) };
  });

  private readonly onHandler: Rule<Handler> = this.rule("onHandler", () => {
    const start = this.here();
    this.word("on");
    return this.OR<Handler>([
      { ALT: () => this.requestHandler(start) },
      {
        ALT: () => {
          this.words("leaving", "this", "stage");
          return { kind: "LeavingHandler", block: this.SUBRULE(this.block), span: this.since(start) };
        },
      },
      { ALT: () => this.holderLeftHandler(start) },
      {
        ALT: () => {
          const events = this.SUBRULE(this.events);
          const rate = this.OPTION(() => {
            this.sign(",");
            return this.SUBRULE(this.rate);
          });
          const reaction = this.SUBRULE(this.reaction);
          return { kind: "EventHandler", events, ...(rate && { rate }), reaction, span: this.since(start) };
        },
      },
    ]);
  });

  private requestHandler(start: number): Handler {
    this.words("request", "by");
    const by = this.SUBRULE(this.anyOf);
    this.word("to");
    const name = this.name(5);
    const needs = this.OPTION5(() => {
      this.word("needs");
      return this.SUBRULE(this.names);
    });
    const reaction = this.SUBRULE5(this.reaction);
    return { kind: "RequestHandler", by, name, needs: needs ?? [], reaction, span: this.since(start) };
  }

  private holderLeftHandler(start: number): Handler {
    this.words("holder", "left");
    return this.OR6<Handler>([
      {
        ALT: () => {
          this.word("give");
          this.word("to", 6);
          const to = this.SUBRULE(this.who);
          return { kind: "HolderLeftHandler", then: { kind: "give", to }, span: this.since(start) };
        },
      },
      {
        ALT: () => {
          this.word("reassign");
          return { kind: "HolderLeftHandler", then: { kind: "reassign" }, span: this.since(start) };
        },
      },
    ]);
  }
}
