import type { Config } from "./runtime/config.ts";

/**
 * This project's installation. Nothing is set: `baton dev` finds or starts a Temporal server of its own, and in
 * production `TEMPORAL_ADDRESS`, `TEMPORAL_NAMESPACE` and `TEMPORAL_API_KEY` say where the server is.
 */
export default {} satisfies Config;
