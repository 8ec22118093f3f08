/** Somebody outside answers by the link in their letter: the same in virtual time and on the real server. */
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
const OUTSIDE = `role customer "The customer" outside { reports to sales_manager  reached at email }`;
const { texts, plan, library, people } = cast(
  `stage first { owner sdr  lasts at most 8 weeks, then exit gone
     task size "How many people work at {company}?" by customer, on daily {
       told     needs employees  { tell sdr "{company}: {employees}" }
       unknown  needs reason     exit gone
     }
     -> second through to_customer
   }
   handover to_customer from first to second {
     giver sdr  receiver customer  accountable revops_lead  carries company
     accept on daily
     decline needs reason { not_now exit gone }
   }
   stage second { owner customer  lasts at most 8 weeks, then exit gone
     task agree "Agree the terms for {company}" by the holder, on daily
     exit gone
   }`,
  `${OUTSIDE}
   scenario "outside" of small {
     given { email: "maria@example.com"  name: "Maria"  company: "Nordpay"  country: DK  industry: fintech }
     start 2026-11-23 09:00
     at 0 minutes  content_downloaded { title: "Fees"  topic: "payments" }
     then          task size open and notice to customer
     at 1 hour     customer completes size as told with { employees: 300 }
     then          notice to anna and handover to_customer offered to customer
     at 2 hours    customer accepts to_customer
     then          stage is second and holder is customer and task agree open
     at 3 hours    customer completes agree
     finally       exit is gone
   }`,
);

let buildDir = "";
beforeAll(async () => {
  buildDir = join(await mkdtemp(join(tmpdir(), "baton-build-outside-")), "build");
  await writeBuild(buildDir, compileTexts(texts));
});
afterAll(async () => rm(buildDir, { recursive: true, force: true }));

test("a task, an offer, and what the holder outside is asked", async () => {
  const [scenario] = lowerScenarios(modelOf(texts));
  if (scenario === undefined) throw new Error("there is no scenario");
  const theatre = virtualTheatre({ library, plans: [plan], people, journey: "small" });
  expect((await playScenario(scenario, plan, theatre)).failures).toEqual([]);
  const options = {
    buildDir,
    plan,
    library,
    people,
    projectDir: buildDir,
    env: process.env,
    log: quiet,
    report: () => {},
  };
  expect((await playOnServer(scenario, options)).failures).toEqual([]);
}, 240_000);
