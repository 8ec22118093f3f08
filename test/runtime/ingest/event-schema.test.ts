import { describe, expect, it } from "vitest";
import type { EventRequest } from "../../../runtime/gateway/api.ts";
import { createEventReader } from "../../../runtime/ingest/event-schema.ts";
import { LIBRARY, MONDAY } from "./fixture.ts";

const read = createEventReader(LIBRARY);
const request = (change: Partial<EventRequest>): EventRequest => ({
  id: "1",
  event: "bought",
  subject: { email: "Maria@Example.com", name: "Maria" },
  data: { amount: "25_000 EUR" },
  ...change,
});
const readOf = (change: Partial<EventRequest>) => read(request(change), { now: MONDAY, source: "shop" });

describe("an event that is refused", () => {
  it.each<[string, Partial<EventRequest>, string, string, string]>([
    ["an unknown event", { event: "bougth" }, "unknown-event", "/event", "Did you mean `bought`?"],
    ["an unknown field", { data: { amuont: 1 } }, "unknown-field", "/data/amuont", "Did you mean `amount`?"],
    [
      "a subject's field in data",
      { data: { amount: "1 EUR", country: "DK" } },
      "unknown-field",
      "/data/country",
      "belongs in `subject`",
    ],
    [
      "an unknown field of the subject",
      { subject: { email: "a@b.co", nam: "M" } },
      "unknown-field",
      "/subject/nam",
      "Did you mean `name`?",
    ],
    ["no key", { subject: { name: "Maria" } }, "missing-field", "/subject/email", "`lead` needs `email`"],
    ["a blank key", { subject: { email: "  " } }, "missing-field", "/subject/email", "may not be blank"],
    ["a missing field", { data: {} }, "missing-field", "/data/amount", "`bought` needs `amount`"],
    ["money without a currency", { data: { amount: 25 } }, "wrong-type", "/data/amount", "must be money"],
    ["money in words", { data: { amount: "many EUR" } }, "wrong-type", "/data/amount", "25000 EUR"],
    ["no address", { subject: { email: "maria" } }, "wrong-type", "/subject/email", "an e-mail address"],
    [
      "no country",
      { subject: { email: "a@b.co", country: "Denmark" } },
      "wrong-type",
      "/subject/country",
      "DK",
    ],
    [
      "outside a closed list",
      { subject: { email: "a@b.co", industry: "fintec" } },
      "wrong-type",
      "/subject/industry",
      "Did you mean `fintech`?",
    ],
    [
      "no percentage",
      { subject: { email: "a@b.co", discount: "a lot" } },
      "wrong-type",
      "/subject/discount",
      "20%",
    ],
    [
      "no date",
      { subject: { email: "a@b.co", renews_on: "2026-02-30" } },
      "wrong-type",
      "/subject/renews_on",
      "2026-11-23",
    ],
    [
      "no time of day on a date",
      { subject: { email: "a@b.co", renews_on: "2026-02-28 25:00" } },
      "wrong-type",
      "/subject/renews_on",
      "with a time of day",
    ],
    [
      "yes for a name",
      { subject: { email: "a@b.co", name: true } },
      "wrong-type",
      "/subject/name",
      "must be text",
    ],
    [
      "a required field made blank",
      { subject: { email: "a@b.co", name: null } },
      "missing-field",
      "/subject/name",
      "may not be blank",
    ],
    [
      "an unknown message",
      { event: "clicked", data: { message: "welcome_gide" } },
      "wrong-type",
      "/data/message",
      "`welcome_guide`",
    ],
    ["the future", { at: "2026-11-23T09:05:01Z" }, "in-the-future", "/at", "5 minutes"],
  ])("has %s", (_, change, code, field, message) => {
    expect(readOf(change)).toMatchObject({ ok: false, fault: { code, field } });
    expect(readOf(change)).toHaveProperty("fault.message", expect.stringContaining(message));
  });
});

describe("an event that is taken", () => {
  it("has its values as the language has them", () => {
    const subject = {
      email: " Maria@Example.COM ",
      name: " Maria ",
      country: "dk",
      discount: "20%",
      opted_out: "no",
    };
    expect(readOf({ subject, at: "2026-11-20T10:00:00+01:00" })).toMatchObject({
      value: {
        source: "shop",
        at: Date.UTC(2026, 10, 20, 9),
        subjectKey: "maria@example.com",
        subject: { email: "maria@example.com", name: "Maria", country: "DK", discount: 20, opted_out: false },
        data: { amount: { amount: 25_000, currency: "EUR" } },
      },
    });
  });

  it("may be late, a little ahead, and without a date", () => {
    expect(readOf({ at: "2020-01-01T00:00:00Z" }).ok).toBe(true);
    expect(readOf({ at: "2026-11-23T09:05:00Z" }).ok).toBe(true);
    expect(readOf({})).toMatchObject({ value: { at: MONDAY } });
  });

  it("has not happened in the future, whatever its sender's clock shows", () => {
    expect(readOf({ at: "2026-11-23T09:04:00Z" })).toMatchObject({ value: { at: MONDAY } });
  });

  it("is from its sender, and from a source within their name", () => {
    expect(readOf({})).toMatchObject({ value: { source: "shop" } });
    expect(readOf({ source: "crm" })).toMatchObject({ value: { source: "shop/crm" } });
  });

  it("has the defaults of its own fields, and none of its subject", () => {
    const event = readOf({ event: "clicked", data: { message: "welcome_guide" } });
    expect(event).toMatchObject({ value: { data: { message: "welcome_guide", visits: 1 } } });
    expect(event).not.toHaveProperty("value.subject.discount");
  });

  it("makes an optional field blank when that is said", () => {
    expect(readOf({ subject: { email: "a@b.co", company: "" } })).toHaveProperty(
      "value.subject.company",
      null,
    );
  });

  it("has a hash of what was sent, whatever the order of its members", () => {
    const hash = (change: Partial<EventRequest>) => {
      const event = readOf(change);
      return event.ok ? event.value.bodyHash : null;
    };
    expect(hash({ subject: { name: "Maria", email: "Maria@Example.com" } })).toBe(hash({}));
    expect(hash({ data: { amount: "25_001 EUR" } })).not.toBe(hash({}));
  });
});
