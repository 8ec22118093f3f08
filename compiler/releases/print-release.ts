/**
 * The one layout of a frozen release: JSON in the order in which the compiler writes, what fits on one line in one, so
 * that a reviewer reads it in a diff. The same release gives the same bytes.
 */
import { fillLines } from "../fill-lines.ts";
import type { FrozenRelease } from "./frozen-release.ts";

const LINE_WIDTH = 110;

export function printRelease({ hash, released, plan, sources, seal }: FrozenRelease): string {
  return `${print({ hash, released, plan, sources, seal }, "", 0)}\n`;
}

function print(value: unknown, indent: string, used: number): string {
  const line = onOneLine(value);
  if (typeof value !== "object" || value === null || indent.length + used + line.length < LINE_WIDTH)
    return line;
  const deeper = `${indent}  `;
  if (Array.isArray(value)) {
    const lines = value.every(isScalar)
      ? fillLines(value.map(onOneLine), LINE_WIDTH - deeper.length)
      : value.map((item) => print(item, deeper, 0));
    return `[\n${lines.map((text) => deeper + text).join(",\n")}\n${indent}]`;
  }
  const entries = membersOf(value).map(([name, member]) => {
    const key = `${JSON.stringify(name)}: `;
    return `${deeper}${key}${print(member, deeper, key.length)}`;
  });
  return `{\n${entries.join(",\n")}\n${indent}}`;
}

function onOneLine(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(onOneLine).join(", ")}]`;
  if (typeof value !== "object" || value === null) return JSON.stringify(value);
  const entries = membersOf(value).map(([name, member]) => `${JSON.stringify(name)}: ${onOneLine(member)}`);
  return entries.length === 0 ? "{}" : `{ ${entries.join(", ")} }`;
}

const membersOf = (value: object): readonly (readonly [string, unknown])[] =>
  Object.entries(value).filter(([, member]) => member !== undefined);

const isScalar = (value: unknown): boolean => typeof value !== "object" || value === null;
