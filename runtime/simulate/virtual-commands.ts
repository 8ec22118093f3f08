/** What the machine asks for, done in memory: the counterpart of the `record` activity, over the same policies. */
import { dateOfDay, localOf } from "../../compiler/calendar-time.ts";
import type { Library } from "../../compiler/library.ts";
import type { Fields, Instant, Value } from "../../compiler/plan.ts";
import { computedOf } from "../ingest/computed-of.ts";
import { same } from "../machine/conditions.ts";
import type { Command, CommandResult, PersonId, SendOutcome, WorkId } from "../machine/protocol.ts";
import { isMoney, withComputed } from "../machine/reckon.ts";
import {
  decideContact,
  isExemptPurpose,
  type LedgerEntry,
  type Party,
  priorityOf,
} from "../policy/contact.ts";
import { accountOf, addressOf, zoneOf } from "../policy/contact-fields.ts";
import { DAY } from "../policy/exact-time.ts";
import { peopleFor } from "../policy/people-for.ts";
import { pickPerson } from "../policy/pick-person.ts";
import { recipientsOf } from "../policy/recipients.ts";
import { hostOffsetAt } from "../policy/zone-offset.ts";
import type { Instance, VirtualLetter, VirtualSubject, World } from "./virtual-state.ts";

/** Answers the commands that ask for something, in order. */
export function applyCommands(
  world: World,
  instance: Instance,
  commands: readonly Command[],
): readonly CommandResult[] {
  const results: CommandResult[] = [];
  for (const command of commands) {
    switch (command.do) {
      case "assign":
        results.push(assign(world, instance, command));
        break;
      case "send":
        results.push({ ref: command.ref, sent: send(world, instance, command) });
        break;
      case "sum":
        results.push({ ref: command.ref, sum: sumOf(world, instance, command) });
        break;
      case "judge":
        results.push({ ref: command.ref, winner: world.winners.get(command.split) ?? null });
        break;
      case "open work":
        world.open.set(command.work.id, command.work);
        break;
      case "close work":
        world.open.delete(command.work);
        break;
      case "drop":
        for (const key of command.keys) drop(world, key);
        break;
      case "tell":
        tell(world, instance, command);
        break;
      case "set":
        learn(world.options, instance.subject, command.fields, world.now);
        break;
      case "keep":
        instance.own = { ...instance.own, ...command.fields };
        break;
      case "begin":
      case "call":
      case "place":
      case "end":
        break;
    }
  }
  return results;
}

// ── People ────────────────────────────────────────────────────────────────────────────────────────────────

function assign(
  world: World,
  instance: Instance,
  command: Extract<Command, { do: "assign" }>,
): CommandResult {
  const { library } = world.options;
  const people = peopleFor(library.roles, world.people, instance.subject.fields);
  const { role, ref } = command;
  const calendar = library.calendars[library.roles[role]?.calendar ?? ""];
  const found = pickPerson({
    route: command.route === null ? null : (library.routes[command.route] ?? null),
    role,
    people,
    loads: loadsOf(world, command.work.id),
    lastPicked: turnsOf(world, role),
    fields: instance.subject.fields,
    exclude: command.exclude,
    first: command.first,
    localDate: dateOfDay(
      calendar === undefined ? Math.floor(world.now / DAY) : localOf(calendar, world.now).day,
    ),
  });
  world.open.set(command.work.id, { ...command.work, person: found?.person ?? null });
  if (found === null) return { ref, person: null, role };
  world.picks += 1;
  world.turns.set(`${found.role}/${found.person}`, world.picks);
  world.journal.push({ ...command.entry, to: found.person, instance: instance.id });
  return { ref, person: found.person, role: found.role };
}

function turnsOf(world: World, role: string): Readonly<Record<PersonId, number>> {
  const turns = world.people.people.map(({ id }) => [id, world.turns.get(`${role}/${id}`)] as const);
  return Object.fromEntries(turns.flatMap(([id, turn]) => (turn === undefined ? [] : [[id, turn]])));
}

/** Handovers and tasks that each person has open, this one left out: it is being moved. */
function loadsOf(world: World, except: WorkId): Readonly<Record<PersonId, number>> {
  const loads: Record<PersonId, number> = {};
  for (const [id, { kind, person }] of world.open) {
    if (id === except || person === null || (kind !== "accept" && kind !== "task")) continue;
    loads[person] = (loads[person] ?? 0) + 1;
  }
  return loads;
}

function tell(world: World, instance: Instance, command: Extract<Command, { do: "tell" }>): void {
  const { library } = world.options;
  const people = peopleFor(library.roles, world.people, instance.subject.fields);
  for (const { id } of recipientsOf(library, people, command.to))
    world.notices.push({ to: id, at: world.now, text: command.text, instance: instance.id });
}

// ── The ledger ────────────────────────────────────────────────────────────────────────────────────────────

