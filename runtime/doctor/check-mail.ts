/** Whether the mail server would take letters; none is sent. */
import { askMailServer } from "../connectors/smtp-mail.ts";
import { openMail } from "../stack/mail.ts";
import { type Finding, failed, well, wrong } from "./finding.ts";

type Environment = Readonly<Record<string, string | undefined>>;

/** @param isReal letters have to leave this machine. */
export async function checkMail(env: Environment, isReal: boolean): Promise<readonly Finding[]> {
  const check = "mail";
  if (!env.SMTP_URL && !isReal)
    return [well(check, "SMTP_URL is not set: letters are kept on this machine, which is for trying out.")];
  try {
    const mail = await openMail({ env, sinkDir: null, now: Date.now });
    await mail.close();
  } catch (error) {
    return [failed(check, error)];
  }
  const { host } = new URL(env.SMTP_URL ?? "");
  const refusal = await askMailServer(env.SMTP_URL ?? "");
  return refusal === null
    ? [well(check, `${host} answers, and lets us in.`)]
    : [
        wrong(
          check,
          `${host} does not let us send: ${refusal}.`,
          "See SMTP_URL; user and password stand in it.",
        ),
      ];
}
