/** Who is inside, counted by what runs or read from a file; and from which of them, for whoever reads the review. */
import type { Diff } from "../../compiler/diff/change.ts";
import {
  type Impact,
  impactOf,
  journeysChanged,
  type PeopleInside,
  type States,
} from "../../compiler/diff/impact.ts";
import { insideAnswer } from "../../runtime/gateway/api.ts";
import { CommandFailure, wrongUsage } from "../failure.ts";
import { askGateway, gatewayNamed } from "../gateway/ask-gateway.ts";
import { GATEWAY_OPTIONS, type GatewayValues } from "../gateway/options.ts";
import type { Io } from "../io.ts";
import { readNamedJson } from "../named-file.ts";

export const INSIDE_OPTIONS = {
  peopleInside: {
    is: "text",
    value: "FILE",
    summary:
      "who is inside, as `baton inside --json` wrote it (default: the gateway is asked, where one is known)",
  },
  ...GATEWAY_OPTIONS,
} as const;

export interface InsideValues extends GatewayValues {
  readonly peopleInside?: string | undefined;
}

type FoundInside =
  | { readonly is: "counted"; readonly server: string; readonly people: PeopleInside }
  | { readonly is: "read"; readonly file: string; readonly people: PeopleInside }
  | { readonly is: "unknown"; readonly why: string };

export type FoundImpact =
  | { readonly is: "counted"; readonly server: string; readonly impact: Impact }
  | { readonly is: "read"; readonly file: string; readonly impact: Impact }
  | { readonly is: "unknown"; readonly why: string };

/** `null`: nothing that runs is another, so that nobody is concerned. @throws CommandFailure when the file is none. */
export async function findImpact(
  { changes }: Diff,
  states: States,
  values: InsideValues,
  io: Io,
): Promise<FoundImpact | null> {
  const felt = changes.filter((change) => change.of === "what runs");
  if (felt.length === 0) return null;
  const options = { year: new Date().getUTCFullYear() };
  const found = await findInside(values, journeysChanged(states, options), io);
  if (found.is === "unknown") return found;
  const { people, ...source } = found;
  return { ...source, impact: impactOf(people, felt, states, options) };
}

/** A gateway that does not answer is told of, and stops nobody. `journeys`: those of which the steps are to be known. */
async function findInside(values: InsideValues, journeys: readonly string[], io: Io): Promise<FoundInside> {
  const { peopleInside: file } = values;
  if (file !== undefined) return { is: "read", file, people: await readInside(file, io.cwd) };
  const server = await gatewayNamed(values, io);
  if (server === null)
    return { is: "unknown", why: "no Baton runs here, and no --people-inside FILE was given" };
  try {
    const people = await askGateway(values, io, (client) => client.inside({ steps: journeys.join(",") }));
    return { is: "counted", server, people };
  } catch (error) {
    if (!(error instanceof CommandFailure)) throw error;
    return { is: "unknown", why: error.message };
  }
}

async function readInside(file: string, cwd: string): Promise<PeopleInside> {
  const read = insideAnswer.safeParse(await readNamedJson(file, cwd));
  if (read.success) return read.data;
  const [issue] = read.error.issues;
  throw wrongUsage(
    `${file} does not say who is inside: ${issue?.path.join(".") || "it"} ${issue?.message ?? "is invalid"}; \`baton inside --json\` writes it.`,
  );
}
