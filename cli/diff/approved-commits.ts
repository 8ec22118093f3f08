/**
 * What an approval was of: whoever approved an earlier commit has agreed to what reads now as it did then. A commit that
 * is not here cannot be looked at, and an approval of it counts for nothing.
 */
import type { Voice } from "../../compiler/diff/agreement.ts";
import { digestOf } from "../../compiler/diff/texts.ts";
import type { Model } from "../../compiler/model.ts";
import { modelOf } from "../../compiler/resolve.ts";
import { CommandFailure } from "../failure.ts";
import type { Io } from "../io.ts";
import { readRevision } from "../journeys/read-revision.ts";

export interface Approved {
  /** In full; `null`: the work tree. */
  readonly commit: string | null;
  readonly model: Model;
}

/** Voices that name a commit, held against what they are counted for. Says which of those commits are not here. */
export async function holdAgainst(
  voices: readonly Voice[],
  now: Approved,
  dir: string,
  io: Io,
): Promise<readonly Voice[]> {
  const others = new Set(voices.flatMap(({ commit }) => (isOf(commit, now.commit) ? [] : (commit ?? []))));
  const models = new Map<string, Model | null>();
  for (const commit of others) models.set(commit, await modelAt(commit, dir, io));
  return voices.map((voice): Voice => {
    const model = models.get(voice.commit ?? "");
    if (model === undefined) return voice;
    return {
      ...voice,
      isOf: (text) => model !== null && digestOf(text, model) === digestOf(text, now.model),
    };
  });
}

const isOf = (commit: string | undefined, now: string | null): boolean =>
  commit !== undefined && now?.startsWith(commit.toLowerCase()) === true;

async function modelAt(commit: string, dir: string, io: Io): Promise<Model | null> {
  try {
    return modelOf((await readRevision(dir, commit, io.cwd)).workspace);
  } catch (error) {
    if (!(error instanceof CommandFailure)) throw error;
    io.talk(
      `An approval is of ${commit.slice(0, 10)}, which is not in this clone: it counts for nothing until it is fetched.`,
    );
    return null;
  }
}
