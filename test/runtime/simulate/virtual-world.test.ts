/** The world in virtual time: several people, one ledger (docs/language.md, rules 7 and 8; promises P4 and P5). */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { localOf, weekdayOf } from "../../../compiler/calendar-time.ts";
import type { Fields } from "../../../compiler/plan.ts";
import type { VirtualLetter, World } from "../../../runtime/simulate/virtual-state.ts";
import {
  addSubject,
  openWorld,
  runUntil,
  takeAct,
  takeEvent,
} from "../../../runtime/simulate/virtual-world.ts";
import { DAY, HOUR, timeOf } from "../machine/play.ts";
import { shipped } from "../machine/shipped.ts";

const options = shipped();
const [plan] = options.plans;
if (plan === undefined) throw new Error("nothing is shipped");
const START = timeOf(plan, "2026-11-23", 9);

/** Two who share an address, and one more of their company. */
const LEADS: readonly Fields[] = [
  { email: "desk@nordpay.com", name: "Maria", company: "Nordpay", country: "DK" },
  { email: "desk@nordpay.com", name: "Kim", company: "Butik", country: "DK" },
  { email: "ole@nordpay.com", name: "Ole", company: "Nordpay", country: "NO" },
];

interface Happening {
  readonly lead: number;
  readonly kind: string;
  readonly fields: Fields;
  readonly hours: number;
}
const happening: fc.Arbitrary<Happening> = fc.record({
  lead: fc.nat(LEADS.length - 1),
  kind: fc.constantFrom(
    "content_downloaded",
    "content_downloaded",
    "went_quiet",
    "page_viewed",
    "email_clicked",
    "demo_requested",
    "deal_lost",
  ),
  fields: fc.record(
    {
      opted_out: fc.constantFrom(false, false, true),
      open_concern: fc.boolean(),
      path: fc.constant("/pricing"),
      message: fc.constant("customer_story"),
    },
    { requiredKeys: ["path", "message"] },
  ),
  hours: fc.constantFrom(0, 1, 5, 20, 60, 200),
});

/** Lives it; `see` looks at the world after each thing that happened. */
function live(happenings: readonly Happening[], see: (world: World) => void = () => {}): World {
  const world = openWorld({ ...options, start: START });
  const leads = LEADS.map((fields) => addSubject(world, "lead", fields));
  for (const { lead, kind, fields, hours } of happenings) {
    const subject = leads[lead];
    if (subject !== undefined) takeEvent(world, subject, kind, fields);
    see(world);
    runUntil(world, world.now + hours * HOUR);
    see(world);
  }
  runUntil(world, world.now + 120 * DAY);
  see(world);
  return world;
}

const always = (check: (happenings: readonly Happening[]) => void): void =>
  fc.assert(fc.property(fc.array(happening, { minLength: 5, maxLength: 40, size: "max" }), check), {
    numRuns: 60,
  });

const sentTo = (world: World, email: unknown): readonly VirtualLetter[] =>
  [...world.letters.values()]
    .filter((letter) => letter.state === "sent" && letter.subject.fields.email === email)
    .sort((one, other) => one.at - other.at);

describe("whatever happens to people who share an address and a company", () => {
  test("P5 the caps and hours of the policy hold for the address", () =>
    always((happenings) => {
      const world = live(happenings);
      for (const email of new Set(LEADS.map((lead) => lead.email))) {
        const at = sentTo(world, email).map((letter) => letter.at);
        for (const [index, instant] of at.entries()) {
          expect(instant - (at[index - 1] ?? 0)).toBeGreaterThanOrEqual(DAY);
          expect(instant - (at[index - 3] ?? 0)).toBeGreaterThanOrEqual(7 * DAY);
          expect(isWritingTime(instant)).toBe(true);
        }
      }
    }));

  test("P4 nothing goes out after the exit, nor to an address that has opted out, nor to a company that is on hold", () =>
    always((happenings) => {
      let seen = 0;
      const world = live(happenings, (now) => {
        const sent = [...now.letters.values()].filter(({ state }) => state === "sent");
        const news = sent.length - seen;
        seen = sent.length;
        const all = [...now.subjects.values()];
        if (all.every(({ fields }) => fields.opted_out === true)) expect(news).toBe(0);
        if (all.every(({ fields }) => fields.open_concern === true)) expect(news).toBe(0);
      });
      for (const { instance, at, state } of world.letters.values()) {
        const end = world.instances.get(instance)?.endedAt ?? null;
        if (state === "sent" && end !== null) expect(at).toBeLessThanOrEqual(end);
      }
    }));

  test("P3 everybody is let go in the end, and no request is left open", () =>
    always((happenings) => {
      const world = live(happenings);
      expect([...world.instances.values()].filter(({ endedAt }) => endedAt === null)).toEqual([]);
      expect([...world.open.keys()]).toEqual([]);
    }));
});

function isWritingTime(instant: number): boolean {
  const calendar = plan?.calendars.nordic;
  if (calendar === undefined) return false;
  const { day, minute } = localOf(calendar, instant);
  return weekdayOf(day) < 5 && minute >= 8 * 60 && minute < 18 * 60;
}

test("what a person fills in moves the score, as an event does", () => {
  const world = openWorld({ ...options, start: START });
  const lead = addSubject(world, "lead", { ...LEADS[0], industry: "fintech", employees: 80 });
  for (const kind of ["content_downloaded", "webinar_attended", "demo_requested"])
    takeEvent(world, lead, kind, {});
  expect(lead.bands.interest).toBe("warm");
  const [instance] = world.instances.values();
  const [request] = instance?.state.work ?? [];
  if (instance === undefined || request === undefined) throw new Error("nobody asks for the job title");
  const evidence = { job_title: "Head of Payments" };
  takeAct(world, instance, "ida", { do: "complete", work: request.record.id, result: null, evidence });
  expect(lead.bands.interest).toBe("hot");
});
