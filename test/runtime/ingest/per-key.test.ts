/** One instance for each key, in the store: docs/language.md, "Identity" and "Edges: Key". */
import { beforeAll, describe, expect, it } from "vitest";
import type { Fields, Plan } from "../../../compiler/plan.ts";
import type { EventRequest } from "../../../runtime/gateway/api.ts";
import { takeEvent } from "../../../runtime/ingest/take-event.ts";
import { onEachStore } from "../../support/each-store.ts";
import { eventOf, installationOn, newcomer, PLAN, type TestInstallation } from "./fixture.ts";

const KEYED: Plan = {
  ...PLAN,
  journey: "deal",
  workflowType: "deal_v1",
  per: "path",
  own: { path: { type: "text" } },
  entries: [{ on: [{ event: "page_viewed", where: null }], stage: "nurture" }],
};

onEachStore((lane) => {
  let installation: TestInstallation;
  let serial = 0;
  beforeAll(() => {
    installation = installationOn(lane.store().db, [KEYED]);
  });
  const take = (request: Partial<EventRequest>) => {
    serial += 1;
    const event = { id: `k${serial}`, event: "page_viewed", subject: {}, ...request };
    return takeEvent(installation, eventOf(event, installation.at));
  };
  const view = (subject: Fields, path: string) => take({ subject, data: { path } });
  const factsFor = async (instance: string) => {
    const rows = await lane
      .store()
      .db.selectFrom("outbox")
      .select("payload")
      .where("instance", "=", instance)
      .orderBy("id")
      .execute();
    return rows.flatMap(({ payload }) => (payload.kind === "signal" ? [payload.fact] : []));
  };
  const started = async (taking: ReturnType<typeof view>): Promise<string> => {
    const taken = await taking;
    const [id] = taken.is === "taken" ? taken.started : [];
    if (id === undefined) throw new Error("nothing was started");
    return id;
  };

  describe("per KEY", () => {
    it("opens one for each key, with the key in the store and never in an id", async () => {
      const maria = newcomer();
      const one = await started(view(maria, "/pricing/secret-a"));
      const two = await started(view(maria, "/pricing/secret-b"));
      expect(await view(maria, "/pricing/secret-a")).toMatchObject({ started: [], informed: [one] });
      expect([one, two].map((id) => id.split("/").at(-1))).toEqual(["1", "2"]);
      expect(one + two).not.toContain("secret");
      const rows = await lane.store().db.selectFrom("instance").selectAll().where("id", "=", two).execute();
      expect(rows).toMatchObject([{ key: "/pricing/secret-b", own: { path: "/pricing/secret-b" } }]);
    });

    it("tells an event without the key to all that are open", async () => {
      const maria = newcomer();
      const one = await started(view(maria, "/pricing/c"));
      const two = await started(view(maria, "/pricing/d"));
      const taken = await take({ event: "demo_requested", subject: maria });
      expect(taken).toMatchObject({ informed: [one, two] });
    });

    it("lets another subject join, who is heard from there on, and whose own data stays theirs", async () => {
      const [maria, kim] = [newcomer(), newcomer()];
      const id = await started(view(maria, "/pricing/e"));
      expect(await take({ event: "demo_requested", subject: kim })).toMatchObject({ informed: [] });
      expect(await view({ ...kim, country: "SE" }, "/pricing/e")).toMatchObject({
        started: [],
        informed: [id],
      });
      expect(await take({ event: "demo_requested", subject: kim })).toMatchObject({ informed: [id] });
      const told = await factsFor(id);
      expect(told.map((fact) => fact.is)).toEqual(["event", "event"]);
      expect(JSON.stringify(told)).not.toContain("SE");
    });

    it("starts what asks for a key that is blank, and nothing else", async () => {
      const asks: Plan = {
        ...KEYED,
        per: "country",
        own: { country: { type: "country" } },
        asksForKey: "deal_key",
      };
      const asking: Plan = { ...PLAN, journey: "deal_key", workflowType: "deal_key_v1" };
      const { db } = lane.store();
      const unsure = installationOn(db, [asks, { ...asking, entries: [{ on: [], stage: "nurture" }] }]);
      const subject = newcomer();
      const event = { id: "blank", event: "page_viewed", subject, data: { path: "/x" } };
      expect(await takeEvent(unsure, eventOf(event))).toMatchObject({ is: "taken", started: [] });
      const rows = await db
        .selectFrom("instance")
        .innerJoin("subject", "subject.id", "instance.subject")
        .select(["journey", "instance.key"])
        .where("subject.key", "=", String(subject.email))
        .execute();
      expect(rows).toEqual([{ journey: "deal_key", key: null }]);
    });

    it("has one winner when two bring a key at once", async () => {
      const taken = await Promise.all([view(newcomer(), "/pricing/f"), view(newcomer(), "/pricing/f")]);
      expect(taken.flatMap((one) => (one.is === "taken" ? one.started : []))).toHaveLength(1);
    });
  });
});
