/** Who has agreed to what, in a file: as `baton approvals --json` writes it, and as `baton release` reads it. */
import { relative, resolve } from "node:path";
import { z } from "zod";
import type { AgreedText } from "../../compiler/diff/agreed-texts.ts";
import type { Verdict } from "../../compiler/diff/agreement.ts";
import { isSameText, type Text } from "../../compiler/diff/texts.ts";
import { wrongUsage } from "../failure.ts";
import { readNamedJson } from "../named-file.ts";

/** What each text said before the change and says now; see `digestOf`. */
export interface Digests {
  readonly was: (text: Text) => string | null;
  readonly is: (text: Text) => string | null;
}

export function agreedTexts({ agreements, heard }: Verdict, { was, is }: Digests): readonly AgreedText[] {
  const texts = new Map(agreements.map(({ text }) => [`${text.kind} ${text.name}`, text] as const));
  return [...texts.values()].map((text) => {
    const asked = agreements.filter((one) => isSameText(one.text, text)).flatMap(({ roles }) => roles);
    const roles = [...new Set(asked)].sort();
    const agreed = heard
      .filter(({ isOf }) => isOf?.(text) ?? true)
      .flatMap(({ who, at, roles: spoken }) =>
        roles.filter((role) => spoken.includes(role)).map((role) => ({ who, role, at })),
      );
    return { ...text, was: was(text), is: is(text), asked: roles, agreed };
  });
}

const name = z.string().min(1).max(320);
const digest = z
  .string()
  .regex(/^[0-9a-f]{64}$/)
  .nullable();
const fileSchema = z.object({
  texts: z.array(
    z.object({
      kind: name,
      name: z.string().max(320),
      was: digest,
      is: digest,
      asked: z.array(name),
      agreed: z.array(z.object({ who: name, role: name, at: z.iso.datetime() })),
    }),
  ),
});

/** @throws CommandFailure when it cannot be read, or does not say what was agreed to. */
export async function readAgreements(path: string, cwd: string): Promise<readonly AgreedText[]> {
  const file = resolve(cwd, path);
  const shown = relative(cwd, file) || file;
  const read = fileSchema.safeParse(await readNamedJson(shown, cwd));
  if (read.success) return read.data.texts;
  const [issue] = read.error.issues;
  throw wrongUsage(
    `${shown} does not say who has agreed to what (${issue?.path.join(".") || "it"}: ${issue?.message ?? "is invalid"}): it is to be what \`baton approvals --json\` writes.`,
  );
}
