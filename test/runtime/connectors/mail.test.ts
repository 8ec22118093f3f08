import { mkdtempSync, rmSync } from "node:fs";
import { createServer, type Server } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { Mail } from "../../../runtime/connectors/mail-connector.ts";
import {
  createSinkMail,
  listMail,
  type MailSink,
  type SinkAnswer,
  startMailSink,
} from "../../../runtime/connectors/mail-sink.ts";
import { createSmtpMail, smtpSettings } from "../../../runtime/connectors/smtp-mail.ts";

const FROM = "Nordpay <hello@nordpay.example>";
let directory: string;
let sink: MailSink;
let answer: SinkAnswer;
let asked: number;

beforeEach(async () => {
  directory = mkdtempSync(join(tmpdir(), "baton-mail-"));
  answer = { do: "accept" };
  asked = 0;
  sink = await startMailSink({
    directory,
    now: () => 1_000,
    answer: () => {
      asked += 1;
      return answer;
    },
  });
});
afterEach(async () => {
  await sink.close();
  rmSync(directory, { recursive: true, force: true });
});

const mail = (change: Partial<Mail> = {}): Mail => ({
  to: "maria@example.com",
  subject: "Välkommen",
  text: "Hej Maria,\n\nå ä ö\n.\nlast line",
  html: "<p>Hej</p>",
  messageId: "<abc@nordpay.example>",
  key: "small/1/m1",
  name: "welcome_guide",
  ...change,
});

describe("a letter to the sink", () => {
  it("is accepted, kept, and found", async () => {
    const connector = createSinkMail(sink, FROM);
    expect(await connector.send(mail())).toEqual({ is: "accepted" });
    expect(await sink.list()).toEqual([
      {
        at: 1_000,
        from: "hello@nordpay.example",
        to: "maria@example.com",
        subject: "Välkommen",
        text: "Hej Maria,\n\nå ä ö\n.\nlast line",
        html: expect.stringContaining("<p>Hej</p>"),
        key: "small/1/m1",
        message: "welcome_guide",
      },
    ]);
    expect(await connector.wasSent?.("<abc@nordpay.example>")).toBe(true);
    expect(await connector.wasSent?.("<other@nordpay.example>")).toBe(false);
  });

  it("is there after a restart", async () => {
    await createSinkMail(sink, FROM).send(mail());
    await sink.close();
    expect(await listMail(directory)).toHaveLength(1);
    sink = await startMailSink({ directory });
    expect(await sink.wasSent("<abc@nordpay.example>")).toBe(true);
  });

  it("is one line in its subject and one address in its head, whatever they hold", async () => {
    const connector = createSinkMail(sink, FROM);
    await connector.send(mail({ subject: "a\r\nBcc: eve@example.com", to: "maria@example.com" }));
    const [kept] = await sink.list();
    expect(kept).toMatchObject({ to: "maria@example.com" });
    expect(kept?.subject.replace(/\s+/g, " ")).toBe("a Bcc: eve@example.com");
    await connector.send(mail({ to: "x@example.com, eve@example.com" }));
    expect((await sink.list()).flatMap(({ to }) => to.split(", "))).not.toContain("eve@example.com");
  });
});

describe("what the server says", () => {
  it.each<[string, SinkAnswer, unknown]>([
    ["451 is for later", { do: "refuse", code: 451 }, { is: "later", code: "451" }],
    ["550 is for good", { do: "refuse", code: 550 }, { is: "refused", code: "550" }],
    ["503 is about the connection", { do: "refuse", code: 503 }, { is: "later", code: "503" }],
    ["nothing, after it has it all", { do: "hang up", keep: true }, { is: "unknown", code: "ECONNECTION" }],
  ])("%s", async (_, given, expected) => {
    answer = given;
    expect(await createSmtpMail(settingsFor(sink.url)).send(mail())).toEqual(expected);
    expect(asked).toBe(1);
    expect(await sink.list()).toHaveLength(given.do === "hang up" ? 1 : 0);
  });

  it("nothing, as nobody listens: for later", async () => {
    await sink.close();
    expect(await createSmtpMail(settingsFor(sink.url)).send(mail())).toMatchObject({ is: "later" });
  });

  it.each([
    ["before the greeting", 0],
    ["before the letter", 3],
  ])("nothing, having hung up %s: for later", async (_, after) => {
    const server = await rudeServer(after);
    const address = server.address();
    const port = typeof address === "object" && address !== null ? address.port : 0;
    const outcome = await createSmtpMail(settingsFor(`smtp://127.0.0.1:${port}`)).send(mail());
    server.close();
    expect(outcome).toMatchObject({ is: "later" });
  });
});

const settingsFor = (url: string) => smtpSettings.parse({ SMTP_URL: url, SMTP_FROM: FROM });

/** Answers so many commands, and then closes the connection. */
function rudeServer(answers: number): Promise<Server> {
  const server = createServer((socket) => {
    socket.on("error", () => {});
    if (answers === 0) return socket.destroy();
    let left = answers;
    socket.write("220 rude\r\n");
    socket.on("data", () => {
      if (left === 0) return socket.destroy();
      left -= 1;
      socket.write("250 ok\r\n");
    });
  });
  return new Promise((resolve) => server.listen(0, "127.0.0.1", () => resolve(server)));
}

describe("settings", () => {
  it.each([
    { SMTP_URL: "http://example.com", SMTP_FROM: FROM },
    { SMTP_URL: "smtp://example.com", SMTP_FROM: "nobody" },
    { SMTP_URL: "smtp://example.com", SMTP_FROM: "a@example.com\r\nBcc: eve@example.com" },
    { SMTP_URL: "smtp://example.com", SMTP_FROM: FROM, SMTP_ON_UNKNOWN: "hope" },
  ])("are checked: %j", (env) => {
    expect(smtpSettings.safeParse(env).success).toBe(false);
  });
});
