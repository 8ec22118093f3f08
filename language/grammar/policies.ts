/** What is computed and enforced for every subject: scores, contact policies, routes and data care. */

import type {
  Allow,
  HygieneDeclaration,
  HygieneRule,
  Points,
  PolicyDeclaration,
  PolicyRule,
  RouteDeclaration,
  ScoreDeclaration,
} from "../ast.ts";
import { SIGN } from "../tokens.ts";
import { DataRules } from "./data.ts";
import type { Draft } from "./draft.ts";
import type { Rule } from "./recovering-parser.ts";

export abstract class PolicyRules extends DataRules {
  // ── Scores ──────────────────────────────────────────────────────────────────────────────────────────────

  protected readonly score: Rule<ScoreDeclaration> = this.rule("score", () => {
    const start = this.here();
    const draft: Draft<ScoreDeclaration> = {};
    const points: Points[] = [];
    const parts: ScoreDeclaration["parts"][number][] = [];
    const bands: ScoreDeclaration["bands"][number][] = [];
    const allows: Allow[] = [];
    this.word("score");
    const name = this.name();
    const of = this.SUBRULE(this.ofSubject);
    const title = this.title();
    this.members(
      "score",
      this.oneOf([
        { ALT: () => this.put(draft, "owner", this.SUBRULE(this.owner)) },
        { ALT: () => this.put(draft, "review", this.SUBRULE(this.review)) },
        { ALT: () => this.put(draft, "validate", this.SUBRULE(this.validate)) },
        { ALT: () => points.push(this.SUBRULE(this.points)) },
        { ALT: () => parts.push(this.SUBRULE(this.part)) },
        { ALT: () => bands.push(this.SUBRULE(this.band)) },
        { ALT: () => allows.push(this.SUBRULE(this.allow)) },
      ]),
    );
    return {
      kind: "ScoreDeclaration",
      name,
      of,
      ...title,
      ...draft,
      points,
      parts,
      bands,
      allows,
      span: this.since(start),
    };
  });

  private readonly validate: Rule<NonNullable<ScoreDeclaration["validate"]>> = this.rule("validate", () => {
    const start = this.here();
    this.words("validate", "against");
    const against = this.name();
    this.word("within");
    const within = this.SUBRULE(this.duration);
    return { against, within, span: this.since(start) };
  });

  private readonly part: Rule<ScoreDeclaration["parts"][number]> = this.rule("part", () => {
    const start = this.here();
    const points: Points[] = [];
    this.word("part");
    const name = this.name();
    this.members("part", () => points.push(this.SUBRULE(this.points)));
    return { name, points, span: this.since(start) };
  });

  private readonly band: Rule<ScoreDeclaration["bands"][number]> = this.rule("band", () => {
    const start = this.here();
    this.word("band");
    const name = this.name();
    this.word("from");
    const from = this.number();
    return { name, from, span: this.since(start) };
  });

  private readonly points: Rule<Points> = this.rule("points", () => {
    const start = this.here();
    return this.OR<Points>([
      { ALT: () => this.SUBRULE(this.addOrSubtract) },
      {
        ALT: () => {
          this.words("halves", "every");
          return { kind: "Halves", every: this.SUBRULE(this.duration), span: this.since(start) };
        },
      },
      { ALT: () => this.SUBRULE(this.resets) },
    ]);
  });

  private readonly addOrSubtract: Rule<Points> = this.rule("addOrSubtract", () => {
    const start = this.here();
    const how = this.OR([{ ALT: () => this.word("add") }, { ALT: () => this.word("subtract") }]);
    const number = this.number();
    const points = how === "add" ? number : -number;
    return this.OR1<Points>([
      {
        ALT: () => {
          this.word("on");
          const on = this.SUBRULE(this.occurrence);
          const rate = this.OPTION(() => {
            this.sign(",");
            return this.SUBRULE(this.rate);
          });
          return { kind: "EventPoints", points, on, ...(rate && { rate }), span: this.since(start) };
        },
      },
      {
        ALT: () => {
          this.word("if");
          return { kind: "FactPoints", points, when: this.SUBRULE(this.condition), span: this.since(start) };
        },
      },
    ]);
  });

