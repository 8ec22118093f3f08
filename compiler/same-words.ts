/** Whether two parts of a tree say the same: the same words elsewhere are the same. */
import { onceFor } from "./once-for.ts";

/** What it says, whatever its place. */
export const wordsOf = onceFor((node: object): string =>
  JSON.stringify(node, (key, value: unknown) => (key === "span" ? undefined : value)),
);
