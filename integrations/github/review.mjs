// @ts-check
/** Reviews a pull request: reads who has approved, runs `baton review`, and writes its comment, or writes it anew. */
import { appendFile } from "node:fs/promises";
import process, { env, stdout } from "node:process";
import { Failure, Host, main, markerOf, Refusal, required, runReview, tellQuietly } from "../host.mjs";

process.exitCode = await main(async () => {
  const host = new Host(required("GITHUB_API_URL"), {
    accept: "application/vnd.github+json",
    authorization: `Bearer ${required("BATON_TOKEN")}`,
    "user-agent": "baton-review",
    "x-github-api-version": "2022-11-28",
  });
  const repository = `/repos/${required("GITHUB_REPOSITORY")}`;
  const pull = required("PULL_REQUEST");
  const head = required("HEAD_SHA");
  const found = await runReview({
    range: `${required("BASE_SHA")}...${head}`,
    journeys: env.JOURNEYS || "journeys",
    approvals: approvalsOf(await host.list(`${repository}/pulls/${pull}/reviews`), head),
    events: env.EVENTS,
    peopleInside: env.PEOPLE_INSIDE,
    annotations: true,
  });
  if (env.GITHUB_STEP_SUMMARY) await appendFile(env.GITHUB_STEP_SUMMARY, found.comment);
  if (env.COMMENT !== "false") await comment(host, repository, pull, found.comment);
  tellQuietly(found.said);
  stdout.write(found.annotations);
  return found.code;
});

/**
 * An approval is of the commit that its person has seen. `baton review` counts it for what reads the same now; an
 * installation may be stricter (`ignore`), or take it for all that is there now (`count`).
 * @param {readonly unknown[]} answer
 * @param {string} head
 */
function approvalsOf(answer, head) {
  const stale = env.STALE_APPROVALS || "unchanged";
  if (!["unchanged", "ignore", "count"].includes(stale))
    throw new Failure(`stale-approvals is \`unchanged\`, \`ignore\` or \`count\`, and not \`${stale}\`.`);
  // What GitHub says of a review, none of which is taken for granted.
  const reviews =
    /** @type {readonly { user?: { login?: unknown }, submitted_at?: unknown, state?: unknown, commit_id?: unknown }[]} */ (
      answer
    );
  return reviews
    .filter(({ user, submitted_at }) => typeof user?.login === "string" && typeof submitted_at === "string")
    .filter(({ state, commit_id }) => state !== "APPROVED" || stale === "count" || isOfCommit(commit_id))
    .filter(({ state, commit_id }) => state !== "APPROVED" || stale !== "ignore" || commit_id === head)
    .map(({ user, state, submitted_at, commit_id }) => ({
      user: { login: user?.login },
      state,
      submitted_at,
      ...(state === "APPROVED" && stale !== "count" && { commit_id }),
    }));
}

/**
 * Of an approval without one nobody can say what it was of.
 * @param {unknown} id
 */
function isOfCommit(id) {
  return typeof id === "string" && /^[0-9a-f]{40,64}$/.test(id);
}

/**
 * @param {Host} host
 * @param {string} repository
 * @param {string} pull
 * @param {string} body
 */
async function comment(host, repository, pull, body) {
  const author = env.COMMENT_AUTHOR || "github-actions[bot]";
  try {
    const comments = /** @type {readonly { id: number, body?: string, user?: { login?: string } }[]} */ (
      await host.list(`${repository}/issues/${pull}/comments`)
    );
    // Anybody can write our line into a comment of their own.
    const own = comments.find(
      (one) => one.user?.login === author && markerOf(one.body ?? "") === markerOf(body),
    );
    if (own === undefined) await host.ask("POST", `${repository}/issues/${pull}/comments`, { body });
    else if (own.body !== body) await host.ask("PATCH", `${repository}/issues/comments/${own.id}`, { body });
  } catch (error) {
    // The token of a pull request from a fork may only read; what is to be said stands in the summary of the run.
    if (!(error instanceof Refusal) || (error.status !== 403 && error.status !== 404)) throw error;
    stdout.write(
      `::warning title=baton review::The comment was not written: the token may not (${error.status}).\n`,
    );
  }
}
