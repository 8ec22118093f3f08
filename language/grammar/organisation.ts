/** Who works when, what silence leads to, and who may decide what. */

import type {
  Allow,
  CalendarDeclaration,
  ChangesDeclaration,
  CodeLiteral,
  DateLiteral,
  LadderDeclaration,
  LadderStep,
  Name,
  Review,
  RightDeclaration,
  RoleDeclaration,
  Rung,
  Text,
} from "../ast.ts";
import { readName, spanOf } from "../build-tree.ts";
import { SIGN, WORD, type Word } from "../tokens.ts";
import type { Draft } from "./draft.ts";
import type { Rule } from "./recovering-parser.ts";
import { StepRules } from "./steps.ts";

/** The declarations that a `changes` line may name; `contact policy` is written with two words. */
const KINDS = [
  "calendar",
  "role",
  "ladder",
  "right",
  "changes",
  "subject",
  "event",
  "score",
  "route",
  "action",
  "audience",
  "hygiene",
  "handover",
  "journey",
] as const satisfies readonly Word[];

export abstract class OrganisationRules extends StepRules {
  // ── Parts that several declarations share ───────────────────────────────────────────────────────────────

  /** The text that says in words what a declaration is. */
  protected title(): { readonly title?: Text } {
    const title = this.option(9, () => this.text(9));
    return title ? { title } : {};
  }

  /** `owner ROLE`. */
  protected readonly owner: Rule<Name> = this.rule("owner", () => {
    this.word("owner");
    return this.name();
  });

  /** `of SUBJECT`. */
  protected readonly ofSubject: Rule<Name> = this.rule("ofSubject", () => {
    this.word("of");
    return this.name();
  });

  protected readonly review: Rule<Review> = this.rule("review", () => {
    const start = this.here();
    this.words("review", "every");
    const every = this.SUBRULE(this.duration);
    const last = this.OPTION(() => {
      this.sign(",");
      this.word("last");
      return this.date();
    });
    return { every, ...(last && { last }), span: this.since(start) };
  });

  // ── Calendars and roles ─────────────────────────────────────────────────────────────────────────────────

  protected readonly calendar: Rule<CalendarDeclaration> = this.rule("calendar", () => {
    const start = this.here();
    const draft: Draft<CalendarDeclaration> = {};
    const open: CalendarDeclaration["open"][number][] = [];
    const closed: DateLiteral[] = [];
    const holidays: CodeLiteral[] = [];
    this.word("calendar");
    const name = this.name();
    const title = this.title();
    this.members(
      "calendar",
      this.oneOf([
        {
          ALT: () => {
            this.word("zone");
            this.put(draft, "zone", this.text());
          },
        },
        { ALT: () => open.push(this.SUBRULE(this.opening)) },
        {
          ALT: () => {
            this.word("closed");
            closed.push(this.date());
          },
        },
        {
          ALT: () => {
            this.word("holidays");
            holidays.push(this.code());
          },
        },
      ]),
    );
    return {
      kind: "CalendarDeclaration",
      name,
      ...title,
      ...draft,
      open,
      closed,
      holidays,
      span: this.since(start),
    };
  });

  private readonly opening: Rule<CalendarDeclaration["open"][number]> = this.rule("opening", () => {
    const start = this.here();
    this.word("open");
    const days = this.SUBRULE(this.weekdays);
    const hours = this.SUBRULE(this.hours);
    return { days, hours, span: this.since(start) };
  });

  protected readonly role: Rule<RoleDeclaration> = this.rule("role", () => {
    const start = this.here();
    const draft: Draft<RoleDeclaration> = {};
    this.word("role");
    const name = this.name();
    const title = this.title();
    this.OPTION(() =>
      this.OR([
        {
          ALT: () => {
            this.word("per");
            this.put(draft, "per", this.name(1));
          },
        },
        {
          ALT: () => {
            this.word("outside");
            this.put(draft, "outside", true);
          },
        },
      ]),
    );
    this.members("role", () =>
      this.OR1([
        {
          ALT: () => {
            this.word("hours");
            this.put(draft, "hours", this.name(2));
          },
        },
        {
          ALT: () => {
            this.words("reports", "to");
            this.put(draft, "reportsTo", this.name(3));
          },
        },
        {
          ALT: () => {
            this.words("reached", "at");
            this.put(draft, "reachedAt", this.name(4));
          },
        },
        {
          ALT: () => {
            this.words("link", "expires", "after");
            this.put(draft, "linkExpiresAfter", this.SUBRULE(this.duration));
          },
        },
      ]),
    );
    return {
      kind: "RoleDeclaration",
      name,
      ...title,
      ...draft,
      outside: draft.outside ?? false,
      span: this.since(start),
    };
  });

