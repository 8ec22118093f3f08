/** What silence leads to, and what nobody being there does: docs/language.md, rules 1, 6 and 12, "Ladders". */
import { describe, expect, test } from "vitest";
import { nextDeadline } from "../../../runtime/machine/deadlines.ts";
import { BATON, cast, DAY, HOUR, openDesk, plays, SECOND, timeOf, told } from "./play.ts";

const stageWith = (steps: string, owner = "sdr"): string =>
  `stage first { owner ${owner}  lasts at most 8 weeks, then exit gone  ${steps}  stay }`;
const CALL = stageWith(`task call "Call {name}" by the holder, on prompt`);

describe("silence", () => {
  test("remind, then another with a clock of their own, and the breach is that of the one who was silent", async () => {
    const last = await plays(
      CALL,
      `at 0 minutes            content_downloaded
       after 2 business hours
       then                    notice to anna
       after 2 business hours
       then                    notice to carla and task call due 2026-11-23 17:00`,
    );
    expect(told(last.journal, "reminded", "breached", "reassigned", "escalated")).toEqual([
      "reminded call to anna",
      "breached call to anna",
      "reassigned call to bo",
      "escalated call to sales_manager",
    ]);
  });

  test("no more often than it says, and when nobody new is left the next rung comes at once", async () => {
    const last = await plays(
      CALL,
      `at 0 minutes            content_downloaded
       after 8 business hours
       then                    holder is carla
       finally                 breaches of call are 2`,
    );
    expect(last.work[0]).toMatchObject({ person: "carla", role: "sales_manager" });
    expect(told(last.journal, "given")).toEqual(["given call to carla"]);
  });

  test("who is given it keeps it, open and overdue, until it is done", () => {
    const desk = openDesk(cast(CALL).plan);
    desk.run(desk.now + 10 * DAY);
    expect(desk.state.work[0]).toMatchObject({ rungAt: null, record: { person: "carla" } });
    expect(nextDeadline(desk.plan, desk.state)).toBe(desk.state.boundAt);
    expect(
      desk.act("carla", ["sales_manager"], { do: "complete", name: "call", result: null, evidence: {} }),
    ).toBeNull();
    expect(desk.state.work).toEqual([]);
  });

  test("a ladder that ends with the one who was asked leaves it with them", async () => {
    const last = await plays(
      stageWith(`task review "Review" by revops_lead, on prompt`),
      `at 0 minutes             content_downloaded
       after 8 business hours
       then                     task review open`,
    );
    expect(told(last.journal, "given", "stuck")).toEqual(["given review to dag"]);
  });

  test("an empty role at the ladder's end falls to the manager above, and no further than there is one", () => {
    const { plan } = cast(CALL);
    const asked: string[] = [];
    const desk = openDesk(plan, {
      world: {
        assign: ({ role, first }) => {
          asked.push(role);
          return first ? "anna" : null;
        },
      },
    });
    desk.run(desk.now + 9 * HOUR);
    expect(asked).toEqual(["sdr", "sdr", "sales_manager", "revops_lead"]);
    expect(told(desk.journal, "stuck")).toEqual(["stuck call to sdr"]);
    expect(desk.state.work[0]?.record.person).toBe("anna");
  });

  test.each([
    ["note it", ["noted call to anna"]],
    ["stays open", []],
  ])("at last %s: nothing more follows, and it can still be answered", (end, noted) => {
    const ladder = `ladder calm { within 1 business day  after 4 business hours remind  at last ${end} }`;
    const desk = openDesk(cast(CALL.replace("on prompt", "on calm"), ladder).plan);
    desk.run(desk.now + 10 * DAY);
    expect(told(desk.journal, "reminded", "breached", "noted")).toEqual([
      "reminded call to anna",
      "breached call to anna",
      ...noted,
    ]);
    expect(
      desk.act("anna", ["sdr"], { do: "complete", name: "call", result: null, evidence: {} }),
    ).toBeNull();
  });

  test("somebody answers that it is for another: they are skipped, and with nobody left it is given", () =>
    plays(
      CALL.replace("on prompt", "on prompt { done go on  not_mine reassign }"),
      `at 0 minutes content_downloaded
       at 1 hour    anna completes call as not_mine
       then         holder is bo and task call due 2026-11-23 14:00
       at 2 hours   bo completes call as not_mine
       then         holder is carla and task call open`,
    ));

  test("a reassignment uses the route that picked the holder: Bo does not serve Sweden", async () => {
    const last = await plays(
      `${CALL} ${SECOND} ${BATON}`,
      `at 0 minutes content_downloaded  after 4 business hours  then holder is carla`,
      {
        given: `given { email: "a@b.se"  name: "A"  company: "B"  country: SE }  start 2026-11-23 09:00`,
      },
    );
    expect(told(last.journal, "asked", "given")).toEqual(["asked call to anna", "given call to carla"]);
  });

  test("whoever of the role says that it is for another is skipped, though nobody had been found", () => {
    const excluded: string[][] = [];
    const { plan } = cast(CALL.replace("on prompt", "on prompt { done go on  not_mine reassign }"));
    const desk = openDesk(plan, {
      world: {
        assign({ exclude }) {
          excluded.push([...exclude]);
          return null;
        },
      },
    });
    desk.act("bo", ["sdr"], { do: "complete", name: "call", result: "not_mine", evidence: {} });
    expect(excluded.at(-1)).toEqual(["bo"]);
  });
});

describe("nobody there", () => {
  test("with nobody there it is visibly stuck, open to whoever fills the role, and looked into daily", () => {
    let isThere = false;
    const desk = openDesk(cast(CALL).plan, { world: { assign: () => (isThere ? "bo" : null) } });
    const [work] = desk.state.work;
    expect(work?.stuck).toBe("ask");
    expect(told(desk.journal, "stuck")).toEqual(["stuck call to sdr"]);
    desk.run(desk.now + 3 * DAY);
    expect(told(desk.journal, "stuck")).toHaveLength(1);
    isThere = true;
    desk.run(desk.now + DAY);
    expect(desk.state.work[0]?.record).toMatchObject({
      person: "bo",
      due: timeOf(desk.plan, "2026-11-27", 13),
    });
    expect(desk.state.holder.person).toBe("bo");
  });
});
