/** What differs in messages and in people.yaml, which are no trees of the language. */

import { listWords, quote } from "../describe/words.ts";
import type { Delegation, People, Person } from "../library.ts";
import { sendersOf } from "../map/touchpoints.ts";
import type { MessageFile, Model } from "../model.ts";
import type { Change, Effect } from "./change.ts";
import { isSame } from "./same.ts";
import type { Sides } from "./sides.ts";

// ── Messages ──────────────────────────────────────────────────────────────────────────────────────────────

export function messageChanges({ before, after }: Sides): readonly Change[] {
  const [olds, news] = [before.model.messages, after.model.messages];
  const names = new Set([...olds.keys(), ...news.keys()]);
  return [...names]
    .sort()
    .flatMap((name) => changesOfMessage(name, olds.get(name), news.get(name), after.model));
}

function changesOfMessage(
  name: string,
  before: MessageFile | undefined,
  after: MessageFile | undefined,
  model: Model,
): readonly Change[] {
  const change = (
    at: string,
    effect: Effect,
    sentence: string,
    how: Change["how"] = "changed",
    of: Change["of"] = "what runs",
  ): Change => ({
    at: `Message.${at}`,
    how,
    effect,
    of,
    place: { kind: "message", name },
    sentence,
    affects: readersOf(name, model),
    ...(before && { before: { file: before.span.file, line: 1 } }),
    ...(after && { after: { file: after.span.file, line: 1 } }),
  });
  if (before === undefined) return [change("", "different", "is new", "added")];
  if (after === undefined) return [change("", "different", "is gone", "removed")];
  const [was, is] = [before.message, after.message];
  return [
    ...(was.subject === is.subject
      ? []
      : [
          change(
            "subject",
            "different",
            `the subject line: ${quote(was.subject)} becomes ${quote(is.subject)}`,
          ),
        ]),
    ...(was.body === is.body ? [] : [change("body", "different", bodyWords(was.body, is.body))]),
    ...(was.purpose === is.purpose
      ? []
      : [change("purpose", "different", `the purpose: ${was.purpose} becomes ${is.purpose}`)]),
    ...(was.channel === is.channel
      ? []
      : [change("channel", "different", `the channel: ${was.channel} becomes ${is.channel}`)]),
    ...retiredChange(before.retired, after.retired, change),
    ...(before.markedBy === after.markedBy
      ? []
      : [
          change(
            "marked_by",
            "different",
            `who marked it: ${before.markedBy ?? "nobody"} becomes ${after.markedBy ?? "nobody"}`,
            "changed",
            "its upkeep",
          ),
        ]),
  ];
}

function retiredChange(
  before: string | null,
  after: string | null,
  change: (at: string, effect: Effect, sentence: string, how: Change["how"], of: Change["of"]) => Change,
): readonly Change[] {
  if (before === after) return [];
  if (after === null)
    return [change("retired", "different", "it may be sent again", "changed", "its upkeep")];
  const sentence = `it is retired: ${after}`;
  return [change("retired", "different", sentence, "changed", "its upkeep")];
}

/** The first line that is another, since a reader wants to see words. */
function bodyWords(before: string, after: string): string {
  const [was, is] = [linesOf(before), linesOf(after)];
  const gone = was.filter((line) => !is.includes(line));
  const fresh = is.filter((line) => !was.includes(line));
  const [old, now] = [gone[0], fresh[0]];
  const more = Math.max(gone.length, fresh.length) - 1;
  const others = more <= 0 ? "" : `, and ${more} more line${more === 1 ? "" : "s"}`;
  if (old !== undefined && now !== undefined)
    return `its words: ${quote(old)} becomes ${quote(now)}${others}`;
  if (now !== undefined) return `its words: new: ${quote(now)}${others}`;
  if (old !== undefined) return `its words: no longer ${quote(old)}${others}`;
  return "its words are the same, in other lines";
}

const linesOf = (body: string): readonly string[] =>
  body
    .split("\n")
    .map((line) => line.trim())
    .filter((line) => line !== "");

/** The kinds of subject who read it. */
function readersOf(message: string, model: Model): readonly string[] {
  const senders = sendersOf(message, model);
  return [
    ...new Set([...senders.map(({ of }) => of.text), ...senders.flatMap(({ owner }) => owner?.text ?? [])]),
  ];
}

// ── People ────────────────────────────────────────────────────────────────────────────────────────────────

/** By their ids; no name and no address of anybody is told. */
export function peopleChanges({ before, after }: Sides): readonly Change[] {
  const [was, is] = [before.model.people, after.model.people];
  if (was === null || is === null || isSame(was, is)) return [];
  return [
    ...personChanges(was, is),
    ...delegateChanges(was, is),
    ...addressChanges(was, is),
    ...orderChange(was, is),
  ];
}

/** What gives somebody authority, or has them taken for somebody who has it. */
const GIVES = {
  roles: "Person.roles",
  email: "Person.email",
  login: "Person.login",
  delegation: "Delegation.added",
} as const;

export const givesAuthority = ({ at }: Pick<Change, "at">): boolean =>
  Object.values<string>(GIVES).includes(at);

