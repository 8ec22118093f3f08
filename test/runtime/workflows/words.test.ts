import { expect, test } from "vitest";
import type { Command, Place, WorkRecord } from "../../../runtime/machine/protocol.ts";
import type { Work } from "../../../runtime/machine/state.ts";
import {
  describeBatch,
  describePlace,
  describeStuck,
  describeTimer,
} from "../../../runtime/workflows/words.ts";

const ENTRY = {
  at: 0,
  what: "offered",
  name: "sales_ready",
  stage: "nurture",
  step: null,
  by: null,
  to: null,
  result: null,
  why: null,
} as const;
const WORK = { id: "a#w1", kind: "accept", name: "sales_ready" } as WorkRecord;
const OFFER = {
  do: "assign",
  ref: "r1",
  work: WORK,
  role: "sales",
  route: null,
  first: true,
  exclude: [],
  entry: ENTRY,
} satisfies Command;
const SEND = { do: "send", key: "k1", message: "welcome_guide" } as Command;
const PLACE: Place = {
  stage: "nurture",
  holder: { role: "sales", person: "anna" },
  awaits: "anna to accept sales_ready",
  until: Date.UTC(2026, 10, 23, 9),
};

test("a batch is described by what happened and what it asks for", () => {
  const place = { do: "place", place: PLACE } as const;
  const entered = { ...ENTRY, what: "entered", name: "nurture" } as const;
  const accepted = { ...ENTRY, what: "accepted", by: "anna" } as const;
  const moved = { ...ENTRY, what: "moved", name: "qualification" } as const;
  expect(describeBatch([OFFER, SEND, place], [])).toBe("offer sales_ready, send welcome_guide");
  expect(describeBatch([SEND], [entered])).toBe("entered nurture: send welcome_guide");
  expect(describeBatch([place], [accepted, moved])).toBe("anna accepted sales_ready, moved to qualification");
  expect(describeBatch([], [])).toBe("write the journal");
});

test("a timer says what it waits for", () => {
  const until = PLACE.until ?? 0;
  expect(describeTimer(until, PLACE, null)).toBe(
    "wait for anna to accept sales_ready, until 2026-11-23 09:00 UTC",
  );
  expect(describeTimer(1, PLACE, null)).toBe("wait for the next moment in nurture, at 1970-01-01 00:00 UTC");
});

test("a timer for the ladder of what is asked, when it is due, and the end of a stage, says so", () => {
  const record = { name: "first_call", person: "anna", role: "sales", due: 60_000 } as WorkRecord;
  const work = { record, rungAt: 120_000, breached: false } as Work;
  const state = { work: [work], boundAt: 180_000 };
  expect([60_000, 120_000, 180_000].map((at) => describeTimer(at, PLACE, state))).toEqual([
    "wait for anna to answer first_call, due 1970-01-01 00:01 UTC",
    "wait for anna to answer first_call, until its ladder goes on at 1970-01-01 00:02 UTC",
    "wait for the end of nurture, at 1970-01-01 00:03 UTC",
  ]);
  const missed = { ...state, work: [{ ...work, breached: true, record: { ...record, person: null } }] };
  expect(describeTimer(60_000, PLACE, missed)).toContain("wait for the next moment in nurture");
  expect(describeTimer(120_000, PLACE, missed)).toContain("wait for sales to answer first_call");
});

test("a line is never longer than the server takes", () => {
  const many = Array.from(
    { length: 200 },
    (_, index) => ({ ...SEND, message: `message_${index}` }) as Command,
  );
  expect(describeBatch(many, []).length).toBeLessThanOrEqual(120);
});

test("a place says stage, holder, what is awaited and until when", () => {
  expect(describePlace(PLACE).split("  \n")).toEqual([
    "Stage: nurture",
    "Holder: anna (sales)",
    "Awaits: anna to accept sales_ready, until 2026-11-23 09:00 UTC",
  ]);
});

test("being stuck is said first, and why", () => {
  expect(describeStuck({ since: 0, attempts: 2, cause: "store", why: "the disk is full" })).toBe(
    'STUCK since 1970-01-01 00:00 UTC, after 2 attempts: the store failed with "the disk is full". ' +
      "Nothing is lost; the next fact tries again.",
  );
});
