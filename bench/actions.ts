/**
 * What three fixed journeys cost on Temporal, beside the same work written by hand: events, bytes and billed actions,
 * counted on a real server in one run. Both meet the same world: effects that do nothing, people who answer, a clock
 * on which a day takes half a second.
 */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { bundleWorkflowCode } from "@temporalio/worker";
import { checkWorkspace } from "../compiler/check.ts";
import { compileModel, writeBuild } from "../compiler/compile.ts";
import { HORIZON_YEARS } from "../compiler/horizon.ts";
import { loadWorkspace } from "../compiler/workspace.ts";
import { bundleJourneys } from "../runtime/worker/bundle-journeys.ts";
import { startTestServer, type TestServer } from "../test/support/temporal.ts";
import { batonContestant } from "./actions/baton.ts";
import { byHandContestant } from "./actions/by-hand-contestant.ts";
import { CASES } from "./actions/cases.ts";
import { type Cost, costOf, eventsOf } from "./actions/cost.ts";
import { play } from "./actions/play.ts";
import { atMost, type Bench, type Figure, figure } from "./bench.ts";

const FOLDER = resolve("bench/actions");
/** The one of the sources: a bench is bundled, and finds none beside itself. */
const DRIVER = resolve("runtime/workflows/index.ts");
/** Real milliseconds that a day takes. */
const DAY = 500;

interface Measured {
  readonly name: string;
  readonly baton: Cost;
  readonly byHand: Cost;
}

async function measure(report: (line: string) => void): Promise<readonly Measured[]> {
  const directory = await mkdtemp(join(tmpdir(), "baton-actions-"));
  const server = await startTestServer();
  try {
    return await measureOn(server, directory, report);
  } finally {
    await server.stop();
    await rm(directory, { recursive: true, force: true });
  }
}

async function measureOn(
  server: TestServer,
  directory: string,
  report: (line: string) => void,
): Promise<readonly Measured[]> {
  const { model, diagnostics } = checkWorkspace(loadWorkspace(join(FOLDER, "journeys")), {
    today: "2026-10-01",
  });
  if (diagnostics.length > 0) throw new Error(`The journeys of the bench: ${diagnostics[0]?.message}`);
  const compiled = compileModel(model, {
    horizon: { from: new Date().getUTCFullYear(), years: HORIZON_YEARS },
  });
  await writeBuild(directory, compiled);
  const plans = compiled.releases.map(({ plan }) => plan);
  const baton = await batonContestant(
    server,
    await bundleJourneys(directory, { driver: DRIVER }),
    plans,
    DAY,
  );
  const { code } = await bundleWorkflowCode({ workflowsPath: join(FOLDER, "by-hand.ts"), logger: QUIET });
  const byHand = await byHandContestant(server, code, DAY);
  try {
    const measured: Measured[] = [];
    for (const one of CASES) {
      const costs: Cost[] = [];
      for (const contestant of [baton, byHand]) {
        const id = await play(one, contestant, server);
        costs.push(await costOf(server.client, id));
        report(`${one.name} ${contestant.name}: ${JSON.stringify(await eventsOf(server.client, id))}`);
      }
      const [own, other] = costs;
      if (own !== undefined && other !== undefined)
        measured.push({ name: one.name, baton: own, byHand: other });
    }
    return measured;
  } finally {
    await baton.close();
    await byHand.close();
  }
}

const ignore = (): void => {};
const QUIET = { log: ignore, trace: ignore, debug: ignore, info: ignore, warn: ignore, error: ignore };

const figuresOf = ({ name, baton, byHand }: Measured): readonly Figure[] => [
  figure(`${name}: actions`, baton.actions, `actions, by hand ${byHand.actions}`, atMost(byHand.actions)),
  figure(`${name}: events`, baton.events, `events, by hand ${byHand.events}`, atMost(byHand.events)),
  figure(
    `${name}: bytes`,
    baton.bytes,
    `bytes, by hand ${byHand.bytes}`,
    atMost(Math.round(1.3 * byHand.bytes)),
  ),
];

export const bench: Bench = {
  summary:
    "Events, bytes and billed actions of three journeys, beside the same work by hand on the same server.",
  async run(report) {
    const measured = await measure(report);
    const cases = measured.map(({ name, baton, byHand }) => ({ name, ...baton, byHand }));
    return { figures: measured.flatMap(figuresOf), also: { cases } };
  },
};
