/** Several instances send one message a day: docs/language.md, 6.7 and rule 13, on the ledger as it is. */
import { beforeEach, describe, expect, it } from "vitest";
import { indexPlans } from "../../../runtime/ingest/plan-index.ts";
import { onEachStore } from "../../support/each-store.ts";
import { SMALL_PLAN } from "../../support/small-plan.ts";
import {
  addLead,
  changeLead,
  DAY,
  deliver,
  HOUR,
  journalOf,
  LIBRARY,
  letter,
  MONDAY,
  PLANS,
  place,
  record,
  send,
  type TestWorld,
  unique,
  worldOn,
} from "./fixture.ts";

const NINE = { anchor: { from: "start" }, time: 540 } as const;
const DEAL = { ...SMALL_PLAN, journey: "deal", workflowType: "deal_v1", per: "deal_id", merges: NINE };
const library = {
  ...LIBRARY,
  messages: {
    ...LIBRARY.messages,
    offer: {
      ...LIBRARY.messages.receipt,
      purpose: "nurture",
      subject: "Your offer",
      body: "The offer of {{ name }}.",
    },
    price: {
      ...LIBRARY.messages.receipt,
      purpose: "nurture",
      subject: "The price",
      body: "The price for {{ name }}.",
    },
  },
} as typeof LIBRARY;

