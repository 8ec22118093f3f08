/** Where letters go: to the mail server that the environment names, else into a sink of our own on this machine. */
import { join } from "node:path";
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
  readonly dataDir: string;
  /** What the sink writes down as a letter's date: the installation's clock. */
  readonly now: () => number;
}

/** @throws SettingsMistake when `SMTP_…` variables are wrong. */
export async function openMail({ env, dataDir, now }: MailOptions): Promise<OpenMail> {
  if (env.SMTP_URL !== undefined)
    return { connector: createSmtpMail(readSettings(env)), sink: null, close: async () => {} };
  const sink = await startMailSink({ directory: join(dataDir, "mail"), now });
  return { connector: createSinkMail(sink, "Baton <baton@localhost>"), sink, close: () => sink.close() };
}

function readSettings(env: MailOptions["env"]) {
  const parsed = smtpSettings.safeParse(env);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw new SettingsMistake(`${issue?.path.join(".")} ${issue?.message}.`);
}
