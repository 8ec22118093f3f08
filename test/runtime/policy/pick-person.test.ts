import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { People, Person, Route } from "../../../compiler/library.ts";
import { type PickRequest, pickPerson } from "../../../runtime/policy/pick-person.ts";

const person = (id: string, change: Partial<Person> = {}): Person => ({
  id,
  name: id,
  email: `${id}@example.com`,
  roles: ["sdr"],
  serves: {},
  capacity: null,
  away: [],
  ...change,
});
const people = (...persons: readonly Person[]): People => ({ people: persons, delegates: [], addresses: {} });

const ROUTE: Route = {
  owner: "sales_manager",
  subject: "lead",
  match: ["country"],
  prefer: ["industry"],
  pick: "least loaded",
  skip: ["away", "at capacity", "missed"],
  otherwise: "sales_manager",
};
const ANNA = person("anna", { serves: { country: ["DK", "SE"], industry: ["fintech"] }, capacity: 2 });
const BO = person("bo", { serves: { country: ["DK", "NO"] } });
const CARLA = person("carla", { roles: ["sales_manager"] });

const request = (change: Partial<PickRequest> = {}): PickRequest => ({
  route: ROUTE,
  role: "sdr",
  people: people(ANNA, BO, CARLA),
  loads: {},
  lastPicked: {},
  fields: { country: "DK", industry: "fintech" },
  exclude: [],
  first: true,
  localDate: "2026-11-23",
  ...change,
});
const picked = (change: Partial<PickRequest> = {}) => pickPerson(request(change))?.person ?? null;

describe("a route", () => {
  it.each<[string, Partial<PickRequest>, string]>([
    ["prefers who names the value", { loads: { anna: 1 } }, "anna"],
    [
      "then who names nothing, before who names others",
      { fields: { country: "DK", industry: "retail" } },
      "bo",
    ],
    ["keeps only who serves the country", { fields: { country: "SE", industry: "retail" } }, "anna"],
    ["passes over who is at capacity", { loads: { anna: 2 } }, "bo"],
    ["passes over who missed it", { exclude: ["anna"] }, "bo"],
    ["falls to its `otherwise` when nobody fits", { fields: { country: "US", industry: "saas" } }, "carla"],
    ["and when the value is blank, which nobody names", { fields: { country: null } }, "carla"],
  ])("%s", (_, change, expected) => {
    expect(picked(change)).toBe(expected);
  });

  it.each([
    ["2026-12-20", "anna"],
    ["2026-12-21", "bo"],
    ["2027-01-03", "bo"],
    ["2027-01-04", "anna"],
  ])("passes over who is away, on %s", (localDate, expected) => {
    const away = person("anna", { ...ANNA, away: [{ from: "2026-12-21", to: "2027-01-03" }] });
    expect(picked({ people: people(away, BO), localDate })).toBe(expected);
  });

  it("serves its `otherwise` at the first pick only", () => {
    expect(picked({ exclude: ["anna", "bo"], first: true })).toBe("carla");
    expect(picked({ exclude: ["anna", "bo"], first: false })).toBeNull();
  });

  it("says for which role it picked, and why", () => {
    expect(pickPerson(request())).toEqual({
      person: "anna",
      role: "sdr",
      why: "serves country DK, industry fintech; least loaded (0 open)",
    });
    expect(pickPerson(request({ fields: {} }))?.role).toBe("sales_manager");
  });

  it("takes the least loaded, then who was picked longest ago, then the order of people.yaml", () => {
    const equal = people(person("a"), person("b"), person("c"));
    const pick = (loads: Record<string, number>, lastPicked: Record<string, number>) =>
      picked({ people: equal, loads, lastPicked, fields: { country: "DK" } });
    expect(pick({ a: 2, b: 1, c: 1 }, { b: 5, c: 4 })).toBe("c");
    expect(pick({}, { a: 1, b: 2 })).toBe("c");
    expect(pick({}, {})).toBe("a");
  });

  it("lets people be at capacity, away and asked again where it does not skip them", () => {
    const lenient: Route = { ...ROUTE, skip: [] };
    expect(picked({ route: lenient, loads: { anna: 9 } })).toBe("anna");
    // Who may not be asked is never asked.
    expect(picked({ route: lenient, exclude: ["anna"] })).toBe("bo");
  });
});

describe("a role without a route", () => {
  it("is for whoever fills it, is there, and has least open", () => {
    expect(picked({ route: null, loads: { anna: 1 } })).toBe("bo");
    expect(picked({ route: null, exclude: ["anna", "bo"] })).toBeNull();
    const away = person("bo", { away: [{ from: "2026-11-23", to: "2026-11-23" }] });
    expect(picked({ route: null, people: people(away) })).toBeNull();
    expect(picked({ route: null, role: "nobody" })).toBeNull();
  });
});

describe("over many picks", () => {
  const team = fc.integer({ min: 1, max: 6 });

  it("nobody has a second turn before everyone had a first", () => {
    const inTurn: Route = { ...ROUTE, match: [], prefer: [], pick: "in turn" };
    fc.assert(
      fc.property(team, fc.integer({ min: 1, max: 40 }), (size, picks) => {
        const everyone = people(...Array.from({ length: size }, (_, index) => person(`p${index}`)));
        const turns: Record<string, number> = {};
        const counts: Record<string, number> = {};
        for (let turn = 0; turn < picks; turn += 1) {
          const id =
            picked({ route: inTurn, people: everyone, lastPicked: turns, loads: { p0: turn } }) ?? "";
          turns[id] = turn;
          counts[id] = (counts[id] ?? 0) + 1;
        }
        const all = everyone.people.map(({ id }) => counts[id] ?? 0);
        expect(Math.max(...all) - Math.min(...all)).toBeLessThanOrEqual(1);
      }),
    );
  });

  it("nobody has more open than their capacity", () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 4 }), { minLength: 1, maxLength: 5 }), (capacities) => {
        const everyone = people(...capacities.map((capacity, index) => person(`p${index}`, { capacity })));
        const loads: Record<string, number> = {};
        for (let asks = 0; asks < 25; asks += 1) {
          const id = picked({ people: everyone, loads, lastPicked: {}, fields: { country: "DK" } });
          if (id !== null) loads[id] = (loads[id] ?? 0) + 1;
        }
        expect(capacities.map((_, index) => loads[`p${index}`] ?? 0)).toEqual(capacities);
      }),
    );
  });
});
