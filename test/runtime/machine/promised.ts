/**
 * What the promises of docs/architecture.md say of one step of the machine, and of a life that has come to its end. The
 * same words for the journeys written by hand and for those that are generated.
 */
import { isDeepStrictEqual } from "node:util";
import { expect } from "vitest";
import { nextDeadline } from "../../../runtime/machine/deadlines.ts";
import type { State } from "../../../runtime/machine/state.ts";
import { step } from "../../../runtime/machine/step.ts";
import type { Step } from "./lives.ts";
import { DAY, type Desk } from "./play.ts";

const MOST_BYTES = 100_000;

/** As `toEqual`, which takes a hundred times as long to say that nothing differs. */
export function expectSame(one: unknown, other: unknown): void {
  if (!isDeepStrictEqual(one, other)) expect(one).toEqual(other);
}

const hasAsked = ({ outcome }: Step): boolean => outcome.commands.some((command) => "ref" in command);
const rests = ({ plan }: Pick<Desk, "plan">, state: State): boolean =>
  "reviewedEvery" in (plan.stages[state.stage ?? ""]?.bound ?? {});

/** P1: exactly one accountable holder, from entry to exit: the owner of the stage, or a person for them. */
export function hasOneHolder({ plan, people, outcome: { state } }: Step): void {
  if (state.stage === null) return;
  expect(plan.roles[state.holder.role], state.holder.role).toBeDefined();
  expect(state.holder.role).toBe(plan.stages[state.stage]?.owner);
  const { person } = state.holder;
  if (person !== null) expect(people.map(({ id }) => id)).toContain(person);
}

/** P2: while it is open something is due, and whatever is due is done. */
export function isBounded(taken: Step): void {
  const { plan, input, before, outcome } = taken;
  if (input.is === "tick")
    expect(isDeepStrictEqual(outcome.state, before), "a tick changes nothing").toBe(false);
  if (outcome.state.stage === null || hasAsked(taken)) return;
  const next = nextDeadline(plan, outcome.state);
  if (outcome.state.paused !== null) return expect(next, "no clock runs while it is paused").toBeNull();
  const isWithPeople = outcome.state.work.some(({ rungAt }) => rungAt === null);
  if (next === null) expect(isWithPeople, "nothing is due, and nobody is asked").toBe(true);
}

/**
 * P3: it reaches an exit when it is left alone. What rests or has been given to somebody for good goes on, as does what a
 * silence leads back, again and again (`mayGoRound`); the event of an exit ends these as well.
 */
export function hasEnded(desk: Desk, mayGoRound = false): void {
  const { plan, state } = desk;
  if (state.exit !== null) return;
  const stays = state.boundAt === null && state.work.some(({ rungAt }) => rungAt === null);
  const goesRound = mayGoRound && desk.now - state.stageAt < ROUND;
  expect(stays || goesRound || rests({ plan }, state), JSON.stringify(state)).toBe(true);
  const last = Object.values(plan.exits).flatMap(({ on }) => on.filter(({ where }) => where === null));
  desk.event(last[0]?.event ?? "", {}, { id: "the last" });
  expect(desk.state.exit, "an exit's event ends it").not.toBeNull();
}

/** Longer than a stage of the journeys of tests lasts. */
const ROUND = 90 * DAY;

/** P4: nothing is sent after the exit, after its stage, while paused, or after an opt-out. */
export function sendsNothingLate({ plan, before, outcome: { commands, state } }: Step): void {
  const sends = commands.filter((command) => command.do === "send");
  if (before !== null && before.paused !== null && state.paused !== null) expect(sends).toEqual([]);
  const dropped = commands.flatMap((command) => (command.do === "drop" ? command.keys : []));
  expect(sends.filter(({ key }) => dropped.includes(key))).toEqual([]);
  // What spans the stages may have sent before another handler led on; what is done on the way out stands in no stage.
  const spans = ({ step: at }: { readonly step: string }) =>
    at.startsWith("every_stage/") || isOnTheWayOut(at);
  expect(sends.filter((send) => send.stage !== state.stage && !spans(send))).toEqual([]);
  if (state.exit !== null)
    expect(
      sends.filter(({ stage, step: at }) => stage !== `after ${state.exit}` && !isOnTheWayOut(at)),
    ).toEqual([]);
  const isOver = "stopped" in plan.exits || "opted_out" in plan.exits;
  // By hand its exits wait, and nothing goes out.
  if (isOver && state.exit === null && !isPausedByHand(state)) expect(state.fields.opted_out).not.toBe(true);
}

/** What a file says to send as the stage, or the journey, is left goes out then, and is the last. */
const isOnTheWayOut = (at: string): boolean => at.startsWith("exit/") || /\/leaving(_\d+)?\//.test(at);

