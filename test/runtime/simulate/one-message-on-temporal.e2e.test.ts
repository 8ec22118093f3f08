/** Two instances send one message a day on real parts, as in virtual time: docs/language.md, 6.7. */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { writeBuild } from "../../../compiler/compile.ts";
import type { Library } from "../../../compiler/library.ts";
import { lowerScenarios } from "../../../compiler/scenario.ts";
import { playOnServer } from "../../../runtime/simulate/play-on-server.ts";
import { playScenario } from "../../../runtime/simulate/play-scenario.ts";
import { virtualTheatre } from "../../../runtime/simulate/virtual-theatre.ts";
import { compileTexts, modelOf } from "../../compiler/model-of.ts";
import { cast, shippedPeople } from "../machine/play.ts";

const quiet = { debug() {}, info() {}, warn() {}, error() {} };

const { texts, plans, ...built } = cast(
  "stage first { owner sdr  lasts at most 3 days, then exit gone  stay }",
  `event quote_asked of lead { quote_id: text }
   journey quote v1 of lead {
     owner sales_manager  goal deal_won within 60 days  review every 3 months, last 2026-10-01
     enter on quote_asked -> waiting
       per quote_id
       if one is open       join
       if several are open  send one message a day, at 15:00
     exit signed as success on deal_won
     stage waiting {
       owner sales_manager  lasts at most 60 days, then exit signed
       on replied { send case_studies }
       stay
     }
   }
   scenario "One letter for two quotes" of quote {
     given { email: "maria@example.com"  name: "Maria"  company: "Nordpay" }
     start 2026-11-23 09:00
     at 0 minutes         quote_asked { quote_id: "Q-1" }
     at 2026-11-23 10:00  quote_asked { quote_id: "Q-2" }
     at 2026-11-23 11:00  replied
     at 2026-11-23 13:00
     then                 message case_studies not sent
     at 2026-11-23 17:30
     then                 message case_studies sent and sendings of case_studies are 1
   }`,
);

/** The words themselves: messages are files, which these texts lack. */
const messages: Library["messages"] = {
  case_studies: {
    channel: "email",
    subject: "Cases",
    purpose: "nurture",
    body: "Hello {{ name }}.",
    file: "case_studies.md",
  },
};
const library: Library = { ...built.library, messages };
const files = compileTexts(texts).files.map((file) =>
  file.path === "library.json" ? { ...file, text: JSON.stringify(library) } : file,
);

let buildDir = "";
beforeAll(async () => {
  buildDir = join(await mkdtemp(join(tmpdir(), "baton-build-")), "build");
  await writeBuild(buildDir, { files });
});
afterAll(async () => rm(buildDir, { recursive: true, force: true }));

test("two quotes are answered in one letter on the server as in virtual time", async () => {
  const [scenario] = lowerScenarios(modelOf(texts));
  const plan = plans.find(({ journey }) => journey === "quote");
  if (scenario === undefined || plan === undefined) throw new Error("there is no scenario");
  const people = shippedPeople();
  const virtual = await playScenario(
    scenario,
    plan,
    virtualTheatre({ library, plans, people, journey: "quote" }),
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
  const said = real.last.journal.flatMap(({ what, result }) => (what === "message" ? [result] : []));
  // Whichever of the two asked first took the other along.
  expect([
    ["deferred", "sent"],
    ["deferred", "merged", "sent"],
  ]).toContainEqual(said);
}, 240_000);
