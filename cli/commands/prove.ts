import { compileModel } from "../../compiler/compile.ts";
import { HORIZON_YEARS } from "../../compiler/horizon.ts";
import type { People } from "../../compiler/library.ts";
import type { Release } from "../../compiler/plan.ts";
import { suggest } from "../../language/diagnostics/suggest.ts";
import { composeLoads } from "../../runtime/prove/compose-loads.ts";
import { firstMorning } from "../../runtime/prove/first-morning.ts";
import { type Proof, proveJourney } from "../../runtime/prove/prove-journey.ts";
import { defineCommand } from "../command.ts";
import { EXIT } from "../exit-code.ts";
import { wrongUsage } from "../failure.ts";
import type { Io } from "../io.ts";
import {
  type CheckedDirectory,
  checkDirectory,
  DIRECTORY_ARGUMENT,
  TODAY_OPTION,
} from "../journeys/check-directory.ts";
import { readToday } from "../journeys/read-today.ts";
import { diagnosticBlocks, summaryOf } from "../journeys/tell-diagnostics.ts";
import { jsonOfProof } from "../prove/json-of-proof.ts";
import { tellLoads, tellProof } from "../prove/tell-proof.ts";

export const prove = defineCommand({
  arguments: DIRECTORY_ARGUMENT,
  options: {
    of: { is: "text", value: "JOURNEY", summary: "only this journey" },
    states: {
      is: "text",
      value: "N",
      summary: "explore at most so many states of a journey",
      default: "30000",
    },
    seconds: { is: "text", value: "N", summary: "explore a journey for at most so long", default: "60" },
    scenarios: { is: "flag", summary: "show each finding also as a scenario that can be pasted" },
    ...TODAY_OPTION,
  },
  examples: [
    "baton prove journeys --of lead_to_customer",
    "baton prove --states 200000 --seconds 600    # for a journey with many tracks and counters",
  ],
  async run({ of, states, seconds, scenarios, ...what }, io) {
    const limits = { states: countIn("states", states), seconds: countIn("seconds", seconds) };
    const checked = checkDirectory(what, io);
    if (checked.textsHaveErrors) {
      io.talk(diagnosticBlocks(checked, io.paintTalk.isColorSupported) + summaryOf(checked));
      return EXIT.findings;
    }
    const today = readToday(what.today);
    const { library, releases } = compileModel(checked.model, {
      horizon: { from: Number(today.slice(0, 4)), years: HORIZON_YEARS },
    });
    const chosen = releasesOf(of, releases);
    const people: People = checked.model.people ?? NOBODY;
    const proofs: Proof[] = [];
    for (const release of chosen) {
      const { plan } = release;
      const goOn = watchTime(plan.journey, limits.seconds, io);
      const proof = proveJourney(plan, {
        library,
        people,
        start: firstMorning(plan, today),
        states: limits.states,
        goOn,
      });
      io.progress("");
      proofs.push(proof);
      if (!io.json) tellProof(proof, release.sources, { scenarios, ...shownBy(checked) }, io);
    }
    const loads = composeLoads(proofs);
    if (io.json)
      io.out(
        JSON.stringify(
          proofs.map((proof, index) => jsonOfProof(proof, chosen[index]?.sources ?? {}, checked.shownPath)),
          null,
          2,
        ),
      );
    else tellLoads(loads, io);
    const findings = proofs.reduce((sum, proof) => sum + proof.findings.length, 0);
    const whole = proofs.filter(({ isWhole }) => isWhole).length;
    io.talk(
      `${countWords(findings, "finding")}; ${whole} of ${countWords(proofs.length, "journey")} explored whole.`,
    );
    return findings === 0 ? EXIT.ok : EXIT.findings;
  },
});

const NOBODY: People = { people: [], delegates: [], addresses: {} };

const shownBy = ({ shownPath }: CheckedDirectory): Pick<CheckedDirectory, "shownPath"> => ({ shownPath });

const countWords = (count: number, what: string): string =>
  `${count === 0 ? "no" : count} ${what}${count === 1 ? "" : "s"}`;

function countIn(option: string, text: string): number {
  const count = Number(text);
  if (Number.isInteger(count) && count > 0) return count;
  throw wrongUsage(`--${option} ${text} is no number of ${option}.`);
}

function releasesOf(name: string | undefined, releases: readonly Release[]): readonly Release[] {
  if (name === undefined) return releases;
  const found = releases.filter(({ plan }) => plan.journey === name);
  if (found.length > 0) return found;
  const known = releases.map(({ plan }) => plan.journey);
  const nearest = suggest(name, known);
  throw wrongUsage(
    `There is no journey named ${name}. ${nearest === undefined ? `There are: ${known.join(", ")}.` : `Did you mean ${nearest}?`}`,
  );
}

/** Shows how far it has come, and says when its time is over. */
function watchTime(journey: string, seconds: number, io: Io): (states: number, steps: number) => boolean {
  const until = Date.now() + seconds * 1_000;
  return (states, steps) => {
    io.progress(`${journey}: ${states} states, ${steps} steps`);
    return Date.now() < until;
  };
}
