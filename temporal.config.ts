import type { Config } from "./runtime/config.ts";

/**
 * This project's installation. Nothing is set of the server: `baton dev` finds or starts a Temporal server of its own, and
 * in production `TEMPORAL_ADDRESS`, `TEMPORAL_NAMESPACE` and `TEMPORAL_API_KEY` say where it is.
 */
export default {
  /** Of each journey, in percent: a new arm or reason may stay without a scenario for a while, a new stage may not. */
  coverage: { atLeast: 95 },
} satisfies Config;
