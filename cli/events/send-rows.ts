/** Sends the events of a file in batches, and keeps count of what became of each row. */
import { type EventRequest, type EventResult, LARGEST_BATCH } from "../../runtime/gateway/api.ts";
import { type ApiClient, ApiFailure } from "../../runtime/gateway/api-client.ts";

/** An event with the line that it comes from. */
export interface LinedEvent {
  readonly line: number;
  readonly event: EventRequest;
}

export interface RowProblem {
  readonly line: number;
  readonly problem: string;
}

export interface Tally {
  readonly taken: number;
  readonly repeated: number;
  readonly refused: number;
}

/** The gateway takes a body of up to 1 MiB, and a letter has up to four bytes; rows are small, but need not be. */
const BATCH_LETTERS = 250_000;

export async function* inBatches(
  events: AsyncIterable<LinedEvent> | Iterable<LinedEvent>,
): AsyncGenerator<readonly LinedEvent[]> {
  let batch: LinedEvent[] = [];
  let letters = 0;
  for await (const one of events) {
    const length = JSON.stringify(one.event).length;
    if (batch.length === LARGEST_BATCH || (batch.length > 0 && letters + length > BATCH_LETTERS)) {
      yield batch;
      [batch, letters] = [[], 0];
    }
    batch.push(one);
    letters += length;
  }
  if (batch.length > 0) yield batch;
}

export interface Sent {
  readonly tally: Tally;
  readonly problems: readonly RowProblem[];
}

export async function sendBatch(client: ApiClient, batch: readonly LinedEvent[]): Promise<Sent> {
  const results = await askFor(client, batch);
  const count = (status: EventResult["status"]): number =>
    results.filter((result) => result.status === status).length;
  return {
    tally: { taken: count("taken"), repeated: count("repeated"), refused: count("refused") },
    problems: results.flatMap(({ index, error }) =>
      error === undefined ? [] : [{ line: batch[index]?.line ?? 0, problem: error.message }],
    ),
  };
}

/** Events that the gateway takes for no batch at all are sent one by one, so that each refusal finds its row. */
async function askFor(client: ApiClient, batch: readonly LinedEvent[]): Promise<readonly EventResult[]> {
  try {
    return (await client.sendEvents(batch.map(({ event }) => event))).results;
  } catch (error) {
    if (!isAboutAnEvent(error)) throw error;
    const [only] = batch;
    if (batch.length === 1 && only !== undefined) return [refusal(only, error)];
    const results: EventResult[] = [];
    for (const [index, one] of batch.entries()) {
      for (const result of await askFor(client, [one])) results.push({ ...result, index });
    }
    return results;
  }
}

const isAboutAnEvent = (error: unknown): error is ApiFailure =>
  error instanceof ApiFailure && [400, 409, 413, 422].includes(error.status ?? 0);

const refusal = ({ event }: LinedEvent, { code, message }: ApiFailure): EventResult => ({
  index: 0,
  id: event.id,
  status: "refused",
  started: [],
  informed: [],
  error: { code, message },
});
