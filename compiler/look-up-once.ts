/**
 * The host's tables of zones and holidays do not change while it runs, and are slow to ask: most of the time of a
 * compilation went there. What was looked up is kept, by a key that names all that the answer depends on.
 */
export function lookUpOnce<T>(known: Map<string, T>, key: string, find: () => T): T {
  const found = known.get(key) ?? find();
  if (known.size >= MOST_KEPT) known.clear();
  known.set(key, found);
  return found;
}

const MOST_KEPT = 1_000;
