/** The other side of the journey's action: a CRM that keeps a ledger of what it did, and misbehaves when told to. */
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { json } from "node:stream/consumers";
import { z } from "zod";

export interface CrmWrite {
  /** Real milliseconds since 1970. */
  readonly at: number;
  readonly key: string;
  readonly name: string;
}

/** What it does with the next requests, one each; then it is well again. */
export type CrmTrouble = "commit, then hang" | "commit, then 500" | "429" | "slow";

/** Real milliseconds that it takes when it is slow. */
const SLOW = 6_000;

export interface FakeCrm {
  readonly url: string;
  /** Whether it knows a key again, and answers what it answered before. */
  honoursKeys: boolean;
  /** Accounts that it has opened. */
  readonly writes: readonly CrmWrite[];
  /** Requests, with those that it answered from memory. */
  readonly requests: () => number;
  misbehave(trouble: CrmTrouble, times: number): void;
  close(): Promise<void>;
}

const request = z.object({ name: z.string() });

export async function startFakeCrm(): Promise<FakeCrm> {
  const writes: CrmWrite[] = [];
  const troubles: CrmTrouble[] = [];
  let requests = 0;
  const crm = { honoursKeys: true };

  async function take(incoming: IncomingMessage, answer: ServerResponse): Promise<void> {
    requests += 1;
    const key = String(incoming.headers["idempotency-key"]);
    const { name } = request.parse(await json(incoming));
    const trouble = troubles.shift();
    if (trouble === "429") return void answer.writeHead(429, { "retry-after": "2" }).end();
    if (trouble === "slow") await new Promise((resolve) => setTimeout(resolve, SLOW));
    const isKnown = crm.honoursKeys && writes.some((one) => one.key === key);
    if (!isKnown) writes.push({ at: Date.now(), key, name });
    if (trouble === "commit, then hang") return;
    if (trouble === "commit, then 500") return void answer.writeHead(500).end();
    answer.writeHead(200, { "content-type": "application/json" });
    answer.end(JSON.stringify({ account: `account-${key.slice(0, 8)}` }));
  }

  const server = createServer((incoming, answer) => {
    take(incoming, answer).catch(() => answer.writeHead(400).end());
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  return Object.assign(crm, {
    url: `http://127.0.0.1:${typeof address === "object" ? address?.port : 0}`,
    writes,
    requests: () => requests,
    misbehave: (trouble: CrmTrouble, times: number) =>
      void troubles.push(...Array.from({ length: times }, () => trouble)),
    close: () => {
      server.closeAllConnections();
      return new Promise<void>((resolve) => server.close(() => resolve()));
    },
  });
}
