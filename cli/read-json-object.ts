/** A JSON object that a command line names: a file, or `-` for stdin. */
import { readFile } from "node:fs/promises";
import { resolve } from "node:path";
import { messageOf } from "../compiler/message-of.ts";
import { EXIT } from "./exit-code.ts";
import { CommandFailure, unreachable } from "./failure.ts";
import type { Io } from "./io.ts";

/** @throws CommandFailure when it cannot be read, or holds no JSON object. */
export async function readJsonObject(file: string, io: Io): Promise<Readonly<Record<string, unknown>>> {
  const name = file === "-" ? "stdin" : file;
  const text = file === "-" ? await io.readStdin() : await readText(resolve(io.cwd, file));
  const json = parseJson(text, name);
  if (typeof json === "object" && json !== null && !Array.isArray(json)) return { ...json };
  throw new CommandFailure(EXIT.findings, "not-an-object", `${name} does not hold a JSON object.`);
}

async function readText(file: string): Promise<string> {
  try {
    return await readFile(file, "utf8");
  } catch (error) {
    const reason = messageOf(error);
    throw unreachable("cannot-read", `${file} cannot be read: ${reason}.`);
  }
}

function parseJson(text: string, name: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    const reason = messageOf(error);
    throw new CommandFailure(EXIT.findings, "not-json", `${name} is not JSON: ${reason}.`);
  }
}
