/** `enter at` and `enter when` in the store: docs/language.md, section 6.3. */
import { describe, expect, it } from "vitest";
import type { Entry, Fields, Plan } from "../../../compiler/plan.ts";
import { openEntrySweep } from "../../../runtime/ingest/sweep-entries.ts";
import { takeEvent } from "../../../runtime/ingest/take-event.ts";
import { onEachStore } from "../../support/each-store.ts";
import { DAY, eventOf, installationOn, MONDAY, newcomer, PLAN, type TestInstallation } from "./fixture.ts";

const planOf = (entry: Entry, more: Partial<Plan> = {}): Plan => ({
  ...PLAN,
  journey: "dated",
  workflowType: "dated_v1",
  entries: [entry],
  ifOpen: "refuse",
  ifEnded: { then: "at once" },
  ...more,
});
const BEFORE_RENEWAL: Entry = {
  at: [{ anchor: { from: "field", field: "renews_on" }, before: { days: 10 }, time: 540 }],
  only: null,
  stage: "nurture",
};
const WHEN_SWEDISH: Entry = {
  when: {
    is: "compare",
    left: { of: "subject", field: "country" },
    operator: "=",
    right: { of: "value", value: "SE" },
    blank: false,
  },
  stage: "nurture",
};

onEachStore((lane) => {
  let serial = 0;
  const scene = (plan: Plan) => {
    const installation = installationOn(lane.store().db, [plan]);
    // Another test's subjects share the store, and none of its journeys.
    const subject = newcomer();
    return { installation, subject, sweep: openEntrySweep(installation) };
  };
  const say = async (installation: TestInstallation, subject: Fields) => {
    serial += 1;
    const request = { id: `w${lane.kind}${serial}`, event: "lead_created", subject };
    return await takeEvent(installation, eventOf(request, installation.at));
  };
  const rowsOf = async (email: string) =>
    await lane
      .store()
      .db.selectFrom("instance")
      .innerJoin("subject", "subject.id", "instance.subject")
      .select(["instance.id", "instance.entered_at"])
      .where("subject.key", "=", email)
      .orderBy("entered_at")
      .execute();
  const enteredAt = async (email: string) => (await rowsOf(email)).map((row) => row.entered_at);
  const end = async (email: string, at: number) => {
    for (const { id } of await rowsOf(email))
      await lane
        .store()
        .db.updateTable("instance")
        .set({ state: "ended", ended_at: at })
        .where("id", "=", id)
        .execute();
  };
  const at = (date: string, hour = 9) => Date.parse(`${date}T${String(hour).padStart(2, "0")}:00:00Z`);

  describe("an entry at a moment", () => {
    it("is taken when its moment comes, with a start that says why, and once", async () => {
      const { installation, subject, sweep } = scene(planOf(BEFORE_RENEWAL));
      await say(installation, { ...subject, renews_on: "2027-01-31" });
      expect(await enteredAt(subject.email)).toEqual([]);
      installation.at = at("2027-01-21", 8);
      await sweep();
      expect(await enteredAt(subject.email)).toEqual([]);
      installation.at = at("2027-01-21");
      // Two processes, and one of them after a restart.
      await Promise.all([sweep(), openEntrySweep(installation)()]);
      await sweep();
      expect(await enteredAt(subject.email)).toEqual([at("2027-01-21")]);
      const [row] = await rowsOf(subject.email);
      const start = await lane
        .store()
        .db.selectFrom("outbox")
        .select("payload")
        .where("key", "=", `${row?.id} start`)
        .execute();
      expect(start).toMatchObject([{ payload: { start: { event: null, why: "its moment has come" } } }]);
    });

    it("moves with its date, and is taken at once when the date moves into the past", async () => {
      const { installation, subject, sweep } = scene(planOf(BEFORE_RENEWAL));
      await say(installation, { ...subject, renews_on: "2027-01-31" });
      await say(installation, { ...subject, renews_on: "2027-03-31" });
      installation.at = at("2027-01-25");
      await sweep();
      expect(await enteredAt(subject.email)).toEqual([]);
      const taken = await say(installation, { ...subject, renews_on: "2027-01-30" });
      expect(taken).toMatchObject({ is: "taken", started: [expect.stringMatching(/^dated\//)] });
      expect(await enteredAt(subject.email)).toEqual([at("2027-01-25")]);
    });

    it("is taken again for a later date, and what the rules refuse is written down", async () => {
      const { installation, subject, sweep } = scene(planOf(BEFORE_RENEWAL));
      await say(installation, { ...subject, renews_on: "2026-12-01" });
      expect(await enteredAt(subject.email)).toEqual([MONDAY]);
      await say(installation, { ...subject, renews_on: "2026-12-02" });
      const refused = await lane
        .store()
        .db.selectFrom("journal")
        .innerJoin("subject", "subject.id", "journal.subject")
        .select(["what", "why"])
        .where("subject.key", "=", subject.email)
        .execute();
      expect(refused).toEqual([{ what: "ignored", why: "not entered: one is open" }]);
      await end(subject.email, MONDAY + DAY);
      await say(installation, { ...subject, renews_on: "2027-12-01" });
      installation.at = at("2027-11-21");
      await sweep();
      expect(await enteredAt(subject.email)).toEqual([MONDAY, at("2027-11-21")]);
    });

    it("lets pass what is over: a date of years ago leads nobody in", async () => {
      const { installation, subject, sweep } = scene(planOf(BEFORE_RENEWAL));
      await say(installation, { ...subject, renews_on: "2020-01-31" });
      await sweep();
      expect(await enteredAt(subject.email)).toEqual([]);
    });

    it("watches those who were there before the journey was", async () => {
      const { installation, subject } = scene(
        planOf({ on: [{ event: "bought", where: null }], stage: "nurture" }),
      );
      await say(installation, { ...subject, renews_on: "2027-01-31" });
      const later = installationOn(lane.store().db, [
        planOf(BEFORE_RENEWAL, { version: 2, workflowType: "dated_v2" }),
      ]);
      later.at = at("2027-01-22");
      const sweep = openEntrySweep(later);
      while ((await sweep()) > 0);
      expect(await enteredAt(subject.email)).toEqual([at("2027-01-22")]);
    });
  });

  describe("an entry on a state", () => {
    it("is taken when it comes to hold, and again only once it has been otherwise", async () => {
      const { installation, subject } = scene(planOf(WHEN_SWEDISH));
      await say(installation, { ...subject, country: "DK" });
      expect(await enteredAt(subject.email)).toEqual([]);
      await say(installation, { ...subject, country: "SE" });
      expect(await enteredAt(subject.email)).toEqual([MONDAY]);
      await end(subject.email, MONDAY);
      installation.at += DAY;
      await say(installation, { ...subject, company: "Nordpay" });
      expect(await enteredAt(subject.email)).toEqual([MONDAY]);
      await say(installation, { ...subject, country: "DK" });
      await say(installation, { ...subject, country: "SE" });
      expect(await enteredAt(subject.email)).toEqual([MONDAY, MONDAY + DAY]);
    });
  });
});
