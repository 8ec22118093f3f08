/** One instance for each key: docs/language.md, "Identity" and "Edges: Key". */
import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import type { Fields } from "../../../compiler/plan.ts";
import {
  addSubject,
  openWorld,
  runUntil,
  takeAct,
  takeEvent,
} from "../../../runtime/simulate/virtual-world.ts";
import { compileTexts } from "../../compiler/model-of.ts";
import { DAY, shippedPeople, timeOf } from "../machine/play.ts";

const TEXT = `
event offered   of lead { deal_id: text  worth: money }
event mentioned of lead { deal_id?: text }
event signed    of lead { deal_id: text }
journey deal v1 of lead {
  owner revops_lead  goal deal_won within 120 days  review every 3 months, last 2026-10-01
  enter on offered -> open
    per deal_id
    keeps first_worth from the first offered.worth, worth from the latest offered.worth
    if one is open    join
    if one has ended  never
  exit won  as success on signed
  exit gone as failure
  stage open {
    owner sdr  lasts at most 60 days, then exit gone
    on mentioned { tell sdr "{deal_id} is talked of: {first_worth}, now {worth}" }
    stay
  }
}`;
const { library, releases } = compileTexts({
  "organisation.journey": readFileSync("journeys/organisation.journey", "utf8"),
  "lead.journey": readFileSync("journeys/lead.journey", "utf8"),
  "deal.journey": TEXT,
});
const plans = releases.map(({ plan }) => plan);
const [plan] = plans;
if (plan === undefined) throw new Error("there is no plan");
const START = timeOf(plan, "2026-11-23", 9);

const euro = (amount: number) => ({ amount, currency: "EUR" });

function open() {
  const world = openWorld({ library, plans, people: shippedPeople(), start: START });
  const lead = (name: string) =>
    addSubject(world, "lead", { email: `${name}@nordpay.com`, name, company: "Nordpay" });
  const [maria, kim] = [lead("maria"), lead("kim")];
  const happens = (who: typeof maria, kind: string, fields: Fields = {}, at?: number) =>
    takeEvent(world, who, kind, fields, at);
  const stand = () =>
    [...world.instances.values()].map(({ id, key, state }) => `${id} ${key} ${state.stage ?? state.exit}`);
  return { world, maria, kim, happens, stand };
}
const fieldsOf = (world: ReturnType<typeof open>["world"], key: string): Fields =>
  [...world.instances.values()].find((instance) => instance.key === key)?.state.fields ?? {};

const toAnna = ({ notices }: ReturnType<typeof open>["world"]) => notices.filter(({ to }) => to === "anna");

describe("per KEY", () => {
  test("makes one instance for each key, and the same key joins", () => {
    const { maria, happens, stand } = open();
    happens(maria, "offered", { deal_id: "D-1", worth: euro(5) });
    happens(maria, "offered", { deal_id: "D-2", worth: euro(7) });
    happens(maria, "offered", { deal_id: "D-1", worth: euro(9) });
    expect(stand()).toEqual(["deal/s1/1 D-1 open", "deal/s1/2 D-2 open"]);
  });

  test("an event that carries the key reaches its instance, one without it all open ones", () => {
    const { world, maria, happens, stand } = open();
    happens(maria, "offered", { deal_id: "D-1", worth: euro(5) });
    happens(maria, "offered", { deal_id: "D-2", worth: euro(7) });
    happens(maria, "mentioned", {});
    expect(toAnna(world)).toHaveLength(2);
    happens(maria, "mentioned", { deal_id: "D-2" });
    expect(toAnna(world)).toHaveLength(3);
    happens(maria, "signed", { deal_id: "D-1" });
    expect(stand()).toEqual(["deal/s1/1 D-1 won", "deal/s1/2 D-2 open"]);
  });

  test("another subject that brings the same key joins it, and is heard from there on", () => {
    const { world, maria, kim, happens, stand } = open();
    happens(maria, "offered", { deal_id: "D-1", worth: euro(5) });
    happens(kim, "mentioned", {});
    expect(toAnna(world)).toHaveLength(0);
    happens(kim, "offered", { deal_id: "D-1", worth: euro(8) });
    expect(stand()).toEqual(["deal/s1/1 D-1 open"]);
    happens(kim, "mentioned", {});
    expect(toAnna(world)).toHaveLength(1);
    // What they are like is not what the one is like whom the instance is about.
    expect(fieldsOf(world, "D-1")).toMatchObject({ deal_id: "D-1", worth: euro(8) });
    happens(kim, "signed", { deal_id: "D-1" });
    expect(stand()).toEqual(["deal/s1/1 D-1 won"]);
  });

  test("a blank key starts nothing", () => {
    const { maria, happens, stand } = open();
    happens(maria, "offered", { deal_id: null, worth: euro(5) });
    expect(stand()).toEqual([]);
  });

  test("whether it may begin again is asked of the key", () => {
    const { world, maria, kim, happens, stand } = open();
    happens(maria, "offered", { deal_id: "D-1", worth: euro(5) });
    runUntil(world, START + 70 * DAY);
    happens(kim, "offered", { deal_id: "D-1", worth: euro(5) });
    happens(kim, "offered", { deal_id: "D-2", worth: euro(5) });
    expect(stand()).toEqual(["deal/s1/1 D-1 gone", "deal/s2/1 D-2 open"]);
  });
});

