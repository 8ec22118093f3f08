/** What the machine asks for, done in memory: the counterpart of the `record` activity, over the same policies. */
import { dateOfDay, localOf } from "../../compiler/calendar-time.ts";
import type { ContactPolicy, People } from "../../compiler/library.ts";
import type { Fields, Instant, Value } from "../../compiler/plan.ts";
import { computedOf } from "../ingest/computed-of.ts";
import { holds, same, viewOfFields } from "../machine/conditions.ts";
import type {
  Command,
  CommandResult,
  JournalEntry,
  PersonId,
  Reached,
  SendOutcome,
  WorkId,
  WorkRecord,
} from "../machine/protocol.ts";
import { isMoney, withComputed } from "../machine/reckon.ts";
import {
  decideContact,
  isExemptPurpose,
  type LedgerEntry,
  NO_POLICY,
  neverOf,
  type Party,
  priorityOf,
} from "../policy/contact.ts";
import { normalForm, zoneOf } from "../policy/contact-fields.ts";
import { nextContacts, placeAmong } from "../policy/contacts.ts";
import { DAY, exactMs } from "../policy/exact-time.ts";
import { mergeGroup, mergesUntil, mergingOf } from "../policy/merging.ts";
import { peopleFor } from "../policy/people-for.ts";
import { pickApart } from "../policy/pick-person.ts";
import { relatedQuestions } from "../policy/questions.ts";
import { recipientsOf } from "../policy/recipients.ts";
import { hostOffsetAt, hostOffsets } from "../policy/zone-offset.ts";
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
      case "find":
        results.push({ ref: command.ref, ...findContacts(world, instance, command) });
        break;
      case "judge":
        results.push({ ref: command.ref, winner: world.winners.get(command.split) ?? null });
        break;
      case "zone":
        results.push({ ref: command.ref, offsets: hostOffsets(command.zone, world.now) });
        break;
      case "open work":
        noteWork(world, instance, command.work);
        break;
      case "close work":
        setLoad(world, command.work, null);
        break;
      case "drop":
        for (const key of command.keys) drop(world, instance, key);
        break;
      case "tell":
        tell(world, instance, command);
        break;
      case "set":
        learn(world, instance.subject, command.fields, world.now);
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
  const { role, ref } = command;
  const people = withoutSilenced(
    world,
    peopleFor(library.roles, world.people, instance.subject.fields),
    role,
  );
  const calendar = library.calendars[library.roles[role]?.calendar ?? ""];
  const request = {
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
  };
  const { works = [], people: answered = [] } = command.beside ?? {};
  const asked = [...answered, ...works.flatMap((id) => world.open.get(id)?.person ?? [])];
  const found = pickApart(request, asked);
  const person = found?.person ?? null;
  noteWork(world, instance, { ...command.work, person, role: found?.role ?? role });
  if (found === null) return { ref, person: null, role };
  world.picks += 1;
  world.turns.set(`${found.role}/${found.person}`, world.picks);
  writeDown(world, instance, { ...command.entry, to: found.person });
  return { ref, person: found.person, role: found.role };
}

/** As in a run: who may not be written to cannot be asked by a letter. */
function withoutSilenced(world: World, people: People, role: string): People {
  const { library } = world.options;
  if (library.roles[role]?.outside === undefined) return people;
  const isSilenced = (email: string): boolean => {
    const carrying = [...world.index.under("address", normalForm(email))];
    return (
      neverOf(
        carrying.map((subject) => partyOf(world, subject)),
        world.now,
      ) !== null
    );
  };
  return {
    ...people,
    people: people.people.filter(({ email, roles }) => !roles.includes(role) || !isSilenced(email)),
  };
}

function turnsOf(world: World, role: string): Readonly<Record<PersonId, number>> {
  const turns = world.people.people.map(({ id }) => [id, world.turns.get(`${role}/${id}`)] as const);
  return Object.fromEntries(turns.flatMap(([id, turn]) => (turn === undefined ? [] : [[id, turn]])));
}

/** A request is with somebody from now on, or looked for somebody in vain. */
function noteWork(world: World, instance: Instance, work: WorkRecord): void {
  setLoad(world, work.id, work);
  world.options.witness?.asked(instance, work);
}

type Burden = Pick<WorkRecord, "kind" | "person">;

/** `null`: it is closed. */
function setLoad(world: World, id: WorkId, work: Burden | null): void {
  const before = world.open.get(id);
  if (before !== undefined) addLoad(world, before, -1);
  if (work === null) return void world.open.delete(id);
  world.open.set(id, { kind: work.kind, person: work.person });
  addLoad(world, work, 1);
}

function addLoad(world: World, { kind, person }: Burden, count: number): void {
  if (person === null || (kind !== "accept" && kind !== "task")) return;
  world.loads.set(person, (world.loads.get(person) ?? 0) + count);
}