  // ── Ladders ─────────────────────────────────────────────────────────────────────────────────────────────

  protected readonly ladder: Rule<LadderDeclaration> = this.rule("ladder", () => {
    const start = this.here();
    const draft: Draft<LadderDeclaration> = {};
    const steps: LadderStep[] = [];
    const allows: Allow[] = [];
    this.word("ladder");
    const name = this.name();
    const title = this.title();
    this.members(
      "ladder",
      this.oneOf([
        {
          ALT: () => {
            this.word("within");
            this.put(draft, "within", this.SUBRULE(this.duration));
          },
        },
        { ALT: () => steps.push(this.SUBRULE(this.ladderStep)) },
        { ALT: () => allows.push(this.SUBRULE(this.allow)) },
      ]),
    );
    return { kind: "LadderDeclaration", name, ...title, ...draft, steps, allows, span: this.since(start) };
  });

  private readonly ladderStep: Rule<LadderStep> = this.rule("ladderStep", () => {
    const start = this.here();
    const rungs: Rung[] = [];
    const after = this.OR([
      {
        ALT: () => {
          this.word("after");
          return this.SUBRULE(this.duration);
        },
      },
      {
        ALT: () => {
          this.words("at", "last");
          return undefined;
        },
      },
    ]);
    this.AT_LEAST_ONE_SEP({ SEP: WORD.and, DEF: () => rungs.push(this.SUBRULE(this.rung)) });
    return { kind: "LadderStep", ...(after && { after }), rungs, span: this.since(start) };
  });

  private readonly rung: Rule<Rung> = this.rule("rung", () => {
    const start = this.here();
    return this.OR<Rung>([
      {
        ALT: () => {
          this.word("remind");
          return { kind: "RemindRung", span: this.since(start) };
        },
      },
      {
        ALT: () => {
          this.word("tell");
          return { kind: "TellRung", who: this.SUBRULE(this.who), span: this.since(start) };
        },
      },
      { ALT: () => this.SUBRULE(this.reassignRung) },
      {
        ALT: () => {
          this.words("give", "to");
          return { kind: "GiveRung", to: this.SUBRULE1(this.who), span: this.since(start) };
        },
      },
      {
        ALT: () => {
          this.words("note", "it");
          return { kind: "NoteRung", span: this.since(start) };
        },
      },
      {
        ALT: () => {
          this.words("take", "back");
          return { kind: "TakeBackRung", move: this.SUBRULE(this.move), span: this.since(start) };
        },
      },
      {
        ALT: () => {
          this.words("stays", "open");
          return { kind: "StaysOpenRung", span: this.since(start) };
        },
      },
    ]);
  });

  private readonly reassignRung: Rule<Rung> = this.rule("reassignRung", () => {
    const start = this.here();
    this.word("reassign");
    const atMost = this.OPTION({
      // Gate: `at last` is the next rung.
      GATE: () => this.nextIsWord("most", 2),
      DEF: () => {
        this.words("at", "most");
        return this.SUBRULE(this.times);
      },
    });
    return { kind: "ReassignRung", ...(atMost !== undefined && { atMost }), span: this.since(start) };
  });

  // ── Rights and changes ──────────────────────────────────────────────────────────────────────────────────

