/**
 * A message's words with the subject's fields filled in: what is sent, and what `baton preview` shows. Values are data:
 * they are never evaluated, and are read as markup neither by Liquid nor as Markdown nor in HTML. A blank field without
 * a `default` stops the message, since nobody is to read "Hi ,".
 */
import { Liquid, type Template } from "liquidjs";
import type { Message } from "../../compiler/library.ts";
import { withoutUnsafeFilters } from "../../compiler/liquid.ts";
import type { Fields, Value } from "../../compiler/plan.ts";
import { fillTemplate } from "../policy/words.ts";
import { markupToHtml, markupToText, markValue, readMarkup } from "./letter-markup.ts";

export interface RenderedMessage {
  readonly subject: string;
  readonly text: string;
  readonly html: string;
}

export type Rendering = { readonly ok: true; readonly message: RenderedMessage } | BlankWord;

/** What could not be filled in, as the message names it; never what it holds. */
export interface BlankWord {
  readonly ok: false;
  readonly blank: string;
}

/**
 * @throws when rendering failed for another reason than a blank, such as its limit of time on a busy machine: a later
 * try may not.
 */
export function renderMessage(message: Message, fields: Fields): Rendering {
  const words = parsedOf(message);
  const scope = scopeOf(fields);
  try {
    // One line, whatever a field holds.
    const subject = String(PLAIN.renderSync(words.subject, scope)).replace(/\s+/g, " ").trim();
    const body = readMarkup(String(MARKED.renderSync(words.body, scope)));
    return { ok: true, message: { subject, text: markupToText(body), html: markupToHtml(body) } };
  } catch (error) {
    const blank = blankOf(error);
    if (blank === null) throw error;
    return { ok: false, blank };
  }
}

/** Several messages as one: the subject line of the first, and the words of each, those that are alike once. */
export function joinMessages(messages: readonly RenderedMessage[]): RenderedMessage {
  const each = [...new Map(messages.map((message) => [message.text, message])).values()];
  return {
    subject: each[0]?.subject ?? "",
    text: each.map(({ text }) => text).join("\n\n* * *\n\n"),
    html: each.map(({ html }) => html).join("\n<hr>\n"),
  };
}

/** Liquid wraps the cause once for each place on the way to it. */
function blankOf(error: unknown): string | null {
  for (
    let cause = error;
    cause instanceof Error;
    cause = "originalError" in cause ? cause.originalError : null
  )
    if ("variableName" in cause) return String(cause.variableName);
  return null;
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
/** A value as people write it. */
const shown = (value: unknown): string => {
  if (typeof value === "boolean") return value ? "yes" : "no";
  return String(value ?? "");
};
const PLAIN = withoutUnsafeFilters(new Liquid({ ...STRICT, outputEscape: shown }));
const MARKED = withoutUnsafeFilters(
  new Liquid({ ...STRICT, outputEscape: (value: unknown) => markValue(shown(value)) }),
);

interface Parsed {
  readonly subject: Template[];
  readonly body: Template[];
}
const parsed = new WeakMap<Message, Parsed>();

/** @throws when the message is no Liquid, which the compiler refuses. */
function parsedOf(message: Message): Parsed {
  const known = parsed.get(message);
  if (known !== undefined) return known;
  const words = {
    subject: PLAIN.parse(message.subject),
    body: MARKED.parse(message.body.replaceAll("\u0000", "")),
  };
  parsed.set(message, words);
  return words;
}

/** A blank field is left out, so that naming it is an error; money is read as `25,000 EUR`, a length of time as `3 days`. */
function scopeOf(fields: Fields): Readonly<Record<string, string | number | boolean>> {
  const known = Object.entries(fields).flatMap(([name, value]) => {
    const shown = shownAs(value);
    return shown === null ? [] : [[name, shown] as const];
  });
  return Object.fromEntries(known);
}

const shownAs = (value: Value): string | number | boolean | null =>
  typeof value === "object" && value !== null ? fillTemplate("{value}", { value }, null) : value;
