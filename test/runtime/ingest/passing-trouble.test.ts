import { describe, expect, it } from "vitest";
import { isPassing } from "../../../runtime/ingest/passing-trouble.ts";

const withCode = (code: number | string) => Object.assign(new Error("x"), { code });

describe("a trouble", () => {
  it.each([1, 2, 4, 8, 10, 13, 14, "ECONNREFUSED", "ECONNRESET"])("passes: %s", (code) => {
    expect(isPassing(withCode(code))).toBe(true);
    expect(isPassing(new Error("wrapped", { cause: withCode(code) }))).toBe(true);
    expect(isPassing(new AggregateError([new Error("x"), withCode(code)]))).toBe(true);
  });

  // INVALID_ARGUMENT, NOT_FOUND, PERMISSION_DENIED, FAILED_PRECONDITION, UNIMPLEMENTED, UNAUTHENTICATED.
  it.each([3, 5, 7, 9, 12, 16, "ERR_INVALID_ARG_TYPE"])("stays: %s", (code) => {
    expect(isPassing(withCode(code))).toBe(false);
  });

  it("stays when nothing is known of it, and when it is its own cause", () => {
    const circle: Error = new Error("x");
    circle.cause = circle;
    for (const error of [circle, new Error("x"), "x", null, undefined]) expect(isPassing(error)).toBe(false);
  });
});
