/** The lifecycle itself: how a subject enters, what it passes through, and how it ends. */

import type {
  Afterwards,
  Allow,
  Enter,
  Everywhere,
  Exit,
  Handler,
  Handover,
  JourneyDeclaration,
  Migration,
  Moment,
  Span,
  Stage,
} from "../ast.ts";
import { readVersion, spanOf } from "../build-tree.ts";
import { SIGN, Version } from "../tokens.ts";
import type { Draft } from "./draft.ts";
import { HandoverRules } from "./handovers.ts";
import type { Rule } from "./recovering-parser.ts";

type Reentry = Pick<JourneyDeclaration, "ifOpen" | "ifEnded" | "ifSeveral">;
type AfterTheEnd = Omit<NonNullable<JourneyDeclaration["ifEnded"]>, "span">;

export abstract class JourneyRules extends HandoverRules {
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
    this.members(
      "journey",
      this.oneOf([
        { ALT: () => this.put(draft, "owner", this.SUBRULE(this.owner)) },
        { ALT: () => this.put(draft, "goal", this.SUBRULE(this.goal)) },
        { ALT: () => this.put(draft, "review", this.SUBRULE(this.review)) },
        {
          ALT: () => {
            const exclusive = this.SUBRULE(this.exclusive);
            this.put(draft, "exclusive", exclusive);
            this.put(draft, "priority", { number: exclusive.priority, span: exclusive.span });
          },
        },
        { ALT: () => this.put(draft, "priority", this.SUBRULE(this.priority)) },
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
            const ask = this.OPTION5(() => this.SUBRULE(this.keyAsk));
            if (ask) this.put(draft, "keyAsk", ask);
          },
        },
        { ALT: () => this.put(draft, "keeps", this.SUBRULE(this.keeps)) },
        { ALT: () => enters.push(this.SUBRULE(this.enter)) },
        {
          ALT: () => {
            const again = this.SUBRULE(this.again);
            if (again.ifOpen) this.put(draft, "ifOpen", again.ifOpen);
            if (again.ifEnded) this.put(draft, "ifEnded", again.ifEnded);
            if (again.ifSeveral) this.put(draft, "ifSeveral", again.ifSeveral);
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

  /** In an exclusive group the group's line says it. */
  private readonly priority: Rule<NonNullable<JourneyDeclaration["priority"]>> = this.rule("priority", () => {
    const start = this.here();
    this.word("priority");
    return { number: this.number(), span: this.since(start) };
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

  private readonly keyAsk: Rule<NonNullable<JourneyDeclaration["keyAsk"]>> = this.rule("keyAsk", () => {
    const start = this.here();
    this.sign(",");
    this.words("else", "ask");
    const role = this.name();
    this.sign(",", 1);
    const ladder = this.SUBRULE(this.onLadder);
    return { role, ladder, span: this.since(start) };
  });

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

  /** `if one is open …`, `if one has ended …` and `if several are open …`: one rule, since they begin alike. */
  private readonly again: Rule<Reentry> = this.rule("again", () => {
    const start = this.here();
    this.word("if");
    return this.OR<Reentry>([
      {
        ALT: () => {
          this.word("one");
          return this.OR1<Reentry>([
            {
              ALT: () => {
                this.words("is", "open");
                const then = this.OR2([
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
        },
      },
      {
        ALT: () => {
          this.words("several", "are");
          this.word("open", 1);
          this.word("send");
          this.word("one", 1);
          this.words("message", "a", "day");
          this.sign(",");
          this.word("at");
          const moment = this.SUBRULE(this.timeMoment);
          const own = this.OPTION({
            // Gate: `in every stage` may follow as well.
            GATE: () => this.nextIsSign(",") || this.nextIsWord("their", 2),
            DEF: () => {
              this.OPTION1(() => this.sign(",", 1));
              return this.SUBRULE(this.ownZone);
            },
          });
          const span = this.since(start);
          return { ifSeveral: { kind: "OneMessage", moment, refinements: own ? [own] : [], span } };
        },
      },
    ]);
  });

  private readonly timeMoment: Rule<Moment> = this.rule("timeMoment", () => {
    const start = this.here();
    return { kind: "TimeMoment", time: this.time(), span: this.since(start) };
  });

  private readonly afterTheEnd: Rule<AfterTheEnd> = this.rule(
    "afterTheEnd",
    this.oneOf<AfterTheEnd>([
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
    this.members(
      "everywhere",
      this.oneOf([
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
    const from: Migration["from"][number][] = [];
    this.AT_LEAST_ONE_SEP({ SEP: SIGN[","], DEF: () => from.push(this.version()) });
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
        const gone = this.SUBRULE(this.path);
        this.word("becomes");
        map.push({ from: gone, to: this.SUBRULE1(this.path), span: this.since(begin) });
      }),
    );
    return { kind: "Migration", from, at, map, span: this.since(start) };
  });
}
