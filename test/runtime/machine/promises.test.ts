/**
 * The promises of docs/architecture.md that the machine keeps, whatever comes in: random facts (late, repeated, out
 * of order), random acts by random people, random silence, and a world that answers as it likes. A failure prints
 * the seed and the path to replay it with.
 */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Fields, Instant, Plan } from "../../../compiler/plan.ts";
import { nextDeadline } from "../../../runtime/machine/deadlines.ts";
import type { Command, Input, SendOutcome, StepOutcome } from "../../../runtime/machine/protocol.ts";
import type { State } from "../../../runtime/machine/state.ts";
import { step } from "../../../runtime/machine/step.ts";
import { BATON, cast, DAY, type Desk, HOUR, openDesk, SECOND, shippedPeople } from "./play.ts";
import { shipped } from "./shipped.ts";

const RUNS = 300;
/** Longer than any way through the journeys below when nobody does anything any more. */
const LONG_ENOUGH = 800 * DAY;
const MOST_BYTES = 100_000;

/** Gates, blank data, two handovers, a bound that leads through one, rates, absences, loops, a right that counts. */
const THORNY = cast(
  `stage first { owner marketing_manager  lasts at most 20 days, then -> second through baton
     when amount > 100_000 EUR counting blank as no -> second through careful
     when no page_viewed for 3 days, at most 2 times per 7 days { tell sdr "quiet"  wait 5 days  tell sdr "still" }
     on demo_requested -> second through baton
     on webinar_attended { wait up to 2 days for email_clicked { got -> second through careful  none { send late_one } } }
     send one, defer at most 1 day
     every 2 days, at most 3 times { send more, or drop }
     wait up to 5 days until job_title is known { none { task ask_title "Ask" by the holder, on daily { known needs job_title go on  unknown reassign } } }
     stay
   }
   ${SECOND.replace(
     "stay }",
     `task call "Call" by the holder, on prompt {
        yes needs amount { decide discount { approved, approved_with_changes exit done  sent_back, declined { wait 1 day  retry at most 2 times, then -> first through back } } }
        later { wait 1 business day  retry at most 2 times, then -> first through back }
        no -> first through back
      } }`,
   )}
   handover back from second to first { receiver marketing_manager at once  accountable revops_lead  carries name, job_title }
   handover careful from first to second {
     giver marketing_manager  receiver account_executive picked by new_business  accountable revops_lead
     offer needs custom_terms is known and amount is known, else ask the giver, on daily
     moves after replied and demo_held, else ask the giver, on daily
     carries name, job_title
     accept on prompt
     decline needs reason { not_now stay  elsewhere reassign  unfit { decide disqualify { approved exit gone  declined stay } }  other -> second through baton }
   }
   ${BATON}`,
).plan;

/** What spans the stages: requests, messages and moves that a move does not withdraw. */
const SPANNING = {
  ...cast(
    `in every stage {
       when country turns SE counting blank as no { task worry "Ask" by the holder, on prompt { fine { set country to DK } } }
       on replied { send note  wait 4 days  send later_note, defer at most 2 days  wait up to 6 days for demo_held { got -> second through baton } }
       when no page_viewed for 9 days, at most once per 14 days { every 2 days, at most 2 times { send more, or drop } }
     }
     in every stage except second { on demo_requested -> second through baton }
     stage first { owner marketing_manager  lasts at most 15 days, then -> second through baton
       on webinar_attended -> third  send one  wait 2 days  send two  stay }
     ${SECOND.replace("stay }", "on webinar_attended -> third through back  send three  stay }")}
     after exit gone, owner sales_manager, for at most 12 days {
       send farewell, or drop  task why "Ask" by the holder, on daily { told needs reason go on  no_answer { wait 1 day  send other } }
       together up to 9 days until any { a { wait 2 days  send more } b { decide discount { approved, approved_with_changes go on  sent_back, declined stay } } none { send last } }
     }
     stage third { owner marketing_manager  lasts at most 15 days, then exit gone
       together up to 8 days until all {
         c { begin small, and wait up to 3 days { ended { send seven } none go on } }
         a { send four  task ask "Ask" by the holder, on daily { yes go on  lost exit gone } }
         b { wait up to 3 days for replied { got -> first }  together up to 2 days until any { x { send five } y { decide discount { approved go on  approved_with_changes, sent_back, declined stay } } none -> second through baton } }
         none { send six }
       }
       task call "Call" by the holder, on prompt { yes exit done  no -> first  never stay } stay }
     handover back from second to third { receiver marketing_manager at once  accountable revops_lead  carries name }
     handover baton from first, third to second {
       giver marketing_manager  receiver sdr picked by new_business  accountable revops_lead
       carries name  accept on prompt  decline needs reason { not_now stay  elsewhere reassign }
     }`,
  ).plan,
  journey: "spanning",
};

