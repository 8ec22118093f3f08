/** A back-test as a terminal shows it. */
import type { Case, JourneyComparison } from "../../runtime/backtest/compare.ts";
import type { Io } from "../io.ts";
import { plain } from "../print/plain.ts";
import { type Column, tableLines } from "../print/table.ts";
import {
  ASSUMED,
  caseLine,
  contactRows,
  days,
  headline,
  isChanged,
  leftovers,
  plural,
  quietChanges,
  type Report,
} from "./report.ts";

export function tellReport(report: Report, showPeople: boolean, io: Io): void {
  const { backtest, base, head, source } = report;
  io.out(
    `${days(backtest.period)}: ${plural(backtest.facts, "fact")} and ${plural(backtest.answers, "answer")}, from ${source}`,
  );
  io.out(`before: ${base}; after: ${head}\n`);
  io.out(io.paint.bold(headline(backtest)));
  for (const journey of backtest.comparison.journeys.filter(isChanged)) tellJourney(journey, io);
  tellTable(
    [
      { title: "", of: ({ what, name }) => `${what} ${name}` },
      { title: "before", of: ({ before }) => before },
      { title: "after", of: ({ after }) => after },
    ],
    contactRows(backtest),
    io,
  );
  if (showPeople) tellPeople(backtest.comparison.cases, io);
  const left = leftovers(report);
  if (left.length > 0) io.out(`\n${left.map(plain).join("\n")}`);
  io.talk(io.paintTalk.dim(ASSUMED));
}

function tellJourney(journey: JourneyComparison, io: Io): void {
  const rows = [{ name: "entered", ...journey.entered }, ...journey.places];
  tellTable(
    [
      { title: journey.journey, of: ({ name }) => name },
      { title: "before", of: ({ before }) => before },
      { title: "after", of: ({ after }) => after },
    ],
    rows,
    io,
  );
  for (const { from, to, people } of journey.changed)
    io.out(`  ${plural(people, "person", "people")}: ${from} -> ${to}`);
  const quiet = quietChanges(journey);
  if (quiet !== null) io.out(`  ${quiet}`);
}

function tellTable<Row>(columns: readonly Column<Row>[], rows: readonly Row[], io: Io): void {
  if (rows.length === 0) return;
  io.out(`\n${tableLines(columns, rows, io.paint.dim).join("\n")}`);
}

function tellPeople(cases: readonly Case[], io: Io): void {
  io.out("");
  for (const one of cases) io.out(`${plain(one.subject)}  ${caseLine(one)}`);
}
