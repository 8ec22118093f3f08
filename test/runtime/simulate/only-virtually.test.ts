/** What the command says of a scenario that a real server cannot play: docs/language.md, section 13. */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { writeBuild } from "../../../compiler/compile.ts";
import { lowerScenarios } from "../../../compiler/scenario.ts";
import { beforeItIsKnown, playOnServer } from "../../../runtime/simulate/play-on-server.ts";
import { closeCalls } from "../../../runtime/simulate/play-scenario.ts";
import { virtualTheatre } from "../../../runtime/simulate/virtual-theatre.ts";
import { compileTexts, modelOf } from "../../compiler/model-of.ts";
import { cast, timeOf } from "../machine/play.ts";

const GIVEN = `given { email: "maria@example.com"  name: "Maria"  company: "Nordpay"  country: DK }  start 2026-11-23 09:00`;
const QUIET = { debug() {}, info() {}, warn() {}, error() {} };

function played(lines: string) {
  const all = cast(
    `stage first { owner sdr  lasts at most 8 weeks, then exit gone  task call "Call" by the holder, on daily  stay }`,
    `scenario "played" of small { ${GIVEN} ${lines} }`,
  );
  const [scenario] = lowerScenarios(modelOf(all.texts));
  if (scenario === undefined) throw new Error("there is no scenario");
  return { ...all, scenario };
}

describe("a scenario on a server", () => {
  test.each([
    ["begins with an event of theirs", "at 0 minutes content_downloaded  then stage is first", true],
    ["begins with people who leave", "at 0 minutes anna leaves  at 1 hour content_downloaded", true],
    ["expects something before anything has come", "after 1 hour  then stage is first", false],
    ["has somebody act before anything has come", "at 1 hour anna completes call", false],
  ])("that %s", (_, lines, isPlayed) =>
    expect(beforeItIsKnown(played(lines).scenario) === null).toBe(isPlayed),
  );

  test("that cannot be played there says so, and nothing is started", async () => {
    const { scenario, plan, library, people, texts } = played("after 1 hour  then stage is first");
    const buildDir = await mkdtemp(join(tmpdir(), "baton-only-virtually-"));
    try {
      await writeBuild(buildDir, compileTexts(texts));
      const options = { buildDir, plan, library, people, projectDir: buildDir, env: {}, log: QUIET };
      const { failures } = await playOnServer(scenario, { ...options, report: () => {} });
      expect(failures).toMatchObject([{ message: expect.stringContaining("in virtual time only") }]);
    } finally {
      await rm(buildDir, { recursive: true, force: true });
    }
  });

  test("of acts at the very instant of a deadline it is known, so that they come in time", async () => {
    const { scenario, plan, plans, library, people } = played(
      `at 0 minutes content_downloaded
       at 2026-11-23 10:00  demo_held
       at 2026-11-24 09:00  anna completes call`,
    );
    const theatre = virtualTheatre({ library, plans, people, journey: "small" });
    expect([...(await closeCalls(scenario, plan, theatre))]).toEqual([timeOf(plan, "2026-11-24", 9)]);
  });
});
