/**
 * The world in virtual time: subjects, people, a contact ledger and any number of running journeys in memory, on a
 * clock that jumps from one deadline to the next. It runs the machine and the policies that also run in production;
 * only the carrying of messages and the store are not real here.
 */
import { invariant } from "../../compiler/invariant.ts";
import type { Fields, Instant, Plan } from "../../compiler/plan.ts";
import { HOLDS } from "../../compiler/questions.ts";
import { computedOf } from "../ingest/computed-of.ts";
import { datedEntries, lookAtEntry, nextMoment, UNWATCHED } from "../ingest/due-entry.ts";
import { missingOf } from "../ingest/event-schema.ts";
import { comingAlong, followersOf } from "../ingest/followers.ts";
import { nextToGoOn, type Rival, standingIn, waitsForEndOf } from "../ingest/group.ts";
import { isFor, keyOfEntry, keyText, ownAtStart } from "../ingest/instance-key.ts";
import { mayEnter } from "../ingest/may-enter.ts";
import { saidOf, withFallbacks } from "../ingest/said-of.ts";
import { holds, matchesAny, viewOfFields } from "../machine/conditions.ts";
import { nextDeadline } from "../machine/deadlines.ts";
import type {
  Act,
  Actor,
  CallOutcome,
  Command,
  CommandResult,
  Event,
  Input,
  PersonId,
  Refusal,
  StepOutcome,
} from "../machine/protocol.ts";
import { withComputed } from "../machine/reckon.ts";
import { refusal } from "../machine/refusal.ts";
import type { State } from "../machine/state.ts";
import { step } from "../machine/step.ts";
import { holdOf } from "../policy/contact.ts";
import { leaveRole } from "../policy/leave-role.ts";
import { peopleFor } from "../policy/people-for.ts";
import { countSubject } from "../policy/subject-scores.ts";
import { type Due, RANK } from "./agenda.ts";
import { NOWHERE, underKey } from "./subject-index.ts";
import {
  applyCommands,
  learn,
  noteReached,
  partiesOf,
  relatedAnswers,
  writeDown,
} from "./virtual-commands.ts";
import {
  emptyWorld,
  type Instance,
  isRunning,
  joinedInstances,
  type Keyed,
  openInstances,
  type Stay,
  type VirtualSubject,
  type World,
  type WorldOptions,
} from "./virtual-state.ts";

export function openWorld(options: WorldOptions): World {
  const world = emptyWorld(options);
  for (const [name, { every }] of Object.entries(options.library.hygiene ?? {}))
    planCare(world, name, options.start + every);
  return world;
}

/** Something that happens at an instant, whatever it is; of one instant, what was planned first. */
export function schedule(world: World, rank: number, at: Instant, run: () => void): void {
  world.count += 1;
  world.agenda.add({ at, rank, order: world.count, run, place: -1 });
}

/** @param mark told apart by more than their turn: what a draw by their id depends on */
export function addSubject(world: World, kind: string, fields: Fields, mark = ""): VirtualSubject {
  const definition = world.options.library.subjects[kind];
  invariant(definition !== undefined, `the library has no subject ${kind}`);
  const defaults = Object.fromEntries(
    Object.entries(definition.fields).map(([name, field]) => [name, field.default]),
  );
  world.count += 1;
  const subject: VirtualSubject = {
    id: `s${world.count}${mark}`,
    kind,
    order: world.count,
    fields: withComputed(computedOf(definition.fields), { ...defaults, ...fields }),
    fieldsAt: Object.fromEntries(Object.keys(fields).map((name) => [name, world.now])),
    happened: new Map(),
    since: world.now,
    counted: {},
    countedWith: {},
    bands: {},
    running: new Set(),
    joined: new Set(),
    stays: new Map(),
    watches: new Map(),
    letters: new Map(),
    found: NOWHERE,
    toldIn: null,
    due: null,
  };
  world.subjects.set(subject.id, subject);
  world.index.place(subject, subject.fields);
  moveScores(world, subject, null);
  spreadRelated(world, subject);
  watchEntries(world, subject);
  return subject;
}

// ── Events ────────────────────────────────────────────────────────────────────────────────────────────────

