/**
 * Each name that stands for something declared elsewhere, misspelt in turn in every form of the language: it is told of
 * once, with what was probably meant, and what is offered puts it right.
 */
import { describe, expect, it } from "vitest";
import { parse } from "../../language/parse.ts";
import { checkSource } from "./check-source.ts";
import { FORMS } from "./forms.ts";

interface Used {
  readonly text: string;
  readonly start: number;
  readonly end: number;
  /** The node that it stands in, and as what. */
  readonly as: string;
}

/** Names that declare, and words that are free: systems of record, evidence, labels and values that nobody asks for. */
const FREE = new Set([
  "SubjectDeclaration.record",
  "OneOfType.values",
  "Result.labels",
  "RightDeclaration.answers",
  "Result.needs",
  "RequestHandler.needs",
  "Handover.needs",
  "ExemptRule.purpose",
  "JourneyDeclaration.group",
  // Of a channel it is told that it cannot be used yet.
  "CapRule.channel",
]);
const isFree = ({ as }: Used): boolean => as.endsWith(".name") || FREE.has(as);

/** The tree is plain data: a name is whatever says that it is one. */
function namesIn(value: unknown, within = "", key = ""): readonly Used[] {
  if (Array.isArray(value)) return value.flatMap((one) => namesIn(one, within, key));
  if (typeof value !== "object" || value === null) return [];
  if (isName(value)) {
    const { text, span } = value;
    return text.length < 3 ? [] : [{ text, start: span.start, end: span.end, as: `${within}.${key}` }];
  }
  const kind = "kind" in value && value.kind !== "Path" ? String(value.kind) : within;
  const inPath = "kind" in value && value.kind === "Path";
  return Object.entries(value).flatMap(([name, child]) =>
    name === "span" ? [] : namesIn(child, kind, inPath ? key : name),
  );
}

const isName = (
  value: object,
): value is { readonly text: string; readonly span: { readonly start: number; readonly end: number } } =>
  "kind" in value && value.kind === "Name";

describe.each(FORMS)("%s", (_, source) => {
  const told = (text: string) => checkSource(text, { today: "2026-11-22" });
  const before = new Set(told(source).map(({ code, message }) => `${code} ${message}`));
  const used = namesIn(parse("journeys/test.journey", source).file).filter((name) => !isFree(name));

  it("names what exists", () => {
    const wrong = used.flatMap(({ text, start, end, as }) => {
      const misspelt = `${source.slice(0, start)}${text.slice(0, -1)}q${source.slice(end)}`;
      const found = told(misspelt).filter(({ code, message }) => !before.has(`${code} ${message}`));
      const [first, another] = found;
      const isRight =
        first !== undefined &&
        another === undefined &&
        first.help?.includes(`Did you mean \`${text}\`?`) === true &&
        first.fixes.some(({ edits }) => edits.some((edit) => edit.text === text));
      return isRight ? [] : [`${as} \`${text}\`: ${found.map((one) => one.message).join(" ")}`];
    });
    expect(wrong).toEqual([]);
  });
});
