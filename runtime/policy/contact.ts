/**
 * The contact policy: whether a machine may write to someone now, later, or not (docs/language.md, rule 7).
 *
 * Rules are asked in this order: what may never be sent; a hold of the account; a person who is asked first; caps
 * and hours together, as the earliest instant that satisfies all of them. Messages of an exempt purpose skip holds,
 * caps and hours, and take no place under a cap. They do not skip `never`: whoever has opted out hears from no
 * machine at all. Consent to one purpose is not consent to another, and this ledger knows one word only, so it takes
 * the reading that cannot be complained of; a receipt that must go out is sent by the system that took the payment.
 */
import type { ContactPolicy } from "../../compiler/library.ts";
import type { Condition, Fields, Instant, Plan } from "../../compiler/plan.ts";
import { holds, viewOfFields } from "../machine/conditions.ts";
import type { PersonId, SendOutcome } from "../machine/protocol.ts";
import { earliestWithin, exactMs } from "./exact-time.ts";
import { clockWords, conditionWords, daysWords, durationWords, localWords } from "./words.ts";
import { localOffset, nextWriting, type WritingHours } from "./writing-hours.ts";
import type { OffsetAt } from "./zone-offset.ts";

export interface ContactRequest {
  /** The policy of the subject that is written to. */
  readonly policy: ContactPolicy;
  readonly message: { readonly channel: string; readonly purpose: string };
  /** Idempotency key of the message; what the ledger holds under it is not counted against it. */
  readonly key: string;
  readonly subject: Party;
  /** Everyone else who carries the address: consent belongs to it, whichever subject said so. */
  readonly sameAddress: readonly Party[];
  /** Everyone else of the account: a hold covers it. */
  readonly sameAccount: readonly Party[];
  /** The ledger of the address. */
  readonly entries: readonly LedgerEntry[];
  readonly now: Instant;
  /** When it was first asked for; of equal priorities the earlier has the place. */
  readonly askedAt: Instant;
  readonly priority: number;
  readonly orDrop: boolean;
  /** The last instant at which it may go out. */
  readonly before: Instant | null;
  /** Set when a person was asked first, and agreed. */
  readonly approvedBy: PersonId | null;
  /** It goes out once a day together with others of its journey; absent: by itself. */
  readonly merging?: Merging;
  /** The subject's own time zone; an unknown one counts as none. */
  readonly zone: string | null;
  readonly offsetAt: OffsetAt;
}

/** A subject, with the policy of its own kind (`null`: its kind has none). */
export interface Party {
  readonly policy: ContactPolicy | null;
  readonly fields: Fields;
  readonly bands: Readonly<Record<string, string | null>>;
}

/** What is merged into one message a day (docs/language.md, 6.7). */
export interface Merging {
  /** Of those that are merged with each other the same. */
  readonly group: string;
  /** When it may go, at or after an instant: at the time of the day, unless it waits for no others. */
  readonly next: (from: Instant) => Instant;
}

/** A message that takes a place under the caps. */
export interface LedgerEntry {
  readonly key: string;
  /** What it may be merged with. */
  readonly group?: string;
  readonly channel: string;
  /**
   * `sent` at that instant; `going`: granted, and not yet known to have left, so that it counts as of now; `set`: to
   * be asked for again then, a place that gives way to a higher priority.
   */
  readonly is: "sent" | "going" | "set";
  readonly at: Instant;
  readonly priority: number;
  readonly askedAt: Instant;
}

/** Of subjects that have none: nothing holds a message back. */
export const NO_POLICY: ContactPolicy = {
  owner: "",
  caps: [],
  only: null,
  never: [],
  holdAccount: [],
  askHolder: [],
  exempt: [],
};

