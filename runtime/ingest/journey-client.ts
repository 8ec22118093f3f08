/**
 * What this side of the installation asks of running journeys; `runtime/client` answers over Temporal, a test in
 * memory. Every call may be repeated: a start by its workflow id, a fact by its own id, an act by its update id.
 *
 * A call rejects when it cannot be known what became of it (the server is away, the time has run out): the caller
 * tries again. What cannot succeed by trying again is an answer.
 */

import type { Refusal } from "../machine/protocol.ts";
import type { State } from "../machine/state.ts";
import type { ActRequest, Fact, Indexed, JourneyStart } from "../workflows/contract.ts";

export interface JourneyClient {
  /** `repeated`: an instance of this id has been started before, whether or not it still runs. */
  start(request: StartJourney): Promise<"started" | "repeated">;
  /** `gone`: no instance of this id is running. */
  inform(workflowId: string, fact: Fact): Promise<"informed" | "gone">;
  /** False while no worker has begun on what the run was told last, or the one that had begun is gone. */
  isListening(workflowId: string): Promise<boolean>;
  act(workflowId: string, updateId: string, request: ActRequest): Promise<ActOutcome>;
  /** Where its run stands; `null`: it has not taken its first step. `gone`: nothing of this id is there. */
  stateOf(workflowId: string): Promise<State | null | "gone">;
  /**
   * Ends it for good, whatever it is at, and takes away what it wrote without encryption; there may be nothing of this
   * id. `reason` stays in the server, in clear.
   */
  end(workflowId: string, reason: string): Promise<void>;
  /** Whether the server answers. */
  isUp(): Promise<boolean>;
}

export interface StartJourney {
  readonly workflowType: string;
  readonly workflowId: string;
  readonly start: JourneyStart;
  /** What it is listed by until it says otherwise; absent: nothing. */
  readonly indexed?: Indexed;
}

export type ActOutcome =
  | { readonly is: "taken" }
  | { readonly is: "refused"; readonly refusal: Refusal }
  | { readonly is: "gone" }
  /** The instance does not go on until someone has looked at it; the act was not taken. */
  | { readonly is: "stuck" }
  /** Nobody has answered in time; the act may still be taken, and asking again with the same id is safe. */
  | { readonly is: "silent" };
