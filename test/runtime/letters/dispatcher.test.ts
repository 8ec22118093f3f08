import { beforeEach, describe, expect, it } from "vitest";
import type { MailOutcome } from "../../../runtime/connectors/mail-connector.ts";
import {
  type DispatchSettings,
  type DispatchTrouble,
  startDispatcher,
} from "../../../runtime/letters/dispatcher.ts";
import { onEachStore, onPostgres } from "../../support/each-store.ts";
import {
  addLead,
  DAY,
  journalOf,
  letter,
  MONDAY,
  place,
  record,
  send,
  type TestWorld,
  worldOn,
} from "../activities/fixture.ts";

const NEVER = 3_600_000;

onEachStore((lane) => {
  let world: TestWorld;
  let troubles: DispatchTrouble[];
  beforeEach(async () => {
    world = worldOn(lane.store().db);
    troubles = [];
    // What other tests have left is nobody's.
    await world.db
      .updateTable("letter")
      .set({ status: "withdrawn" })
      .where("status", "in", ["granted", "sending"])
      .execute();
  });

  const open = (settings: Partial<DispatchSettings> = {}) =>
    startDispatcher({
      context: world,
      onTrouble: (trouble) => troubles.push(trouble),
      settings: { every: NEVER, ...settings },
    });
  async function granted(count = 1): Promise<readonly string[]> {
    const keys: string[] = [];
    for (let each = 0; each < count; each += 1) {
      const command = send();
      await record(world, await addLead(world), [place(), command]);
      keys.push(command.key);
    }
    return keys;
  }
  const statusOf = async (key: string) => (await letter(world, key)).status;

  it("sends what is granted as soon as it is woken, each letter once", async () => {
    const keys = await granted(3);
    const dispatcher = open();
    await dispatcher.drain();
    await dispatcher.drain();
    await dispatcher.stop();
    expect(world.sent.map(({ key }) => key).toSorted()).toEqual(keys.toSorted());
    expect(troubles).toEqual([]);
  });

  it("looks by itself for what another process has granted", async () => {
    const dispatcher = open({ every: 20 });
    const [key = ""] = await granted();
    await expect.poll(() => statusOf(key), { timeout: 5_000 }).toBe("sent");
    await dispatcher.stop();
  });

  it("tries a letter that has to wait again, at growing intervals", async () => {
    const LATER: MailOutcome = { is: "later", code: "451" };
    world.answers.push(LATER, LATER);
    const [key = ""] = await granted();
    const dispatcher = open({ retry: 5_000 });
    await dispatcher.drain();
    expect(await letter(world, key)).toMatchObject({
      status: "granted",
      next_at: MONDAY + 5_000,
      attempts: 1,
    });
    world.at = MONDAY + 4_999;
    await dispatcher.drain();
    expect(troubles).toMatchObject([{ is: "later", letter: key, why: "451" }]);
    world.at = MONDAY + 5_000;
    await dispatcher.drain();
    expect(await letter(world, key)).toMatchObject({ next_at: MONDAY + 15_000, attempts: 2 });
    world.at = MONDAY + 15_000;
    await dispatcher.drain();
    await dispatcher.stop();
    expect(await statusOf(key)).toBe("sent");
  });

  it("gives a letter up after seven days, and writes that down", async () => {
    const [key = ""] = await granted();
    world.at = MONDAY + 8 * DAY;
    const dispatcher = open();
    await dispatcher.drain();
    await dispatcher.stop();
    const { status, subject } = await letter(world, key);
    expect(status).toBe("failed");
    expect(await journalOf(world, subject)).toMatchObject([{ why: "it could not be sent for seven days" }]);
  });

  describe("a letter that another one died with", () => {
    it("is left alone until the lease has run out, and then asked about and not sent again", async () => {
      const [key = ""] = await granted();
      const change = { status: "sending", next_at: MONDAY + 60_000 } as const;
      await world.db.updateTable("letter").set(change).where("key", "=", key).execute();
      const dispatcher = open();
      await dispatcher.drain();
      expect(await statusOf(key)).toBe("sending");
      world.at = MONDAY + 60_000;
      await dispatcher.drain();
      await dispatcher.stop();
      expect(await statusOf(key)).toBe("unknown");
      expect(world.sent).toEqual([]);
    });
  });

  it("tries a letter again after a lease when the store failed on it, and the others go out", async () => {
    const [broken = "", sound = ""] = await granted(2);
    const { mail } = world;
    let failures = 1;
    Object.assign(world, {
      mail: {
        ...mail,
        get domain() {
          if (failures-- > 0) throw new TypeError("the store is away");
          return mail.domain;
        },
      },
    });
    const dispatcher = open({ concurrency: 1 });
    await dispatcher.drain();
    expect(troubles).toMatchObject([{ is: "store", why: "TypeError" }]);
    expect([await statusOf(broken), await statusOf(sound)].toSorted()).toEqual(["sending", "sent"]);
    await dispatcher.stop();
  });
});

onPostgres((lane) => {
  it("may run many times, and sends each letter once, with none of unknown fate", async () => {
    const world = worldOn(lane.store().db);
    const keys: string[] = [];
    for (let each = 0; each < 20; each += 1) {
      const command = send();
      await record(world, await addLead(world), [command]);
      keys.push(command.key);
    }
    const dispatchers = Array.from({ length: 8 }, () =>
      startDispatcher({ context: world, settings: { every: NEVER } }),
    );
    await Promise.all(dispatchers.map((one) => one.drain()));
    await Promise.all(dispatchers.map((one) => one.stop()));
    const sent = world.sent.map(({ key }) => key).filter((key) => keys.includes(key));
    expect(sent.toSorted()).toEqual(keys.toSorted());
    for (const key of keys) expect(await letter(world, key)).toMatchObject({ status: "sent" });
  });
});
