import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { ContactPolicy } from "../../../compiler/library.ts";
import type { Condition, Fields, Instant } from "../../../compiler/plan.ts";
import {
  type ContactRequest,
  decideContact,
  type LedgerEntry,
  type Party,
} from "../../../runtime/policy/contact.ts";
import { DAY, HOUR } from "../../../runtime/policy/exact-time.ts";
import { hostOffsetAt } from "../../../runtime/policy/zone-offset.ts";

/** Tuesday, 09:10 in Copenhagen. */
const NOW = Date.UTC(2026, 10, 24, 8, 10);

const isYes = (field: string): Condition => ({
  is: "compare",
  left: { of: "subject", field },
  operator: "=",
  right: { of: "value", value: true },
  blank: false,
});
/** The policy of leads in the example. */
const POLICY: ContactPolicy = {
  owner: "marketing_manager",
  caps: [
    { atMost: 1, channel: "email", per: { ms: DAY } },
    { atMost: 3, channel: "message", per: { ms: 7 * DAY } },
  ],
  only: { days: [0, 1, 2, 3, 4], from: 8 * 60, to: 18 * 60, otherwise: "Europe/Copenhagen" },
  never: [isYes("opted_out")],
  holdAccount: [isYes("open_concern")],
  askHolder: [
    {
      when: {
        is: "compare",
        left: { of: "subject", field: "amount" },
        operator: ">",
        right: { of: "value", value: { amount: 100_000, currency: "EUR" } },
        blank: false,
      },
      ladder: "prompt",
    },
  ],
  exempt: [{ purpose: "transactional", markedBy: "marketing_manager" }],
};
const FREE: ContactPolicy = { ...POLICY, caps: [], only: null };

const party = (fields: Fields = {}, policy: ContactPolicy | null = POLICY): Party => ({
  policy,
  fields,
  bands: {},
});
const request = (change: Partial<ContactRequest> = {}): ContactRequest => ({
  policy: POLICY,
  message: { channel: "email", purpose: "nurture" },
  key: "mine",
  subject: party(),
  sameAddress: [],
  sameAccount: [],
  entries: [],
  now: NOW,
  askedAt: NOW,
  priority: 10,
  orDrop: false,
  before: null,
  approvedBy: null,
  zone: null,
  offsetAt: hostOffsetAt,
  ...change,
});
const entry = (change: Partial<LedgerEntry>): LedgerEntry => ({
  key: "other",
  channel: "email",
  is: "sent",
  at: NOW,
  priority: 10,
  askedAt: NOW - 8 * DAY,
  ...change,
});
const hoursFromNow = (hours: number): Instant => NOW + hours * HOUR;

describe("consent", () => {
  it("lets a message go that nothing speaks against", () => {
    expect(decideContact(request())).toEqual({ is: "sent" });
  });

  it("belongs to the address, whichever subject carries it, by the policy of their kind", () => {
    const never = { is: "suppressed", why: "never when opted_out" };
    expect(decideContact(request({ subject: party({ opted_out: true }) }))).toEqual(never);
    expect(decideContact(request({ sameAddress: [party(), party({ opted_out: true })] }))).toEqual(never);
    const other = party({ opted_out: true }, { ...POLICY, never: [] });
    expect(decideContact(request({ sameAddress: [other] }))).toEqual({ is: "sent" });
    expect(decideContact(request({ sameAccount: [party({ opted_out: true })] }))).toEqual({ is: "sent" });
  });

  it("is asked before everything else, and of exempt messages as well", () => {
    const subject = party({ opted_out: true, open_concern: true });
    const message = { channel: "email", purpose: "transactional" };
    expect(decideContact(request({ subject, message })).is).toBe("suppressed");
  });
});

describe("a hold", () => {
  const sameAccount = [party({ open_concern: true })];

  it("covers the account", () => {
    expect(decideContact(request({ sameAccount }))).toEqual({
      is: "held",
      why: "the account is on hold: open_concern",
    });
    expect(decideContact(request({ subject: party({ open_concern: true }) })).is).toBe("held");
    expect(decideContact(request({ sameAddress: sameAccount })).is).toBe("sent");
  });

  it.each<[string, Partial<ContactRequest>, string]>([
    ["drops what may not wait", { orDrop: true }, "dropped"],
    ["drops what may not wait longer", { before: NOW }, "dropped"],
    ["keeps what may", { before: NOW + 1 }, "held"],
    ["lets pass what is exempt", { message: { channel: "email", purpose: "transactional" } }, "sent"],
  ])("%s", (_, change, expected) => {
    expect(decideContact(request({ sameAccount, ...change })).is).toBe(expected);
  });
});

