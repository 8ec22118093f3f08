/** What can be wrong with the installation, as opposed to with us. The message is one sentence for a person. */

/** No Temporal server, or not one that can be reached. The command ends with exit code 3. */
export class TemporalUnavailable extends Error {
  override readonly name = "TemporalUnavailable";
}

export { messageOf } from "../../compiler/message-of.ts";
