/**
 * What somebody has agreed to: a declaration, a message, or who a person is, as it reads. Places, comments and layout are
 * no part of it, so that another layout takes no agreement back, and every other edit does.
 */
import { hashJson } from "../canonical.ts";
import type { Model } from "../model.ts";
import type { Place } from "./change.ts";
import { plainText } from "./same.ts";
import { named } from "./tell.ts";

/** Of a stage or a handover it is that of its journey. */
export type Text = Pick<Place, "kind" | "name">;

export const textOf = ({ kind, name }: Place): Text => ({ kind, name });

export const isSameText = (one: Text, other: Text): boolean =>
  one.kind === other.kind && one.name === other.name;

/** 64 lower-case hexadecimal digits; `null`: there is no such thing. */
export function digestOf({ kind, name }: Text, model: Model): string | null {
  if (kind === "message") return digestOfMessage(name, model);
  if (kind === "person") return digestOfPerson(name, model);
  if (kind === "workspace") return hashJson(everythingIn(model));
  const said = model.files
    .flatMap(({ declarations }) => declarations)
    .filter((one) => {
      const at = named(one);
      return at.kind === kind && at.name === name;
    })
    .map(plainText)
    .sort();
  const address = kind === "role" ? model.people?.addresses[name] : undefined;
  return said.length === 0 ? null : hashJson(address === undefined ? said : [...said, address]);
}

/** What they may do, and by what they are known; when they are away and how much they take is agreed to by nobody. */
function digestOfPerson(name: string, { people }: Model): string | null {
  const found = people?.people.find(({ id }) => id === name);
  if (people === null || found === undefined) return null;
  const { email, login = null, roles } = found;
  const delegates = people.delegates.filter(({ to }) => to === name).map(plainText);
  return hashJson({ email, login, roles: [...roles].sort(), delegates: delegates.sort() });
}

const everythingIn = (model: Model): object => ({
  said: model.files.flatMap(({ declarations }) => declarations.map(plainText)).sort(),
  messages: [...model.messages.keys()].sort().map((name) => digestOfMessage(name, model)),
  people: plainText(model.people),
});

function digestOfMessage(name: string, { messages }: Model): string | null {
  const found = messages.get(name);
  if (found === undefined) return null;
  const { message, retired, markedBy } = found;
  const { channel, subject, purpose, body } = message;
  return hashJson({ channel, subject, purpose, body, retired, markedBy });
}
