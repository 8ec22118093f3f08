import { describe, it } from "vitest";
import { expectChecks } from "../check-source.ts";

const CODE = { code: "line-never-asks" };
const right = (lines: string) =>
  `right terms of lead about discount { owner head  order sales, head  ${lines}  answers approved, declined  answer on daily }`;

describe("line-never-asks", () => {
  it("finds a line that a higher one covers", () => {
    expectChecks(
      right("ask «sales» when discount over 20%  ask head when discount over 11% or discount up to 11%"),
      [
        {
          ...CODE,
          message: "`sales` is never asked by right `terms`: where the line holds, a higher role is asked.",
        },
      ],
    );
  });

  it("is content with lines that overlap and have a part of their own", () => {
    expectChecks(right("ask sales when discount up to 20%  ask head when discount over 11%"), []);
    expectChecks(right("ask sales when discount up to 11%  ask head when discount over 11%"), []);
  });

  it("does not judge what it cannot try", () => {
    expectChecks(
      right('ask sales when discount up to 11%  ask head when name matches "x" or discount over 11%'),
      [],
    );
  });
});