  private readonly resets: Rule<Points> = this.rule("resets", () => {
    const start = this.here();
    this.word("resets");
    return this.OR<Points>([
      {
        ALT: () => {
          this.word("on");
          return { kind: "Resets", on: this.SUBRULE(this.events), span: this.since(start) };
        },
      },
      {
        ALT: () => {
          this.word("when");
          return { kind: "Resets", when: this.SUBRULE(this.state), span: this.since(start) };
        },
      },
    ]);
  });

  // ── Contact policy, routes, hygiene ─────────────────────────────────────────────────────────────────────

  protected readonly policy: Rule<PolicyDeclaration> = this.rule("policy", () => {
    const start = this.here();
    const draft: Draft<PolicyDeclaration> = {};
    const rules: PolicyRule[] = [];
    const allows: Allow[] = [];
    this.words("contact", "policy");
    const of = this.SUBRULE(this.ofSubject);
    this.members(
      "policy",
      this.oneOf([
        { ALT: () => this.put(draft, "owner", this.SUBRULE(this.owner)) },
        { ALT: () => rules.push(this.SUBRULE(this.policyRule)) },
        { ALT: () => allows.push(this.SUBRULE(this.allow)) },
      ]),
    );
    return { kind: "PolicyDeclaration", of, ...draft, rules, allows, span: this.since(start) };
  });

  private readonly policyRule: Rule<PolicyRule> = this.rule("policyRule", () => {
    const start = this.here();
    return this.OR<PolicyRule>([
      { ALT: () => this.SUBRULE(this.cap) },
      { ALT: () => this.SUBRULE(this.quietHours) },
      {
        ALT: () => {
          this.words("never", "when");
          return { kind: "NeverRule", when: this.SUBRULE(this.condition), span: this.since(start) };
        },
      },
      {
        ALT: () => {
          this.words("hold", "the", "account");
          this.word("when", 1);
          return { kind: "HoldAccountRule", when: this.SUBRULE1(this.condition), span: this.since(start) };
        },
      },
      { ALT: () => this.SUBRULE(this.askHolder) },
      {
        ALT: () => {
          this.word("exempt");
          const purpose = this.name();
          this.sign(",");
          this.words("marked", "by");
          return { kind: "ExemptRule", purpose, markedBy: this.name(1), span: this.since(start) };
        },
      },
    ]);
  });

  private readonly cap: Rule<PolicyRule> = this.rule("cap", () => {
    const start = this.here();
    this.words("at", "most");
    const atMost = this.number();
    const channel = this.name();
    this.word("per");
    const per = this.SUBRULE(this.duration);
    return { kind: "CapRule", atMost, channel, per, span: this.since(start) };
  });

  private readonly quietHours: Rule<PolicyRule> = this.rule("quietHours", () => {
    const start = this.here();
    this.word("only");
    const days = this.SUBRULE(this.weekdays);
    const hours = this.SUBRULE(this.hours);
    // Its comma may be there or not, here as behind a moment.
    this.OPTION(() => this.sign(",", 1));
    this.words("in", "their", "own", "zone");
    this.sign(",");
    this.word("otherwise");
    const otherwise = this.text();
    return { kind: "QuietRule", days, hours, otherwise, span: this.since(start) };
  });

  private readonly askHolder: Rule<PolicyRule> = this.rule("askHolder", () => {
    const start = this.here();
    this.words("ask", "the", "holder", "first", "when");
    const when = this.SUBRULE(this.condition);
    const ladder = this.OPTION(() => {
      this.sign(",");
      return this.SUBRULE(this.onLadder);
    });
    return { kind: "AskHolderRule", when, ...(ladder && { ladder }), span: this.since(start) };
  });

