/** What an action takes is given by the step that calls it, and has no fields beside it to be worked out from. */
import { report } from "../../language/diagnostics/report.ts";
import { isComputed } from "../types/expressions.ts";
import type { Check } from "./check.ts";

export const computedInput: Check = ({ actions }) =>
  [...actions.values()].flatMap(({ name, in: inputs, out }) =>
    [...inputs, ...out].flatMap((field) =>
      isComputed(field) && field.value !== undefined
        ? [report("computed-input", { field: field.name.text, action: name.text }, field.value.span)]
        : [],
    ),
  );
