/** The six example journeys, and what tests do with texts and trees. */

import { readdirSync, readFileSync } from "node:fs";
import { lex } from "../../language/lexer.ts";
import { parse } from "../../language/parse.ts";

const FOLDER = new URL("fixtures/", import.meta.url);

export interface Example {
  readonly name: string;
  readonly text: string;
}

export const EXAMPLES: readonly Example[] = readdirSync(FOLDER)
  .filter((name) => name.endsWith(".journey"))
  .map((name) => ({ name, text: readFileSync(new URL(name, FOLDER), "utf8") }));

export function example(name: string): string {
  const found = EXAMPLES.find((one) => one.name === `${name}.journey`);
  if (found === undefined) throw new Error(`no example ${name}`);
  return found.text;
}

/** The text with one place changed; the place must exist. */
export function change(text: string, from: string, to: string): string {
  if (!text.includes(from)) throw new Error(`the text does not contain: ${from}`);
  return text.replace(from, () => to);
}

export interface WrittenToken {
  readonly image: string;
  /** Whether something stands between this token and the one before. */
  readonly apart: boolean;
}

export function tokensOf(text: string): readonly WrittenToken[] {
  let end = 0;
  return lex(text).tokens.map(({ image, startOffset }) => {
    const apart = startOffset > end;
    end = startOffset + image.length;
    return { image, apart };
  });
}

/** One line, without comments. */
export function collapse(tokens: readonly WrittenToken[]): string {
  return tokens.map(({ image, apart }) => (apart ? ` ${image}` : image)).join("");
}

/** The tree as text, without the places. */
export function treeOf(text: string): string {
  return JSON.stringify(parse("test.journey", text).file.declarations, (key, value: unknown) =>
    key === "span" ? undefined : value,
  );
}

export function codesOf(text: string): readonly string[] {
  return parse("test.journey", text).diagnostics.map(({ code }) => code);
}

export function lineOf(text: string, offset: number): number {
  return text.slice(0, offset).split("\n").length;
}
