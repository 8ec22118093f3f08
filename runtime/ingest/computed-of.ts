/** Of a subject's or an event's fields, how those are worked out that nobody gives. */
import type { Field } from "../../compiler/library.ts";
import type { Computed } from "../machine/reckon.ts";

export function computedOf(fields: Readonly<Record<string, Field>>): Computed {
  return Object.fromEntries(
    Object.entries(fields).flatMap(([name, { computed }]) =>
      computed === undefined ? [] : [[name, computed]],
    ),
  );
}
