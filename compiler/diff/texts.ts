/**
 * What somebody has agreed to: a declaration, or a message, as it reads. Places, comments and layout are no part of it,
 * so that another layout takes no agreement back, and every other edit does.
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
  const said = model.files
    .flatMap(({ declarations }) => declarations)
    .filter((one) => {
      const at = named(one);
      return at.kind === kind && at.name === name;
    })
    .map(plainText)
    .sort();
  return said.length === 0 ? null : hashJson(said);
}

function digestOfMessage(name: string, { messages }: Model): string | null {
  const found = messages.get(name);
  if (found === undefined) return null;
  const { message, retired, markedBy } = found;
  const { channel, subject, purpose, body } = message;
  return hashJson({ channel, subject, purpose, body, retired, markedBy });
}
