import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { indexBuild, indexPlans } from "../../../runtime/ingest/plan-index.ts";
import { viewOfFields } from "../../../runtime/machine/conditions.ts";
import type { Event } from "../../../runtime/machine/protocol.ts";
import { step } from "../../../runtime/machine/step.ts";
import { shipped } from "../machine/shipped.ts";
import { MONDAY } from "./fixture.ts";

const { library, plans } = shipped();
const index = indexPlans(plans);
const journey = index.currentOf("lead_to_customer", "s1");
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

describe("which version people enter", () => {
  const [v1, v2, v3] = [1, 2, 3].map((version) => ({ plan: { ...plan, version } }));
  const built = [v1, v2, v3].filter((one) => one !== undefined);
  const subjects = Array.from({ length: 1_000 }, (_, number) => `subject-${number}`);
  const versionsOf = (found: ReturnType<typeof indexBuild>) =>
    subjects.map((subject) => found.currentOf("lead_to_customer", subject)?.plan.version);

  it("is the latest that is not only kept", () => {
    const kept = indexBuild([...built.slice(0, 2), { plan: { ...plan, version: 3 }, keptOnly: true }]);
    expect(kept.current.map((one) => one.plan.version)).toEqual([2]);
    expect(kept.of("lead_to_customer", 3)).toBeDefined();
  });

  it("is none where all of a journey is only kept", () => {
    expect(indexBuild([{ plan, keptOnly: true }]).currentFor("anybody")).toEqual([]);
  });

  it("is what was deployed, from the instant at which that changes", () => {
    let version = 1;
    const found = indexBuild(built, () => ({ lead_to_customer: { version } }));
    expect(found.currentOf("lead_to_customer", "s")?.plan.version).toBe(1);
    version = 2;
    expect(found.currentFor("s").map((one) => one.plan.version)).toEqual([2]);
  });

  it("is none of a journey that was not deployed", () => {
    expect(indexBuild(built, () => ({})).current).toEqual([]);
  });

  it("is the text that is tried, whatever was deployed", () => {
    const tried = [...built.slice(0, 2), { plan: { ...plan, version: 3 }, unreleased: true as const }];
    const found = indexBuild(tried, () => ({ lead_to_customer: { version: 1 } }));
    expect(found.currentOf("lead_to_customer", "s")?.plan.version).toBe(3);
  });

  it("is what the build says where it lacks the one that was deployed", () => {
    const found = indexBuild(built.slice(0, 2), () => ({ lead_to_customer: { version: 3 } }));
    expect(found.currentOf("lead_to_customer", "s")?.plan.version).toBe(2);
  });

  it("is the canary for its share of the subjects, and the same ones each time", () => {
    const canary = (percent: number) =>
      versionsOf(
        indexBuild(built, () => ({ lead_to_customer: { version: 1, canary: { version: 2, percent } } })),
      );
    const few = canary(10);
    expect(few.filter((version) => version === 2).length).toBeGreaterThan(60);
    expect(few.filter((version) => version === 2).length).toBeLessThan(140);
    expect(canary(10)).toEqual(few);
    const more = canary(30);
    expect(few.every((version, at) => version === 1 || more[at] === 2)).toBe(true);
    expect(canary(0)).not.toContain(2);
    expect(canary(100)).not.toContain(1);
  });
});

describe("a version that this process does not hold", () => {
  const unheld = index.listenerOf("lead_to_customer", 99);

  it("is told of everything, since nobody here can say what it listens for", () => {
    const event = eventOf("page_viewed", { path: "/blog", seconds: 5 });
    expect(index.of("lead_to_customer", 99)).toBeUndefined();
    expect(unheld.listensFor(event, VIEW)).toBe(true);
    expect(unheld.readOf(event.fields)).toEqual(event.fields);
    expect([unheld.readsField("anything"), unheld.readsScore("anything")]).toEqual([true, true]);
  });

  it("is about the same as the versions that are here", () => {
    expect(unheld.per).toBe(plan.per);
    expect(index.listenerOf("unknown", 1).per).toBeUndefined();
  });
});
