/** A text with errors in it, as the parser leaves it. */
import type { Span } from "../language/ast.ts";
import type { DamageKind } from "../language/damage.ts";
import type { Parsed } from "../language/parse.ts";

export type DamagedText = Pick<Parsed, "file" | "damages">;

export function spansOf({ damages }: DamagedText, ...kinds: readonly DamageKind[]): readonly Span[] {
  return damages.filter(({ kind }) => kinds.includes(kind)).map(({ span }) => span);
}
