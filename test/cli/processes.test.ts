import { join } from "node:path";
import { beforeAll, describe, expect, it, test } from "vitest";
import { readSecret } from "../../runtime/access/secret.ts";
import { verifyToken } from "../../runtime/access/token.ts";
import { baton, directoryOf, ROOT } from "./run-baton.ts";

const SECRET = "0123456789abcdef".repeat(2);
/** Nobody listens there. */
const NOWHERE = "127.0.0.1:1";
const DATABASE_URL = `postgres://baton:hush@${NOWHERE}/baton`;
const WHOLE = { BATON_SECRET: SECRET, DATABASE_URL, TEMPORAL_ADDRESS: NOWHERE };
type Env = Readonly<Record<string, string>>;

let cwd: string;
beforeAll(async () => {
  cwd = directoryOf({
    "fast.json": JSON.stringify({ startedAt: 0, origin: 0, scale: 60 }),
    "broken.json": "{",
  });
  await baton(["compile", join(ROOT, "journeys"), "--out", ".baton/build"], { cwd });
}, 60_000);

const PEOPLE = ["--people", join(ROOT, "journeys", "people.yaml")];
const run = (args: readonly string[], env: Env) => baton([...args, ...PEOPLE], { cwd, env });

/** Both begin in the same way: what one of them says the other says too. */
describe.each<readonly [command: string, what: string, env: Env, args: readonly string[], words: string]>([
  ["serve", "no database", { ...WHOLE, DATABASE_URL: "" }, [], "DATABASE_URL is not set"],
  ["worker", "no database", { ...WHOLE, DATABASE_URL: "" }, [], "DATABASE_URL is not set"],
  [
    "worker",
    "a database that is away",
    WHOLE,
    [],
    `The database at ${NOWHERE}/baton cannot be used: nothing listens there (connection refused); start it`,
  ],
  [
    "serve",
    "no address of a database",
    { ...WHOLE, DATABASE_URL: "hush" },
    [],
    "DATABASE_URL is no address of a Postgres",
  ],
  ["serve", "no Temporal", { ...WHOLE, TEMPORAL_ADDRESS: "" }, [], "No Temporal server is named"],
  ["worker", "no build", WHOLE, ["--build", "nowhere"], "run `baton compile`"],
  ["serve", "no people", WHOLE, ["--people", "nowhere.yaml"], "nowhere.yaml cannot be read"],
  ["worker", "no clock", WHOLE, ["--clock", "nowhere.json"], "nowhere.json holds no clock"],
  ["serve", "half a clock", WHOLE, ["--clock", "broken.json"], "broken.json holds no clock"],
  [
    "serve",
    "a fast clock elsewhere",
    { ...WHOLE, TEMPORAL_ADDRESS: "temporal.example.com:7233" },
    ["--clock", "fast.json"],
    "never for production: the Temporal server at temporal.example.com:7233 is not on this machine",
  ],
  [
    "worker",
    "a fast clock in production",
    { ...WHOLE, NODE_ENV: "production" },
    ["--clock", "fast.json"],
    "never for production: NODE_ENV is production",
  ],
  [
    "serve",
    "what is not released",
    { ...WHOLE, NODE_ENV: "production" },
    [],
    "The build has what is not released, lead_to_customer v1",
  ],
  [
    "worker",
    "what is not released, for a server elsewhere",
    { ...WHOLE, TEMPORAL_ADDRESS: "temporal.example.com:7233" },
    [],
    "--allow-unreleased starts it all the same",
  ],
  [
    "worker",
    "what is not released, where that was allowed",
    { ...WHOLE, NODE_ENV: "production" },
    ["--allow-unreleased"],
    `The database at ${NOWHERE}/baton cannot be used`,
  ],
])("baton %s with %s", (command, _, env, args, words) => {
  it("says so in one line", async () => {
    const { code, stdout, stderr } = await baton([command, ...PEOPLE, ...args], { cwd, env });
    expect(stderr).toContain(words);
    // Beside what the process writes into its log: to where it is about to connect.
    expect(
      stderr
        .trim()
        .split("\n")
        .filter((line) => !line.startsWith("{")),
    ).toHaveLength(1);
    expect(stderr).not.toContain("hush");
    expect({ code, stdout }).toEqual({ code: 3, stdout: "" });
  });
});

test("serve needs a secret that resists guessing", async () => {
  for (const [secret, words] of [
    ["", "BATON_SECRET is not set"],
    ["short", "BATON_SECRET has 5 bytes"],
  ] as const) {
    const { code, stderr } = await run(["serve"], { ...WHOLE, BATON_SECRET: secret });
    expect(stderr).toContain(words);
    expect(code).toBe(3);
  }
});

test.each([
  [["--port", "many"], "--port many is no port."],
  [["--scope", "people"], "--scope is for --print-token."],
  [
    ["--print-token", "anna", "--scope", "act-for"],
    "--scope act-for is none of events, people, admin, operate.",
  ],
  [
    ["--print-token", "anna", "--valid-for", "ever"],
    '--valid-for ever is no length of time such as "90 days".',
  ],
  [["--print-token", "nobody"], "people.yaml names nobody as nobody; a system's name begins with system:"],
])("serve %j is wrong usage", async (args, words) => {
  const { code, stdout, stderr } = await run(["serve", ...args], WHOLE);
  expect(stderr).toContain(words);
  expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
});

describe("baton serve --print-token", () => {
  const read = readSecret(SECRET);
  const bearerOf = async (token: string) =>
    "secret" in read ? await verifyToken(read.secret, token.trim()) : null;

  it.each([
    ["anna", [], { name: "anna", scopes: ["people"] }],
    ["system:website", [], { name: "system:website", scopes: ["events"] }],
    ["dag", ["--scope", "people", "--scope", "admin"], { name: "dag", scopes: ["people", "admin"] }],
  ])("for %s %j needs the secret and nothing that runs", async (name, args, bearer) => {
    const { code, stdout, stderr } = await run(["serve", "--print-token", name, ...args], {
      BATON_SECRET: SECRET,
    });
    expect(code, stderr).toBe(0);
    expect(await bearerOf(stdout)).toEqual(bearer);
    expect(stderr).toBe(`For ${name}, lets ${bearer.scopes.join(" and ")}, valid for 90 days.\n`);
  });
});
