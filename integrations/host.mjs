// @ts-check
/**
 * What the reviews on GitHub and on GitLab share: asking the host, and running `baton review` beside it. Node's own
 * parts only, so that nothing has to be installed for it.
 */
import { spawn } from "node:child_process";
import { randomUUID } from "node:crypto";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { env, execPath, stderr, stdout } from "node:process";
import { text } from "node:stream/consumers";

/** Somebody has to change something around the review: one sentence says what. */
export class Failure extends Error {}

/**
 * @param {string} name
 * @returns {string}
 */
export function required(name) {
  const value = env[name];
  if (value === undefined || value === "") throw new Failure(`The variable ${name} is not set.`);
  return value;
}

const PATIENCE_MS = 30_000;

export class Host {
  /**
   * @param {string} address of its API, without a slash at the end
   * @param {Readonly<Record<string, string>>} headers
   */
  constructor(address, headers) {
    this.address = address;
    this.headers = headers;
  }

  /**
   * @param {string} method
   * @param {string} path
   * @param {object} [body]
   * @returns {Promise<unknown>} what the host says
   */
  async ask(method, path, body) {
    const answer = await fetch(`${this.address}${path}`, {
      method,
      headers: { ...this.headers, ...(body && { "content-type": "application/json" }) },
      ...(body && { body: JSON.stringify(body) }),
      // A host that sends us elsewhere would get the token there.
      redirect: "error",
      signal: AbortSignal.timeout(PATIENCE_MS),
    }).catch((error) => {
      throw new Failure(
        `${method} ${path}: the host cannot be reached (${error.cause?.message ?? error.message}).`,
      );
    });
    if (!answer.ok) throw new Refusal(`${method} ${path}: the host answers ${answer.status}.`, answer.status);
    return await answer.json();
  }

  /**
   * Every page of a list.
   * @param {string} path
   * @returns {Promise<readonly unknown[]>}
   */
  async list(path) {
    /** @type {unknown[]} */
    const all = [];
    for (let page = 1; page <= MOST_PAGES; page += 1) {
      const items = await this.ask("GET", `${path}?per_page=${PER_PAGE}&page=${page}`);
      if (!Array.isArray(items)) throw new Failure(`GET ${path}: the host answers with no list.`);
      all.push(...items);
      if (items.length < PER_PAGE) return all;
    }
    throw new Failure(`GET ${path}: the list is longer than ${MOST_PAGES * PER_PAGE}.`);
  }
}
const PER_PAGE = 100;
const MOST_PAGES = 50;

/** The host will not do it, perhaps because the token may not. */
export class Refusal extends Failure {
  /**
   * @param {string} message
   * @param {number} status
   */
  constructor(message, status) {
    super(message);
    this.status = status;
  }
}

/**
 * @typedef {object} Asked
 * @property {string} range
 * @property {string} journeys folder
 * @property {object} approvals as the host reports them
 * @property {string | undefined} events file
 * @property {string | undefined} peopleInside file, as `baton inside --json` wrote it
 * @property {boolean} annotations
 */

/**
 * Runs `baton review`; its SARIF and JUnit are written to `baton.sarif` and `baton.junit.xml`.
 * @param {Asked} asked
 * @returns {Promise<{ readonly code: number, readonly comment: string, readonly annotations: string, readonly said: string }>}
 */
export async function runReview({ range, journeys, approvals, events, peopleInside, annotations }) {
  const folder = await mkdtemp(join(tmpdir(), "baton-review-"));
  try {
    const [reviews, comment] = [join(folder, "reviews.json"), join(folder, "comment.md")];
    await writeFile(reviews, JSON.stringify(approvals), { mode: 0o600 });
    const options = ["--approved-by", reviews, "--comment", comment];
    if (events) options.push("--events", events);
    if (peopleInside) options.push("--people-inside", peopleInside);
    if (annotations) options.push("--annotations");
    const files = ["--sarif", "baton.sarif", "--junit", "baton.junit.xml"];
    const { code, out, said } = await run(["review", range, journeys, ...options, ...files]);
    if (code !== 0 && code !== 1) throw new Failure(`baton review could not do its work: ${said.trim()}`);
    return { code, comment: await readFile(comment, "utf8"), annotations: annotations ? out : "", said };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/**
 * @param {readonly string[]} args
 */
async function run(args) {
  const command = resolve(env.BATON ?? "node_modules/baton/dist/cli/baton.js");
  // It asks nobody, and so gets no token.
  const names = Object.entries(env).filter(([name]) => !/TOKEN|SECRET|PASSWORD|KEY/i.test(name));
  const child = spawn(execPath, [command, ...args], {
    env: Object.fromEntries(names),
    stdio: ["ignore", "pipe", "pipe"],
  });
  const [out, said, code] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    new Promise((done) => child.on("close", done)),
  ]);
  return { out, said, code };
}

/**
 * The line by which a comment of ours is found again.
 * @param {string} comment
 */
export const markerOf = (comment) => comment.split("\n", 1)[0] ?? "";

/**
 * Tells what others wrote, of which a runner of GitHub is to take nothing for a command.
 * @param {string} words
 */
export function tellQuietly(words) {
  const token = randomUUID();
  stdout.write(`::stop-commands::${token}\n${words.trimEnd()}\n::${token}::\n`);
}

/**
 * @param {() => Promise<number>} work answers the exit code
 */
export async function main(work) {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    stderr.write(`error: ${error.message}\n`);
    return 3;
  }
}
