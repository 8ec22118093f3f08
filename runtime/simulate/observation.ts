/** What a scenario may look at, wherever it is played: the instance, its open work, and what was written down. */
import type { Instant } from "../../compiler/plan.ts";
import type { Holder, JournalEntry, PersonId, WorkRecord } from "../machine/protocol.ts";

export interface Observation {
  /** `null` before the journey was entered and after it has ended. */
  readonly stage: string | null;
  readonly exit: string | null;
  readonly holder: Holder | null;
  readonly work: readonly WorkRecord[];
  readonly journal: readonly JournalEntry[];
  /** Messages that went out, and to which address, as far as that is known. */
  readonly sent: readonly { readonly message: string; readonly to: string | null; readonly at: Instant }[];
  /** Messages that are put off, and until when; absent where nobody can look at the ledger. */
  readonly putOff?: readonly { readonly message: string; readonly until: Instant }[];
  /** People who were told something. */
  readonly notices: readonly { readonly to: PersonId; readonly at: Instant }[];
}
