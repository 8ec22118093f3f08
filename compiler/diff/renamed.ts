/**
 * Names that are others now. What an editor would do to rename it is done to the texts of before, so that all the places
 * that name it are one change, and what else was changed stands out.
 */
import type { Span } from "../../language/ast.ts";
import type { Model } from "../model.ts";
import { definitionsIn } from "../service/definitions.ts";
import type { Meaning, MeaningKind } from "../service/meaning.ts";
import { applyRenaming, rename } from "../service/rename.ts";
import { modelIn, type Snapshot } from "../service/snapshot.ts";
import { walk } from "../walk.ts";
import type { Change, Effect, Place } from "./change.ts";
import { likeness } from "./same.ts";
import { lineOf } from "./sides.ts";

export interface Renamed {
  /** The texts of before, with the names of now. */
  readonly before: Snapshot;
  readonly changes: readonly Change[];
}

/** More of them at once are no longer read as renamings. */
const MOST = 50;

export function followRenames(before: Snapshot, after: Snapshot): Renamed {
  const changes: Change[] = [];
  let texts = before;
  for (let count = 0; count < MOST; count += 1) {
    const found = findRenaming(texts, after);
    if (found === null) break;
    texts = found.texts;
    changes.push(found.change);
  }
  return { before: texts, changes };
}

interface Defined {
  readonly meaning: Meaning;
  readonly span: Span;
  /** What is compared: the declaration, or the message's words. */
  readonly body: object;
}

function findRenaming(
  before: Snapshot,
  after: Snapshot,
): { readonly texts: Snapshot; readonly change: Change } | null {
  const [olds, news] = [definedIn(before), definedIn(after)];
  const gone = [...olds].filter(([id]) => !news.has(id)).map(([, one]) => one);
  const fresh = [...news].filter(([id]) => !olds.has(id)).map(([, one]) => one);
  for (const old of gone) {
    const successor = likest(old, fresh);
    if (successor === undefined) continue;
    const renaming = rename(before, { path: old.span.file, offset: old.span.start }, successor.meaning.name);
    if ("refused" in renaming) continue;
    return { texts: applyRenaming(before, renaming), change: changeOf(old, successor, { before, after }) };
  }
  return null;
}

const LIKE_ENOUGH = 0.6;

function likest(old: Defined, fresh: readonly Defined[]): Defined | undefined {
  const [best] = fresh
    .filter(({ meaning }) => meaning.kind === old.meaning.kind && meaning.of === old.meaning.of)
    .map((one) => ({ one, like: likeness(old.body, one.body) }))
    .filter(({ like }) => like >= LIKE_ENOUGH)
    .sort((a, b) => b.like - a.like);
  return best?.one;
}

/** Global names first: what is declared within them is named by them. */
function definedIn(snapshot: Snapshot): ReadonlyMap<string, Defined> {
  const model = modelIn(snapshot);
  const inTrees = model.files
    .flatMap(({ declarations }) => walk(declarations))
    .flatMap(({ node, around }) =>
      definitionsIn(node, around)
        .filter(({ meaning }) => hasBodyOfItsOwn(meaning.kind))
        .map(({ name, meaning }): Defined => ({ meaning, span: name.span, body: node })),
    );
  const inMessages = [...model.messages.values()].map(
    ({ name, span, message }): Defined => ({
      meaning: { kind: "message", name },
      span,
      body: { subject: message.subject, purpose: message.purpose, body: message.body },
    }),
  );
  const all = [...inTrees, ...inMessages].sort((a, b) => Number(isInner(a)) - Number(isInner(b)));
  return new Map(all.map((one) => [`${one.meaning.kind} ${one.meaning.of ?? ""} ${one.meaning.name}`, one]));
}

const isInner = ({ meaning }: Defined): boolean => meaning.of !== undefined;

/** A value of a list, a band or an answer is a word: that another stands there is a change, and no renaming. */
const hasBodyOfItsOwn = (kind: MeaningKind): boolean => EFFECTS[kind] !== undefined;

/**
 * What a new name does. `different`: somebody outside of these texts knows the old one (who sends events, a connector,
 * what was drawn by lot under it, what has been counted under it).
 */
const EFFECTS: Readonly<Partial<Record<MeaningKind, Effect>>> = {
  calendar: "neutral",
  role: "neutral",
  ladder: "neutral",
  right: "neutral",
  audience: "neutral",
  score: "neutral",
  route: "neutral",
  stage: "neutral",
  exit: "neutral",
  handover: "neutral",
  task: "neutral",
  request: "neutral",
  subject: "different",
  event: "different",
  action: "different",
  hygiene: "different",
  journey: "different",
  message: "different",
  split: "different",
  field: "different",
};

function changeOf(
  old: Defined,
  now: Defined,
  { before, after }: { readonly before: Snapshot; readonly after: Snapshot },
): Change {
  const { kind, name, of } = now.meaning;
  const place: Place =
    of === undefined ? { kind, name } : { kind: outerOf(kind), name: of, part: { kind, name } };
  return {
    at: `${kind} name`,
    how: "renamed",
    effect: EFFECTS[kind] ?? "different",
    of: "what runs",
    place,
    sentence: `was called ${old.meaning.name}`,
    affects: ownersOf(now.meaning, modelIn(after)),
    was: old.meaning.name,
    before: lineOf(textsIn(before), old.span),
    after: lineOf(textsIn(after), now.span),
  };
}

/** Of a name within a journey, whoever owns the journey; of a role, whoever fills it. */
function ownersOf({ kind, name, of }: Meaning, { journeys }: Model): readonly string[] {
  if (kind === "role") return [name];
  const owner = of === undefined ? undefined : journeys.get(of)?.owner;
  return owner === undefined ? [] : [owner.text];
}

const textsIn = ({ files }: Snapshot) => new Map(files.map(({ path, text }) => [path, text]));

const outerOf = (kind: MeaningKind): string => (kind === "field" ? "subject" : "journey");
