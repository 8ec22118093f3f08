/** All that Temporal keeps of all runs: what anybody with access to it reads, and the payloads, which may be encrypted. */
import type { Client } from "@temporalio/client";

export interface HistoryText {
  /** Ids, names, search attributes and failures. */
  readonly open: string;
  /** Decoded where they are not encrypted. */
  readonly payloads: string;
}

export async function historyText(client: Client): Promise<HistoryText> {
  const open: string[] = [];
  const payloads: string[] = [];
  for await (const { workflowId, runId, searchAttributes } of client.workflow.list()) {
    open.push(workflowId, JSON.stringify(searchAttributes));
    const { events } = await client.workflow.getHandle(workflowId, runId).fetchHistory();
    for (const event of events ?? []) visit(event, open, payloads);
  }
  return { open: open.join("\n"), payloads: payloads.join("\n") };
}

/** Bytes are payloads; everything else stands there in clear. */
function visit(node: unknown, open: string[], payloads: string[]): void {
  if (typeof node === "string") open.push(node);
  else if (node instanceof Uint8Array) payloads.push(Buffer.from(node).toString("utf8"));
  else if (typeof node === "object" && node !== null)
    for (const one of Object.values(node)) visit(one, open, payloads);
}
