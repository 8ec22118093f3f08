/** Where letters go: to the mail server that the environment names, or into a sink of our own on this machine. */
import type { MailConnector } from "../connectors/mail-connector.ts";
import { createSinkMail, type MailSink, startMailSink } from "../connectors/mail-sink.ts";
import { createSmtpMail, smtpSettings } from "../connectors/smtp-mail.ts";
import { SettingsMistake } from "./settings-mistake.ts";

export interface OpenMail {
  readonly connector: MailConnector;
  /** `null` when letters leave this machine. */
  readonly sink: MailSink | null;
  close(): Promise<void>;
}

export interface MailOptions {
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Where a sink keeps letters; `null`: they have to leave this machine. */
  readonly sinkDir: string | null;
  /** What the sink writes down as a letter's date: the installation's clock. */
  readonly now: () => number;
}

/** @throws SettingsMistake when `SMTP_…` variables are wrong, or missing where they are needed. */
export async function openMail({ env, sinkDir, now }: MailOptions): Promise<OpenMail> {
  if (env.SMTP_URL)
    return { connector: createSmtpMail(readSettings(env)), sink: null, close: async () => {} };
  if (sinkDir === null) throw new SettingsMistake(NO_SERVER);
  const sink = await startMailSink({ directory: sinkDir, now });
  return { connector: createSinkMail(sink, "Baton <baton@localhost>"), sink, close: () => sink.close() };
}

const NO_SERVER =
  "SMTP_URL is not set: letters need a mail server, such as smtp://user:password@mail.example.com:587, and SMTP_FROM.";

function readSettings(env: MailOptions["env"]) {
  const parsed = smtpSettings.safeParse(env);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw new SettingsMistake(`${issue?.path.join(".")} ${issue?.message}.`);
}
