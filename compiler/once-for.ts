/**
 * What follows from a thing that never changes is worked out once for it, and forgotten with it. Only for what is a
 * pure function of its key: trees and models are never written to after they are made.
 */
export function onceFor<K extends object, V>(compute: (key: K) => V): (key: K) => V {
  const known = new WeakMap<K, { readonly value: V }>();
  return (key) => {
    const before = known.get(key);
    if (before !== undefined) return before.value;
    const value = compute(key);
    known.set(key, { value });
    return value;
  };
}
