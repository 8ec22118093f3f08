/** Each finding has a page (docs/language.md, "What the compiler refuses or warns of"), and each page is true. */
import { readdirSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { type CheckPage, readCheckPage } from "../../../cli/explain/check-page.ts";
import { CODES } from "../../../cli/explain/pages.ts";
import { checkWorkspace } from "../../../compiler/check.ts";
import { SILENCEABLE } from "../../../compiler/checks/all.ts";
import type { WorkspaceFile } from "../../../compiler/workspace.ts";
import { applyEdits } from "../../../language/diagnostics/apply-fixes.ts";
import { CATALOGUE } from "../../../language/diagnostics/catalogue.ts";
import type { Code } from "../../../language/diagnostics/report.ts";
import { MAX_LENGTH } from "../../../language/guards.ts";
import { COMMON, filesIn, findingsIn, PAGES, readPage } from "../page-examples.ts";
import { releasedFrom, releaseFile, withWords } from "../released-examples.ts";

const pageOf = (code: Code): CheckPage => readCheckPage(code, readPage(`${code}.md`));

/** The page's example, and what the first version was released as: the example, changed so. */
function withRelease(part: string, edit: (text: string) => string): readonly WorkspaceFile[] {
  const files = filesIn(part);
  const first = files.map((file) => ({ ...file, text: edit(file.text) }));
  return [...files, releaseFile(releasedFrom(first, "nurture"))];
}
const asFirst = (text: string): string =>
  text.replace("nurture v2", "nurture v1").replaceAll(/^ *migrate from .*\n/gm, "");
const withGuide = (text: string): string =>
  asFirst(text).replace("wait 5 days", "send case_study\n    wait 5 days");

/** What the first version was released as, of examples that are about a migration from it. */
const RELEASED: { readonly [K in Code]?: (text: string) => string } = {
  "migrates-twice": asFirst,
  "migrates-what-differs": (text) => asFirst(text).replace("per seat\n", ""),
  "migration-map-line": withGuide,
  "migration-leaves-out": withGuide,
};

/** Examples that no page can print, and why. */
const MADE: { readonly [K in Code]?: (page: CheckPage) => readonly WorkspaceFile[] } = {
  // It is about a file of more than a megabyte: the comment that the page shows the beginning of, ten thousand times.
  "file-too-large": ({ wrong }) =>
    filesIn(wrong).map(({ path, text }) => ({
      path,
      text: text.repeat(Math.ceil(MAX_LENGTH / text.length) + 1),
    })),
  // A release is longer than a page: the example was released before somebody wrote what the page shows.
  "version-not-raised": ({ wrong }) => {
    const files = filesIn(wrong);
    return [...files, releaseFile(releasedFrom(withWords(files, "20 days", "30 days"), "nurture"))];
  },
  "version-behind-release": ({ wrong }) => {
    const files = filesIn(wrong);
    return [...files, releaseFile(releasedFrom(withWords(files, "nurture v1", "nurture v2"), "nurture"))];
  },
  "release-edited": ({ right }) => {
    const release = releasedFrom(filesIn(right), "nurture");
    return [releaseFile({ ...release, plan: { ...release.plan, title: "Another" } })];
  },
  "release-in-conflict": ({ right }) => {
    const file = releaseFile(releasedFrom(filesIn(right), "nurture"));
    return [
      {
        ...file,
        text: file.text.replace(
          /^ {2}"hash": .*$/m,
          (line) => `<<<<<<< HEAD\n${line}\n=======\n  "hash": "",\n>>>>>>> main`,
        ),
      },
    ];
  },
  "release-misnamed": ({ right }) => [releaseFile(releasedFrom(filesIn(right), "nurture"), "nurture_old")],
  "release-unreadable": ({ right }) => {
    const file = releaseFile(releasedFrom(filesIn(right), "nurture"));
    return [{ ...file, text: file.text.replace('"format": 1', '"format": 2') }];
  },
  "released-without-agreement": ({ wrong }) => {
    const waived = { by: "dag", because: "The price was wrong", missing: ["sales_manager"] };
    const agreement = { since: null, roles: ["sales_manager"], waived };
    return [...filesIn(wrong), releaseFile(releasedFrom(filesIn(wrong), "nurture", agreement))];
  },
  "migrates-twice": ({ wrong }) => withRelease(wrong, (text) => asFirst(text)),
  "migrates-what-differs": ({ wrong }) =>
    withRelease(wrong, (text) => asFirst(text).replace("per seat\n", "")),
  "migration-map-line": ({ wrong }) => withRelease(wrong, withGuide),
  "migration-leaves-out": ({ wrong }) => withRelease(wrong, withGuide),
  "release-needs-missing": ({ wrong, right }) => [
    ...filesIn(wrong),
    releaseFile(releasedFrom(filesIn(right), "nurture")),
  ],
};

const madeOf = (code: Code, page: CheckPage): readonly WorkspaceFile[] => {
  const released = RELEASED[code];
  if (released !== undefined) return withRelease(page.wrong, released);
  return MADE[code]?.(page) ?? filesIn(page.wrong);
};

test("each code has a page, and no page is without a code", () => {
  const pages = readdirSync(PAGES).filter((name) => name.endsWith(".md") && name !== "README.md");
  expect(pages.sort()).toEqual(CODES.map((code) => `${code}.md`).sort());
});

describe.each(CODES)("the page of %s", (code) => {
  test("reports that code, once, with its sentence, for the wrong example", () => {
    const page = pageOf(code);
    const found = findingsIn(madeOf(code, page));
    expect(found.map((one) => `${one.code}: ${one.message}`)).toEqual([`${code}: ${page.sentence}`]);
  });

  test("settles it with each fix that it offers", () => {
    const files = filesIn(pageOf(code).wrong);
    for (const { edits } of findingsIn(files).flatMap(({ fixes }) => fixes)) {
      const mended = files.map((file) => {
        const own = edits.filter(({ span }) => span.file === file.path);
        return { ...file, text: applyEdits(file.text, own) };
      });
      expect(findingsIn(mended).map((one) => one.code)).not.toContain(code);
    }
  });

  test("reports nothing for the right one", () => {
    const page = pageOf(code);
    const files = filesIn(page.right);
    expect(files).not.toEqual([]);
    const beside = RELEASED[code] === undefined ? [] : withRelease(page.wrong, RELEASED[code]).slice(-1);
    expect(findingsIn([...files, ...beside]).map((one) => `${one.code}: ${one.message}`)).toEqual([]);
  });

  test("says whether it may be silenced, with an example where it may", () => {
    const { silencing } = pageOf(code);
    expect(silencing).toMatch(SILENCEABLE.has(code) ? /^Yes\b/ : /^No\b/);
    expect(filesIn(silencing).length > 0).toBe(SILENCEABLE.has(code));
    expect(findingsIn(filesIn(silencing)).map((one) => `${one.code}: ${one.message}`)).toEqual([]);
  });
});

test("what the examples may name is in order itself", () => {
  const errors = checkWorkspace({ files: COMMON }).diagnostics.filter(({ severity }) => severity === "error");
  expect(errors.map(({ message }) => message)).toEqual([]);
});

test("the index lists them all; `npx vitest run test/compiler/checks/pages -u` writes it anew", async () => {
  await expect(indexOf()).toMatchFileSnapshot(`${PAGES}/README.md`);
});

function indexOf(): string {
  const rows = CODES.map((code) => {
    const silenced = SILENCEABLE.has(code) ? "yes" : "";
    const said = pageOf(code).sentence.replaceAll("|", "\\|");
    return `| [\`${code}\`](${code}.md) | ${CATALOGUE[code].severity} | ${silenced} | ${said} |`;
  });
  return `# What the compiler refuses or warns of

Each finding has a page: what it says, why it matters, an example that is told so and one that is right, how to mend it,
and whether \`allow CODE because "…"\` may silence it. \`baton explain CODE\` shows the page in a terminal.

An example that shows only a part of a journey, or some lines of a stage, has the rest around it, and all may name what
[common/](common/) declares. Each is compiled as it stands by a test, which also writes this list.

Whoever adds a code adds its page, in the form of the others: the sentence that the wrong example is told, word for word;
why it matters, as a manager would say it; one example that is told that and nothing else, and one that is told nothing;
how to mend it; and Yes or No, with an example of a good reason where it is Yes. \`\` In \`people.yaml\`: \`\` before a block
names its file. \`npx vitest run test/compiler/checks/pages -u\` then brings this list up to date.

| code | | may be silenced | what it says, for instance |
|---|---|---|---|
${rows.join("\n")}
`;
}