/** An event comes in: the subject learns, scores move, journeys begin, and those that listen are told. */
export function takeEvent(
  world: World,
  subject: VirtualSubject,
  kind: string,
  given: Fields,
  at: Instant = world.now,
): void {
  const { library } = world.options;
  const whole = wholeEvent(library, kind, given);
  const declared = library.subjects[subject.kind];
  const learnt = declared === undefined ? {} : saidOf(declared, whole);
  const fields = withFallbacks(whole, learnt);
  learn(world, subject, learnt, at);
  subject.happened.set(kind, Math.max(at, subject.happened.get(kind) ?? at));
  openFollowers(world, subject);
  const event: Event = { id: nextId(world, "e"), kind, at, fields };
  const moved = moveScores(world, subject, event);
  joinByKey(world, subject, fields);
  const open = openInstances(subject);
  for (const instance of joinedInstances(subject)) {
    const { plan, key } = instance;
    if (isFor(plan, key, fields) && plan.reads.events.includes(kind))
      put(world, instance, { is: "event", now: world.now, event });
  }
  for (const instance of open) {
    const { plan, key } = instance;
    if (isFor(plan, key, fields) && plan.reads.events.includes(kind))
      put(world, instance, { is: "event", now: world.now, event });
    else tellFields(world, instance, learnt);
  }
  for (const instance of open) tellBands(world, instance, moved);
  releaseHeld(world);
  for (const plan of world.options.plans) enterIfDue(world, plan, subject, event);
  watchEntries(world, subject);
  spreadRelated(world, subject);
}

/** Opens whoever follows the subject, as intake does; one that is there stays as it is. */
function openFollowers(world: World, followed: VirtualSubject): void {
  for (const { kind, subject, on } of followersOf(world.options.library, followed.kind)) {
    const fields = comingAlong(subject, followed.fields);
    const key = fields[subject.key] ?? null;
    const isThere = world.index.under("key", underKey(kind, key)).size > 0;
    const hasHappened = on.some((event) => followed.happened.has(event));
    if (!hasHappened || isThere || key === null || missingOf(subject, fields).length > 0) continue;
    moveScores(world, addSubject(world, kind, fields), null);
  }
}

/** Whoever brings the key of an instance that is open joins it. */
function joinByKey(world: World, subject: VirtualSubject, said: Fields): void {
  for (const plan of world.options.plans) {
    const key = plan.per === undefined ? null : keyText(said[plan.per] ?? null);
    if (key === null || plan.subject !== subject.kind) continue;
    for (const instance of keyedBy(world, plan, key).open) {
      if (instance.subject === subject) continue;
      instance.members.add(subject);
      subject.joined.add(instance);
    }
  }
}

function keyedBy(world: World, plan: Plan, key: string): Keyed {
  const id = `${plan.journey}\n${key}`;
  const known = world.keyed.get(id) ?? { stays: [], open: new Set() };
  world.keyed.set(id, known);
  return known;
}

/** As intake completes it: what is not given is its default, and what is worked out is. */
function wholeEvent({ events }: World["options"]["library"], kind: string, given: Fields): Fields {
  const types = events[kind]?.fields ?? {};
  const defaults = Object.entries(types).flatMap(([name, field]) =>
    field.default === null ? [] : [[name, field.default] as const],
  );
  return withComputed(computedOf(types), { ...Object.fromEntries(defaults), ...given });
}

/** Brings up to date what is counted of the subject; answers which bands changed. */
function moveScores(world: World, subject: VirtualSubject, event: Event | null): readonly string[] {
  const { kind, fields, bands: before } = subject;
  world.touched.add(subject);
  const related = relatedAnswers(world, subject);
  const change = { kind, before: subject.countedWith, fields, event, now: world.now, related };
  subject.counted = countSubject(world.options.library, (name) => subject.counted[name]?.state, change);
  subject.countedWith = fields;
  const bands = Object.entries(subject.counted).map(([name, { band }]) => [name, band] as const);
  subject.bands = Object.fromEntries(bands);
  for (const [name, band] of bands)
    if (band !== before[name]) world.options.witness?.banded?.(subject, name, band, world.now);
  return bands.flatMap(([name, band]) => (band === (before[name] ?? null) ? [] : [name]));
}

