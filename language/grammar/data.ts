/** What the teams know: subjects, events, audiences, and the actions of connectors. */

import type {
  ActionDeclaration,
  Allow,
  AudienceDeclaration,
  EventDeclaration,
  Field,
  FieldType,
  SubjectDeclaration,
} from "../ast.ts";
import type { Draft } from "./draft.ts";
import { OrganisationRules } from "./organisation.ts";
import type { Rule } from "./recovering-parser.ts";

export abstract class DataRules extends OrganisationRules {
  protected readonly subject: Rule<SubjectDeclaration> = this.rule("subject", () => {
    const start = this.here();
    const draft: Draft<SubjectDeclaration> = {};
    const fields: Field[] = [];
    const allows: Allow[] = [];
    this.word("subject");
    const name = this.name();
    const title = this.title();
    this.members(
      "subject",
      this.oneOf([
        { ALT: () => this.put(draft, "owner", this.SUBRULE(this.owner)) },
        {
          ALT: () => {
            this.word("record");
            this.put(draft, "record", this.SUBRULE(this.path));
          },
        },
        {
          ALT: () => {
            this.word("account");
            this.put(draft, "account", this.name(1));
          },
        },
        { ALT: () => this.put(draft, "follows", this.SUBRULE(this.follows)) },
        { ALT: () => fields.push(this.SUBRULE(this.field)) },
        { ALT: () => allows.push(this.SUBRULE(this.allow)) },
      ]),
    );
    return { kind: "SubjectDeclaration", name, ...title, ...draft, fields, allows, span: this.since(start) };
  });

  private readonly follows: Rule<NonNullable<SubjectDeclaration["follows"]>> = this.rule("follows", () => {
    const start = this.here();
    this.word("follows");
    const subject = this.name();
    this.word("on");
    const on = this.name(1);
    return { subject, on, span: this.since(start) };
  });

  private readonly field: Rule<Field> = this.rule("field", () => {
    const start = this.here();
    const name = this.name();
    const optional = this.OPTION(() => this.sign("?")) !== undefined;
    this.sign(":");
    const type = this.SUBRULE(this.fieldType);
    const key = this.OPTION1({
      // Gate: `key: text` is a field that is called `key`.
      GATE: () => !this.nextIsSign(":", 2) && !this.nextIsSign("?", 2),
      DEF: () => this.word("key"),
    });
    const value = this.OPTION2(() => {
      this.sign("=");
      return this.SUBRULE(this.expression);
    });
    const description = this.OPTION3(() => this.text());
    return {
      kind: "Field",
      name,
      optional,
      type,
      key: key !== undefined,
      ...(value && { value }),
      ...(description && { description }),
      span: this.since(start),
    };
  });

  private readonly fieldType: Rule<FieldType> = this.rule("fieldType", () => {
    const start = this.here();
    return this.OR<FieldType>([
      {
        ALT: () => {
          this.words("one", "of");
          this.sign("(");
          const values = this.SUBRULE(this.names);
          this.sign(")");
          return { kind: "OneOfType", values, span: this.since(start) };
        },
      },
      { ALT: () => ({ kind: "NamedType", name: this.name(), span: this.since(start) }) },
    ]);
  });

  private readonly fields: Rule<readonly Field[]> = this.rule("fields", () => {
    const fields: Field[] = [];
    this.members("fields", () => fields.push(this.SUBRULE(this.field)));
    return fields;
  });

  protected readonly event: Rule<EventDeclaration> = this.rule("event", () => {
    const start = this.here();
    this.word("event");
    const name = this.name();
    return this.OR<EventDeclaration>([
      {
        ALT: () => {
          const of = this.SUBRULE(this.ofSubject);
          const title = this.title();
          const draft: Draft<EventDeclaration> = {};
          const fields: Field[] = [];
          this.OPTION(() =>
            this.members("event", () =>
              this.OR1([
                { ALT: () => this.put(draft, "owner", this.SUBRULE(this.owner)) },
                { ALT: () => fields.push(this.SUBRULE(this.field)) },
              ]),
            ),
          );
          return { kind: "EventDeclaration", name, of, ...title, ...draft, fields, span: this.since(start) };
        },
      },
      {
        ALT: () => {
          this.sign("=");
          const anyOf = this.SUBRULE(this.anyOf);
          return { kind: "EventDeclaration", name, anyOf, fields: [], span: this.since(start) };
        },
      },
    ]);
  });

  protected readonly audience: Rule<AudienceDeclaration> = this.rule("audience", () => {
    const start = this.here();
    const draft: Draft<AudienceDeclaration> = {};
    const allows: Allow[] = [];
    this.word("audience");
    const name = this.name();
    const of = this.SUBRULE(this.ofSubject);
    const title = this.title();
    this.members(
      "audience",
      this.oneOf([
        { ALT: () => this.put(draft, "owner", this.SUBRULE(this.owner)) },
        {
          ALT: () => {
            this.word("when");
            this.put(draft, "when", this.SUBRULE(this.state));
          },
        },
        { ALT: () => allows.push(this.SUBRULE(this.allow)) },
      ]),
    );
    return { kind: "AudienceDeclaration", name, of, ...title, ...draft, allows, span: this.since(start) };
  });

  protected readonly action: Rule<ActionDeclaration> = this.rule("action", () => {
    const start = this.here();
    const draft: Draft<ActionDeclaration> = {};
    this.word("action");
    const name = this.name();
    const title = this.title();
    this.members(
      "action",
      this.oneOf([
        { ALT: () => this.put(draft, "owner", this.SUBRULE(this.owner)) },
        {
          ALT: () => {
            this.word("in");
            this.put(draft, "in", this.SUBRULE(this.fields));
          },
        },
        {
          ALT: () => {
            this.word("out");
            this.put(draft, "out", this.SUBRULE1(this.fields));
          },
        },
        {
          ALT: () => {
            this.word("within");
            this.put(draft, "within", this.SUBRULE(this.duration));
          },
        },
        {
          ALT: () => {
            this.words("retry", "at", "most");
            this.put(draft, "retryAtMost", this.SUBRULE(this.times));
          },
        },
        { ALT: () => this.put(draft, "otherwise", this.SUBRULE(this.byHand)) },
      ]),
    );
    return {
      kind: "ActionDeclaration",
      name,
      ...title,
      ...draft,
      in: draft.in ?? [],
      out: draft.out ?? [],
      span: this.since(start),
    };
  });

  /** The same words as of a handover's gates: `else ask WHO, on LADDER`. */
  private readonly byHand: Rule<NonNullable<ActionDeclaration["otherwise"]>> = this.rule("byHand", () => {
    const start = this.here();
    this.words("else", "ask");
    const ask = this.SUBRULE(this.who);
    this.sign(",");
    const ladder = this.SUBRULE(this.onLadder);
    return { ask, ladder, span: this.since(start) };
  });
}
