/** A page that names a command which is not there, or an option that it does not take, sends its reader nowhere. */
import { readdirSync, readFileSync } from "node:fs";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { parseCommandLine } from "../../cli/command-line.ts";
import { COMMANDS } from "../../cli/commands.ts";

const PAGES = ["README.md", ...["docs", "integrations", "deploy", "journeys", "bench"].flatMap(pagesBelow)];

describe("what pages tell their readers to type can be typed", () => {
  beforeEach(() => void vi.spyOn(process.stderr, "write").mockReturnValue(true));
  afterEach(() => vi.restoreAllMocks());

  test.each(PAGES.flatMap((page) => linesInBlocks(page).map((line) => [page, line] as const)))(
    "%s: %s",
    async (_, line) => {
      await expect(parseCommandLine(wordsOf(line), COMMANDS)).resolves.toBeDefined();
    },
  );

  test.each(COMMANDS.flatMap(({ commands }) => commands))("the examples of $name", async ({ load }) => {
    const lines = (await load()).examples.flatMap(batonLine);
    for (const line of lines)
      await expect(parseCommandLine(wordsOf(line), COMMANDS), line).resolves.toBeDefined();
  });

  test.each(PAGES.flatMap((page) => inlineCode(page).map((code) => [page, code] as const)))(
    "%s in a sentence: %s",
    async (_, code) => {
      const [name = "", ...rest] = wordsOf(code);
      const entry = COMMANDS.flatMap(({ commands }) => commands).find((one) => one.name === name);
      const options = Object.keys((await entry?.load())?.options ?? {}).map(asTyped);
      const unknown = rest.filter((word) => word.startsWith("--")).filter((word) => !options.includes(word));
      expect({ known: entry !== undefined, unknown: unknown.filter((word) => word !== "--json") }).toEqual({
        known: true,
        unknown: [],
      });
    },
  );
});

/** Decisions are of their day: what they name may have gone since. */
function pagesBelow(folder: string): readonly string[] {
  const paths = readdirSync(folder, { recursive: true, encoding: "utf8" }).filter((path) =>
    /\.md$/.test(path),
  );
  return paths.map((path) => `${folder}/${path}`).filter((path) => !path.startsWith("docs/decisions/"));
}

const asTyped = (name: string): string =>
  `--${name.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;

/** Lines that call `baton`, of blocks that are typed into a shell. */
function linesInBlocks(page: string): readonly string[] {
  const blocks = [...readFileSync(page, "utf8").matchAll(/^```sh\n([\s\S]*?)^```/gm)];
  return blocks.flatMap(([, block = ""]) => block.replaceAll("\\\n", " ").split("\n").flatMap(batonLine));
}

/** The call itself: without settings, `npx`, or what is piped into it. */
function batonLine(line: string): readonly string[] {
  const call = line.match(/^(?:[A-Z_]+=\S+ |echo .*\| )*(?:npx )?(baton .*)/)?.[1];
  return call === undefined ? [] : [call];
}

/** `baton …` between backticks, with an option: a name alone is a way to speak of the command. */
const inlineCode = (page: string): readonly string[] =>
  [
    ...readFileSync(page, "utf8")
      .replaceAll(/^```[\s\S]*?^```/gm, "")
      .matchAll(/`(?:npx )?(baton\s[a-z][^`]*)`/g),
  ].map(([, code = ""]) => code.replaceAll(/\s+/g, " "));

/** Behind `baton`, as a shell would hand them over, up to where it ends the command. */
function wordsOf(line: string): readonly string[] {
  const words = [...line.matchAll(/(?:"[^"]*"|'[^']*'|[^\s"'])+/g)].map(([word]) =>
    word.replaceAll(/["']/g, ""),
  );
  const end = words.findIndex((word) => ["#", ">", "<", "|", "&&", "||", ";"].includes(word));
  return words.slice(1, end === -1 ? undefined : end);
}
