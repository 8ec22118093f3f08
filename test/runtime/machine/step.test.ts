/** What comes in: facts that are late, repeated or not news, and lives that are long. docs/language.md, rule 3. */
import { describe, expect, test } from "vitest";
import { cast, DAY, HOUR, openDesk, told } from "./play.ts";

const QUIET = `stage first { owner marketing_manager  lasts at most 8 weeks, then exit gone
  when country is known and amount is known and discount >= 0 { tell sdr "x" }
  on page_viewed { wait up to 1 day for page_viewed where path starts with "/x" }
  every 1 day, at most 50 times { send one }
  stay }`;
const { plan } = cast(QUIET);
const money = (amount: number) => ({ amount, currency: "EUR" });

describe("fields", () => {
  test("an event's field that bears the name of a subject's field updates it", () => {
    const desk = openDesk(plan);
    desk.event("page_viewed", { path: "/", country: "SE" });
    expect(desk.state.fields).toMatchObject({ country: "SE" });
    expect(desk.state.fields).not.toHaveProperty("path");
  });

  test("what happened earlier does not undo what was said later", () => {
    const desk = openDesk(plan);
    desk.run(desk.now + DAY);
    desk.event("page_viewed", { amount: money(2) });
    desk.event("page_viewed", { amount: money(1), country: "NO" }, { at: desk.now - HOUR });
    expect(desk.state.fields).toMatchObject({ amount: money(2), country: "NO" });
  });

  test("a blank clears a field, and leaves one that has a default", () => {
    const desk = openDesk(plan, { fields: { discount: 5 } });
    desk.put({ is: "fields", id: "f1", fields: { country: null, discount: null } });
    expect(desk.state.fields).toMatchObject({ country: null, discount: 5 });
  });
});

describe("repeats", () => {
  test("of each kind of fact change nothing", () => {
    const desk = openDesk(plan);
    const facts = [
      { is: "fields", id: "f1", fields: { country: "SE" } },
      { is: "band", id: "b1", score: "interest", band: "hot" },
    ] as const;
    for (const fact of facts) {
      desk.put(fact);
      const before = [desk.state, desk.commands.length, desk.journal.length];
      desk.put(fact);
      expect([desk.state, desk.commands.length, desk.journal.length]).toEqual(before);
    }
  });

  test("the entry event is known, too", () => {
    const desk = openDesk(plan);
    const before = desk.state;
    desk.event("content_downloaded", {}, { id: "e0" });
    expect(desk.state).toBe(before);
  });
});

test("after the end facts and acts are written down, and change nothing", () => {
  const desk = openDesk(plan);
  desk.event("deal_lost");
  const { state } = desk;
  desk.event("page_viewed");
  desk.run(desk.now + DAY);
  expect(desk.state).toBe(state);
  expect(told(desk.journal.slice(-1))).toEqual(["ignored page_viewed"]);
  desk.put({
    is: "act",
    actor: { person: "anna", roles: ["sdr"], delegateOf: [] },
    act: { do: "accept", work: "w" },
  });
  expect(desk.journal.at(-1)).toMatchObject({ what: "ignored", name: "accept", by: "anna" });
  expect(desk.state).toBe(state);
});

test("a long and busy life does not grow the state", () => {
  const desk = openDesk(plan);
  for (let day = 0; day < 50; day += 1) {
    for (let page = 0; page < 40; page += 1) desk.event("page_viewed", { path: "/x" });
    desk.run(desk.now + DAY);
  }
  const { events, seen, unsent, fired, tracks } = desk.state;
  expect(events.length).toBeLessThanOrEqual(200);
  expect(seen.length).toBeLessThanOrEqual(256);
  expect(unsent.length).toBeLessThanOrEqual(100);
  expect(Object.keys(fired)).toEqual([]);
  expect(tracks.flatMap(({ used }) => used).length).toBeLessThanOrEqual(200);
});
