/** Words for people, with the subject's fields filled in; a field that is blank says so. */
import type { Fields, Template } from "../../compiler/plan.ts";
import { valueWords } from "../policy/words.ts";

export const fillTemplate = (template: Template, fields: Fields): string =>
  template.replace(/\{\s*([a-z_][a-z0-9_]*)\s*\}/g, (_, name: string) => {
    const value = fields[name] ?? null;
    return value === null ? `(no ${name.replaceAll("_", " ")})` : valueWords(value);
  });
