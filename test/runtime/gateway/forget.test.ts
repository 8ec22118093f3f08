/** Forgetting and decoding at the edge: who may, and what is written down of it. */
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { SCOPES, type Scope } from "../../../runtime/access/token.ts";
import { createApiClient } from "../../../runtime/gateway/api-client.ts";
import { readAudit } from "../../../runtime/store/audit.ts";
import { openStore } from "../../../runtime/store/open-store.ts";
import { codecOn, K1, keysOf, type TestCodec } from "../privacy/privacy-fixture.ts";
import { offerToAnna, openGateway, type TestGateway } from "./fixture.ts";

const PAGE = "https://temporal.example.com";
let test: TestGateway;
let codec: TestCodec;

beforeAll(async () => {
  const store = await openStore({});
  codec = codecOn(store.db, keysOf(K1));
  const { dataKeys, codec: payloads } = codec;
  test = await openGateway({
    store,
    operators: ["marketing"],
    codec: { dataKeys, payloads, origins: [PAGE] },
  });
});
afterAll(() => test?.close());

const audit = async () =>
  (await readAudit(test.store.db, { limit: 1_000 })).map(({ who, did, outcome, about }) => [
    who,
    did,
    outcome,
    about,
  ]);

describe("forgetting", () => {
  it.each([
    ["anna", ["people"]],
    // Who sees everything that is written down need not be who may destroy it.
    ["dag", ["admin", "people"]],
    ["system:web", ["events"]],
  ] as const)(
    "is for whoever may operate: %s may not, and that is written down, and not of whom",
    async (name, scopes) => {
      const { email } = await offerToAnna(test);
      const other = await test.as(name, ...scopes);
      await expect(other.forget(email, "asked for it")).rejects.toMatchObject({
        status: 403,
        message: `${name} may not forget anybody: it takes somebody who fills marketing, or a token for it.`,
      });
      await expect(other.forgetPlan(email)).rejects.toMatchObject({ status: 403 });
      await expect(other.forgetting("any")).rejects.toMatchObject({ status: 403 });
      expect(await audit()).toContainEqual([name, "forget", "refused", {}]);
      expect(JSON.stringify(await audit())).not.toContain(email);
      const ida = await test.as("ida", "people");
      expect((await ida.why(email)).subject.key).toBe(email);
    },
  );

  it("is by a role of people.yaml, or by a token for it; who acts for another may what the other may", async () => {
    for (const by of [await test.as("ida", "people"), await test.as("system:privacy", "operate")]) {
      const { email } = await offerToAnna(test);
      expect(await by.forgetPlan(email)).toMatchObject({ rows: { subjects: 1 } });
      expect(await by.forget(email, "asked for it")).toMatchObject({ report: { rows: { subjects: 1 } } });
    }
    const { email } = await offerToAnna(test);
    const token = await test.token({ name: "system:dev", scopes: [...SCOPES] });
    const asAnna = createApiClient({ url: test.url, token, person: "anna" });
    await expect(asAnna.forget(email, "asked for it")).rejects.toMatchObject({ status: 403 });
    const asIda = createApiClient({ url: test.url, token, person: "ida" });
    expect(await asIda.forget(email, "asked for it")).toMatchObject({ report: { rows: { subjects: 1 } } });
  });

  it("says first what there is, does it, and knows them no more", async () => {
    const { email, work } = await offerToAnna(test);
    const dag = await test.as("dag", "operate", "people");
    const plan = await dag.forgetPlan(email);
    expect(plan).toMatchObject({ kinds: ["lead"], rows: { work: 1, instances: 1 } });
    await expect(dag.forget(email, " ")).rejects.toMatchObject({ status: 400 });
    await expect(dag.forget(email, `${email} wrote`)).rejects.toMatchObject({ code: "reason-names-subject" });
    const begun = await dag.forget(email, "asked for it");
    expect(begun).toMatchObject({ encrypted: true, report: plan });
    await expect(dag.why(email)).rejects.toMatchObject({ status: 404 });
    await expect(dag.forget(email, "asked for it")).rejects.toMatchObject({ status: 404 });
    expect(work).toContain(begun.id);
    expect(await dag.forgetting(begun.id)).toMatchObject({ id: begun.id, report: plan });
    expect(await audit()).toContainEqual(["dag", "forget", "begun", { subject: begun.id }]);
  });
});

