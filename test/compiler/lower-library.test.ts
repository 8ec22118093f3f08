import { expect, test } from "vitest";
import { compileTexts, edited, shippedTexts } from "./model-of.ts";

const { library } = compileTexts(shippedTexts());

test("a subject has its key, its account and the types of its fields", () => {
  const lead = library.subjects.lead;
  expect(lead).toMatchObject({
    owner: "marketing_ops",
    key: "email",
    account: "company",
    record: "crm.contact",
  });
  expect(lead?.fields.discount).toEqual({ type: "percent", optional: false, default: 0, description: "" });
  expect(lead?.fields.industry).toEqual({
    type: "one_of",
    values: ["fintech", "saas", "retail", "manufacturing", "other"],
    optional: true,
    default: null,
    description: "",
  });
});

test("events are those that are sent, without the sets that name several", () => {
  expect(library.events.email_clicked).toMatchObject({
    subject: "lead",
    fields: { message: { type: "message" } },
  });
  expect(Object.keys(library.events)).not.toContain("engagement");
});

test("a score has parts, facts and ascending bands; its own points are a part of its name", () => {
  const score = library.scores.interest;
  expect(score?.parts.map(({ name, halfLife }) => [name, halfLife])).toEqual([["interest", 2_592_000_000]]);
  expect(score?.parts[0]?.adds[1]).toEqual({
    points: 20,
    on: [
      {
        event: "page_viewed",
        where: {
          is: "text",
          how: "starts with",
          left: { of: "event", field: "path" },
          words: ["/pricing"],
          blank: false,
        },
      },
    ],
    rate: { times: 3, per: { ms: 604_800_000 } },
  });
  expect(score?.facts.map(({ points }) => points)).toEqual([15, 10, 20, -30]);
  expect(score?.bands).toEqual([
    { name: "warm", from: 40 },
    { name: "hot", from: 70 },
  ]);
});

test("parts of a score keep their own decay and resets", () => {
  const parts = `part reading { add 1 on page_viewed  halves every 7 days }
    part trouble { subtract 10 on replied  resets on demo_held or deal_won }
    band warm from 40`;
  const { scores } = compileTexts(edited(shippedTexts(), "band warm from 40", parts)).library;
  expect(scores.interest?.parts.slice(1)).toMatchObject([
    { name: "reading", halfLife: 604_800_000, resetsOn: [] },
    {
      name: "trouble",
      adds: [{ points: -10 }],
      halfLife: null,
      resetsOn: [{ event: "demo_held" }, { event: "deal_won" }],
    },
  ]);
});

test("a contact policy has its rules by kind", () => {
  expect(library.policies.lead).toMatchObject({
    owner: "marketing_manager",
    caps: [
      { atMost: 1, channel: "email", per: { ms: 86_400_000 } },
      { atMost: 3, channel: "message", per: { ms: 604_800_000 } },
    ],
    only: { days: [0, 1, 2, 3, 4], from: 480, to: 1_080, otherwise: "Europe/Copenhagen" },
    never: [{ left: { field: "opted_out" } }],
    holdAccount: [{ left: { field: "open_concern" } }],
    askHolder: [{ ladder: "daily" }],
    exempt: [{ purpose: "transactional", markedBy: "marketing_manager" }],
  });
});

test("a route keeps the order of what it prefers", () => {
  expect(library.routes.new_business).toEqual({
    owner: "sales_manager",
    subject: "lead",
    match: ["country"],
    prefer: ["industry"],
    pick: "least loaded",
    skip: ["away", "at capacity", "missed"],
    otherwise: "sales_manager",
  });
});

test("a role without hours works in those of whom it reports to", () => {
  const role =
    'role sdr                 "Sales Development Rep"       { hours nordic  reports to sales_manager }';
  const changed = edited(shippedTexts(), role, "role sdr { reports to sales_manager }");
  expect(compileTexts(changed).library.roles.sdr).toEqual({
    title: "sdr",
    calendar: "nordic",
    reportsTo: "sales_manager",
  });
});
