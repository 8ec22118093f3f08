import { isAuditCode } from "../../compiler/audit/catalogue.ts";
import { suggest } from "../../language/diagnostics/suggest.ts";
import { defineCommand } from "../command.ts";
import { EXIT } from "../exit-code.ts";
import { pageLines } from "../explain/page-lines.ts";
import { isPageCode, markOf, openCheckPage, PAGE_CODES, type PageCode } from "../explain/pages.ts";
import { wrongUsage } from "../failure.ts";
import type { Io } from "../io.ts";

export const explain = defineCommand({
  arguments: { code: { summary: "code of a finding (default: all, a line each)", optional: true } },
  examples: ["baton explain wait-without-bound", "baton explain    # what baton can find"],
  async run({ code }, io) {
    if (code === undefined) tellAll(io);
    else tellOne(knownCode(code), io);
    return EXIT.ok;
  },
});

/** @throws CommandFailure when nothing that is found has that code. */
function knownCode(text: string): PageCode {
  if (isPageCode(text)) return text;
  const nearest = suggest(text, PAGE_CODES);
  const help = nearest === undefined ? "`baton explain` lists all." : `Did you mean \`${nearest}\`?`;
  throw wrongUsage(`Nothing that baton finds has the code \`${text}\`. ${help}`);
}

function tellOne(code: PageCode, io: Io): void {
  if (io.json) io.out(JSON.stringify(factsOf(code), null, 2));
  else for (const line of pageLines(code, markOf(code), openCheckPage(code), io.paint)) io.out(line);
}

function tellAll(io: Io): void {
  if (io.json) {
    io.out(JSON.stringify(PAGE_CODES.map(factsOf), null, 2));
    return;
  }
  const width = Math.max(...PAGE_CODES.map(({ length }) => length));
  for (const code of PAGE_CODES) {
    const paint = markOf(code) === "error" ? io.paint.red : io.paint.yellow;
    io.out(`${paint(code.padEnd(width))}  ${openCheckPage(code).sentence}`);
  }
}

/** The severity of a check's finding, or the verdict of the audit's. */
function factsOf(code: PageCode) {
  const page = openCheckPage(code);
  const mark = isAuditCode(code) ? { verdict: markOf(code) } : { severity: markOf(code) };
  return { code, ...mark, mayBeSilenced: page.silencing.startsWith("Yes"), ...page };
}
