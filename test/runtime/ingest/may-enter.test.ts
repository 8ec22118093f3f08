/** Whether a subject may begin a journey, and begin it again: docs/language.md, rule 13. */
import { describe, expect, it } from "vitest";
import type { Plan } from "../../../compiler/plan.ts";
import { type Earlier, mayEnter } from "../../../runtime/ingest/may-enter.ts";
import { DAY, MONDAY, PLAN } from "./fixture.ts";

const OPEN: Earlier = { enteredAt: MONDAY - 20 * DAY, endedAt: null };
const ENDED: Earlier = { enteredAt: MONDAY - 20 * DAY, endedAt: MONDAY - 10 * DAY };
const enters = (change: Partial<Plan>, earlier: readonly Earlier[], now = MONDAY) =>
  mayEnter({ ...PLAN, ...change }, earlier, now);

describe("a subject", () => {
  it("enters what it has never entered", () => {
    expect(enters({}, [])).toEqual({ may: true, number: 1 });
  });

  it("joins, is refused, or starts another while one is open", () => {
    expect(enters({ ifOpen: "join" }, [OPEN])).toMatchObject({ may: false, joins: true });
    expect(enters({ ifOpen: "refuse" }, [OPEN])).toMatchObject({ may: false, joins: false });
    expect(enters({ ifOpen: "start another" }, [OPEN])).toEqual({ may: true, number: 2 });
  });

  it("enters again never, at once, or after a time, inclusively", () => {
    expect(enters({ ifEnded: { then: "never" } }, [ENDED])).toMatchObject({ may: false });
    expect(enters({ ifEnded: { then: "at once" } }, [ENDED])).toEqual({ may: true, number: 2 });
    const again = (from: "end" | "entry", days: number) =>
      enters({ ifEnded: { then: "again", after: { ms: days * DAY }, from } }, [ENDED]).may;
    expect([again("end", 10), again("end", 11), again("entry", 20), again("entry", 21)]).toEqual([
      true,
      false,
      true,
      false,
    ]);
  });

  it("counts from the end that was last", () => {
    const earlier = [ENDED, { enteredAt: MONDAY - 5 * DAY, endedAt: MONDAY - DAY }];
    expect(enters({ ifEnded: { then: "again", after: { ms: 2 * DAY }, from: "end" } }, earlier).may).toBe(
      false,
    );
  });
});
