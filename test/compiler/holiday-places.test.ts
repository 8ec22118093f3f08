import Holidays from "date-holidays";
import { expect, test } from "vitest";
import { HOLIDAY_PLACES, knowsHolidays } from "../../compiler/holiday-places.ts";

/** All that the tables hold, as codes. */
function placesOfTables(): readonly string[] {
  const tables = new Holidays();
  return Object.keys(tables.getCountries()).flatMap((country) => [
    country,
    ...Object.keys(tables.getStates(country) ?? {}).flatMap((state) => [
      `${country}-${state}`,
      ...Object.keys(tables.getRegions(country, state) ?? {}).map(
        (region) => `${country}-${state}-${region}`,
      ),
    ]),
  ]);
}

test("the list names what the tables hold, all of it and nothing else", () => {
  expect([...HOLIDAY_PLACES].sort()).toEqual([...placesOfTables()].sort());
});

test.each([
  ["DK", true],
  ["DE-BY", true],
  ["US-LA-NO", true],
  ["XX", false],
  ["DK-XX", false],
  ["DE-BY-XX", false],
  ["constructor", false],
])("%s: %s", (code, known) => {
  expect(knowsHolidays(code)).toBe(known);
});
