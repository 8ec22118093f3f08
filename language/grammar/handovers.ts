/** A handover: who gives, who receives, what travels, and what a refusal leads to. */

import type { Allow, Gate, Handover } from "../ast.ts";
import { readUnit } from "../build-tree.ts";
import { SIGN, UnitToken, WORD } from "../tokens.ts";
import type { Draft } from "./draft.ts";
import type { Rule } from "./recovering-parser.ts";
import { StageRules } from "./stages.ts";

export abstract class HandoverRules extends StageRules {
  protected readonly handover: Rule<Handover> = this.rule("handover", () => {
    const start = this.here();
    const draft: Draft<Handover> = {};
    const allows: Allow[] = [];
    this.word("handover");
    const name = this.name();
    const title = this.title();
    this.word("from");
    const from = this.SUBRULE(this.names);
    this.word("to");
    const to = this.SUBRULE1(this.names);
    this.members(
      "handover",
      this.oneOf([
        {
          ALT: () => {
            this.word("giver");
            this.put(draft, "giver", this.name(1));
          },
        },
        { ALT: () => this.put(draft, "receiver", this.SUBRULE(this.receiver)) },
        {
          ALT: () => {
            this.word("accountable");
            this.put(draft, "accountable", this.name(2));
          },
        },
        {
          ALT: () => {
            this.word("carries");
            this.put(draft, "carries", this.SUBRULE(this.carries));
          },
        },
        {
          ALT: () => {
            this.word("expects");
            this.put(draft, "expects", this.SUBRULE2(this.names));
          },
        },
        { ALT: () => this.put(draft, "offerNeeds", this.SUBRULE(this.offerNeeds)) },
        { ALT: () => this.put(draft, "movesAfter", this.SUBRULE(this.movesAfter)) },
        {
          ALT: () => {
            this.word("accept");
            this.put(draft, "accept", this.SUBRULE(this.onLadder));
          },
        },
        { ALT: () => this.put(draft, "decline", this.SUBRULE(this.decline)) },
        { ALT: () => allows.push(this.SUBRULE(this.allow)) },
      ]),
    );
    return {
      kind: "Handover",
      name,
      ...title,
      from,
      to,
      ...draft,
      carries: draft.carries ?? [],
      expects: draft.expects ?? [],
      allows,
      span: this.since(start),
    };
  });

  private readonly receiver: Rule<NonNullable<Handover["receiver"]>> = this.rule("receiver", () => {
    const start = this.here();
    this.word("receiver");
    const who = this.SUBRULE(this.who);
    const atOnce = this.OPTION(() => {
      this.words("at", "once");
      return true;
    });
    return { who, atOnce: atOnce ?? false, span: this.since(start) };
  });

  private readonly carries: Rule<Handover["carries"]> = this.rule("carries", () => {
    const carries: Handover["carries"][number][] = [];
    this.AT_LEAST_ONE_SEP({
      SEP: SIGN[","],
      DEF: () => {
        const start = this.here();
        const name = this.name();
        const inTheLast = this.OPTION(() => {
          this.words("in", "the", "last");
          return this.SUBRULE(this.duration);
        });
        carries.push({ name, ...(inTheLast && { inTheLast }), span: this.since(start) });
      },
    });
    return carries;
  });

  private readonly offerNeeds: Rule<NonNullable<Handover["offerNeeds"]>> = this.rule("offerNeeds", () => {
    const start = this.here();
    this.words("offer", "needs");
    const condition = this.SUBRULE(this.condition);
    this.sign(",");
    this.words("else", "ask");
    const ask = this.SUBRULE(this.who);
    const ladder = this.OPTION(() => {
      this.sign(",", 1);
      return this.SUBRULE(this.onLadder);
    });
    return { condition, ask, ...(ladder && { ladder }), span: this.since(start) };
  });

  private readonly movesAfter: Rule<NonNullable<Handover["movesAfter"]>> = this.rule("movesAfter", () => {
    const start = this.here();
    const gates: Gate[] = [];
    this.words("moves", "after");
    this.AT_LEAST_ONE_SEP({ SEP: WORD.and, DEF: () => gates.push(this.SUBRULE(this.gate)) });
    this.sign(",");
    this.words("else", "ask");
    const ask = this.SUBRULE(this.who);
    this.sign(",", 1);
    const ladder = this.SUBRULE(this.onLadder);
    return { gates, ask, ladder, span: this.since(start) };
  });

  private readonly gate: Rule<Gate> = this.rule("gate", () => {
    const start = this.here();
    return this.OR<Gate>([
      { ALT: () => ({ kind: "EventGate", event: this.name(), span: this.since(start) }) },
      {
        ALT: () => {
          this.words("not", "before");
          return this.OR1<Gate>([
            {
              ALT: () => {
                this.word("the");
                const unit = readUnit(this.CONSUME(UnitToken));
                this.word("ends");
                return { kind: "NotBeforeUnitEnds", unit, span: this.since(start) };
              },
            },
            {
              ALT: () => ({
                kind: "NotBeforeMoment",
                moment: this.SUBRULE(this.moment),
                span: this.since(start),
              }),
            },
          ]);
        },
      },
    ]);
  });

  private readonly decline: Rule<NonNullable<Handover["decline"]>> = this.rule("decline", () => {
    const start = this.here();
    this.words("decline", "needs");
    const needs = this.SUBRULE(this.names);
    const results = this.SUBRULE(this.results);
    return { needs, results, span: this.since(start) };
  });
}