const PLANS = new Map([...shipped().plans, THORNY, SPANNING].map((plan) => [plan.journey, plan]));

// ── What may happen ───────────────────────────────────────────────────────────────────────────────────────

type Move =
  | {
      readonly do: "event";
      readonly kind: number;
      readonly fields: Fields;
      readonly late: number;
      readonly again: boolean;
    }
  | { readonly do: "fields"; readonly fields: Fields }
  | { readonly do: "band"; readonly band: string | null }
  | {
      readonly do: "act";
      readonly work: number;
      readonly who: number;
      readonly label: number;
      readonly evidence: Fields;
    }
  | { readonly do: "run"; readonly hours: number; readonly late: boolean }
  | { readonly do: "release"; readonly key: number }
  /** It gives way, or goes on if it has. */
  | { readonly do: "way"; readonly ends: boolean }
  | { readonly do: "ended" };

const amount = fc
  .constantFrom(1_000, 20_000, 30_000, 150_000, 600_000)
  .map((sum) => ({ amount: sum, currency: "EUR" }));
const fields: fc.Arbitrary<Fields> = fc.record(
  {
    amount: fc.option(amount),
    job_title: fc.constantFrom("CTO", "Head of Sales", null),
    company: fc.constantFrom("Nordpay", "Butik", null),
    country: fc.constantFrom("DK", "SE", "FR", null),
    discount: fc.constantFrom(0, 5, 15, 25),
    custom_terms: fc.boolean(),
    path: fc.constantFrom("/pricing", "/blog"),
    message: fc.constantFrom("customer_story", "other"),
  },
  { requiredKeys: [] },
);
const evidence: fc.Arbitrary<Fields> = fc.record(
  {
    reason: fc.constant("because"),
    amount,
    job_title: fc.constant("CTO"),
    discount: fc.constantFrom(5, 15, 25),
    custom_terms: fc.boolean(),
  },
  { requiredKeys: ["reason"] },
);
const move: fc.Arbitrary<Move> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({
      do: fc.constant("event" as const),
      kind: fc.nat(40),
      fields,
      late: fc.constantFrom(0, 0, 0, 1, 30, 200),
      again: fc.boolean(),
    }),
  },
  { weight: 2, arbitrary: fc.record({ do: fc.constant("fields" as const), fields }) },
  {
    weight: 1,
    arbitrary: fc.record({ do: fc.constant("band" as const), band: fc.constantFrom("warm", "hot", null) }),
  },
  {
    weight: 8,
    arbitrary: fc.record({
      do: fc.constant("act" as const),
      work: fc.nat(3),
      who: fc.nat(12),
      label: fc.nat(5),
      evidence,
    }),
  },
  {
    weight: 4,
    arbitrary: fc.record({
      do: fc.constant("run" as const),
      hours: fc.constantFrom(0, 1, 3, 9, 26, 80, 200, 900),
      late: fc.boolean(),
    }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant("release" as const), key: fc.nat(5) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant("ended" as const) }) },
  {
    weight: 1,
    arbitrary: fc.record({ do: fc.constant("way" as const), ends: fc.nat(9).map((nth) => nth === 0) }),
  },
);

/** What the world answers, in turn: a person or nobody, and what the ledger says. */
const whims = fc.array(fc.nat(99), { minLength: 5, maxLength: 40 });

interface Life {
  readonly journey: string;
  readonly moves: readonly Move[];
  readonly whims: readonly number[];
}
const life: fc.Arbitrary<Life> = fc.record({
  journey: fc.constantFrom(...PLANS.keys()),
  moves: fc.array(move, { minLength: 5, maxLength: 120, size: "max" }),
  whims,
});

const PEOPLE = shippedPeople().people;