  protected readonly route: Rule<RouteDeclaration> = this.rule("route", () => {
    const start = this.here();
    const draft: Draft<RouteDeclaration> = {};
    const skip: RouteDeclaration["skip"][number][] = [];
    const allows: Allow[] = [];
    this.word("route");
    const name = this.name();
    const of = this.SUBRULE(this.ofSubject);
    const title = this.title();
    this.members(
      "route",
      this.oneOf([
        { ALT: () => this.put(draft, "owner", this.SUBRULE(this.owner)) },
        { ALT: () => this.put(draft, "review", this.SUBRULE(this.review)) },
        {
          ALT: () => {
            this.word("match");
            this.put(draft, "match", this.SUBRULE(this.names));
          },
        },
        {
          ALT: () => {
            this.word("prefer");
            this.put(draft, "prefer", this.SUBRULE1(this.names));
          },
        },
        { ALT: () => this.put(draft, "pick", this.SUBRULE(this.pick)) },
        {
          ALT: () => {
            this.word("skip");
            this.AT_LEAST_ONE_SEP({ SEP: SIGN[","], DEF: () => skip.push(this.SUBRULE(this.skip)) });
          },
        },
        {
          ALT: () => {
            this.word("otherwise");
            this.put(draft, "otherwise", this.name(1));
          },
        },
        { ALT: () => allows.push(this.SUBRULE(this.allow)) },
      ]),
    );
    return {
      kind: "RouteDeclaration",
      name,
      of,
      ...title,
      ...draft,
      match: draft.match ?? [],
      prefer: draft.prefer ?? [],
      skip,
      allows,
      span: this.since(start),
    };
  });

  private readonly pick: Rule<NonNullable<RouteDeclaration["pick"]>> = this.rule("pick", () => {
    this.word("pick");
    return this.OR([
      {
        ALT: () => {
          this.words("least", "loaded");
          return "least loaded" as const;
        },
      },
      {
        ALT: () => {
          this.words("in", "turn");
          return "in turn" as const;
        },
      },
    ]);
  });

  private readonly skip: Rule<RouteDeclaration["skip"][number]> = this.rule("skip", () => {
    const start = this.here();
    const what = this.OR([
      { ALT: () => this.word("away") },
      {
        ALT: () => {
          this.words("at", "capacity");
          return "at capacity" as const;
        },
      },
      { ALT: () => this.word("missed") },
    ]);
    return { what, span: this.since(start) };
  });

  protected readonly hygiene: Rule<HygieneDeclaration> = this.rule("hygiene", () => {
    const start = this.here();
    const draft: Draft<HygieneDeclaration> = {};
    const rules: HygieneRule[] = [];
    const allows: Allow[] = [];
    this.word("hygiene");
    const name = this.name();
    const of = this.SUBRULE(this.ofSubject);
    const title = this.title();
    this.members(
      "hygiene",
      this.oneOf([
        { ALT: () => this.put(draft, "owner", this.SUBRULE(this.owner)) },
        {
          ALT: () => {
            this.words("runs", "every");
            this.put(draft, "runsEvery", this.SUBRULE(this.duration));
          },
        },
        { ALT: () => rules.push(this.SUBRULE(this.hygieneRule)) },
        { ALT: () => allows.push(this.SUBRULE(this.allow)) },
      ]),
    );
    return {
      kind: "HygieneDeclaration",
      name,
      of,
      ...title,
      ...draft,
      rules,
      allows,
      span: this.since(start),
    };
  });

  private readonly hygieneRule: Rule<HygieneRule> = this.rule("hygieneRule", () => {
    const start = this.here();
    return this.OR<HygieneRule>([
      { ALT: () => this.SUBRULE(this.merge) },
      {
        ALT: () => {
          this.word("flag");
          const flag = this.name();
          this.word("when");
          return { kind: "FlagRule", flag, when: this.SUBRULE(this.state), span: this.since(start) };
        },
      },
      { ALT: () => this.SUBRULE(this.askFor) },
    ]);
  });

  private readonly merge: Rule<HygieneRule> = this.rule("merge", () => {
    const start = this.here();
    this.words("merge", "duplicates", "by");
    const by = this.SUBRULE(this.names);
    this.words("keeping", "the");
    const keeping = this.OR([{ ALT: () => this.word("first") }, { ALT: () => this.word("latest") }]);
    return { kind: "MergeRule", by, keeping, span: this.since(start) };
  });

  private readonly askFor: Rule<HygieneRule> = this.rule("askFor", () => {
    const start = this.here();
    this.word("ask");
    const who = this.SUBRULE(this.who);
    this.word("for");
    const names = this.SUBRULE(this.names);
    const when = this.OPTION(() => {
      this.word("when");
      return this.SUBRULE(this.condition);
    });
    const ladder = this.OPTION1(() => this.SUBRULE(this.onLadder));
    return {
      kind: "AskRule",
      who,
      for: names,
      ...(when && { when }),
      ...(ladder && { ladder }),
      span: this.since(start),
    };
  });
}
