/**
 * What every rule stands on: lists in braces that survive their members.
 *
 * The library puts in or takes out a single token; beyond that its recovery looks for tokens of the follow set,
 * and here every keyword is also a name, so it would go on in the middle of a statement. Ours works by member: a
 * member that fails is dropped whole, and the list goes on at its end or at the next line that begins a member.
 * Lines and indentation guide only this recovery; what is correct is read without them.
 */

import {
  EmbeddedActionsParser,
  type IToken,
  isRecognitionException,
  type ParserMethod,
  type TokenType,
} from "chevrotain";
import type { Name, Span } from "../ast.ts";
import { endOf } from "../build-tree.ts";
import type { DamageKind } from "../damage.ts";
import { suggest } from "../diagnostics/suggest.ts";
import { readAs } from "../lexer.ts";
import type { ListKind, ListMember, Outline } from "../outline.ts";
import {
  NameToken,
  SIGN,
  type Sign,
  StringToken,
  Version,
  VOCABULARY,
  WORD,
  type Word,
  wordsAmong,
} from "../tokens.ts";
import { firstTokens } from "./first-tokens.ts";
import { indentationAt, isOutdented, lineEndsBetween } from "./layout.ts";
import { type Damage, isType, type Problem, type ProblemKind, Recorder } from "./problems.ts";
import { STEPS } from "./step-words.ts";

/** A rule of the grammar, which returns a node of the tree. */
export type Rule<T> = ParserMethod<[], T>;

/** Words that open a member of a journey or of the file: where one follows in a deeper list, a `}` is missing. */
const OUTER_OPENERS: ReadonlySet<TokenType> = new Set([
  WORD.stage,
  WORD.handover,
  WORD.calendar,
  WORD.role,
  WORD.ladder,
  WORD.right,
  WORD.subject,
  WORD.event,
  WORD.score,
  WORD.contact,
  WORD.route,
  WORD.action,
  WORD.audience,
  WORD.hygiene,
  WORD.journey,
  WORD.scenario,
]);

/** What stands behind the name that such a word declares, and seldom behind a label or a field of that name. */
const BEHIND_NAME: ReadonlySet<TokenType> = new Set([
  StringToken,
  Version,
  SIGN["{"],
  SIGN["="],
  WORD.of,
  WORD.from,
  WORD.per,
  WORD.outside,
]);

/** What goes on with a handler behind `on EVENT`, `on request`, `on leaving` or `on holder`. */
const BEHIND_EVENT: ReadonlySet<TokenType> = new Set([
  SIGN["->"],
  WORD.exit,
  WORD.where,
  WORD.or,
  WORD.by,
  WORD.this,
  WORD.left,
]);

/** What stands behind the label of a result. */
const BEHIND_LABEL: ReadonlySet<TokenType> = new Set([
  SIGN["->"],
  SIGN["{"],
  SIGN[","],
  WORD.exit,
  WORD.stay,
  WORD.go,
  WORD.reassign,
  WORD.needs,
]);

/** What recovery may make up. Made-up numbers, dates and braces would mislead. */
const INSERTABLE: ReadonlySet<TokenType> = new Set(
  [NameToken, StringToken, Version, ...Object.values(WORD), ...Object.values(SIGN)].filter(
    (type) => type !== SIGN["{"] && type !== SIGN["}"],
  ),
);

const isSign = ({ tokenType }: IToken, ...signs: readonly Sign[]): boolean =>
  signs.some((sign) => tokenType === SIGN[sign]);

export abstract class RecoveringParser extends EmbeddedActionsParser {
  /** Set by the caller before each parse: spans repeat the path, recovery looks at the layout of the text. */
  source = { path: "", text: "" };
  private readonly record: Recorder;
  private readonly membersRead: ListMember[] = [];
  private readonly reactions: number[] = [];
  /** Where the braces that are open at this point were opened, missing ones counted in. */
  private readonly braces: number[] = [];
  /** What may begin a member of each list; filled when first asked for. */
  private readonly beginnings = new Map<string, readonly TokenType[]>();
  private memberToken: IToken = this.LA(1);
  /** Where the list of the member that is being read begins, if it has one. */
  private memberBrace: number | undefined;
  /** Where the member before this place begins, in the same list. */
  private memberBefore: number | undefined;
  /** Where a misspelt word begins a member: whatever else is wrong with it, that word is why. */
  private misspeltAt = -1;
  /** Where the last failed member was left, so that what follows it at once is not told of as well. */
  private resumedAt = -1;

