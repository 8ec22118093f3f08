/** Names, texts and numbers, and who is meant: what every other part of the grammar is made of. */

import type { Name, Path, Text, Who } from "../ast.ts";
import {
  endOf,
  readCode,
  readDate,
  readName,
  readNumber,
  readPercent,
  readText,
  readTime,
  spanOf,
} from "../build-tree.ts";
import {
  Code,
  DateToken,
  NameToken,
  NumberToken,
  PercentToken,
  SIGN,
  StringToken,
  TimeToken,
  WORD,
} from "../tokens.ts";
import { RecoveringParser, type Rule } from "./recovering-parser.ts";

export abstract class NameRules extends RecoveringParser {
  // ── Single tokens ───────────────────────────────────────────────────────────────────────────────────────

  protected name(index = 0): Name {
    const token = this.consume(index, NameToken);
    return readName(token, spanOf(token, this.source.path, this.endOfLast()));
  }

  protected text(index = 0): Text {
    const token = this.consume(index, StringToken);
    return readText(token, spanOf(token, this.source.path, this.endOfLast()));
  }

  protected number(index = 0): number {
    return readNumber(this.consume(index, NumberToken));
  }

  protected percent(index = 0) {
    const token = this.consume(index, PercentToken);
    return readPercent(token, spanOf(token, this.source.path));
  }

  protected date(index = 0) {
    const token = this.consume(index, DateToken);
    return readDate(token, spanOf(token, this.source.path));
  }

  protected time(index = 0) {
    const token = this.consume(index, TimeToken);
    return readTime(token, spanOf(token, this.source.path));
  }

  protected code(index = 0) {
    const token = this.consume(index, Code);
    return readCode(token, spanOf(token, this.source.path));
  }

  private endOfLast(): number {
    return endOf(this.LA(0), 0);
  }

  // ── Names ───────────────────────────────────────────────────────────────────────────────────────────────

  protected readonly names: Rule<readonly Name[]> = this.rule("names", () => {
    const names: Name[] = [];
    this.AT_LEAST_ONE_SEP({ SEP: SIGN[","], DEF: () => names.push(this.name()) });
    return names;
  });

  protected readonly allOf: Rule<readonly Name[]> = this.rule("allOf", () => {
    const names: Name[] = [];
    this.AT_LEAST_ONE_SEP({ SEP: WORD.and, DEF: () => names.push(this.name()) });
    return names;
  });

  protected readonly anyOf: Rule<readonly Name[]> = this.rule("anyOf", () => {
    const names: Name[] = [];
    this.AT_LEAST_ONE_SEP({ SEP: WORD.or, DEF: () => names.push(this.name()) });
    return names;
  });

  protected readonly path: Rule<Path> = this.rule("path", () => {
    const start = this.here();
    const names = [this.name()];
    this.MANY(() => {
      this.sign(".");
      names.push(this.name(1));
    });
    return { kind: "Path", names, span: this.since(start) };
  });

  protected readonly who: Rule<Who> = this.rule("who", () => {
    const start = this.here();
    return this.OR([
      {
        ALT: (): Who => {
          this.word("the");
          const which = this.OR1([
            { ALT: () => this.word("holder") },
            { ALT: () => this.word("manager") },
            { ALT: () => this.word("giver") },
            { ALT: () => this.word("receiver") },
            { ALT: () => this.word("owner") },
            { ALT: () => this.word("asker") },
          ]);
          return { kind: "TheWho", which, span: this.since(start) };
        },
      },
      {
        ALT: (): Who => {
          const role = this.name();
          const pickedBy = this.OPTION(() => {
            this.words("picked", "by");
            return this.name(1);
          });
          return { kind: "RoleWho", role, ...(pickedBy && { pickedBy }), span: this.since(start) };
        },
      },
    ]);
  });

  /** `on LADDER`. */
  protected readonly onLadder: Rule<Name> = this.rule("onLadder", () => {
    this.word("on");
    return this.name();
  });

  protected readonly because: Rule<Text> = this.rule("because", () => {
    this.word("because");
    return this.text();
  });
}
