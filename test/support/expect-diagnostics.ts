/** A source with its wrong parts marked, and what is to be said of each: strict on count, order and place. */

import { expect } from "vitest";
import type { Diagnostic } from "../../language/diagnostics/diagnostic.ts";

export interface ExpectedDiagnostic {
  readonly code: string;
  readonly message?: string;
  readonly help?: string;
}

/** Runs what is tested on the source without its marks. */
export type Runner = (text: string) => readonly Diagnostic[];

/**
 * `source` marks with «…» what each diagnostic underlines, in the order of the text; a finding that is not marked
 * fails, and so does a mark without a finding.
 */
export function expectDiagnostics(
  source: string,
  expected: readonly ExpectedDiagnostic[],
  run: Runner,
): void {
  const { text, marks } = readMarks(source);
  const found = [...run(text)].sort((a, b) => a.span.start - b.span.start);
  const seen = found.map(({ code, span }) => `${code} at ${show(text, span.start, span.end)}`);
  const wanted = expected.map(({ code }, index) => `${code} at ${showMark(text, marks[index])}`);
  expect(seen).toEqual(wanted);
  expect(marks.length, "as many marks as expectations").toBe(expected.length);
  for (const [index, { message, help }] of expected.entries()) {
    if (message !== undefined) expect(found[index]?.message).toBe(message);
    if (help !== undefined) expect(found[index]?.help).toContain(help);
  }
}

interface Mark {
  readonly start: number;
  readonly end: number;
}

function readMarks(source: string): { readonly text: string; readonly marks: readonly Mark[] } {
  const marks: Mark[] = [];
  let text = "";
  for (const part of source.split(/(«[^»]*»)/)) {
    const marked = part.startsWith("«");
    const plain = marked ? part.slice(1, -1) : part;
    if (marked) marks.push({ start: text.length, end: text.length + plain.length });
    text += plain;
  }
  return { text, marks };
}

function show(text: string, start: number, end: number): string {
  const line = text.slice(0, start).split("\n").length;
  return `line ${line}, offset ${start}: «${text.slice(start, end)}»`;
}

const showMark = (text: string, mark: Mark | undefined): string =>
  mark === undefined ? "no mark" : show(text, mark.start, mark.end);
