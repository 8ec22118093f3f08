/** What the world may answer to what a step asks of it: somebody is found or not, a message goes out, waits or is held. */
import type { People } from "../../compiler/library.ts";
import type { Command, CommandResult, PersonId, SendOutcome } from "../machine/protocol.ts";
import type { State } from "../machine/state.ts";
import { isExemptPurpose } from "../policy/contact.ts";
import type { Arena } from "./arena.ts";

/** One of them may be the answer; none: nothing is asked. The first is the plain one. */
export function answersTo(arena: Arena, before: State | null, command: Command): readonly CommandResult[] {
  switch (command.do) {
    case "assign":
      return picksFor(arena, command);
    case "send":
      return sendings(arena, before, command).map((sent) => ({ ref: command.ref, sent }));
    case "sum":
      return [0, MUCH].map((sum) => ({ ref: command.ref, sum }));
    case "judge":
      return [null, ...command.arms].map((winner) => ({ ref: command.ref, winner }));
    case "find":
      return [["somebody"], []].map((found) => ({ ref: command.ref, found }));
    case "begin": {
      const { ref } = command;
      return ref === undefined ? [] : [`${command.journey}/1`, null].map((began) => ({ ref, began }));
    }
    case "zone":
      // Moments in a zone that nobody knows are those of the zone that stands for it.
      return [{ ref: command.ref, offsets: null }];
    default:
      return [];
  }
}

/** More than any limit of a right. */
const MUCH = 1_000_000_000_000;

type Assign = Extract<Command, { do: "assign" }>;

/**
 * Somebody of the role, while there is one who may be asked; nobody, where people may have been silent or away; and the
 * role that the route falls to. At the top, where nobody is left to turn to, somebody is found.
 */
function picksFor(
  { plan, people, library }: Arena,
  { ref, role, route, first, exclude }: Assign,
): readonly CommandResult[] {
  const person = someoneOf(people, role, exclude);
  const found = person === null ? [] : [{ ref, person, role }];
  const otherwise = first && route !== null ? library.routes[route]?.otherwise : undefined;
  const fallback =
    otherwise === undefined || otherwise === role ? null : someoneOf(people, otherwise, exclude);
  const fallen =
    otherwise === undefined || fallback === null ? [] : [{ ref, person: fallback, role: otherwise }];
  const isTop = (plan.roles[role]?.reportsTo ?? null) === null;
  const nobody = { ref, person: null, role };
  if (found.length + fallen.length > 0) return first || isTop ? [...found, ...fallen] : [...found, nobody];
  return isTop ? [{ ref, person: `someone_of_${role}`, role }] : [nobody];
}

const someoneOf = ({ people }: People, role: string, exclude: readonly PersonId[]): PersonId | null =>
  people.find(({ id, roles }) => roles.includes(role) && !exclude.includes(id))?.id ?? null;

type Send = Extract<Command, { do: "send" }>;

/**
 * A message that is put off, by a cap, by the hours or by a hold, waits for an unknown time: it may be let go at any
 * moment (`released`), and is put off once.
 */
function sendings({ library, policy }: Arena, before: State | null, send: Send): readonly SendOutcome[] {
  const sent: SendOutcome = { is: "sent" };
  if (policy === null) return [sent];
  const asks = send.approvedBy === null ? policy.askHolder.slice(0, 1) : [];
  const asked = asks.map(
    ({ ladder }): SendOutcome => ({ is: "ask", ladder, why: "a person is asked first" }),
  );
  const wasPutOff = before?.tracks.some(
    ({ waits }) => waits?.on === "message" && waits.message.key === send.key && waits.message.work === null,
  );
  const isExempt = isExemptPurpose(policy, library.messages[send.message]?.purpose ?? "");
  const mayWait = policy.caps.length > 0 || policy.only !== null || policy.holdAccount.length > 0;
  const waits: SendOutcome = { is: "held", why: "the contact policy puts it off" };
  return [sent, ...asked, ...(isExempt || wasPutOff || send.orDrop || !mayWait ? [] : [waits])];
}
