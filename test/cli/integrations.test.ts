/** The review as it runs on a code host: a host that only listens here, and everything else as it is. */
import { spawn } from "node:child_process";
import { existsSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { describe, expect, test } from "vitest";
import { parse } from "yaml";
import { z } from "zod";
import { type HostServer, hostServer } from "./host-server.ts";
import { commit, edit, git, repository } from "./repository.ts";
import { BATON, ROOT } from "./run-baton.ts";

const TOKEN = "token-of-the-host";
const AT = "2026-11-22T10:00:00Z";

interface Reviewed {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

async function runScript(
  script: string,
  cwd: string,
  env: Readonly<Record<string, string>>,
): Promise<Reviewed> {
  const child = spawn(process.execPath, [join(ROOT, "integrations", script)], {
    cwd,
    env: { PATH: process.env.PATH, BATON, ...env },
  });
  const [stdout, stderr, code] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    new Promise<number>((done) => child.on("close", done)),
  ]);
  return { code, stdout, stderr };
}

/** A branch on which a stage may last longer: its owner, dag, must agree. The work tree is that of the base. */
function pullRequest(): { readonly cwd: string; readonly base: string; readonly head: string } {
  const cwd = repository();
  edit(cwd, "people.yaml", "id: dag,   name", "id: dag, login: dag-n, name");
  commit(cwd, "logins");
  git(cwd, "checkout", "-q", "-b", "longer");
  edit(cwd, "lead_to_customer.journey", "at most 60 days", "at most 61 days");
  commit(cwd, "longer");
  git(cwd, "checkout", "-q", "main");
  const of = (name: string): string => git(cwd, "rev-parse", name).trim();
  return { cwd, base: of("main"), head: of("longer") };
}

