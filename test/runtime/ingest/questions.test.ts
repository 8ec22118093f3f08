/** Questions in the store (docs/language.md, 2.4 and rule 8): about records of one account, silences and facts. */
import { afterAll, beforeAll, expect, test } from "vitest";
import { findContacts } from "../../../runtime/activities/find-contacts.ts";
import { sweepCrossings } from "../../../runtime/ingest/crossings.ts";
import { indexPlans } from "../../../runtime/ingest/plan-index.ts";
import { openEntrySweep } from "../../../runtime/ingest/sweep-entries.ts";
import { placeAmong } from "../../../runtime/policy/contacts.ts";
import { buildTexts } from "../simulate/play-texts.ts";
import { DAY, MONDAY } from "./fixture.ts";
import { openText, type TextInstallation } from "./text-installation.ts";

const DATA = `
subject lead {
  owner head  account company
  email: email key  company?: text  part?: one of (champion, user)  seats: number = 2
}
event asked   of lead
event visited of lead
event told    of lead { part?: one of (champion, user)  company?: text }
event bought  of lead
hygiene twins of lead { owner head  runs every 7 days  merge duplicates by company, part keeping the first }
`;
const journey = (lines: string, enter = "enter on asked -> first", version = 1) => `
journey care v${version} of lead {
  owner head  goal bought within 90 days  review every 3 months
  ${enter}
  exit done as success on bought
  exit alone as failure
  stage first { owner marketing  lasts at most 300 days, then exit done ${lines} stay }
}`;
const TEXT = `${DATA}${journey("when no contact of account has part champion exit alone")}`;
const ASKED = "lead: no contact of account has part champion";

let installation: TextInstallation;
beforeAll(async () => {
  installation = await openText(TEXT);
}, 60_000);
afterAll(() => installation.store.close());

const bandsTold = async (email: string) =>
  (await installation.toldOf(email)).flatMap((payload) =>
    payload.kind === "signal" && payload.fact.is === "band" ? [[payload.fact.score, payload.fact.band]] : [],
  );
const startOf = async (email: string) =>
  (await installation.toldOf(email)).find((payload) => payload.kind === "start");
const answerOf = async (email: string, question = ASKED) => {
  const { id } = await installation.subjectOf(email);
  const row = await installation.store.db
    .selectFrom("score_state")
    .select("band")
    .where("subject", "=", id)
    .where("score", "=", question)
    .executeTakeFirst();
  return row?.band;
};

test("a run begins with the answer, and is told when another record of the account turns it", async () => {
  installation.at = MONDAY;
  const [maria, jon] = ["maria@nordpay.com", "jon@nordpay.com"];
  await installation.take("visited", { email: jon, company: "Nordpay", part: "champion" });
  await installation.take("asked", { email: maria, company: "nordpay " });
  expect(await startOf(maria)).toMatchObject({ start: { bands: { [ASKED]: null } } });
  await installation.take("told", { email: jon }, { part: "user" });
  // The other's transaction tells nobody: it leaves that to the sweep, which holds who is told.
  expect(await bandsTold(maria)).toEqual([]);
  expect(await sweepCrossings(installation)).toBe(1);
  expect(await bandsTold(maria)).toEqual([[ASKED, "it is so"]]);
  expect(await sweepCrossings(installation)).toBe(0);
  // Another company is none of theirs.
  await installation.take("told", { email: "x@other.com", company: "Other" }, { part: "champion" });
  expect(await sweepCrossings(installation)).toBe(0);
  expect(await answerOf(maria)).toBe("it is so");
});

test("a record that comes, goes to another account, or is found to be another one turns it", async () => {
  installation.at = MONDAY;
  const [pia, ole] = ["pia@butik.com", "ole@butik.com"];
  await installation.take("asked", { email: pia, company: "Butik" });
  expect(await answerOf(pia)).toBe("it is so");
  await installation.take("visited", { email: ole, company: "Butik", part: "champion" });
  await sweepCrossings(installation);
  expect(await answerOf(pia)).toBeNull();
  await installation.take("told", { email: ole }, { company: "Elsewhere" });
  await sweepCrossings(installation);
  expect(await answerOf(pia)).toBe("it is so");
  await installation.take("told", { email: pia }, { company: "Elsewhere" });
  expect(await answerOf(pia)).toBeNull();
});

test("of two records of one account that change at once none misses the other", async () => {
  installation.at = MONDAY;
  const [a, b] = ["a@twice.com", "b@twice.com"];
  for (const email of [a, b]) await installation.take("asked", { email, company: "Twice" });
  await Promise.all([a, b].map((email) => installation.take("told", { email }, { part: "champion" })));
  await sweepCrossings(installation);
  expect([await answerOf(a), await answerOf(b)]).toEqual([null, null]);
  await Promise.all([a, b].map((email) => installation.take("told", { email }, { part: "user" })));
  await sweepCrossings(installation);
  expect([await answerOf(a), await answerOf(b)]).toEqual(["it is so", "it is so"]);
});

test("a release that asks anew is answered from what has happened already", async () => {
  installation.at = MONDAY;
  const email = "old@silent.com";
  await installation.take("visited", { email });
  const next = buildTexts(
    `${DATA}${journey("stay", "enter when no visited for 30 days and visited has happened since 2026-11-01 -> first", 2)}`.replace(
      "stay stay",
      "stay",
    ),
  );
  installation.at = MONDAY + 31 * DAY;
  const released = Object.assign(Object.create(installation) as TextInstallation, {
    library: next.library,
    plans: indexPlans(next.plans),
    now: () => installation.at,
  });
  await openEntrySweep(released)();
  const instances = await installation.instancesOf(email);
  expect(instances.map(({ version, stage }) => [version, stage])).toEqual([[2, null]]);
});

test("contacts of an account come in the order in which they became known, and go on behind one of them", async () => {
  const { db } = installation.store;
  for (const [index, name] of ["zoe", "ann", "bo"].entries()) {
    installation.at = MONDAY + index * DAY;
    await installation.take("visited", { email: `${name}@crowd.com`, company: "Crowd" });
  }
  const { id } = await installation.subjectOf("bo@crowd.com");
  const bo = await db.selectFrom("subject").selectAll().where("id", "=", id).executeTakeFirstOrThrow();
  const find = { do: "find", ref: "p1", kind: "lead", where: null } as const;
  const ids = await Promise.all(
    ["zoe", "ann", "bo"].map(async (name) => (await installation.subjectOf(`${name}@crowd.com`)).id),
  );
  const at = installation.at;
  expect(await findContacts(db, bo, find, at)).toEqual({ found: ids });
  const after = placeAmong(MONDAY, ids[0]);
  expect(await findContacts(db, bo, { ...find, after }, at)).toEqual({ found: ids.slice(1) });
});
