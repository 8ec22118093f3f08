/** Plays a case to its end, each thing from outside once nothing moves any more. */
import type { TestServer } from "../../test/support/temporal.ts";
import type { Case, Happening } from "./cases.ts";

/** Who runs the journeys, as the world outside sees them. */
export interface Contestant {
  readonly name: string;
  /** Answers the workflow's id, which is of the case and the number. */
  begin(one: Case, number: number): Promise<string>;
  happens(id: string, fact: string, fields: Readonly<Record<string, string>>): Promise<void>;
  /** `false`: it is not asked yet. */
  answers(id: string, happening: Extract<Happening, { request: string }>): Promise<boolean>;
  /** How often a message has gone out. */
  sent(id: string, message: string): number;
  close(): Promise<void>;
}

/** Real milliseconds after which something that was to come has not come. */
const PATIENCE = 60_000;

export async function play(
  one: Case,
  contestant: Contestant,
  { client }: TestServer,
  number = 1,
): Promise<string> {
  const id = await contestant.begin(one, number);
  for (const happening of one.happens) {
    if ("fact" in happening) {
      await rest(client, id);
      await contestant.happens(id, happening.fact, happening.fields ?? {});
    } else if ("request" in happening)
      await until(`${one.name}: ${happening.request} is asked of ${happening.role}`, () =>
        contestant.answers(id, happening),
      );
    else
      await until(
        `${one.name}: ${happening.sent} goes out`,
        async () => contestant.sent(id, happening.sent) >= happening.times,
      );
  }
  const result: unknown = await client.workflow.getHandle(id).result();
  const exit = typeof result === "object" && result !== null && "exit" in result ? result.exit : result;
  if (exit !== one.exit) throw new Error(`${one.name} ended with ${String(exit)}, not ${one.exit}.`);
  return id;
}

async function until(what: string, isSo: () => Promise<boolean>): Promise<void> {
  const end = Date.now() + PATIENCE;
  while (!(await isSo())) {
    if (Date.now() > end) throw new Error(`Waited in vain until ${what}.`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

/** Until the history has not grown for a while: so that two things do not share a task by chance. */
async function rest(client: TestServer["client"], id: string): Promise<void> {
  let before = -1;
  for (;;) {
    const { events } = await client.workflow.getHandle(id).fetchHistory();
    const now = events?.length ?? 0;
    if (now === before) return;
    before = now;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}