/** Handovers and tasks that each person has open, this one left out: it is being moved. */
function loadsOf(world: World, except: WorkId): Readonly<Record<PersonId, number>> {
  const loads = Object.fromEntries(world.loads);
  const moved = world.open.get(except);
  const isCounted = moved?.kind === "accept" || moved?.kind === "task";
  if (moved?.person == null || !isCounted) return loads;
  return { ...loads, [moved.person]: (loads[moved.person] ?? 0) - 1 };
}

function tell(world: World, instance: Instance, command: Extract<Command, { do: "tell" }>): void {
  if (world.options.witness !== undefined) return;
  const { library } = world.options;
  const people = peopleFor(library.roles, world.people, instance.subject.fields);
  for (const { id } of recipientsOf(library, people, command.to))
    world.notices.push({ to: id, at: world.now, text: command.text, instance: instance.id });
}

// ── The ledger ────────────────────────────────────────────────────────────────────────────────────────────

function send(world: World, instance: Instance, command: Extract<Command, { do: "send" }>): SendOutcome {
  const { library } = world.options;
  const message = library.messages[command.message];
  const reader = (command.to === undefined ? undefined : world.subjects.get(command.to)) ?? instance.subject;
  const policy = library.policies[reader.kind];
  const { channel, purpose } = message ?? { channel: "email", purpose: "" };
  const before = reader.letters.get(command.key);
  // It has gone out in another one.
  if (before?.state === "sent") return { is: "sent" };
  const askedAt = before?.askedAt ?? world.now;
  const priority = priorityOf(instance.plan);
  const merges = { plan: instance.plan, stage: command.stage, subject: instance.subject, now: world.now };
  // What goes to others of the account is no part of what the subject's own journeys say.
  const merging =
    command.to === undefined ? mergingOf(merges, waitsForOthers(world, instance, before)) : undefined;
  const outcome = decideContact({
    policy: policy ?? NO_POLICY,
    message: { channel, purpose },
    key: command.key,
    subject: partyOf(world, reader),
    sameAddress: othersWith(world, reader, "address"),
    sameAccount: othersWith(world, reader, "account"),
    entries: entriesOf(world, reader, command.key),
    now: world.now,
    askedAt,
    priority,
    orDrop: command.orDrop,
    before: command.before,
    approvedBy: command.approvedBy,
    ...(merging && { merging }),
    zone: zoneOf(library, reader),
    offsetAt: hostOffsetAt,
  });
  const counts = policy === undefined || !isExemptPurpose(policy, purpose);
  keepLetter(world, {
    key: command.key,
    instance: instance.id,
    subject: reader,
    message: command.message,
    channel,
    priority,
    askedAt,
    counts,
    group: mergeGroup(instance.plan.journey, reader.id),
    stage: command.stage,
    step: command.step,
    ...placeOf(outcome, world.now),
  });
  writeDown(world, instance, {
    at: world.now,
    what: "message",
    name: command.message,
    stage: command.stage,
    step: command.step,
    by: command.approvedBy,
    to: command.to ?? null,
    result: outcome.is,
    why: "why" in outcome ? outcome.why : null,
  });
  if (outcome.is === "sent" && counts && instance.plan.merges !== undefined && reader === instance.subject)
    takeAlong(world, instance, command, mergesUntil(merges));
  return outcome;
}

/** By the same rule as in the store: of several that are open each waits for the time of the day, once. */
function waitsForOthers(
  world: World,
  { plan, subject }: Instance,
  before: VirtualLetter | undefined,
): boolean {
  if (plan.merges === undefined) return false;
  const hasWaited = before?.state === "set" && before.at <= world.now;
  const open = [...subject.running].filter(
    (other) => other.plan.journey === plan.journey && other.endedAt === null,
  );
  return !hasWaited && open.length > 1;
}

