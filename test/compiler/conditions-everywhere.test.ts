/**
 * "A condition over a blank is never silently false", names have their nearest match, and unlike things are not compared:
 * asked in every place in which a condition may stand (docs/language.md, 2.3, 2.4 and 1.1).
 */
import { describe, expect, it } from "vitest";
import { applyEdits } from "../../language/diagnostics/apply-fixes.ts";
import { checkSource } from "./check-source.ts";
import { CONDITION_PLACES, type ConditionPlace } from "./places.ts";

const codesOf = (source: string): readonly string[] => checkSource(source).map(({ code }) => code);
/** What a place is told anyway, such as a message of these sources that nobody sends. */
const told = ({ source }: ConditionPlace, condition: string): readonly string[] => {
  const anyway = codesOf(source("opted_out"));
  return codesOf(source(condition)).filter((code) => !anyway.includes(code));
};

describe.each(CONDITION_PLACES.map((place) => [place.what, place] as const))("%s", (_, place) => {
  it("is in order with a field that is never blank", () => {
    expect(codesOf(place.source("opted_out"))).toEqual([]);
  });

  it("says what a blank does", () => {
    const silent = place.otherwise === true ? [] : ["blank-unhandled"];
    expect(told(place, "size > 5")).toEqual(silent);
    expect(told(place, "not size > 5")).toEqual(["blank-unhandled"]);
    expect(told(place, "size > 5 counting blank as no")).toEqual([]);
    expect(told(place, "size is known and size > 5")).toEqual([]);
    if (place.ofEvent === true) expect(told(place, "seconds > 5")).toEqual(silent);
  });

  it("names the nearest field, once, and offers to write it", () => {
    const source = place.source("siez > 5");
    const [finding, another] = checkSource(source);
    expect(another?.message).toBeUndefined();
    expect(finding?.code).toBe("unknown-field");
    expect(finding?.help).toContain("Did you mean `size`?");
    const mended = applyEdits(source, finding?.fixes[0]?.edits ?? []);
    expect(mended).toBe(place.source("size > 5"));
  });

  it("compares like with like", () => {
    expect(told(place, "name > 5")).toEqual(["wrong-type"]);
    expect(told(place, 'discount is "x"')).toEqual(["wrong-type"]);
    expect(told(place, "discount > 5")).toEqual(["wrong-type"]);
    expect(told(place, "interest > 5")).toEqual(["wrong-type"]);
    expect(told(place, "amount is discount counting blank as no")).toEqual(["wrong-type"]);
    expect(told(place, "stage is lage counting blank as no")).toEqual(["not-in-list"]);
    expect(told(place, "interest is hott")).toEqual(["unknown-band"]);
    expect(
      told(place, "amount > 5 EUR counting blank as no and amount < 9 USD counting blank as no"),
    ).toEqual(["two-currencies"]);
  });
});
