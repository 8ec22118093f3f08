import { describe, expect, it } from "vitest";
import { readPeople } from "../../compiler/people.ts";
import { expectDiagnostics } from "../support/expect-diagnostics.ts";

const read = (text: string) => readPeople({ path: "journeys/people.yaml", text });
const kim = "{ id: kim, name: Kim, email: kim@example.com, roles: [sales] }";
const ann = "{ id: ann, name: Ann, email: ann@example.com, roles: [head] }";
const file = (people: readonly string[], delegates: readonly string[] = []) =>
  [
    "people:",
    ...people.map((one) => `  - ${one}`),
    ...(delegates.length > 0 ? ["delegates:"] : []),
    ...delegates.map((one) => `  - ${one}`),
    "",
  ].join("\n");

function expectFaults(source: string, expected: Parameters<typeof expectDiagnostics>[1]): void {
  expectDiagnostics(source, expected, (text) => read(text).diagnostics);
}
const fault = (problem: string) => [
  { code: "bad-people", message: `people.yaml does not hold together: ${problem}.` },
];
const delegate = (of: string, to: string, from = "2026-12-01", until = "2026-12-31") =>
  `{ right: discount, of: ${of}, to: ${to}, from: ${from}, to_date: ${until} }`;

describe("readPeople", () => {
  it("reads people with what is left out, delegates and addresses", () => {
    const { people, diagnostics } = read(
      `${file([kim, ann], [delegate("kim", "ann")])}addresses: { sales: sales@example.com }\n`,
    );
    expect(diagnostics).toEqual([]);
    expect(people?.people[0]).toEqual({
      id: "kim",
      name: "Kim",
      email: "kim@example.com",
      roles: ["sales"],
      serves: {},
      capacity: null,
      away: [],
    });
    expect(people?.delegates[0]?.toDate).toBe("2026-12-31");
    expect(people?.addresses).toEqual({ sales: "sales@example.com" });
  });

  it("takes Norway for a country", () => {
    const { people } = read(file([kim.replace("}", ", serves: { country: [NO, DK] } }")]));
    expect(people?.people[0]?.serves).toEqual({ country: ["NO", "DK"] });
  });

  it("wants dates that exist, and in order", () => {
    expectFaults(
      file([kim.replace("}", ", away: [{ from: 2026-12-21, to: «2026-12-32» }] }")]),
      fault("`people.away.to`: must be a day such as 2026-12-21"),
    );
    expectFaults(
      file([kim.replace("}", ", away: [«{ from: 2026-12-21, to: 2026-12-20 }»] }")]),
      fault("kim is back before leaving"),
    );
  });

  it("shows what an absence, what somebody serves and a delegation are written as", () => {
    expectFaults(
      file([kim.replace("}", ", away: [«2026-12-21»] }")]),
      fault("`people.away`: must be `{ from: 2026-12-21, to: 2026-12-28 }`"),
    );
    expectFaults(
      file([kim.replace("}", ", serves: «DK» }")]),
      fault("`people.serves`: must be fields with lists of values, such as `{ country: [DK, SE] }`"),
    );
    expectFaults(
      file([kim, ann], ["«kim»"]),
      fault(
        "`delegates`: must be `{ right: RIGHT, of: PERSON, to: PERSON, from: 2026-12-21, to_date: 2026-12-28 }`",
      ),
    );
  });

  it("wants one person for each id, an address, and a role", () => {
    expectFaults(file([kim, kim.replace("id: kim", "id: «kim»")]), fault("two people have the id `kim`"));
    expectFaults(
      file([kim.replace("kim@example.com", "«kim»")]),
      fault("`people.email`: must be an e-mail address"),
    );
    expectFaults(file([kim.replace("[sales]", "«[]»")]), fault("`people.roles`: must name a role"));
  });

  it("knows who stands in for whom", () => {
    expectFaults(file([kim], [delegate("kim", "«ann»")]), fault("nobody has the id `ann`"));
    expectFaults(file([kim], [delegate("kim", "«kim»")]), fault("kim stands in for themselves"));
    expectFaults(
      file([kim, ann], [delegate("kim", "ann"), delegate("ann", "«kim»")]),
      fault("ann and kim stand in for each other at the same time"),
    );
    expect(
      read(file([kim, ann], [delegate("kim", "ann"), delegate("ann", "kim", "2027-01-01", "2027-01-31")]))
        .diagnostics,
    ).toEqual([]);
  });

  it("refuses what is no YAML, what is nested too deep, and what is said twice", () => {
    expect(read("people: [").diagnostics.map(({ code }) => code)).toEqual(["bad-yaml"]);
    expect(read(`people: ${"[".repeat(30)}${"]".repeat(30)}`).diagnostics.map(({ code }) => code)).toEqual([
      "bad-yaml",
    ]);
    expect(read(`${file([kim])}${file([ann])}`).diagnostics.map(({ code }) => code)).toEqual(["bad-yaml"]);
    expect(read(`${"  ".repeat(500)}- x`).people).toBeNull();
  });
});
