/** The table at the end of the demo: counted from what was written down. */
import type { JournalEntryView } from "../../runtime/gateway/api.ts";

export interface SummaryLine {
  readonly what: string;
  readonly count: number;
}
export interface Summary {
  readonly exits: readonly SummaryLine[];
  readonly handovers: readonly SummaryLine[];
  readonly work: readonly SummaryLine[];
  readonly messages: readonly SummaryLine[];
}

export function summarise(entries: readonly JournalEntryView[]): Summary {
  const by = (
    keep: (entry: JournalEntryView) => boolean,
    name: (entry: JournalEntryView) => string,
  ): readonly SummaryLine[] => {
    const counts = new Map<string, number>();
    for (const entry of entries.filter(keep)) counts.set(name(entry), (counts.get(name(entry)) ?? 0) + 1);
    return [...counts].sort(([a], [b]) => a.localeCompare(b)).map(([what, count]) => ({ what, count }));
  };
  const handovers = new Set(entries.filter(({ what }) => what === "offered").map(({ name }) => name));
  return {
    exits: by(
      ({ what }) => what === "exited",
      ({ journey, name, result }) => `${journey} ended as ${name} (${result})`,
    ),
    handovers: by(
      ({ what, name }) =>
        handovers.has(name) &&
        ["offered", "accepted", "declined", "reassigned", "given", "breached"].includes(what),
      ({ what, name }) => `${name} ${what}`,
    ),
    work: by(
      ({ what }) => what === "completed" || what === "decided",
      ({ what, name, result }) => `${name} ${what} as ${result}`,
    ),
    messages: by(
      ({ what }) => what === "message",
      ({ result }) => `messages ${result}`,
    ),
  };
}
