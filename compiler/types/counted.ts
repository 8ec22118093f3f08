/** What a right counts can be added up, over an account or another field that there is. */
import type { Diagnostic } from "../../language/diagnostics/diagnostic.ts";
import { report } from "../../language/diagnostics/report.ts";
import { isDamaged } from "../doubt.ts";
import type { FieldType } from "../library.ts";
import { unknownName } from "../lookup.ts";
import type { ScopedNode } from "../scopes.ts";
import { describeType, typeOf } from "./field-types.ts";
import { findField } from "./fields.ts";

const SUMMED: ReadonlySet<FieldType["type"]> = new Set(["number", "money", "percent"]);

export function checkCounted({ node, scope }: ScopedNode): readonly Diagnostic[] {
  if (node.kind !== "RightDeclaration" || node.counts === undefined || scope.subject === undefined) return [];
  const { sumOf, over } = node.counts;
  const read = findField(sumOf, { scope });
  const type = read === undefined ? undefined : typeOf(read.field);
  const subject = scope.subject;
  const hasAccount = subject.account !== undefined || isDamaged(scope.model.doubt, subject);
  const noAccount = over.text === "account" && !hasAccount;
  return [
    ...(type === undefined || SUMMED.has(type.type)
      ? []
      : [
          report(
            "wrong-type",
            { what: `\`${read?.name}\``, found: describeType(type), expected: "something that adds up" },
            sumOf.span,
          ),
        ]),
    ...(over.text === "account" || subject.fields.some(({ name }) => name.text === over.text)
      ? []
      : [unknownName("field", over, ["account", ...subject.fields.map(({ name }) => name.text)])]),
    ...(noAccount
      ? [report("missing-part", { what: "account", owner: `subject \`${subject.name.text}\`` }, over.span)]
      : []),
  ];
}
