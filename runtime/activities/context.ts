/** What the activities work on. */
import type { People } from "../../compiler/library.ts";
import type { Links } from "../access/link.ts";
import type { Clock } from "../clock.ts";
import type { ActionTable } from "../connectors/load-actions.ts";
import type { MailConnector } from "../connectors/mail-connector.ts";
import type { Installation } from "../ingest/installation.ts";
import type { Suppression } from "../privacy/suppression.ts";

export interface ActivityContext extends Installation {
  readonly clock: Clock;
  readonly mail: MailConnector;
  /** Those that this worker can do. */
  readonly actions: ActionTable;
  /** Which attempt of an activity this is, and the signal of its end. */
  attempt(): { readonly attempt: number; readonly signal: AbortSignal };
  /** What links for people outside are made with; `null`: none can be, and nobody outside is written to. */
  readonly links: Links | null;
  /** Addresses to which nothing is written any more; absent: nobody who opted out was forgotten. */
  readonly suppression?: Pick<Suppression, "holds">;
  /** As people.yaml has it now; it changes without a release. */
  people(): People;
}
