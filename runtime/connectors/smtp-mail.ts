/** Mail over SMTP. One connection a letter, and no retries of its own: those are the activity's. */
import { createTransport } from "nodemailer";
import { z } from "zod";
import type { Mail, MailConnector, MailOutcome } from "./mail-connector.ts";

const A_SENDER = "must be an address such as `Nordpay <hello@example.com>`";

/** `SMTP_URL` is `smtp://user:password@host:587` or `smtps://…`; letters come from `SMTP_FROM`. */
export const smtpSettings = z.object({
  SMTP_URL: z.url({
    protocol: /^smtps?$/,
    error: "must be an address such as smtp://user:password@host:587",
  }),
  SMTP_FROM: z.string(A_SENDER).regex(/^[^\r\n]*@[^\r\n]+$/, A_SENDER),
  /** `ask`: a letter that may have gone out waits for a person. */
  SMTP_ON_UNKNOWN: z.enum(["ask", "resend", "skip"]).default("ask"),
});
export type SmtpSettings = z.infer<typeof smtpSettings>;

const CONNECT_MS = 10_000;
/** Some servers look through a letter before they answer. */
const SILENCE_MS = 30_000;

export function createSmtpMail(settings: SmtpSettings): MailConnector {
  const transport = openTransport(settings.SMTP_URL);
  /** Message-IDs whose last byte went out. */
  const handedOver = new Set<string>();
  transport.use("stream", (mail, done) => {
    const id = mail.message.messageId();
    mail.message.processFunc((content) => content.once("end", () => handedOver.add(id)));
    done();
  });
  return {
    domain: domainOf(settings.SMTP_FROM),
    onUnknown: settings.SMTP_ON_UNKNOWN,
    async send(mail) {
      try {
        await transport.sendMail(toMessage(settings.SMTP_FROM, mail));
        return { is: "accepted" };
      } catch (error) {
        return outcomeOf(error, handedOver.has(mail.messageId));
      } finally {
        handedOver.delete(mail.messageId);
      }
    },
  };
}

const openTransport = (url: string) =>
  createTransport({
    url,
    // Letters and passwords cross no network in clear.
    requireTLS: !isLoopback(url),
    connectionTimeout: CONNECT_MS,
    greetingTimeout: CONNECT_MS,
    socketTimeout: SILENCE_MS,
    // A letter holds what we put into it and nothing that it names.
    disableFileAccess: true,
    disableUrlAccess: true,
  });

/** Connects and logs in, and sends nothing. `null`: it lets us in; else why not, without what it says itself. */
export async function askMailServer(url: string): Promise<string | null> {
  const transport = openTransport(url);
  try {
    await transport.verify();
    return null;
  } catch (error) {
    const { responseCode, code } = smtpError.catch({ code: "EUNKNOWN" }).parse(error);
    return responseCode === undefined ? code : `${code} (${responseCode})`;
  } finally {
    transport.close();
  }
}

const toMessage = (from: string, mail: Mail) => ({
  from,
  // An object is taken as it is: a name in the field is no second address.
  to: { name: "", address: mail.to },
  subject: mail.subject,
  text: mail.text,
  ...(mail.html === null ? {} : { html: mail.html }),
  messageId: mail.messageId,
  headers: { "X-Baton-Key": mail.key, "X-Baton-Message": mail.name },
});

const domainOf = (from: string): string => /@([^>\s]+)/.exec(from)?.[1] ?? "baton.invalid";

/** What nodemailer says of a failure, and what may be kept of it. */
const smtpError = z.object({
  responseCode: z.number().optional(),
  code: z
    .string()
    .regex(/^[A-Z_]+$/)
    .catch("EUNKNOWN"),
});

/**
 * A reply decides (RFC 5321, 4.2.1); 503 is about the connection, and a refused log-in about us: both may pass.
 * Without a reply the server has the letter only if its last byte went out.
 */
function outcomeOf(error: unknown, wasHandedOver: boolean): MailOutcome {
  const { responseCode, code } = smtpError.catch({ code: "EUNKNOWN" }).parse(error);
  if (responseCode !== undefined) {
    const isForGood = responseCode >= 500 && responseCode !== 503 && code !== "EAUTH";
    return { is: isForGood ? "refused" : "later", code: String(responseCode) };
  }
  // What cannot be an address or a letter will not become one.
  if (code === "EENVELOPE" || code === "EMESSAGE") return { is: "refused", code };
  return { is: wasHandedOver ? "unknown" : "later", code };
}

const isLoopback = (url: string): boolean =>
  ["localhost", "127.0.0.1", "[::1]"].includes(new URL(url).hostname);
