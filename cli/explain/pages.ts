/** The pages of what checks and the audit find, as they lie in the package. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { AUDIT_CATALOGUE, AUDIT_CODES, type AuditCode, isAuditCode } from "../../compiler/audit/catalogue.ts";
import { CATALOGUE } from "../../language/diagnostics/catalogue.ts";
import type { Code } from "../../language/diagnostics/report.ts";
import { packageRoot } from "../package.ts";
import { type CheckPage, readCheckPage } from "./check-page.ts";

/** In the order of the catalogue. */
export const CODES: readonly Code[] = Object.keys(CATALOGUE).filter(isCode);

export type PageCode = Code | AuditCode;
/** Those of the audit come behind those of the checks. */
export const PAGE_CODES: readonly PageCode[] = [...CODES, ...AUDIT_CODES];

export function isCode(text: string): text is Code {
  return Object.hasOwn(CATALOGUE, text);
}

export const isPageCode = (text: string): text is PageCode => isCode(text) || isAuditCode(text);

/** How it is told: the severity of a check's finding, or what the audit comes to. */
export const markOf = (code: PageCode): string =>
  isAuditCode(code) ? AUDIT_CATALOGUE[code].verdict : CATALOGUE[code].severity;

export function openCheckPage(code: PageCode): CheckPage {
  const folder = isAuditCode(code) ? "audit" : "checks";
  return readCheckPage(code, readFileSync(join(packageRoot, "docs", folder, `${code}.md`), "utf8"));
}
