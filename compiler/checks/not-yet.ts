/**
 * What the language has and this version cannot run. Each is refused where it is written, never taken and left out;
 * whoever makes one of them run deletes its row.
 */
import { report } from "../../language/diagnostics/report.ts";
import { nodesOf } from "../scopes.ts";
import type { Check } from "./check.ts";

export const notYet: Check = (model) =>
  nodesOf(model, ["Migration"]).map(({ node }) => report("not-yet", { what: "`migrate`" }, node.span));
