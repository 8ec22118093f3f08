/**
 * Actions: the steps of journeys that a project does itself, as ordinary TypeScript functions with a contract. A
 * module exports one `defineAction(…)` under the name of each `action` that is called, and `temporal.config.ts` names
 * the module (docs/language.md, "Actions"). They run in the worker, as Temporal activities.
 */
import type { z } from "zod";

/** What an attempt is told besides its input. */
export interface ActionCall {
  /**
   * The same for every attempt of one call, and for no other call: hand it to the other side as its idempotency key,
   * so that an attempt whose answer was lost does nothing twice. 64 hexadecimal digits.
   */
  readonly key: string;
  /** From 1. */
  readonly attempt: number;
  /** Aborted when the time of the attempt is over or its stage has been left. */
  readonly signal: AbortSignal;
}

/** `in` and `out` have the fields that the `action` of the same name declares. Money is `{ amount, currency }`. */
export interface ActionDefinition<
  In extends z.ZodObject = z.ZodObject,
  Out extends z.ZodObject = z.ZodObject,
> {
  readonly in: In;
  readonly out: Out;
  /**
   * Does it. Whatever it throws counts as a failed attempt; its words go nowhere, since they may be about somebody.
   * @throws ActionFailed to say why in a code of its own, or that no other attempt will do.
   */
  run(input: z.output<In>, call: ActionCall): Promise<z.input<Out>>;
}

/** Types `run` by its contract. */
export const defineAction = <In extends z.ZodObject, Out extends z.ZodObject>(
  definition: ActionDefinition<In, Out>,
): ActionDefinition<In, Out> => definition;

const CODE = /^[a-z0-9][a-z0-9_.-]{0,59}$/;

/** An attempt that failed for a reason with a name, such as `no-such-account`. The code is shown to people. */
export class ActionFailed extends Error {
  override readonly name = "ActionFailed";
  /** Small letters, digits and `-`, `_`, `.`: anything else might be somebody's data, and becomes `failed`. */
  readonly code: string;
  /** `false`: another attempt would fail as well. */
  readonly again: boolean;

  constructor(code: string, { again = true }: { readonly again?: boolean } = {}) {
    super(code);
    this.code = CODE.test(code) ? code : "failed";
    this.again = again;
  }
}
