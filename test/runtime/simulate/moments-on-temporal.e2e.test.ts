/** Moments and entries by time on real parts, as in virtual time: docs/language.md, sections 6.1 and 10. */
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
import { dated } from "../machine/dated.ts";
import { shippedPeople } from "../machine/play.ts";

const quiet = { debug() {}, info() {}, warn() {}, error() {} };

/** Entered by time; a schedule, a wait in their own zone and a bound that are dates; and a date that moves while they wait. */
const { texts, plan, plans, library } = dated(
  `stage first { owner customer_success  lasts until contract_end, then exit gone
     at 8, 7 days before contract_end, 10:00 { task call "Call {name}" by the holder, on daily }
     wait until 9 days before contract_end, 11:00, in their own zone, otherwise "Asia/Tokyo"
     task look "Look at {name}" by the holder, on daily
     stay
   }`,
  `scenario "The date moves, and all that is counted from it" of small {
     given { email: "maria@example.com"  name: "Maria"  company: "Nordpay"  zone: "Europe/London" }
     start 2026-11-23 09:00
     at 0 minutes         signed { contract_end: 2026-12-03 }
     at 2026-11-23 11:00
     then                 stage is first and task look not open
     at 2026-11-23 14:00  signed { contract_end: 2026-12-04 }
     at 2026-11-24 16:00
     then                 task look not open and task call not open
     at 2026-11-25 16:00
     then                 task look open and task call not open
     at 2026-11-26 15:00
     then                 task call open
   }`,
  "enter at 10 days before contract_end, 10:00 -> first  if one is open refuse",
);

let buildDir = "";
beforeAll(async () => {
  buildDir = join(await mkdtemp(join(tmpdir(), "baton-build-")), "build");
  await writeBuild(buildDir, compileTexts(texts));
});
afterAll(async () => rm(buildDir, { recursive: true, force: true }));

test("a journey of dates runs on the server as in virtual time", async () => {
  const [scenario] = lowerScenarios(modelOf(texts));
  if (scenario === undefined) throw new Error("there is no scenario");
  const people = shippedPeople();
  const virtual = await playScenario(
    scenario,
    plan,
    virtualTheatre({ library, plans, people, journey: "small" }),
  );
  expect(virtual.failures).toEqual([]);
  const real = await playOnServer(scenario, {
    buildDir,
    plan,
    library,
    people,
    projectDir: buildDir,
    env: process.env,
    log: quiet,
    report: () => {},
  });
  expect(real.failures).toEqual([]);
}, 240_000);
