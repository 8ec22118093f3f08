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
  const { work } = await client.inbox(wanted.subject === undefined ? {} : { subject: wanted.subject });
  const matching = work.filter((one) => isMeant(one, wanted.work));
  const [first, ...others] = matching;
  if (first === undefined && wanted.work.includes("#")) return { id: wanted.work, view: null };
  if (first === undefined) throw noneFound(wanted, work);
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

function noneFound({ work, subject }: WantedWork, inbox: readonly WorkView[]): CommandFailure {
  const whose = subject === undefined ? "" : ` for ${plain(subject)}`;
  const names = [...new Set(inbox.map(({ name }) => name))].join(", ");
  const instead = names === "" ? "Nothing is." : `What is: ${names}.`;
  return new CommandFailure(EXIT.findings, "unknown-work", `No ${plain(work)} is open${whose}. ${instead}`);
}

function severalFound(work: string, views: readonly WorkView[]): CommandFailure {
  const short = shortIds(views.map(({ id }) => id));
  const listed = views.map(({ id, subject }) => `${short.get(id)} (${plain(subject.key)})`).join(", ");
  return wrongUsage(
    `${plain(work)} is open ${views.length} times: ${listed}. Name one by its id or with --subject.`,
  );
}
