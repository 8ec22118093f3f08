/**
 * The page for people outside, as HTML. It needs no script and loads nothing; what anybody has said is escaped. With the
 * headers it can be put in no frame, says nothing of its address to anybody, and stays out of search engines.
 */
import { createHash } from "node:crypto";
import type { Value } from "../../compiler/plan.ts";
import { escapeHtml } from "../policy/escape-html.ts";
import { fillTemplate, toLabel, toWords } from "../policy/words.ts";
import type { AnswerForm, Choice, FormField } from "./answer-form.ts";

export interface AnswerPage {
  readonly status: number;
  readonly title: string;
  readonly text?: string;
  readonly form?: AnswerForm & { readonly error: string | null; readonly said: URLSearchParams };
}

const STYLE = `
:root { color-scheme: light dark; --ink: #1c2430; --soft: #5b6675; --line: #cfd6de; --paper: #fff; --ground: #f3f5f7; --act: #14532d; --on-act: #fff; --bad: #9f1239; }
@media (prefers-color-scheme: dark) { :root { --ink: #e8ebef; --soft: #a3adb9; --line: #3b4652; --paper: #1b2129; --ground: #12161b; --act: #86efac; --on-act: #0b2614; --bad: #fda4af; } }
* { box-sizing: border-box; }
body { margin: 0; padding: 1rem; background: var(--ground); color: var(--ink); font: 1.0625rem/1.5 system-ui, sans-serif; }
main { max-width: 34rem; margin: 4vh auto; padding: 1.5rem; background: var(--paper); border: 1px solid var(--line); border-radius: .75rem; }
h1 { margin: 0 0 1rem; font-size: 1.35rem; line-height: 1.3; overflow-wrap: anywhere; }
p { margin: 0 0 1rem; }
main > :last-child { margin-bottom: 0; }
dl { margin: 0 0 1.25rem; padding: .75rem 1rem; background: var(--ground); border-radius: .5rem; display: grid; grid-template-columns: auto 1fr; gap: .25rem 1rem; }
dt { color: var(--soft); } dd { margin: 0; overflow-wrap: anywhere; }
fieldset { margin: 0 0 1.25rem; padding: 0; border: 0; min-width: 0; }
legend { padding: 0; margin-bottom: .5rem; font-weight: 600; }
.choice { border: 1px solid var(--line); border-radius: .5rem; margin-bottom: .5rem; }
.choice > label { display: flex; gap: .75rem; align-items: center; padding: .75rem 1rem; cursor: pointer; }
.choice input[type=radio] { width: 1.25rem; height: 1.25rem; margin: 0; flex: none; accent-color: var(--act); }
.choice:has(input[type=radio]:checked) { border-color: var(--act); box-shadow: inset 0 0 0 1px var(--act); }
.needs { padding: 0 1rem 1rem; }
@supports selector(:has(*)) { .choice:has(input[type=radio]):not(:has(input[type=radio]:checked)) .needs { display: none; } }
.needs.alone { padding: 0; }
.field { margin-bottom: .75rem; }
.field > label { display: block; margin-bottom: .25rem; font-weight: 600; }
.hint { display: block; font-weight: 400; color: var(--soft); font-size: .9375rem; }
input:not([type=radio]), select, textarea { width: 100%; padding: .65rem .75rem; font: inherit; color: inherit; background: var(--paper); border: 1px solid var(--soft); border-radius: .5rem; }
.pair { display: flex; gap: .5rem; align-items: center; } .pair > :last-child { flex: none; width: 5.5rem; } .pair > span:last-child { width: auto; }
button { width: 100%; padding: .85rem 1rem; font: inherit; font-weight: 600; color: var(--on-act); background: var(--act); border: 0; border-radius: .5rem; cursor: pointer; }
:focus-visible { outline: 3px solid var(--act); outline-offset: 2px; }
.until { margin: 1rem 0 0; color: var(--soft); font-size: .9375rem; }
.error { padding: .75rem 1rem; border: 1px solid var(--bad); border-radius: .5rem; color: var(--bad); }
`;

/** Nothing is loaded, and the one style sheet is known by its hash. */
const POLICY = [
  "default-src 'none'",
  `style-src 'sha256-${createHash("sha256").update(STYLE).digest("base64")}'`,
  "form-action 'self'",
  "base-uri 'none'",
  "frame-ancestors 'none'",
].join("; ");

export const ANSWER_HEADERS = {
  "content-type": "text/html; charset=utf-8",
  "content-security-policy": POLICY,
  "x-frame-options": "DENY",
  "referrer-policy": "no-referrer",
  "x-robots-tag": "noindex, nofollow, noarchive",
  "cross-origin-opener-policy": "same-origin",
} as const;

export const answerPage = ({ title, text, form }: AnswerPage): string =>
  `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<title>${escapeHtml(title)}</title>
<style>${STYLE}</style>
</head>
<body>
<main>
<h1>${escapeHtml(title)}</h1>
${text === undefined ? "" : `<p>${escapeHtml(text)}</p>`}
${form === undefined ? "" : formHtml(form)}
</main>
</body>
</html>
`;