describe("on GitHub", () => {
  const REVIEWS = "GET /repos/acme/journeys/pulls/7/reviews";
  const COMMENTS = "GET /repos/acme/journeys/issues/7/comments";
  const WRITE = "POST /repos/acme/journeys/issues/7/comments";

  const onGithub = (
    { cwd, base, head }: ReturnType<typeof pullRequest>,
    { url }: HostServer,
    env: Readonly<Record<string, string>> = {},
  ) =>
    runScript("github/review.mjs", cwd, {
      GITHUB_API_URL: url,
      GITHUB_REPOSITORY: "acme/journeys",
      BATON_TOKEN: TOKEN,
      PULL_REQUEST: "7",
      BASE_SHA: base,
      HEAD_SHA: head,
      ...env,
    });

  const approved = (login: string, commit_id: string, state = "APPROVED") => ({
    user: { login },
    state,
    commit_id,
    submitted_at: AT,
  });

  test("an approval that is missing keeps it red, and the comment says whose", async () => {
    const pull = pullRequest();
    const server = await hostServer({ [REVIEWS]: [], [COMMENTS]: [], [WRITE]: { id: 1 } });
    const summary = join(pull.cwd, "summary.md");
    const { code, stdout, stderr } = await onGithub(pull, server, { GITHUB_STEP_SUMMARY: summary });
    expect([code, stderr]).toEqual([1, ""]);
    expect(stdout).toMatch(
      /^::stop-commands::(\S+)\nNot to be merged yet: one role has not agreed\.\n::\1::\n$/,
    );
    const written = server.calls.at(-1);
    expect(written).toMatchObject({ method: "POST", token: `Bearer ${TOKEN}` });
    const { body } = z.object({ body: z.string() }).parse(written?.body);
    expect(body).toMatch(/^<!-- baton review of journeys -->\n\n## 1 change: 1 weaker/);
    expect(body).toContain("**Must still agree:** revops\\_lead (dag)");
    expect(readFileSync(summary, "utf8")).toBe(body);
    expect(existsSync(join(pull.cwd, "baton.sarif")) && existsSync(join(pull.cwd, "baton.junit.xml"))).toBe(
      true,
    );
  });

  test("is green when whoever must agree has seen the commit; the comment is written anew, and nobody else's is", async () => {
    const pull = pullRequest();
    const noise = Array.from({ length: 120 }, (_, n) => approved(`reader-${n}`, pull.head, "COMMENTED"));
    const ours = "<!-- baton review of journeys -->\n\nold";
    const server = await hostServer({
      [REVIEWS]: [...noise, approved("dag-n", pull.head)],
      [COMMENTS]: [
        { id: 11, body: ours, user: { login: "somebody" } },
        { id: 12, body: ours, user: { login: "github-actions[bot]" } },
      ],
      "PATCH /repos/acme/journeys/issues/comments/12": { id: 12 },
    });
    const { code, stdout } = await onGithub(pull, server);
    expect(stdout).toContain("Nothing stands against it.");
    expect(code).toBe(0);
    expect(
      server.calls.filter(({ method }) => method !== "GET").map(({ method, path }) => `${method} ${path}`),
    ).toEqual(["PATCH /repos/acme/journeys/issues/comments/12"]);
  });

  test("an approval of an earlier commit counts for what reads the same now, unless something else is said", async () => {
    const pull = pullRequest();
    const reviewed = (commit_id: string) =>
      hostServer({ [REVIEWS]: [approved("dag-n", commit_id)], [COMMENTS]: [], [WRITE]: { id: 1 } });
    const of = async (commit_id: string, stale = "") =>
      (await onGithub(pull, await reviewed(commit_id), { STALE_APPROVALS: stale })).code;
    expect(await of(pull.base)).toBe(1);
    expect(await of(pull.base, "count")).toBe(0);
    expect(await of("no commit")).toBe(1);
    const seen = pull.head;
    git(pull.cwd, "checkout", "-q", "longer");
    edit(pull.cwd, "lead_to_customer.journey", "// 1. Nurture:", "// One:");
    commit(pull.cwd, "a comment");
    const later = { ...pull, head: git(pull.cwd, "rev-parse", "HEAD").trim() };
    git(pull.cwd, "checkout", "-q", "main");
    const ofSeen = async (stale = "") => onGithub(later, await reviewed(seen), { STALE_APPROVALS: stale });
    expect((await ofSeen()).code).toBe(0);
    expect((await ofSeen("ignore")).code).toBe(1);
    const wrong = await ofSeen("keep");
    expect([wrong.code, wrong.stderr]).toEqual([
      3,
      "error: stale-approvals is `unchanged`, `ignore` or `count`, and not `keep`.\n",
    ]);
  });

  test("a token that may only read leaves the comment out, says so, and decides nothing", async () => {
    const pull = pullRequest();
    const server = await hostServer({
      [REVIEWS]: [approved("dag-n", pull.head)],
      [COMMENTS]: [],
      [WRITE]: 403,
    });
    const { code, stdout } = await onGithub(pull, server);
    expect(code).toBe(0);
    expect(stdout).toMatch(/^::warning title=baton review::The comment was not written/m);
  });

  test("a host that does not answer is no review, and the token is told to nobody", async () => {
    const pull = pullRequest();
    const server = await hostServer({ [REVIEWS]: 500 });
    const refused = await onGithub(pull, server);
    expect(refused).toMatchObject({ code: 3, stdout: "" });
    expect(refused.stderr).toBe(
      "error: GET /repos/acme/journeys/pulls/7/reviews?per_page=100&page=1: the host answers 500.\n",
    );
    const nowhere = await onGithub(pull, { url: "http://127.0.0.1:9", calls: [] });
    expect([nowhere.code, nowhere.stderr]).toEqual([3, expect.stringContaining("cannot be reached")]);
    const unset = await onGithub(pull, server, { HEAD_SHA: "" });
    expect(unset.stderr).toBe("error: The variable HEAD_SHA is not set.\n");
    for (const { stdout, stderr } of [refused, nowhere, unset]) expect(stdout + stderr).not.toContain(TOKEN);
  });

  test("new findings become annotations of the change", async () => {
    const pull = pullRequest();
    git(pull.cwd, "checkout", "-q", "longer");
    edit(pull.cwd, "lead_to_customer.journey", "-> nurture\n", "-> nowhere\n");
    commit(pull.cwd, "broken");
    const head = git(pull.cwd, "rev-parse", "HEAD").trim();
    git(pull.cwd, "checkout", "-q", "main");
    const server = await hostServer({ [REVIEWS]: [], [COMMENTS]: [], [WRITE]: { id: 1 } });
    const { code, stdout } = await onGithub({ ...pull, head }, server);
    expect(code).toBe(1);
    expect(stdout).toMatch(
      /\n::error file=journeys\/lead_to_customer\.journey,line=7,.*title=unknown-stage::/,
    );
  });
});

describe("on GitLab", () => {
  const REQUEST = "/projects/42/merge_requests/7";
  const onGitlab = ({ cwd, base, head }: ReturnType<typeof pullRequest>, { url }: HostServer) =>
    runScript("gitlab/review.mjs", cwd, {
      CI_API_V4_URL: url,
      CI_PROJECT_ID: "42",
      CI_MERGE_REQUEST_IID: "7",
      CI_MERGE_REQUEST_DIFF_BASE_SHA: base,
      CI_COMMIT_SHA: head,
      BATON_GITLAB_TOKEN: TOKEN,
    });

  test("an approval that is missing keeps it red; with it the note is written anew", async () => {
    const pull = pullRequest();
    const first = await hostServer({
      [`GET ${REQUEST}/approvals`]: { approved_by: [], updated_at: AT },
      "GET /user": { id: 5 },
      [`GET ${REQUEST}/notes`]: [],
      [`POST ${REQUEST}/notes`]: { id: 31 },
    });
    const red = await onGitlab(pull, first);
    expect([red.code, red.stdout]).toEqual([1, "Not to be merged yet: one role has not agreed.\n"]);
    expect(first.calls.at(-1)).toMatchObject({ method: "POST", token: TOKEN });
    const ours = "<!-- baton review of journeys -->\n\nold";
    const second = await hostServer({
      [`GET ${REQUEST}/approvals`]: { approved_by: [{ user: { username: "dag-n" } }], updated_at: AT },
      "GET /user": { id: 5 },
      [`GET ${REQUEST}/notes`]: [
        { id: 30, body: ours, author: { id: 6 } },
        { id: 31, body: ours, author: { id: 5 } },
      ],
      [`PUT ${REQUEST}/notes/31`]: { id: 31 },
    });
    const green = await onGitlab(pull, second);
    expect([green.code, green.stdout]).toEqual([0, "Nothing stands against it.\n"]);
    expect(second.calls.at(-1)).toMatchObject({ method: "PUT", path: `${REQUEST}/notes/31` });
    rmSync(pull.cwd, { recursive: true });
  });
});

// ── What the hosts read ───────────────────────────────────────────────────────────────────────────────────

const read = (file: string): unknown => parse(readFileSync(join(ROOT, "integrations", file), "utf8"));

/** A version, so that another day's is not another action. */
const action = z.string().regex(/^(\.\/[\w./-]+|[\w-]+\/[\w./-]+@v\d+)$/);
/** What comes from a change goes through a variable: in a script it would be part of the script. */
const script = z.string().refine((text) => !text.includes("${{"), "an expression stands in a script");
const env = z.record(z.string().regex(/^[A-Z][A-Z0-9_]*$/), z.string());

const ACTION = z.strictObject({
  name: z.string(),
  description: z.string(),
  inputs: z.record(z.string(), z.strictObject({ description: z.string(), default: z.string() })),
  runs: z.strictObject({
    using: z.literal("composite"),
    steps: z.array(z.strictObject({ shell: z.literal("bash"), run: script, env })).min(1),
  }),
});

const WORKFLOW = z.strictObject({
  name: z.string(),
  on: z.strictObject({
    pull_request: z.null(),
    pull_request_review: z.strictObject({ types: z.array(z.enum(["submitted", "dismissed"])) }),
  }),
  permissions: z.strictObject({}),
  concurrency: z.strictObject({ group: z.string(), "cancel-in-progress": z.boolean() }),
  jobs: z.record(
    z.string(),
    z.strictObject({
      "runs-on": z.string(),
      "timeout-minutes": z.int(),
      permissions: z.strictObject({
        contents: z.literal("read"),
        "pull-requests": z.literal("write"),
        "security-events": z.literal("write"),
      }),
      steps: z.array(
        z.union([
          z.strictObject({
            uses: action,
            if: z.string().optional(),
            with: z.record(z.string(), z.union([z.string(), z.int()])).optional(),
          }),
          z.strictObject({ run: script, env: env.optional() }),
        ]),
      ),
    }),
  ),
});

describe("what GitHub reads", () => {
  test("is an action in which nothing of the change becomes part of a script", () => {
    const { inputs, runs } = ACTION.parse(read("github/action.yml"));
    const used = JSON.stringify(runs).match(/inputs\.[\w-]+/g) ?? [];
    expect(new Set(used.map((one) => one.slice("inputs.".length)))).toEqual(new Set(Object.keys(inputs)));
  });

  test("is a workflow with the least rights, which runs what it merges into and not the change", () => {
    const { jobs } = WORKFLOW.parse(read("github/workflow-example.yml"));
    const steps = Object.values(jobs).flatMap((job) => job.steps);
    const checkouts = steps.filter((step) => "uses" in step && step.uses.startsWith("actions/checkout@"));
    expect(checkouts).toMatchObject([
      { with: { ref: `\${{ github.event.pull_request.base.sha }}`, "fetch-depth": 0 } },
    ]);
    expect(JSON.stringify(steps)).toContain("npm ci --ignore-scripts");
  });

  test.each(["action.yml", "workflow-example.yml"])(
    "in %s never runs with the rights of the base on foreign code",
    (file) => {
      expect(readFileSync(join(ROOT, "integrations/github", file), "utf8")).not.toContain(
        "pull_request_target",
      );
    },
  );
});

test("what GitLab reads is a job for merge requests of the project itself, which runs what it merges into", () => {
  const { "journeys review": job } = z
    .strictObject({
      "journeys review": z.strictObject({
        stage: z.string(),
        image: z.string().regex(/:\d+$/),
        timeout: z.string(),
        rules: z
          .array(
            z.strictObject({
              if: z.string().includes("CI_MERGE_REQUEST_SOURCE_PROJECT_ID == $CI_PROJECT_ID"),
            }),
          )
          .length(1),
        variables: z.strictObject({ GIT_DEPTH: z.literal("0"), JOURNEYS: z.string() }),
        script: z.array(z.string()),
        artifacts: z.strictObject({
          when: z.literal("always"),
          expire_in: z.string(),
          paths: z.array(z.string()),
          reports: z.strictObject({ junit: z.string() }),
        }),
      }),
    })
    .parse(read("gitlab/baton-review.gitlab-ci.yml"));
  expect(job.script.join("\n")).toMatch(
    /worktree add --detach \S+ "\$CI_MERGE_REQUEST_DIFF_BASE_SHA"[\s\S]*--ignore-scripts/,
  );
});
