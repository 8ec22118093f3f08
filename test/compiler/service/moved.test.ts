import { describe, expect, test } from "vitest";
import { checkWorkspace } from "../../../compiler/check.ts";
import { moveBetween, movedAlong } from "../../../compiler/service/moved.ts";
import { snapshotOf, withText } from "../../../compiler/service/snapshot.ts";
import { TEXTS } from "./workspace.ts";

const LEAD = "journeys/lead.journey";

/** A text as it was and as it is: what stood at `«…»` before, and where it stands now. */
function moved(before: string, after: string): string | null {
  const span = { file: "a", start: before.indexOf("«"), end: before.indexOf("»") - 1 };
  const now = moveBetween(before.replace(/[«»]/g, ""), after)(span);
  return now === null ? null : `${after.slice(0, now.start)}«${after.slice(now.start, now.end)}»`;
}

describe("a finding goes along with the text that it is about", () => {
  test.each<[what: string, before: string, after: string, now: string | null]>([
    ["before a change", "«one» two", "one two three", "«one»"],
    ["behind what was put in", "one «two»", "one and «two»".replace(/[«»]/g, ""), "one and «two»"],
    ["behind what was taken out", "one and «two»", "one two", "one «two»"],
    ["not where it was changed itself", "one «two» three", "one tWo three", null],
    ["not where its word is written on", "one «two»", "one twofold", null],
    ["not where all of it is gone", "«one»", "", null],
  ])("%s", (_, before, after, now) => {
    expect(moved(before, after)).toBe(now);
  });

  test("its other places and its fixes go along", () => {
    const texts = { ...TEXTS, [LEAD]: `${TEXTS[LEAD]}event bought of lead\n` };
    const files = Object.entries(texts).map(([path, text]) => ({ path, text }));
    const before = snapshotOf(files);
    const [finding] = checkWorkspace(before).diagnostics.filter(({ code }) => code === "duplicate-name");
    const text = `\n// More.\n${texts[LEAD]}`;
    const after = withText(before, LEAD, text);
    const [found] = checkWorkspace(after).diagnostics.filter(({ code }) => code === "duplicate-name");
    expect(found).toBeDefined();
    expect(finding && movedAlong(finding, moveBetween(texts[LEAD] ?? "", text))).toEqual(found);
  });
});