describe("keeps", () => {
  test("the first and the latest, by when they happened and not by when they came in", () => {
    const { world, maria, happens } = open();
    happens(maria, "offered", { deal_id: "D-1", worth: euro(5) });
    runUntil(world, START + 2 * DAY);
    happens(maria, "offered", { deal_id: "D-1", worth: euro(9) });
    expect(fieldsOf(world, "D-1")).toMatchObject({ first_worth: euro(5), worth: euro(9) });
    happens(maria, "offered", { deal_id: "D-1", worth: euro(3) }, START - DAY);
    expect(fieldsOf(world, "D-1")).toMatchObject({ first_worth: euro(3), worth: euro(9) });
  });
});

describe("a blank key", () => {
  const ASKING = `
journey term v1 of lead {
  owner revops_lead  goal deal_won within 120 days  review every 3 months, last 2026-10-01
  enter on demo_requested -> open
    per job_title, else ask sdr, on daily
    if one is open join
  exit gone as failure
  stage open { owner sdr  lasts at most 60 days, then exit gone  tell sdr "{job_title}"  stay }
}`;

  const asking = () => {
    const compiled = compileTexts({
      "organisation.journey": readFileSync("journeys/organisation.journey", "utf8"),
      "lead.journey": readFileSync("journeys/lead.journey", "utf8"),
      "term.journey": ASKING,
    });
    const all = compiled.releases.map((release) => release.plan);
    const world = openWorld({ library: compiled.library, plans: all, people: shippedPeople(), start: START });
    const maria = addSubject(world, "lead", { email: "maria@nordpay.com", name: "Maria", country: "DK" });
    const stand = () =>
      [...world.instances.values()].map(({ id, key, state }) => `${id} ${key} ${state.stage ?? state.exit}`);
    return { world, maria, stand, plans: all };
  };

  test("is asked for, and what waits for it begins once it is known", () => {
    const { world, maria, stand } = asking();
    takeEvent(world, maria, "demo_requested", {});
    expect(stand()).toEqual(["term_key/s1/1 null asking"]);
    const [instance] = [...world.instances.values()];
    const [work] = instance?.state.work ?? [];
    if (instance === undefined || work === undefined) throw new Error("nobody is asked");
    expect(work.record).toMatchObject({ name: "job_title", role: "sdr", answers: { known: ["job_title"] } });
    const evidence = { job_title: "cto" };
    const act = { do: "complete", work: work.record.id, result: "known", evidence } as const;
    expect(takeAct(world, instance, work.record.person ?? "", act)).toBeNull();
    expect(stand()).toEqual(["term_key/s1/1 null known", "term/s1/1 cto open"]);
  });

  test("is asked for once, and needs no answer when it becomes known by itself", () => {
    const { world, maria, stand } = asking();
    takeEvent(world, maria, "demo_requested", {});
    takeEvent(world, maria, "demo_requested", {});
    expect(stand()).toEqual(["term_key/s1/1 null asking"]);
    takeEvent(world, maria, "replied", { job_title: "cto" });
    expect(stand()).toEqual(["term_key/s1/1 null known", "term/s1/1 cto open"]);
  });

  test("makes a plan of its own, which no event enters", () => {
    const { plans: all } = asking();
    const [, own] = all;
    expect(own).toMatchObject({
      journey: "term_key",
      workflowType: "term_key_v1",
      entries: [{ on: [], stage: "asking" }],
    });
  });
});
