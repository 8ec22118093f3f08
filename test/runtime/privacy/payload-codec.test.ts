/** The payload codec on a store: what it hides, what it refuses, and what becomes of it when keys change. */
import { defaultPayloadConverter, type Payload, type SerializationContext } from "@temporalio/common";
import fc from "fast-check";
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from "vitest";
import { KeyDestroyed, KeyMissing } from "../../../runtime/privacy/data-keys.ts";
import { SealBroken } from "../../../runtime/privacy/seal.ts";
import * as rows from "../../../runtime/store/data-keys.ts";
import { openStore, type Store } from "../../../runtime/store/open-store.ts";
import { codecOn, K1, K1_WRONG, K2, keysOf } from "./privacy-fixture.ts";

let store: Store;
beforeAll(async () => {
  store = await openStore({});
});
afterAll(() => store?.close());
beforeEach(async () => {
  vi.restoreAllMocks();
  await store.db.deleteFrom("data_key").execute();
});

const of = (workflowId: string): SerializationContext => ({
  type: "workflow",
  namespace: "default",
  workflowId,
});
const MARIA = of("nurture/maria/1");
const payloadOf = (value: unknown): Payload => defaultPayloadConverter.toPayload(value);
const readOf = (payload: Payload | undefined): unknown =>
  payload === undefined ? undefined : defaultPayloadConverter.fromPayload(payload);
const textOf = (payload: Payload): string =>
  JSON.stringify(payload.metadata) + Buffer.from(payload.data ?? []).toString("latin1");

const bytes = fc.uint8Array({ maxLength: 3_000 });
const payloads = fc.record({
  metadata: fc.oneof(
    fc.constant({ encoding: Buffer.from("json/plain") }),
    fc.dictionary(fc.string(), bytes, { maxKeys: 4 }),
  ),
  data: fc.oneof(bytes, fc.constant(Buffer.from("ab".repeat(4_000)))),
});

test("whatever is encrypted comes back as it was", async () => {
  const { codec } = codecOn(store.db, keysOf(K1));
  await fc.assert(
    fc.asyncProperty(
      fc.array(payloads, { maxLength: 3 }),
      fc.constantFrom(MARIA, undefined),
      async (some, context) => {
        const back = await codec.decode(await codec.encode(some, context));
        expect(back.map(plain)).toEqual(some.map(plain));
      },
    ),
  );
});
const plain = ({ metadata, data }: Payload) => ({
  metadata: Object.fromEntries(Object.entries(metadata ?? {}).map(([name, value]) => [name, hex(value)])),
  data: hex(data),
});
const hex = (value: Uint8Array | null | undefined): string => Buffer.from(value ?? []).toString("hex");

test("whatever is changed on the way is noticed", async () => {
  const { codec } = codecOn(store.db, keysOf(K1));
  const [sealed] = await codec.encode([payloadOf({ email: "canary+pii@example.test" })], MARIA);
  if (!sealed?.data) throw new Error("Nothing was encrypted.");
  const { metadata = null, data } = sealed;
  for (let at = 0; at < data.length; at += 1) {
    const changed = Uint8Array.from(data);
    changed[at] = (changed[at] ?? 0) ^ 1;
    await expect(codec.decode([{ metadata, data: changed }])).rejects.toThrow(SealBroken);
  }
  await expect(codec.decode([{ metadata, data: data.subarray(0, 20) }])).rejects.toThrow(SealBroken);
  await expect(codec.decode([{ metadata }])).rejects.toThrow(SealBroken);
});

test("with the payload stands the name of a key, and nothing of the subject", async () => {
  const { codec } = codecOn(store.db, keysOf(K1));
  const [sealed] = await codec.encode([payloadOf({ email: "canary+pii@example.test" })], MARIA);
  if (sealed === undefined) throw new Error("Nothing was encrypted.");
  expect(textOf(sealed)).not.toMatch(/canary|example|maria/);
  const [row] = await store.db.selectFrom("data_key").selectAll().execute();
  expect(Buffer.from(sealed.metadata?.["encryption-key-id"] ?? []).toString()).toBe(row?.id);
  expect(row?.owner).toBe("maria");
});

test("a payload of another subject's key does not open under this one's name", async () => {
  const { codec } = codecOn(store.db, keysOf(K1));
  const [marias] = await codec.encode([payloadOf("m")], MARIA);
  const [ottos] = await codec.encode([payloadOf("o")], of("nurture/otto/1"));
  await expect(
    codec.decode([{ metadata: marias?.metadata ?? {}, data: ottos?.data ?? null }]),
  ).rejects.toThrow(SealBroken);
});

test("all journeys of a subject have one key, and an activity that of its workflow", async () => {
  const { codec } = codecOn(store.db, keysOf(K1));
  await codec.encode([payloadOf(1)], MARIA);
  await codec.encode([payloadOf(2)], of("onboarding/maria/2"));
  await codec.encode([payloadOf(3)], {
    type: "activity",
    namespace: "default",
    workflowId: "onboarding/maria/2",
    isLocal: true,
  });
  await codec.encode([payloadOf(4)], of("begun-by-hand"));
  const owners = await store.db.selectFrom("data_key").select("owner").orderBy("owner").execute();
  expect(owners.map(({ owner }) => owner)).toEqual(["begun-by-hand", "maria"]);
});

