/** The lifecycle itself: how a subject enters, its stages, the handovers between them, and how it ends. */

import type {
  Afterwards,
  Allow,
  Enter,
  Everywhere,
  Exit,
  Gate,
  Handler,
  Handover,
  JourneyDeclaration,
  Migration,
  Span,
  Stage,
  StageBound,
  Step,
} from "../ast.ts";
import { readUnit, readVersion, spanOf } from "../build-tree.ts";
import { SIGN, UnitToken, Version, WORD } from "../tokens.ts";
import { DataRules } from "./data.ts";
import type { Draft } from "./draft.ts";
import type { Rule } from "./recovering-parser.ts";

type Reentry = Pick<JourneyDeclaration, "ifOpen" | "ifEnded">;
type AfterTheEnd = Omit<NonNullable<JourneyDeclaration["ifEnded"]>, "span">;

export abstract class JourneyRules extends DataRules {
  protected readonly journey: Rule<JourneyDeclaration> = this.rule("journey", () => {
    const start = this.here();
    const draft: Draft<JourneyDeclaration> = {};
    const enters: Enter[] = [];
    const exits: Exit[] = [];
    const stages: Stage[] = [];
    const handovers: Handover[] = [];
    const everywhere: Everywhere[] = [];
    const afterwards: Afterwards[] = [];
    const migrations: Migration[] = [];
    const allows: Allow[] = [];
    this.word("journey");
    const name = this.name();
    const version = this.version();
    const of = this.SUBRULE(this.ofSubject);
    const title = this.title();
    this.members("journey", () =>
      this.OR([
        { ALT: () => this.put(draft, "owner", this.SUBRULE(this.owner)) },
        { ALT: () => this.put(draft, "goal", this.SUBRULE(this.goal)) },
        { ALT: () => this.put(draft, "review", this.SUBRULE(this.review)) },
        { ALT: () => this.put(draft, "exclusive", this.SUBRULE(this.exclusive)) },
        {
          ALT: () => {
            this.word("holdout");
            this.put(draft, "holdout", this.percent());
          },
        },
        {
          ALT: () => {
            this.word("per");
            this.put(draft, "per", this.SUBRULE(this.path));
          },
        },
        { ALT: () => this.put(draft, "keeps", this.SUBRULE(this.keeps)) },
        { ALT: () => enters.push(this.SUBRULE(this.enter)) },
        {
          ALT: () => {
            const again = this.SUBRULE(this.again);
            if (again.ifOpen) this.put(draft, "ifOpen", again.ifOpen);
            if (again.ifEnded) this.put(draft, "ifEnded", again.ifEnded);
          },
        },
        { ALT: () => exits.push(this.SUBRULE(this.exit)) },
        { ALT: () => stages.push(this.SUBRULE(this.stage)) },
        { ALT: () => handovers.push(this.SUBRULE(this.handover)) },
        { ALT: () => everywhere.push(this.SUBRULE(this.everywhere)) },
        { ALT: () => afterwards.push(this.SUBRULE(this.afterwards)) },
        { ALT: () => migrations.push(this.SUBRULE(this.migration)) },
        { ALT: () => allows.push(this.SUBRULE(this.allow)) },
      ]),
    );
    return {
      kind: "JourneyDeclaration",
      name,
      version,
      of,
      ...title,
      ...draft,
      keeps: draft.keeps ?? [],
      enters,
      exits,
      stages,
      handovers,
      everywhere,
      afterwards,
      migrations,
      allows,
      span: this.since(start),
    };
  });

  private version(): { readonly number: number; readonly span: Span } {
    const at = this.here();
    const token = this.CONSUME(Version);
    return { number: readVersion(token), span: spanOf(token, this.source.path, at) };
  }

  private readonly goal: Rule<NonNullable<JourneyDeclaration["goal"]>> = this.rule("goal", () => {
    const start = this.here();
    this.word("goal");
    const event = this.name();
    this.word("within");
    const within = this.SUBRULE(this.duration);
    return { event, within, span: this.since(start) };
  });

