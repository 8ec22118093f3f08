import { expect, test } from "vitest";
import { REAL_TIME } from "../../../runtime/clock.ts";
import { openMail } from "../../../runtime/stack/mail.ts";
import { isProduction, refuseFastClock, refuseUnreleased } from "../../../runtime/stack/production.ts";
import type { Target } from "../../../runtime/temporal/connect.ts";
import { SMALL_PLAN } from "../../support/small-plan.ts";

const at = (address: string): Target => ({ address, namespace: "default", options: {} });
const HERE = at("127.0.0.1:7233");
const THERE = at("temporal.example.com:7233");
const FAST = { startedAt: 0, origin: 0, scale: 3_600 };
const SHIFTED = { startedAt: 5, origin: 0, scale: 1 };

test.each([
  "localhost",
  "localhost:7233",
  "LOCALHOST:7233",
  "127.0.0.1:7233",
  "127.1.2.3:7233",
  "[::1]:7233",
])("%s is this machine", (address) => {
  expect(isProduction(at(address), {})).toBe(false);
  expect(isProduction(at(address), { NODE_ENV: "production" })).toBe(true);
});

test.each([
  "temporal:7233",
  "10.0.0.1:7233",
  "localhost.example.com:7233",
  "127.0.0.1.example.com:7233",
  "[::2]:7233",
  "example.com:127",
])("%s is another machine", (address) => {
  expect(isProduction(at(address), {})).toBe(true);
});

test("only real time runs in production", () => {
  refuseFastClock(REAL_TIME, THERE, { NODE_ENV: "production" });
  for (const clock of [FAST, SHIFTED]) {
    refuseFastClock(clock, HERE, {});
    expect(() => refuseFastClock(clock, THERE, {})).toThrow(
      "temporal.example.com:7233 is not on this machine",
    );
    expect(() => refuseFastClock(clock, HERE, { NODE_ENV: "production" })).toThrow("NODE_ENV is production");
  }
});

test("what is not released runs where things are tried out, and nowhere else", () => {
  const released = { plan: SMALL_PLAN };
  const text = { plan: { ...SMALL_PLAN, version: 2 }, unreleased: true as const };
  refuseUnreleased([released, text], HERE, {});
  refuseUnreleased([released], THERE, { NODE_ENV: "production" });
  const here = () => refuseUnreleased([released, text], HERE, { NODE_ENV: "production" });
  expect(here).toThrow(
    /what is not released, small v2, .* NODE_ENV is production\. Freeze it with `baton release`/,
  );
  expect(() => refuseUnreleased([text], THERE, {})).toThrow(
    "temporal.example.com:7233 is not on this machine",
  );
});

test("letters need a mail server where they may not stay on this machine", async () => {
  const open = (env: Readonly<Record<string, string>>) => openMail({ env, sinkDir: null, now: Date.now });
  await expect(open({})).rejects.toThrow("SMTP_URL is not set");
  await expect(open({ SMTP_URL: "" })).rejects.toThrow("SMTP_URL is not set");
  await expect(open({ SMTP_URL: "mail.example.com" })).rejects.toThrow("SMTP_URL must be an address such as");
  await expect(open({ SMTP_URL: "smtp://mail.example.com" })).rejects.toThrow("SMTP_FROM must be an address");
  const { sink } = await open({ SMTP_URL: "smtp://mail.example.com", SMTP_FROM: "Baton <b@example.com>" });
  expect(sink).toBe(null);
});
