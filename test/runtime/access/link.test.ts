/** Links for people outside: faults D1 and D5. */
import { SignJWT } from "jose";
import { describe, expect, test } from "vitest";
import {
  type LinkKeys,
  type LinkSeat,
  readLink,
  readLinkKeys,
  writeLink,
} from "../../../runtime/access/link.ts";

const keysOf = (value: string): LinkKeys => {
  const read = readLinkKeys(value);
  if ("problem" in read) throw new Error(read.problem);
  return read.keys;
};
const KEY = "a key for tests and for nothing else at all";
const KEYS = keysOf(`k1:${KEY}`);
const UNTIL = Date.UTC(2026, 10, 24, 9);
const SEAT: LinkSeat = {
  work: "i/1/small#w3",
  person: "partner",
  address: "Ana@lusitania.example",
  answers: ["told", "unknown"],
};
const { work: _, ...WHO } = SEAT;
const tokenOf = (link: string): string => link.slice(link.lastIndexOf("/") + 1);
const written = async (keys = KEYS): Promise<string> =>
  tokenOf(await writeLink({ keys, url: "https://answers.example.com" }, SEAT, UNTIL));
const payloadOf = (token: string) => Buffer.from(token.split(".")[1] ?? "", "base64url").toString("utf8");

describe("a link", () => {
  test("is good up to its last instant, and says afterwards whose it was", async () => {
    const token = await written();
    const read = await readLink(KEYS, token, UNTIL);
    expect(read).toMatchObject({ work: SEAT.work, isOver: false });
    expect(read?.isFor(WHO)).toBe(true);
    const late = await readLink(KEYS, token, UNTIL + 1_000);
    expect(late).toMatchObject({ work: SEAT.work, isOver: true });
    expect(late?.isFor(WHO)).toBe(true);
  });

  test("holds nothing personal, and fits into an address", async () => {
    const link = await writeLink({ keys: KEYS, url: "https://answers.example.com" }, SEAT, UNTIL);
    expect(link.length).toBeLessThan(400);
    expect(payloadOf(tokenOf(link))).not.toMatch(/ana|lusitania|partner/i);
  });

  test.each([
    ["another person", { ...WHO, person: "customer" }],
    ["another address", { ...WHO, address: "rui@lusitania.example" }],
    ["other answers", { ...WHO, answers: ["told"] }],
  ])("is not for %s", async (_, who) => {
    expect((await readLink(KEYS, await written(), UNTIL))?.isFor(who)).toBe(false);
  });

  test("is none when it was tampered with", async () => {
    const [head = "", payload = "", signature = ""] = (await written()).split(".");
    const other = Buffer.from(payloadOf(`.${payload}.`).replace("#w3", "#w4")).toString("base64url");
    const late = Buffer.from(payloadOf(`.${payload}.`).replace(/"exp":\d+/, '"exp":9999999999')).toString(
      "base64url",
    );
    for (const token of [
      [head, other, signature],
      [head, late, signature],
      [head, payload, signature.slice(1)],
      [head, payload, ""],
      [head, payload],
      [],
    ])
      expect(await readLink(KEYS, token.join("."), UNTIL)).toBeNull();
  });

  test.each([
    ["none at all", { alg: "none", kid: "k1" }],
    ["another", { alg: "HS512", kid: "k1" }],
  ])("is none when its algorithm is %s", async (_, header) => {
    const [, payload = "", signature = ""] = (await written()).split(".");
    const head = Buffer.from(JSON.stringify(header)).toString("base64url");
    expect(await readLink(KEYS, `${head}.${payload}.${signature}`, UNTIL)).toBeNull();
    expect(await readLink(KEYS, `${head}.${payload}.`, UNTIL)).toBeNull();
    if (header.alg === "none") return;
    const signed = await new SignJWT(JSON.parse(payloadOf(`.${payload}.`)))
      .setProtectedHeader(header)
      .sign(new TextEncoder().encode(KEY.repeat(2)));
    expect(await readLink(KEYS, signed, UNTIL)).toBeNull();
  });

  test("is none when it was signed for something else, with another key, or without an end", async () => {
    const sign = (change: (jwt: SignJWT) => SignJWT, key = KEY) =>
      change(
        new SignJWT({ work: SEAT.work, seat: "x" }).setProtectedHeader({ alg: "HS256", kid: "k1" }),
      ).sign(new TextEncoder().encode(key));
    const end = Math.floor(UNTIL / 1000) + 60;
    for (const token of [
      await sign((jwt) => jwt.setAudience("baton-gateway").setExpirationTime(end)),
      await sign(
        (jwt) => jwt.setAudience("baton-answer").setExpirationTime(end),
        "another key of more than 32 bytes",
      ),
      await sign((jwt) => jwt.setAudience("baton-answer")),
    ])
      expect(await readLink(KEYS, token, UNTIL)).toBeNull();
  });

  test("outlives the key it was signed with for as long as that is known", async () => {
    const token = await written();
    const both = keysOf(`k2:${"another key which signs from now on"},k1:${KEY}`);
    expect(await readLink(both, token, UNTIL)).toMatchObject({ isOver: false });
    expect(await readLink(both, await written(both), UNTIL)).toMatchObject({ isOver: false });
    expect(await readLink(KEYS, await written(both), UNTIL)).toBeNull();
  });
});

describe("keys", () => {
  test.each([
    ["", "as `ID:KEY`"],
    [KEY, "as `ID:KEY`"],
    ["k1:short", "32 is the least"],
    [`k1:${KEY},k1:${KEY}`, "two keys named k1"],
  ])("of %j are refused in a sentence", (value, problem) => {
    expect(readLinkKeys(value)).toEqual({ problem: expect.stringContaining(problem) });
  });
});
