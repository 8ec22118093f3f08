/** What a name at a place stands for, in words: how it is declared, who owns it, and what was written above it. */
import type * as ast from "../../language/ast.ts";
import type { Span } from "../../language/ast.ts";
import { lex } from "../../language/lexer.ts";
import { wordType } from "../../language/tokens.ts";
import type { Message, Person } from "../library.ts";
import type { Model } from "../model.ts";
import { readJourney } from "../resolve.ts";
import { contains } from "../spans.ts";
import { type Node, walk } from "../walk.ts";
import { isJourneyFile, type WorkspaceFile } from "../workspace.ts";
import { describeWord } from "./describe-word.ts";
import type { Meaning } from "./meaning.ts";
import { definitionsOf, occurrenceAt, type Place } from "./navigate.ts";
import { modelIn, type Snapshot } from "./snapshot.ts";

export interface Hover {
  readonly span: Span;
  /** Markdown. */
  readonly text: string;
}

export function hoverAt(snapshot: Snapshot, place: Place): Hover | undefined {
  const at = occurrenceAt(snapshot, place);
  const meanings = at?.meanings(modelIn(snapshot)) ?? [];
  const texts = meanings.map((meaning) => describe(meaning, snapshot)).filter((text) => text !== "");
  if (at !== undefined && texts.length > 0) return { span: at.span, text: texts.join("\n\n---\n\n") };
  return at === undefined ? hoverWord(snapshot, place) : undefined;
}

/** A word of the language, unless it stands in a text or a comment. */
function hoverWord(snapshot: Snapshot, { path, offset }: Place): Hover | undefined {
  const file = snapshot.byPath.get(path);
  if (file === undefined || !isJourneyFile(path)) return undefined;
  const token = lex(file.text).tokens.find(
    ({ startOffset, image }) => startOffset <= offset && offset <= startOffset + image.length,
  );
  const text =
    token?.tokenType === wordType(token?.image ?? "") ? describeWord(token?.image ?? "") : undefined;
  if (token === undefined || text === undefined) return undefined;
  const span = { file: path, start: token.startOffset, end: token.startOffset + token.image.length };
  return { span, text };
}

/** Markdown; empty where it is declared nowhere. */
export function describe(meaning: Meaning, snapshot: Snapshot): string {
  const model = modelIn(snapshot);
  if (meaning.kind === "message") return describeMessage(model.messages.get(meaning.name)?.message);
  if (meaning.kind === "person")
    return describePerson(
      model.people?.people.find(({ id }) => id === meaning.name),
      model,
    );
  const [span] = definitionsOf(snapshot, meaning);
  const file = span === undefined ? undefined : snapshot.byPath.get(span.file);
  if (span === undefined || file === undefined) return "";
  const node = declaredAt(file, span);
  if (node === undefined) return "";
  const parts = [
    code(headOf(file.text, node, meaning)),
    of(meaning),
    ownerOf(node, model),
    commentAbove(file, node),
  ];
  return parts.filter((part) => part !== "").join("\n\n");
}

// ── Where it is declared ──────────────────────────────────────────────────────────────────────────────────

/** The node that bears the name: of a band or an answer, what it stands in. */
function declaredAt(file: WorkspaceFile, name: Span): Node | undefined {
  const declaration = readJourney(file).file.declarations.find(({ span }) => contains(span, name));
  if (declaration === undefined) return undefined;
  const found = walk(declaration).findLast(({ node }) => contains(node.span, name) && node.kind !== "Name");
  return found?.node;
}

const code = (text: string): string => `\`\`\`journey\n${text}\n\`\`\``;

/** Lines of a declaration that are shown whole. */
const SHORT = 9;

/** A short declaration whole, else its first line. */
function headOf(text: string, { span }: Node, { kind }: Meaning): string {
  const written = text.slice(span.start, span.end);
  const lines = unindent(written).split("\n");
  const [first = ""] = lines;
  if (lines.length <= SHORT && kind !== "band" && kind !== "answer") return lines.join("\n");
  return first.replace(/\s*\{\s*$/, "");
}

function unindent(text: string): string {
  const [first = "", ...rest] = text.split("\n");
  const indents = rest.filter((line) => line.trim() !== "").map((line) => line.search(/\S/));
  const least = Math.min(...indents, Number.MAX_SAFE_INTEGER);
  return [first, ...rest.map((line) => line.slice(Math.min(least, line.length)))].join("\n");
}

const of = ({ kind, of: owner }: Meaning): string => (owner === undefined ? "" : `${kind} of \`${owner}\``);

/** `owner marketing_manager (Marketing Manager): Ida Krogh`. */
function ownerOf(node: Node, model: Model): string {
  const owner = "owner" in node ? node.owner : undefined;
  if (owner === undefined || owner.kind !== "Name") return fillers(node, model);
  const title = model.roles.get(owner.text)?.title?.text;
  return `owner \`${owner.text}\`${title === undefined ? "" : ` (${title})`}`;
}

/** Who fills a role today. */
function fillers(node: Node, { people }: Model): string {
  if (node.kind !== "RoleDeclaration" || people === null) return "";
  const names = people.people.filter(({ roles }) => roles.includes(node.name.text)).map(({ name }) => name);
  return names.length === 0 ? "Nobody fills this role." : `Filled by ${names.join(", ")}.`;
}

/** Comments on the lines right above, and the one behind its first line, without their signs. */
function commentAbove(file: WorkspaceFile, { span }: Node): string {
  const { comments } = readJourney(file).file;
  const lines: string[] = [];
  let below = span.start;
  for (const comment of [...comments].reverse()) {
    if (comment.span.start >= below) continue;
    const between = file.text.slice(comment.span.end, below);
    const own = /(?:^|\n)[ \t]*$/.test(file.text.slice(0, comment.span.start));
    if (!own || !/^[ \t\r]*\n?[ \t]*$/.test(between)) break;
    lines.unshift(wordsOf(comment));
    below = comment.span.start;
  }
  return lines.join("\n");
}

const wordsOf = ({ text }: ast.Comment): string => text.replace(/^\/\/\s?/, "").trimEnd();

// ── What is declared beside the journeys ──────────────────────────────────────────────────────────────────

function describeMessage(message: Message | undefined): string {
  if (message === undefined) return "";
  const [opening = ""] = message.body.trim().split(/\n\s*\n/);
  return `**${message.subject}**\n\n${message.channel}, ${message.purpose}\n\n${opening}`;
}

function describePerson(person: Person | undefined, { roles }: Model): string {
  if (person === undefined) return "";
  const titles = person.roles.map((role) => roles.get(role)?.title?.text ?? role);
  return `**${person.name}**, ${titles.join(", ")}`;
}