/** Whoever is asked about records of their account learns when the subject has changed the answer. */
function spreadRelated(world: World, changed: VirtualSubject): void {
  const before = changed.toldIn;
  changed.toldIn = changed.found.account;
  const others = [...world.index.sharing("account", changed), ...world.index.under("account", before)];
  for (const subject of new Set(others)) {
    const answers = Object.entries(relatedAnswers(world, subject));
    const isNews = answers.some(([name, holds]) => (subject.bands[name] === HOLDS) !== holds);
    if (subject === changed || !isNews) continue;
    const moved = moveScores(world, subject, null);
    for (const instance of openInstances(subject)) tellBands(world, instance, moved);
    watchEntries(world, subject);
  }
}

function tellBands(world: World, instance: Instance, scores: readonly string[]): void {
  for (const score of scores) {
    if (!instance.plan.reads.scores.includes(score)) continue;
    put(world, instance, {
      is: "band",
      now: world.now,
      id: nextId(world, "b"),
      score,
      band: instance.subject.bands[score] ?? null,
    });
  }
}

/** Fields that a subject's other journeys, a person or another event changed. */
function tellFields(world: World, instance: Instance, fields: Fields): void {
  const read = Object.entries(fields).filter(([name]) => instance.plan.reads.fields.includes(name));
  if (read.length > 0)
    put(world, instance, {
      is: "fields",
      now: world.now,
      id: nextId(world, "f"),
      fields: Object.fromEntries(read),
    });
}

// ── Entry ─────────────────────────────────────────────────────────────────────────────────────────────────

function enterIfDue(world: World, plan: Plan, subject: VirtualSubject, event: Event): void {
  if (plan.subject !== subject.kind) return;
  const view = { ...viewOfFields(world.now, subject.fields), bands: subject.bands };
  const entry = plan.entries.find((one) => "on" in one && matchesAny(one.on, event, view));
  if (entry !== undefined) goAhead(world, enter(world, plan, subject, entry.stage, { event }));
}

/** Entries that no event leads to: by time, and by what is known of the subject. */
function watchEntries(world: World, subject: VirtualSubject): void {
  world.touched.add(subject);
  for (const plan of world.options.plans) {
    for (const [index, entry] of datedEntriesFor(plan, subject)) {
      const look = lookAtEntry(plan, entry, watchOf(plan, index, subject), subject, world.now);
      subject.watches.set(watchKey(plan, index), look.watch);
      if (look.enters !== null)
        goAhead(world, enter(world, plan, subject, entry.stage, { event: null, why: look.enters }));
    }
  }
}

const datedEntriesFor = (plan: Plan, subject: VirtualSubject) =>
  plan.subject === subject.kind ? datedEntries(plan) : [];
const watchKey = (plan: Plan, index: number): string => `${plan.journey}/${index}`;
const watchOf = (plan: Plan, index: number, subject: VirtualSubject) =>
  subject.watches.get(watchKey(plan, index)) ?? UNWATCHED;

/** `begin` enters where the first entry of the journey leads, by its rules. */
function beginJourney(world: World, journey: string, subject: VirtualSubject): Entered {
  const plan = world.options.plans.find((candidate) => candidate.journey === journey);
  invariant(plan !== undefined, `no plan of ${journey}`);
  const stage = plan.entries[0]?.stage;
  invariant(stage !== undefined, `${journey} has no entry`);
  return enter(world, plan, subject, stage, { event: null });
}

/** An instance that has taken its first step, what came of which is not done yet; or one that is joined. */
type Entered =
  | {
      readonly opened: Instance;
      readonly first: StepOutcome<State>;
      readonly give: readonly Rival[];
    }
  | { readonly opened: null; readonly joined: string | null };

const NOT_ENTERED: Entered = { opened: null, joined: null };

const idOf = (entered: Entered): string | null =>
  entered.opened === null ? entered.joined : entered.opened.id;

/** Others give way before the newcomer does anything. */
function goAhead(world: World, entered: Entered): void {
  if (entered.opened === null) return;
  const { opened, first, give } = entered;
  for (const rival of give) giveWay(world, rival.id, opened.plan.journey);
  finish(world, opened, first);
}