export function decideContact(request: ContactRequest): SendOutcome {
  const isExempt = isExemptPurpose(request.policy, request.message.purpose);
  const never = findRule(
    everyone(request.subject, request.sameAddress),
    (policy) => policy.never,
    request.now,
  );
  if (never !== null) return { is: "suppressed", why: `never when ${never}` };
  const hold = isExempt ? null : holdOf([request.subject, ...request.sameAccount], request.now);
  if (hold !== null) return held(request, hold);
  const ask = request.approvedBy === null ? askFirst(request) : null;
  if (ask !== null) return ask;
  return isExempt ? { is: "sent" } : schedule(request);
}

/** Messages of such a purpose take no place under a cap, either. */
export const isExemptPurpose = (policy: ContactPolicy, purpose: string): boolean =>
  policy.exempt.some((exempt) => exempt.purpose === purpose);

/** The rule that holds an account, in words; `null`: none does. */
export function holdOf(account: readonly Party[], now: Instant): string | null {
  return findRule(account, (policy) => policy.holdAccount, now);
}

/** The first instant at or after `now` at which the hours of the policy allow a message of this purpose. */
export function opensAt(
  policy: ContactPolicy,
  purpose: string,
  reader: Pick<ContactRequest, "zone" | "offsetAt">,
  now: Instant,
): Instant {
  if (policy.only === null || isExemptPurpose(policy, purpose)) return now;
  return nextWriting({ ...policy.only, zone: reader.zone, offsetAt: reader.offsetAt }, now);
}

/** Of one address: may anything still go to it? Asked again at the moment of sending. */
export function neverOf(parties: readonly Party[], now: Instant): string | null {
  return findRule(parties, (policy) => policy.never, now);
}

// ── Consent, holds, asking ────────────────────────────────────────────────────────────────────────────────

const everyone = (subject: Party, others: readonly Party[]): readonly Party[] => [subject, ...others];

/** The first rule that holds of anybody, each by the policy of their own kind. */
function findRule(
  parties: readonly Party[],
  rulesOf: (policy: ContactPolicy) => readonly Condition[],
  now: Instant,
): string | null {
  for (const party of parties) {
    const rules = party.policy === null ? [] : rulesOf(party.policy);
    const rule = rules.find((condition) => holdsOf(party, condition, now));
    if (rule !== undefined) return conditionWords(rule);
  }
  return null;
}

const holdsOf = ({ fields, bands }: Party, condition: Condition, now: Instant): boolean =>
  holds(condition, { ...viewOfFields(now, fields), bands });

/** A hold has no known end: what may not wait, or not longer than now, is dropped. */
function held({ orDrop, before, now }: ContactRequest, rule: string): SendOutcome {
  const why = `the account is on hold: ${rule}`;
  const isTooLate = before !== null && now >= before;
  return orDrop || isTooLate ? { is: "dropped", why } : { is: "held", why };
}

function askFirst({ policy, subject, now }: ContactRequest): SendOutcome | null {
  const rule = policy.askHolder.find(({ when }) => holdsOf(subject, when, now));
  return rule === undefined
    ? null
    : { is: "ask", ladder: rule.ladder, why: `ask the holder first when ${conditionWords(rule.when)}` };
}

// ── Caps and hours ────────────────────────────────────────────────────────────────────────────────────────

/** An instant at which a message may go, and the rules that moved it there. */
interface Slot {
  readonly at: Instant;
  readonly moved: readonly string[];
}

/** What would rather be dropped than wait waits for no others, either. */
const mergeRule =
  ({ merging, orDrop }: ContactRequest): SlotRule =>
  (at) => ({
    at: merging === undefined || orDrop ? at : merging.next(at),
    words: "several are open, which send one message a day",
  });

function schedule(request: ContactRequest): SendOutcome {
  const { now, before } = request;
  const { at, moved } = earliestSlot(request);
  const why = moved.join("; ");
  if (before !== null && at > before)
    return { is: "dropped", why: why === "" ? tooLate(request, before) : why };
  if (at === now) return { is: "sent" };
  return request.orDrop ? { is: "dropped", why } : { is: "deferred", until: at, why };
}

const tooLate = (request: ContactRequest, before: Instant): string =>
  `it was to go out by ${inWords(request, before)}`;

