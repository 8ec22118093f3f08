/** Diagnostics for people at a terminal: the place, underlined in its line, then why and what to do. */

import pc from "picocolors";
import type { Span } from "../ast.ts";
import { showHiddenCharacters } from "../hidden-characters.ts";
import type { Diagnostic } from "./diagnostic.ts";
import { type Position, type Positions, positionsIn, type Sources } from "./positions.ts";

export interface TerminalOptions {
  readonly color: boolean;
}

type Colors = ReturnType<typeof pc.createColors>;
type Paint = (text: string) => string;

/** One block for each diagnostic, blank lines between them, and no line end behind the last. */
export function renderTerminal(
  diagnostics: readonly Diagnostic[],
  sources: Sources,
  options: TerminalOptions,
): string {
  const colors = pc.createColors(options.color);
  const positions = positionsIn(sources);
  return diagnostics.map((diagnostic) => renderOne(diagnostic, positions, colors)).join("\n\n");
}

function renderOne(diagnostic: Diagnostic, positions: (path: string) => Positions, colors: Colors): string {
  const { severity, code, message, span, label, related, note, help } = diagnostic;
  const paint = { error: colors.red, warning: colors.yellow, note: colors.cyan }[severity];
  const places = [span, ...related.map((one) => one.span)];
  const width = Math.max(...places.map((place) => String(positions(place.file).at(place.start).line).length));
  const frame: Frame = { width, colors };
  const head = `${paint(`${severity}[${code}]`)}${colors.bold(`: ${showHiddenCharacters(message)}`)}`;
  return [
    head,
    ...renderPlace("-->", { span, label, mark: "^", paint }, positions(span.file), frame),
    ...related.flatMap((one) => [
      gutter(frame),
      ...renderPlace(":::", { ...one, mark: "-", paint: colors.blue }, positions(one.span.file), frame),
    ]),
    ...remark("note", note, frame),
    ...remark("help", help, frame),
  ].join("\n");
}

interface Frame {
  /** Of the line numbers. */
  readonly width: number;
  readonly colors: Colors;
}

interface Mark {
  readonly span: Span;
  readonly label: string | undefined;
  readonly mark: "^" | "-";
  readonly paint: Paint;
}

function renderPlace(arrow: string, { span, label, mark, paint }: Mark, positions: Positions, frame: Frame) {
  const { width, colors } = frame;
  const from = positions.at(span.start);
  const line = positions.lineText(from.line);
  const before = printable(line.slice(0, from.column - 1));
  const marked = printable(line.slice(from.column - 1, endColumn(positions.at(span.end), from, line) - 1));
  const underline = mark.repeat(Math.max(1, marked.length));
  const words = label === undefined ? "" : ` ${showHiddenCharacters(label)}`;
  const number = String(from.line).padStart(width);
  return [
    `${" ".repeat(width)}${colors.blue(arrow)} ${span.file}:${from.line}:${from.column}`,
    gutter(frame),
    `${colors.blue(`${number} |`)} ${printable(line)}`,
    `${gutter(frame)} ${" ".repeat(before.length)}${paint(`${underline}${words}`)}`,
  ];
}

/** What spans lines is underlined on its first line only. */
function endColumn(end: Position, from: Position, line: string): number {
  return end.line === from.line ? end.column : line.length + 1;
}

const gutter = ({ width, colors }: Frame): string => `${" ".repeat(width)} ${colors.blue("|")}`;

function remark(
  kind: "note" | "help",
  text: string | undefined,
  { width, colors }: Frame,
): readonly string[] {
  if (text === undefined) return [];
  return [
    `${" ".repeat(width)} ${colors.blue("=")} ${colors.bold(`${kind}:`)} ${showHiddenCharacters(text)}`,
  ];
}

/** A tab is one blank, so that the underline fits. */
const printable = (text: string): string => showHiddenCharacters(text.replaceAll("\t", " "));