  /** @param options `validated`: the library looks for mistakes in the grammar itself, which takes most of a start. */
  constructor({ validated = false }: { readonly validated?: boolean } = {}) {
    const record = new Recorder();
    super([...VOCABULARY], {
      recoveryEnabled: true,
      maxLookahead: 2,
      errorMessageProvider: record,
      skipValidations: !validated,
    });
    this.record = record;
    // The library's recovery inside repetitions skips tokens without regard to braces; `each` takes its place.
    Object.assign(this, { attemptInRepetitionRecovery: () => undefined });
    this.readMisspeltWords();
  }

  /** What went wrong in the last parse. */
  get problems(): readonly Problem[] {
    return this.record.problems;
  }

  /** What could not be read as it was meant, in the order in which it was left behind. */
  get damages(): readonly Damage[] {
    return this.record.damages;
  }

  /** Where what was read stands; of a text with problems it tells only what was read without one. */
  get outline(): Outline {
    return { members: [...this.membersRead], reactions: [...this.reactions] };
  }

  override reset(): void {
    super.reset();
    this.record.clear();
    this.membersRead.length = 0;
    this.reactions.length = 0;
    this.braces.length = 0;
    this.memberBrace = undefined;
    this.memberBefore = undefined;
    this.misspeltAt = -1;
    this.resumedAt = -1;
  }

  // ── What rules are written with ─────────────────────────────────────────────────────────────────────────

  /** A failing rule fails its member: what a rule returns is always complete. */
  protected rule<T>(name: string, implementation: () => T): Rule<T> {
    return this.RULE(name, implementation, { resyncEnabled: false });
  }

  /** The reader of one of several things. The list of them is made once, and not for each that is read. */
  protected oneOf<T>(alternatives: readonly { readonly ALT: () => T }[], index = 0): () => T {
    // The library takes a list that it does not write to.
    const list = alternatives as { ALT: () => T }[];
    return () => this.or(index, list);
  }

  /** Reads a word, and returns it. */
  protected word<W extends Word>(word: W, index = 0): W {
    this.consume(index, WORD[word]);
    return word;
  }

  protected words(...words: Word[]): void {
    for (const word of words) this.consume(0, WORD[word]);
  }

  protected sign<S extends Sign>(sign: S, index = 0): S {
    this.consume(index, SIGN[sign]);
    return sign;
  }

  /** True if the word was there. */
  protected flag(index: number, word: Word): boolean {
    return this.option(index, () => this.consume(index, WORD[word])) !== undefined;
  }

  /** Sets what may be said once; a second time is a problem of that line. */
  protected put<T, K extends keyof T>(draft: T, key: K, value: T[K]): void {
    if (!this.RECORDING_PHASE && draft[key] !== undefined) this.report("said-twice", this.memberToken);
    else draft[key] = value;
  }

  /** The offset at which the next token begins. */
  protected here(): number {
    return this.LA(1).startOffset;
  }

  /** From `start` to the end of the last token that was read. */
  protected since(start: number): Span {
    return { file: this.source.path, start, end: Math.max(start, endOf(this.LA(0), start)) };
  }

  protected nextIs(type: TokenType, ahead = 1): boolean {
    return isType(this.LA(ahead), type);
  }

  protected nextIsWord(word: Word, ahead = 1): boolean {
    return this.LA(ahead).tokenType === WORD[word];
  }

  protected nextIsSign(sign: Sign, ahead = 1): boolean {
    return this.LA(ahead).tokenType === SIGN[sign];
  }

  // ── Lists in braces ─────────────────────────────────────────────────────────────────────────────────────

  /** `{ member member … }`; `rule` is the name of the rule that this list stands in. */
  protected members(rule: ListKind, member: () => void, index = 0): void {
    this.open(index);
    this.each(rule, member, index);
    this.close(index);
  }

