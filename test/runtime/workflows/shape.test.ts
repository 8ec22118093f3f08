import { expect, test } from "vitest";
import { isFactShaped, isRequestShaped } from "../../../runtime/workflows/shape.ts";

const EVENT = { id: "e1", kind: "noticed", at: 1_772_000_000_000, fields: {} };
const FIELDS = { name: "Maria", age: 4, known: true, amount: { amount: 5, currency: "EUR" }, gone: null };
const ACTOR = { person: "anna", roles: ["sales"], delegateOf: [{ person: "bo", right: "discount" }] };

test.each([
  { is: "event", event: EVENT },
  { is: "event", event: { ...EVENT, fields: FIELDS } },
  { is: "fields", id: "f1", fields: FIELDS },
  { is: "band", id: "b1", score: "interest", band: "hot" },
  { is: "band", id: "b1", score: "interest", band: null },
  { is: "released", key: "k1" },
  { is: "pause", id: "o1", by: "dag", why: "a fault" },
  { is: "resume", id: "o1", by: "dag", how: "catch up" },
  { is: "stop", id: "o1", by: "dag", why: "a mistake", exit: null },
  { is: "stop", id: "o1", by: "dag", why: "a mistake", exit: "lost" },
  { is: "skip", id: "o1", by: "dag", why: "it cannot be read" },
  { is: "look again", id: "o1" },
])("a fact is let in: %j", (fact) => {
  expect(isFactShaped(fact)).toBe(true);
});

test.each([
  null,
  "event",
  [],
  { is: "tick", now: 1 },
  { is: "event" },
  { is: "event", event: null },
  { is: "event", event: { ...EVENT, at: "now" } },
  { is: "event", event: { ...EVENT, at: null } },
  { is: "event", event: { ...EVENT, at: Number.NaN } },
  { is: "event", event: { ...EVENT, at: 1e300 } },
  { is: "event", event: { ...EVENT, id: 1 } },
  { is: "event", event: { ...EVENT, kind: undefined } },
  { is: "event", event: { ...EVENT, fields: [] } },
  { is: "event", event: { ...EVENT, fields: { name: ["Maria"] } } },
  { is: "event", event: { ...EVENT, fields: { amount: { amount: "5", currency: "EUR" } } } },
  { is: "fields", fields: {} },
  { is: "fields", id: "f1" },
  { is: "band", id: "b1", score: "interest" },
  { is: "band", score: "interest", band: "hot" },
  { is: "released", key: 1 },
  { is: "pause", id: "o1", by: "dag" },
  { is: "resume", id: "o1", by: "dag", how: "somehow" },
  { is: "stop", id: "o1", by: "dag", why: "a mistake" },
  { is: "skip", id: "o1", why: "it cannot be read" },
  { is: "look again" },
])("what is no fact is not: %j", (value) => {
  expect(isFactShaped(value)).toBe(false);
});

test.each([
  { do: "accept", work: "w1" },
  { do: "decline", work: "w1", reason: "too_early", evidence: {} },
  { do: "complete", work: "w1", result: null, evidence: FIELDS },
  { do: "decide", work: "w1", answer: "yes", evidence: {} },
])("an act is let in: %j", (act) => {
  expect(isRequestShaped({ actor: ACTOR, act })).toBe(true);
});

test.each([
  undefined,
  {},
  { actor: ACTOR },
  { actor: ACTOR, act: { do: "accept" } },
  { actor: ACTOR, act: { do: "dance", work: "w1" } },
  { actor: ACTOR, act: { do: "decline", work: "w1", reason: "too_early" } },
  { actor: ACTOR, act: { do: "complete", work: "w1", evidence: {} } },
  { actor: ACTOR, act: { do: "decide", work: "w1", answer: null, evidence: {} } },
  { actor: { ...ACTOR, person: null }, act: { do: "accept", work: "w1" } },
  { actor: { ...ACTOR, roles: "sales" }, act: { do: "accept", work: "w1" } },
  { actor: { ...ACTOR, delegateOf: [null] }, act: { do: "accept", work: "w1" } },
])("what is no act is not: %j", (request) => {
  expect(isRequestShaped(request)).toBe(false);
});
