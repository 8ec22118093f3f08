/** `take back` on a ladder: docs/language.md, section 3.3. */
import { expect, test } from "vitest";
import { BATON, cast, DAY, openDesk, plays, SECOND, told } from "./play.ts";

const LADDERS = `
  ladder back  { within 1 business day  at last take back -> second }
  ladder home  { within 1 business day  after 4 business hours remind  at last take back -> first }
  ladder over  { within 1 business day  at last take back -> second through baton }`;
const stages = (content: string, owner = "sdr", more = "") =>
  `stage first { owner ${owner}  lasts at most 8 weeks, then exit gone  ${content}  stay } ${SECOND} ${more}`;
const ENTERED = "at 0 minutes content_downloaded";

test("nobody answers: what was asked is withdrawn, and the subject goes where the ladder says", () =>
  plays(
    stages(`task call "Call" by the holder, on back`),
    `${ENTERED}
     at 23 hours
     then       stage is first and task call open
     at 25 hours
     then       stage is second and task call not open and breaches of call are 1 and notice to anna`,
    { more: LADDERS },
  ));

test("an answer in time keeps it", () =>
  plays(
    stages(`task call "Call" by the holder, on back`),
    `${ENTERED}
     at 2 hours  anna completes call
     at 3 days
     then        stage is first`,
    { more: LADDERS },
  ));

test("of an acceptance the offer is withdrawn, and the giver's stage begins anew", async () => {
  const baton = BATON.replace("accept on prompt", "accept on home");
  const desk = openDesk(
    cast(stages("on replied -> second through baton", "marketing_manager", baton), LADDERS).plan,
  );
  desk.event("replied");
  expect(desk.state.offer).not.toBeNull();
  desk.run(desk.now + DAY);
  expect(desk.state).toMatchObject({ stage: "first", offer: null, work: [], visit: 2 });
  expect(told(desk.journal, "withdrawn")).toEqual(["withdrawn baton to anna"]);
  expect(desk.journal.find(({ what }) => what === "moved")?.why).toBe("baton was not answered in time");
});

test("through a handover it is offered, and the track waits for what comes of it", async () => {
  const desk = openDesk(
    cast(stages(`task call "Call" by sales_manager, on over`, "marketing_manager", BATON), LADDERS).plan,
  );
  desk.run(desk.now + DAY);
  expect(desk.state.offer).toMatchObject({ handover: "baton", phase: "offered" });
  expect(desk.state.work.map(({ record }) => record.name)).toEqual(["baton"]);
  desk.act("anna", ["sdr"], { do: "accept", name: "baton" });
  expect(desk.state.stage).toBe("second");
});
