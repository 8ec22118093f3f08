/** A theatre in virtual time: one world, one subject, one journey to look at. */
import { invariant } from "../../compiler/invariant.ts";
import type { Library, People } from "../../compiler/library.ts";
import type { Fields, Plan } from "../../compiler/plan.ts";
import type { ScenarioAct } from "../../compiler/scenario.ts";
import { hash } from "../machine/bucket.ts";
import type { Act, Refusal } from "../machine/protocol.ts";
import { addressOf } from "../policy/contact-fields.ts";
import type { Observation } from "./observation.ts";
import type { Theatre } from "./play-scenario.ts";
import type { Instance, VirtualSubject, World } from "./virtual-state.ts";
import { addSubject, leave, openWorld, runUntil, takeAct, takeEvent } from "./virtual-world.ts";

export interface TheatreOptions {
  readonly library: Library;
  readonly plans: readonly Plan[];
  readonly people: People;
  readonly journey: string;
}

export function virtualTheatre(options: TheatreOptions): Theatre {
  let world: World | null = null;
  let given: Fields = {};
  const inside = (): World => {
    invariant(world !== null, "the scenario has not begun");
    return world;
  };
  /** Of whom the scenario is not. */
  const others = new Set<VirtualSubject>();
  const instance = (): Instance | undefined =>
    [...inside().instances.values()]
      .filter(({ plan, subject }) => plan.journey === options.journey && !others.has(subject))
      .at(-1);
  const introduce = (kind: string): VirtualSubject => {
    const fields = options.library.subjects[kind]?.fields ?? {};
    const own = Object.entries(given).filter(([name]) => fields[name] !== undefined);
    return addAs(inside(), kind, Object.fromEntries(own));
  };
  /** One that is not there at the start is there from its first event, unless it was opened from whom it follows. */
  const subjectOf = (event: string): VirtualSubject => {
    const kind = options.library.events[event]?.subject ?? "";
    const known = [...inside().subjects.values()].find(
      (subject) => subject.kind === kind && !others.has(subject),
    );
    return known ?? introduce(kind);
  };
  /** By their key; what is said of them is so from now on. */
  const somebody = (event: string, fields: Fields): VirtualSubject => {
    const kind = options.library.events[event]?.subject ?? "";
    const key = options.library.subjects[kind]?.key ?? "";
    const known = [...inside().subjects.values()].find(
      (subject) => subject.kind === kind && subject.fields[key] === fields[key],
    );
    const subject = known ?? addAs(inside(), kind, fields);
    if (known === undefined) others.add(subject);
    return subject;
  };
  return {
    async begin(kind, fields, start) {
      world = openWorld({ ...options, start });
      given = fields;
      introduce(kind);
    },
    async reach(instant, before) {
      runUntil(inside(), instant, before);
    },
    async act(act) {
      const world = inside();
      if (act.do === "win") {
        world.winners.set(act.split, act.arm);
        return null;
      }
      if (act.do === "return") {
        world.returns.set(act.action, act.out);
        return null;
      }
      if (act.do === "leave") {
        leave(world, act.person, act.role);
        return null;
      }
      if (act.do !== "event") return actOn(world, instance(), act);
      if (act.of === undefined) takeEvent(world, subjectOf(act.event), act.event, act.fields);
      else takeEvent(world, somebody(act.event, act.of), act.event, { ...act.of, ...act.fields });
      return null;
    },
    async observe() {
      return observe(inside(), instance());
    },
    due: () => inside().agenda.first()?.at ?? null,
    traces() {
      const { instances, journal, reached } = inside();
      const journeyOf = new Map([...instances.values()].map(({ id, plan }) => [id, plan.journey] as const));
      const journeys = new Set(journeyOf.values());
      return new Map(
        [...journeys].map((journey) => [
          journey,
          {
            journal: journal.filter(({ instance }) => journeyOf.get(instance) === journey),
            reached: [...(reached.get(journey)?.values() ?? [])],
          },
        ]),
      );
    },
    patience: 0,
    lag: () => 0,
  };
}

/**
 * Which arm of a split somebody takes follows from their id, and here the id from their key, so that a scenario can be
 * written of each arm (docs/language.md, 7.4).
 */
function addAs(world: World, kind: string, fields: Fields): VirtualSubject {
  const key = fields[world.options.library.subjects[kind]?.key ?? ""];
  return addSubject(world, kind, fields, typeof key === "string" ? `-${hash(key)}` : "");
}

/** What a line lets a person do. */
export type PersonAct = Exclude<ScenarioAct, { do: "event" | "leave" | "return" | "win" }>;

/** A person may also answer what is asked before the journey can begin. */
function actOn(world: World, played: Instance | undefined, act: PersonAct): Refusal | null {
  const asking = [...world.instances.values()].find(
    ({ state }) => "name" in act && state.work.some(({ record }) => record.name === act.name),
  );
  const instance = played ?? asking;
  if (instance === undefined) return { code: "unknown-work", message: `nobody has entered the journey` };
  if (act.do === "request") {
    const { name, evidence } = act;
    return takeAct(world, instance, act.person, { do: "request", name, evidence });
  }
  const named = instance.state.work.filter(({ record }) => record.name === act.name);
  const work = named.find(({ record }) => record.person === act.person) ?? named[0];
  if (work === undefined) return { code: "unknown-work", message: `${act.name} is not open` };
  return takeAct(world, instance, act.person, toAct(act, work.record.id));
}

/** The act of a line, on the request that is open under its name. */
export function toAct(act: Exclude<PersonAct, { do: "request" }>, work: string): Act {
  switch (act.do) {
    case "accept":
      return { do: "accept", work };
    case "decline":
      return { do: "decline", work, reason: act.reason, evidence: act.evidence };
    case "complete":
      return { do: "complete", work, result: act.result, evidence: act.evidence };
    case "decide":
      return { do: "decide", work, answer: act.answer, evidence: act.evidence };
    case "approve":
      return { do: "complete", work, result: act.result, evidence: {} };
  }
}

function observe(world: World, instance: Instance | undefined): Observation {
  if (instance === undefined)
    return { stage: null, exit: null, holder: null, work: [], journal: [], sent: [], notices: [] };
  const { state, id } = instance;
  return {
    stage: state.stage,
    exit: state.exit,
    holder: state.stage === null ? null : state.holder,
    work: state.work.map(({ record }) => record),
    journal: world.journal.filter((entry) => entry.instance === id),
    sent: [...world.letters.values()]
      .filter((letter) => letter.instance === id && letter.state === "sent")
      .map(({ message, at, subject }) => ({ message, at, to: addressOf(world.options.library, subject) })),
    putOff: [...world.letters.values()]
      .filter((letter) => letter.instance === id && letter.state === "set")
      .map(({ message, at }) => ({ message, until: at })),
    notices: world.notices.filter((notice) => notice.instance === id),
  };
}
