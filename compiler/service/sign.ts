/** What a duration, a schedule or a ladder is made of, while one is being written. */
import { whatFits } from "../../language/what-fits.ts";
import { isJourneyFile } from "../workspace.ts";
import type { Place } from "./navigate.ts";
import type { Snapshot } from "./snapshot.ts";
import { type Signature, signatureFor } from "./snippets.ts";

export function signatureAt({ byPath }: Snapshot, { path, offset }: Place): Signature | undefined {
  const file = byPath.get(path);
  if (file === undefined || !isJourneyFile(path)) return undefined;
  const { fitting, before } = whatFits(file.text, offset);
  const last = before.at(-1);
  // On the next line something else begins.
  if (last === undefined || file.text.slice(last.startOffset, offset).includes("\n")) return undefined;
  return signatureFor(fitting);
}