describe("the codec server", () => {
  const MARIA = { type: "workflow", namespace: "default", workflowId: "small/maria-id/1" } as const;

  async function sealed(text: string): Promise<object> {
    const metadata = { encoding: Buffer.from("json/plain") };
    const [payload] = await codec.codec.encode([{ metadata, data: Buffer.from(text) }], MARIA);
    const inBase64 = (bytes: Uint8Array) => Buffer.from(bytes).toString("base64");
    return {
      metadata: Object.fromEntries(
        Object.entries(payload?.metadata ?? {}).map(([name, value]) => [name, inBase64(value)]),
      ),
      data: inBase64(payload?.data ?? new Uint8Array()),
    };
  }
  async function decode(body: object, more: Readonly<Record<string, string>> = {}): Promise<Response> {
    const token = await test.token({ name: "dag", scopes: ["admin"] });
    return fetch(`${test.url}/v1/codec/decode`, {
      method: "POST",
      headers: { authorization: `Bearer ${token}`, "content-type": "application/json", ...more },
      body: JSON.stringify(body),
    });
  }

  it("reads for whoever sees everything, and writes down of whom, once", async () => {
    const body = { payloads: [await sealed('"one"'), await sealed('"two"')] };
    const answer = await decode(body);
    expect(await answer.json()).toMatchObject({
      payloads: ["one", "two"].map((text) => ({ data: Buffer.from(`"${text}"`).toString("base64") })),
    });
    await decode(body);
    const reads = (await audit()).filter(([, did]) => did === "read history");
    expect(reads).toEqual([["dag", "read history", "done", { subject: "maria-id" }]]);
  });

  it("is open to whoever may operate, by their role, and closed to everybody else, which is written down once", async () => {
    const as = async (name: string, ...scopes: readonly Scope[]) =>
      decode(
        { payloads: [await sealed('"one"')] },
        { authorization: `Bearer ${await test.token({ name, scopes })}` },
      );
    expect((await as("ida", "people")).status).toBe(200);
    expect((await as("system:deploys", "operate")).status).toBe(200);
    expect((await as("anna", "people", "events")).status).toBe(403);
    expect((await as("anna", "people")).status).toBe(403);
    expect((await decode({ payloads: [] }, { authorization: "" })).status).toBe(401);
    const refused = (await audit()).filter(
      ([, did, outcome]) => did === "read history" && outcome === "refused",
    );
    expect(refused).toEqual([["anna", "read history", "refused", {}]]);
  });

  it("lets pages of the origins that were named ask, and no others", async () => {
    const ask = (origin: string) =>
      fetch(`${test.url}/v1/codec/decode`, {
        method: "OPTIONS",
        headers: { origin, "access-control-request-method": "POST" },
      });
    const named = await ask(PAGE);
    expect([named.status, named.headers.get("access-control-allow-origin")]).toEqual([204, PAGE]);
    expect((await ask("https://evil.example.com")).headers.get("access-control-allow-origin")).toBeNull();
    expect(
      (await decode({ payloads: [] }, { origin: PAGE })).headers.get("access-control-allow-origin"),
    ).toBe(PAGE);
  });

  it("says of somebody who was forgotten that nobody can read it, and of what was changed that it was", async () => {
    const whole = await sealed('"gone"');
    const changed = { ...whole, data: Buffer.from("changed, and long enough to be one").toString("base64") };
    expect(await (await decode({ payloads: [changed] })).json()).toMatchObject({
      error: { code: "unreadable" },
    });
    await codec.dataKeys.destroy(test.store.db, ["maria-id"]);
    codec.dataKeys.evict(["maria-id"]);
    const answer = await decode({ payloads: [whole] });
    expect(answer.status).toBe(410);
    expect(await answer.json()).toMatchObject({ error: { code: "forgotten" } });
  });
});
