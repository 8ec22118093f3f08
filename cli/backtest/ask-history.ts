/** A history from a running installation, page by page. */
import type { HistoryLine } from "../../runtime/backtest/history.ts";
import type { ApiClient } from "../../runtime/gateway/api-client.ts";

const PARTS = ["known", "events", "answers"] as const;

/** @param period instants as ISO 8601, both inclusive. */
export async function askHistory(
  client: Pick<ApiClient, "history">,
  period: { readonly from: string; readonly until: string },
  progress: (read: number) => void,
): Promise<readonly HistoryLine[]> {
  const lines: HistoryLine[] = [];
  for (const part of PARTS) {
    let after: string | undefined;
    do {
      const page = await client.history({ part, ...period, ...(after === undefined ? {} : { after }) });
      lines.push(...page.lines);
      progress(lines.length);
      after = page.next ?? undefined;
    } while (after !== undefined);
  }
  return lines;
}
