/** Runs one command line from beginning to exit code. Nothing is thrown out of here. */
import { CommanderError } from "commander";
import { messageOf } from "../compiler/message-of.ts";
import { isOfStore, whyUnusable } from "../runtime/store/why-unusable.ts";
import { parseCommandLine } from "./command-line.ts";
import { COMMANDS } from "./commands.ts";
import { EXIT, type ExitCode } from "./exit-code.ts";
import { CommandFailure } from "./failure.ts";
import { openIo } from "./io.ts";

/**
 * Errors of the layers below that tell of the user's surroundings in one sentence. They are known by name, so that
 * none of those layers is loaded only to compare a class.
 */
const SURROUNDINGS: ReadonlySet<string> = new Set([
  "WorkspaceError",
  "UnreadableBuild",
  "StoreInUse",
  "StoreUnavailable",
  "PortInUse",
  "TemporalUnavailable",
  "ConfigMistake",
  "SettingsMistake",
]);

export async function main(argv: readonly string[], process: NodeJS.Process): Promise<ExitCode> {
  let json = argv.includes("--json");
  try {
    const called = await parseCommandLine(argv, COMMANDS);
    json = called.io.json;
    return await called.command.run(called.values, openIo(process, called.io));
  } catch (error) {
    // Commander has already said it.
    if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.ok : EXIT.usage;
    return tell(failureOf(error, process.env), json, process);
  }
}

function tell(failure: CommandFailure, json: boolean, process: NodeJS.Process): ExitCode {
  const { code, message, exitCode } = failure;
  process.stderr.write(`error: ${message}\n`);
  if (json) process.stdout.write(`${JSON.stringify({ error: { code, message } }, null, 2)}\n`);
  return exitCode;
}

function failureOf(error: unknown, env: NodeJS.ProcessEnv): CommandFailure {
  if (error instanceof CommandFailure) return error;
  if (error instanceof Error && SURROUNDINGS.has(error.name)) {
    return new CommandFailure(EXIT.unreachable, "cannot-read", error.message);
  }
  // A full disk, a server that restarts: met by a process as it starts or ends, by whichever statement comes first.
  const why = isOfStore(error, env.DATABASE_URL) ? whyUnusable(error) : null;
  if (why !== null)
    return new CommandFailure(EXIT.unreachable, "store-away", `The store cannot be used: ${why}.`);
  return bug(error, env.BATON_DEBUG === "1");
}

function bug(error: unknown, withStack: boolean): CommandFailure {
  const what = messageOf(error);
  const how = withStack
    ? ((error instanceof Error ? error.stack : undefined) ?? what)
    : "Set BATON_DEBUG=1 to see where it happened.";
  return new CommandFailure(
    EXIT.bug,
    "bug",
    `This is a mistake in baton, not in your files: ${what}\nPlease report it with the command that you ran (README.md, "Report a mistake"). ${how}`,
  );
}
