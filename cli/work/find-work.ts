/** The piece of work that a person means: by its id, by its short id in the inbox, or by name and subject. */
import type { WorkView } from "../../runtime/gateway/api.ts";
import type { ApiClient } from "../../runtime/gateway/api-client.ts";
import { EXIT } from "../exit-code.ts";
import { CommandFailure, wrongUsage } from "../failure.ts";
import { plain } from "../print/plain.ts";
import { hashOf, shortIds } from "./short-id.ts";

export interface WantedWork {
  readonly work: string;
  readonly subject: string | undefined;
}

export interface FoundWork {
  readonly id: string;
  /** `null` for an id that stands in no inbox of whoever asks: the gateway has the say about it. */
  readonly view: WorkView | null;
}

export async function findWork(client: ApiClient, wanted: WantedWork): Promise<FoundWork> {
  const { person, work } = await client.inbox(
    wanted.subject === undefined ? {} : { subject: wanted.subject },
  );
  const matching = work.filter((one) => isMeant(one, wanted.work));
  const [first, ...others] = matching;
  if (first === undefined && wanted.work.includes("#")) return { id: wanted.work, view: null };
  if (first === undefined) throw noneFound(wanted, person, await insteadOf(client, wanted, work));
  if (others.length > 0) throw severalFound(wanted.work, matching);
  return { id: first.id, view: first };
}

function isMeant(view: WorkView, work: string): boolean {
  return (
    view.id === work ||
    view.name === work ||
    (/^[0-9a-f]{6,}$/.test(work) && hashOf(view.id).startsWith(work))
  );
}

function noneFound({ work, subject }: WantedWork, person: string, instead: string): CommandFailure {
  const whose = subject === undefined ? "" : ` of ${plain(subject)}`;
  const message = `${plain(person)} has no ${plain(work)}${whose} open. ${instead}`;
  return new CommandFailure(EXIT.findings, "unknown-work", message);
}

/** What is open in the same inbox, else who is asked about the same subject: it may be with somebody else. */
async function insteadOf(
  client: ApiClient,
  { subject }: WantedWork,
  inbox: readonly WorkView[],
): Promise<string> {
  const names = [...new Set(inbox.map(({ name }) => name))];
  if (names.length > 0) return `What is: ${names.join(", ")}.`;
  if (subject === undefined) return "Nothing is.";
  const { instances } = await client.status({ subject });
  const awaited = instances.flatMap(({ awaits }) => (awaits === null ? [] : [plain(awaits)]));
  return awaited.length === 0 ? "Nothing is." : `Awaited: ${awaited.join(", ")}.`;
}

function severalFound(work: string, views: readonly WorkView[]): CommandFailure {
  const short = shortIds(views.map(({ id }) => id));
  const listed = views.map(({ id, subject }) => `${short.get(id)} (${plain(subject.key)})`).join(", ");
  return wrongUsage(
    `${plain(work)} is open ${views.length} times: ${listed}. Name one by its id or with --subject.`,
  );
}
