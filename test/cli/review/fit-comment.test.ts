import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { fitComment, frame, item, type Part } from "../../../cli/review/fit-comment.ts";

const part = (summary: string, count: number, size: number): Part => ({
  summary,
  lines: [
    frame("#### Heading"),
    ...Array.from({ length: count }, (_, n) => item(`- ${n}${"x".repeat(size)}`)),
  ],
  item: "change",
  all: "baton diff",
});

describe("a comment", () => {
  test("that is short enough stands whole", () => {
    const text = fitComment("# Opening", [part("Some", 3, 1)], "Closing", 1_000);
    expect(text).toBe(
      "# Opening\n\n<details>\n<summary>Some</summary>\n\n#### Heading\n- 0x\n- 1x\n- 2x\n\n</details>\n\nClosing",
    );
  });

  test("that would be too long loses whole lines of its longest parts, and says how many", () => {
    const text = fitComment("# Opening", [part("Long", 500, 20), part("Short", 3, 5)], "Closing", 2_000);
    expect(text.length).toBeLessThanOrEqual(2_000);
    expect(text).toContain("- 0xxxxx\n- 1xxxxx\n- 2xxxxx\n");
    const [, left] = /\*\*(\d+) more changes left out\*\*/.exec(text) ?? [];
    const kept = text.match(/^- \d+x{20}$/gm)?.length ?? 0;
    expect(kept).toBeGreaterThan(50);
    expect(Number(left) + kept).toBe(500);
    expect(text).toContain("`baton diff` shows all.");
  });

  test("never has a heading of nothing", () => {
    const text = fitComment("# Opening", [part("Long", 5, 5_000)], "Closing", 1_000);
    expect(text).not.toContain("Heading");
    expect(text).toContain("5 more changes left out");
  });

  test("is never longer than it may be, whatever its parts", () => {
    const parts = fc.array(
      fc.record({ count: fc.nat(60), size: fc.nat(400) }).map(({ count, size }) => part("Part", count, size)),
      { maxLength: 9 },
    );
    fc.assert(
      fc.property(parts, (all) => {
        expect(fitComment("# Opening", all, "Closing", 4_000).length).toBeLessThanOrEqual(4_000);
      }),
    );
  });
});
