/** What `accept`, `decline`, `complete` and `decide` have in common. */
import type { ActBody, ActName, WorkView } from "../../runtime/gateway/api.ts";
import { EXIT, type ExitCode } from "../exit-code.ts";
import { askGateway } from "../gateway/ask-gateway.ts";
import { GATEWAY_OPTIONS, type GatewayValues } from "../gateway/options.ts";
import type { Io } from "../io.ts";
import { asTyped, readPairs } from "../pairs.ts";
import { plain } from "../print/plain.ts";
import { findWork } from "./find-work.ts";

export const WORK_ARGUMENT = {
  work: { summary: "id or name of the work, as `baton inbox` shows it" },
} as const;

export const WORK_OPTIONS = {
  subject: { is: "text", value: "KEY", summary: "key of the subject, where the name alone fits several" },
  ...GATEWAY_OPTIONS,
} as const;

export const EVIDENCE_OPTION = {
  with: { is: "list", value: "FIELD=VALUE", summary: "evidence that the answer needs" },
} as const;

export interface WorkValues extends GatewayValues {
  readonly work: string;
  readonly subject: string | undefined;
}

type Evidence = Readonly<Record<string, string | number>>;

/** An act with its body, once it is known which work it is about. */
export async function actOnWork<Act extends ActName>(
  values: WorkValues,
  io: Io,
  act: Act,
  bodyFor: (view: WorkView | null) => ActBody<Act>,
): Promise<ExitCode> {
  const taken = await askGateway(values, io, async (client) => {
    const { id, view } = await findWork(client, values);
    return await client.act(act, id, bodyFor(view));
  });
  io.out(io.json ? JSON.stringify(taken, null, 2) : plain(taken.message));
  return EXIT.ok;
}

/** What `--with` says, typed as the answer `label` of this work needs it; left out of a body when nothing is said. */
export function evidenceFor(
  view: WorkView | null,
  label: string | undefined,
  texts: readonly string[],
): { readonly evidence?: Evidence } {
  const needs = view?.answers.find((answer) => answer.label === (label ?? null))?.needs ?? [];
  const typeOf = (field: string): string | undefined => needs.find((need) => need.field === field)?.type;
  const pairs = readPairs("--with", texts);
  if (pairs.length === 0) return {};
  return {
    evidence: Object.fromEntries(pairs.map(([field, value]) => [field, asTyped(value, typeOf(field))])),
  };
}