/** What waits for the same day goes out in this message. */
function takeAlong(
  world: World,
  { plan, subject }: Instance,
  { key, message }: Extract<Command, { do: "send" }>,
  until: Instant,
): void {
  const group = mergeGroup(plan.journey, subject.id);
  for (const letter of subject.letters.values()) {
    const owner = world.instances.get(letter.instance);
    const isAlong =
      letter.group === group && letter.state === "set" && letter.at <= until && letter.key !== key;
    if (!isAlong || owner === undefined) continue;
    keepLetter(world, { ...letter, state: "sent", at: world.now, counts: false });
    const { message: name, stage, step } = letter;
    const entry = { at: world.now, what: "message", name, stage, step, by: null, to: null } as const;
    writeDown(world, owner, { ...entry, result: "merged", why: `it goes out with ${message}` });
    writeDown(world, owner, { ...entry, result: "sent", why: `in one message with ${message}` });
  }
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

/** In a world that keeps nothing of what is over, what no cap asks about any more is let go. */
function keepLetter(world: World, letter: VirtualLetter): void {
  const { letters } = letter.subject;
  const { witness, library } = world.options;
  if (witness === undefined) world.letters.set(letter.key, letter);
  else
    for (const [key, { state, at }] of letters) {
      const isOver = state === "sent" || state === "closed";
      if (isOver && at < world.now - longestCap(library.policies[letter.subject.kind])) letters.delete(key);
    }
  const before = letters.get(letter.key);
  if (before !== undefined) world.held.delete(before);
  letters.set(letter.key, letter);
  if (letter.state === "held") world.held.add(letter);
}

const longestCap = (policy: ContactPolicy | undefined): number =>
  Math.max(0, ...(policy?.caps ?? []).map(({ per }) => exactMs(per)));

/** What has gone out cannot be kept back. */
function drop(world: World, instance: Instance, key: string): void {
  const { subject } = instance;
  const letter = subject.letters.get(key);
  if (letter === undefined || letter.state === "sent" || letter.state === "closed") return;
  letter.state = "closed";
  world.held.delete(letter);
  const { message: name, stage, step } = letter;
  const taken = { name, stage, step, result: "withdrawn", why: "the journey has moved on" } as const;
  writeDown(world, instance, { at: world.now, what: "message", by: null, to: null, ...taken });
}

function entriesOf(world: World, subject: VirtualSubject, key: string): readonly LedgerEntry[] {
  const entries: LedgerEntry[] = [];
  for (const one of new Set([subject, ...world.index.sharing("address", subject)]))
    for (const letter of one.letters.values())
      if (letter.key !== key && letter.counts && (letter.state === "sent" || letter.state === "set"))
        entries.push({ ...letter, is: letter.state });
  return entries;
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
  sharedBy: "address" | "account",
): readonly Party[] {
  const others: Party[] = [];
  for (const other of world.index.sharing(sharedBy, subject))
    if (other !== subject) others.push(partyOf(world, other));
  return others;
}

/** The subject and everyone else of its account. */
export const partiesOf = (world: World, subject: VirtualSubject): readonly Party[] => [
  partyOf(world, subject),
  ...othersWith(world, subject, "account"),
];

/** Of a kind, whoever is of the subject's account, in the order in which they became known; without one only itself. */
export function recordsOf(world: World, subject: VirtualSubject, kind: string): readonly VirtualSubject[] {
  const all = new Set([subject, ...world.index.sharing("account", subject)]);
  return [...all].filter((other) => other.kind === kind).sort((one, other) => one.order - other.order);
}

function findContacts(
  world: World,
  { subject }: Instance,
  { kind, where, after }: Extract<Command, { do: "find" }>,
): ReturnType<typeof nextContacts> {
  const meant = recordsOf(world, subject, kind).filter(
    ({ fields, bands }) => where === null || holds(where, { ...viewOfFields(world.now, fields), bands }),
  );
  const contacts = meant.map(({ id, found, order }) => ({
    id,
    address: found.address,
    place: placeAmong(order),
  }));
  return nextContacts(contacts, after);
}

/** What the store answers where records change. */
export function relatedAnswers(world: World, subject: VirtualSubject): Readonly<Record<string, boolean>> {
  const asked = relatedQuestions(world.options.library).filter(([, one]) => one.subject === subject.kind);
  return Object.fromEntries(
    asked.map(([name, { of, when }]) => [
      name,
      !recordsOf(world, subject, of).some(({ fields }) => holds(when, viewOfFields(world.now, fields))),
    ]),
  );
}

/** The subject's own amount counts whenever it was set; of the others what changed lately, in its currency. */
function sumOf(world: World, { subject }: Instance, command: Extract<Command, { do: "sum" }>): number {
  const { field, days } = command;
  const account = world.options.library.subjects[subject.kind]?.account ?? null;
  const over = command.over === "account" ? account : command.over;
  const candidates =
    over !== null && over === account ? world.index.sharing("account", subject) : world.subjects.values();
  const value = over === null ? null : (subject.fields[over] ?? null);
  const since = world.now - days * DAY;
  const others = [...candidates].filter(
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

export function writeDown(world: World, instance: Instance, entry: JournalEntry): void {
  const { witness } = world.options;
  if (witness !== undefined) witness.wrote(instance, entry);
  else world.journal.push({ ...entry, instance: instance.id });
}

export function noteReached({ reached }: World, { plan }: Instance, more: readonly Reached[]): void {
  const known = reached.get(plan.journey) ?? new Map<string, Reached>();
  for (const one of more) known.set(`${one.at} ${one.way}`, one);
  reached.set(plan.journey, known);
}

/** What is said of a subject, and when; what is worked out follows. */
export function learn(world: World, subject: VirtualSubject, says: Fields, at: Instant): void {
  const types = world.options.library.subjects[subject.kind]?.fields ?? {};
  const before = subject.fields;
  subject.fields = withComputed(computedOf(types), { ...before, ...says });
  const said = Object.entries(subject.fields).filter(
    ([name, value]) => name in says || !same(before[name] ?? null, value),
  );
  subject.fieldsAt = { ...subject.fieldsAt, ...Object.fromEntries(said.map(([name]) => [name, at])) };
  world.index.place(subject, Object.fromEntries(said));
}
