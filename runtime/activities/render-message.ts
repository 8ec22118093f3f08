/**
 * A message's words with the subject's fields filled in. Values are data: they are never evaluated, and escaped in
 * HTML. A blank field without a `default` stops the message, since nobody is to read "Hi ,".
 */
import { Liquid, type Template } from "liquidjs";
import type { Message } from "../../compiler/library.ts";
import type { Fields, Value } from "../../compiler/plan.ts";
import { isMoney } from "../machine/conditions.ts";
import { fillTemplate } from "../policy/words.ts";

export interface RenderedMessage {
  readonly subject: string;
  readonly text: string;
  readonly html: string;
}

/**
 * `null`: some word could not be filled in. What it was is not said, as it may be somebody's.
 * @throws when rendering failed for another reason, such as its limit of time on a busy machine: a later try may not.
 */
export function renderMessage(message: Message, fields: Fields): RenderedMessage | null {
  const words = parsedOf(message);
  const scope = scopeOf(fields);
  try {
    return {
      // One line, whatever a field holds.
      subject: String(PLAIN.renderSync(words.subject, scope)).replace(/\s+/g, " ").trim(),
      text: String(PLAIN.renderSync(words.text, scope)).trim(),
      html: toHtml(String(ESCAPED.renderSync(words.html, scope)).trim()),
    };
  } catch (error) {
    if (isBlank(error)) return null;
    throw error;
  }
}

/** Liquid wraps the cause once for each place on the way to it. */
function isBlank(error: unknown): boolean {
  for (
    let cause = error;
    cause instanceof Error;
    cause = "originalError" in cause ? cause.originalError : null
  )
    if (cause.name === "UndefinedVariableError") return true;
  return false;
}

/** Enough for a long letter; a template that wants more has lost its way. */
const LIMITS = { parseLimit: 200_000, renderLimit: 500, memoryLimit: 10_000_000 };
const STRICT = {
  ...LIMITS,
  strictVariables: true,
  strictFilters: true,
  // `{% if company %}` and `{{ company | default: "you" }}` may ask for what is blank.
  lenientIf: true,
  ownPropertyOnly: true,
  // No template reads a file.
  templates: {},
  timezoneOffset: 0,
  locale: "en",
};
const PLAIN = new Liquid(STRICT);
const ESCAPED = new Liquid({ ...STRICT, outputEscape: "escape" });

interface Parsed {
  readonly subject: Template[];
  readonly text: Template[];
  readonly html: Template[];
}
const parsed = new WeakMap<Message, Parsed>();

/** @throws when the message is no Liquid, which the compiler refuses. */
function parsedOf(message: Message): Parsed {
  const known = parsed.get(message);
  if (known !== undefined) return known;
  const words = {
    subject: PLAIN.parse(message.subject),
    text: PLAIN.parse(message.body),
    html: ESCAPED.parse(message.body),
  };
  parsed.set(message, words);
  return words;
}

/** A blank field is left out, so that naming it is an error; money is read as `25,000 EUR`. */
function scopeOf(fields: Fields): Readonly<Record<string, string | number | boolean>> {
  const known = Object.entries(fields).flatMap(([name, value]) => {
    const shown = shownAs(value);
    return shown === null ? [] : [[name, shown] as const];
  });
  return Object.fromEntries(known);
}

const shownAs = (value: Value): string | number | boolean | null =>
  isMoney(value) ? fillTemplate("{value}", { value }, null) : value;

/** Paragraphs stand apart by a blank line. */
const toHtml = (body: string): string =>
  body
    .split(/\n\s*\n/)
    .map((paragraph) => `<p>${paragraph.trim().replaceAll("\n", "<br>\n")}</p>`)
    .join("\n");