function personChanges(before: People, after: People): readonly Change[] {
  const ids = new Set([...before.people, ...after.people].map(({ id }) => id));
  return [...ids].sort().flatMap((id) => {
    const [was, is] = [before, after].map(({ people }) => people.find((one) => one.id === id));
    if (was === undefined)
      return is === undefined ? [] : [personChange(id, is.roles, "added", "is new: ", is.roles, GIVES.roles)];
    if (is === undefined) return [personChange(id, was.roles, "removed", "is gone: was ", was.roles)];
    return changesOfPerson(was, is);
  });
}

const personChange = (
  id: string,
  affects: readonly string[],
  how: Change["how"],
  lead: string,
  names: readonly string[] = [],
  at = "Person",
): Change => ({
  at,
  how,
  effect: "different",
  of: "what runs",
  place: { kind: "person", name: id },
  sentence: `${lead}${listWords(names, "and")}`,
  affects,
});

function changesOfPerson(was: Person, is: Person): readonly Change[] {
  const gained = is.roles.filter((role) => !was.roles.includes(role));
  const lost = was.roles.filter((role) => !is.roles.includes(role));
  const told = (lead: string, names: readonly string[] = [], at = "Person"): Change =>
    personChange(is.id, is.roles, "changed", lead, names, at);
  return [
    ...(gained.length === 0 ? [] : [told("now also fills ", gained, GIVES.roles)]),
    ...(lost.length === 0 ? [] : [told("no longer fills ", lost)]),
    ...(gained.length + lost.length === 0 && !isSame(was.roles, is.roles)
      ? [told("has the same roles in another order")]
      : []),
    ...(isSame(was.serves, is.serves)
      ? []
      : [told(`serves ${servedWords(is)}, and served ${servedWords(was)}`)]),
    ...(was.capacity === is.capacity
      ? []
      : [
          told(
            `has room for ${is.capacity ?? "any number of"} open at a time, and had for ${was.capacity ?? "any number"}`,
          ),
        ]),
    ...(isSame(was.away, is.away) ? [] : [told(`is away ${awayWords(is)}`)]),
    ...(was.email === is.email ? [] : [told("has another address", [], GIVES.email)]),
    ...(was.login === is.login ? [] : [told("is known to the code host by another login", [], GIVES.login)]),
    ...(was.name === is.name ? [] : [{ ...told("is called otherwise"), effect: "neutral" as const }]),
  ];
}

const servedWords = ({ serves }: Person): string => {
  const served = Object.entries(serves).map(([field, values]) => `${field} ${listWords(values, "or")}`);
  return served.length === 0 ? "everybody" : listWords(served, "and");
};

const awayWords = ({ away }: Person): string =>
  away.length === 0
    ? "at no time that is known"
    : listWords(
        away.map(({ from, to }) => (from === to ? `on ${from}` : `from ${from} to ${to}`)),
        "and",
      );

function delegateChanges(before: People, after: People): readonly Change[] {
  const words = ({ right, of, to, from, toDate }: Delegation): string =>
    `${to} decides ${right} for ${of} from ${from} to ${toDate}`;
  const rolesOf = (id: string): readonly string[] =>
    after.people.find((person) => person.id === id)?.roles ?? [];
  const tell = (one: Delegation, how: Change["how"], lead: string): Change => ({
    ...personChange(one.to, rolesOf(one.to), how, `${lead}${words(one)}`),
    at: how === "added" ? GIVES.delegation : "Delegation",
  });
  // The same may stand there twice, or elsewhere in the list.
  const gone = [...before.delegates];
  const fresh = after.delegates.filter((one) => {
    const known = gone.findIndex((old) => isSame(old, one));
    if (known !== -1) gone.splice(known, 1);
    return known === -1;
  });
  return [
    ...fresh.map((one) => tell(one, "added", "new: ")),
    ...gone.map((one) => tell(one, "removed", "no longer: ")),
  ];
}

function addressChanges(before: People, after: People): readonly Change[] {
  const roles = new Set([...Object.keys(before.addresses), ...Object.keys(after.addresses)]);
  return [...roles]
    .filter((role) => before.addresses[role] !== after.addresses[role])
    .map((role) => ({
      at: "Address",
      how: "changed" as const,
      effect: "different" as const,
      of: "what runs" as const,
      place: { kind: "role", name: role },
      sentence:
        after.addresses[role] === undefined
          ? "has no address of its own any more"
          : "has another shared address",
      affects: [role],
    }));
}

/** In turn means in the order of the file. */
function orderChange(before: People, after: People): readonly Change[] {
  const ids = ({ people }: People): readonly string[] => people.map(({ id }) => id);
  const kept = (one: People, other: People): readonly string[] =>
    ids(one).filter((id) => ids(other).includes(id));
  const delegatesMoved =
    before.delegates.length === after.delegates.length &&
    !isSame(before.delegates, after.delegates) &&
    after.delegates.every((one) => before.delegates.some((old) => isSame(old, one)));
  if (isSame(kept(before, after), kept(after, before)) && !delegatesMoved) return [];
  return [
    {
      ...personChange("", [], "moved", "people stand in another order"),
      place: { kind: "people", name: "" },
    },
  ];
}
