/** What is deployed, as data. Shared by the store, the gateway and the command line. */
import { z } from "zod";
import { hashJson } from "../../compiler/canonical.ts";
import type { Entered } from "../ingest/plan-index.ts";

export const DEPLOY_ACTS = ["deploy", "promote", "rollback"] as const;
export type DeployAct = (typeof DEPLOY_ACTS)[number];

const version = z.int().positive();
const hash = z.string().regex(/^[0-9a-f]{64}$/);
/** Above none and below all: the rest is said by one version alone. */
const percent = z.number().gt(0).lt(100);

export const enteredSchema = z.record(
  z.string(),
  z.strictObject({ version, canary: z.strictObject({ version, percent }).exactOptional() }),
) satisfies z.ZodType<Entered>;

/** Names of releases (`nurture_v2`) to the hashes of their plans. */
export type Holding = Readonly<Record<string, string>>;
export const holdingSchema = z.record(z.string(), hash);

/** What is to be made so: it is applied as it stands, or not at all. */
export interface DeploymentPlan {
  readonly format: 1;
  readonly did: DeployAct;
  /** The deployment that it was made for; 0: nothing had been deployed. */
  readonly base: number;
  /** Afterwards: all releases that are kept, and of each journey what is entered. */
  readonly releases: Holding;
  readonly entered: Entered;
}

/** With what tells that nobody has changed it since. */
export type SealedPlan = DeploymentPlan & { readonly hash: string };

export const sealPlan = (plan: DeploymentPlan): SealedPlan => ({ ...plan, hash: hashJson(plan) });

export const sealedPlanSchema = z.strictObject({
  format: z.literal(1),
  did: z.enum(DEPLOY_ACTS),
  base: z.int().nonnegative(),
  releases: holdingSchema,
  entered: enteredSchema,
  hash,
}) satisfies z.ZodType<SealedPlan>;

export const isAsSealed = ({ hash, ...plan }: SealedPlan): boolean => hashJson(plan) === hash;

export const nameOf = (journey: string, version: number): string => `${journey}_v${version}`;

/** The releases that people enter by it. */
export const namesEntered = ({ entered }: Pick<DeploymentPlan, "entered">): readonly string[] =>
  Object.entries(entered).flatMap(([journey, { version, canary }]) =>
    [version, ...(canary === undefined ? [] : [canary.version])].map((one) => nameOf(journey, one)),
  );