/** P6: each request is with a role and a person, or visibly stuck, and its ladder ends. */
export function isAsked(taken: Step): void {
  const { plan, outcome } = taken;
  if (hasAsked(taken)) return;
  for (const { record, stuck, ladder, rung, rungAt, reassigned, startsOn } of outcome.state.work) {
    expect(plan.roles[record.role]).toBeDefined();
    expect(record.person !== null || stuck !== null, `${record.name} is with nobody`).toBe(true);
    const { rungs } = plan.ladders[ladder] ?? { rungs: [] };
    const most = rungs.flatMap(({ actions }) =>
      actions.flatMap((one) => (one.do === "reassign" ? one.atMost : [])),
    );
    expect(reassigned).toBeLessThanOrEqual(Math.max(0, ...most));
    expect(rung).toBeLessThanOrEqual(rungs.length);
    const waits = rungAt === null && startsOn !== undefined;
    expect(
      waits || rungAt !== null || rung > 0,
      `the clock of ${record.name} stands, and it has not climbed`,
    ).toBe(true);
  }
}

/** P8: each move, exit and act is written down, with who and why. */
export function isWrittenDown({ before, input, outcome: { state, journal } }: Step): void {
  const moves = journal.filter(({ what }) => what === "moved" || what === "entered");
  expect(moves).toHaveLength(state.visit - (before?.visit ?? 0));
  expect(moves.every(({ step: at, by, why }) => (at ?? by ?? why) !== null)).toBe(true);
  const exits = journal.filter(({ what }) => what === "exited");
  expect(exits).toHaveLength(state.exit !== null && (before?.exit ?? null) === null ? 1 : 0);
  expect(exits.every(({ step: at, by, why }) => (at ?? by ?? why) !== null)).toBe(true);
  if (input.is === "act") expect(journal.some(({ by }) => by === input.actor.person)).toBe(true);
  expect(journal.every(({ at }) => at === input.now)).toBe(true);
}

/** P10: a decision takes effect only from a holder of the right, or who lends it, and never from the barred asker. */
export function isDecidedByRight({ plan, people, before, input, outcome: { journal } }: Step): void {
  for (const entry of journal.filter(({ what }) => what === "decided")) {
    const own = /^within the right of (\w+)$/.exec(entry.why ?? "")?.[1];
    if (own !== undefined) {
      expect(people.find(({ id }) => id === entry.by)?.roles).toContain(own);
      continue;
    }
    expect(input.is).toBe("act");
    if (input.is !== "act" || input.act.do === "request") return;
    const { actor, act } = input;
    expect(entry.by).toBe(actor.person);
    const asked = before?.work.find(({ record }) => record.id === act.work);
    const role = asked?.record.role ?? "";
    const lent = actor.delegateOf.filter(
      ({ right, person, roles }) =>
        right === entry.name && roles.includes(role) && person === asked?.record.person,
    );
    const mayLend = plan.rights[entry.name]?.mayBeDelegated === true;
    expect(actor.roles.includes(role) || (mayLend && lent.length > 0), `${actor.person} as ${role}`).toBe(
      true,
    );
    expect(asked?.barred).not.toContain(entry.by);
    expect(before?.paused).toBeNull();
  }
}

/** The same input to the same state, saved and read again, gives the same outcome. */
export function isTheSameAgain({ plan, before, input, outcome }: Step): void {
  const read = JSON.parse(JSON.stringify({ before, input }));
  expectSame(step(plan, read.before, read.input), outcome);
  expectSame(JSON.parse(JSON.stringify(outcome.state)), outcome.state);
}

/** A repeat of a fact, of a report or of an act changes nothing but the journal, and that only for an act. */
export function isHarmlessAgain(taken: Step): void {
  const { plan, input, outcome } = taken;
  if (hasAsked(taken) || outcome.state.stage === null) return;
  if (input.is === "start" || input.is === "tick" || input.is === "results" || input.is === "released")
    return;
  const again = step(plan, outcome.state, input);
  const { placed: _, ...after } = again.state;
  const { placed: __, ...before } = outcome.state;
  if (input.is === "act" && input.act.do === "request") return;
  expectSame(after, before);
  expectSame(
    again.commands.filter((command) => command.do !== "place"),
    [],
  );
}

const isPausedByHand = (state: State | null): boolean =>
  state?.paused?.reasons.some(({ is }) => is === "by hand") === true;

/** Paused by hand, an instance does nothing but learn: no letter, no request, no call, no word, and no exit. */
export function standsStill({ before, outcome: { state, commands } }: Step): void {
  if (!isPausedByHand(before) || !isPausedByHand(state)) return;
  // A clock that waited for an event is shown from when, and stands.
  const quiet = ["place", "keep", "open work"];
  expect(commands.map((command) => command.do).filter((what) => !quiet.includes(what))).toEqual([]);
  expect(state.exit).toBe(before?.exit);
  expect([state.visit, state.work.length]).toEqual([before?.visit, before?.work.length]);
}

/** The state stays small, and nothing is asked of the world once the run is over. */
export function staysSmall({ before, outcome: { state, commands } }: Step): void {
  expect(JSON.stringify(state).length).toBeLessThan(MOST_BYTES);
  if (before !== null && before.stage === null) expect(commands).toEqual([]);
}
