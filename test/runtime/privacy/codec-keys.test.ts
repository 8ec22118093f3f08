/** `BATON_CODEC_KEYS`: what is taken and what is refused. */
import { expect, test } from "vitest";
import { readCodecKeys } from "../../../runtime/privacy/codec-keys.ts";

const KEY = "5f0c9d1be27a43866f0c9d1be27a4386aa10b2c3d4e5f60718293a4b5c6d7e8f";
const OTHER = "qL9v+Zk2r1m0tXyE8sWc7uJhGfDaPoIbNvCxMzQ4R5A=";

test("the first key encrypts, and all of them decrypt; a key may hold colons", () => {
  const read = readCodecKeys(`k2:${OTHER},k1:${KEY}:`);
  expect("keys" in read && read.keys.first.id).toBe("k2");
  expect("keys" in read && read.keys.all.map(({ id }) => id)).toEqual(["k2", "k1"]);
});

test("a file holds one in each line", () => {
  const read = readCodecKeys(`k2:${OTHER}\nk1:${KEY}\n`);
  expect("keys" in read && read.keys.all.map(({ id }) => id)).toEqual(["k2", "k1"]);
});

test("of one secret, what wraps keys and what encrypts payloads are different keys", () => {
  const read = readCodecKeys(`k1:${KEY}`);
  if ("problem" in read) throw new Error(read.problem);
  const { wrapping, payload } = read.keys.first;
  expect([wrapping.length, payload.length]).toEqual([32, 32]);
  expect(Buffer.from(wrapping).equals(Buffer.from(payload))).toBe(false);
});

test.each([
  ["", "holds keys as `ID:KEY`"],
  [KEY, "holds keys as `ID:KEY`"],
  [`k 1:${KEY}`, "holds keys as `ID:KEY`"],
  ["k1:short", "The key k1 of BATON_CODEC_KEYS has 5 bytes; 32 is the least"],
  [`k1:${"changeme".repeat(8)}`, "is no random one"],
  [`k1:${"0".repeat(64)}`, "is no random one"],
  [`k1:${KEY},k1:${OTHER}`, "two keys named k1"],
])("%j is refused", (value, why) => {
  const read = readCodecKeys(value);
  expect("problem" in read && read.problem).toContain(why);
});

test("what is wrong is said without the key", () => {
  const read = readCodecKeys(`k1:${"secret".repeat(10)},k1`);
  expect("problem" in read && read.problem).not.toContain("secret");
});
