/** In which calendar somebody of a role works: their own hours, else those of whom they report to. */
import type * as ast from "../language/ast.ts";
import type { Model } from "./model.ts";

/** `undefined`: none can be told. A circle of roles that report to each other is reported as such. */
export function calendarOfRole(
  role: ast.Name | undefined,
  model: Model,
  seen: readonly string[] = [],
): ast.CalendarDeclaration | undefined {
  const declared = role === undefined ? undefined : model.roles.get(role.text);
  if (declared === undefined || seen.includes(declared.name.text)) return undefined;
  if (declared.hours !== undefined) return model.calendars.get(declared.hours.text);
  return calendarOfRole(declared.reportsTo, model, [...seen, declared.name.text]);
}
