/** What all of intake works on. */
import type { Library } from "../../compiler/library.ts";
import type { Instant } from "../../compiler/plan.ts";
import type { Db } from "../store/open-store.ts";
import type { PlanIndex } from "./plan-index.ts";

export interface Installation {
  readonly db: Db;
  readonly library: Library;
  readonly plans: PlanIndex;
  /** What the installation's clock shows. */
  now(): Instant;
}
