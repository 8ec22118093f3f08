/** Which of a subject's fields the contact policy goes by: found by their types, never by their names. */
import type { Library } from "../../compiler/library.ts";
import { onceFor } from "../../compiler/once-for.ts";
import type { Fields } from "../../compiler/plan.ts";

interface Subject {
  readonly kind: string;
  readonly fields: Fields;
}

/** The value of the subject's field of type `time_zone`; `null`: it has none, or it is blank. */
export const zoneOf = (library: Pick<Library, "subjects">, subject: Subject): string | null =>
  textOfType(library, subject, "time_zone");

/** The normalised value of the key, where that is an address, else of the field of type `email`: consent and caps belong to it. */
export function addressOf(library: Pick<Library, "subjects">, subject: Subject): string | null {
  const { key, fields } = library.subjects[subject.kind] ?? {};
  const isKey = key !== undefined && fields?.[key]?.type === "email";
  // Others may be the addresses of somebody else.
  const address = isKey ? (subject.fields[key] ?? null) : textOfType(library, subject, "email");
  return address === null ? null : normalForm(address);
}

/** The normalised value of the field that names the account; `null`: no account, or a blank one. */
export function accountOf(library: Pick<Library, "subjects">, { kind, fields }: Subject): string | null {
  const name = library.subjects[kind]?.account ?? null;
  const value = name === null ? null : (fields[name] ?? null);
  return value === null ? null : normalForm(value);
}

/** Of addresses, accounts and keys that differ only in case, width or white space around them, one. */
export const normalForm = (value: unknown): string => String(value).normalize("NFKC").trim().toLowerCase();

const fieldsOfType = onceFor((subject: Library["subjects"][string]) => {
  const first = (type: string) =>
    Object.entries(subject.fields).find(([, field]) => field.type === type)?.[0];
  return { time_zone: first("time_zone"), email: first("email") };
});

function textOfType(
  library: Pick<Library, "subjects">,
  { kind, fields }: Subject,
  type: "time_zone" | "email",
): string | null {
  const subject = library.subjects[kind];
  const name = subject === undefined ? undefined : fieldsOfType(subject)[type];
  const value = name === undefined ? null : fields[name];
  return typeof value === "string" ? value : null;
}