function enter(
  world: World,
  plan: Plan,
  subject: VirtualSubject,
  stage: string,
  led: Pick<Extract<Input, { is: "start" }>, "event" | "why">,
): Entered {
  const own = subject.stays.get(plan.journey) ?? [];
  const key = keyOfEntry(plan, led.event?.fields ?? {}, subject.fields);
  if (plan.per !== undefined && key === null) {
    if (plan.asksForKey !== undefined) goAhead(world, beginJourney(world, plan.asksForKey, subject));
    return NOT_ENTERED;
  }
  const text = keyText(key);
  const keyed = text === null ? null : keyedBy(world, plan, text);
  const earlier = keyed === null ? own : keyed.stays;
  const may = mayEnter(plan, earlier, world.now);
  if (!may.may) {
    const open = own.find((stay) => stay.endedAt === null && earlier.includes(stay));
    return { opened: null, joined: may.joins && open !== undefined ? open.instance : null };
  }
  const id = `${plan.journey}/${subject.id}/${own.length + 1}`;
  const fields = Object.fromEntries(plan.reads.fields.map((name) => [name, subject.fields[name] ?? null]));
  const bands = Object.fromEntries(plan.reads.scores.map((score) => [score, subject.bands[score] ?? null]));
  const input: Input = {
    is: "start",
    now: world.now,
    instance: id,
    subject: subject.id,
    stage,
    fields,
    fieldsAt: subject.fieldsAt,
    bands,
    ...led,
    own: ownAtStart(plan, key),
  };
  const standing = standingIn(plan.exclusive, rivalsOf(plan, subject));
  if (!standing.may) return NOT_ENTERED;
  const givesWayTo = standing.waitsFor?.journey ?? null;
  const entry: Input = givesWayTo === null ? input : { ...input, givesWayTo };
  const outcome = step(plan, null, entry);
  const stay: Stay = { instance: id, enteredAt: world.now, endedAt: null };
  world.count += 1;
  const instance: Instance = {
    id,
    order: world.count,
    plan,
    subject,
    state: outcome.state,
    enteredAt: world.now,
    endedAt: null,
    isTold: false,
    stay,
    key: text,
    members: new Set(),
    own: ownAtStart(plan, key),
    givesWayTo,
    due: null,
  };
  world.instances.set(id, instance);
  subject.running.add(instance);
  subject.stays.set(plan.journey, [...own, stay]);
  keyed?.stays.push(stay);
  keyed?.open.add(instance);
  setState(world, instance, outcome.state);
  tellWitness(world, instance, null, entry, outcome);
  return { opened: instance, first: outcome, give: standing.give };
}

// ── Exclusive groups ──────────────────────────────────────────────────────────────────────────────────────

function rivalsOf({ exclusive }: Plan, subject: VirtualSubject): readonly Rival[] {
  return [...subject.running].flatMap(({ id, plan, givesWayTo, enteredAt, endedAt }) => {
    const isRival = exclusive !== null && plan.exclusive?.group === exclusive.group;
    if (!isRival || plan.exclusive === null || endedAt !== null) return [];
    const { priority, givesWay } = plan.exclusive;
    return [{ id, journey: plan.journey, priority, givesWay, givesWayTo, enteredAt }];
  });
}

function giveWay(world: World, id: string, to: string): void {
  const instance = world.instances.get(id);
  if (instance === undefined || instance.plan.exclusive === null) return;
  instance.givesWayTo = to;
  const how = instance.plan.exclusive.givesWay;
  put(world, instance, { is: "gives way", now: world.now, id: nextId(world, "g"), to, how });
}

/** Whoever gave way to one that has ended goes on, unless another of the group is under way by now. */
function letNextGoOn(world: World, { plan, subject }: Instance): void {
  const next = nextToGoOn(rivalsOf(plan, subject));
  const instance = next === null ? undefined : world.instances.get(next.id);
  if (instance === undefined) return;
  instance.givesWayTo = null;
  put(world, instance, { is: "goes on", now: world.now, id: nextId(world, "g") });
}

// ── Running ───────────────────────────────────────────────────────────────────────────────────────────────

/** Puts an input in, and the answers to what it asks for, until the machine asks for nothing more. */
function put(world: World, instance: Instance, input: Input): void {
  finish(world, instance, take(world, instance, input));
}

