import { afterEach, describe, expect, test } from "vitest";
import type { MigrateAnswer } from "../../runtime/gateway/api.ts";
import { baton } from "./run-baton.ts";
import { type Answers, type StubGateway, startStubGateway } from "./stub-gateway.ts";

const ANSWER: MigrateAnswer = {
  journey: "nurture",
  from: 1,
  to: 2,
  at: "once",
  owner: "marketing_manager",
  inside: 12,
  asked: 11,
  told: 0,
  moved: 3,
  groups: [
    { stage: "reading", step: "reading/wait", count: 7, will: "moves now", to: null, why: null },
    {
      stage: "reading",
      step: "reading/welcome",
      count: 3,
      will: "moves now",
      to: "reading/call~2",
      why: null,
    },
    { stage: "trying", step: null, count: 2, will: "stays", to: null, why: null },
  ],
};
const REFUSED = {
  will: "was refused",
  to: null,
  why: "it stands at trying/call: it is gone\u001b[2J",
} as const;

let gateway: StubGateway;
afterEach(() => gateway?.close());

async function run(args: readonly string[], migrate?: Answers["migrate"]) {
  gateway = await startStubGateway({ migrate: migrate ?? (() => ANSWER) });
  return await baton(["migrate", ...args], { env: { BATON_SERVER: gateway.url, BATON_TOKEN: "t0ken" } });
}
const asked = () => gateway.asked.map(({ body }) => body);

describe("baton migrate", () => {
  test("shows what would become of whom, place by place, and changes nothing", async () => {
    const { code, stdout, stderr } = await run(["nurture"]);
    expect(code).toBe(0);
    expect(stdout).toMatchInlineSnapshot(`
      "nurture v1 -> v2, where they stand: 12 inside v1, 3 moved so far.
      people  inside v1, at    then
           7  reading.wait     go on by v2
           3  reading.welcome  go on by v2, at reading.call_2
           2  trying           stay in v1
      "
    `);
    expect(stderr).toBe(
      "Of 1 only the stage is known: their runs did not answer.\nNothing was changed; --apply does it, and --at-most N for no more than so many.\n",
    );
    expect(asked()).toEqual([{ journey: "nurture", apply: false }]);
  });

  test("--apply says how many were told; asked again, that it was nobody else", async () => {
    const under = {
      stage: "reading",
      step: "reading/wait",
      count: 2,
      will: "is on its way",
      to: null,
      why: null,
    } as const;
    const args = ["nurture", "--from", "v1", "--to", "2", "--apply", "--at-most", "2"];
    const { stdout, stderr } = await run(args, () => ({ ...ANSWER, asked: 12, told: 2, groups: [under] }));
    expect(stdout).toContain("2  reading.wait   are on their way to v2");
    expect(stderr).toBe("2 told now. Without --apply the same command shows how far they are.\n");
    expect(asked()).toEqual([{ journey: "nurture", from: 1, to: 2, atMost: 2, apply: true }]);
    gateway.close();
    expect((await run(args, () => ({ ...ANSWER, asked: 12, groups: [] }))).stderr).toBe(
      "Nobody else was to be told.\n",
    );
  });

  test("who cannot go on is a finding, with the reason and without what would move a cursor", async () => {
    const one = { stage: "trying", step: "trying/call", count: 1, ...REFUSED };
    const { code, stdout } = await run(["nurture"], () => ({ ...ANSWER, groups: [one] }));
    expect(code).toBe(1);
    expect(stdout).toContain(
      "trying.call    were told, and stay in v1: it stands at trying/call: it is gone\ufffd[2J",
    );
  });

  test("at the next stage nobody need do anything", async () => {
    const groups = ANSWER.groups
      .slice(0, 1)
      .map((one) => ({ ...one, will: "moves at its next stage" as const }));
    const { stdout, stderr } = await run(["nurture"], () => ({
      ...ANSWER,
      at: "next stage",
      asked: 12,
      groups,
    }));
    expect(stdout).toContain("go on by v2 from their next stage on");
    expect(stderr).toBe("Nobody need do anything: they are told by themselves.\n");
  });

  test("--json is the answer as data, and nothing else", async () => {
    const { stdout, stderr } = await run(["nurture", "--json"]);
    expect(JSON.parse(stdout)).toEqual(ANSWER);
    expect(stderr).toBe("");
  });

  test("what the gateway refuses is its sentence", async () => {
    const message = "This build has no v3 of nurture, but v1, v2: install the one that has it.";
    const { code, stderr } = await run(["nurture", "--to", "v3"], () => ({
      status: 404,
      error: { code: "not-found", message },
    }));
    expect({ code, stderr }).toEqual({ code: 1, stderr: `error: ${message}\n` });
  });

  test.each([
    [["nurture", "--from", "first"], "--from first is no version: write v1."],
    [["nurture", "--at-most", "some"], "--at-most some is no whole number."],
    [["nurture", "--plan", "--apply"], "Either --plan or --apply"],
    [[], "missing required argument 'JOURNEY'"],
  ])("%j is wrong usage", async (args, words) => {
    const { code, stderr } = await run(args);
    expect(stderr).toContain(words);
    expect(code).toBe(2);
    expect(asked()).toEqual([]);
  });
});
