/** Each finding of the audit has a page, and each page is true. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { type CheckPage, readCheckPage } from "../../../cli/explain/check-page.ts";
import { audit } from "../../../compiler/audit/audit.ts";
import type { AuditFinding } from "../../../compiler/audit/audit-finding.ts";
import {
  AUDIT_CATALOGUE,
  AUDIT_CODES,
  type AuditCode,
  isAuditCode,
} from "../../../compiler/audit/catalogue.ts";
import type { Observed } from "../../../compiler/audit/observed.ts";
import { checkWorkspace } from "../../../compiler/check.ts";
import type { WorkspaceFile } from "../../../compiler/workspace.ts";
import { figuresAnswer } from "../../../runtime/gateway/api.ts";
import { ROOT } from "../../architecture/source-files.ts";
import { COMMON, filesIn, TODAY } from "../page-examples.ts";

const PAGES = join(ROOT, "docs", "audit");
const pageOf = (code: AuditCode): CheckPage =>
  readCheckPage(code, readFileSync(join(PAGES, `${code}.md`), "utf8"));

/** What the audit says of the files of an example, and whether somebody has allowed it. */
function findingsIn(markdown: string): readonly AuditFinding[] {
  const files = filesIn(markdown);
  const own = new Set(files.map(({ path }) => path));
  const texts = [...COMMON.filter(({ path }) => !own.has(path)), ...files.filter((file) => !isFigures(file))];
  const checked = checkWorkspace({ files: texts }, { today: TODAY });
  expect(
    checked.diagnostics.filter(({ severity }) => severity === "error").map(({ message }) => message),
  ).toEqual([]);
  const { findings } = audit(checked, figuresOf(files));
  return findings.filter(
    ({ code, at }) => isAuditCode(code) && (own.has(at.file) || at.file.includes("/messages/")),
  );
}

const isFigures = ({ path }: WorkspaceFile): boolean => path.endsWith("figures.json");

function figuresOf(files: readonly WorkspaceFile[]): Observed | null {
  const file = files.find(isFigures);
  return file === undefined ? null : figuresAnswer.parse(JSON.parse(file.text));
}

const told = (findings: readonly AuditFinding[]) =>
  findings.filter(({ verdict }) => verdict !== "keep").map(({ code, sentence }) => `${code}: ${sentence}`);

test("each code has a page, and no page is without a code", () => {
  const pages = readdirSync(PAGES).filter((name) => name.endsWith(".md") && name !== "README.md");
  expect(pages.sort()).toEqual(AUDIT_CODES.map((code) => `${code}.md`).sort());
});

describe.each(AUDIT_CODES)("the page of %s", (code) => {
  test("is told that code, once, with its sentence, for the wrong example", () => {
    const { wrong, sentence } = pageOf(code);
    expect(told(findingsIn(wrong))).toEqual([`${code}: ${sentence}`]);
  });

  test("is told nothing for the right one", () => {
    const { right } = pageOf(code);
    expect(filesIn(right)).not.toEqual([]);
    expect(told(findingsIn(right))).toEqual([]);
  });

  test("says whether it may be silenced; where it may, the example is kept, with the reason", () => {
    const { silencing } = pageOf(code);
    const { mayBeAllowed } = AUDIT_CATALOGUE[code];
    expect(silencing).toMatch(mayBeAllowed ? /^Yes\b/ : /^No\b/);
    const findings = filesIn(silencing).length === 0 ? [] : findingsIn(silencing);
    expect(told(findings)).toEqual([]);
    expect(findings.map((one) => [one.code, one.verdict, one.because !== null])).toEqual(
      mayBeAllowed ? [[code, "keep", true]] : [],
    );
  });
});

test("the index lists them all; `npx vitest run test/compiler/audit/pages -u` writes it anew", async () => {
  await expect(indexOf()).toMatchFileSnapshot(`${PAGES}/README.md`);
});

function indexOf(): string {
  const rows = AUDIT_CODES.map((code) => {
    const { verdict, mayBeAllowed } = AUDIT_CATALOGUE[code];
    const said = pageOf(code).sentence.replaceAll("|", "\\|");
    return `| [\`${code}\`](${code}.md) | ${verdict} | ${mayBeAllowed ? "yes" : ""} | ${said} |`;
  });
  return `# What only an audit finds

\`baton audit\` asks all journeys together ([Audit the journeys](../how-to/audit-the-journeys.md)). Much of what it says are
findings of [checks](../checks/README.md), also those that somebody has allowed; these are its own. Each has a page of the
same form, which \`baton explain CODE\` shows in a terminal. The examples may name what [checks/common](../checks/common/)
declares.

| code | verdict | may be silenced | what it says, for instance |
|---|---|---|---|
${rows.join("\n")}
`;
}