function take(world: World, instance: Instance, input: Input): StepOutcome<State> {
  const before = instance.state;
  const outcome = step(instance.plan, before, input);
  setState(world, instance, outcome.state);
  tellWitness(world, instance, before, input, outcome);
  return outcome;
}

/** At once, in the order of what happens: what follows from it may be told of before this step is done with. */
function tellWitness(
  world: World,
  instance: Instance,
  before: State | null,
  input: Input,
  outcome: StepOutcome<State>,
): void {
  const { witness } = world.options;
  if (witness === undefined) return;
  for (const entry of outcome.journal) witness.wrote(instance, entry);
  witness.stepped(instance, before, input, outcome);
}

/** One that is over is found by nobody any more. */
function setState(world: World, instance: Instance, state: State): void {
  const { subject } = instance;
  instance.state = state;
  world.touched.add(instance);
  if (state.exit !== null && instance.endedAt === null) {
    instance.endedAt = world.now;
    instance.stay.endedAt = world.now;
    if (instance.key !== null) keyedBy(world, instance.plan, instance.key).open.delete(instance);
    for (const member of instance.members) member.joined.delete(instance);
  }
  if (state.stage !== null) return;
  subject.running.delete(instance);
  world.touched.add(subject);
  if (world.options.witness !== undefined) world.instances.delete(instance.id);
}

function finish(world: World, instance: Instance, first: ReturnType<typeof step>): void {
  let outcome = first;
  const calls: Call[] = [];
  for (;;) {
    const { commands, journal, reached } = outcome;
    if (world.options.witness === undefined) {
      for (const entry of journal) writeDown(world, instance, entry);
      noteReached(world, instance, reached);
    }
    const begun = commands.flatMap((command) => begunFor(world, instance, command));
    const results = [...applyCommands(world, instance, commands), ...begun.map(({ result }) => result)];
    if (results.length > 0) outcome = take(world, instance, { is: "results", now: world.now, results });
    for (const { entered } of begun) goAhead(world, entered);
    spread(world, instance, commands);
    calls.push(...commands.filter((command) => command.do === "call"));
    if (results.length === 0) break;
  }
  if (instance.endedAt !== null && !instance.isTold) leaveOthers(world, instance);
  for (const call of calls) answerCall(world, instance, call);
}

/** A journey whose end is waited for is known to who began it before it goes ahead. */
function begunFor(
  world: World,
  instance: Instance,
  command: Command,
): readonly { readonly entered: Entered; readonly result: CommandResult }[] {
  if (command.do !== "begin" || command.ref === undefined) return [];
  const entered = beginJourney(world, command.journey, instance.subject);
  return [{ entered, result: { ref: command.ref, began: idOf(entered) } }];
}

/** Whoever waits for its end is told, and whoever gave way to it goes on. */
function leaveOthers(world: World, ended: Instance): void {
  ended.isTold = true;
  for (const other of openInstances(ended.subject)) {
    if (other === ended || !waitsForEndOf(other.plan, ended.plan.journey)) continue;
    const id = nextId(world, "j");
    put(world, other, { is: "journey ended", now: world.now, id, instance: ended.id });
  }
  letNextGoOn(world, ended);
}

type Call = Extract<Command, { do: "call" }>;

/** What other instances notice of a step: journeys that it begins, fields that it sets, messages that it releases. */
function spread(world: World, instance: Instance, commands: readonly Command[]): void {
  for (const command of commands) {
    if (command.do === "begin" && command.ref === undefined)
      goAhead(world, beginJourney(world, command.journey, instance.subject));
    if (command.do !== "set") continue;
    openFollowers(world, instance.subject);
    const moved = moveScores(world, instance.subject, null);
    for (const other of openInstances(instance.subject)) {
      if (other !== instance) tellFields(world, other, command.fields);
      tellBands(world, other, moved);
    }
    watchEntries(world, instance.subject);
    spreadRelated(world, instance.subject);
    releaseHeld(world);
  }
}

