/**
 * What the journeys have done: from a file, from the gateway that is named or runs in this directory, or from nowhere. That
 * nothing is known is said, and is never taken for nothing done.
 */
import type { Observed } from "../../compiler/audit/observed.ts";
import { figuresAnswer } from "../../runtime/gateway/api.ts";
import { EXIT } from "../exit-code.ts";
import { CommandFailure, unreachable } from "../failure.ts";
import { askGateway } from "../gateway/ask-gateway.ts";
import type { GatewayValues } from "../gateway/options.ts";
import type { Io } from "../io.ts";
import { readJsonObject } from "../read-json-object.ts";

export interface Figures {
  readonly observed: Observed | null;
  /** One sentence: where they are from, or why there are none. */
  readonly said: string;
  /** A server was named or runs here, and has not answered. */
  readonly isMissing: boolean;
}

interface Wanted extends GatewayValues {
  readonly file: string | undefined;
  readonly days: number;
}

export async function findFigures({ file, days, ...gateway }: Wanted, io: Io): Promise<Figures> {
  if (file !== undefined) return known(await readFigures(file, io), `${file}`);
  try {
    return known(await askGateway(gateway, io, (client) => client.figures({ days })), "the running Baton");
  } catch (error) {
    if (!(error instanceof CommandFailure) || error.exitCode === EXIT.usage) throw error;
    // Nobody has named one: the texts alone are asked.
    const isNamed = error.code !== "no-server";
    const why = isNamed ? error.message : "No Baton is named (`--server`), and none runs in this directory.";
    return {
      observed: null,
      said: `Nothing is known of what the journeys have done: ${why}`,
      isMissing: isNamed,
    };
  }
}

const known = (observed: Observed, source: string): Figures => ({
  observed,
  said: `Figures of the ${observed.days} days up to ${observed.until.slice(0, 10)}, from ${source}.`,
  isMissing: false,
});

async function readFigures(file: string, io: Io): Promise<Observed> {
  const read = figuresAnswer.safeParse(await readJsonObject(file, io));
  if (read.success) return read.data;
  const [issue] = read.error.issues;
  throw unreachable(
    "broken-figures",
    `${file} holds no answer of \`GET /v1/figures\`: \`${issue?.path.join(".") ?? ""}\`: ${issue?.message ?? ""}.`,
  );
}
