/** A role `per` a field: docs/language.md, section 3.2. */
import { expect, test } from "vitest";
import type { People } from "../../../compiler/library.ts";
import { peopleFor } from "../../../runtime/policy/people-for.ts";
import { plays, shippedPeople } from "./play.ts";

const guard = (id: string, ...country: readonly string[]): People["people"][number] => ({
  id,
  name: id,
  email: `${id}@example.com`,
  roles: ["guard"],
  serves: { country },
  capacity: null,
  away: [],
});
const shipped = shippedPeople();
const people: People = {
  ...shipped,
  people: [...shipped.people, guard("kim", "DK", "SE"), guard("lee", "NO")],
};
const ROLE = "role guard per country { hours nordic  reports to revops_lead }";
const STAGE = `stage first { owner sdr  lasts at most 8 weeks, then exit gone
  on request by guard to stop exit done
  task check "Check {name}" by guard, on daily
  tell guard "{name} is checked"
  stay
}`;
const given = (country: string) =>
  `given { email: "maria@example.com"  name: "Maria"  company: "Nordpay" ${country} } start 2026-11-23 09:00`;
const ENTERED = "at 0 minutes content_downloaded";
const more = ROLE;

test("whoever serves the subject's value is asked and told, and no other of the role", async () => {
  const last = await plays(
    STAGE,
    `${ENTERED}
     at 1 hour   lee completes check
     then        notice to lee`,
    { people, more, given: given("country: NO") },
  );
  expect(last.notices.map(({ to }) => to)).toEqual(["lee"]);
});

test("only they may do what the role may", () =>
  plays(
    STAGE,
    `${ENTERED}
     at 1 hour   kim requests stop
     then        exit is done`,
    { people, more, given: given("country: SE") },
  ));

test("a value that nobody serves, and a blank, fall to whom the role reports to", async () => {
  for (const country of ["country: DE", ""]) {
    const last = await plays(STAGE, `${ENTERED} then task check open`, {
      people,
      more,
      given: given(country),
    });
    expect(last.work.map(({ person, role }) => [person, role])).toEqual([["dag", "revops_lead"]]);
  }
});

test("for a subject of another value they do not fill the role", () => {
  const roles = { guard: { title: "", calendar: "", reportsTo: null, per: "country" } };
  const rolesOf = (id: string) =>
    peopleFor(roles, people, { country: "NO" }).people.find((one) => one.id === id)?.roles;
  expect([rolesOf("kim"), rolesOf("lee"), rolesOf("anna")]).toEqual([[], ["guard"], ["sdr"]]);
});
