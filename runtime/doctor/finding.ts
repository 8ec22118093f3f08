/** What a check of an installation found. */
import { messageOf } from "../../compiler/message-of.ts";

export interface Finding {
  /** What was looked at, such as `store`. */
  readonly check: string;
  /** `unknown`: it could not be looked at, for a reason that another finding gives. */
  readonly is: "well" | "wrong" | "unknown";
  /** A sentence; nothing secret, nobody's name. */
  readonly says: string;
  /** What to do about it; `null` when there is nothing to do. */
  readonly todo: string | null;
}

export const well = (check: string, says: string): Finding => ({ check, is: "well", says, todo: null });
export const wrong = (check: string, says: string, todo: string | null = null): Finding => ({
  check,
  is: "wrong",
  says,
  todo,
});
export const unknown = (check: string, says: string): Finding => ({ check, is: "unknown", says, todo: null });

/** What keeps a part of an installation from being used is told in one sentence, which says also what to do. */
export function failed(check: string, error: unknown): Finding {
  return wrong(check, messageOf(error));
}
