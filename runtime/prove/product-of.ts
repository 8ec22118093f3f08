/** Every way to take one of each list, in order; of no list there is one: nothing. */
export function productOf<T>(lists: readonly (readonly T[])[]): readonly (readonly T[])[] {
  return lists.reduce<readonly (readonly T[])[]>(
    (products, list) => products.flatMap((product) => list.map((one) => [...product, one])),
    [[]],
  );
}
