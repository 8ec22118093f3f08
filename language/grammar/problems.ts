/** What went wrong while parsing, as facts; `explain-problems.ts` puts them into words. */

import type { IParserErrorMessageProvider, IToken, TokenType } from "chevrotain";
import type { DamageKind } from "../damage.ts";

export type ProblemKind =
  | "unexpected"
  /** Something that begins no member of the list it stands in. */
  | "stray"
  | "brace-not-opened"
  | "brace-not-closed"
  /** An `on` behind a step, where `, on LADDER` was meant. */
  | "comma-left-out"
  /** A second line that says what may be said once. */
  | "said-twice";

export interface Problem {
  readonly kind: ProblemKind;
  readonly token: IToken;
  readonly previous: IToken;
  /** The rule that failed, or the one whose list this is about. */
  readonly rule: string;
  /** What could have stood at `token`. */
  readonly expected: readonly TokenType[];
  /** Where the brace stands that is not closed. */
  readonly opened?: number;
}

/** Text that could not be read as it was meant, by offsets. */
export interface Damage {
  readonly kind: DamageKind;
  readonly start: number;
  readonly end: number;
}

/** A file with this many is not read further: nobody reads more, and the time stays bounded. */
const MAX_PROBLEMS = 300;
const MAX_STRAYS = 2_000;

type Facts<K extends keyof IParserErrorMessageProvider> = Parameters<IParserErrorMessageProvider[K]>[0];

/** Whether a token may stand for a type, as itself or by its category. */
export function isType(token: IToken, type: TokenType): boolean {
  return token.tokenType === type || token.tokenType.CATEGORIES?.includes(type) === true;
}

/**
 * Collects the problems of one parse, the first of each member of a list: the others follow from it. The library
 * asks a message provider for its words at every failure; this one keeps the facts instead.
 */
export class Recorder implements IParserErrorMessageProvider {
  readonly problems: Problem[] = [];
  readonly damages: Damage[] = [];
  /** The innermost member that is being read. */
  member = 0;
  /** How many strays were skipped, told or not. */
  strays = 0;
  private members = 0;
  private readonly failed = new Set<number>();

  clear(): void {
    this.problems.length = 0;
    this.damages.length = 0;
    this.member = 0;
    this.strays = 0;
    this.members = 0;
    this.failed.clear();
  }

  /** Makes what follows a member of its own; returns the one around it, to go back to. */
  beginMember(): number {
    const around = this.member;
    this.members += 1;
    this.member = this.members;
    return around;
  }

  add(problem: Problem): void {
    if (this.memberFailed) return;
    this.failed.add(this.member);
    this.problems.push(problem);
  }

  /** Nothing more is told of the member that is being read. */
  failMember(): void {
    this.failed.add(this.member);
  }

  get isFull(): boolean {
    return this.problems.length >= MAX_PROBLEMS || this.strays >= MAX_STRAYS;
  }

  /** Whether the member that is being read has a problem of its own. */
  get memberFailed(): boolean {
    return this.failed.has(this.member);
  }

  buildMismatchTokenMessage(facts: Facts<"buildMismatchTokenMessage">): string {
    return this.unexpected(facts.actual, facts.previous, facts.ruleName, [facts.expected]);
  }

  /** Where the first token fits and the second does not, the second is the problem. */
  buildNoViableAltMessage(facts: Facts<"buildNoViableAltMessage">): string {
    const [first, second] = facts.actual;
    const paths = facts.expectedPathsPerAlt.flat();
    const begun = paths.filter(([type]) => first !== undefined && type !== undefined && isType(first, type));
    if (first !== undefined && begun.length > 0) {
      return this.unexpected(
        second,
        first,
        facts.ruleName,
        begun.map((path) => path[1]),
      );
    }
    const beginnings = paths.map((path) => path[0]);
    return this.unexpected(first, facts.previous, facts.ruleName, beginnings);
  }

  buildEarlyExitMessage(facts: Facts<"buildEarlyExitMessage">): string {
    const beginnings = facts.expectedIterationPaths.map((path) => path[0]);
    return this.unexpected(facts.actual[0], facts.previous, facts.ruleName, beginnings);
  }

  buildNotAllInputParsedMessage(facts: Facts<"buildNotAllInputParsedMessage">): string {
    return this.unexpected(facts.firstRedundant, facts.firstRedundant, facts.ruleName, []);
  }

  private unexpected(
    token: IToken | undefined,
    previous: IToken,
    rule: string,
    expected: readonly (TokenType | undefined)[],
  ): string {
    const types = [...new Set(expected.filter((type) => type !== undefined))];
    if (token !== undefined) this.add({ kind: "unexpected", token, previous, rule, expected: types });
    return "";
  }
}