function send(world: World, instance: Instance, command: Extract<Command, { do: "send" }>): SendOutcome {
  const { library } = world.options;
  const message = library.messages[command.message];
  const policy = library.policies[instance.subject.kind];
  const { channel, purpose } = message ?? { channel: "email", purpose: "" };
  const before = world.letters.get(command.key);
  const askedAt = before?.askedAt ?? world.now;
  const priority = priorityOf(instance.plan);
  const outcome: SendOutcome =
    policy === undefined
      ? { is: "sent" }
      : decideContact({
          policy,
          message: { channel, purpose },
          key: command.key,
          subject: partyOf(world, instance.subject),
          sameAddress: othersWith(world, instance.subject, addressOf),
          sameAccount: othersWith(world, instance.subject, accountOf),
          entries: entriesOf(world, instance.subject, command.key),
          now: world.now,
          askedAt,
          priority,
          orDrop: command.orDrop,
          before: command.before,
          approvedBy: command.approvedBy,
          zone: zoneOf(library, instance.subject),
          offsetAt: hostOffsetAt,
        });
  const counts = policy === undefined || !isExemptPurpose(policy, purpose);
  world.letters.set(command.key, {
    key: command.key,
    instance: instance.id,
    subject: instance.subject,
    message: command.message,
    channel,
    priority,
    askedAt,
    counts,
    ...placeOf(outcome, world.now),
  });
  world.journal.push({
    at: world.now,
    what: "message",
    name: command.message,
    stage: command.stage,
    step: command.step,
    by: command.approvedBy,
    to: null,
    result: outcome.is,
    why: "why" in outcome ? outcome.why : null,
    instance: instance.id,
  });
  return outcome;
}

function placeOf(outcome: SendOutcome, now: Instant): Pick<VirtualLetter, "state" | "at"> {
  switch (outcome.is) {
    case "sent":
      return { state: "sent", at: now };
    case "deferred":
      return { state: "set", at: outcome.until };
    case "held":
      return { state: "held", at: now };
    default:
      return { state: "closed", at: now };
  }
}

/** What has gone out cannot be kept back. */
function drop(world: World, key: string): void {
  const letter = world.letters.get(key);
  if (letter !== undefined && letter.state !== "sent") letter.state = "closed";
}

function entriesOf(world: World, subject: VirtualSubject, key: string): readonly LedgerEntry[] {
  const { library } = world.options;
  const address = addressOf(library, subject);
  return [...world.letters.values()]
    .filter(
      (letter) =>
        letter.key !== key &&
        letter.counts &&
        (letter.subject === subject || addressOf(library, letter.subject) === address),
    )
    .flatMap((letter) =>
      letter.state === "sent" || letter.state === "set" ? [{ ...letter, is: letter.state }] : [],
    );
}

const partyOf = (world: World, subject: VirtualSubject): Party => ({
  policy: world.options.library.policies[subject.kind] ?? null,
  fields: subject.fields,
  bands: subject.bands,
});

/** Everyone else with the same address or account, if there is one. */
function othersWith(
  world: World,
  subject: VirtualSubject,
  sharedBy: (library: Library, subject: VirtualSubject) => string | null,
): readonly Party[] {
  const { library } = world.options;
  const value = sharedBy(library, subject);
  if (value === null) return [];
  return [...world.subjects.values()]
    .filter((other) => other !== subject && sharedBy(library, other) === value)
    .map((other) => partyOf(world, other));
}

/** The subject and everyone else of its account. */
export const partiesOf = (world: World, subject: VirtualSubject): readonly Party[] => [
  partyOf(world, subject),
  ...othersWith(world, subject, accountOf),
];

/** The subject's own amount counts whenever it was set; of the others what changed lately, in its currency. */
function sumOf(world: World, { subject }: Instance, command: Extract<Command, { do: "sum" }>): number {
  const { field, days } = command;
  const over =
    command.over === "account"
      ? (world.options.library.subjects[subject.kind]?.account ?? null)
      : command.over;
  const value = over === null ? null : (subject.fields[over] ?? null);
  const since = world.now - days * DAY;
  const others = [...world.subjects.values()].filter(
    (other) =>
      over !== null &&
      value !== null &&
      other !== subject &&
      other.kind === subject.kind &&
      other.fields[over] === value &&
      (other.fieldsAt[field] ?? 0) >= since,
  );
  const own = subject.fields[field] ?? null;
  return [subject, ...others].reduce((sum, { fields }) => sum + amountIn(fields[field] ?? null, own), 0);
}

function amountIn(value: Value, own: Value): number {
  if (typeof value === "number") return value;
  if (!isMoney(value)) return 0;
  return isMoney(own) && own.currency !== value.currency ? 0 : value.amount;
}

/** What is said of a subject, and when; what is worked out follows. */
export function learn(
  { library }: { readonly library: Library },
  subject: VirtualSubject,
  says: Fields,
  at: Instant,
): void {
  const types = library.subjects[subject.kind]?.fields ?? {};
  const before = subject.fields;
  subject.fields = withComputed(computedOf(types), { ...before, ...says });
  const said = Object.entries(subject.fields).filter(
    ([name, value]) => name in says || !same(before[name] ?? null, value),
  );
  subject.fieldsAt = { ...subject.fieldsAt, ...Object.fromEntries(said.map(([name]) => [name, at])) };
}