  /** Members up to the brace that closes the list, or to the end of the file. */
  protected each(rule: ListKind, member: () => void, index = 0): void {
    this.memberBefore = undefined;
    const whole = this.damages.length;
    const repetition = {
      GATE: () => !this.atOuterOpener(),
      DEF: () => this.attempt(rule, member),
    };
    this.many(index, repetition);
    if (this.RECORDING_PHASE) return;
    let told = this.here() === this.resumedAt;
    for (;;) {
      const passed = this.damages.length > whole && this.passInnerBrace();
      if (!passed && this.atEndOfList()) return;
      if (!passed) this.skipStray(rule, index, told);
      const before = this.here();
      this.many(index, repetition);
      told = this.here() === before || this.here() === this.resumedAt;
    }
  }

  /** Reads what is laid out as a member of a list. */
  protected asMember<T>(list: ListKind, member: () => T): T {
    const start = this.here();
    const read = member();
    if (!this.RECORDING_PHASE) this.membersRead.push({ list, start, end: this.behind() });
    return read;
  }

  /** Says that what follows is what a handler, a result or an arm leads to. */
  protected reactionBegins(): void {
    if (!this.RECORDING_PHASE) this.reactions.push(this.here());
  }

  /**
   * In a list of which a member is damaged, a `}` may close a brace of that member, which was skipped. It does if
   * what stands behind it is still deeper than the line on which the list was opened.
   */
  private passInnerBrace(): boolean {
    const opened = this.braces.at(-1);
    const [brace, next] = [this.LA(1), this.LA(2)];
    if (opened === undefined || !this.nextIsSign("}") || Number.isNaN(next.startOffset)) return false;
    const { text } = this.source;
    const goesOn =
      lineEndsBetween(text, endOf(brace, 0), next.startOffset) &&
      indentationAt(text, next.startOffset) > indentationAt(text, opened);
    if (!goesOn) return false;
    this.damage("braces", brace.startOffset, endOf(brace, 0));
    this.skipOne();
    return true;
  }

  protected open(index = 0): void {
    if (!this.RECORDING_PHASE && this.braceIsLeftOut()) {
      this.report("brace-not-opened", this.LA(1));
      this.damage("braces", this.behind());
    } else this.consume(index, SIGN["{"]);
    this.braces.push(this.LA(0).startOffset);
    this.memberBrace ??= this.LA(0).startOffset;
  }

  protected close(index = 0): void {
    const opened = this.braces.pop();
    if (this.RECORDING_PHASE || this.nextIsSign("}")) this.consume(index, SIGN["}"]);
    else {
      this.report("brace-not-closed", this.LA(1), { ...(opened !== undefined && { opened }) });
      this.damage("braces", this.behind());
    }
  }

  // ── When something is wrong ─────────────────────────────────────────────────────────────────────────────

  private report(kind: ProblemKind, token: IToken, facts: Partial<Problem> = {}): void {
    this.record.add({ kind, token, previous: this.LA(0), rule: "", expected: [], ...facts });
  }

  /** From `start` to the end of the last token that was read; text without extent is a place. */
  private damage(kind: DamageKind, start: number, end = this.behind()): void {
    this.record.damages.push({ kind, start, end: Math.max(start, end) });
  }

  /** Where the last token ends that was read. */
  private behind(): number {
    return endOf(this.LA(0), 0);
  }

  /** Runs the parts of a member; if one fails, what is left of the member is skipped. */
  private attempt(rule: ListKind, member: () => void): void {
    if (this.RECORDING_PHASE) {
      member();
      return;
    }
    const { memberToken, memberBrace } = this;
    const braces = this.braces.length;
    const around = this.record.beginMember();
    const start = this.here();
    if (start === this.misspeltAt) this.record.failMember();
    const before = this.LA(0);
    const { memberBefore } = this;
    this.memberToken = this.LA(1);
    this.memberBrace = undefined;
    try {
      this.asMember(rule, member);
      if (this.record.memberFailed) this.mended(this.startOfDamage(before, this.memberToken, memberBefore));
    } catch (failure) {
      if (!(failure instanceof Error && isRecognitionException(failure))) throw failure;
      this.skipMember(this.braces.length - braces);
      this.braces.length = braces;
      this.resumedAt = this.here();
      this.damage("lost", this.startOfDamage(before, this.memberToken, memberBefore));
    } finally {
      this.record.member = around;
      this.memberToken = memberToken;
      this.memberBrace = memberBrace;
      this.memberBefore = start;
    }
  }

