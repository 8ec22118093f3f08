/**
 * Somebody outside, on real parts: they have no inbox, and know what a letter told them. They open the link in it, look
 * at the page as everybody does, and post its form.
 */
import type { Library } from "../../compiler/library.ts";
import type { Fields, Value } from "../../compiler/plan.ts";
import { ANSWER_PATH } from "../access/link.ts";
import type { WorkView } from "../gateway/api.ts";
import type { PersonId, Refusal } from "../machine/protocol.ts";
import { isMoney } from "../machine/reckon.ts";
import { DAY } from "../policy/exact-time.ts";
import type { Stack } from "../stack/open-stack.ts";
import type { AnswerAct } from "./server-theatre.ts";

/** Who is reached at a field of the subject, by the name of the role, and at which addresses so far. */
export interface Outsiders {
  readonly names: readonly PersonId[];
  readonly addresses: ReadonlyMap<string, PersonId>;
  learn(fields: Fields): void;
}

export function outsidersOf({ roles }: Pick<Library, "roles">): Outsiders {
  const reached = Object.entries(roles).flatMap(([role, { outside }]) =>
    outside?.at === undefined ? [] : [[role, outside.at] as const],
  );
  const addresses = new Map<string, PersonId>();
  return {
    names: reached.map(([role]) => role),
    addresses,
    learn(fields) {
      for (const [role, field] of reached) {
        const address = fields[field] ?? null;
        if (address !== null) addresses.set(String(address).toLowerCase(), role);
      }
    },
  };
}

/** Real milliseconds in which a letter may yet come. */
const PATIENCE = 5_000;
const POLL = 50;

export async function answerByLink(stack: Stack, work: WorkView, act: AnswerAct): Promise<Refusal | null> {
  const link = await linkFor(stack, work.id);
  if (link === null)
    return { code: "unknown-work", message: `no letter has brought a link for ${work.name}` };
  await fetch(link);
  const answer = await fetch(link, { method: "POST", body: formOf(act) });
  return answer.ok ? null : { code: "not-yours", message: sentenceOf(await answer.text()) };
}

/** The latest one: of a request that was asked anew those before it answer nothing. */
async function linkFor(stack: Stack, work: string): Promise<string | null> {
  const until = Date.now() + PATIENCE;
  do {
    const { mail } = await stack.api.mail();
    const links = mail
      .toSorted((one, other) => one.at.localeCompare(other.at))
      .flatMap(({ text }) => LINK.exec(text)?.[0] ?? [])
      .filter((link) => workOf(link) === work);
    const last = links.at(-1);
    if (last !== undefined) return last;
    await new Promise((resolve) => setTimeout(resolve, POLL));
  } while (Date.now() < until);
  return null;
}

const LINK = new RegExp(`https?://[^\\s()]+${ANSWER_PATH}/[\\w.-]+`);

function workOf(link: string): string | null {
  const [, payload = ""] = link.slice(link.lastIndexOf("/") + 1).split(".");
  const read: unknown = JSON.parse(Buffer.from(payload, "base64url").toString("utf8"));
  return typeof read === "object" && read !== null && "work" in read ? String(read.work) : null;
}

function formOf(act: AnswerAct): URLSearchParams {
  const [label, evidence] = saidBy(act);
  const form = new URLSearchParams({ answer: label });
  for (const [name, value] of Object.entries(evidence)) {
    form.set(`${label}.${name}`, asTyped(value));
    if (isMoney(value)) form.set(`${label}.${name}.currency`, value.currency);
  }
  return form;
}

function saidBy(act: AnswerAct): readonly [label: string, evidence: Fields] {
  switch (act.do) {
    case "accept":
      return ["accept", {}];
    case "decline":
      return [act.reason, { reason: act.reason }];
    case "complete":
      return [act.result ?? "done", act.evidence];
    case "decide":
      return [act.answer, {}];
    case "approve":
      return [act.result, {}];
  }
}

/** As somebody fills it into the form. */
function asTyped(value: Value): string {
  if (isMoney(value)) return String(value.amount);
  if (typeof value === "boolean") return value ? "yes" : "no";
  if (typeof value === "object" && value !== null) return String((value.ms ?? 0) / DAY);
  return String(value ?? "");
}

const sentenceOf = (page: string): string => /<h1>([^<]*)<\/h1>/.exec(page)?.[1] ?? "the page says nothing";
