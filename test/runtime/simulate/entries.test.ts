/** `enter at` and `enter when`, the whole way in virtual time: docs/language.md, section 6.3. */
import { expect, test } from "vitest";
import { oneStage, playsDated } from "../machine/dated.ts";

const given = (fields: string) =>
  `given { email: "maria@example.com"  name: "Maria"  ${fields} }  start 2026-11-23 09:00`;
const AT =
  "enter at 90 days before contract_end, 09:00, on the next open day -> first  if one is open refuse";

test("a journey is entered at its moment, on the next open day", async () => {
  const last = await playsDated(
    oneStage(`task call "Call {name}" by the holder, on daily`),
    `at 2027-03-30 08:00
     then                 task call not open
     at 2027-03-30 09:00
     then                 stage is first and task call open`,
    // Ninety days before is the Saturday of Easter, and Monday a holiday.
    { enter: AT, given: given("contract_end: 2027-06-25") },
  );
  expect(last.journal.find(({ what }) => what === "entered")?.why).toBe("its moment has come");
});

test("the entry moves with its date", async () => {
  await playsDated(
    oneStage(`task call "Call {name}" by the holder, on daily`),
    `at 1 day             signed { contract_end: 2027-09-23 }
     at 2027-04-30
     then                 task call not open
     at 2027-06-25 09:00
     then                 task call open`,
    { enter: AT, given: given("contract_end: 2027-06-25") },
  );
});

test("a list leads in at its first moment, and later ones are refused while one is open", async () => {
  await playsDated(
    oneStage(`task call "Call {name}" by the holder, on daily`),
    `at 2026-12-02 09:00
     then                 task call open
     at 2027-02-01
     finally              stage is first`,
    {
      enter: "enter at 90, 30 days before contract_end, 09:00 when seats > 0 -> first  if one is open refuse",
      given: given("contract_end: 2027-03-02"),
    },
  );
});

test("a journey is entered when a condition comes to hold", async () => {
  const last = await playsDated(
    oneStage(`task call "Call {name}" by the holder, on daily`),
    `at 1 day             visited
     then                 task call not open
     at 2 days            signed { contract_end: 2027-01-01 }
     then                 task call open`,
    { enter: "enter when contract_end is known -> first  if one is open refuse", given: given("") },
  );
  expect(last.journal.find(({ what }) => what === "entered")?.why).toBe("its condition holds");
});
