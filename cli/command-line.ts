/** Reads a command line: the commands as data, made into commander's, which knows help, errors and suggestions. */
import { Argument, Command as Commander, Option } from "commander";
import packageJson from "../package.json" with { type: "json" };
import type { Argument as ArgumentDescription, Command, Option as OptionDescription } from "./command.ts";
import type { CommandGroup } from "./commands.ts";
import type { IoOptions } from "./io.ts";

export interface Called {
  readonly command: Command;
  readonly values: Readonly<Record<string, unknown>>;
  readonly io: IoOptions;
}

/** @throws CommanderError after it has said what is wrong, or shown what was asked for (help, version). */
export async function parseCommandLine(
  argv: readonly string[],
  groups: readonly CommandGroup[],
): Promise<Called> {
  const program = describeProgram();
  const calls: Called[] = [];
  for (const { title, commands } of groups) {
    for (const { name, summary, load } of commands) {
      const sub = program.command(name).summary(summary).description(`${summary}.`).helpGroup(`${title}:`);
      onceCalled(program, sub, async () => {
        const command = await load();
        describe(sub, command);
        sub.action(() => {
          const io = { json: false, ...program.opts<Partial<IoOptions>>(), ...givenAmong(sub, GLOBAL) };
          calls.push({ command, values: valuesOf(sub, command), io });
        });
      });
    }
  }
  await program.parseAsync(withHelpCommand(argv), { from: "user" });
  const [called] = calls;
  return called ?? program.help({ error: true });
}

/** Of every command, before its name or behind it. */
const GLOBAL = {
  json: ["--json", "print the product as JSON"],
  cwd: ["-C, --cwd <DIR>", "run as if started in DIR"],
} as const;

const HELP = ["-h, --help", "say what a command does and takes"] as const;

function describeProgram(): Commander {
  const program = new Commander("baton")
    .description(packageJson.description)
    // Only before a command: behind one, `--version` is the command's own.
    .enablePositionalOptions()
    .version(`baton ${packageJson.version}`, "--version", "say which version this is");
  for (const [flags, summary] of Object.values(GLOBAL)) program.option(flags, summary);
  return program
    .helpOption(...HELP)
    .helpCommand(false)
    .exitOverride();
}

/** Runs before the options of `sub` are parsed, and only if it is the command that was called. */
function onceCalled(program: Commander, sub: Commander, act: () => Promise<void>): void {
  program.hook("preSubcommand", async (_, called) => {
    if (called === sub) await act();
  });
}

/** `baton help check` is `baton check --help`: commander's own would show the help of a command not yet loaded. */
function withHelpCommand(argv: readonly string[]): readonly string[] {
  const [first, ...rest] = argv;
  return first === "help" ? [...rest, "--help"] : argv;
}

// ── From data to commander ────────────────────────────────────────────────────────────────────────────────

function describe(sub: Commander, command: Command): void {
  for (const [name, argument] of Object.entries(command.arguments)) {
    sub.addArgument(argumentOf(name, argument));
  }
  for (const [name, option] of Object.entries(command.options)) sub.addOption(optionOf(name, option));
  const shared = ([flags, summary]: readonly [string, string]): Option =>
    new Option(flags, summary).helpGroup("Options of every command:");
  for (const option of Object.values(GLOBAL)) sub.addOption(shared(option));
  sub.addHelpOption(shared(HELP));
  if (command.examples.length > 0) {
    const lines = command.examples.map((line) => `  ${line}`).join("\n");
    sub.addHelpText("after", `\nExamples:\n${lines}`);
  }
}

function argumentOf(name: string, described: ArgumentDescription): Argument {
  const shown = kebabCase(name).toUpperCase();
  if ("many" in described) {
    const argument = new Argument(`[${shown}...]`, described.summary);
    const { default: fallback } = described;
    return fallback.length === 0
      ? argument
      : argument.default([...fallback], JSON.stringify(fallback.join(" ")));
  }
  const { summary, optional, default: fallback } = described;
  const required = optional === undefined && fallback === undefined;
  const argument = new Argument(required ? `<${shown}>` : `[${shown}]`, summary);
  return fallback === undefined ? argument : argument.default(fallback);
}

function optionOf(name: string, described: OptionDescription): Option {
  const long = `--${kebabCase(name)}`;
  switch (described.is) {
    case "flag":
      return new Option(long, described.summary);
    case "list":
      return new Option(`${long} <${described.value}>`, `${described.summary} (repeatable)`).argParser(
        (value: string, before: readonly string[] = []) => [...before, value],
      );
    case "choice":
      return withDefault(
        new Option(`${long} <${described.value}>`, described.summary).choices(described.of),
        described.default,
      );
    case "text":
      return withDefault(
        new Option(`${long} <${described.value}>`, described.summary).makeOptionMandatory(
          described.required === true,
        ),
        described.default,
      );
  }
}

const withDefault = (option: Option, value: string | undefined): Option =>
  value === undefined ? option : option.default(value);

function valuesOf(sub: Commander, command: Command): Readonly<Record<string, unknown>> {
  const names = Object.keys(command.arguments);
  const given = names.map((name, index) => [name, sub.processedArgs[index]]);
  return {
    ...leftOut(command.options),
    ...givenAmong(sub, command.options),
    ...Object.fromEntries(given),
  };
}

/** What an option is that was not given. Not commander's defaults, which the help would list for each of them. */
function leftOut(options: Command["options"]): Readonly<Record<string, boolean | readonly string[]>> {
  const values: Record<string, boolean | readonly string[]> = {};
  for (const [name, { is }] of Object.entries(options)) {
    if (is === "flag") values[name] = false;
    if (is === "list") values[name] = [];
  }
  return values;
}

const givenAmong = (sub: Commander, described: object): Readonly<Record<string, unknown>> =>
  Object.fromEntries(Object.entries(sub.opts()).filter(([name]) => name in described));

const kebabCase = (name: string): string => name.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
