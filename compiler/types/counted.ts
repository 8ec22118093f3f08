/** What a right counts can be added up, over an account or another field that there is. */
import type * as ast from "../../language/ast.ts";
import type { Diagnostic } from "../../language/diagnostics/diagnostic.ts";
import { report } from "../../language/diagnostics/report.ts";
import { isDamaged } from "../doubt.ts";
import type { FieldType } from "../library.ts";
import { unknownName } from "../lookup.ts";
import type { Rules, Scope } from "../scopes.ts";
import { describeType, typeOf } from "./field-types.ts";
import { findField } from "./fields.ts";

const SUMMED: ReadonlySet<FieldType["type"]> = new Set(["number", "money", "percent"]);

export const COUNTED: Rules<Diagnostic> = {
  RightDeclaration: ({ counts }, { scope }) => (counts === undefined ? [] : checkCounted(counts, scope)),
};

type Counted = NonNullable<ast.RightDeclaration["counts"]>;

function checkCounted({ sumOf, over }: Counted, scope: Scope): readonly Diagnostic[] {
  if (scope.subject === undefined) return [];
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
