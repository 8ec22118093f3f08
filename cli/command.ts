/**
 * A command as data: what it takes, and what it does with it. The command line is parsed from this description, and
 * `run` gets values whose types follow from it.
 */
import type { ExitCode } from "./exit-code.ts";
import type { Io } from "./io.ts";

export type Option =
  | { readonly is: "flag"; readonly summary: string }
  | {
      readonly is: "text";
      /** What stands for the value in the help, such as `DATE`. */
      readonly value: string;
      readonly summary: string;
      readonly required?: true;
      readonly default?: string;
    }
  /** May be given more than once. */
  | { readonly is: "list"; readonly value: string; readonly summary: string }
  | {
      readonly is: "choice";
      /** What stands for the value in the help, which lists the choices behind the summary. */
      readonly value: string;
      readonly of: readonly string[];
      readonly summary: string;
      readonly default?: string;
    };

/** Positional, in the order of the description. */
export interface OneArgument {
  readonly summary: string;
  readonly optional?: true;
  readonly default?: string;
}

/** The last of its command; stands for `default` where none is given. */
export interface ManyArgument {
  readonly summary: string;
  readonly many: true;
  readonly default: readonly string[];
}

export type Argument = OneArgument | ManyArgument;

type Options = Readonly<Record<string, Option>>;
type Arguments = Readonly<Record<string, Argument>>;

type Certain<Described, Value> = Described extends { readonly default: string } | { readonly required: true }
  ? Value
  : Value | undefined;
type OptionValue<O extends Option> = O extends { readonly is: "flag" }
  ? boolean
  : O extends { readonly is: "list" }
    ? readonly string[]
    : O extends { readonly is: "choice"; readonly of: readonly (infer Choice)[] }
      ? Certain<O, Choice>
      : Certain<O, string>;
type ArgumentValue<A extends Argument> = A extends ManyArgument
  ? readonly string[]
  : A extends { readonly default: string }
    ? string
    : A extends { readonly optional: true }
      ? string | undefined
      : string;

export type ValuesOf<A extends Arguments, O extends Options> = {
  readonly [Name in keyof A]: ArgumentValue<A[Name]>;
} & { readonly [Name in keyof O]: OptionValue<O[Name]> };

/** A command whose description has been checked against its `run`. */
export interface Command {
  readonly arguments: Arguments;
  readonly options: Options;
  /** Shown under the help: a line of comment, or a command line. */
  readonly examples: readonly string[];
  run(values: Readonly<Record<string, unknown>>, io: Io): Promise<ExitCode>;
}

interface Description<A extends Arguments, O extends Options> {
  readonly arguments?: A;
  readonly options?: O;
  readonly examples?: readonly string[];
  run(values: ValuesOf<A, O>, io: Io): Promise<ExitCode>;
}

/** Option `asPerson` is `--as-person` on the command line, argument `dir` is `DIR`. */
export function defineCommand<
  const A extends Arguments = Record<never, never>,
  const O extends Options = Record<never, never>,
>(description: Description<A, O>): Command {
  return {
    arguments: description.arguments ?? {},
    options: description.options ?? {},
    examples: description.examples ?? [],
    // The parser makes the values from this same description, so they have its types.
    run: (values, io) => description.run(values as ValuesOf<A, O>, io),
  };
}
