/**
 * What we ask of whoever carries mail, and what they can promise. A mail server takes no idempotency key: when the
 * connection breaks after the last byte, nobody can tell from here whether the letter went out.
 */

export interface Mail {
  readonly to: string;
  readonly subject: string;
  readonly text: string;
  /** `null`: text alone. */
  readonly html: string | null;
  /** The same letter always has the same one. */
  readonly messageId: string;
  /** Written as `X-Baton-Key`; holds nothing personal. */
  readonly key: string;
  /** A message's name, or why there is a word; written as `X-Baton-Message`. */
  readonly name: string;
}

/** `code` is an SMTP reply or a system's error name, and never words: those may hold an address. */
export type MailOutcome =
  | { readonly is: "accepted" }
  /** Not now: the server is away, or says to come again (4xx). It does not have the letter. */
  | { readonly is: "later"; readonly code: string }
  /** Not ever (5xx). */
  | { readonly is: "refused"; readonly code: string }
  /** The whole letter was handed over, and the answer was lost. */
  | { readonly is: "unknown"; readonly code: string };

export interface MailConnector {
  /** Right part of the Message-IDs of this installation. */
  readonly domain: string;
  /** What becomes of a letter that may have gone out: a person looks, it goes out again, or it is let be. */
  readonly onUnknown: "ask" | "resend" | "skip";
  /** Never rejects. */
  send(mail: Mail): Promise<MailOutcome>;
  /** Whether the other side has it; only where it can be asked. Then nobody needs to be. */
  wasSent?(messageId: string): Promise<boolean>;
}
