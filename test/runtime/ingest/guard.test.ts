import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { BODY_LIMITS, isExact, readBody } from "../../../runtime/ingest/guard.ts";

const read = (text: string) => readBody(Buffer.from(text));

describe("a body that is refused", () => {
  const nested = (depth: number) => "[".repeat(depth) + "]".repeat(depth);
  it.each([
    ["nesting without end", `{"data":${nested(100_000)}}`, "too-deep", "/data/0/0/0/0/0/0/0/0/0/0/0/0/0/0/0"],
    ["__proto__", '{"data":{"__proto__":{"admin":true}}}', "forbidden-key", "/data/__proto__"],
    ["__proto__ in escapes", '{"\\u005f_proto__":1}', "forbidden-key", "/__proto__"],
    ["a number of any length", `{"a":1.${"0".repeat(200_000)}1}`, "inexact-number", "/a"],
    ["constructor", '[{"data":1},{"constructor":{}}]', "forbidden-key", "/1/constructor"],
    ["prototype", '{"prototype":1}', "forbidden-key", "/prototype"],
    ["a key twice", '{"id":"a","data":{},"id":"b"}', "duplicate-key", "/id"],
    ["a key twice, once in escapes", '{"id":"a","\\u0069d":"b"}', "duplicate-key", "/id"],
    ["a number beyond doubles", '{"data":{"amount":1e400}}', "inexact-number", "/data/amount"],
    ["an integer beyond doubles", '{"id":9007199254740993}', "inexact-number", "/id"],
    ["a fraction beyond doubles", '{"n":[1,0.1234567890123456789]}', "inexact-number", "/n/1"],
    ["a number that vanishes", '{"n":1e-400}', "inexact-number", "/n"],
    ["half a character", '{"data":{"name":"\\ud800"}}', "broken-text", "/data/name"],
    ["half a character in a key", '{"\\udc00":1}', "broken-text", "/\udc00"],
    ["NUL", '{"data":{"name":"a\\u0000b"}}', "nul", "/data/name"],
    ["no JSON", "{", "not-json", ""],
    ["nothing", "", "not-json", ""],
    ["a string without an end", `"${'\\"'.repeat(500_000)}`, "not-json", ""],
    ["a key with a slash", '{"a/b~":1e999}', "inexact-number", "/a~1b~0"],
  ])("%s", (_, body, code, field) => {
    expect(read(body)).toMatchObject({ ok: false, fault: { code, field } });
  });

  it("is not UTF-8", () => {
    expect(readBody(Uint8Array.from([0x22, 0xff, 0x22]))).toMatchObject({ fault: { code: "not-utf-8" } });
  });

  it("holds one event that is too large, and says which", () => {
    const large = JSON.stringify({ id: "x".repeat(BODY_LIMITS.eventBytes) });
    expect(read(large)).toMatchObject({ fault: { code: "too-large", field: "" } });
    expect(read(`[{"id":"a"},${large}]`)).toMatchObject({ fault: { code: "too-large", field: "/1" } });
  });

  it("has pollution that reaches nothing", () => {
    read('{"__proto__":{"polluted":true}}');
    expect("polluted" in {}).toBe(false);
  });
});

describe("a body that passes", () => {
  it("is what JSON.parse makes of it", () => {
    fc.assert(
      fc.property(fc.json({ maxDepth: 5, noUnicodeString: false }), (text) => {
        const result = read(text);
        if (result.ok) expect(result.value).toStrictEqual(JSON.parse(text));
      }),
    );
  });

  it("may hold any ordinary event", () => {
    const event = { id: "1", data: { name: 'Müller "M" \\ 😀', amount: 25_000.5, share: -0.1, none: null } };
    expect(read(JSON.stringify([event, event]))).toStrictEqual({ ok: true, value: [event, event] });
  });
});

it("keeps every number that a double writes", () => {
  fc.assert(
    fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (n) => isExact(JSON.stringify(n))),
  );
  expect(["0", "-0", "0.0", "1.50", "1e3", "1E+3", "100000000000000000000", "0.1"].every(isExact)).toBe(true);
});
