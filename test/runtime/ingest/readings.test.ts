/** Readings in the store (docs/language.md, 4.2): kept with the subject, whoever looks at them and whenever. */
import { afterAll, beforeAll, expect, test } from "vitest";
import { sweepCrossings } from "../../../runtime/ingest/crossings.ts";
import { indexPlans } from "../../../runtime/ingest/plan-index.ts";
import { DAY, MONDAY } from "./fixture.ts";
import { openText, type TextInstallation } from "./text-installation.ts";

const TEXT = `
subject lead { owner head  email: email key  worried: yes_no = no }
event asked   of lead
event visited of lead
event told    of lead { worried: yes_no }
event bought  of lead
score use of lead {
  owner head  review every 3 months  validate against bought within 90 days
  add 30 on visited  halves every 10 days  band dormant from 0  band active from 25
}
score health of lead {
  owner head  review every 3 months  validate against bought within 90 days
  add 50 if use is active  band poor from 0  band good from 50
}
journey care v1 of lead {
  owner head  goal bought within 90 days  review every 3 months
  enter on asked -> first
  exit done as success on bought
  exit well as success
  stage first {
    owner marketing  lasts at most 300 days, then exit done
    when use is dormant for 2 readings in a row { tell sales "x" }
    when health is good exit well
    stay
  }
}`;

const ASKED = "lead: use is dormant for 2 readings in a row";
const MIDNIGHT = Date.UTC(2026, 10, 24);

let installation: TextInstallation;
beforeAll(async () => {
  installation = await openText(TEXT);
}, 60_000);
afterAll(() => installation.store.close());

const told = async (email: string) =>
  (await installation.toldOf(email)).flatMap((payload) =>
    payload.kind === "signal" && payload.fact.is === "band" ? [[payload.fact.score, payload.fact.band]] : [],
  );
const dueOf = async (email: string) => {
  const { id } = await installation.subjectOf(email);
  const rows = await installation.store.db
    .selectFrom("score_state")
    .selectAll()
    .where("subject", "=", id)
    .execute();
  return Object.fromEntries(rows.map(({ score, next_crossing }) => [score, next_crossing]));
};

test("the run is told when the answer turns, of no reading, and nobody wakes up in between", async () => {
  const email = "a@example.com";
  installation.at = MONDAY;
  await installation.take("asked", { email });
  // Two days' ends ahead: the first one needs no look.
  expect(await dueOf(email)).toMatchObject({ [ASKED]: MIDNIGHT + DAY });
  installation.at = MIDNIGHT + DAY - 1;
  expect(await sweepCrossings(installation)).toBe(0);
  installation.at = MIDNIGHT + DAY;
  await sweepCrossings(installation);
  expect(await told(email)).toEqual([[ASKED, "it is so"]]);
  await installation.take("visited", { email });
  // The day is not over yet.
  expect((await told(email)).slice(1)).toEqual([["health", "good"]]);
  installation.at = MIDNIGHT + 2 * DAY;
  await sweepCrossings(installation);
  expect((await told(email)).slice(2)).toEqual([[ASKED, null]]);
});

test("a gateway that was away catches up on the days that it missed, with what was so on each", async () => {
  const email = "b@example.com";
  installation.at = MONDAY;
  await installation.take("asked", { email });
  await installation.take("visited", { email });
  // Active for some three days, by decay, and dormant since; another process takes over.
  installation = Object.assign(installation, {
    plans: indexPlans(installation.plans.current.map(({ plan }) => plan)),
  });
  installation.at = MIDNIGHT + 20 * DAY;
  await sweepCrossings(installation);
  expect((await told(email)).slice(-2)).toEqual([
    ["health", "poor"],
    [ASKED, "it is so"],
  ]);
});

test("a score moves with the one that it goes by, in the transaction of the event", async () => {
  const email = "c@example.com";
  installation.at = MONDAY;
  await installation.take("asked", { email });
  await installation.take("visited", { email });
  expect(await told(email)).toEqual([["health", "good"]]);
  const { use, health } = await dueOf(email);
  expect(health).toBeNull();
  installation.at = Number(use);
  await sweepCrossings(installation);
  expect((await told(email)).slice(1)).toEqual([["health", "poor"]]);
});
