// @ts-check
/** Reviews a merge request: reads who has approved, runs `baton review`, and writes its note, or writes it anew. */
import process, { env, stdout } from "node:process";
import { Host, main, markerOf, required, runReview } from "../host.mjs";

process.exitCode = await main(async () => {
  const host = new Host(required("CI_API_V4_URL"), { "private-token": required("BATON_GITLAB_TOKEN") });
  const project = encodeURIComponent(required("CI_PROJECT_ID"));
  const request = `/projects/${project}/merge_requests/${required("CI_MERGE_REQUEST_IID")}`;
  // In a pipeline of merged results the commit is one that nobody wrote.
  const head = env.CI_MERGE_REQUEST_SOURCE_BRANCH_SHA || required("CI_COMMIT_SHA");
  const found = await runReview({
    range: `${required("CI_MERGE_REQUEST_DIFF_BASE_SHA")}...${head}`,
    journeys: env.JOURNEYS || "journeys",
    approvals: approvalsOf(await host.ask("GET", `${request}/approvals`)),
    events: env.EVENTS,
    peopleInside: env.PEOPLE_INSIDE,
    annotations: false,
  });
  if (env.COMMENT !== "false") await note(host, request, found.comment);
  stdout.write(found.said);
  return found.code;
});

/**
 * @param {unknown} answer
 */
function approvalsOf(answer) {
  // What GitLab says of a merge request's approvals; `baton review` looks at its form.
  const { approved_by = [], updated_at } =
    /** @type {{ approved_by?: { user: { username: string }, approved_at?: string }[], updated_at?: string }} */ (
      answer
    );
  return {
    approved_by: approved_by.map(({ user, approved_at }) => ({
      user: { username: user.username },
      ...(approved_at && { approved_at }),
    })),
    ...(updated_at && { updated_at }),
  };
}

/**
 * @param {Host} host
 * @param {string} request
 * @param {string} body
 */
async function note(host, request, body) {
  const { id: self } = /** @type {{ id?: number }} */ (await host.ask("GET", "/user"));
  const notes = /** @type {readonly { id: number, body?: string, author?: { id?: number } }[]} */ (
    await host.list(`${request}/notes`)
  );
  // Anybody can write our line into a note of their own.
  const own = notes.find((one) => one.author?.id === self && markerOf(one.body ?? "") === markerOf(body));
  if (own === undefined) await host.ask("POST", `${request}/notes`, { body });
  else if (own.body !== body) await host.ask("PUT", `${request}/notes/${own.id}`, { body });
}
