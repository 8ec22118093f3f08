import { expect, test } from "vitest";
import type { Command, Place, WorkRecord } from "../../../runtime/machine/protocol.ts";
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
  expect(describeTimer(PLACE.until ?? 0, PLACE)).toBe(
    "wait for anna to accept sales_ready, until 2026-11-23T09:00:00.000Z",
  );
  expect(describeTimer(1, PLACE)).toBe("wait for the next deadline in nurture, at 1970-01-01T00:00:00.001Z");
});

test("a line is never longer than the server takes", () => {
  const many = Array.from(
    { length: 200 },
    (_, index) => ({ ...SEND, message: `message_${index}` }) as Command,
  );
  expect(describeBatch(many, []).length).toBeLessThanOrEqual(120);
});

test("a place says stage, holder, what is awaited and until when", () => {
  expect(describePlace(PLACE).split("\n\n")).toEqual([
    "Stage: nurture",
    "Holder: anna (sales)",
    "Awaits: anna to accept sales_ready, until 2026-11-23T09:00:00.000Z",
  ]);
});

test("being stuck is said first, and why", () => {
  expect(describeStuck({ since: 0, attempts: 2, cause: "store", why: "the disk is full" })).toBe(
    'STUCK since 1970-01-01T00:00:00.000Z, after 2 attempts: the store failed with "the disk is full". ' +
      "Nothing is lost; the next fact tries again.",
  );
});
