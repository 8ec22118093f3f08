/** What people did to the installation: the audit record, and whether it is whole (docs/how-to/operate.md). */
import type { AuditAnswer, AuditVerdictAnswer } from "../../runtime/gateway/api.ts";
import { EXIT, type ExitCode } from "../exit-code.ts";
import { wrongUsage } from "../failure.ts";
import { askGateway } from "../gateway/ask-gateway.ts";
import type { GatewayValues } from "../gateway/options.ts";
import type { Io, Paint } from "../io.ts";
import { plain } from "../print/plain.ts";
import { showInstant } from "../print/time.ts";

export interface Which {
  /** Key of a subject, or the id by which the record knows them. */
  readonly subject: string | undefined;
  readonly limit: string | undefined;
}

export async function showOperations(
  gateway: GatewayValues,
  { subject, limit }: Which,
  io: Io,
): Promise<ExitCode> {
  const query = { limit: readLimit(limit), ...(subject !== undefined && { subject }) };
  const answer = await askGateway(gateway, io, (client) => client.audit(query));
  if (io.json) io.out(JSON.stringify(answer, null, 2));
  else for (const line of operationLines(answer, subject, io.paint)) io.out(line);
  return EXIT.ok;
}

/** Ends with 1 where the record is not as it was written. */
export async function verifyOperations(
  gateway: GatewayValues,
  kept: string | undefined,
  io: Io,
): Promise<ExitCode> {
  const query = kept === undefined ? {} : readHead(kept);
  const verdict = await askGateway(gateway, io, (client) => client.auditVerdict(query));
  if (io.json) io.out(JSON.stringify(verdict, null, 2));
  else for (const line of verdictLines(verdict, io.paint)) io.out(line);
  return verdict.is === "whole" ? EXIT.ok : EXIT.findings;
}

const DEFAULT_LIMIT = 50;
const MOST = 1_000;

function readLimit(text: string | undefined): number {
  const limit = Number(text ?? DEFAULT_LIMIT);
  if (Number.isInteger(limit) && limit >= 1 && limit <= MOST) return limit;
  throw wrongUsage(`--limit ${text} is no number from 1 to ${MOST}.`);
}

/** As a verdict shows it. */
function readHead(text: string): { readonly number: number; readonly hash: string } {
  const [, number, hash] = /^(\d{1,15}):([0-9a-f]{64})$/.exec(text.trim()) ?? [];
  if (number === undefined || hash === undefined)
    throw wrongUsage(`--kept ${text} is no head such as 41:${"6c1f".repeat(16)}.`);
  return { number: Number(number), hash };
}

type Row = AuditAnswer["rows"][number];

function* operationLines({ rows }: AuditAnswer, subject: string | undefined, paint: Paint) {
  if (rows.length === 0)
    yield subject === undefined
      ? "Nobody has operated this installation yet."
      : "Nothing was done to them alone: what was done to many stands in their story, without --operations.";
  for (const row of rows) {
    const { number, at, who, did, why } = row;
    yield `${paint.dim(`${number}  ${showInstant(at)}`)}  ${plain(who)}: ${did}${outcomeWords(row, paint)}`;
    const said = row.said ?? aboutWords(row);
    if (said !== "") yield `    ${plain(said)}`;
    if (why !== null) yield `    because "${plain(why)}"`;
  }
}

/** That it was done goes without saying. */
const outcomeWords = ({ outcome }: Row, paint: Paint): string =>
  outcome === "done" ? "" : `, ${outcome === "begun" ? outcome : paint.red(outcome)}`;

const aboutWords = ({ about }: Row): string =>
  Object.entries(about)
    .map(([name, value]) => `${name} ${value}`)
    .join(", ");

function* verdictLines(verdict: AuditVerdictAnswer, paint: Paint) {
  if (verdict.is === "broken") {
    yield `${paint.red("broken")} at row ${verdict.number}: ${verdict.why}.`;
    if (verdict.number > 1) yield "The rows before it are as they were written.";
    return;
  }
  const { number, hash } = verdict.head;
  yield number === 0
    ? "Whole: nothing is written yet."
    : `Whole: ${number} ${number === 1 ? "row" : "rows"}, as they were written.`;
  yield `Keep this elsewhere, to tell by it later whether they are still there: --kept ${number}:${hash}`;
}
