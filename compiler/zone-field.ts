import type * as ast from "../language/ast.ts";
import { typeOf } from "./types/field-types.ts";

/** The field that names a subject's own zone: the first of type `time_zone`; `undefined`: it has none. */
export const zoneField = ({ fields }: ast.SubjectDeclaration): ast.Field | undefined =>
  fields.find((field) => typeOf(field)?.type === "time_zone");
