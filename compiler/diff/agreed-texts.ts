/**
 * Agreements that were given change by change, held against what is to be released. Each says from which text it led to
 * which: together they have to lead from what was released last to what stands there now, or what was agreed to is
 * another text. Whoever agreed counts for as long as they fill the role.
 */
import type { People } from "../library.ts";
import type { Model } from "../model.ts";
import { type Agreement, type Heard, personNamed } from "./agreement.ts";
import { digestOf, isSameText, type Text } from "./texts.ts";

/** One text of a change that somebody had to agree to, as `baton approvals --json` writes it. */
export interface AgreedText extends Text {
  /** Hashes of what it said before the change and after it; `null`: there was, or is, no such thing. */
  readonly was: string | null;
  readonly is: string | null;
  /** Roles that had to agree. */
  readonly asked: readonly string[];
  readonly agreed: readonly Spoken[];
}
export interface Spoken {
  readonly who: string;
  readonly role: string;
  /** UTC, ISO 8601. */
  readonly at: string;
}

/** What each text said when it was agreed to last; `null`: it was not there, or nobody has agreed to it yet. */
export type LastAgreed = (text: Text) => string | null;

interface HeardOf {
  readonly heard: readonly Heard[];
  readonly unknown: readonly string[];
}

export function heardFrom(
  texts: readonly AgreedText[],
  agreements: readonly Agreement[],
  last: LastAgreed,
  now: Model,
): HeardOf {
  const asked = new Map(agreements.map(({ text }) => [`${text.kind} ${text.name}`, text] as const));
  const heard = [...asked.values()].flatMap((text) => heardOn(text, texts, last, now));
  const unknown = texts
    .flatMap(({ agreed }) => agreed)
    .filter(({ who }) => personNamed(who, now.people) === undefined)
    .map(({ who }) => who);
  return { heard, unknown: [...new Set(unknown)] };
}

function heardOn(text: Text, texts: readonly AgreedText[], last: LastAgreed, now: Model): readonly Heard[] {
  const steps = texts.filter((one) => isSameText(one, text));
  const roles = new Set(steps.flatMap(({ asked }) => asked));
  const [from, to] = [last(text), digestOf(text, now)];
  return [...roles].flatMap((role) => {
    const onTheWay = stepsBetween(
      from,
      to,
      steps.filter((step) => passes(step, role, now.people)),
    );
    return steps.flatMap((step) =>
      spokenFor(step, role).flatMap(({ who, at }) =>
        heardAs(who, at, role, now.people, { text, counts: onTheWay.has(step) }),
      ),
    );
  });
}

function heardAs(
  who: string,
  at: string,
  role: string,
  people: People | null,
  { text, counts }: { readonly text: Text; readonly counts: boolean },
): readonly Heard[] {
  const person = personNamed(who, people);
  if (person === undefined) return [];
  const fills = person.roles;
  const isOf = (other: Text): boolean => counts && isSameText(other, text);
  return [
    fills.includes(role)
      ? { who, at, person: person.id, roles: [role], fills, lost: [], isOf }
      : { who, at, person: person.id, roles: [], fills, lost: [role], isOf },
  ];
}

const spokenFor = ({ agreed }: AgreedText, role: string): readonly Spoken[] =>
  agreed.filter((one) => one.role === role);

/** Of a change that did not have to be agreed to by this role, others have agreed. */
const passes = (step: AgreedText, role: string, people: People | null): boolean =>
  !step.asked.includes(role) ||
  spokenFor(step, role).some(({ who }) => personNamed(who, people)?.roles.includes(role));

/** Those that lie on a way from the one text to the other. */
function stepsBetween(
  from: string | null,
  to: string | null,
  steps: readonly AgreedText[],
): ReadonlySet<AgreedText> {
  const ahead = reached(from, steps, ({ was, is }) => [was, is]);
  const back = reached(to, steps, ({ was, is }) => [is, was]);
  return new Set(steps.filter(({ was, is }) => ahead.has(was) && back.has(is)));
}

function reached(
  start: string | null,
  steps: readonly AgreedText[],
  ends: (step: AgreedText) => readonly [from: string | null, to: string | null],
): ReadonlySet<string | null> {
  const seen = new Set([start]);
  const open = [start];
  for (let at = open.pop(); at !== undefined; at = open.pop())
    for (const step of steps) {
      const [from, to] = ends(step);
      if (from !== at || seen.has(to)) continue;
      seen.add(to);
      open.push(to);
    }
  return seen;
}
