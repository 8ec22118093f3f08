/** What is written at the parts of a comparison, line by line, with a sign of what became of it. */
import type { ComparedEdge, ComparedNode, Standing } from "./compare-graphs.ts";

export interface ComparedLine {
  readonly text: string;
  /** Of the line: what is gone stood before only, what is new stands now only. */
  readonly standing: Standing;
}

/** Before the words, so that nobody needs to tell colours apart. */
const SIGNS: Readonly<Record<Standing, string>> = { same: "", added: "+ ", removed: "− ", changed: "≠ " };

export const SIGN_WORDS: readonly (readonly [Standing, string])[] = [
  ["added", `${SIGNS.added}new, drawn thick`],
  ["removed", `${SIGNS.removed}gone, drawn dashed`],
  ["changed", `${SIGNS.changed}changed`],
];

const signed = (text: string, standing: Standing): ComparedLine => ({
  text: `${SIGNS[standing]}${text}`,
  standing,
});

export function linesOfNode({
  kind,
  standing,
  before,
  after,
  changes,
}: ComparedNode): readonly ComparedLine[] {
  if (kind === "entry") return [];
  if (before === undefined || after === undefined) {
    const { name, detail } = after ?? before ?? { name: "", detail: "" };
    return [signed(name, standing), ...(detail === "" ? [] : [{ text: detail, standing }])];
  }
  const isWithin = changes.length > 0;
  const names = becoming(before.name, after.name, isWithin ? "changed" : "same");
  return [...names, ...becoming(before.detail, after.detail, "same"), ...countLines(changes)];
}

export function linesOfEdge(edge: ComparedEdge): readonly ComparedLine[] {
  const { standing, labels, through, throughWas, changes } = edge;
  const isWhole = standing === "added" || standing === "removed";
  const of = isWhole ? standing : changes.length > 0 ? "changed" : "same";
  const way =
    through === undefined ? [] : becoming(`through ${throughWas ?? through}`, `through ${through}`, of);
  const lines = [...labels.map(({ text, standing }) => signed(text, standing)), ...way];
  if (isWhole) return lines.length > 0 ? lines : [signed(standing === "added" ? "new" : "gone", standing)];
  return [...lines, ...countLines(changes)];
}

/** One line where both say the same; else what was said, and what is said now. */
function becoming(before: string, after: string, same: Standing): readonly ComparedLine[] {
  if (before === after) return after === "" ? [] : [signed(after, same)];
  return [
    ...(before === "" ? [] : [signed(before, "removed")]),
    ...(after === "" ? [] : [signed(after, "added")]),
  ];
}

function countLines(changes: readonly string[]): readonly ComparedLine[] {
  const count = changes.length;
  return count === 0
    ? []
    : [{ text: `(${count} ${count === 1 ? "change" : "changes"})`, standing: "changed" }];
}
