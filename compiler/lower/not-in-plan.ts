import type { Span } from "../../language/ast.ts";

/**
 * The text says something that the language has and plans of this format do not. The checks refuse it before;
 * lowering stops here rather than leave out what somebody wrote.
 */
export class NotInPlan extends Error {
  override readonly name = "NotInPlan";
  readonly what: string;
  readonly span: Span;

  constructor(what: string, span: Span) {
    super(`${what} cannot be compiled yet (${span.file}, offset ${span.start}).`);
    this.what = what;
    this.span = span;
  }
}

export function notInPlan(what: string, node: { readonly span: Span }): never {
  throw new NotInPlan(what, node.span);
}
