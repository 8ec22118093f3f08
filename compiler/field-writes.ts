/** Where a text writes fields of the subject, besides events: in steps, answers, requests, decisions and data care. */
import type * as ast from "../language/ast.ts";
import type { Model } from "./model.ts";
import { whole } from "./scopes.ts";
import { findAll, type Node } from "./walk.ts";

export interface FieldWrite {
  /** Where it is written, by the name of the field. */
  readonly name: { readonly text: string; readonly span: ast.Span };
  /** A person says it, who knows what it was; else it is set without anybody having looked. */
  readonly by: "person" | "machine";
}

/** All of them, also of names that are evidence and no fields of the subject. */
export function fieldWrites(root: Node, model: Model): readonly FieldWrite[] {
  const said = (names: readonly ast.Name[]): readonly FieldWrite[] =>
    names.map((name) => ({ name, by: "person" }));
  return [
    ...findAll(root, "SetStep").map(
      ({ field, span }): FieldWrite => ({
        name: { text: field.names.at(-1)?.text ?? "", span },
        by: "machine",
      }),
    ),
    // What an action gives back under the name of a field is that field.
    ...findAll(root, "CallStep").flatMap(({ action }) =>
      (whole(model.actions.get(action.text), model)?.out ?? []).map(
        ({ name }): FieldWrite => ({ name: { text: name.text, span: action.span }, by: "machine" }),
      ),
    ),
    ...findAll(root, "FlagRule").map(({ flag }): FieldWrite => ({ name: flag, by: "machine" })),
    ...findAll(root, "Result").flatMap(({ needs }) => said(needs)),
    ...findAll(root, "Handover").flatMap(({ decline }) => said(decline?.needs ?? [])),
    ...findAll(root, "RequestHandler").flatMap(({ needs }) => said(needs)),
    ...findAll(root, "AskRule").flatMap((rule) => said(rule.for)),
    // Whoever approves may change what is approved.
    ...findAll(root, "DecideStep").flatMap(({ right }) =>
      (whole(model.rights.get(right.text), model)?.about ?? []).map(
        ({ text }): FieldWrite => ({ name: { text, span: right.span }, by: "person" }),
      ),
    ),
  ];
}