  private readonly exclusive: Rule<NonNullable<JourneyDeclaration["exclusive"]>> = this.rule(
    "exclusive",
    () => {
      const start = this.here();
      this.word("exclusive");
      const group = this.name();
      this.sign(",");
      this.word("priority");
      const priority = this.number();
      this.sign(",", 1);
      this.words("gives", "way", "and");
      const givesWay = this.OR([{ ALT: () => this.word("pauses") }, { ALT: () => this.word("ends") }]);
      return { group, priority, givesWay, span: this.since(start) };
    },
  );

  private readonly keeps: Rule<JourneyDeclaration["keeps"]> = this.rule("keeps", () => {
    const keeps: JourneyDeclaration["keeps"][number][] = [];
    this.word("keeps");
    this.AT_LEAST_ONE_SEP({
      SEP: SIGN[","],
      DEF: () => {
        const start = this.here();
        const name = this.name();
        this.words("from", "the");
        const which = this.OR([{ ALT: () => this.word("first") }, { ALT: () => this.word("latest") }]);
        const from = this.SUBRULE(this.path);
        keeps.push({ name, which, from, span: this.since(start) });
      },
    });
    return keeps;
  });

  private readonly enter: Rule<Enter> = this.rule("enter", () => {
    const start = this.here();
    this.word("enter");
    const trigger = this.SUBRULE(this.enterTrigger);
    this.sign("->");
    const stage = this.name();
    return { kind: "Enter", trigger, stage, span: this.since(start) };
  });

  private readonly enterTrigger: Rule<Enter["trigger"]> = this.rule("enterTrigger", () => {
    const start = this.here();
    return this.OR<Enter["trigger"]>([
      {
        ALT: () => {
          this.word("on");
          return { kind: "OnEvents", events: this.SUBRULE(this.events), span: this.since(start) };
        },
      },
      {
        ALT: () => {
          this.word("when");
          return { kind: "WhenState", state: this.SUBRULE(this.state), span: this.since(start) };
        },
      },
      {
        ALT: () => {
          this.word("at");
          const moment = this.SUBRULE(this.moment);
          const refinements = this.SUBRULE(this.refinements);
          const when = this.OPTION(() => {
            this.word("when", 1);
            return this.SUBRULE(this.condition);
          });
          return { kind: "AtMoment", moment, refinements, ...(when && { when }), span: this.since(start) };
        },
      },
    ]);
  });

  /** `if one is open …` and `if one has ended …`: one rule, since both begin alike. */
  private readonly again: Rule<Reentry> = this.rule("again", () => {
    const start = this.here();
    this.words("if", "one");
    return this.OR<Reentry>([
      {
        ALT: () => {
          this.words("is", "open");
          const then = this.OR1([
            { ALT: () => this.word("join") },
            { ALT: () => this.word("refuse") },
            {
              ALT: () => {
                this.words("start", "another");
                return "start another" as const;
              },
            },
          ]);
          return { ifOpen: { then, span: this.since(start) } };
        },
      },
      {
        ALT: () => {
          this.words("has", "ended");
          const policy = this.SUBRULE(this.afterTheEnd);
          return { ifEnded: { ...policy, span: this.since(start) } };
        },
      },
    ]);
  });

  private readonly afterTheEnd: Rule<AfterTheEnd> = this.rule("afterTheEnd", () =>
    this.OR<AfterTheEnd>([
      { ALT: () => ({ then: this.word("never") }) },
      {
        ALT: () => {
          this.words("at", "once");
          return { then: "at once" };
        },
      },
      {
        ALT: () => {
          const then = this.word("again");
          this.word("after");
          const lasting = this.SUBRULE(this.duration);
          this.words("from", "its");
          const from = this.OR1([{ ALT: () => this.word("end") }, { ALT: () => this.word("entry") }]);
          return { then, after: { lasting, from } };
        },
      },
    ]),
  );

