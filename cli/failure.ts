/**
 * Why a command cannot do what was asked. Its message is one sentence for the person at the terminal; whatever else
 * is thrown is a bug of ours and is told as one.
 */
import { EXIT, type ExitCode } from "./exit-code.ts";

export class CommandFailure extends Error {
  override readonly name = "CommandFailure";
  readonly exitCode: ExitCode;
  /** A slug for scripts that read `--json`. */
  readonly code: string;

  constructor(exitCode: ExitCode, code: string, message: string) {
    super(message);
    this.exitCode = exitCode;
    this.code = code;
  }
}

/** The command line has to be changed. */
export const wrongUsage = (message: string): CommandFailure =>
  new CommandFailure(EXIT.usage, "wrong-usage", message);

/** Something around the command has to be changed: a server started, a file made readable. */
export const unreachable = (code: string, message: string): CommandFailure =>
  new CommandFailure(EXIT.unreachable, code, message);
