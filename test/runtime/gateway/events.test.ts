import { request as httpRequest } from "node:http";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { newcomer } from "../ingest/fixture.ts";
import { openGateway, type TestGateway } from "./fixture.ts";

let test: TestGateway;
let token: string;

beforeAll(async () => {
  test = await openGateway();
  token = await test.token({ name: "system:web", scopes: ["events"] });
});
afterAll(async () => await test.close());

const post = async (body: string | object, headers: Readonly<Record<string, string>> = {}) => {
  const response = await fetch(new URL("/v1/events", test.url), {
    method: "POST",
    headers: { authorization: `Bearer ${token}`, "content-type": "application/json", ...headers },
    body: typeof body === "string" ? body : JSON.stringify(body),
  });
  return {
    status: response.status,
    body: (await response.json()) as Record<string, unknown>,
    headers: response.headers,
  };
};
const created = (id: string, subject: object = newcomer()) => ({ id, event: "lead_created", subject });
const countEvents = async () => (await test.store.db.selectFrom("event").select("id").execute()).length;

describe("an event", () => {
  it("is taken with 202, repeated with 200, and refused with 409 when its body is another", async () => {
    const subject = newcomer();
    const first = await post(created("a1", subject));
    expect(first).toMatchObject({
      status: 202,
      body: { results: [{ id: "a1", status: "taken", index: 0 }] },
    });
    expect(await post(created("a1", subject))).toMatchObject({
      status: 200,
      body: { results: [{ status: "repeated", started: [] }] },
    });
    expect(await post({ ...created("a1", subject), event: "demo_requested" })).toMatchObject({
      status: 409,
      body: { error: { code: "conflict", field: "/id" } },
    });
  });

  it("is one, and starts one journey, however often and at once it comes", async () => {
    const body = created("flood");
    const before = { events: await countEvents(), starts: test.journeys.starts };
    const statuses = new Map<number, number>();
    const send = async () => {
      for (let sent = 0; sent < 16; sent += 1) {
        const { status } = await post(body);
        statuses.set(status, (statuses.get(status) ?? 0) + 1);
      }
    };
    await Promise.all(Array.from({ length: 64 }, send));
    await test.gateway.relay.drain();
    expect(Object.fromEntries(statuses)).toEqual({ 200: 1_023, 202: 1 });
    expect(await countEvents()).toBe(before.events + 1);
    expect(test.journeys.starts).toBe(before.starts + 1);
  }, 60_000);

  it("of a batch is answered for itself", async () => {
    const answer = await post([
      created("b1"),
      { ...created("b2"), event: "lead_craeted" },
      created("b3"),
      { id: "b4" },
    ]);
    expect(answer.status).toBe(207);
    expect(answer.body).toMatchObject({
      results: [
        { id: "b1", status: "taken" },
        { id: "b2", status: "refused", error: { code: "unknown-event", field: "/1/event" } },
        { id: "b3", status: "taken" },
        { id: "b4", status: "refused", error: { code: "missing-field", field: "/3/event" } },
      ],
    });
    expect((await post([created("b5"), created("b6")])).status).toBe(202);
  });

  it("comes in batches of a bounded size", async () => {
    const batch = Array.from({ length: 101 }, (_, index) => created(`c${index}`));
    expect(await post(batch)).toMatchObject({ status: 400, body: { error: { code: "batch-size" } } });
    expect(await post([])).toMatchObject({ status: 400, body: { error: { code: "batch-size" } } });
  });
});

describe("a body that is not as it should be", () => {
  it.each([
    ["no JSON", "{", 400, "not-json", ""],
    ["too deep", `{"data":${"[".repeat(100_000)}${"]".repeat(100_000)}}`, 400, "too-deep", undefined],
    [
      "reaching for prototypes",
      '{"id":"1","data":{"__proto__":{"admin":true}}}',
      400,
      "forbidden-key",
      "/data/__proto__",
    ],
    ["inexact", '{"id":9007199254740993}', 400, "inexact-number", "/id"],
    ["ambiguous", '{"id":"a","id":"b"}', 400, "duplicate-key", "/id"],
    ["broken", '{"id":"\\ud800"}', 400, "broken-text", "/id"],
    ["holding NUL", '{"id":"\\u0000"}', 400, "nul", "/id"],
    ["without an id", '{"event":"lead_created","subject":{}}', 400, "missing-field", "/id"],
    [
      "of a time that is none",
      '{"id":"1","at":"yesterday","event":"lead_created","subject":{}}',
      400,
      "wrong-type",
      "/at",
    ],
    ["of a number for an id", '{"id":1,"event":"lead_created","subject":{}}', 400, "wrong-type", "/id"],
    [
      "of an unknown member",
      '{"id":"1","event":"lead_created","subject":{},"sorce":"x"}',
      400,
      "unknown-field",
      "/sorce",
    ],
    ["larger than the door", JSON.stringify({ id: "x".repeat(2_000_000) }), 413, "too-large", undefined],
  ])("is refused when it is %s", async (_, body, status, code, field) => {
    const answer = await post(body);
    expect(answer).toMatchObject({
      status,
      body: { error: { code, ...(field === undefined ? {} : { field }) } },
    });
    expect(Object.keys(answer.body)).toEqual(["error"]);
  });

  it("is refused when it is no JSON by its own account", async () => {
    expect(await post("a=b", { "content-type": "application/x-www-form-urlencoded" })).toMatchObject({
      status: 415,
    });
  });

  it("is refused when it is too large and does not say how large", async () => {
    const status = await new Promise<number | undefined>((resolve, reject) => {
      const headers = {
        authorization: `Bearer ${token}`,
        "content-type": "application/json",
        "transfer-encoding": "chunked",
      };
      const sending = httpRequest(
        new URL("/v1/events", test.url),
        { method: "POST", headers },
        (response) => {
          response.resume();
          resolve(response.statusCode);
        },
      );
      sending.on("error", reject);
      for (let chunk = 0; chunk < 20; chunk += 1) sending.write("x".repeat(100_000));
    });
    expect(status).toBe(413);
  });

  it("leaves nothing behind, and the next event is taken", async () => {
    expect((await post(created("after"))).status).toBe(202);
    expect("admin" in {}).toBe(false);
  });
});
