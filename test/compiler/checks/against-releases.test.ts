/** Rule 14: a released version never changes, and what people inside still need stays. */
import { describe, expect, test } from "vitest";
import { hashPlan } from "../../../compiler/canonical.ts";
import { checkWorkspace } from "../../../compiler/check.ts";
import { sealOf } from "../../../compiler/releases/freeze.ts";
import type { FrozenRelease } from "../../../compiler/releases/frozen-release.ts";
import { printRelease } from "../../../compiler/releases/print-release.ts";
import type { WorkspaceFile } from "../../../compiler/workspace.ts";
import { applyEdits } from "../../../language/diagnostics/apply-fixes.ts";
import { COMMON } from "../page-examples.ts";
import { releasedFrom, releaseFile } from "../released-examples.ts";

const PATH = "common/nurture.journey";

const journey = (version: number, stage: string): string => `event guide_read of lead { pages: number }

journey nurture v${version} of lead {
  owner sales_manager  goal deal_won within 120 days  review every 3 months
  enter on demo_requested -> reading
  exit won  as success on deal_won
  exit lost as failure on unsubscribed
  stage reading { owner marketing  lasts at most 30 days, then exit lost
    ${stage}
    stay
  }
}
`;
const asFile = (text: string): readonly WorkspaceFile[] => [{ path: PATH, text }];

const FIRST = journey(1, 'on guide_read exit won tell marketing "{name} reads"');
const first = releasedFrom(asFile(FIRST), "nurture");

function found(text: string, releases: readonly FrozenRelease[] = [first]) {
  const { diagnostics } = checkWorkspace({
    files: [...COMMON, ...asFile(text), ...releases.map((one) => releaseFile(one))],
  });
  return diagnostics.filter(({ severity }) => severity === "error");
}

const sealed = (release: FrozenRelease): FrozenRelease => ({ ...release, seal: sealOf(release) });

describe("the text of a version that is released", () => {
  test("says what was released: nothing is found", () => {
    expect(found(FIRST)).toEqual([]);
  });

  test("may be laid out otherwise, and have other comments", () => {
    expect(found(FIRST.replace("stay", "// nothing more\n\n      stay"))).toEqual([]);
  });

  test("may not say something else: the version is underlined, and a fix raises it", () => {
    const text = FIRST.replace("30 days", "31 days");
    const [one, ...others] = found(text);
    expect(others).toEqual([]);
    expect(one).toMatchObject({ code: "version-not-raised" });
    expect(one && text.slice(one.span.start, one.span.end)).toBe("v1");
    const [fix] = one?.fixes ?? [];
    expect(fix?.title).toBe("Write `v2`");
    expect(fix?.safe).toBeUndefined();
    expect(found(applyEdits(text, fix?.edits ?? []))).toEqual([]);
  });

  test("may not say something else elsewhere: what a plan takes from its surroundings counts", () => {
    const files = COMMON.map((file) => ({
      ...file,
      text: file.text.replace("open mon to fri", "open mon to thu"),
    }));
    expect(files).not.toEqual(COMMON);
    const { diagnostics } = checkWorkspace({ files: [...files, ...asFile(FIRST), releaseFile(first)] });
    expect(diagnostics.filter(({ severity }) => severity === "error").map(({ code }) => code)).toEqual([
      "version-not-raised",
    ]);
  });

  test("a version above the latest release is not released yet, and may say anything", () => {
    expect(found(FIRST.replace("nurture v1", "nurture v2").replace("30 days", "31 days"))).toEqual([]);
  });

  test("may not go back behind a release", () => {
    const second = releasedFrom(asFile(FIRST.replace("nurture v1", "nurture v2")), "nurture");
    const [one, ...others] = found(FIRST, [first, second]);
    expect(others).toEqual([]);
    expect(one?.code).toBe("version-behind-release");
    expect(one?.fixes[0]?.edits[0]?.text).toBe("v3");
  });

  test("a new year, other zone data and another table of holidays are no change of it", () => {
    const shifted = Object.fromEntries(
      Object.entries(first.plan.calendars).map(([name, calendar]) => {
        const closed = calendar.closed.map((day) => day + 1);
        const offsets = calendar.offsets.map(([from, minutes]) => [from + 1, minutes + 15] as const);
        return [name, { ...calendar, offsets, closed, from: calendar.from + 1, until: calendar.until + 1 }];
      }),
    );
    const plan = { ...first.plan, calendars: shifted };
    expect(found(FIRST, [sealed({ ...first, hash: hashPlan(plan), plan })])).toEqual([]);
  });
});

describe("what an earlier release needs", () => {
  const second = FIRST.replace("nurture v1", "nurture v2");

  test("is there: nothing is found", () => {
    expect(found(second)).toEqual([]);
  });

  test("is gone: it is said of the release, where it names it", () => {
    const text = second.replace(/^event.*\n/, "").replace("on guide_read exit won ", "");
    const [one, ...others] = found(text);
    expect(others).toEqual([]);
    expect(one?.code).toBe("release-needs-missing");
    expect(one?.message).toBe("The release `nurture_v1` needs event `guide_read`, which is no longer there.");
    const file = printRelease(first);
    expect(one && file.slice(one.span.start, one.span.end)).toBe('"guide_read"');
  });

  test("is another thing now: a field that it reads has another type", () => {
    const reads = journey(1, 'on guide_read where pages > 3 exit won tell marketing "{name} reads"');
    const release = releasedFrom(asFile(reads), "nurture");
    const text = second.replace("pages: number", "pages: text");
    expect(found(text, [release]).map(({ message }) => message)).toEqual([
      "The release `nurture_v1` needs field `pages` of event `guide_read`, which is text now, and was number.",
    ]);
  });

  test("a journey that is gone needs its things as well, for whoever is inside", () => {
    const gone = "event other of lead { pages: number }\n";
    expect(found(gone).map(({ message }) => message)).toEqual([
      "The release `nurture_v1` needs event `guide_read`, which is no longer there.",
    ]);
  });
});
