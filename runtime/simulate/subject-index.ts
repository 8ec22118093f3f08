/** Finds the subjects of a world by what they share: a key, an address, an account. */
import type { Library } from "../../compiler/library.ts";
import type { Fields } from "../../compiler/plan.ts";
import { accountOf, addressOf } from "../policy/contact-fields.ts";

export type SharedBy = "key" | "address" | "account";
export type FoundBy = Readonly<Record<SharedBy, string | null>>;

interface Indexed {
  readonly kind: string;
  fields: Fields;
  found: FoundBy;
}

export const NOWHERE: FoundBy = { key: null, address: null, account: null };

export class SubjectIndex<S extends Indexed> {
  private readonly library: Library;
  private readonly sets: Readonly<Record<SharedBy, Map<string, Set<S>>>> = {
    key: new Map(),
    address: new Map(),
    account: new Map(),
  };
  /** By kind, the fields that lead to somebody. */
  private readonly names = new Map<string, readonly string[]>();

  constructor(library: Library) {
    this.library = library;
  }

  /** Those found under a value, in the order in which they came to have it. */
  under(by: SharedBy, value: string | null): ReadonlySet<S> {
    return (value === null ? undefined : this.sets[by].get(value)) ?? NOBODY;
  }

  sharing(by: SharedBy, subject: S): ReadonlySet<S> {
    return this.under(by, subject.found[by]);
  }

  /** Finds it by what its fields say now. `changed`: no other fields have; answers whether it is found elsewhere. */
  place(subject: S, changed: Fields): boolean {
    if (!this.namesOf(subject.kind).some((name) => name in changed)) return false;
    const { library } = this;
    const key = subject.fields[library.subjects[subject.kind]?.key ?? ""] ?? null;
    const found: FoundBy = {
      key: key === null ? null : underKey(subject.kind, key),
      address: addressOf(library, subject),
      account: accountOf(library, subject),
    };
    return this.move(subject, found);
  }

  remove(subject: S): void {
    this.move(subject, NOWHERE);
  }

  private move(subject: S, found: FoundBy): boolean {
    let hasMoved = false;
    for (const by of ["key", "address", "account"] as const) {
      const before = subject.found[by];
      if (before === found[by]) continue;
      hasMoved = true;
      if (before !== null) takeOut(this.sets[by], before, subject);
      if (found[by] !== null) putIn(this.sets[by], found[by], subject);
    }
    subject.found = found;
    return hasMoved;
  }

  private namesOf(kind: string): readonly string[] {
    const known = this.names.get(kind);
    if (known !== undefined) return known;
    const { key, account, fields = {} } = this.library.subjects[kind] ?? {};
    const address = Object.entries(fields).find(([, { type }]) => type === "email")?.[0];
    const names = [key, account, address].filter((name) => typeof name === "string");
    this.names.set(kind, names);
    return names;
  }
}

const NOBODY: ReadonlySet<never> = new Set();

/** Where those of a kind are found by the field that identifies them. */
export const underKey = (kind: string, key: unknown): string => `${kind}\n${String(key)}`;

function putIn<S>(sets: Map<string, Set<S>>, value: string, subject: S): void {
  const set = sets.get(value);
  if (set === undefined) sets.set(value, new Set([subject]));
  else set.add(subject);
}

function takeOut<S>(sets: Map<string, Set<S>>, value: string, subject: S): void {
  const set = sets.get(value);
  set?.delete(subject);
  if (set?.size === 0) sets.delete(value);
}
