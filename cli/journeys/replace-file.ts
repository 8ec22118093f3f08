/** Writes a text that somebody keeps in git. */
import { realpathSync, renameSync, writeFileSync } from "node:fs";
import { messageOf } from "../../compiler/message-of.ts";
import { unreachable } from "../failure.ts";

/**
 * In the place of the old file when it is complete, so that a full disk costs nobody their journey.
 * @throws CommandFailure
 */
export function replaceFile(place: string, text: string): void {
  try {
    // A link stays one.
    const target = realpathSync(place);
    writeFileSync(`${target}.new`, text, { flag: "wx" });
    renameSync(`${target}.new`, target);
  } catch (error) {
    const why = messageOf(error);
    throw unreachable("cannot-write", `${place} cannot be written: ${why}`);
  }
}
