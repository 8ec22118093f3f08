/** `allow CODE because "…"` silences a code in the declaration, stage or block that it stands in. */
import type * as ast from "../language/ast.ts";
import { CATALOGUE } from "../language/diagnostics/catalogue.ts";
import type { Diagnostic } from "../language/diagnostics/diagnostic.ts";
import { SAFE } from "../language/diagnostics/fix.ts";
import { type Code, report } from "../language/diagnostics/report.ts";
import { suggest } from "../language/diagnostics/suggest.ts";
import { ALLOWABLE_IN_AUDIT, AUDIT_CATALOGUE, isAuditCode } from "./audit/catalogue.ts";
import { SILENCEABLE } from "./checks/all.ts";
import { isDamaged } from "./doubt.ts";
import { deleteLine } from "./line-fixes.ts";
import type { Model } from "./model.ts";
import { type Permission, permissionsIn } from "./permissions.ts";
import { contains } from "./spans.ts";

/** A finding that somebody has said is fine, and why. */
export interface Allowed {
  readonly diagnostic: Diagnostic;
  readonly because: string;
}

export interface AfterAllows {
  /** What is left of the diagnostics, and what is wrong with the permissions themselves. */
  readonly told: readonly Diagnostic[];
  readonly allowed: readonly Allowed[];
}

export function applyAllows(model: Model, diagnostics: readonly Diagnostic[]): AfterAllows {
  const permissions = permissionsIn(model);
  const usable = permissions.filter(({ allow }) => isSilenceable(allow.code.text));
  const misspelt = permissions.filter(({ allow: { code } }) => !isCode(code.text) && !isAuditCode(code.text));
  const silencing = [...usable, ...misspelt];
  const permissionFor = (one: Diagnostic) => silencing.find((permission) => silences(permission, one));
  return {
    told: [
      ...diagnostics.filter((one) => permissionFor(one) === undefined),
      ...permissions
        .filter(({ allow }) => !isSilenceable(allow.code.text) && !isOfAudit(allow.code.text))
        .map(({ allow }) => refuse(allow, model)),
      ...usable
        .filter((permission) => !diagnostics.some((one) => silences(permission, one)))
        .filter((permission) => !isDamaged(model.doubt, { span: permission.reach }))
        .map(({ allow }) => reportUnused(allow, model)),
    ],
    allowed: diagnostics.flatMap((diagnostic) => {
      const permission = permissionFor(diagnostic);
      return permission === undefined ? [] : [{ diagnostic, because: permission.allow.because.text }];
    }),
  };
}

function silences({ allow, within }: Permission, { code, span }: Diagnostic): boolean {
  return meant(allow.code) === code && contains(within, span);
}

/** A code that is misspelt is told as such, and not what it was meant to silence as well. */
function meant({ text }: ast.Name): string | undefined {
  return isCode(text) || isAuditCode(text) ? text : suggest(text, SILENCEABLE);
}

const isCode = (text: string): text is Code => Object.hasOwn(CATALOGUE, text);
const isSilenceable = (text: string): boolean => isCode(text) && SILENCEABLE.has(text);
/** What only an audit finds, which also says whether such a permission is used. */
const isOfAudit = (text: string): boolean => isAuditCode(text) && AUDIT_CATALOGUE[text].mayBeAllowed;

function refuse({ code: { text, span }, span: whole }: ast.Allow, model: Model): Diagnostic {
  if (isAuditCode(text)) {
    const fixes = [deleteLine(model, whole, "the permission")];
    return report("allow-refused", { code: text, why: "it is what has been measured" }, span, { fixes });
  }
  if (isCode(text)) {
    const fixes = [deleteLine(model, whole, "the permission")];
    return report("allow-refused", { code: text, why: whyRefused(text) }, span, { fixes });
  }
  return report(
    "allow-unknown-code",
    { code: text, suggestion: suggest(text, [...SILENCEABLE, ...ALLOWABLE_IN_AUDIT]) },
    span,
  );
}

/** docs/decisions/0006. */
function whyRefused(code: Code): string {
  return code === "wait-without-bound"
    ? "a run has to be told when silence ends and what it leads to"
    : "without it, what is run would not be what is written";
}

export function reportUnused(allow: ast.Allow, model: Model): Diagnostic {
  const fixes = [deleteLine(model, allow.span, "the permission", SAFE)];
  return report("unused-allow", { code: allow.code.text }, allow.span, { fixes });
}
