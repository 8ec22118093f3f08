/** Both contestants on one server: what is compiled, bundled and started for them. */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { bundleWorkflowCode } from "@temporalio/worker";
import { checkWorkspace } from "../../compiler/check.ts";
import { compileModel, writeBuild } from "../../compiler/compile.ts";
import { HORIZON_YEARS } from "../../compiler/horizon.ts";
import { loadWorkspace } from "../../compiler/workspace.ts";
import { bundleJourneys } from "../../runtime/worker/bundle-journeys.ts";
import { startTestServer, type TestServer } from "../../test/support/temporal.ts";
import { batonContestant } from "./baton.ts";
import { byHandContestant } from "./by-hand-contestant.ts";
import type { Contestant } from "./play.ts";

const FOLDER = resolve("bench/actions");
/** The one of the sources: a bench is bundled, and finds none beside itself. */
const DRIVER = resolve("runtime/workflows/index.ts");

export interface Ring {
  readonly server: TestServer;
  readonly baton: Contestant;
  readonly byHand: Contestant;
}

export interface RingOptions {
  /** Real milliseconds that a day takes. */
  readonly day: number;
  /** Instances that Baton's worker keeps in memory. */
  readonly maxCached?: number;
}

/** Opens both for a while. */
export async function inRing<T>(options: RingOptions, fight: (ring: Ring) => Promise<T>): Promise<T> {
  return await withBaton(options, async ({ server, baton }) => {
    const { code } = await bundleWorkflowCode({ workflowsPath: join(FOLDER, "by-hand.ts"), logger: QUIET });
    const byHand = await byHandContestant(server, code, options.day);
    try {
      return await fight({ server, baton, byHand });
    } finally {
      await byHand.close();
    }
  });
}

/** Opens Baton's alone: what is measured of its process is not the other's. */
export async function withBaton<T>(
  { day, maxCached }: RingOptions,
  use: (alone: Omit<Ring, "byHand">) => Promise<T>,
): Promise<T> {
  const directory = await mkdtemp(join(tmpdir(), "baton-bench-"));
  const server = await startTestServer();
  try {
    const plans = await compileInto(directory);
    const bundle = await bundleJourneys(directory, { driver: DRIVER });
    const baton = await batonContestant(server, bundle, plans, day, maxCached);
    try {
      return await use({ server, baton });
    } finally {
      await baton.close();
    }
  } finally {
    await server.stop();
    await rm(directory, { recursive: true, force: true });
  }
}

async function compileInto(directory: string) {
  const { model, diagnostics } = checkWorkspace(loadWorkspace(join(FOLDER, "journeys")), {
    today: "2026-10-01",
  });
  if (diagnostics.length > 0) throw new Error(`The journeys of the bench: ${diagnostics[0]?.message}`);
  const compiled = compileModel(model, {
    horizon: { from: new Date().getUTCFullYear(), years: HORIZON_YEARS },
  });
  await writeBuild(directory, compiled);
  return compiled.releases.map(({ plan }) => plan);
}

const ignore = (): void => {};
const QUIET = { log: ignore, trace: ignore, debug: ignore, info: ignore, warn: ignore, error: ignore };
