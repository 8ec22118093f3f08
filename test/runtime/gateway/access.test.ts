import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { SCOPES, type Scope } from "../../../runtime/access/token.ts";
import { PATHS } from "../../../runtime/gateway/api.ts";
import { ApiFailure, createApiClient } from "../../../runtime/gateway/api-client.ts";
import { PortInUse } from "../../../runtime/gateway/gateway.ts";
import { offerToAnna, openGateway, type TestGateway } from "./fixture.ts";

let test: TestGateway;
let email: string;
let work: string;

beforeAll(async () => {
  test = await openGateway();
  ({ email, work } = await offerToAnna(test));
});
afterAll(async () => await test.close());

const statusOf = async (method: string, path: string, headers: Readonly<Record<string, string>>) => {
  const body =
    method === "POST"
      ? { body: "{}", headers: { ...headers, "content-type": "application/json" } }
      : { headers };
  return (await fetch(new URL(path, test.url), { method, ...body })).status;
};

/** Who gets in, by scope; whoever gets in may still be told that the request is wrong. */
const MATRIX: readonly (readonly [method: string, path: () => string, lets: readonly Scope[]])[] = [
  ["POST", () => PATHS.events, ["events"]],
  ["GET", () => PATHS.status, ["people", "admin", "act-for"]],
  ["GET", () => PATHS.instance(work.split("#")[0] ?? ""), ["people", "admin", "act-for"]],
  ["POST", () => PATHS.request("nobody@example.com", "grow"), ["people", "act-for"]],
  ["GET", () => `${PATHS.inbox}?person=anna`, ["people", "admin", "act-for"]],
  ["POST", () => PATHS.work(work, "accept"), ["people", "act-for"]],
  ["GET", () => PATHS.why(email), ["people", "admin", "act-for"]],
  ["GET", () => PATHS.timeline(email), ["people", "admin", "act-for"]],
  ["GET", () => PATHS.journal, ["admin"]],
  ["GET", () => PATHS.mail, ["admin"]],
];

describe.each(MATRIX)("%s %s", (method, path, lets) => {
  it.each(SCOPES)("for the scope %s", async (scope) => {
    const authorization = `Bearer ${await test.token({ name: "anna", scopes: [scope] })}`;
    const status = await statusOf(method, path(), { authorization });
    expect(status === 403).toBe(!lets.includes(scope));
  });

  it("is closed to strangers, whatever they send", async () => {
    const token = await test.token({ name: "anna", scopes: SCOPES });
    const strangers = [
      {},
      { authorization: "Bearer x" },
      { authorization: `Basic ${token}` },
      { authorization: token },
    ];
    for (const headers of strangers) expect(await statusOf(method, path(), headers)).toBe(401);
  });
});

it("is open to anybody where a supervisor asks, and says nothing of an address that there is none of", async () => {
  expect(await statusOf("GET", PATHS.health, {})).toBe(200);
  expect(await statusOf("GET", PATHS.ready, {})).toBe(200);
  expect(await statusOf("GET", "/v1/nothing", {})).toBe(404);
});

describe("acting for another", () => {
  it("needs the scope for it, and somebody whom people.yaml names", async () => {
    const act = (token: string, person: string) =>
      createApiClient({ url: test.url, token, person }).act("accept", work, {});
    const [people, dev] = await Promise.all([
      test.token({ name: "anna", scopes: ["people"] }),
      test.token({ name: "system:dev", scopes: ["act-for"] }),
    ]);
    await expect(act(people, "bo")).rejects.toMatchObject({ status: 403 });
    await expect(act(people, "anna")).resolves.toMatchObject({ by: "anna" });
    await expect(act(dev, "bo")).resolves.toMatchObject({ by: "bo" });
    await expect(act(dev, "nobody")).rejects.toMatchObject({ status: 403 });
    await expect((await test.as("system:dev", "act-for")).act("accept", work, {})).rejects.toMatchObject({
      status: 403,
    });
  });
});

describe("the client", () => {
  it("says in a sentence when nobody answers, or somebody else does", async () => {
    const nobody = createApiClient({ url: "http://127.0.0.1:9", token: "x" });
    await expect(nobody.status()).rejects.toMatchObject({
      status: null,
      code: "unreachable",
      message: "No gateway answers at http://127.0.0.1:9. Start one with `baton dev` or `baton serve`.",
    });
    const page = async () => new Response("<html>", { status: 200 });
    const other = createApiClient({ url: "http://127.0.0.1:9", token: "x", fetch: page });
    await expect(other.health()).rejects.toMatchObject({ code: "not-a-gateway" });
    const slow = async () => {
      throw new DOMException("late", "TimeoutError");
    };
    const silent = createApiClient({ url: "http://127.0.0.1:9", token: "x", fetch: slow });
    await expect(silent.health()).rejects.toBeInstanceOf(ApiFailure);
    await expect(silent.health()).rejects.toMatchObject({ code: "silent" });
  });

  it("reads what is not ready as an answer", async () => {
    test.journeys.up = false;
    const client = await test.as("anna", "people");
    expect(await client.ready()).toMatchObject({ ready: false, temporal: "away", store: "up" });
    test.journeys.up = true;
    expect(await client.ready()).toMatchObject({ ready: true, temporal: "up" });
    expect(await client.health()).toEqual({ ok: true, name: "baton", version: "0.0.0" });
  });
});

it("names who holds the port that it wants", async () => {
  const port = Number(new URL(test.url).port);
  const second = await openGateway({ store: test.store, port }).catch((error: unknown) => error);
  expect(second).toBeInstanceOf(PortInUse);
  expect(second).toHaveProperty(
    "message",
    expect.stringMatching(`^Port ${port} is in use by process ${process.pid} `),
  );
});
