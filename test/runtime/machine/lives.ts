/**
 * Lives of an instance, as chance has them: facts (late, repeated, out of order), acts by people (the wrong ones, twice,
 * too late, on what is withdrawn, after they have left), silence, and a world that answers as it likes.
 */
import fc from "fast-check";
import type { People } from "../../../compiler/library.ts";
import type { Fields, Instant, Plan, VersionMove } from "../../../compiler/plan.ts";
import type {
  Actor,
  Answer,
  Command,
  Input,
  SendOutcome,
  StepOutcome,
} from "../../../runtime/machine/protocol.ts";
import { requestsIn } from "../../../runtime/machine/refusal.ts";
import type { PauseReason, State } from "../../../runtime/machine/state.ts";
import { DAY, type Desk, HOUR, openDesk } from "./play.ts";

export type Move =
  | {
      readonly do: "event";
      readonly kind: number;
      readonly fields: Fields;
      /** Hours ago. */
      readonly late: number;
      readonly again: boolean;
    }
  | { readonly do: "fields"; readonly fields: Fields }
  | { readonly do: "band"; readonly band: string | null }
  | {
      readonly do: "act";
      /** Which of what is open; `old`: of all that ever was. */
      readonly work: number;
      readonly old: boolean;
      readonly who: number;
      readonly label: number;
      readonly how: "as asked" | "otherwise";
      /** Once more, or with another answer. */
      readonly then: "no more" | "again" | "opposite";
      readonly evidence: Fields;
    }
  | { readonly do: "request"; readonly nth: number; readonly who: number; readonly evidence: Fields }
  | { readonly do: "leave"; readonly who: number }
  | { readonly do: "called"; readonly call: number; readonly out: Fields | null }
  | { readonly do: "run"; readonly hours: number; readonly late: boolean }
  | { readonly do: "release"; readonly key: number }
  /** It gives way, or goes on if it has. */
  | { readonly do: "way"; readonly ends: boolean }
  /** Somebody pauses it by hand, or lets it go on if they have; or they end it. */
  | {
      readonly do: "hand";
      readonly how: "shift" | "catch up";
      readonly stops: boolean;
      readonly exit: number;
    }
  | { readonly do: "ended" };

/** What facts and answers may say. */
export interface Vocabulary {
  readonly fields: fc.Arbitrary<Fields>;
  readonly evidence: fc.Arbitrary<Fields>;
}

/** The first of each list is what it shrinks to. */
export const moveOf = ({ fields, evidence }: Vocabulary): fc.Arbitrary<Move> => {
  const does = <D extends Move["do"]>(what: D) => fc.constant(what);
  const seldom = fc.nat(9).map((nth) => nth === 9);
  return fc.oneof(
    {
      weight: 4,
      arbitrary: fc.record({
        do: does("run"),
        hours: fc.constantFrom(0, 1, 3, 9, 26, 80, 200, 900),
        late: fc.boolean(),
      }),
    },
    {
      weight: 4,
      arbitrary: fc.record({
        do: does("event"),
        kind: fc.nat(40),
        fields,
        late: fc.constantFrom(0, 0, 0, 1, 30, 200),
        again: fc.boolean(),
      }),
    },
    {
      weight: 8,
      arbitrary: fc.record({
        do: does("act"),
        work: fc.nat(3),
        old: seldom,
        who: fc.nat(12),
        label: fc.nat(5),
        how: fc.constantFrom("as asked", "as asked", "as asked", "as asked", "otherwise"),
        then: fc.constantFrom("no more", "no more", "no more", "again", "opposite"),
        evidence,
      }),
    },
    { weight: 2, arbitrary: fc.record({ do: does("fields"), fields }) },
    { weight: 1, arbitrary: fc.record({ do: does("band"), band: fc.constantFrom("warm", "hot", null) }) },
    { weight: 1, arbitrary: fc.record({ do: does("request"), nth: fc.nat(3), who: fc.nat(12), evidence }) },
    { weight: 1, arbitrary: fc.record({ do: does("leave"), who: fc.nat(12) }) },
    {
      weight: 2,
      arbitrary: fc.record({
        do: does("called"),
        call: fc.nat(3),
        out: fc.option(fc.constant({}), { nil: null }),
      }),
    },
    { weight: 1, arbitrary: fc.record({ do: does("release"), key: fc.nat(5) }) },
    { weight: 1, arbitrary: fc.record({ do: does("ended") }) },
    { weight: 1, arbitrary: fc.record({ do: does("way"), ends: seldom }) },
    {
      weight: 1,
      arbitrary: fc.record({
        do: does("hand"),
        how: fc.constantFrom("shift", "catch up"),
        stops: fc.tuple(seldom, seldom).map(([one, other]) => one && other),
        exit: fc.nat(3),
      }),
    },
  );
};

/** What the world answers, in turn: a person or nobody, and what the ledger says. */
export const whims = fc.array(fc.nat(99), { minLength: 5, maxLength: 40 });

