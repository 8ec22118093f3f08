/** What is counted of two records that were found to be one person (docs/language.md, 4.6). */
import { afterAll, beforeAll, expect, test } from "vitest";
import { sweepCare } from "../../../runtime/ingest/care.ts";
import { sweepCrossings } from "../../../runtime/ingest/crossings.ts";
import { openEntrySweep } from "../../../runtime/ingest/sweep-entries.ts";
import { DAY, MONDAY } from "./fixture.ts";
import { openText, type TextInstallation } from "./text-installation.ts";

const TEXT = `
subject lead {
  owner head  account company
  id: text key  email: email  company?: text  part?: one of (champion, user)  seats: number = 2
}
event asked   of lead
event visited of lead
event told    of lead { part?: one of (champion, user)  company?: text }
event bought  of lead
hygiene twins of lead { owner head  runs every 7 days  merge duplicates by email keeping the first }
score interest of lead {
  owner head  review every 3 months  validate against bought within 90 days
  part calls { add 40 on visited  halves every 30 days }
  band warm from 50
}
journey care v1 of lead {
  owner head  goal bought within 90 days  review every 3 months
  enter on asked -> first
  exit done as success on bought
  exit keen as success
  exit alone as failure
  stage first {
    owner marketing  lasts at most 300 days, then exit done
    when interest is warm exit keen
    when no contact of account has part champion exit alone
    stay
  }
}
journey late v1 of lead {
  owner head  goal bought within 90 days  review every 3 months
  enter when no visited for 60 days -> first
  exit done as success on bought
  stage first { owner marketing  lasts at most 300 days, then exit done  stay }
}`;
const ALONE = "lead: no contact of account has part champion";

let installation: TextInstallation;
beforeAll(async () => {
  installation = await openText(TEXT);
}, 60_000);
afterAll(() => installation.store.close());

const merge = async () => {
  await sweepCare(installation);
  installation.at += 7 * DAY;
  await sweepCare(installation);
};
const countedOf = async (key: string) => {
  const { id } = await installation.subjectOf(key);
  return installation.store.db.selectFrom("score_state").selectAll().where("subject", "=", id).execute();
};
const bandsTold = async (key: string) =>
  (await installation.toldOf(key)).flatMap((payload) =>
    payload.kind === "signal" && payload.fact.is === "band" ? [[payload.fact.score, payload.fact.band]] : [],
  );

test("scores add up at the merge, the journeys of the kept one are told, and nothing is counted twice", async () => {
  installation.at = MONDAY;
  await installation.take("asked", { id: "kept", email: "maria@one.com", part: "champion" });
  await installation.take("visited", { id: "kept", email: "maria@one.com" });
  await installation.take("visited", { id: "gone", email: "maria@one.com" });
  expect(await bandsTold("kept")).toEqual([]);
  await merge();
  expect(await bandsTold("kept")).toEqual([["interest", "warm"]]);
  expect(await countedOf("gone")).toEqual([]);
  const [state] = (await countedOf("kept")).filter(({ score }) => score === "interest");
  expect(state?.state).toMatchObject({
    parts: { calls: { recent: [{ points: 40 }, { points: 40 }] } },
  });
  // Time lets the sum fall as one, and nobody looks at the other any more.
  installation.at = MONDAY + 25 * DAY;
  await sweepCrossings(installation);
  expect((await bandsTold("kept")).at(-1)).toEqual(["interest", null]);
  installation.at = MONDAY + 61 * DAY;
  await sweepCrossings(installation);
  for (let sweep = openEntrySweep(installation); (await sweep()) > 0; );
  expect((await installation.instancesOf("gone")).map(({ journey }) => journey)).toEqual([]);
  expect((await installation.instancesOf("kept")).map(({ journey }) => journey)).toContain("late");
});

test("a record that is found to be another one leaves its account: whoever asked about it is told", async () => {
  installation.at = MONDAY + 100 * DAY;
  const from = { email: "jon@two.com" };
  await installation.take("visited", { id: "jon", ...from, company: "Elsewhere", part: "user" });
  await installation.take("visited", { id: "jon2", ...from, company: "Two", part: "champion" });
  await installation.take("asked", { id: "pia", email: "pia@two.com", company: "Two" });
  expect(await bandsTold("pia")).toEqual([]);
  await merge();
  await sweepCrossings(installation);
  expect(await bandsTold("pia")).toContainEqual([ALONE, "it is so"]);
});
