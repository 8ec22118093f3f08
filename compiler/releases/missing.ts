/** What a release needs of the library, and no longer finds there. */
import type { Field, Library } from "../library.ts";
import type { FieldType } from "../plan.ts";
import type { FieldTypes, Needs } from "./frozen-release.ts";

/** The parts of a library that releases need; its calendars and policies are whatever they are today. */
export type Offered = Pick<
  Library,
  "messages" | "roles" | "routes" | "scores" | "subjects" | "events" | "actions"
> & {
  /** Names of all journeys that may be begun. */
  readonly journeys: ReadonlySet<string>;
};

export interface Missing {
  /** In words: "message `welcome`", "field `size` of subject `lead`". */
  readonly thing: string;
  readonly name: string;
  /** It is there, and is another thing now: in words. */
  readonly changed?: string;
}

export function missingIn(needs: Needs, offered: Offered): readonly Missing[] {
  const { messages, roles, routes, scores, subjects, events, actions = {}, journeys } = offered;
  const named = (what: string, names: readonly string[], known: (name: string) => boolean) =>
    names.filter((name) => !known(name)).map((name): Missing => ({ thing: `${what} \`${name}\``, name }));
  return [
    ...named("message", needs.messages, (name) => messages[name] !== undefined),
    ...named("role", needs.roles, (name) => roles[name] !== undefined),
    ...named("route", needs.routes, (name) => routes[name] !== undefined),
    ...named("journey", needs.journeys, (name) => journeys.has(name)),
    ...named("score", Object.keys(needs.scores), (name) => scores[name] !== undefined),
    ...Object.entries(needs.scores).flatMap(([score, bands]) =>
      bands
        .filter((band) => !hasBand(scores[score]?.bands, band))
        .map((band): Missing => ({ thing: `band \`${band}\` of score \`${score}\``, name: band })),
    ),
    ...fieldsOfAll("subject", needs.subjects, subjects),
    ...fieldsOfAll("event", needs.events, events),
    ...named("action", Object.keys(needs.actions), (name) => actions[name] !== undefined),
    ...Object.entries(needs.actions).flatMap(([name, contract]) => {
      const now = actions[name];
      if (now === undefined) return [];
      return [
        ...fieldsOf(`of action \`${name}\``, contract.in, now.in),
        ...fieldsOf(`of action \`${name}\``, contract.out, now.out),
        ...added(name, contract.in, now.in),
      ];
    }),
  ];
}

/** Of a score that is gone its bands are not named beside it. */
const hasBand = (bands: readonly { readonly name: string }[] | undefined, band: string): boolean =>
  bands === undefined || bands.some(({ name }) => name === band);

function fieldsOfAll(
  what: "subject" | "event",
  needed: Readonly<Record<string, FieldTypes>>,
  offered: Readonly<Record<string, { readonly fields: Readonly<Record<string, Field>> }>>,
): readonly Missing[] {
  return Object.entries(needed).flatMap(([name, types]) => {
    const now = offered[name];
    return now === undefined
      ? [{ thing: `${what} \`${name}\``, name }]
      : fieldsOf(`of ${what} \`${name}\``, types, now.fields);
  });
}

function fieldsOf(
  of: string,
  needed: FieldTypes,
  offered: Readonly<Record<string, Field>>,
): readonly Missing[] {
  return Object.entries(needed).flatMap(([name, type]) => {
    const now = offered[name];
    const thing = `field \`${name}\` ${of}`;
    if (now === undefined) return [{ thing, name }];
    const changed = changeOf(type, now);
    return changed === undefined ? [] : [{ thing, name, changed }];
  });
}

/** An input that a release cannot give, since it knows nothing of it. */
const added = (action: string, given: FieldTypes, now: Readonly<Record<string, Field>>): readonly Missing[] =>
  Object.entries(now)
    .filter(([name, field]) => given[name] === undefined && !field.optional && field.default === null)
    .map(([name]) => ({
      thing: `field \`${name}\` of action \`${action}\``,
      name,
      changed: "has to be given now",
    }));

function changeOf(was: FieldType, now: FieldType): string | undefined {
  if (was.type !== now.type) return `is ${wordOf(now)} now, and was ${wordOf(was)}`;
  if (was.type !== "one_of" || now.type !== "one_of") return undefined;
  const gone = was.values.filter((value) => !now.values.includes(value));
  return gone.length === 0
    ? undefined
    : `no longer has the value ${gone.map((one) => `\`${one}\``).join(", ")}`;
}

const wordOf = ({ type }: FieldType): string => (type === "one_of" ? "one of a list" : type);
