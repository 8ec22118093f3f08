/** What happens to those who are in a generated journey. */
import fc from "fast-check";
import type { Fields } from "../../../compiler/plan.ts";
import { moveOf } from "./lives.ts";

const money = fc.constantFrom(1_000, 20_000, 150_000).map((amount) => ({ amount, currency: "EUR" }));
export const fields: fc.Arbitrary<Fields> = fc.record(
  {
    amount: fc.option(money),
    company: fc.constantFrom("Nordpay", null),
    country: fc.constantFrom("DE", "FR", null),
    discount: fc.constantFrom(5, 15),
    vip: fc.boolean(),
    opted_out: fc.nat(19).map((nth) => nth === 19),
    renews_on: fc.constantFrom("2026-12-20", "2027-02-01", null),
    path: fc.constantFrom("/pricing", "/blog"),
    message: fc.constantFrom("one", "three"),
    deal_id: fc.constantFrom("D-1", "D-2"),
  },
  { requiredKeys: [] },
);
const evidence: fc.Arbitrary<Fields> = fc.record(
  {
    reason: fc.constant("because"),
    amount: money,
    company: fc.constant("Nordpay"),
    vip: fc.boolean(),
    discount: fc.constantFrom(5, 15),
  },
  { requiredKeys: ["reason"] },
);

export const anyMove = moveOf({ fields, evidence });
