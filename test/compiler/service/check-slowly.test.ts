import { describe, expect, test } from "vitest";
import { notesIn } from "../../../compiler/audit/notes.ts";
import { checkWorkspace } from "../../../compiler/check.ts";
import { checkSlowly } from "../../../compiler/service/check-slowly.ts";
import { snapshotOf, withText } from "../../../compiler/service/snapshot.ts";
import { loadWorkspace } from "../../../compiler/workspace.ts";
import { openTexts, TEXTS } from "./workspace.ts";

const PATH = "journeys/trial.journey";

/** Stands back after each part; each look at the clock is a millisecond. */
function turns(givenUpAfter = Number.POSITIVE_INFINITY) {
  let now = 0;
  let stood = 0;
  return {
    length: 0,
    now: () => {
      now += 1;
      return now;
    },
    standBack: async () => {
      stood += 1;
    },
    isGivenUp: () => stood >= givenUpAfter,
    stood: () => stood,
  };
}

describe("a check that stands back", () => {
  const snapshot = withText(openTexts(), PATH, (TEXTS[PATH] ?? "").replace("-> second", "-> secnd"));

  test("finds what a check at once finds, then what all journeys together show", async () => {
    const shipped = snapshotOf(loadWorkspace("journeys").files);
    const path = "journeys/re_engagement.journey";
    const text = shipped.byPath.get(path)?.text ?? "";
    const whole = withText(shipped, path, text.replace("{ tell sdr", "// { tell sdr"));
    const checked = checkWorkspace(whole);
    expect(await checkSlowly(whole, {}, turns())).toEqual([...checked.diagnostics, ...notesIn(checked)]);
    expect(notesIn(checked)).not.toEqual([]);
  });

  test("finds what a check at once finds", async () => {
    const slow = turns();
    expect(await checkSlowly(snapshot, {}, slow)).toEqual(checkWorkspace(snapshot).diagnostics);
    expect(slow.stood()).toBeGreaterThan(20);
  });

  test("that is given up finds nothing, and does no more", async () => {
    const slow = turns(3);
    expect(await checkSlowly(snapshot, {}, slow)).toBeUndefined();
    expect(slow.stood()).toBe(3);
  });

  test("reads the files that stayed the same once", () => {
    const before = openTexts();
    const after = withText(before, PATH, "role other { }");
    expect(after.files.filter((file) => !before.files.includes(file)).map(({ path }) => path)).toEqual([
      PATH,
    ]);
    expect(withText(after, PATH, "role other { }")).toBe(after);
    expect(withText(after, PATH, null).byPath.has(PATH)).toBe(false);
  });
});
