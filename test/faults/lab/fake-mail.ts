/** The mail server of the installation: it keeps every letter that it took, and misbehaves when told to. */
import { type KeptMail, type SinkAnswer, startMailSink } from "../../../runtime/connectors/mail-sink.ts";

export interface FakeMail {
  /** Such as `smtp://127.0.0.1:2525`. */
  readonly url: string;
  letters(): Promise<readonly KeptMail[]>;
  /** What it does with the next letters, one each; then it is well again. */
  misbehave(answer: SinkAnswer, times: number): void;
  close(): Promise<void>;
}

/** It answers the first letters badly, then is well. `keep`: it has the letter, and its sender does not know. */
export async function startFakeMail(directory: string): Promise<FakeMail> {
  const troubles: SinkAnswer[] = [];
  const sink = await startMailSink({ directory, answer: () => troubles.shift() ?? { do: "accept" } });
  return {
    url: sink.url,
    letters: () => sink.list(),
    misbehave: (answer, times) => void troubles.push(...Array.from({ length: times }, () => answer)),
    close: () => sink.close(),
  };
}