describe("asking first", () => {
  const subject = party({ amount: { amount: 250_000, currency: "EUR" } });

  it("puts the message before a person, in words of the rule", () => {
    expect(decideContact(request({ subject }))).toEqual({
      is: "ask",
      ladder: "prompt",
      why: "ask the holder first when amount > 100_000 EUR",
    });
  });

  it("is done once they agreed, and caps still count", () => {
    expect(decideContact(request({ subject, approvedBy: "anna" }))).toEqual({ is: "sent" });
    const entries = [entry({})];
    expect(decideContact(request({ subject, approvedBy: "anna", entries })).is).toBe("deferred");
  });
});

describe("caps and hours", () => {
  it("defer to the first instant that suits all of them, and say why", () => {
    expect(decideContact(request({ entries: [entry({ at: hoursFromNow(-1) })] }))).toEqual({
      is: "deferred",
      until: hoursFromNow(23),
      why: "at most 1 email per 24 hours: the last one went out 2026-11-24 08:10",
    });
  });

  it("let the next one go exactly when the time is over", () => {
    expect(decideContact(request({ entries: [entry({ at: hoursFromNow(-24) })] })).is).toBe("sent");
    expect(decideContact(request({ entries: [entry({ at: hoursFromNow(-24) + 1 })] })).is).toBe("deferred");
  });

  it("count all channels together under `messages`", () => {
    const entries = [-24, -50, -97].map((hours) =>
      entry({ key: `k${hours}`, channel: "sms", at: hoursFromNow(hours) }),
    );
    expect(decideContact(request({ entries }))).toMatchObject({
      is: "deferred",
      until: hoursFromNow(-97) + 7 * DAY,
      why: "at most 3 messages per 7 days: the last one went out 2026-11-23 09:10",
    });
  });

  it("leave the cap of another channel alone", () => {
    const entries = [entry({ channel: "sms" })];
    expect(decideContact(request({ entries })).is).toBe("sent");
  });

  it.each<[string, number, string | null, number]>([
    ["in the evening: the next morning", Date.UTC(2026, 10, 24, 18), null, Date.UTC(2026, 10, 25, 7)],
    ["at closing time: the next morning", Date.UTC(2026, 10, 24, 17), null, Date.UTC(2026, 10, 25, 7)],
    ["on Friday evening: Monday", Date.UTC(2026, 10, 27, 20), null, Date.UTC(2026, 10, 30, 7)],
    ["in their own zone", Date.UTC(2026, 10, 24, 8, 10), "America/New_York", Date.UTC(2026, 10, 24, 13)],
    ["of a zone that there is not", Date.UTC(2026, 10, 24, 18), "Mars/Base", Date.UTC(2026, 10, 25, 7)],
    ["over a change of the clocks", Date.UTC(2026, 9, 23, 20), "Europe/Copenhagen", Date.UTC(2026, 9, 26, 7)],
  ])("wait for the hours %s", (_, now, zone, until) => {
    const outcome = decideContact(request({ now, askedAt: now, zone }));
    expect(outcome).toMatchObject({
      is: "deferred",
      until,
      why: "only mon to fri 08:00 to 18:00 in their own zone",
    });
  });

  it("name every rule that moved it", () => {
    const outcome = decideContact(
      request({ now: Date.UTC(2026, 10, 27, 16, 30), entries: [entry({ at: Date.UTC(2026, 10, 27, 16) })] }),
    );
    expect(outcome).toEqual({
      is: "deferred",
      until: Date.UTC(2026, 10, 30, 7),
      why: "at most 1 email per 24 hours: the last one went out 2026-11-27 17:00; only mon to fri 08:00 to 18:00 in their own zone",
    });
  });

  it("do not stop exempt messages", () => {
    const message = { channel: "email", purpose: "transactional" };
    expect(decideContact(request({ message, now: Date.UTC(2026, 10, 28), entries: [entry({})] })).is).toBe(
      "sent",
    );
  });

  it("drop what may not wait, or not so long", () => {
    const entries = [entry({ at: hoursFromNow(-1) })];
    expect(decideContact(request({ entries, orDrop: true })).is).toBe("dropped");
    expect(decideContact(request({ entries, before: hoursFromNow(23) - 1 }))).toEqual({
      is: "dropped",
      why: "at most 1 email per 24 hours: the last one went out 2026-11-24 08:10",
    });
    expect(decideContact(request({ entries, before: hoursFromNow(23) })).is).toBe("deferred");
    expect(decideContact(request({ before: NOW - 1 }))).toMatchObject({
      is: "dropped",
      why: "it was to go out by 2026-11-24 09:09",
    });
  });

  it("do not count what the ledger holds of the message itself", () => {
    expect(decideContact(request({ entries: [entry({ key: "mine", is: "set", at: NOW })] })).is).toBe("sent");
  });
});

