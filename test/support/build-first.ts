/** Makes sure that what is tested is what the sources say. */
import { buildIfNeeded } from "../../scripts/build.js";

export async function setup(): Promise<void> {
  await buildIfNeeded();
}
