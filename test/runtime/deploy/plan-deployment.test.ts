import { describe, expect, test } from "vitest";
import {
  type BuildToCome,
  planDeploy,
  planPromotion,
  planRollback,
  type Running,
} from "../../../runtime/deploy/plan-deployment.ts";

const hash = (digit: string) => digit.repeat(64);
const release = (version: number, more: object = {}) => ({
  journey: "nurture",
  version,
  hash: hash(String(version)),
  unreleased: false,
  entered: false,
  ...more,
});
const build = (...releases: BuildToCome["releases"]): BuildToCome => ({ releases });
const running = (more: Partial<Running> = {}): Running => ({
  number: 3,
  entered: { nurture: { version: 1 } },
  releases: [{ journey: "nurture", version: 1, hash: hash("1"), inside: 450, coming: 0 }],
  earlier: [],
  ...more,
});
const both = build(release(1), release(2, { entered: true }));

describe("a deploy", () => {
  test("lets people enter what the build says, and keeps what it holds", () => {
    expect(planDeploy(both, running())).toEqual({
      plan: {
        format: 1,
        did: "deploy",
        base: 3,
        releases: { nurture_v1: hash("1"), nurture_v2: hash("2") },
        entered: { nurture: { version: 2 } },
      },
      dropped: [],
    });
  });

  test("drops nothing that somebody is inside of, and says how many", () => {
    expect(planDeploy(build(release(2, { entered: true })), running())).toEqual({
      refused: ["nurture v1 is not in this build, and 450 are inside: keep its release."],
    });
  });

  test("drops nothing that somebody is on the way to, and says how many", () => {
    const held = { journey: "nurture", version: 1, hash: hash("1") };
    const refused = (inside: number, coming: number) =>
      planDeploy(build(release(2, { entered: true })), running({ releases: [{ ...held, inside, coming }] }));
    expect(refused(0, 1)).toEqual({
      refused: [
        "nurture v1 is not in this build, and 1 is on the way to it from another version: keep its release.",
      ],
    });
    expect(refused(2, 3)).toEqual({
      refused: [
        "nurture v1 is not in this build, and 2 are inside, and 3 are on the way to it from another version: keep its release.",
      ],
    });
  });

  test("drops what nobody is inside of, and says so", () => {
    const empty = running({
      releases: [{ journey: "nurture", version: 1, hash: hash("1"), inside: 0, coming: 0 }],
    });
    expect(planDeploy(build(release(2, { entered: true })), empty)).toMatchObject({
      dropped: ["nurture_v1"],
    });
  });

  test("is refused for what is not released", () => {
    expect(planDeploy(build(release(1), release(2, { unreleased: true })), running())).toEqual({
      refused: ["nurture v2 is not released: freeze it with `baton release`."],
    });
  });

  test("is refused where a release runs with another plan", () => {
    expect(planDeploy(build(release(1, { hash: hash("9") })), running())).toMatchObject({
      refused: [expect.stringContaining("runs with another plan")],
    });
  });

  test("as a canary leads a share to what is new, and leaves the others", () => {
    const fresh = { journey: "onboarding", version: 1, hash: hash("5"), unreleased: false, entered: true };
    expect(planDeploy(build(...both.releases, fresh), running(), 10)).toMatchObject({
      plan: {
        entered: { nurture: { version: 1, canary: { version: 2, percent: 10 } }, onboarding: { version: 1 } },
      },
    });
  });

  test("as a canary that goes on changes the share", () => {
    const entered = { nurture: { version: 1, canary: { version: 2, percent: 10 } } };
    expect(planDeploy(both, running({ entered }), 50)).toMatchObject({
      plan: { entered: { nurture: { version: 1, canary: { version: 2, percent: 50 } } } },
    });
  });
});

const held = [1, 2].map((version) => ({
  journey: "nurture",
  version,
  hash: hash(`${version}`),
  inside: 5,
  coming: 0,
}));

describe("a promotion", () => {
  test("lets everybody enter what was a canary", () => {
    const entered = { nurture: { version: 1, canary: { version: 2, percent: 10 } } };
    expect(planPromotion(running({ entered, releases: held }))).toMatchObject({
      plan: { did: "promote", entered: { nurture: { version: 2 } } },
    });
  });

  test("is refused without a canary", () => {
    expect(planPromotion(running())).toMatchObject({ refused: [expect.stringContaining("No canary")] });
  });
});

describe("a rollback", () => {
  const now = { nurture: { version: 2 }, other: { version: 7 } };
  const other = { journey: "other", version: 7, hash: hash("7"), inside: 0, coming: 0 };
  const havingHad = (earlier: Running["earlier"], entered: Running["entered"] = now) =>
    running({ entered, earlier, releases: [...held, other] });

  test("takes back what the last deploy changed, and nothing else", () => {
    expect(planRollback(havingHad([{ nurture: { version: 1 }, other: { version: 7 } }]), [])).toMatchObject({
      plan: { did: "rollback", base: 3, entered: { nurture: { version: 1 }, other: { version: 7 } } },
    });
  });

  test("of one journey goes to the latest other version that was entered", () => {
    const earlier = [{ nurture: { version: 2 } }, { nurture: { version: 1 } }];
    expect(planRollback(havingHad(earlier), ["nurture"])).toMatchObject({
      plan: { entered: { nurture: { version: 1 }, other: { version: 7 } } },
    });
  });

  test("ends a canary", () => {
    const entered = { ...now, nurture: { version: 1, canary: { version: 2, percent: 10 } } };
    expect(planRollback(havingHad([], entered), [])).toMatchObject({
      plan: { entered: { nurture: { version: 1 } } },
    });
  });

  test("is refused where nothing came before, or nobody enters the journey", () => {
    expect(planRollback(havingHad([]), [])).toHaveProperty("refused");
    expect(planRollback(havingHad([]), ["nurture"])).toHaveProperty("refused");
    expect(planRollback(havingHad([]), ["unknown"])).toEqual({ refused: ["Nobody enters unknown."] });
  });

  test("is refused to what the build that runs has no more", () => {
    const gone = running({
      entered: now,
      earlier: [{ nurture: { version: 1 }, other: { version: 7 } }],
      releases: [...held.slice(1), other],
    });
    expect(planRollback(gone, [])).toEqual({
      refused: ["nurture_v1 is not in the build that runs: deploy one that has it."],
    });
  });
});
