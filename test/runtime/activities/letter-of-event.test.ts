/** A letter that names the event that led to it: docs/language.md, section 5.3. */
import { beforeEach, expect, it } from "vitest";
import { toJson } from "../../../runtime/store/json.ts";
import { onEachStore } from "../../support/each-store.ts";
import {
  addLead,
  deliver,
  LIBRARY,
  MONDAY,
  place,
  record,
  send,
  type TestWorld,
  unique,
  worldOn,
} from "./fixture.ts";

const words = { channel: "email", purpose: "nurture", subject: "For {{ name }}", file: "m.md" } as const;
const library = {
  ...LIBRARY,
  messages: { seen: { ...words, body: "You saw {{ path }}, {{ name }} of {{ company }}." } },
};

onEachStore((lane) => {
  let world: TestWorld;
  beforeEach(() => {
    world = worldOn(lane.store().db, { library });
  });

  it("is filled in from it, and from the subject what it leaves out", async () => {
    const subject = await addLead(world, { name: "Maria", company: "Nordpay" });
    const event = unique("e");
    await world.db
      .insertInto("event")
      .values({
        source: "web",
        id: event,
        kind: "page_viewed",
        subject,
        at: MONDAY,
        received_at: MONDAY,
        fields: toJson({ path: "/pricing <b>", company: null }),
        body_hash: "",
      })
      .execute();
    const command = { ...send({ message: "seen" }), event };
    await record(world, subject, [place(), command]);
    await deliver(world, [command.key]);
    expect(world.sent.map(({ text }) => text)).toEqual(["You saw /pricing <b>, Maria of Nordpay."]);
  });
});
