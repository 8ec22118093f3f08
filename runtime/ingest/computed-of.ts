/** Of a subject's or an event's fields, how those are worked out that nobody gives. */
import type { Field } from "../../compiler/library.ts";
import { onceFor } from "../../compiler/once-for.ts";
import type { Computed } from "../machine/reckon.ts";

export const computedOf = onceFor(
  (fields: Readonly<Record<string, Field>>): Computed =>
    Object.fromEntries(
      Object.entries(fields).flatMap(([name, { computed }]) =>
        computed === undefined ? [] : [[name, computed]],
      ),
    ),
);
