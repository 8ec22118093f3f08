import { readFileSync } from "node:fs";
import { type Compiled, compileModel } from "../../compiler/compile.ts";
import { NO_DOUBT } from "../../compiler/doubt.ts";
import type { Model } from "../../compiler/model.ts";
import type { Release } from "../../compiler/plan.ts";
import type { Declaration } from "../../language/ast.ts";
import { parse } from "../../language/parse.ts";

/** Texts by path. */
export type Texts = Readonly<Record<string, string>>;

/** What a test plays stays as it is, and a test of the machine is run again for each mutant of it. */
export function onceForText<A extends readonly unknown[], T>(make: (...texts: A) => T): (...texts: A) => T {
  const made = new Map<string, T>();
  return (...texts) => {
    const key = JSON.stringify(texts);
    const known = made.get(key) ?? make(...texts);
    made.set(key, known);
    return known;
  };
}

const SHIPPED = ["organisation", "lead", "lead_to_customer"];

/** The shipped journey and what it stands on, without what later additions to the library might bring. */
export function shippedTexts(): Texts {
  const paths = SHIPPED.map((name) => `journeys/${name}.journey`);
  return Object.fromEntries(paths.map((path) => [path, readFileSync(path, "utf8")]));
}

/**
 * The texts with one place changed, found whatever its white space. A place that is not in exactly one text is a
 * mistake of the test; of several in that text it is the first.
 */
export function edited(texts: Texts, from: string, to: string): Texts {
  const words = from
    .trim()
    .split(/\s+/)
    .map((word) => word.replaceAll(/[.*+?^${}()|[\]\\]/g, "\\$&"));
  const pattern = new RegExp(words.join("\\s+"));
  const [place, ...others] = Object.entries(texts).filter(([, text]) => pattern.test(text));
  if (place === undefined || others.length > 0) throw new Error(`\`${from}\` is not in exactly one text`);
  const [path, text] = place;
  return { ...texts, [path]: text.replace(pattern, () => to) };
}

export const compileTexts = onceForText(
  (texts: Texts): Compiled => compileModel(modelOf(texts), { horizon: { from: 2026, years: 5 } }),
);

export function onlyRelease({ releases }: Compiled): Release {
  const [release, ...others] = releases;
  if (release === undefined || others.length > 0)
    throw new Error(`${releases.length} releases instead of one`);
  return release;
}

/** The model of texts that have no error; lowering needs no diagnostics, so the names are gathered here and no more. */
export const modelOf = onceForText(gather);

function gather(texts: Texts): Model {
  const parsed = Object.entries(texts).map(([path, text]) => parse(path, text));
  const [error] = parsed.flatMap(({ diagnostics }) => diagnostics);
  if (error !== undefined) throw new Error(`A text of the test has an error: ${JSON.stringify(error)}`);
  const files = parsed.map(({ file }) => file);
  const declarations = files.flatMap((file) => file.declarations);
  const named = <K extends Declaration["kind"]>(kind: K, nameOf: (declaration: Of<K>) => string) =>
    new Map(ofKind(declarations, kind).map((declaration) => [nameOf(declaration), declaration]));
  const name = ({ name }: { readonly name: { readonly text: string } }) => name.text;
  return {
    files,
    calendars: named("CalendarDeclaration", name),
    roles: named("RoleDeclaration", name),
    ladders: named("LadderDeclaration", name),
    rights: named("RightDeclaration", name),
    changes: ofKind(declarations, "ChangesDeclaration"),
    subjects: named("SubjectDeclaration", name),
    events: named("EventDeclaration", name),
    scores: named("ScoreDeclaration", name),
    policies: named("PolicyDeclaration", ({ of }) => of.text),
    routes: named("RouteDeclaration", name),
    audiences: named("AudienceDeclaration", name),
    actions: named("ActionDeclaration", name),
    hygienes: named("HygieneDeclaration", name),
    journeys: named("JourneyDeclaration", name),
    scenarios: ofKind(declarations, "ScenarioDeclaration"),
    messages: new Map(),
    people: null,
    doubt: NO_DOUBT,
  };
}

type Of<K extends Declaration["kind"]> = Extract<Declaration, { kind: K }>;

function ofKind<K extends Declaration["kind"]>(
  declarations: readonly Declaration[],
  kind: K,
): readonly Of<K>[] {
  return declarations.filter((declaration): declaration is Of<K> => declaration.kind === kind);
}
