/** Who has approved a change, as code hosts report it or as somebody writes it down. */
import { readFile } from "node:fs/promises";
import { z } from "zod";
import type { Voice } from "../../compiler/diff/agreement.ts";
import { wrongUsage } from "../failure.ts";

const text = z.string().min(1);
/** Where no time is told, that at which it was read. */
const readAt = (): string => new Date().toISOString();
const login = z.object({ login: text });

/** Each form says what was said by whom and when; `said: null` where only approvals are listed. */
interface Said {
  readonly who: string;
  readonly at: string;
  readonly said: string | null;
}

const FORMS = z.union([
  /** `gh pr view --json reviews`. */
  z
    .object({ reviews: z.array(z.object({ author: login, state: text, submittedAt: text })) })
    .transform(({ reviews }) =>
      reviews.map(
        ({ author, state, submittedAt }): Said => ({ who: author.login, at: submittedAt, said: state }),
      ),
    ),
  /** GitHub's REST interface: the reviews of a pull request. */
  z
    .array(z.object({ user: login, state: text, submitted_at: text }))
    .transform((reviews) =>
      reviews.map(
        ({ user, state, submitted_at }): Said => ({ who: user.login, at: submitted_at, said: state }),
      ),
    ),
  /** GitLab's interface: the approvals of a merge request. */
  z
    .object({
      approved_by: z.array(z.object({ user: z.object({ username: text }), approved_at: text.optional() })),
      updated_at: text.default(readAt),
    })
    .transform(({ approved_by, updated_at }) =>
      approved_by.map(
        ({ user, approved_at }): Said => ({ who: user.username, at: approved_at ?? updated_at, said: null }),
      ),
    ),
  z
    .array(z.union([text, z.strictObject({ who: text, at: text.default(readAt) })]))
    .transform((voices) =>
      voices.map(
        (one): Said =>
          typeof one === "string" ? { who: one, at: readAt(), said: null } : { ...one, said: null },
      ),
    ),
]);

/** @throws CommandFailure when the file cannot be read, or is none of the forms. */
export async function readVoices(path: string): Promise<readonly Voice[]> {
  const read = FORMS.safeParse(parse(await readText(path), path));
  if (!read.success)
    throw wrongUsage(
      `${path} does not say who has approved: it is to be the reviews as GitHub or GitLab report them, or a list such as ["carla", { "who": "dag", "at": "2026-11-23T10:00:00Z" }].`,
    );
  return lastWords(read.data);
}

/** Who has asked for changes since, or whose approval was dismissed, no longer agrees. A comment takes nothing back. */
function lastWords(all: readonly Said[]): readonly Voice[] {
  const last = new Map<string, Said>();
  for (const one of [...all].sort((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : 0)))
    if (one.said?.toUpperCase() !== "COMMENTED" && one.said?.toUpperCase() !== "PENDING")
      last.set(one.who.toLowerCase(), one);
  return [...last.values()]
    .filter(({ said }) => said === null || said.toUpperCase() === "APPROVED")
    .map(({ who, at }) => ({ who, at }));
}

async function readText(path: string): Promise<string> {
  try {
    return await readFile(path, "utf8");
  } catch (error) {
    throw wrongUsage(`${path} cannot be read: ${error instanceof Error ? error.message : String(error)}.`);
  }
}

function parse(content: string, path: string): unknown {
  try {
    return JSON.parse(content);
  } catch (error) {
    throw wrongUsage(`${path} is no JSON: ${error instanceof Error ? error.message : String(error)}.`);
  }
}
