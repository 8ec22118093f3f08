/**
 * Replays every recorded history on the Node that runs this, and one that was altered, which must fail; opens PGlite,
 * too. Run as a script of its own by `scripts/replay.js`, under each Node that we support.
 */
import { resolve } from "node:path";
import { openStore } from "../../runtime/store/open-store.ts";
import { installRuntime } from "../../runtime/worker/install-runtime.ts";
import { bundlePlan } from "../support/journey-world.ts";
import { SILENT } from "../support/temporal.ts";
import { frozenPlan, historiesOf, releases } from "./frozen-plan.ts";
import { replayHistory, withAnotherActivity } from "./replay-history.ts";

/** From the project: see `frozen-plan.ts`. */
const DRIVER = resolve(import.meta.dirname, "../../runtime/workflows/index.ts");

export interface Replayed {
  readonly node: string;
  /** Of the time zone data that this Node carries. */
  readonly zones: string | undefined;
  readonly replayed: number;
  /** Histories that were altered, and did not pass. */
  readonly refused: number;
  readonly problems: readonly string[];
}

export async function replayAll(): Promise<Replayed> {
  installRuntime(SILENT);
  const problems: string[] = [];
  let replayed = 0;
  let refused = 0;
  for (const release of releases()) {
    const bundle = await bundlePlan(frozenPlan(release), { driver: DRIVER });
    for (const [name, history] of historiesOf(release)) {
      const failure = await failureOf(() => replayHistory(bundle, history));
      if (failure === null) replayed += 1;
      else problems.push(`${release}/${name}: ${failure}`);
      const altered = withAnotherActivity(history);
      const second = await failureOf(() => replayHistory(bundle, altered));
      if (second?.includes("TMPRL1100") === true) refused += 1;
      else problems.push(`${release}/${name}: altered, it still passes: ${second}`);
    }
  }
  const store = await openStore({});
  await store.db.selectFrom("journal").select("number").execute();
  await store.close();
  const { node, tz } = process.versions;
  return { node, zones: tz, replayed, refused, problems };
}

async function failureOf(run: () => Promise<void>): Promise<string | null> {
  try {
    await run();
    return null;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}
