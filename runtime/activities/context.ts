/** What the activities work on. */
import type { People } from "../../compiler/library.ts";
import type { Clock } from "../clock.ts";
import type { MailConnector } from "../connectors/mail-connector.ts";
import type { Installation } from "../ingest/installation.ts";

export interface ActivityContext extends Installation {
  readonly clock: Clock;
  readonly mail: MailConnector;
  /** Says that a delivery goes on, so that a worker that died is missed soon. */
  alive(): void;
  /** As people.yaml has it now; it changes without a release. */
  people(): People;
}