export interface Life {
  readonly plan: Plan;
  readonly people: People["people"];
  readonly moves: readonly Move[];
  readonly whims: readonly number[];
  /** A later version, and before which of the moves it is told of it. */
  readonly later?: { readonly plan: Plan; readonly move: VersionMove; readonly before: number };
}

export interface Step {
  readonly plan: Plan;
  readonly people: People["people"];
  readonly before: State | null;
  readonly input: Input;
  readonly outcome: StepOutcome<State>;
}

/** In Berlin and in Copenhagen it is nine. */
const MONDAY_MORNING = Date.parse("2026-11-23T08:00:00Z");
/** Longer than any way through a journey when nobody does anything any more. */
const LONG_ENOUGH = 800 * DAY;

/** Lives it, and lets time run out. `check` sees each step; between two of them the state is only what is written. */
export function live({ plan: first, people, moves, whims, later }: Life, check: (step: Step) => void): Desk {
  let turn = 0;
  const whim = (): number => {
    turn += 1;
    return whims[turn % whims.length] ?? 0;
  };
  const memory: Memory = { people, left: new Set(), asked: [], calls: [], serial: 0, isOver: false };
  let now = 0;
  let plan = first;
  const desk: Desk = openDesk(first, {
    ...(later && { later: [later.plan] }),
    start: MONDAY_MORNING,
    world: {
      assign: ({ role, exclude }) => {
        const able = people.filter(
          ({ id, roles }) =>
            roles.includes(role) && !exclude.includes(id) && (memory.isOver || !memory.left.has(id)),
        );
        return whim() < 20 && !memory.isOver ? null : (able[whim() % Math.max(able.length, 1)]?.id ?? null);
      },
      send: (command) => ledger(whim(), now, command),
      winner: () => ["a", "b", null][whim() % 3] ?? null,
      sum: 40_000,
    },
    carry: (state) => JSON.parse(JSON.stringify(state)),
    watch(before, input, outcome) {
      now = input.now;
      for (const command of outcome.commands) {
        if (command.do === "call") memory.calls.push(command);
        if (command.do === "open work") memory.asked.push(command.work.id);
      }
      // The first input of a version is the only one that no other takes.
      if (input.is === "moved" && later !== undefined) plan = later.plan;
      check({ plan, people, before, input, outcome });
    },
  });
  for (const [nth, one] of moves.entries()) {
    if (later?.before === nth) desk.put({ is: "moves", id: "version", move: later.move });
    make(desk, memory, one);
  }
  if (isPausedFor(desk, "by hand")) make(desk, memory, { do: "hand", how: "shift", stops: false, exit: 0 });
  if (isPausedFor(desk, "gives way")) make(desk, memory, { do: "way", ends: false });
  // Nothing else happens any more, and who has left has been replaced.
  memory.isOver = true;
  desk.run(desk.now + LONG_ENOUGH);
  return desk;
}

interface Memory {
  readonly people: People["people"];
  readonly left: Set<string>;
  /** Ids of whatever was asked. */
  readonly asked: string[];
  readonly calls: Extract<Command, { do: "call" }>[];
  serial: number;
  isOver: boolean;
}

function ledger(
  whim: number,
  now: Instant,
  { before, orDrop }: Extract<Command, { do: "send" }>,
): SendOutcome {
  const until = now + (1 + (whim % 30)) * HOUR;
  if (whim < 40) return { is: "sent" };
  if (whim < 60 && !orDrop && (before === null || until <= before))
    return { is: "deferred", until, why: "cap" };
  if (whim < 75 && !orDrop && (before === null || now < before)) return { is: "held", why: "hold" };
  if (whim < 90) return { is: "ask", ladder: "daily", why: "value" };
  return { is: "suppressed", why: "never" };
}

