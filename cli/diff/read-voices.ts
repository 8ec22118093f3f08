/** Who has approved a change, as code hosts report it or as somebody writes it down. */
import { z } from "zod";
import { byCodeUnit } from "../../compiler/by-code-unit.ts";
import type { Voice } from "../../compiler/diff/agreement.ts";
import { wrongUsage } from "../failure.ts";
import { readNamedJson } from "../named-file.ts";

/** Of a name; what is longer is none. */
const LONGEST = 320;
const text = z.string().min(1).max(LONGEST);
/** In UTC, wherever it was said. */
const instant = z.iso.datetime({ offset: true }).transform((at) => new Date(at).toISOString());
/** Where no time is told, that at which it was read. */
const readAt = (): string => new Date().toISOString();
const login = z.object({ login: text });
const commit = z.string().regex(/^[0-9a-f]{7,64}$/i);

/** Each form says what was said by whom and when, of which commit; `said: null` where only approvals are listed. */
interface Said extends Pick<Voice, "commit"> {
  readonly who: string;
  readonly at: string;
  readonly said: string | null;
}

const ofCommit = (id: string | null | undefined): Pick<Voice, "commit"> =>
  id === undefined || id === null ? {} : { commit: id };

const FORMS = z.union([
  /** `gh pr view --json reviews`. */
  z
    .object({
      reviews: z.array(
        z.object({
          // Of an account that is gone nobody is named.
          author: login.nullable(),
          state: text,
          submittedAt: instant.nullable(),
          commit: z.object({ oid: commit }).nullish(),
        }),
      ),
    })
    .transform(({ reviews }) =>
      reviews.flatMap(({ author, state, submittedAt, commit: of }): readonly Said[] =>
        author === null || submittedAt === null
          ? []
          : [{ who: author.login, at: submittedAt, said: state, ...ofCommit(of?.oid) }],
      ),
    ),
  /** GitHub's REST interface: the reviews of a pull request. */
  z
    .array(
      z.object({
        user: login.nullable(),
        state: text,
        // A review that is not handed in yet has none.
        submitted_at: instant.nullish(),
        commit_id: commit.nullish(),
      }),
    )
    .transform((reviews) =>
      reviews.flatMap(({ user, state, submitted_at: at, commit_id }): readonly Said[] =>
        user === null || at === null || at === undefined
          ? []
          : [{ who: user.login, at, said: state, ...ofCommit(commit_id) }],
      ),
    ),
  /** GitLab's interface: the approvals of a merge request. */
  z
    .object({
      approved_by: z.array(z.object({ user: z.object({ username: text }), approved_at: instant.optional() })),
      updated_at: instant.default(readAt),
    })
    .transform(({ approved_by, updated_at }) =>
      approved_by.map(
        ({ user, approved_at }): Said => ({ who: user.username, at: approved_at ?? updated_at, said: null }),
      ),
    ),
  z
    .array(
      z.union([text, z.strictObject({ who: text, at: instant.default(readAt), commit: commit.optional() })]),
    )
    .transform((voices) =>
      voices.map(
        (one): Said =>
          typeof one === "string"
            ? { who: one, at: readAt(), said: null }
            : { who: one.who, at: one.at, said: null, ...ofCommit(one.commit) },
      ),
    ),
]);

/** @throws CommandFailure when the file cannot be read, or is none of the forms. */
export async function readVoices(file: string, cwd: string): Promise<readonly Voice[]> {
  const read = FORMS.safeParse(await readNamedJson(file, cwd));
  if (!read.success)
    throw wrongUsage(
      `${file} does not say who has approved: it is to be the reviews as GitHub or GitLab report them, or a list such as ["carla", { "who": "dag", "at": "2026-11-23T10:00:00Z" }].`,
    );
  return lastWords(read.data);
}

/** Who has asked for changes since, or whose approval was dismissed, no longer agrees. A comment takes nothing back. */
function lastWords(all: readonly Said[]): readonly Voice[] {
  const last = new Map<string, Said>();
  for (const one of [...all].sort((a, b) => byCodeUnit(a.at, b.at)))
    if (one.said?.toUpperCase() !== "COMMENTED" && one.said?.toUpperCase() !== "PENDING")
      last.set(one.who.toLowerCase(), one);
  return [...last.values()]
    .filter(({ said }) => said === null || said.toUpperCase() === "APPROVED")
    .map(({ said: _, ...voice }) => voice);
}
