/** Files that a command line names: one that cannot be read or written is told by the name that was given. */
import { readFile, writeFile } from "node:fs/promises";
import { resolve } from "node:path";
import { messageOf } from "../compiler/message-of.ts";
import { unreachable, wrongUsage } from "./failure.ts";

/** @throws CommandFailure `cannot-read` */
export async function readNamedText(file: string, cwd: string): Promise<string> {
  try {
    return await readFile(resolve(cwd, file), "utf8");
  } catch (error) {
    throw unreachable("cannot-read", `${file} cannot be read: ${messageOf(error)}.`);
  }
}

/** @throws CommandFailure `cannot-read`; wrong usage where it holds something else. */
export async function readNamedJson(file: string, cwd: string): Promise<unknown> {
  const text = await readNamedText(file, cwd);
  try {
    return JSON.parse(text);
  } catch (error) {
    throw wrongUsage(`${file} is no JSON: ${messageOf(error)}.`);
  }
}

/** `mode`: of a file that is made anew. @throws CommandFailure `cannot-write` */
export async function writeNamed(file: string, text: string, cwd: string, mode?: number): Promise<void> {
  try {
    await writeFile(resolve(cwd, file), text, { mode });
  } catch (error) {
    throw unreachable("cannot-write", `${file} cannot be written: ${messageOf(error)}.`);
  }
}
