/** A diff as a terminal shows it. */
import type { Effect } from "../../compiler/diff/change.ts";
import type { Io, Paint } from "../io.ts";
import { plain } from "../print/plain.ts";
import { type DiffReport, groupsOf, headline, others, placeWords, scenarioWords } from "./report.ts";

export function tellDiff(report: DiffReport, io: Io): void {
  const { base, head, diff } = report;
  io.out(io.paint.bold(headline(report)));
  io.out(io.paint.dim(`before: ${base}; after: ${head}`));
  for (const { title, changes } of groupsOf(report)) {
    io.out(`\n${io.paint.bold(plain(title))}`);
    for (const change of changes) {
      const mark = PAINTED[change.effect](io.paint)(change.effect.padEnd(WIDEST));
      const also = io.paint.dim(plain(others(change)));
      io.out(`  ${mark}  ${plain(placeWords(change.place))}: ${plain(change.sentence)}${also}`);
    }
  }
  const rest = [
    ...diff.scenarios.map(scenarioWords),
    ...diff.onlyText.map((file) => `only the text is another: ${file}`),
  ];
  if (rest.length > 0) io.out(`\n${rest.map(plain).join("\n")}`);
}

const PAINTED: Readonly<Record<Effect, (paint: Paint) => (text: string) => string>> = {
  weaker: ({ red }) => red,
  stronger: ({ green }) => green,
  different: ({ yellow }) => yellow,
  neutral: ({ dim }) => dim,
};
const WIDEST = "different".length;
