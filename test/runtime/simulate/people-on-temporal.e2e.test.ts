/** What people do unprompted, agree to, and leave behind: the same in virtual time and on the real server. */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { writeBuild } from "../../../compiler/compile.ts";
import { lowerScenarios } from "../../../compiler/scenario.ts";
import { playOnServer } from "../../../runtime/simulate/play-on-server.ts";
import { playScenario } from "../../../runtime/simulate/play-scenario.ts";
import { virtualTheatre } from "../../../runtime/simulate/virtual-theatre.ts";
import { compileTexts, modelOf } from "../../compiler/model-of.ts";
import { cast } from "../machine/play.ts";

const quiet = { debug() {}, info() {}, warn() {}, error() {} };
const { texts, plan, library, people } = cast(
  `stage first { owner sdr  lasts at most 8 weeks, then exit gone
     on request by sales_manager to size_up needs employees, reason { tell sdr "{company}: {employees}" }
     on holder left reassign
     on leaving this stage { tell marketing_manager "{company} has moved on" }
     task call "Call {name}" by the holder, on daily
     send welcome_guide, once approved by sales_manager, on daily
     tell revops_lead "{company} was written to"
     stay
   }`,
  `scenario "people" of small {
     given { email: "maria@example.com"  name: "Maria"  company: "Nordpay"  country: DK  industry: fintech }
     start 2026-11-23 09:00
     at 0 minutes  content_downloaded { title: "Fees"  topic: "payments" }
     then          holder is anna and task call open
     at 1 hour     carla requests size_up with { employees: 300  reason: "Annual report" }
     then          notice to anna
     at 2 hours    anna leaves sdr
     then          holder is bo and task call open
     at 3 hours    bo completes call
     at 4 hours    carla approves welcome_guide
     then          notice to dag
     at 1 day      deal_lost { reason: "x" }
     finally       exit is gone and notice to ida
   }`,
);

let buildDir = "";
beforeAll(async () => {
  buildDir = join(await mkdtemp(join(tmpdir(), "baton-build-")), "build");
  await writeBuild(buildDir, compileTexts(texts));
});
afterAll(async () => rm(buildDir, { recursive: true, force: true }));

test("a request, an approval, and a holder who leaves", async () => {
  const [scenario] = lowerScenarios(modelOf(texts));
  if (scenario === undefined) throw new Error("there is no scenario");
  const theatre = virtualTheatre({ library, plans: [plan], people, journey: "small" });
  expect((await playScenario(scenario, plan, theatre)).failures).toEqual([]);
  const env = process.env;
  const options = {
    buildDir,
    plan,
    library,
    people,
    projectDir: buildDir,
    env,
    log: quiet,
    report: () => {},
  };
  expect((await playOnServer(scenario, options)).failures).toEqual([]);
}, 240_000);