// ── The form ──────────────────────────────────────────────────────────────────────────────────────────────

type Shown = NonNullable<AnswerPage["form"]>;

function formHtml({ carries, choices, error, said, until }: Shown): string {
  const known = carries.filter(({ value }) => value !== null);
  const [only, ...others] = choices;
  if (only === undefined) return "<p>There is nothing to fill in here: it closes by itself.</p>";
  return [
    error === null ? "" : `<p class="error" role="alert">${escapeHtml(error)}</p>`,
    known.length === 0
      ? ""
      : `<dl>${known.map(({ name, value }) => `<dt>${escapeHtml(toLabel(name))}</dt><dd>${escapeHtml(shownValue(value))}</dd>`).join("")}</dl>`,
    // Without an address of its own it goes back to where it came from, and the link stays in no page.
    `<form method="post" accept-charset="utf-8" autocomplete="off">`,
    others.length === 0 ? aloneHtml(only, said) : choicesHtml(choices, said),
    `<button>${others.length === 0 ? escapeHtml(only.words) : "Send the answer"}</button>`,
    "</form>",
    `<p class="until">You can answer until ${escapeHtml(until)}.</p>`,
  ].join("\n");
}

const aloneHtml = ({ fields }: Choice, said: URLSearchParams): string =>
  fields.length === 0 ? "" : `<div class="needs alone">${fieldsHtml(fields, said)}</div>`;

const choicesHtml = (choices: readonly Choice[], said: URLSearchParams): string =>
  `<fieldset><legend>Your answer</legend>${choices.map((choice) => choiceHtml(choice, said)).join("\n")}</fieldset>`;

const choiceHtml = ({ label, words: text, fields }: Choice, said: URLSearchParams): string =>
  `<div class="choice"><label><input type="radio" name="answer" value="${escapeHtml(label)}" required${
    said.get("answer") === label ? " checked" : ""
  }> ${escapeHtml(text)}</label>${
    fields.length === 0 ? "" : `<div class="needs">${fieldsHtml(fields, said)}</div>`
  }</div>`;

const fieldsHtml = (fields: readonly FormField[], said: URLSearchParams): string =>
  fields.map((field) => fieldHtml(field, said)).join("\n");

function fieldHtml(field: FormField, said: URLSearchParams): string {
  const hint = field.description === "" ? "" : `<span class="hint">${escapeHtml(field.description)}</span>`;
  const id = escapeHtml(field.input);
  return `<div class="field"><label for="${id}">${escapeHtml(field.words)}${hint}</label>${inputHtml(field, said)}</div>`;
}

const INPUTS: Readonly<Partial<Record<FormField["type"]["type"], string>>> = {
  email: `type="email"`,
  url: `type="url" placeholder="https://"`,
  number: `inputmode="decimal"`,
  percent: `inputmode="decimal"`,
  date: `type="date"`,
  time: `type="time"`,
  duration: `inputmode="numeric"`,
  country: `maxlength="2" placeholder="DK"`,
  time_zone: `placeholder="Europe/Copenhagen"`,
};

function inputHtml({ input, type }: FormField, said: URLSearchParams): string {
  const named = `id="${escapeHtml(input)}" name="${escapeHtml(input)}"`;
  const text = said.get(input) ?? "";
  const value = text === "" ? "" : ` value="${escapeHtml(text)}"`;
  switch (type.type) {
    case "text":
      return `<textarea ${named} rows="3" maxlength="10000">${escapeHtml(text)}</textarea>`;
    case "yes_no":
      return selectHtml(named, ["yes", "no"], text);
    case "one_of":
      return selectHtml(named, type.values, text);
    case "money": {
      const currency = said.get(`${input}.currency`) ?? "";
      const unit =
        type.currency === undefined
          ? `<input name="${escapeHtml(input)}.currency" aria-label="Currency" maxlength="3" placeholder="EUR" value="${escapeHtml(currency)}">`
          : `<span>${escapeHtml(type.currency)}</span>`;
      return `<div class="pair"><input ${named} inputmode="decimal"${value}>${unit}</div>`;
    }
    case "percent":
    case "duration":
      return `<div class="pair"><input ${named} ${INPUTS[type.type] ?? ""}${value}><span>${type.type === "percent" ? "%" : "days"}</span></div>`;
    default:
      return `<input ${named} ${INPUTS[type.type] ?? ""}${value}>`;
  }
}

const selectHtml = (named: string, values: readonly string[], chosen: string): string =>
  `<select ${named}><option value=""></option>${values
    .map(
      (value) =>
        `<option value="${escapeHtml(value)}"${value === chosen ? " selected" : ""}>${words(value)}</option>`,
    )
    .join("")}</select>`;

/** `25,000 EUR`, as in the words of a letter. */
const shownValue = (value: Value): string => fillTemplate("{value}", { value }, null);
const words = (name: string): string => escapeHtml(toWords(name));