  /** A member that was read with a token put in, left out or said twice; what stands in its list is whole. */
  private mended(start: number): void {
    this.resumedAt = this.here();
    this.damage("mended", start, this.memberBrace);
  }

  /** After one stray thing the next is told of only if it looks like a word of this list. */
  private skipStray(rule: string, index: number, told: boolean): void {
    const around = this.record.beginMember();
    this.record.strays += 1;
    const kind = this.kindOfStray();
    const expected = this.beginningsOf(rule, index);
    if (!told || this.looksLike(expected)) this.report(kind, this.LA(1), { rule, expected });
    if (this.correct(expected)) {
      this.record.member = around;
      return;
    }
    const start = this.startOfDamage(this.LA(0), this.LA(1), this.memberBefore);
    if (rule !== "file" && kind === "brace-not-opened") this.damage("braces", this.behind());
    if (rule === "file" && !told && this.belongsInside()) this.damageBefore();
    if (!this.nextIsSign("{")) this.skipOne();
    this.skipMember(kind === "brace-not-opened" ? 1 : 0);
    this.damage("lost", start);
    this.record.member = around;
  }

  /** Makes a misspelt word that begins a member the word that was meant, so that the rest of it is read. */
  private correct(expected: readonly TokenType[]): boolean {
    const token = this.LA(1);
    const meant = this.looksLike(expected) ? suggest(token.image, wordsAmong(expected)) : undefined;
    if (meant === undefined || this.here() === this.misspeltAt) return false;
    this.misspeltAt = this.here();
    readAs(token, meant);
    return true;
  }

  /** Within a member, a misspelt word is taken for the one that is expected; the library would leave it out. */
  private readMisspeltWords(): void {
    type Recover = (expected: TokenType, follows: TokenType[]) => IToken;
    // The library declares its own recovery as internal.
    const library = this as unknown as { readonly tryInRuleRecovery: Recover };
    const recover = library.tryInRuleRecovery.bind(this);
    const tryInRuleRecovery: Recover = (expected, follows) => {
      const isMeant = suggest(this.LA(1).image, wordsAmong([expected])) !== undefined;
      return isMeant ? this.SKIP_TOKEN() : recover(expected, follows);
    };
    Object.assign(this, { tryInRuleRecovery });
  }

  /**
   * What begins behind a member on its line, or deeper, may belong to that member: then it is damaged as well.
   * @param begun where the member before begins, in the same list
   */
  private startOfDamage(before: IToken, first: IToken, begun: number | undefined): number {
    const here = first.startOffset;
    if (begun === undefined || isSign(before, "{", "}")) return here;
    const beginsLine = lineEndsBetween(this.source.text, endOf(before, 0), here);
    return beginsLine && !this.isDeeper(first, begun) ? here : begun;
  }

  private isDeeper({ startOffset }: IToken, than: number): boolean {
    const { text } = this.source;
    return indentationAt(text, startOffset) > indentationAt(text, than);
  }

  private belongsInside(): boolean {
    return this.nextIsSign("}") || this.LA(1).image in WORD;
  }

  /** Between declarations stands what belongs in one: the one before was closed too early, or the next is not begun. */
  private damageBefore(): void {
    const begun = this.memberBefore;
    const closedInside = begun !== undefined && this.previousIsSign("}") && this.isDeeper(this.LA(0), begun);
    const tooEarly = begun !== undefined && (closedInside || this.nextIsSign("}") || !this.beginsLine());
    this.damage(tooEarly ? "braces" : "headless", this.behind());
  }

  private beginningsOf(rule: string, index: number): readonly TokenType[] {
    const list = `${rule} ${index}`;
    const known = this.beginnings.get(list);
    if (known) return known;
    const found = firstTokens(this.getGAstProductions()[rule], index);
    this.beginnings.set(list, found);
    return found;
  }

  private looksLike(expected: readonly TokenType[]): boolean {
    const begins = this.beginsLine() || this.previousIsSign("{") || Number.isNaN(this.LA(0).startOffset);
    return this.nextIs(NameToken) && begins && suggest(this.LA(1).image, wordsAmong(expected)) !== undefined;
  }

