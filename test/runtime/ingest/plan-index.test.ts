import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { indexPlans } from "../../../runtime/ingest/plan-index.ts";
import { viewOfFields } from "../../../runtime/machine/conditions.ts";
import type { Event } from "../../../runtime/machine/protocol.ts";
import { step } from "../../../runtime/machine/step.ts";
import { shipped } from "../machine/shipped.ts";
import { MONDAY } from "./fixture.ts";

const { library, plans } = shipped();
const index = indexPlans(plans);
const journey = index.currentOf("lead_to_customer");
if (journey === undefined) throw new Error("lead_to_customer is not shipped");
const { plan, listensFor, readOf } = journey;
const VIEW = viewOfFields(MONDAY, {});
const eventOf = (kind: string, fields: Event["fields"] = {}): Event => ({
  id: "e",
  kind,
  at: MONDAY,
  fields,
});

describe("the shipped journey", () => {
  it("is told of what it listens for, and of a page only where that matters", () => {
    expect(listensFor(eventOf("demo_requested"), VIEW)).toBe(true);
    expect(listensFor(eventOf("deal_won"), VIEW)).toBe(true);
    expect(listensFor(eventOf("page_viewed", { path: "/pricing/teams" }), VIEW)).toBe(true);
    expect(listensFor(eventOf("page_viewed", { path: "/blog" }), VIEW)).toBe(false);
    expect(listensFor(eventOf("webinar_attended", { title: "Fees" }), VIEW)).toBe(false);
  });

  it("is passed the fields that it reads, and no others", () => {
    expect(readOf({ path: "/pricing", seconds: 5, email: "maria@example.com" })).toEqual({
      path: "/pricing",
    });
  });

  it("would have done nothing about what it is not told of", () => {
    const start = {
      instance: "i",
      subject: "s",
      stage: plan.entries[0]?.stage ?? "",
      fields: {},
      bands: {},
      event: null,
    };
    const { state } = step(plan, null, { is: "start", now: MONDAY, ...start });
    const kinds = Object.keys(library.events);
    const field = fc.oneof(fc.constantFrom("/pricing", "/blog", "customer_story"), fc.integer());
    const anyEvent = fc.record({
      kind: fc.constantFrom(...kinds),
      fields: fc.record({ path: field, message: field, title: field }),
    });
    fc.assert(
      fc.property(anyEvent, ({ kind, fields }) => {
        const event = eventOf(kind, fields);
        if (listensFor(event, VIEW)) return;
        const outcome = step(plan, state, { is: "event", now: MONDAY + 1, event });
        expect(outcome).toMatchObject({ commands: [], journal: [] });
      }),
    );
  });
});

it("knows the latest version of a journey from those that only go on", () => {
  const both = indexPlans([{ ...plan, version: 2 }, plan]);
  expect(both.current.map(({ plan: { version } }) => version)).toEqual([2]);
  expect(both.of("lead_to_customer", 1)?.plan.version).toBe(1);
  expect(both.of("lead_to_customer", 3)).toBeUndefined();
});
