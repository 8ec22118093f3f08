import { createHash } from "node:crypto";

/** The same letter always has the same one; `domain`: of the installation (`MailConnector`). */
export const messageIdOf = ({ key }: { readonly key: string }, domain: string): string =>
  `<${createHash("sha256").update(key).digest("hex").slice(0, 32)}@${domain}>`;