  private kindOfStray(): ProblemKind {
    const deeper = this.beginsLine() && this.isDeeper(this.LA(1), this.LA(0).startOffset);
    return deeper && !this.nextIsSign("{") && !this.previousIsSign("{", ",") ? "brace-not-opened" : "stray";
  }

  private previousIsSign(...signs: readonly Sign[]): boolean {
    return isSign(this.LA(0), ...signs);
  }

  /** Skips to the end of the list or of the line, or of a file that is beyond help; what stands in `open` more braces is skipped whole. */
  private skipMember(open: number): void {
    let inside = open;
    for (let first = this.nextIsSign("{"); !this.atEndOfFile(); first = false) {
      const full = this.record.isFull;
      if (!full && inside <= 0 && !first && (this.closesList() || this.beginsLine())) return;
      if (!full && inside > 0 && this.atOuterOpener(inside)) return;
      if (this.nextIsSign("{")) inside += 1;
      if (this.nextIsSign("}")) inside -= 1;
      this.skipOne();
    }
  }

  private skipOne(): void {
    this.consume(0, this.LA(1).tokenType);
  }

  private atEndOfFile(): boolean {
    return Number.isNaN(this.LA(1).startOffset);
  }

  private closesList(): boolean {
    return this.nextIsSign("}") && this.braces.length > 0;
  }

  private atEndOfList(): boolean {
    return this.closesList() || this.atEndOfFile() || this.atOuterOpener() || this.isOutdented();
  }

  private isOutdented(): boolean {
    const opened = this.braces.at(-1);
    return opened !== undefined && this.beginsLine() && isOutdented(this.source.text, opened, this.here());
  }

  private beginsLine(): boolean {
    return lineEndsBetween(this.source.text, endOf(this.LA(0), 0), this.here());
  }

  /** A brace that is left out at the end of a line is put in; `}` would close a list that never was. */
  private braceIsLeftOut(): boolean {
    return !this.nextIsSign("{") && !this.nextIsSign("}") && this.beginsLine();
  }

  /**
   * `stage x {` or `role y "…"` at the start of a line inside a list that has no such members.
   * @param inside how many braces more are open, in what is skipped
   */
  private atOuterOpener(inside = 0): boolean {
    const word = this.LA(1).tokenType;
    if (!OUTER_OPENERS.has(word)) return false;
    const limit = word === WORD.stage || word === WORD.handover ? 1 : 0;
    const named = this.nextIs(NameToken, 2) && BEHIND_NAME.has(this.LA(3).tokenType);
    return this.braces.length + inside > limit && (named || this.nextIs(StringToken, 2)) && this.beginsLine();
  }

  protected override canTokenTypeBeInsertedInRecovery(type: TokenType): boolean {
    return INSERTABLE.has(type);
  }

  // ── The comma before `on LADDER` ────────────────────────────────────────────────────────────────────────

  /**
   * Reads `on LADDER` behind a step that may name a ladder, where its comma was left out, as if it were there: what
   * stands behind it then has its place. Without the comma it would begin a handler, so it is one wherever it goes
   * on like one.
   */
  protected ladderWithoutComma(): Name | undefined {
    if (this.RECORDING_PHASE || !this.nextIsWord("on") || !this.nextIs(NameToken, 2)) return undefined;
    if (this.goesOnLikeHandler()) return undefined;
    this.report("comma-left-out", this.LA(1));
    this.skipOne();
    const start = this.here();
    const text = this.LA(1).image;
    this.skipOne();
    return { kind: "Name", text, span: this.since(start) };
  }

  private goesOnLikeHandler(): boolean {
    const third = this.LA(3).tokenType;
    if (third === SIGN["{"]) return !this.isResult(4);
    if (third === SIGN[","]) return this.nextIsWord("at", 4);
    return BEHIND_EVENT.has(third);
  }

  /** A label and where it leads; a step begins with a word of its own. */
  private isResult(at: number): boolean {
    return !STEPS.has(this.LA(at).tokenType) && BEHIND_LABEL.has(this.LA(at + 1).tokenType);
  }
}
