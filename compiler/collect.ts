/** Gathers what the files declare under its names. */
import type * as ast from "../language/ast.ts";
import type { MessageFile } from "./model.ts";

export type NamedDeclaration = Extract<ast.Declaration, { readonly name: ast.Name }>;
type NamedOf<K> = Extract<NamedDeclaration, { readonly kind: K }> & NamedDeclaration;

/** The declarations of one kind by name; of two with one name the first stays. */
export function byName<K extends NamedDeclaration["kind"]>(
  declarations: readonly ast.Declaration[],
  kind: K,
): ReadonlyMap<string, NamedOf<K>> {
  const named = declarations.filter((one): one is NamedOf<K> => one.kind === kind);
  return firstByKey(named, ({ name }) => name.text);
}

export function policiesBySubject(
  declarations: readonly ast.Declaration[],
): ReadonlyMap<string, ast.PolicyDeclaration> {
  return firstByKey(ofKind(declarations, "PolicyDeclaration"), (policy) => policy.of.text);
}

export function messagesByName(messages: readonly MessageFile[]): ReadonlyMap<string, MessageFile> {
  return firstByKey(messages, (message) => message.name);
}

export function ofKind<K extends ast.Declaration["kind"]>(
  declarations: readonly ast.Declaration[],
  kind: K,
): readonly Extract<ast.Declaration, { readonly kind: K }>[] {
  return declarations.filter(
    (one): one is Extract<ast.Declaration, { readonly kind: K }> => one.kind === kind,
  );
}

function firstByKey<V>(values: readonly V[], key: (value: V) => string): ReadonlyMap<string, V> {
  const table = new Map<string, V>();
  for (const value of values) if (!table.has(key(value))) table.set(key(value), value);
  return table;
}
