/**
 * What only an audit finds: what the whole library shows, or what it has done, and what is too soft or too much for a
 * check of every edit. Each has a page in docs/audit, and stands by its code in a permission as codes of checks do.
 */
import { listOf } from "../../language/diagnostics/entry.ts";
import type { Verdict } from "./audit-finding.ts";

interface AuditEntry<Facts> {
  readonly verdict: Exclude<Verdict, "keep">;
  /** `allow CODE because "…"` keeps it; what was measured nobody can allow. */
  readonly mayBeAllowed: boolean;
  readonly message: (facts: Facts) => string;
  readonly help: (facts: Facts) => string;
}

const ofTexts = <Facts>(entry: Omit<AuditEntry<Facts>, "mayBeAllowed">): AuditEntry<Facts> => ({
  mayBeAllowed: true,
  ...entry,
});
const ofFigures = <Facts>(entry: Omit<AuditEntry<Facts>, "mayBeAllowed">): AuditEntry<Facts> => ({
  mayBeAllowed: false,
  ...entry,
});

export const AUDIT_CATALOGUE = {
  // ── What the texts show ─────────────────────────────────────────────────────────────────────────────────

  "overlapping-entry": ofTexts<{ event: string; journeys: readonly string[]; subject: string }>({
    verdict: "rebuild",
    message: ({ event, journeys, subject }) =>
      `\`${event}\` can start ${and(journeys)} together with one ${subject}, and nothing says which goes first.`,
    help: () =>
      "Put them into one exclusive group, or give the one that matters more a higher `priority`: it gets the last place under a cap.",
  }),
  "group-of-one": ofTexts<{ group: string; journey: string; others: readonly string[] }>({
    verdict: "rebuild",
    message: ({ group, journey, others }) =>
      `Group \`${group}\` keeps nothing apart: \`${journey}\` is alone in it, and ${and(others)} may run beside it.`,
    help: ({ others }) =>
      `Put ${listOf(others.map(quote))} into the group as well, or take \`exclusive\` out and give a \`priority\`.`,
  }),
  "told-twice": ofTexts<{ events: readonly string[]; who: string; told: readonly string[] }>({
    verdict: "rebuild",
    message: ({ events, who, told }) =>
      `${one(events)} reaches \`${who}\` ${times(told.length)}: by ${told.join(", and by ")}.`,
    help: () =>
      "Let one of the journeys do it, or put both into one exclusive group, so that the lower one gives way.",
  }),
  "sent-by-two": ofTexts<{ message: string; journeys: readonly string[]; subject: string }>({
    verdict: "rebuild",
    message: ({ message, journeys, subject }) =>
      `\`${message}\` is sent by ${and(journeys)}, which may run at the same time: one ${subject} may get it twice.`,
    help: () => "Leave the message to one of them, or put them into one exclusive group.",
  }),
  "caps-without-priority": ofTexts<{
    subject: string;
    atWorst: number;
    window: string;
    cap: number;
    journeys: readonly string[];
    priority: number;
  }>({
    verdict: "rebuild",
    message: ({ subject, atWorst, window, cap, journeys, priority }) =>
      `At worst ${atWorst} messages fall due to one ${subject} within ${window}, where ${cap} may go out, and none of ${and(journeys)} gives way: all have priority ${priority}.`,
    help: () =>
      "Give the journey whose messages matter most a higher `priority`, or put them into one exclusive group.",
  }),
  "exit-without-owner": ofTexts<{
    journey: string;
    exit: string;
    outcome: string;
    ways: readonly string[];
  }>({
    verdict: "gap",
    message: ({ journey, exit, outcome, ways }) =>
      `Who leaves \`${journey}\` by \`${exit}\` (${outcome}) ${listOf(ways)} is nobody's: nobody is told, and no journey takes them up.`,
    help: () =>
      "Say who owns what comes next: `tell` somebody on the way out, `begin` a journey, or write `after exit …, owner …`. An exit `as neutral` owes nothing.",
  }),
  "no-contact-policy": ofTexts<{ subject: string; journeys: readonly string[] }>({
    verdict: "gap",
    message: ({ subject, journeys }) =>
      `${begins(and(journeys))} ${journeys.length === 1 ? "writes" : "write"} to a ${subject}, and no contact policy says how often, when and to whom not.`,
    help: ({ subject }) => `Write a \`contact policy of ${subject}\`, with its owner.`,
  }),
  "nobody-asked-first": ofTexts<{ subject: string; fields: readonly string[] }>({
    verdict: "gap",
    message: ({ subject, fields }) =>
      `Machines write to every ${subject} alike: no line of the contact policy asks a person first, whatever ${and(fields)} ${fields.length === 1 ? "comes" : "come"} to.`,
    help: ({ fields: [field = "amount"] }) =>
      `Say from where on a person writes: \`ask the holder first when ${field} > …\`.`,
  }),
  "written-beside-a-person": ofTexts<{ stage: string; role: string; messages: readonly string[] }>({
    verdict: "rebuild",
    message: ({ stage, role, messages }) =>
      `In \`${stage}\`, which \`${role}\` has accepted, ${and(messages)} ${messages.length === 1 ? "goes" : "go"} out without them, and it is not said why.`,
    help: () =>
      'Send it `once approved by the holder`, make it a task of theirs, or say behind the step why a machine writes: `because "…"`.',
  }),
  "score-unread": ofTexts<{ score: string }>({
    verdict: "retire",
    message: ({ score }) => `Score \`${score}\` is kept, and nothing asks for it.`,
    help: () => "Take it out, or let a journey, an audience or a contact policy ask for it.",
  }),
  "review-without-date": ofTexts<{ what: string; every: string }>({
    verdict: "gap",
    message: ({ what, every }) =>
      `${begins(what)} is to be reviewed every ${every}, and nobody has written down when it last was: its review never falls due.`,
    help: () => "Review it, and write the day behind `last`.",
  }),

  // ── What was observed ───────────────────────────────────────────────────────────────────────────────────

  "nobody-enters": ofFigures<{ journey: string; days: number; inside: number }>({
    verdict: "retire",
    message: ({ journey, days, inside }) =>
      `Nobody has entered \`${journey}\` for ${days} days${inside === 0 ? ", and nobody is inside" : `; ${inside} ${inside === 1 ? "is" : "are"} still inside`}.`,
    help: () => "Retire it, or find out why what leads in never happens.",
  }),
  "goal-missed": ofFigures<{
    journey: string;
    goal: string;
    within: string;
    of: number;
    reached: number;
    days: number;
    percent: number;
  }>({
    verdict: "rebuild",
    message: ({ journey, goal, within, of, reached, days, percent }) =>
      `Of ${of} in \`${journey}\` whose ${within} were over in the last ${days} days, ${reached === 0 ? "none has" : `${reached} (${share(reached, of)}) have`} come to \`${goal}\`${reached === 0 ? "" : `, less than ${percent}%`}.`,
    help: () => "Rebuild it, or say another goal: what it does now leads nobody there.",
  }),
  "no-better-than-left-out": ofFigures<{
    journey: string;
    goal: string;
    of: number;
    reached: number;
    leftOut: number;
    leftOutReached: number;
  }>({
    verdict: "rebuild",
    message: ({ journey, goal, of, reached, leftOut, leftOutReached }) =>
      `Of ${of} in \`${journey}\` ${share(reached, of)} came to \`${goal}\`, and of ${leftOut} who were left out ${share(leftOutReached, leftOut)}: it makes nothing better.`,
    help: () => "Rebuild it or retire it: whoever is left alone fares as well.",
  }),
  "nothing-done": ofFigures<{ journey: string; entered: number; days: number }>({
    verdict: "rebuild",
    message: ({ journey, entered, days }) =>
      `${entered} entered \`${journey}\` in the last ${days} days, and for none of them was anything sent, asked, told, called or set.`,
    help: () => "Find out where they go: `baton graph` draws it, and `baton show SUBJECT` tells one story.",
  }),
  "message-unsent": ofFigures<{
    message: string;
    journeys: readonly string[];
    entered: number;
    days: number;
  }>({
    verdict: "retire",
    message: ({ message, journeys, entered, days }) =>
      `\`${message}\` has gone out to nobody for ${days} days, though ${entered} entered ${and(journeys)}.`,
    help: () =>
      "Retire it with the reason, or find out why its step is never come to, or a policy keeps it back.",
  }),
} as const;

