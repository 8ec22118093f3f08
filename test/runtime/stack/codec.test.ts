/** Keys from the environment, held against those that the store has. */
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { openCodec } from "../../../runtime/stack/codec.ts";
import { openStore, type Store } from "../../../runtime/store/open-store.ts";
import { K1, K1_WRONG, K2 } from "../privacy/privacy-fixture.ts";

let store: Store;
let dir: string;
beforeAll(async () => {
  store = await openStore({});
  dir = await mkdtemp(join(tmpdir(), "baton-codec-"));
});
afterAll(async () => {
  await store?.close();
  await rm(dir, { recursive: true, force: true });
});

const HERE = "127.0.0.1:7233";
const open = (env: Readonly<Record<string, string>>, address = HERE) =>
  openCodec({ env, target: { address }, db: store.db, now: () => 1 });

test("without keys nothing is encrypted; in production that has to be said", async () => {
  expect(await open({})).toBeNull();
  await expect(open({}, "temporal.example.com:7233")).rejects.toThrow("BATON_CODEC_KEYS is not set");
  await expect(open({ NODE_ENV: "production" })).rejects.toThrow("or `none` if that is meant");
  expect(await open({ NODE_ENV: "production", BATON_CODEC_KEYS: "none" })).toBeNull();
});

test("keys come from the environment or from a file", async () => {
  const file = join(dir, "keys");
  await writeFile(file, `${K2}\n${K1}\n`);
  expect(await open({ BATON_CODEC_KEYS: K1 })).not.toBeNull();
  expect(await open({ BATON_CODEC_KEYS_FILE: file })).not.toBeNull();
  await expect(open({ BATON_CODEC_KEYS: K1, BATON_CODEC_KEYS_FILE: file })).rejects.toThrow("not both");
  await expect(open({ BATON_CODEC_KEYS_FILE: join(dir, "none") })).rejects.toThrow("cannot be read");
  await expect(open({ BATON_CODEC_KEYS: "k1:weak" })).rejects.toThrow("is the least that resists guessing");
});

test("a process that cannot read what there is does not start", async () => {
  await (await open({ BATON_CODEC_KEYS: K1 }))?.dataKeys.forOwner("maria");
  await expect(open({})).rejects.toThrow("The journeys of 1 subject are encrypted, and no key is given");
  await expect(open({ BATON_CODEC_KEYS: "none" })).rejects.toThrow(
    "set BATON_CODEC_KEYS to what it was (k1)",
  );
  await expect(open({ BATON_CODEC_KEYS: K2 })).rejects.toThrow("lacks the key k1");
  await expect(open({ BATON_CODEC_KEYS: K1_WRONG })).rejects.toThrow("is not the one that sealed");
  expect(await open({ BATON_CODEC_KEYS: `${K2},${K1}` })).not.toBeNull();
});