/** A connector takes no time here. */
function answerCall(world: World, instance: Instance, { key, action }: Call): void {
  const said = world.returns.get(action);
  const declared = Object.entries(world.options.library.actions?.[action]?.out ?? {});
  const defaults = Object.fromEntries(declared.map(([name, field]) => [name, field.default]));
  const outcome: CallOutcome =
    said === null
      ? { is: "failed", why: "the-scenario-says-so" }
      : { is: "done", out: { ...defaults, ...said } };
  put(world, instance, { is: "called", now: world.now, key, action, outcome });
}

/** Messages that no hold of the account keeps back any more. */
function releaseHeld(world: World): void {
  for (const letter of world.held) {
    const instance = world.instances.get(letter.instance);
    if (instance === undefined || !isRunning(instance)) continue;
    if (holdOf(partiesOf(world, letter.subject), world.now) === null)
      put(world, instance, { is: "released", now: world.now, key: letter.key });
  }
}

/** Somebody acts; a refusal changes nothing. */
export function takeAct(world: World, instance: Instance, person: PersonId, act: Act): Refusal | null {
  const actor = actorOf(world, person, instance.subject.fields);
  const refused = refusal(instance.plan, instance.state, actor, act, world.now);
  if (refused === null) put(world, instance, { is: "act", now: world.now, actor, act });
  return refused;
}

/** people.yaml changes: they no longer fill this role, or any (`null`). Whoever they hold or were asked for is told. */
export function leave(world: World, person: PersonId, role: string | null): void {
  world.people = leaveRole(world.people, person, role);
  const roles = world.people.people.find(({ id }) => id === person)?.roles ?? [];
  for (const instance of world.instances.values()) {
    if (instance.endedAt !== null || !isLeft(instance.state, person, roles)) continue;
    put(world, instance, { is: "left", now: world.now, id: nextId(world, "g"), person, roles });
  }
}

/** By the same rule as in the store: they hold it, or were asked, in a role that they do not fill. */
const isLeft = ({ holder, work }: State, person: PersonId, roles: readonly string[]): boolean =>
  (holder.person === person && !roles.includes(holder.as ?? holder.role)) ||
  work.some(({ record }) => record.person === person && !roles.includes(record.role));

const actorOf = (world: World, person: PersonId, fields: Fields): Actor => {
  const { people, delegates } = peopleFor(world.options.library.roles, world.people, fields);
  const rolesOf = (id: PersonId) => people.find((one) => one.id === id)?.roles ?? [];
  const lent = delegates.filter(({ to }) => to === person);
  return {
    person,
    roles: rolesOf(person),
    delegateOf: lent.map(({ of, right }) => ({ person: of, right, roles: rolesOf(of) })),
  };
};

/** Lets the clock run to `until`; with `before` the deadlines of that very instant are left for later. */
export function runUntil(world: World, until: Instant, before = false): void {
  for (;;) {
    planTouched(world);
    const next = world.agenda.first();
    if (next === null || next.at > until || (before && next.at === until)) break;
    world.agenda.remove(next);
    world.now = Math.max(world.now, next.at);
    next.run();
  }
  world.now = Math.max(world.now, until);
}

/** Gives whatever has changed its place on the agenda, which it has only one of. */
function planTouched(world: World): void {
  for (const one of world.touched) {
    const at = "state" in one ? tickOf(one) : lookOf(world, one);
    if (one.due !== null && one.due.at === at) continue;
    if (one.due !== null) world.agenda.remove(one.due);
    one.due = at === null ? null : planOne(world, one, at);
  }
  world.touched.clear();
}

function planOne(world: World, one: Instance | VirtualSubject, at: Instant): Due {
  const isInstance = "state" in one;
  const rank = isInstance ? RANK.instance : RANK.subject;
  const run = () => {
    // It is due no more, though what comes next may be due at the same instant.
    one.due = null;
    world.touched.add(one);
    if (isInstance) put(world, one, { is: "tick", now: world.now });
    else lookAtSubject(world, one);
  };
  const due: Due = { at, rank, order: one.order, run, place: -1 };
  world.agenda.add(due);
  return due;
}

const tickOf = (instance: Instance): Instant | null =>
  isRunning(instance) ? nextDeadline(instance.plan, instance.state) : null;

