/** A page for a terminal: its Markdown without the marks that only a renderer needs. */
import type { Paint } from "../io.ts";
import type { CheckPage } from "./check-page.ts";

export function pageLines(
  code: string,
  /** A severity, or a verdict of the audit. */
  mark: string,
  { sentence, why, wrong, right, mending, silencing }: CheckPage,
  paint: Paint,
): readonly string[] {
  const colour = mark === "error" ? paint.red : paint.yellow;
  const part = (title: string, text: string) => ["", paint.bold(title), "", ...linesOf(text, paint)];
  return [
    `${colour(`${mark}[${code}]`)}${paint.bold(`: ${sentence}`)}`,
    "",
    ...linesOf(why, paint),
    ...part("Wrong", wrong),
    ...part("Right", right),
    ...part("How to mend it", mending),
    ...part("May it be silenced?", silencing),
  ];
}

/** Code is told by its indentation, and not by fences. */
function linesOf(markdown: string, paint: Paint): readonly string[] {
  let inCode = false;
  return markdown.split("\n").flatMap((line) => {
    if (line.startsWith("```")) {
      inCode = !inCode;
      return [];
    }
    return [inCode ? paint.cyan(`    ${line}`.trimEnd()) : line];
  });
}
