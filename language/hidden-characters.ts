/**
 * Characters that cannot be seen or that change the order of what is seen (the "trojan source" attacks): they are
 * refused everywhere in a file, and shown escaped wherever we print.
 */

const KINDS: readonly { readonly what: string; readonly pattern: RegExp }[] = [
  { what: "a bidirectional control", pattern: /[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/ },
  { what: "a character without width", pattern: /[\u00ad\u180e\u200b-\u200d\u2060-\u2064\ufeff]/ },
  { what: "a filler", pattern: /[\u034f\u115f\u1160\u17b4\u17b5\u3164\uffa0]/ },
  { what: "a tag character", pattern: /[\u{e0000}-\u{e007f}]/u },
  { what: "a line break of another kind", pattern: /[\u0085\u2028\u2029]/ },
  { what: "a control character", pattern: /[^\P{Cc}\t\n\r]/u },
];

const ANY = new RegExp(KINDS.map(({ pattern }) => pattern.source).join("|"), "gu");

export interface HiddenCharacter {
  readonly at: number;
  readonly character: string;
  /** What it is, with its article. */
  readonly what: string;
}

/** A byte order mark may open a file. */
const firstPlace = (text: string): number => (text.startsWith("\ufeff") ? 1 : 0);

export function hiddenCharacters(text: string): readonly HiddenCharacter[] {
  const start = firstPlace(text);
  return [...text.slice(start).matchAll(ANY)].map(({ 0: character, index }) => ({
    at: start + index,
    character,
    what: KINDS.find(({ pattern }) => pattern.test(character))?.what ?? "a character",
  }));
}

/** The text for the parser, of the same length: a hidden character must not also break a name in two. */
export function withoutHiddenCharacters(text: string): string {
  const start = firstPlace(text);
  const rest = text.slice(start).replace(ANY, (hidden, at: number, whole: string) => {
    const insideName = /\w/.test(whole.charAt(at - 1)) && /\w/.test(whole.charAt(at + hidden.length));
    return (insideName ? "_" : " ").repeat(hidden.length);
  });
  return " ".repeat(start) + rest;
}

/** For print: `<U+202E>` in the place of each hidden character. */
export function showHiddenCharacters(text: string): string {
  return text.replace(ANY, (hidden) => `<${codePoint(hidden)}>`);
}

/** `U+202E`. */
export function codePoint(character: string): string {
  return `U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, "0")}`;
}
