/** The pages of the checks, as they lie in the package. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { CATALOGUE } from "../../language/diagnostics/catalogue.ts";
import type { Code } from "../../language/diagnostics/report.ts";
import { packageRoot } from "../package.ts";
import { type CheckPage, readCheckPage } from "./check-page.ts";

/** In the order of the catalogue. */
export const CODES: readonly Code[] = Object.keys(CATALOGUE).filter(isCode);

export function isCode(text: string): text is Code {
  return Object.hasOwn(CATALOGUE, text);
}

export function openCheckPage(code: Code): CheckPage {
  return readCheckPage(code, readFileSync(join(packageRoot, "docs", "checks", `${code}.md`), "utf8"));
}
