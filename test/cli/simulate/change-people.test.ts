import { expect, test } from "vitest";
import { changePeople, readChanges } from "../../../cli/simulate/change-people.ts";
import { shipped } from "../../runtime/machine/shipped.ts";

const { people, library } = shipped();
const roles = Object.keys(library.roles);
const sdrs = (changed: typeof people) =>
  changed.people.filter((person) => person.roles.includes("sdr")).map(({ id }) => id);

test("fewer are those that people.yaml has first; more are like its first one, and nobody's name is taken", () => {
  expect(sdrs(people)).toEqual(["anna", "bo"]);
  expect(sdrs(changePeople(people, [{ role: "sdr", by: -1 }]))).toEqual(["anna"]);
  const more = changePeople(people, [{ role: "sdr", by: 2 }]);
  expect(sdrs(more)).toEqual(["anna", "bo", "sdr_1", "sdr_2"]);
  expect(more.people.at(-1)).toMatchObject({ serves: { country: ["DK", "SE"] }, capacity: 12, away: [] });
});

test("whoever loses one role keeps the others", () => {
  const without = changePeople(people, [{ role: "marketing_ops", by: -1 }]);
  expect(without.people.find(({ id }) => id === "ida")?.roles).toEqual(["marketing_manager"]);
});

test.each([
  ["sdrs:1", "There is no role sdrs. Did you mean sdr?"],
  ["sdr:two", "--without sdr:two is no role and number; it is written --without sdr:2."],
])("%s is no change", (text, message) => {
  expect(() => readChanges("--without", [text], roles)).toThrow(message);
});

test("there must be so many to do without", () => {
  expect(() => changePeople(people, [{ role: "sdr", by: -3 }])).toThrow(
    "2 of people.yaml fill sdr: there are no 3 to do without.",
  );
});
