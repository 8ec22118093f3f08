/**
 * A mail server of our own on the loopback, for trying things out: it takes every letter and keeps it as a file that
 * any mail program opens. A letter is on disk before it is acknowledged, so a restart loses none.
 */
import { createHash } from "node:crypto";
import { mkdir, open, readdir, readFile, rename } from "node:fs/promises";
import { join } from "node:path";
import PostalMime from "postal-mime";
import { SMTPServer, type SMTPServerDataStream, type SMTPServerSession } from "smtp-server";
import type { MailConnector } from "./mail-connector.ts";
import { createSmtpMail } from "./smtp-mail.ts";

export interface SinkOptions {
  readonly directory: string;
  /** Default: one that is free. */
  readonly port?: number;
  /** What is written down as a letter's date; default: the host's clock. */
  readonly now?: () => number;
  /** Makes the server misbehave, for tests. */
  readonly answer?: (messageId: string) => SinkAnswer;
}
export type SinkAnswer =
  | { readonly do: "accept" }
  | { readonly do: "refuse"; readonly code: number }
  /** Closes the connection in place of an answer. */
  | { readonly do: "hang up"; readonly keep: boolean };

export interface MailSink {
  /** `smtp://127.0.0.1:…` */
  readonly url: string;
  readonly port: number;
  readonly directory: string;
  list(): Promise<readonly KeptMail[]>;
  wasSent(messageId: string): Promise<boolean>;
  close(): Promise<void>;
}

export interface KeptMail {
  /** Milliseconds since 1970, on the clock of the sink. */
  readonly at: number;
  readonly from: string;
  readonly to: string;
  readonly subject: string;
  readonly text: string;
  readonly html: string | null;
  readonly key: string | null;
  /** The message's name, or what kind of notice it is. */
  readonly message: string | null;
}

export async function startMailSink(options: SinkOptions): Promise<MailSink> {
  const { directory, answer = () => ({ do: "accept" }) as const, now = Date.now } = options;
  await mkdir(directory, { recursive: true });
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ["STARTTLS"],
    logger: false,
    size: MOST_BYTES,
    onData: (stream, session, done) => void takeLetter(stream, session, done),
  });

  async function takeLetter(
    stream: SMTPServerDataStream,
    session: SMTPServerSession,
    done: (error?: Error | null) => void,
  ): Promise<void> {
    try {
      const letter = await readWhole(stream);
      const messageId = messageIdOf(letter);
      const reply = answer(messageId);
      if (reply.do === "refuse") return done(refusal(reply.code));
      if (reply.do === "accept" || reply.keep) await keepLetter(directory, messageId, letter, now());
      if (reply.do === "hang up") return hangUp(server, session);
      done();
    } catch {
      done(refusal(451));
    }
  }

  const port = await listen(server, options.port ?? 0);
  return {
    url: `smtp://127.0.0.1:${port}`,
    port,
    directory,
    list: () => listMail(directory),
    wasSent: (messageId) => hasMail(directory, messageId),
    close: () => new Promise((resolve) => server.close(() => resolve())),
  };
}

/** Mail that goes to the sink: it can be asked what it has, so a lost answer is no riddle. */
export function createSinkMail(sink: Pick<MailSink, "url" | "directory">, from: string): MailConnector {
  const smtp = createSmtpMail({ SMTP_URL: sink.url, SMTP_FROM: from, SMTP_ON_UNKNOWN: "ask" });
  return { ...smtp, wasSent: (messageId) => hasMail(sink.directory, messageId) };
}

// ── The server ────────────────────────────────────────────────────────────────────────────────────────────

const MOST_BYTES = 10 * 1024 * 1024;

function listen(server: SMTPServer, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, "127.0.0.1", () => {
      server.off("error", reject);
      // A client that breaks off is its own affair.
      server.on("error", () => {});
      const address = server.server.address();
      resolve(typeof address === "object" && address !== null ? address.port : port);
    });
  });
}

async function readWhole(stream: AsyncIterable<Buffer>): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of stream) chunks.push(chunk);
  return Buffer.concat(chunks);
}

const refusal = (responseCode: number): Error => Object.assign(new Error("Not taken."), { responseCode });

function hangUp(server: SMTPServer, session: SMTPServerSession): void {
  for (const connection of server.connections) if (connection.session === session) connection.close();
}

// ── The letters ───────────────────────────────────────────────────────────────────────────────────────────

/** Names sort by arrival, and end in what a letter is found by. */
async function keepLetter(directory: string, messageId: string, letter: Buffer, at: number): Promise<void> {
  serial += 1;
  const name = [String(at).padStart(15, "0"), String(serial).padStart(6, "0"), tagOf(messageId)].join("-");
  const draft = join(directory, `.${process.pid}-${serial}.part`);
  const file = await open(draft, "w", 0o600);
  try {
    await file.writeFile(letter);
    await file.sync();
  } finally {
    await file.close();
  }
  await rename(draft, join(directory, `${name}.eml`));
}
/** Sets apart what arrives in one millisecond. */
let serial = 0;

const tagOf = (messageId: string): string =>
  createHash("sha256").update(messageId).digest("hex").slice(0, 32);

const messageIdOf = (letter: Buffer): string => {
  const head = letter.toString("latin1").split(/\r?\n\r?\n/, 1)[0] ?? "";
  return /^message-id:\s*(\S+)/im.exec(head)?.[1] ?? "";
};

/** Whether a letter of this Message-ID is in the directory. */
async function hasMail(directory: string, messageId: string): Promise<boolean> {
  const tag = tagOf(messageId);
  return (await lettersIn(directory)).some((name) => name.endsWith(`-${tag}.eml`));
}

/** Oldest first. */
export async function listMail(directory: string): Promise<readonly KeptMail[]> {
  const names = await lettersIn(directory);
  return Promise.all(names.map(async (name) => readLetter(name, await readFile(join(directory, name)))));
}

async function lettersIn(directory: string): Promise<readonly string[]> {
  const names = await readdir(directory);
  return names.filter((name) => name.endsWith(".eml")).sort();
}

async function readLetter(name: string, letter: Buffer): Promise<KeptMail> {
  const mail = await PostalMime.parse(letter);
  const header = (key: string) => mail.headers.find((one) => one.key === key)?.value ?? null;
  return {
    at: Number(name.split("-", 1)[0]),
    from: mail.from?.address ?? "",
    to: (mail.to ?? []).map(({ address }) => address ?? "").join(", "),
    subject: mail.subject ?? "",
    text: (mail.text ?? "").trimEnd(),
    html: mail.html ?? null,
    key: header("x-baton-key"),
    message: header("x-baton-message"),
  };
}
