/** `in their own zone`: the subject has one, and the text says whose clock counts while that is not known. */
import type { Diagnostic } from "../../language/diagnostics/diagnostic.ts";
import { report } from "../../language/diagnostics/report.ts";
import { isDamaged } from "../doubt.ts";
import { nodesOf, type ScopedNode } from "../scopes.ts";
import { zoneField } from "../zone-field.ts";
import type { Check } from "./check.ts";

export const inOwnZone: Check = (model) => nodesOf(model, ["InOwnZone", "QuietRule"]).flatMap(checkZone);

function checkZone({ node, scope: { subject, model } }: ScopedNode): readonly Diagnostic[] {
  // What its subject has lost may be the zone.
  if (subject !== undefined && zoneField(subject) === undefined && !isDamaged(model.doubt, subject)) {
    const related = [{ span: subject.name.span, label: "declared here" }];
    return [report("no-own-zone", { subject: subject.name.text }, node.span, { related })];
  }
  const isUnsaid = node.kind === "InOwnZone" && node.otherwise === undefined;
  return isUnsaid ? [report("own-zone-otherwise", {}, node.span)] : [];
}