describe("the last place under a cap", () => {
  const set = (change: Partial<LedgerEntry>) => [entry({ is: "set", at: hoursFromNow(2), ...change })];

  it.each<[string, readonly LedgerEntry[], string]>([
    ["is kept for a higher priority", set({ priority: 20 }), "deferred"],
    ["is kept for an equal one that asked earlier", set({ askedAt: NOW - 1 }), "deferred"],
    ["is kept for an equal one of the same instant that has it", set({ askedAt: NOW }), "deferred"],
    ["is taken from an equal one that asked later", set({ askedAt: NOW + 1 }), "sent"],
    ["is taken from a lower priority", set({ priority: 5 }), "sent"],
    [
      "is gone when another is on its way",
      [entry({ is: "going", at: hoursFromNow(-30), priority: 5 })],
      "deferred",
    ],
  ])("%s", (_, entries, expected) => {
    expect(decideContact(request({ entries })).is).toBe(expected);
  });

  it("says that another one is set", () => {
    expect(decideContact(request({ entries: set({ priority: 20 }) }))).toMatchObject({
      until: hoursFromNow(26),
      why: "at most 1 email per 24 hours: one is set for 2026-11-24 11:10",
    });
  });
});

describe("under any order of asking", () => {
  const CAPS: ContactPolicy = {
    ...FREE,
    caps: [
      { atMost: 1, channel: "email", per: { ms: DAY } },
      { atMost: 3, channel: "message", per: { ms: 7 * DAY } },
    ],
    only: POLICY.only,
  };
  const wish = fc.record({
    at: fc.integer({ min: 0, max: 56 }).map((quarters) => NOW + quarters * 6 * HOUR),
    priority: fc.integer({ min: 0, max: 3 }),
  });

  it("the caps are never exceeded, hours are kept, and everything goes out in the end", () => {
    fc.assert(
      fc.property(fc.array(wish, { minLength: 1, maxLength: 14 }), (wishes) => {
        const sent = playOut(CAPS, wishes);
        expect(sent).toHaveLength(wishes.length);
        for (const start of sent) {
          expect(sent.filter((other) => other >= start && other < start + DAY)).toHaveLength(1);
          expect(
            sent.filter((other) => other >= start && other < start + 7 * DAY).length,
          ).toBeLessThanOrEqual(3);
          const hour = new Date(start + 3_600_000).getUTCHours();
          expect(hour).toBeGreaterThanOrEqual(8);
          expect(hour).toBeLessThan(18);
        }
      }),
      { numRuns: 200 },
    );
  });
});

/** Asks for each message when it is wanted, and again whenever its time has come; answers when each went out. */
function playOut(
  policy: ContactPolicy,
  wishes: readonly { readonly at: Instant; readonly priority: number }[],
) {
  const ledger = new Map<string, LedgerEntry>();
  const queue = wishes.map((one, index) => ({ ...one, key: `k${index}`, askedAt: one.at }));
  const sent: Instant[] = [];
  for (let turns = 0; queue.length > 0 && turns < 2_000; turns += 1) {
    queue.sort((one, other) => one.at - other.at);
    const next = queue.shift();
    if (next === undefined) break;
    const { key, priority, askedAt, at: now } = next;
    const outcome = decideContact(
      request({
        policy,
        subject: party({}, policy),
        key,
        priority,
        askedAt,
        now,
        entries: [...ledger.values()],
      }),
    );
    if (outcome.is === "sent") sent.push(now);
    else if (outcome.is === "deferred") queue.push({ ...next, at: outcome.until });
    const at = outcome.is === "deferred" ? outcome.until : now;
    ledger.set(key, {
      key,
      channel: "email",
      is: outcome.is === "sent" ? "sent" : "set",
      at,
      priority,
      askedAt,
    });
  }
  return sent;
}