export type AuditCode = keyof typeof AUDIT_CATALOGUE;
export type AuditFactsOf<C extends AuditCode> =
  (typeof AUDIT_CATALOGUE)[C] extends AuditEntry<infer Facts> ? Facts : never;

export const isAuditCode = (text: string): text is AuditCode => Object.hasOwn(AUDIT_CATALOGUE, text);
export const AUDIT_CODES: readonly AuditCode[] = Object.keys(AUDIT_CATALOGUE).filter(isAuditCode);
export const ALLOWABLE_IN_AUDIT: readonly AuditCode[] = AUDIT_CODES.filter(
  (code) => AUDIT_CATALOGUE[code].mayBeAllowed,
);

export interface AuditWords {
  readonly verdict: Exclude<Verdict, "keep">;
  readonly sentence: string;
  readonly help: string;
}

export function wordsFor<C extends AuditCode>(code: C, facts: AuditFactsOf<C>): AuditWords {
  // An entry takes the facts of its own code; the compiler cannot see that across the union of all entries.
  const entry = AUDIT_CATALOGUE[code] as unknown as AuditEntry<AuditFactsOf<C>>;
  return { verdict: entry.verdict, sentence: entry.message(facts), help: entry.help(facts) };
}

// ── Words ─────────────────────────────────────────────────────────────────────────────────────────────────

const quote = (name: string): string => `\`${name}\``;
const begins = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

function and(names: readonly string[]): string {
  const quoted = names.map(quote);
  return quoted.length < 2 ? quoted.join("") : `${quoted.slice(0, -1).join(", ")} and ${quoted.at(-1)}`;
}

const times = (count: number): string => (count === 2 ? "twice" : `${count} times`);
const one = (events: readonly string[]): string => `One ${listOf(events.map(quote))}`;
const share = (some: number, all: number): string =>
  `${(all === 0 ? 0 : (100 * some) / all).toFixed(1).replace(/\.0$/, "")}%`;