/** When somebody is to be looked at next: an entry by time, or a band that time alone changes. */
function lookOf(world: World, subject: VirtualSubject): Instant | null {
  if (!world.subjects.has(subject.id)) return null;
  const entries = entryMoments(world, subject);
  const isWatched = world.options.plans.some((plan) => datedEntriesFor(plan, subject).length > 0);
  // What a policy asks of somebody turns by time, whatever they are in.
  const isAsked = isWatched || world.options.library.questions !== undefined;
  const crossing = subject.running.size === 0 && !isAsked ? null : crossingOf(subject);
  const all = crossing === null ? entries : [...entries, crossing];
  return all.length === 0 ? null : Math.min(...all);
}

function lookAtSubject(world: World, subject: VirtualSubject): void {
  const entry = Math.min(...entryMoments(world, subject));
  const crossing = crossingOf(subject);
  if (crossing !== null && crossing < entry) cross(world, subject);
  else watchEntries(world, subject);
}

const entryMoments = (world: World, subject: VirtualSubject): readonly Instant[] =>
  world.options.plans.flatMap((plan) =>
    datedEntriesFor(plan, subject).flatMap(
      ([index, entry]) => nextMoment(plan, entry, watchOf(plan, index, subject), subject, world.now) ?? [],
    ),
  );

const planCare = (world: World, name: string, at: Instant): void =>
  schedule(world, RANK.care, at, () => takeCare(world, name, at));

/** A job of data care, for each subject of its kind; of twins a world in virtual time knows nothing. */
function takeCare(world: World, name: string, due: Instant): void {
  const hygiene = world.options.library.hygiene?.[name];
  invariant(hygiene !== undefined, `the library has no hygiene ${name}`);
  planCare(world, name, due + hygiene.every);
  for (const subject of [...world.subjects.values()].filter(({ kind }) => kind === hygiene.subject)) {
    // What time alone has changed by now is asked about as it is now.
    cross(world, subject);
    const view = () => ({ ...viewOfFields(world.now, subject.fields), bands: subject.bands });
    const flags = hygiene.flags.map(({ field, when }) => [field, holds(when, view())] as const);
    const says = flags.filter(([field, value]) => subject.fields[field] !== value);
    if (says.length > 0) sayFields(world, subject, Object.fromEntries(says));
    for (const { journey, when } of hygiene.asks)
      if (holds(when, view())) goAhead(world, beginJourney(world, journey, subject));
  }
}

/** Fields that neither an event nor a journey sets. */
export function sayFields(world: World, subject: VirtualSubject, fields: Fields): void {
  learn(world, subject, fields, world.now);
  openFollowers(world, subject);
  const moved = moveScores(world, subject, null);
  for (const instance of openInstances(subject)) {
    tellFields(world, instance, fields);
    tellBands(world, instance, moved);
  }
  watchEntries(world, subject);
  spreadRelated(world, subject);
  releaseHeld(world);
}

/** When time alone changes a band. */
function crossingOf({ counted }: VirtualSubject): Instant | null {
  const crossings = Object.values(counted).flatMap(({ nextCrossing }) => nextCrossing ?? []);
  return crossings.length === 0 ? null : Math.min(...crossings);
}

function cross(world: World, subject: VirtualSubject): void {
  const moved = moveScores(world, subject, null);
  for (const instance of openInstances(subject)) tellBands(world, instance, moved);
  watchEntries(world, subject);
}

/**
 * Lets go of somebody to whom nothing can happen any more; answers whether it has. Who may be led in by time or by data
 * care stays, and so does who shares an account, which may be on hold for their sake.
 */
export function forget(world: World, subject: VirtualSubject): boolean {
  const { library, plans } = world.options;
  const isWatched = plans.some((plan) => datedEntriesFor(plan, subject).length > 0);
  const isCaredFor = Object.values(library.hygiene ?? {}).some((hygiene) => hygiene.subject === subject.kind);
  const isAlone = world.index.sharing("account", subject).size <= 1;
  if (subject.running.size > 0 || isWatched || isCaredFor || !isAlone) return false;
  world.subjects.delete(subject.id);
  world.index.remove(subject);
  return true;
}

function nextId(world: World, prefix: string): string {
  world.serial += 1;
  return `${prefix}${world.serial}`;
}