  protected readonly right: Rule<RightDeclaration> = this.rule("right", () => {
    const start = this.here();
    const draft: Draft<RightDeclaration> = {};
    const asks: RightDeclaration["asks"][number][] = [];
    const neverTheAsker: RightDeclaration["neverTheAsker"][number][] = [];
    const allows: Allow[] = [];
    this.word("right");
    const name = this.name();
    const of = this.SUBRULE(this.ofSubject);
    const title = this.title();
    this.word("about");
    const about = this.SUBRULE(this.names);
    this.members(
      "right",
      this.oneOf([
        { ALT: () => this.put(draft, "owner", this.SUBRULE(this.owner)) },
        {
          ALT: () => {
            this.word("order");
            this.put(draft, "order", this.SUBRULE1(this.names));
          },
        },
        { ALT: () => asks.push(this.SUBRULE(this.askLine)) },
        { ALT: () => neverTheAsker.push(this.SUBRULE(this.neverTheAsker)) },
        { ALT: () => this.put(draft, "counts", this.SUBRULE(this.counts)) },
        { ALT: () => this.put(draft, "delegation", this.SUBRULE(this.delegation)) },
        {
          ALT: () => {
            this.word("answers");
            this.put(draft, "answers", this.SUBRULE2(this.names));
          },
        },
        {
          ALT: () => {
            this.word("answer");
            this.put(draft, "ladder", this.SUBRULE(this.onLadder));
          },
        },
        { ALT: () => allows.push(this.SUBRULE(this.allow)) },
      ]),
    );
    return {
      kind: "RightDeclaration",
      name,
      of,
      ...title,
      about,
      ...draft,
      order: draft.order ?? [],
      asks,
      neverTheAsker,
      answers: draft.answers ?? [],
      allows,
      span: this.since(start),
    };
  });

  private readonly askLine: Rule<RightDeclaration["asks"][number]> = this.rule("askLine", () => {
    const start = this.here();
    const also = this.flag(0, "also");
    this.word("ask");
    const role = this.name();
    this.word("when");
    const when = this.SUBRULE(this.condition);
    return { also, role, when, span: this.since(start) };
  });

  private readonly neverTheAsker: Rule<RightDeclaration["neverTheAsker"][number]> = this.rule(
    "neverTheAsker",
    () => {
      const start = this.here();
      this.words("never", "the", "asker");
      const when = this.OPTION(() => {
        this.word("when");
        return this.SUBRULE(this.condition);
      });
      return { ...(when && { when }), span: this.since(start) };
    },
  );

  private readonly counts: Rule<NonNullable<RightDeclaration["counts"]>> = this.rule("counts", () => {
    const start = this.here();
    this.words("counts", "the", "sum", "of");
    const sumOf = this.SUBRULE(this.path);
    this.word("over");
    this.word("the", 1);
    const over = this.name();
    this.word("in");
    this.word("the", 2);
    this.word("last");
    const inTheLast = this.SUBRULE(this.duration);
    return { sumOf, over, inTheLast, span: this.since(start) };
  });

  private readonly delegation: Rule<NonNullable<RightDeclaration["delegation"]>> = this.rule(
    "delegation",
    () => {
      const start = this.here();
      this.word("may");
      const not = this.flag(0, "not");
      this.words("be", "delegated");
      const to = this.OPTION1(() => {
        this.word("to");
        return this.SUBRULE(this.names);
      });
      return { allowed: !not, to: to ?? [], span: this.since(start) };
    },
  );

  protected readonly changes: Rule<ChangesDeclaration> = this.rule("changes", () => {
    const start = this.here();
    const lines: ChangesDeclaration["lines"][number][] = [];
    this.word("changes");
    this.members("changes", () => {
      const begin = this.here();
      const kinds: Name[] = [];
      this.AT_LEAST_ONE_SEP({ SEP: SIGN[","], DEF: () => kinds.push(this.SUBRULE(this.kind)) });
      this.word("needs");
      lines.push({ kinds, needs: this.SUBRULE(this.allOf), span: this.since(begin) });
    });
    return { kind: "ChangesDeclaration", lines, span: this.since(start) };
  });

  private readonly kind: Rule<Name> = this.rule("kind", () => {
    const start = this.here();
    return this.OR<Name>([
      ...KINDS.map((kind) => ({
        ALT: (): Name => {
          const token = this.CONSUME(WORD[kind]);
          return readName(token, spanOf(token, this.source.path, start));
        },
      })),
      {
        ALT: () => {
          this.words("contact", "policy");
          return { kind: "Name", text: "contact policy", span: this.since(start) };
        },
      },
    ]);
  });
}
