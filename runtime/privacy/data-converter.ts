/** What client and worker are given, so that nothing of a subject can be read in Temporal. */
import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import type { DataConverter, PayloadCodec } from "@temporalio/common";

/** The bundle of the workflows is made with the same failure converter: see `bundleJourneys`. */
export const encryptingConverter = (codec: PayloadCodec): DataConverter => ({
  payloadCodecs: [codec],
  failureConverterPath: findFailureConverter(),
});

/** Beside the driver, in the sources or as `scripts/build.js` lays it down. */
export function findFailureConverter(): string {
  const path = fileURLToPath(new URL("../workflows/failure-converter.cjs", import.meta.url));
  if (existsSync(path)) return path;
  throw new Error(`The failure converter is missing from this installation: ${path}.`);
}
