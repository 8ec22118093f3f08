/**
 * Makes a plan so, exactly as it stands and once: of two at once one wins, and the other is told. Whatever it was made
 * for may have changed since, so all is looked at again here, in one transaction.
 */
import type { Instant } from "../../compiler/plan.ts";
import { appendAudit } from "../store/audit.ts";
import { toJson } from "../store/json.ts";
import type { Db } from "../store/open-store.ts";
import { lockNames, transact } from "../store/transact.ts";
import { type Announced, GONE_AFTER_SECONDS, readWorkers } from "./announce-worker.ts";
import { isAsSealed, namesEntered, type SealedPlan } from "./deployment.ts";
import { neededBy } from "./plan-deployment.ts";
import { countComing, countInside, holdingOf, type Installed } from "./running.ts";
import { workerToBegin } from "./worker-to-begin.ts";

export interface Applying {
  readonly plan: SealedPlan;
  /** A person's id, or `system:<name>`. */
  readonly who: string;
  readonly now: Instant;
  /** Told to Temporal before it counts; what it throws leaves everything as it was. */
  readonly tellServer: (workers: readonly Announced[]) => Promise<void>;
}

export type Applied =
  | { readonly is: "applied"; readonly number: number }
  /** The sentence is for the person who asked. */
  | { readonly is: "refused"; readonly code: RefusalCode; readonly why: string };
export type RefusalCode = "edited" | "stale" | "not-there-yet" | "in-use";

export async function applyDeployment(installed: Installed, applying: Applying): Promise<Applied> {
  const outcome = await attempt(installed, applying);
  if (outcome.is === "refused")
    await transact(installed.db, (tx) => record(tx, applying, "refused", outcome.why));
  return outcome;
}

/** The server is asked between two looks, and not while the store waits. */
async function attempt(installed: Installed, applying: Applying): Promise<Applied> {
  const { db } = installed;
  const refusal = await transact(db, (tx) => refusalOf(tx, installed, applying.plan));
  if (refusal !== null) return refusal;
  await applying.tellServer(await readWorkers(db));
  return await transact(db, (tx) => write(tx, installed, applying));
}

async function write(tx: Db, installed: Installed, applying: Applying): Promise<Applied> {
  await lockNames(tx, ["deployment"]);
  const { plan, who, now } = applying;
  const refusal = await refusalOf(tx, installed, plan);
  if (refusal !== null) return refusal;
  const { did, releases, entered, hash, base } = plan;
  const row = { number: base + 1, at: now, who, did, plan: hash };
  await tx
    .insertInto("deployment")
    .values({ ...row, releases: toJson(releases), entered: toJson(entered) })
    .execute();
  await record(tx, applying, "done", saidOf(plan));
  return { is: "applied", number: row.number };
}

async function refusalOf(tx: Db, installed: Installed, plan: SealedPlan): Promise<Applied | null> {
  const [number, workers] = [await lastNumber(tx), await readWorkers(tx)];
  return edited(plan) ?? stale(plan, number) ?? notThere(plan, installed, workers) ?? (await inUse(tx, plan));
}

async function lastNumber(tx: Db): Promise<number> {
  const { last } = await tx
    .selectFrom("deployment")
    .select((row) => row.fn.max("number").as("last"))
    .executeTakeFirstOrThrow();
  return Number(last ?? 0);
}

const refused = (code: RefusalCode, why: string): Applied => ({ is: "refused", code, why });

const edited = (plan: SealedPlan): Applied | null =>
  isAsSealed(plan) ? null : refused("edited", "The plan was changed after it was made: make it anew.");

const stale = ({ base }: SealedPlan, number: number): Applied | null =>
  base === number
    ? null
    : refused(
        "stale",
        `The plan was made when deployment ${base} counted, and now it is ${number}: somebody was faster. Make it anew.`,
      );

/**
 * Nobody is led to what the gateway or a worker lacks, or has otherwise. In a Worker Deployment one of its workers begins
 * what is new; the others go on with what is pinned to them, and need to hold nothing else.
 */
function notThere(plan: SealedPlan, { built }: Installed, workers: readonly Announced[]): Applied | null {
  const { releases } = plan;
  const wanted = namesEntered(plan);
  const lacking = wanted.find((name) => releases[name] === undefined);
  if (lacking !== undefined) return refused("edited", `The plan enters ${lacking}, which it does not keep.`);
  if (workers.length === 0)
    return refused("not-there-yet", "No worker runs: start one with the build that is to be deployed.");
  const beginning = workerToBegin(plan, workers);
  const processes = [
    { name: "the gateway", releases: holdingOf(built) },
    ...workers
      .filter((worker) => worker.deployment === null || worker === beginning)
      .map((worker) => ({ name: `worker ${worker.id}`, releases: worker.releases })),
  ];
  for (const name of wanted)
    for (const process of processes)
      if (process.releases[name] !== releases[name])
        return refused(
          "not-there-yet",
          `${process.name} does not hold ${name} with this plan: restart it with the build that is to be deployed. A worker that was killed is asked no more after ${GONE_AFTER_SECONDS} seconds.`,
        );
  return null;
}

async function inUse(tx: Db, { releases }: SealedPlan): Promise<Applied | null> {
  const [inside, coming] = [await countInside(tx), await countComing(tx)];
  for (const name of [...inside.keys(), ...coming.keys()]) {
    const needed =
      releases[name] === undefined ? neededBy(inside.get(name) ?? 0, coming.get(name) ?? 0) : null;
    if (needed !== null)
      return refused("in-use", `${name} would be dropped, and ${needed}: keep its release.`);
  }
  return null;
}

async function record(
  tx: Db,
  { plan, who, now }: Applying,
  outcome: "done" | "refused",
  said: string,
): Promise<void> {
  const act = plan.did === "rollback" ? "rollback" : "deploy";
  await appendAudit(tx, { at: now, who, did: act, about: { plan: plan.hash }, why: null, outcome, said });
}

/** `nurture v1 and 10% v2, onboarding v3`. */
const saidOf = ({ entered }: SealedPlan): string =>
  `Entered: ${Object.entries(entered)
    .map(([journey, { version, canary }]) =>
      canary === undefined
        ? `${journey} v${version}`
        : `${journey} v${version}, ${canary.percent}% v${canary.version}`,
    )
    .join("; ")}`;