  private readonly exit: Rule<Exit> = this.rule("exit", () => {
    const start = this.here();
    const draft: Draft<Exit> = {};
    this.word("exit");
    const name = this.name();
    this.word("as");
    const outcome = this.OR([
      { ALT: () => this.word("success") },
      { ALT: () => this.word("failure") },
      { ALT: () => this.word("neutral") },
    ]);
    this.OPTION(() =>
      this.OR1([
        {
          ALT: () => {
            this.word("on");
            draft.on = this.SUBRULE(this.events);
          },
        },
        {
          ALT: () => {
            this.word("when");
            draft.when = this.SUBRULE(this.state);
          },
        },
      ]),
    );
    const block = this.OPTION1(() => this.SUBRULE(this.block));
    return { kind: "Exit", name, outcome, ...draft, ...(block && { block }), span: this.since(start) };
  });

  private readonly everywhere: Rule<Everywhere> = this.rule("everywhere", () => {
    const start = this.here();
    const handlers: Handler[] = [];
    const allows: Allow[] = [];
    this.words("in", "every", "stage");
    const except = this.OPTION(() => {
      this.word("except");
      return this.SUBRULE(this.names);
    });
    this.members("everywhere", () =>
      this.OR([
        { ALT: () => handlers.push(this.SUBRULE(this.handler)) },
        { ALT: () => allows.push(this.SUBRULE(this.allow)) },
      ]),
    );
    return { kind: "Everywhere", except: except ?? [], handlers, allows, span: this.since(start) };
  });

  private readonly afterwards: Rule<Afterwards> = this.rule("afterwards", () => {
    const start = this.here();
    this.words("after", "exit");
    const exit = this.name();
    this.sign(",");
    const owner = this.SUBRULE(this.owner);
    this.sign(",", 1);
    this.words("for", "at", "most");
    const atMost = this.SUBRULE(this.duration);
    const block = this.SUBRULE(this.block);
    return { kind: "Afterwards", exit, owner, atMost, block, span: this.since(start) };
  });

  private readonly migration: Rule<Migration> = this.rule("migration", () => {
    const start = this.here();
    const map: Migration["map"][number][] = [];
    this.words("migrate", "from");
    const from = this.version();
    this.word("at");
    const at = this.OR<Migration["at"]>([
      {
        ALT: () => {
          this.words("next", "stage");
          return "next stage";
        },
      },
      { ALT: () => this.word("once") },
    ]);
    this.OPTION(() =>
      this.members("migration", () => {
        const begin = this.here();
        const gone = this.name();
        this.word("becomes");
        map.push({ from: gone, to: this.name(1), span: this.since(begin) });
      }),
    );
    return { kind: "Migration", from, at, map, span: this.since(start) };
  });

  // ── Stages ──────────────────────────────────────────────────────────────────────────────────────────────

  private readonly stage: Rule<Stage> = this.rule("stage", () => {
    const start = this.here();
    const draft: Draft<Stage> = {};
    const targets: Stage["targets"][number][] = [];
    const handlers: Handler[] = [];
    const steps: Step[] = [];
    this.word("stage");
    const name = this.name();
    const title = this.title();
    this.members("stage", () =>
      this.OR([
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
          const until = this.SUBRULE1(this.anchor);
          const then = this.SUBRULE1(this.thenLeave);
          return { kind: "UntilBound", until, then, span: this.since(start) };
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

  private readonly handler: Rule<Handler> = this.rule("handler", () =>
    this.OR<Handler>([
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
    return this.suspectingLadder(() => {
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

  // ── Handovers ───────────────────────────────────────────────────────────────────────────────────────────

  private readonly handover: Rule<Handover> = this.rule("handover", () => {
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
    this.members("handover", () =>
      this.OR([
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
