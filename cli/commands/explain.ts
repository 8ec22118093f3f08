import { CATALOGUE } from "../../language/diagnostics/catalogue.ts";
import type { Code } from "../../language/diagnostics/report.ts";
import { suggest } from "../../language/diagnostics/suggest.ts";
import { defineCommand } from "../command.ts";
import { EXIT } from "../exit-code.ts";
import { pageLines } from "../explain/page-lines.ts";
import { CODES, isCode, openCheckPage } from "../explain/pages.ts";
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
function knownCode(text: string): Code {
  if (isCode(text)) return text;
  const nearest = suggest(text, CODES);
  const help = nearest === undefined ? "`baton explain` lists all." : `Did you mean \`${nearest}\`?`;
  throw wrongUsage(`Nothing that baton finds has the code \`${text}\`. ${help}`);
}

function tellOne(code: Code, io: Io): void {
  if (io.json) io.out(JSON.stringify(factsOf(code), null, 2));
  else
    for (const line of pageLines(code, CATALOGUE[code].severity, openCheckPage(code), io.paint)) io.out(line);
}

function tellAll(io: Io): void {
  if (io.json) {
    io.out(JSON.stringify(CODES.map(factsOf), null, 2));
    return;
  }
  const width = Math.max(...CODES.map(({ length }) => length));
  for (const code of CODES) {
    const paint = CATALOGUE[code].severity === "error" ? io.paint.red : io.paint.yellow;
    io.out(`${paint(code.padEnd(width))}  ${openCheckPage(code).sentence}`);
  }
}

function factsOf(code: Code) {
  const page = openCheckPage(code);
  const { severity } = CATALOGUE[code];
  return { code, severity, mayBeSilenced: page.silencing.startsWith("Yes"), ...page };
}
