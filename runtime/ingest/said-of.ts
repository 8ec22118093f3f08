/** What is said of a subject, as its fields take it (docs/language.md, 2.2). Pure, for intake and the simulator. */
import type { Subject } from "../../compiler/library.ts";
import type { Fields } from "../../compiler/plan.ts";

/**
 * Of all that is said, what bears the name of a field that somebody may say. Blank falls back on the default, so that a
 * field with one is never blank; of a field that may not be blank, and has none, it says nothing.
 */
export function saidOf({ fields }: Subject, said: Fields): Fields {
  return Object.fromEntries(
    Object.entries(said).flatMap(([name, value]) => {
      const field = fields[name];
      if (field === undefined || field.computed !== undefined) return [];
      const taken = value ?? field.default;
      return taken !== null || field.optional ? [[name, taken] as const] : [];
    }),
  );
}

/** An event's fields, with the defaults that a blank of the subject's fell back on. */
export const withFallbacks = (event: Fields, says: Fields): Fields => ({
  ...event,
  ...Object.fromEntries(Object.entries(says).filter(([name]) => name in event && event[name] === null)),
});
