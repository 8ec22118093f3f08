/** What pause, resume, stop and repair have in common: whom it is for, how many they are, and then doing it. */
import { setTimeout as sleep } from "node:timers/promises";
import type { OperationAnswer, OperationRequest } from "../../runtime/gateway/api.ts";
import { type ApiClient, ApiFailure } from "../../runtime/gateway/api-client.ts";
import { EXIT, type ExitCode } from "../exit-code.ts";
import { CommandFailure, unreachable, wrongUsage } from "../failure.ts";
import { askGateway } from "../gateway/ask-gateway.ts";
import { GATEWAY_OPTIONS, type GatewayValues } from "../gateway/options.ts";
import type { Io } from "../io.ts";
import { plain } from "../print/plain.ts";

/** Whom it is for. */
export const CHOOSING_OPTIONS = {
  version: { is: "text", value: "N", summary: "only those on this version" },
  stage: { is: "text", value: "NAME", summary: "only those in this stage now" },
  for: { is: "text", value: "AUDIENCE", summary: "only those of whom this audience's condition holds" },
  subject: { is: "text", value: "KEY", summary: "only this subject" },
} as const;
export const OPERATING_OPTIONS = {
  because: { is: "text", value: "WHY", summary: "the reason, which is written down" },
  yes: { is: "flag", summary: "do it without a question" },
  ...GATEWAY_OPTIONS,
} as const;

export interface ChoosingValues {
  readonly journey: string | undefined;
  readonly version: string | undefined;
  readonly stage: string | undefined;
  readonly for: string | undefined;
  readonly subject: string | undefined;
}

type Chosen = Pick<OperationRequest, "journey" | "version" | "stage" | "audience" | "subject">;

export function readChoice(values: ChoosingValues): Chosen {
  const { journey, version, stage, for: audience, subject } = values;
  if ([journey, audience, subject].every((one) => one === undefined))
    throw wrongUsage("Say which: a journey, --for an audience, or --subject.");
  return {
    ...(journey !== undefined && { journey }),
    ...(version !== undefined && { version: readVersion(version) }),
    ...(stage !== undefined && { stage }),
    ...(audience !== undefined && { audience }),
    ...(subject !== undefined && { subject }),
  };
}

function readVersion(text: string): number {
  const version = Number(text.replace(/^v/, ""));
  if (Number.isInteger(version) && version > 0) return version;
  throw wrongUsage(`--version ${text} is no version such as 3.`);
}

export interface Operating extends GatewayValues {
  readonly because: string | undefined;
  readonly yes: boolean;
}

/** In words of the command: `pause`, `would be paused`, `paused`. */
const WORDS: Readonly<Record<OperationRequest["do"], string>> = {
  pause: "paused",
  resume: "resumed",
  stop: "stopped",
  repair: "repaired",
};

/** Before anything is asked or counted. @throws CommandFailure */
export function requireReason({ because }: Pick<Operating, "because">): string {
  if (because === undefined || because.trim() === "")
    throw wrongUsage('Say why, with --because "…": it is written down.');
  return because;
}

/** Counts, asks, does, and tells how far it has come until it is done. */
export async function operate(
  { because, yes, ...gateway }: Operating,
  body: Omit<OperationRequest, "because" | "dryRun">,
  io: Io,
): Promise<ExitCode> {
  const request = { ...body, because: requireReason({ because }) };
  return await askGateway(gateway, io, async (client) => {
    const counted = await client.operate({ ...request, dryRun: true });
    if (isNothing(counted)) return nothing(counted, io);
    await agree(counted, yes, io);
    const began = await client.operate(request, crypto.randomUUID());
    const ended = await follow(client, began, io);
    if (io.json) io.out(JSON.stringify({ ...ended, concerns: counted.concerns }, null, 2));
    else for (const line of doneLines(ended)) io.out(line);
    return ended.done === 0 && counted.forEntries !== true ? EXIT.findings : EXIT.ok;
  });
}

/** How many people there are, where it has not been said how: the choice is theirs who know. */
export async function countFor(
  gateway: GatewayValues,
  body: Omit<OperationRequest, "dryRun">,
  io: Io,
): Promise<OperationAnswer> {
  return await askGateway(gateway, io, (client) => client.operate({ ...body, dryRun: true }));
}

export const peopleWords = ({ concerns: { instances, people } }: OperationAnswer): string =>
  `${instances} ${instances === 1 ? "journey" : "journeys"} of ${people} ${people === 1 ? "subject" : "subjects"}`;

export const isNothing = ({ concerns, forEntries }: OperationAnswer): boolean =>
  concerns.instances === 0 && forEntries !== true;

export function nothing(counted: OperationAnswer, io: Io): ExitCode {
  if (io.json) io.out(JSON.stringify(counted, null, 2));
  else io.out(`Nothing to be ${WORDS[counted.do]}: ${plain(counted.chosen)}.`);
  return EXIT.findings;
}

async function agree(counted: OperationAnswer, yes: boolean, io: Io): Promise<void> {
  const what = `${plain(counted.chosen)}: ${peopleWords(counted)} will be ${WORDS[counted.do]}`;
  if (yes) return io.talk(`${what}.`);
  for (const note of counted.notes) io.talk(plain(note));
  if (!io.answers) throw wrongUsage(`${what}. Say --yes to do it.`);
  if (!(await io.confirm(`${what}. Go on?`))) throw notAgreed();
}

export const notAgreed = (): CommandFailure =>
  new CommandFailure(EXIT.findings, "not-agreed", "Nothing was done.");

/** Real milliseconds between two looks at a long one. */
const LOOK_EVERY = 500;

async function follow(client: ApiClient, began: OperationAnswer, io: Io): Promise<OperationAnswer> {
  let now = began;
  while (!now.isOver && now.id !== null) {
    io.progress(`${now.done} of ${now.concerns.instances} ${WORDS[now.do]}`);
    await sleep(LOOK_EVERY);
    now = await look(client, now, now.id);
  }
  io.progress("");
  return now;
}

/** It is a row in the store: whoever no longer sees it must not think that it has ended, or begin it again. */
async function look(client: ApiClient, seen: OperationAnswer, id: string): Promise<OperationAnswer> {
  try {
    return await client.operation(id);
  } catch (error) {
    if (!(error instanceof ApiFailure) || error.status !== null) throw error;
    const far = `${seen.done} of ${seen.concerns.instances} were ${WORDS[seen.do]} by then`;
    throw unreachable(error.code, `${error.message} ${far}; ${id} goes on by itself when it is back.`);
  }
}

function* doneLines(answer: OperationAnswer) {
  const { done, do: did, chosen, by, id } = answer;
  yield `${done} ${WORDS[did]} by ${plain(by)}: ${plain(chosen)}.`;
  if (done === 0 && did === "repair")
    yield "Nothing can be done in this way: `baton repair WHICH` says what can.";
  for (const note of answer.notes) yield plain(note);
  if (id !== null) yield `Written down as ${id}.`;
}
