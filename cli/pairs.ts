/** Options such as `--with amount=25000`. */
import { wrongUsage } from "./failure.ts";

export type Pair = readonly [name: string, value: string];

/** Everything behind the first `=` is the value. @throws CommandFailure for what has no `=` or is said twice. */
export function readPairs(option: string, texts: readonly string[]): readonly Pair[] {
  const pairs = texts.map((text): Pair => {
    const at = text.indexOf("=");
    if (at < 1) throw wrongUsage(`${option} ${text} has no name and value; it is written name=value.`);
    return [text.slice(0, at), text.slice(at + 1)];
  });
  const twice = pairs.find(([name], index) => pairs.findIndex(([other]) => other === name) !== index);
  if (twice !== undefined) throw wrongUsage(`${option} names ${twice[0]} twice.`);
  return pairs;
}

/**
 * A value as the gateway reads it. Of all types only a number is no text in JSON, so text that is one becomes one
 * where the field asks for it; whether the rest fits its type is the gateway's to say.
 */
export function asTyped(value: string, type: string | undefined): string | number {
  const isNumber = type === "number" && value.trim() !== "" && Number.isFinite(Number(value));
  return isNumber ? Number(value) : value;
}
