/** Types of fields, and what is said of them in a sentence. */
import type * as ast from "../../language/ast.ts";
import type { FieldType } from "../library.ts";

type NamedType = Exclude<FieldType["type"], "one_of">;

const NAMES: Readonly<Record<NamedType, string>> = {
  text: "a text",
  email: "an e-mail address",
  url: "a web address",
  number: "a number",
  money: "an amount of money",
  percent: "a percentage",
  date: "a date",
  time: "a time of day",
  duration: "a length of time",
  yes_no: "yes or no",
  country: "a country",
  time_zone: "a time zone",
  message: "a message",
};

export const FIELD_TYPE_NAMES: readonly string[] = Object.keys(NAMES);

export function isFieldTypeName(name: string): name is NamedType {
  return Object.hasOwn(NAMES, name);
}

/** `undefined` for a type that does not exist, which is reported where it is written. */
export function typeOf(field: ast.Field): FieldType | undefined {
  if (field.type.kind === "OneOfType") {
    return { type: "one_of", values: field.type.values.map((value) => value.text) };
  }
  const name = field.type.name.text;
  return isFieldTypeName(name) ? { type: name } : undefined;
}

export function describeType(type: FieldType): string {
  return type.type === "one_of" ? "a value of a closed list" : NAMES[type.type];
}
