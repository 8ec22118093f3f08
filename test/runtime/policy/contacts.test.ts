/** To whom of an account a message goes next (docs/language.md, rule 8). */
import { describe, expect, test } from "vitest";
import { type Contact, MOST_CONTACTS, nextContacts, placeAmong } from "../../../runtime/policy/contacts.ts";

const contact = (number: number, address: string | null = `p${number}@a.com`): Contact => ({
  id: `s${number}`,
  address,
  place: placeAmong(number),
});
const people = (count: number): readonly Contact[] => Array.from({ length: count }, (_, at) => contact(at));

describe("contacts of an account", () => {
  test("come in batches, until nobody is left", () => {
    const all = people(2 * MOST_CONTACTS);
    const first = nextContacts(all, undefined);
    expect(first).toMatchObject({ found: { length: MOST_CONTACTS }, more: placeAmong(MOST_CONTACTS - 1) });
    const second = nextContacts(all, first.more);
    expect([...first.found, ...second.found]).toEqual(all.map(({ id }) => id));
    expect(second.more).toBeUndefined();
    expect(nextContacts(all, placeAmong(2 * MOST_CONTACTS))).toEqual({ found: [] });
  });

  test("go on behind the last one, also where that one is not meant any more, or somebody else is", () => {
    const [all, last] = [people(MOST_CONTACTS + 3), MOST_CONTACTS - 1];
    const meantNow = all.filter((_, index) => index !== last && index !== 0);
    expect(nextContacts(meantNow, placeAmong(last)).found).toEqual(["s200", "s201", "s202"]);
  });

  test("are told apart by their ids where they came at one instant, and ordered by number", () => {
    const at = Date.UTC(2026, 10, 23);
    const one = { id: "a", address: null, place: placeAmong(at, "a") };
    const other = { id: "b", address: null, place: placeAmong(at, "b") };
    expect(nextContacts([one, other], one.place).found).toEqual(["b"]);
    expect(placeAmong(9) < placeAmong(10)).toBe(true);
  });

  test("have each address once, across batches too", () => {
    const all = [...people(MOST_CONTACTS + 1), contact(900, "p0@a.com"), contact(901, null)];
    expect(nextContacts(all, placeAmong(MOST_CONTACTS - 1)).found).toEqual(["s200", "s901"]);
  });
});