onEachStore((lane) => {
  let world: TestWorld;
  let lead: string;
  beforeEach(async () => {
    world = worldOn(lane.store().db, { library });
    Object.assign(world, { plans: indexPlans([...PLANS, DEAL]) });
    lead = await addLead(world, { name: "Maria" });
    world.at = MONDAY + 2 * HOUR;
  });

  const deal = (number: number) => ({ journey: "deal", instance: `deal/${lead}/${number}` });
  /** Two instances are open. */
  const open = async () => {
    for (const number of [1, 2]) await record(world, lead, [place()], deal(number));
  };
  const ask = async (number: number, command = send({ message: "offer" })) => {
    const { results, letters: keys } = await record(
      world,
      lead,
      [{ ...command, ref: unique("p") }],
      deal(number),
    );
    const [result] = results;
    return { keys, sent: result !== undefined && "sent" in result ? result.sent : null };
  };
  const offer = () => send({ message: "offer" });
  const price = () => send({ message: "price" });
  const statusOf = async (key: string) => (await letter(world, key)).status;
  const nextDay = MONDAY + DAY;

  describe("what several instances send", () => {
    it("waits for the time of the day, and takes no place from each other", async () => {
      await open();
      for (const [number, command] of [
        [1, offer()],
        [2, price()],
      ] as const)
        expect((await ask(number, command)).sent).toMatchObject({ is: "deferred", until: nextDay });
    });

    const pause = (number: number, by: string | null) =>
      world.db
        .updateTable("instance")
        .set({ paused_by: by, paused_why: null, paused_at: null })
        .where("id", "=", deal(number).instance)
        .execute();

    it("does not wait for one that stands still, as if that were not open", async () => {
      await open();
      await pause(2, "dag");
      expect((await ask(1, offer())).sent).toEqual({ is: "sent" });
    });

    it("leaves behind what stands still, which asks anew once it goes on", async () => {
      await open();
      const [one, other] = [offer(), price()];
      await ask(1, one);
      await ask(2, other);
      world.at = nextDay;
      await pause(2, "dag");
      await ask(1, one);
      expect(await statusOf(other.key)).toBe("deferred");
    });

    it("is not in a letter that goes out after its journey was stopped in", async () => {
      await open();
      const [one, other] = [offer(), price()];
      await ask(1, one);
      await ask(2, other);
      world.at = nextDay;
      await ask(1, one);
      expect(await statusOf(other.key)).toBe("merged");
      await pause(2, "dag");
      await deliver(world, [one.key, other.key]);
      expect(world.sent.map(({ text }) => text)).toEqual(["The offer of Maria."]);
      await pause(2, null);
      world.at = nextDay + DAY;
      await deliver(world, [other.key]);
      expect(world.sent.map(({ text }) => text)).toEqual(["The offer of Maria.", "The price for Maria."]);
    });

    it("goes out as one message, under the subject line of the first", async () => {
      await open();
      const [one, other] = [offer(), price()];
      await ask(1, one);
      await ask(2, other);
      world.at = nextDay;
      const { keys, sent } = await ask(1, one);
      expect([sent, keys]).toEqual([{ is: "sent" }, [one.key]]);
      expect(await statusOf(other.key)).toBe("merged");
      expect(await ask(2, other)).toEqual({ keys: [], sent: { is: "sent" } });
      await deliver(world, [one.key]);
      expect(world.sent).toHaveLength(1);
      expect(world.sent[0]).toMatchObject({
        subject: "Your offer",
        text: "The offer of Maria.\n\n* * *\n\nThe price for Maria.",
      });
      expect([await statusOf(one.key), await statusOf(other.key)]).toEqual(["sent", "sent"]);
      const said = (await journalOf(world, lead)).filter(({ name }) => name === "price");
      expect(said.map(({ instance, result, why }) => [instance, result, why])).toEqual([
        [deal(2).instance, "deferred", expect.stringContaining("one message a day")],
        [deal(2).instance, "merged", "it goes out with offer"],
        [deal(2).instance, "sent", "in one message with offer"],
      ]);
    });

    it("is said once where the words are the same", async () => {
      await open();
      const [one, other] = [offer(), offer()];
      await ask(1, one);
      await ask(2, other);
      world.at = nextDay;
      await ask(1, one);
      await deliver(world, [one.key]);
      expect(world.sent.map(({ text }) => text)).toEqual(["The offer of Maria."]);
    });

    it("takes one place under a cap", async () => {
      await open();
      const [one, other] = [offer(), price()];
      await ask(1, one);
      await ask(2, other);
      world.at = nextDay;
      await ask(1, one);
      await deliver(world, [one.key]);
      expect([(await letter(world, one.key)).counts, (await letter(world, other.key)).counts]).toEqual([
        true,
        false,
      ]);
    });

    it("that is taken back in time is not in it", async () => {
      await open();
      const [one, other] = [offer(), price()];
      await ask(1, one);
      await ask(2, other);
      world.at = nextDay;
      await ask(1, one);
      await record(world, lead, [{ do: "drop", keys: [other.key] }], deal(2));
      await deliver(world, [one.key]);
      expect(world.sent.map(({ text }) => text)).toEqual(["The offer of Maria."]);
      expect(await statusOf(other.key)).toBe("withdrawn");
    });

    it("goes out without the one that carried it, when that is taken back", async () => {
      await open();
      const [one, other] = [offer(), price()];
      await ask(1, one);
      await ask(2, other);
      world.at = nextDay;
      await ask(1, one);
      await record(world, lead, [{ do: "drop", keys: [one.key] }], deal(1));
      expect(await statusOf(other.key)).toBe("granted");
      await deliver(world, [one.key, other.key]);
      expect(world.sent.map(({ subject }) => subject)).toEqual(["The price"]);
      expect(await statusOf(other.key)).toBe("sent");
    });

    it("is suppressed together, by an opt-out in between", async () => {
      await open();
      const [one, other] = [offer(), price()];
      await ask(1, one);
      await ask(2, other);
      world.at = nextDay;
      await ask(1, one);
      await changeLead(world, lead, { opted_out: true });
      await deliver(world, [one.key]);
      expect(world.sent).toEqual([]);
      expect([await statusOf(one.key), await statusOf(other.key)]).toEqual(["suppressed", "suppressed"]);
    });
  });

  it("one that is alone sends at once", async () => {
    await record(world, lead, [place()], deal(1));
    expect((await ask(1)).sent).toEqual({ is: "sent" });
  });
});
