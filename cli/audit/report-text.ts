/** An audit as a terminal shows it. */
import type { Verdict } from "../../compiler/audit/audit-finding.ts";
import type { Io, Paint } from "../io.ts";
import { plain } from "../print/plain.ts";
import { type Column, tableLines } from "../print/table.ts";
import {
  type AuditReport,
  groupsOf,
  headline,
  JOURNEYS,
  KEPT,
  keptIn,
  others,
  PRESSURE,
  PRESSURE_MEANS,
} from "./report.ts";

export function tellAudit(report: AuditReport, io: Io): void {
  const { audit, figures } = report;
  io.out(io.paint.bold(headline(audit)));
  // The same advice is said once.
  const helped = new Set<string>();
  for (const { title, findings } of groupsOf(report)) {
    io.out(`\n${io.paint.bold(plain(title))}`);
    for (const finding of findings) {
      const { verdict, sentence, code, at, help } = finding;
      io.out(`  ${PAINTED[verdict](io.paint)(verdict.padEnd(WIDEST))}  ${plain(sentence)}${others(finding)}`);
      if (help !== null && !helped.has(help)) io.out(`${INDENT}${plain(help)}`);
      helped.add(help ?? "");
      io.out(io.paint.dim(`${INDENT}${at.file}:${at.line}  ${code}`));
    }
  }
  tellTable("Messages at worst", PRESSURE, audit.pressure, io);
  if (audit.pressure.length > 0) io.out(io.paint.dim(PRESSURE_MEANS));
  tellTable("What the journeys have done", JOURNEYS, audit.journeys ?? [], io);
  tellTable("Kept, with a reason", KEPT, keptIn(audit), io);
  io.talk(figures);
  const [first] = audit.findings;
  if (first !== undefined) io.talk(`\`baton explain ${first.code}\` says why (and so for each code).`);
}

const PAINTED: Readonly<Record<Verdict, (paint: Paint) => (text: string) => string>> = {
  gap: ({ red }) => red,
  rebuild: ({ yellow }) => yellow,
  retire: ({ magenta }) => magenta,
  keep: ({ green }) => green,
};
const WIDEST = "rebuild".length;
const INDENT = " ".repeat(WIDEST + 4);

function tellTable<Row>(title: string, columns: readonly Column<Row>[], rows: readonly Row[], io: Io): void {
  if (rows.length === 0) return;
  const shown = columns.map((column) => ({
    ...column,
    of: (row: Row) => {
      const cell = column.of(row);
      return typeof cell === "number" ? cell : plain(cell);
    },
  }));
  io.out(`\n${io.paint.bold(title)}`);
  for (const line of tableLines(shown, rows, io.paint.dim)) io.out(line);
}
