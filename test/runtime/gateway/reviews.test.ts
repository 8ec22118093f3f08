/** Reviews that have fallen due, in the inbox of whoever has them (docs/language.md, 6.8). */
import { afterAll, beforeAll, expect, test } from "vitest";
import type { DatedReview } from "../../../compiler/library.ts";
import { sweepReviews } from "../../../runtime/review/sweep-reviews.ts";
import { LIBRARY } from "../ingest/fixture.ts";
import { openGateway, type TestGateway } from "./fixture.ts";

/** The clock stands at 2026-11-23. */
const OF_JOURNEY: DatedReview = {
  of: "journey",
  name: "small",
  owner: "marketing",
  every: "3 months",
  last: "2026-08-20",
  due: "2026-11-20",
  until: "2027-02-18",
};
const OF_ROUTE: DatedReview = { ...OF_JOURNEY, of: "route", name: "any", owner: "head", until: "2026-11-22" };
const TO_COME: DatedReview = { ...OF_JOURNEY, name: "later", due: "2026-11-24" };
const roles = {
  ...LIBRARY.roles,
  // Nobody fills these two, and above the second nobody is.
  head: { title: "Head", calendar: "always", reportsTo: "sales" },
  nobody: { title: "Nobody", calendar: "always", reportsTo: null },
};
const OF_NOBODY: DatedReview = { ...OF_JOURNEY, of: "score", name: "interest", owner: "nobody" };

let gateway: TestGateway;
beforeAll(async () => {
  const reviews = [OF_JOURNEY, OF_ROUTE, TO_COME, OF_NOBODY];
  gateway = await openGateway({ library: { ...LIBRARY, roles, reviews } });
  await sweepReviews(gateway.gateway.installation);
});
afterAll(() => gateway.close());

const namesOf = async (person: string, query = {}) => {
  const client = await gateway.as(person, "people");
  return (await client.inbox(query)).reviews.map(({ name }) => name);
};

test("whoever fills the owner's role has it, and of a role that nobody fills whoever is above", async () => {
  const ida = await gateway.as("ida", "people");
  const { work, reviews } = await ida.inbox();
  const { of: kind, ...dated } = OF_JOURNEY;
  expect(work).toEqual([]);
  expect(reviews).toEqual([
    {
      kind,
      ...dated,
      openedAt: "2026-11-23T09:00:00.000Z",
      standing: "overdue",
      with: [{ role: "marketing", people: ["ida"] }],
    },
  ]);
  expect(await namesOf("anna")).toEqual(["any"]);
  expect(await namesOf("bo")).toEqual(["any"]);
});

test("it is found by its name, and is about no subject", async () => {
  expect(await namesOf("ida", { name: "small" })).toEqual(["small"]);
  expect(await namesOf("ida", { name: "any" })).toEqual([]);
  expect(await namesOf("ida", { subject: "maria@example.com" })).toEqual([]);
});

test("what nobody has is shown as such among all that are open", async () => {
  const client = await gateway.as("anna", "people");
  const { reviews } = await client.reviews();
  expect(reviews.map(({ name, standing, with: desks }) => [name, standing, desks])).toEqual([
    ["small", "overdue", [{ role: "marketing", people: ["ida"] }]],
    ["any", "past its grace", [{ role: "sales", people: ["anna", "bo"] }]],
    ["interest", "overdue", []],
  ]);
});

test("it is nobody's to close: no act knows it", async () => {
  const ida = await gateway.as("ida", "people");
  await expect(ida.act("complete", "small", {})).rejects.toMatchObject({ status: 404 });
});