test("what was written before there were keys is read as it stands", async () => {
  const { codec } = codecOn(store.db, keysOf(K1));
  const [read] = await codec.decode([payloadOf({ stage: "nurture" })]);
  expect(readOf(read)).toEqual({ stage: "nurture" });
});

test("the store is asked once for many payloads of an instance", async () => {
  const looks = [vi.spyOn(rows, "dataKeyOf"), vi.spyOn(rows, "findDataKey")];
  const { codec } = codecOn(store.db, keysOf(K1));
  await Promise.all(Array.from({ length: 50 }, () => codec.encode([payloadOf("x")], MARIA)));
  const sealed = await codec.encode([payloadOf("x")], MARIA);
  for (let again = 0; again < 50; again += 1) await codec.decode(sealed);
  // Once for the key, and once after it was made.
  expect(looks.reduce((sum, look) => sum + look.mock.calls.length, 0)).toBeLessThanOrEqual(2);
});

describe("a key of the installation that is replaced", () => {
  test("reads on from behind the new one, and may go when all is sealed anew", async () => {
    const before = codecOn(store.db, keysOf(K1));
    const sealed = await before.codec.encode([payloadOf("kept")], MARIA);
    const ofNobody = await before.codec.encode([payloadOf("a failure")], undefined);

    const both = codecOn(store.db, keysOf(K2, K1));
    expect(await both.dataKeys.problem()).toBeNull();
    expect((await both.codec.decode(sealed)).map(readOf)).toEqual(["kept"]);
    expect((await both.codec.decode(ofNobody)).map(readOf)).toEqual(["a failure"]);
    expect(await both.dataKeys.reseal()).toBe(1);
    expect(await both.dataKeys.reseal()).toBe(0);

    const after = codecOn(store.db, keysOf(K2));
    expect(await after.dataKeys.problem()).toBeNull();
    expect((await after.codec.decode(sealed)).map(readOf)).toEqual(["kept"]);
  });

  test("is missed by name when it goes too early", async () => {
    const sealed = await codecOn(store.db, keysOf(K1)).codec.encode([payloadOf("kept")], MARIA);
    const { codec, dataKeys } = codecOn(store.db, keysOf(K2));
    await expect(codec.decode(sealed)).rejects.toThrow(KeyMissing);
    expect(await dataKeys.problem()).toBe(
      "BATON_CODEC_KEYS lacks the key k1, which seals the data keys of 1 subject: give it behind the first.",
    );
  });

  test("is told from another of the same name", async () => {
    const sealed = await codecOn(store.db, keysOf(K1)).codec.encode([payloadOf("kept")], MARIA);
    const { codec, dataKeys } = codecOn(store.db, keysOf(K1_WRONG));
    await expect(codec.decode(sealed)).rejects.toThrow(
      "The key k1 of BATON_CODEC_KEYS is not the one that sealed the data key",
    );
    expect(await dataKeys.problem()).toContain("is not the one that sealed");
  });
});

describe("a data key that was destroyed", () => {
  test("reads nothing more, here at once and elsewhere when the memory of it is over, and no other is made", async () => {
    const here = codecOn(store.db, keysOf(K1));
    const elsewhere = codecOn(store.db, keysOf(K1), 30);
    const sealed = await here.codec.encode([payloadOf("kept")], MARIA);
    await elsewhere.codec.decode(sealed);

    expect(await here.dataKeys.destroy(store.db, ["maria", "nobody"])).toBe(1);
    here.dataKeys.evict(["maria"]);
    await expect(here.codec.decode(sealed)).rejects.toThrow(KeyDestroyed);
    await expect(here.codec.encode([payloadOf("more")], MARIA)).rejects.toThrow(KeyDestroyed);
    await new Promise((resolve) => setTimeout(resolve, 40));
    await expect(elsewhere.codec.decode(sealed)).rejects.toThrow("its subject was forgotten");
    expect(await here.dataKeys.destroy(store.db, ["maria"])).toBe(0);
  });

  test("is not brought back by sealing anew", async () => {
    const { codec, dataKeys } = codecOn(store.db, keysOf(K1));
    const sealed = await codec.encode([payloadOf("kept")], MARIA);
    await dataKeys.destroy(store.db, ["maria"]);
    const both = codecOn(store.db, keysOf(K2, K1));
    await both.dataKeys.reseal();
    await expect(both.codec.decode(sealed)).rejects.toThrow(KeyDestroyed);
  });
});

test("of a payload as large as a batch, encryption and all costs fewer bytes than it had", async () => {
  const { codec } = codecOn(store.db, keysOf(K1));
  const batch = {
    instance: "nurture/0198d2f0-5a31-7c44-9d0e-1f2a3b4c5d6e/1",
    commands: Array.from({ length: 4 }, (_, index) => ({
      do: "open work",
      work: { id: `w${index}`, name: "call" },
    })),
    journal: Array.from({ length: 4 }, () => ({
      at: 1_772_000_000_000,
      what: "moved",
      name: "qualification",
    })),
  };
  const [sealed] = await codec.encode([payloadOf(batch)], MARIA);
  expect(sealed?.data?.length).toBeLessThan(JSON.stringify(batch).length);
  const [small] = await codec.encode([payloadOf(null)], MARIA);
  // The nonce, the tag, and how it is written.
  expect(small?.data?.length).toBeLessThanOrEqual(12 + 16 + 100);
});
