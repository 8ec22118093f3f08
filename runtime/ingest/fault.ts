/** What is wrong with something that was sent in: facts for the sender, never a throw. */
export interface Fault {
  /** A slug; stable. */
  readonly code: string;
  /** One sentence for a person. */
  readonly message: string;
  /** JSON pointer (RFC 6901) to the part that is wrong. */
  readonly field?: string;
}

export interface Refused {
  readonly ok: false;
  readonly fault: Fault;
}
export type Checked<T> = { readonly ok: true; readonly value: T } | Refused;

export const taken = <T>(value: T): Checked<T> => ({ ok: true, value });

export function refused(code: string, message: string, path?: readonly PropertyKey[]): Refused {
  return {
    ok: false,
    fault: path === undefined ? { code, message } : { code, message, field: pointerTo(path) },
  };
}

export function pointerTo(path: readonly PropertyKey[]): string {
  return path.map((part) => `/${String(part).replaceAll("~", "~0").replaceAll("/", "~1")}`).join("");
}
