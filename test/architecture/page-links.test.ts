/** A link leads somewhere: in the repository, and, of a page that users get with the package, there as well. */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join, normalize } from "node:path";
import { describe, expect, test } from "vitest";
import packageJson from "../../package.json" with { type: "json" };
import { LAYERS } from "./source-files.ts";

interface Link {
  readonly page: string;
  readonly to: string;
  /** As seen from the root. */
  readonly path: string;
  readonly heading: string | undefined;
}

const PAGES = [
  "README.md",
  ...[...LAYERS, "docs", "integrations", "bench", "journeys", "test"].flatMap(pagesBelow),
];
const LINKS = PAGES.flatMap(linksOf);

describe("links of pages", () => {
  test("lead to files that are there", () => {
    expect(LINKS.length).toBeGreaterThan(200);
    expect(LINKS.filter(({ path }) => !existsSync(path)).map(told)).toEqual([]);
  });

  test("lead to headings that are there", () => {
    const named = LINKS.filter(({ path, heading }) => heading !== undefined && path.endsWith(".md"));
    expect(named.length).toBeGreaterThan(0);
    expect(named.filter(({ path, heading = "" }) => !headingsOf(path).includes(heading)).map(told)).toEqual(
      [],
    );
  });

  test("of pages that are packed lead to what is packed; the first page and what is measured stay here", () => {
    const links = LINKS.filter(({ page, path }) => isPacked(page) && !path.startsWith("bench/"));
    expect(links.filter(({ path }) => !isPacked(path)).map(told)).toEqual([]);
  });
});

const told = ({ page, to }: Link): string => `${page}: ${to}`;

/** npm packs README.md unasked; who has it in a package reads it on the code host. */
const isPacked = (path: string): boolean =>
  packageJson.files.some((packed) => path === packed || path.startsWith(`${packed}/`));

function pagesBelow(folder: string): readonly string[] {
  const paths = readdirSync(folder, { recursive: true, encoding: "utf8" });
  return paths.filter((path) => path.endsWith(".md")).map((path) => join(folder, path));
}

function linksOf(page: string): readonly Link[] {
  return [...proseOf(page).matchAll(/\]\(([^)\s]+)\)/g)]
    .map(([, to = ""]) => to)
    .filter((to) => !/^[a-z]+:/.test(to))
    .map((to) => {
      const [path = "", heading] = to.split("#");
      return { page, to, path: path === "" ? page : normalize(join(dirname(page), path)), heading };
    });
}

/** Headings as code hosts name them in addresses. */
const headingsOf = (page: string): readonly string[] =>
  [...proseOf(page).matchAll(/^#+ (.*)$/gm)].map(([, title = ""]) =>
    title
      .trim()
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N}_ -]/gu, "")
      .replaceAll(" ", "-"),
  );

function proseOf(page: string): string {
  return readFileSync(page, "utf8").replaceAll(/^```[\s\S]*?^```/gm, "");
}