function make(desk: Desk, memory: Memory, one: Move): void {
  const { plan, state } = desk;
  memory.serial += 1;
  const nth = memory.serial;
  switch (one.do) {
    case "event": {
      const kind = kindOf(plan, one.kind);
      const event = { id: `e${nth}`, at: desk.now - one.late * HOUR };
      desk.event(kind, one.fields, event);
      if (one.again) desk.event(kind, one.fields, event);
      return;
    }
    case "fields":
      return desk.put({ is: "fields", id: `f${nth}`, fields: one.fields });
    case "band":
      return desk.put({
        is: "band",
        id: `b${nth}`,
        score: plan.reads.scores[0] ?? "interest",
        band: one.band,
      });
    case "release":
      return desk.put({ is: "released", key: state.unsent[one.key]?.key ?? "none" });
    case "ended":
      return desk.put({ is: "journey ended", id: `j${nth}`, instance: begunBy(desk) });
    case "way": {
      if (isPausedFor(desk, "gives way")) return desk.put({ is: "goes on", id: `w${nth}` });
      return desk.put({ is: "gives way", id: `w${nth}`, to: "another", how: one.ends ? "ends" : "pauses" });
    }
    case "hand": {
      const by = "dag";
      const exit = Object.keys(plan.exits)[one.exit] ?? null;
      if (one.stops) return desk.put({ is: "stop", id: `h${nth}`, by, why: "enough", exit });
      if (isPausedFor(desk, "by hand")) return desk.put({ is: "resume", id: `h${nth}`, by, how: one.how });
      return desk.put({ is: "pause", id: `h${nth}`, by, why: "a fault in a letter" });
    }
    case "run":
      return desk.run(desk.now + one.hours * HOUR, one.late ? "late" : "on time");
    case "leave": {
      const person = memory.people[one.who % memory.people.length]?.id ?? "";
      memory.left.add(person);
      return desk.put({ is: "left", id: `l${nth}`, person, roles: [] });
    }
    case "called": {
      const call = memory.calls[one.call % Math.max(memory.calls.length, 1)];
      if (call === undefined) return;
      const { key, action } = call;
      const outcome =
        one.out === null
          ? ({ is: "failed", why: "refused" } as const)
          : ({ is: "done", out: one.out } as const);
      return desk.put({ is: "called", key, action, outcome });
    }
    case "request": {
      const requests = requestsIn(plan, state.stage);
      const { name } = requests[one.nth % Math.max(requests.length, 1)] ?? { name: "nothing" };
      return put(desk, memory, one.who, { do: "request", name, evidence: one.evidence });
    }
    case "act":
      return act(desk, memory, one);
  }
}

const isPausedFor = ({ state }: Desk, is: PauseReason["is"]): boolean =>
  state.paused?.reasons.some((reason) => reason.is === is) === true;

const begunBy = ({ state }: Desk): string => {
  const waits = state.tracks.flatMap(({ waits }) => (waits?.on === "journey" ? [waits.instance] : []));
  return waits.find((instance) => instance !== null) ?? "another/s1/1";
};

/** Mostly what does not end the journey, which would otherwise be over too soon. */
function kindOf({ reads, exits }: Plan, nth: number): string {
  const last = new Set(Object.values(exits).flatMap(({ on }) => on.map(({ event }) => event)));
  const kinds = nth > 38 ? reads.events : reads.events.filter((kind) => !last.has(kind));
  return kinds[nth % Math.max(kinds.length, 1)] ?? "content_downloaded";
}

function put(
  desk: Desk,
  { people, left }: Memory,
  who: number,
  act: Extract<Input, { is: "act" }>["act"],
): void {
  const { id = "", roles = [] } = people[who % people.length] ?? {};
  const lender = people.find((person) => person.roles.length === 1 && person.id !== id);
  const delegateOf = Object.keys(desk.plan.rights).flatMap((right) =>
    lender === undefined || who % 3 > 0 ? [] : [{ person: lender.id, right, roles: lender.roles }],
  );
  const actor: Actor = { person: id, roles: left.has(id) ? [] : roles, delegateOf };
  desk.put({ is: "act", actor, act });
}

/** Mostly it is who was asked, otherwise anybody; mostly an answer to what is asked. */
function act(desk: Desk, memory: Memory, one: Extract<Move, { do: "act" }>): void {
  const { people } = memory;
  const asked = desk.state.work[one.work % Math.max(desk.state.work.length, 1)]?.record;
  if (asked === undefined || one.old) return actLate(desk, memory, one);
  const theirs = people.findIndex(({ id }) => id === asked.person);
  const who = one.who > 2 && theirs >= 0 ? theirs : one.who;
  const labels = Object.keys(asked.answers);
  const label = (nth: number): string => labels[nth % Math.max(labels.length, 1)] ?? "accept";
  const kind = one.how === "as asked" ? asked.kind : "task";
  const { id: work } = asked;
  put(desk, memory, who, answerTo(kind, work, label(one.label), one.evidence));
  if (one.then === "again") put(desk, memory, who, answerTo(kind, work, label(one.label), one.evidence));
  if (one.then === "opposite")
    put(desk, memory, who, answerTo(kind, work, label(one.label + 1), one.evidence));
}

function actLate(
  desk: Desk,
  memory: Memory,
  { work: nth, who, evidence }: Extract<Move, { do: "act" }>,
): void {
  const work = memory.asked[nth % Math.max(memory.asked.length, 1)] ?? "none";
  put(desk, memory, who, { do: "complete", work, result: null, evidence });
}

function answerTo(
  kind: State["work"][number]["record"]["kind"],
  work: string,
  label: string,
  evidence: Fields,
): Answer {
  if (kind === "decide") return { do: "decide", work, answer: label, evidence };
  if (kind !== "accept") return { do: "complete", work, result: label, evidence };
  return label === "accept" ? { do: "accept", work } : { do: "decline", work, reason: label, evidence };
}
