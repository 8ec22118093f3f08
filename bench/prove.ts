/** What a proof of each journey takes: the shipped library, and the playbooks of the tests. */
import { checkWorkspace } from "../compiler/check.ts";
import { compileModel } from "../compiler/compile.ts";
import { loadWorkspace } from "../compiler/workspace.ts";
import { firstMorning } from "../runtime/prove/first-morning.ts";
import { proveJourney } from "../runtime/prove/prove-journey.ts";
import { type Bench, type Figure, figure } from "./bench.ts";

const TODAY = "2026-11-22";
const MOST = 50_000;

export const bench: Bench = {
  summary: "prove: states, steps and seconds of the processor for each journey, and the most memory for all",
  run(report) {
    const figures = ["journeys", "test/playbooks"].flatMap((directory) => proveAll(directory, report));
    return [...figures, figure("memory at its most", process.resourceUsage().maxRSS / 2 ** 10, "MiB")];
  },
};

function proveAll(directory: string, report: (line: string) => void): readonly Figure[] {
  const { model } = checkWorkspace(loadWorkspace(directory), { today: TODAY });
  const { library, releases } = compileModel(model, { horizon: { from: 2026, years: 5 } });
  const people = model.people ?? { people: [], delegates: [], addresses: {} };
  return releases.flatMap(({ plan }): readonly Figure[] => {
    const name = `${directory.split("/").at(-1)} ${plan.journey}`;
    const { user } = process.cpuUsage();
    const proof = proveJourney(plan, { library, people, start: firstMorning(plan, TODAY), states: MOST });
    const seconds = (process.cpuUsage().user - user) / 1e6;
    report(`${name}: ${proof.isWhole ? "whole" : "not whole"}, ${proof.findings.length} findings`);
    return [
      figure(`${name}: states`, proof.states, "states"),
      figure(`${name}: steps`, proof.steps, "steps"),
      figure(`${name}: processor`, seconds, "s"),
    ];
  });
}