/** Each rule moves the slot on, until none does; every move is to a later instant, of finitely many. */
function earliestSlot(request: ContactRequest): Slot {
  const caps = request.policy.caps.map((cap) => capRule(request, cap));
  const rules = [mergeRule(request), ...caps, hoursRule(request)];
  let slot: Slot = { at: request.now, moved: [] };
  for (;;) {
    const next = rules.reduce(moveBy, slot);
    if (next.at === slot.at) return slot;
    slot = next;
  }
}

/** When the rule lets a message go that is wanted at an instant, and the rule in words. */
type SlotRule = (at: Instant) => { readonly at: Instant; readonly words: string };

function moveBy(slot: Slot, rule: SlotRule): Slot {
  const { at, words } = rule(slot.at);
  if (at === slot.at) return slot;
  return { at, moved: slot.moved.includes(words) ? slot.moved : [...slot.moved, words] };
}

function capRule(request: ContactRequest, cap: ContactPolicy["caps"][number]): SlotRule {
  const counted = request.entries
    .filter((entry) => cap.channel === "message" || cap.channel === entry.channel)
    .filter((entry) => takesPlace(request, entry))
    .map((entry) => (entry.is === "going" ? { ...entry, at: Math.max(entry.at, request.now) } : entry));
  const isMeant = cap.channel === "message" || cap.channel === request.message.channel;
  const words = capWords(request, cap, counted);
  const taken = counted.map((entry) => entry.at);
  return (at) => ({ at: isMeant ? earliestWithin(taken, cap.atMost, exactMs(cap.per), at) : at, words });
}

/** Of what a journey sends, for the last place under a cap; an unknown journey has none. */
export const priorityOf = (plan: Pick<Plan, "priority" | "exclusive"> | undefined): number =>
  plan?.priority ?? plan?.exclusive?.priority ?? 0;

/** What is only set for later gives way to a higher priority, and among equals to what was asked for earlier. */
function takesPlace(request: ContactRequest, entry: LedgerEntry): boolean {
  if (entry.key === request.key) return false;
  // They will be one message.
  if (entry.is === "set" && entry.group !== undefined && entry.group === request.merging?.group) return false;
  if (entry.is !== "set" || entry.priority > request.priority) return true;
  if (entry.priority < request.priority) return false;
  // Of one instant: what has its place already was faster.
  return entry.askedAt <= request.askedAt;
}

function hoursRule(request: ContactRequest): SlotRule {
  const { only } = request.policy;
  if (only === null) return (at) => ({ at, words: "" });
  const hours = hoursOf(request, only);
  const words = `only ${daysWords(only.days)} ${clockWords(only.from)} to ${clockWords(only.to)} in their own zone`;
  return (at) => ({ at: nextWriting(hours, at), words });
}

const hoursOf = (request: ContactRequest, only: NonNullable<ContactPolicy["only"]>): WritingHours => ({
  ...only,
  zone: request.zone,
  offsetAt: request.offsetAt,
});

// ── Words ─────────────────────────────────────────────────────────────────────────────────────────────────

function capWords(
  request: ContactRequest,
  cap: ContactPolicy["caps"][number],
  counted: readonly LedgerEntry[],
): string {
  const what = cap.atMost === 1 ? cap.channel : `${cap.channel}s`;
  const rule = `at most ${cap.atMost} ${what} per ${durationWords(cap.per)}`;
  const latest = counted.toSorted((one, other) => one.at - other.at).at(-1);
  if (latest === undefined) return rule;
  const when = inWords(request, latest.at);
  return `${rule}: ${latest.is === "set" ? `one is set for ${when}` : `the last one went out ${when}`}`;
}

/** On the clock of the reader who is written to, as far as it is known; else in UTC, which is then said. */
function inWords({ policy, zone, offsetAt }: ContactRequest, instant: Instant): string {
  const offset = localOffset({ zone, otherwise: policy.only?.otherwise ?? "UTC", offsetAt }, instant);
  return localWords(instant, offset) + (zone === null && policy.only === null ? " UTC" : "");
}