/** Lives it, and lets time run out. \`check\` sees each step. */
function live({ journey, moves, whims }: Life, check: (step: Step) => void): Desk {
  const plan = PLANS.get(journey) ?? THORNY;
  let turn = 0;
  const whim = (): number => {
    turn += 1;
    return whims[turn % whims.length] ?? 0;
  };
  let now = 0;
  const desk = openDesk(plan, {
    world: {
      assign: ({ role, exclude }) => {
        const able = PEOPLE.filter(({ id, roles }) => roles.includes(role) && !exclude.includes(id));
        return whim() < 20 ? null : (able[whim() % Math.max(able.length, 1)]?.id ?? null);
      },
      send: (command) => ledger(whim(), now, command),
      sum: 40_000,
    },
    watch(before, input, outcome) {
      now = input.now;
      check({ plan, before, input, outcome });
    },
  });
  for (const one of moves) make(desk, one);
  if (desk.state.paused !== null) make(desk, { do: "way", ends: false });
  desk.run(desk.now + LONG_ENOUGH);
  return desk;
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

function make(desk: Desk, one: Move): void {
  const { plan, state } = desk;
  switch (one.do) {
    case "event": {
      const kind = kindOf(plan, one.kind);
      const id = `${one.kind}-${desk.journal.length}`;
      const at = desk.now - one.late * HOUR;
      desk.event(kind, one.fields, { id, at });
      if (one.again) repeat(desk, () => desk.event(kind, one.fields, { id, at }));
      return;
    }
    case "fields":
      return desk.put({ is: "fields", id: `f${desk.journal.length}`, fields: one.fields });
    case "band":
      return desk.put({ is: "band", id: `b${desk.journal.length}`, score: "interest", band: one.band });
    case "release":
      return desk.put({ is: "released", key: state.unsent[one.key]?.key ?? "none" });
    case "ended":
      return desk.put({ is: "journey ended", id: `j${desk.journal.length}`, instance: "small/s1/1" });
    case "way": {
      const id = `w${desk.journal.length}`;
      if (state.paused !== null) return desk.put({ is: "goes on", id });
      return desk.put({ is: "gives way", id, to: "another", how: one.ends ? "ends" : "pauses" });
    }
    case "run":
      return desk.run(desk.now + one.hours * HOUR, one.late ? "late" : "on time");
    case "act":
      return act(desk, one);
  }
}

/** Mostly what does not end the journey, which would otherwise be over too soon. */
function kindOf({ reads, exits }: Plan, nth: number): string {
  const last = new Set(Object.values(exits).flatMap(({ on }) => on.map(({ event }) => event)));
  const kinds = nth > 38 ? reads.events : reads.events.filter((kind) => !last.has(kind));
  return kinds[nth % Math.max(kinds.length, 1)] ?? "content_downloaded";
}

/** Mostly it is who was asked, otherwise anybody. */
function act(desk: Desk, { work, who, label, evidence }: Extract<Move, { do: "act" }>): void {
  const asked = desk.state.work[work % Math.max(desk.state.work.length, 1)]?.record;
  if (asked === undefined) return;
  const person = PEOPLE.find(({ id }) => who > 2 && id === asked.person) ?? PEOPLE[who % PEOPLE.length];
  const labels = Object.keys(asked.answers);
  const answer = labels[label % Math.max(labels.length, 1)] ?? "accept";
  const { name } = asked;
  if (person === undefined) return;
  const { id, roles } = person;
  if (asked.kind === "decide") desk.act(id, roles, { do: "decide", name, answer, evidence });
  else if (asked.kind !== "accept") desk.act(id, roles, { do: "complete", name, result: answer, evidence });
  else if (answer === "accept") desk.act(id, roles, { do: "accept", name });
  else desk.act(id, roles, { do: "decline", name, reason: answer, evidence });
}

function repeat(desk: Desk, again: () => void): void {
  if (desk.state.stage === null) return;
  const before = [desk.state, desk.commands.length, desk.journal.length];
  again();
  expect([desk.state, desk.commands.length, desk.journal.length], "a repeat changes nothing").toEqual(before);
}

// ── What must hold ────────────────────────────────────────────────────────────────────────────────────────

interface Step {
  readonly plan: Plan;
  readonly before: State | null;
  readonly input: Input;
  readonly outcome: StepOutcome<State>;
}

const hasAsked = ({ outcome }: Step): boolean => outcome.commands.some((command) => "ref" in command);

const always = (check: (step: Step) => void, after: (desk: Desk) => void = () => {}): void => {
  fc.assert(
    fc.property(life, (one) => after(live(one, check))),
    { numRuns: RUNS },
  );
};

describe("the machine keeps the promises", () => {
  test("P1 there is exactly one accountable holder, from entry to exit", () =>
    always(({ plan, outcome: { state } }) => {
      if (state.stage === null) return;
      expect(plan.roles[state.holder.role], state.holder.role).toBeDefined();
      expect(state.holder.role).toBe(plan.stages[state.stage]?.owner);
    }));

  test("P2 while it is open something is due, and whatever is due is done", () =>
    always((taken) => {
      const { plan, input, before, outcome } = taken;
      if (input.is === "tick") expect(outcome.state, "a tick makes progress").not.toEqual(before);
      if (outcome.state.stage === null || hasAsked(taken)) return;
      const next = nextDeadline(plan, outcome.state);
      if (outcome.state.paused !== null) return expect(next, "no clock runs while it is paused").toBeNull();
      const isWithPeople = outcome.state.work.some(({ rungAt }) => rungAt === null);
      if (next === null) expect(isWithPeople, "nothing is due, and nobody is asked").toBe(true);
    }));

  test("P3 every run reaches an exit when it is left alone", () =>
    always(
      () => {},
      (desk) => {
        const stays = desk.state.boundAt === null && desk.state.work.some(({ rungAt }) => rungAt === null);
        if (!stays) expect(desk.state.exit, JSON.stringify(desk.state)).not.toBeNull();
      },
    ));

  test("P4 nothing is sent after the exit, after its stage, or after an opt-out", () =>
    always(({ before, outcome: { commands, state } }) => {
      const sends = commands.filter((command) => command.do === "send");
      if (before !== null && before.paused !== null && state.paused !== null) expect(sends).toEqual([]);
      const dropped = commands.flatMap((command) => (command.do === "drop" ? command.keys : []));
      expect(sends.filter(({ key }) => dropped.includes(key))).toEqual([]);
      // What spans the stages may have sent before another handler led on.
      const spans = ({ step }: { readonly step: string }) => step.startsWith("every_stage/");
      expect(sends.every((send) => send.stage === state.stage || spans(send))).toBe(true);
      if (state.exit !== null)
        expect(sends.filter(({ stage }) => stage !== `after ${state.exit}`)).toEqual([]);
      expect(sends.length === 0 || state.fields.opted_out !== true).toBe(true);
    }));

  test("P6 each request is with a role and a person, or visibly stuck, and its ladder ends", () =>
    always((taken) => {
      const { plan, outcome } = taken;
      if (hasAsked(taken)) return;
      for (const { record, stuck, ladder, rung, rungAt, reassigned } of outcome.state.work) {
        expect(plan.roles[record.role]).toBeDefined();
        expect(record.person !== null || stuck !== null, `${record.name} is with nobody`).toBe(true);
        const { rungs } = plan.ladders[ladder] ?? { rungs: [] };
        const most = rungs.flatMap(({ actions }) =>
          actions.flatMap((one) => (one.do === "reassign" ? one.atMost : [])),
        );
        expect(reassigned).toBeLessThanOrEqual(Math.max(0, ...most));
        expect(rung).toBeLessThanOrEqual(rungs.length);
        expect(rungAt !== null || rung > 0, "its clock stands, and it has not climbed").toBe(true);
      }
    }));

  test("P8 each move, exit and act is written down, with who and why", () =>
    always(({ before, input, outcome: { state, journal } }) => {
      const moves = journal.filter(({ what }) => what === "moved" || what === "entered");
      expect(moves).toHaveLength(state.visit - (before?.visit ?? 0));
      expect(moves.every(({ step, by, why }) => (step ?? by ?? why) !== null)).toBe(true);
      const exits = journal.filter(({ what }) => what === "exited");
      expect(exits).toHaveLength(state.exit !== null && (before?.exit ?? null) === null ? 1 : 0);
      expect(exits.every(({ step, by, why }) => (step ?? by ?? why) !== null)).toBe(true);
      if (input.is === "act") expect(journal.some(({ by }) => by === input.actor.person)).toBe(true);
    }));

  test("P10 a decision takes effect only from a holder of the right, and never from the barred asker", () =>
    always(({ before, input, outcome: { journal } }) => {
      for (const entry of journal.filter(({ what }) => what === "decided")) {
        const roles = PEOPLE.find(({ id }) => id === entry.by)?.roles ?? [];
        const own = /^within the right of (\w+)$/.exec(entry.why ?? "")?.[1];
        if (own !== undefined) expect(roles).toContain(own);
        else {
          expect(input.is).toBe("act");
          const act = input.is === "act" && input.act.do !== "request" ? input.act : null;
          const asked = before?.work.find(({ record }) => record.id === act?.work);
          expect(roles).toContain(asked?.record.role);
          expect(asked?.barred).not.toContain(entry.by);
        }
      }
    }));

  test("the same input to the same state, saved and read again, gives the same outcome", () =>
    always(({ plan, before, input, outcome }) => {
      const read = JSON.parse(JSON.stringify({ before, input }));
      expect(step(plan, read.before, read.input)).toEqual(outcome);
      expect(JSON.parse(JSON.stringify(outcome.state))).toEqual(outcome.state);
    }));

  test("the state stays small, and nothing is asked of the world once the journey has ended", () =>
    always(({ before, outcome: { state, commands } }) => {
      expect(JSON.stringify(state).length).toBeLessThan(MOST_BYTES);
      if (before !== null && before.stage === null) expect(commands).toEqual([]);
    }));
});
