/**
 * Looking after an installation, as typed at a terminal: the built command against a real gateway on a store of its own;
 * only Temporal is in memory.
 */
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { sql } from "kysely";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { markInstance, stopInstance } from "../../runtime/store/instances.ts";
import { openStore } from "../../runtime/store/open-store.ts";
import { transact } from "../../runtime/store/transact.ts";
import { offerToAnna, openGateway, type TestGateway } from "../runtime/gateway/fixture.ts";
import { LIBRARY, newcomer } from "../runtime/ingest/fixture.ts";
import { atTerminal, baton, directoryOf, type Ran } from "./run-baton.ts";

const SWEDES = {
  subject: "lead",
  when: { is: "in", left: { of: "subject", field: "country" }, values: ["SE"], blank: false },
} as const;
const WHY = "a wrong price";

let gateway: TestGateway;
let cwd: string;
const tokens: Record<string, string> = {};

beforeAll(async () => {
  gateway = await openGateway({
    store: await openStore({}),
    operators: ["marketing"],
    library: { ...LIBRARY, audiences: { swedes: SWEDES } },
  });
  // Ida fills the role that may operate; Anna does not.
  for (const name of ["ida", "anna"]) tokens[name] = await gateway.token({ name, scopes: ["people"] });
  tokens.web = await gateway.token({ name: "system:web", scopes: ["events"] });
  cwd = directoryOf({ ".baton/token": tokens.ida ?? "" });
}, 60_000);
afterAll(async () => await gateway?.close());

const run = (
  args: readonly string[],
  who = "ida",
  env: Readonly<Record<string, string>> = {},
): Promise<Ran> =>
  baton(args, { cwd, env: { BATON_SERVER: gateway.url, BATON_TOKEN: tokens[who] ?? "", ...env } });

const do_ = async (...args: readonly string[]): Promise<Ran> => {
  const ran = await run([...args, "--because", WHY, "--yes"]);
  expect(ran, ran.stderr).toMatchObject({ code: 0 });
  return ran;
};

async function enter(more: object = {}): Promise<{ readonly email: string; readonly id: string }> {
  const subject = newcomer();
  const system = await gateway.as("system:web", "events");
  const { results } = await system.sendEvents({
    id: `enter ${subject.email}`,
    event: "lead_created",
    subject: { ...subject, ...more },
  });
  await gateway.gateway.relay.drain();
  return { email: subject.email, id: results[0]?.started[0] ?? "" };
}
const stateOf = async (id: string) => (await (await gateway.as("ida", "people")).instance(id)).state;

describe("pause, resume and stop", () => {
  test("say first for how many, then do it, and say that it is written down", async () => {
    const { email, id } = await enter();
    const paused = await do_("pause", "small", "--subject", email);
    expect(paused.stderr).toBe("small, of one subject: 1 journey of 1 subject will be paused.\n");
    expect(paused.stdout).toMatch(
      /^1 paused by ida: small, of one subject\.\nWho enters meanwhile is let in.*\nWritten down as op-[0-9a-f]{32}\.\n$/,
    );
    expect(await stateOf(id)).toBe("paused");
    const resumed = await do_("resume", "--subject", email, "--shift");
    expect(resumed.stdout).toMatch(
      /^1 resumed by ida: any journey, of one subject\.\nWritten down as op-\w+\.\n$/,
    );
    expect(await stateOf(id)).toBe("open");
    const stopped = await do_("stop", "--subject", email, "--exit", "lost");
    expect(stopped.stdout).toMatch(/^1 stopped by ida: any journey, of one subject\./);
  });

  test("as JSON are what the gateway answers, and talk stays on stderr", async () => {
    const { email } = await enter();
    const { stdout, stderr } = await do_("pause", "--subject", email, "--json");
    expect(JSON.parse(stdout)).toMatchObject({
      ...{ do: "pause", by: "ida", why: WHY, done: 1, isOver: true },
      concerns: { instances: 1, people: 1 },
    });
    expect(stderr).toContain("1 journey of 1 subject will be paused.");
  });

  test("of those who are meant there are none: 1, and nothing is done", async () => {
    const { email } = await enter();
    expect(await run(["resume", "--subject", email, "--shift", "--because", WHY])).toEqual({
      code: 1,
      stdout: "Nothing to be resumed: any journey, of one subject.\n",
      stderr: "",
    });
    expect(await run(["resume", "--subject", email, "--because", WHY])).toMatchObject({ code: 1 });
  });

  test("a pause is for who enters as well, so that nobody inside does not make it nothing", async () => {
    const { email, id } = await enter();
    await do_("pause", "small");
    const empty = await do_("pause", "small");
    expect(empty.stdout).toMatch(/^0 paused by ida: small\.\nWho enters meanwhile/);
    await do_("stop", "small");
    expect(await stateOf((await enter()).id)).toBe("paused");
    await do_("resume", "small", "--shift");
    // Nobody is paused any more, and the pause stands no longer either.
    expect(await run(["resume", "small", "--because", WHY])).toMatchObject({ code: 1 });
    expect(await stateOf((await enter()).id)).toBe("open");
    expect([email, id]).not.toContain("");
  });

  test("whom a pause of a journey without anybody inside waits for, a resume lets in again", async () => {
    await do_("pause", "small", "--version", "1");
    await gateway.store.db
      .updateTable("instance")
      .set({ paused_by: null } as never)
      .execute();
    expect((await do_("resume", "small", "--version", "1")).stdout).toMatch(/^0 resumed by ida: small v1\./);
    expect(await stateOf((await enter()).id)).toBe("open");
  });

  test.each([
    ["nobody is named", ["pause"], "Say which: a journey, --for an audience, or --subject."],
    ["without a reason", ["stop", "small"], 'Say why, with --because "…": it is written down.'],
    ["with an empty one", ["stop", "small", "--because", " "], 'Say why, with --because "…"'],
    ["without a reason to resume, before anything is counted", ["resume", "small"], "Say why"],
    [
      "both ways at once",
      ["resume", "small", "--shift", "--catch-up"],
      "--shift and --catch-up are one or the other.",
    ],
    [
      "a version that is none",
      ["pause", "small", "--version", "two"],
      "--version two is no version such as 3.",
    ],
    ["nobody is there to agree", ["pause", "small", "--because", WHY], "will be paused. Say --yes to do it."],
  ])("wrong usage is 2: %s", async (_, args, told) => {
    await enter();
    const { code, stdout, stderr } = await run(args);
    expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
    expect(stderr).toContain(told);
  });

  test("how the clocks go on is asked, with how many it is for", async () => {
    const { email } = await enter();
    await do_("pause", "--subject", email);
    const { code, stderr } = await run(["resume", "--subject", email, "--because", WHY]);
    expect(code).toBe(2);
    expect(stderr).toMatch(
      /^error: How do the clocks of 1 journey of 1 subject go on\?.*\n {2}--shift: .*\n {2}--catch-up: /,
    );
  });

  test.each([
    ["journey", ["pause", "smal"], "There is no journey `smal`. Did you mean `small`?"],
    ["version", ["pause", "small", "--version", "7"], "There is no version 7 of small."],
    ["stage", ["pause", "small", "--stage", "nurtur"], "There is no stage `nurtur`. Did you mean `nurture`?"],
    ["audience", ["pause", "--for", "sweds"], "There is no audience `sweds`. Did you mean `swedes`?"],
    ["subject", ["pause", "--subject", "nobody@example.com"], "Nobody is known as nobody@example.com."],
    ["exit", ["stop", "small", "--exit", "loss"], "small v1 has no exit `loss`. It has:"],
  ])("a name that there is none of is 1, and told: %s", async (_, args, told) => {
    await enter();
    const { code, stdout, stderr } = await run([...args, "--because", WHY, "--yes"]);
    expect({ code, stdout }).toEqual({ code: 1, stdout: "" });
    expect(stderr).toMatch(/^error: [^\n]+\n$/);
    expect(stderr).toContain(told);
  });

  test.each([
    ["pause", "small"],
    ["stop", "small"],
    ["resume", "small", "--shift"],
    ["repair", "--journey", "small", "--retry"],
  ])("who may not operate is refused with 1, and nothing is done: %s", async (...args) => {
    const { id } = await enter();
    const asked = [...args, "--because", WHY, "--yes"];
    const { code, stderr } = await run(asked, "anna");
    expect(code).toBe(1);
    expect(stderr).toBe(
      `error: anna may not ${args[0]} journeys: it takes somebody who fills marketing, or a token for it.\n`,
    );
    const { stdout } = await run([...asked, "--json"], "anna");
    expect(JSON.parse(stdout)).toMatchObject({ error: { code: "forbidden" } });
    expect(await stateOf(id)).toBe("open");
  });

  test("a token for events, and one of somebody else's, do not get in", async () => {
    const args = ["pause", "small", "--because", WHY, "--yes"];
    expect(await run(args, "web")).toMatchObject({ code: 1, stdout: "" });
    expect(await run(args, "ida", { BATON_TOKEN: "forged" })).toMatchObject({ code: 3, stdout: "" });
  });
});

describe("at a terminal", () => {
  const ask = (args: readonly string[], typed: string) =>
    atTerminal([...args, "--because", "tried", "--server", gateway.url], cwd, typed);

  test("it is asked first, with what it means for who enters; anything but yes does nothing", async () => {
    const { email, id } = await enter();
    const no = await ask(["pause", "--subject", email], "n\n");
    expect(no.said).toContain(
      "any journey, of one subject: 1 journey of 1 subject will be paused. Go on? [y/N]",
    );
    expect(no.said).toContain("Who enters meanwhile is let in");
    expect(no.said).toContain("Nothing was done.");
    expect([no.code, await stateOf(id)]).toEqual([1, "open"]);
    const yes = await ask(["pause", "--subject", email], "y\n");
    expect([yes.code, await stateOf(id)]).toEqual([0, "paused"]);
  });

  test("how clocks go on is a question, and neither way does nothing", async () => {
    const { email, id } = await enter();
    await do_("pause", "--subject", email);
    const neither = await ask(["resume", "--subject", email], "\n");
    expect(neither.said).toContain("Shift them, or catch up?");
    expect([neither.code, await stateOf(id)]).toEqual([1, "paused"]);
    expect((await ask(["resume", "--subject", email], "c\ny\n")).code).toBe(0);
    await gateway.gateway.relay.drain();
    expect(gateway.journeys.informed.at(-1)).toMatchObject({ fact: { is: "resume", how: "catch up" } });
  });
});

describe("stuck and repair", () => {
  async function stuckOne(): Promise<{ readonly email: string; readonly id: string }> {
    const one = await enter();
    await stopInstance(gateway.store.db, one.id, "its run in Temporal, which is gone");
    return one;
  }
  const settled = async () => {
    await gateway.store.db
      .updateTable("instance")
      .set({ state: "open" } as never)
      .where("state", "=", "stuck")
      .execute();
    await gateway.store.db.deleteFrom("work").execute();
  };

  test("nothing waits: 0", async () => {
    await settled();
    const { code, stdout } = await run(["stuck", "--journey", "small"]);
    expect(code).toBe(0);
    expect(stdout).toMatch(/^0 overdue, 0 stuck, 0 without a worker {2}\S+ \S+ \+01:00\n$/);
  });

  test("who waits for what, by whom it waits for, and the line that repairs it: 1", async () => {
    await settled();
    const { email } = await stuckOne();
    const late = await offerToAnna(gateway);
    await gateway.store.db
      .updateTable("work")
      .set({ due: 0 } as never)
      .where("id", "=", late.work)
      .execute();
    const { code, stdout } = await run(["stuck"]);
    expect(code).toBe(1);
    expect(stdout).toContain("1 overdue, 1 stuck, 0 without a worker");
    const [, ...ofAnna] = stdout.slice(stdout.indexOf("anna (sales)")).split("\n");
    expect(ofAnna[0]).toMatch(/^ {2}overdue for \d+ days {2}/);
    expect(ofAnna[0]).toContain(late.email);
    expect(stdout).toContain(`baton repair ${email}`);
    const json = JSON.parse((await run(["stuck", "--json"])).stdout);
    expect(json.counts).toEqual({ overdue: 1, stuck: 1, noWorker: 0 });
  });

  test("a journey or a subject that there is none of is no good news", async () => {
    expect(await run(["stuck", "--journey", "smal"])).toMatchObject({
      code: 1,
      stdout: "",
      stderr: "error: There is no journey `smal`. Did you mean `small`?\n",
    });
    expect(await run(["repair", "nobody@example.com"])).toMatchObject({
      code: 1,
      stderr: "error: Nobody is known as nobody@example.com.\n",
    });
    expect(await run(["repair", "small/nobody/1"])).toMatchObject({ code: 1, stdout: "" });
  });

  test("repair says what each way would do, by key or by instance, and does the one that is said", async () => {
    const { email, id } = await stuckOne();
    const shown = await run(["repair", email]);
    expect(shown.code).toBe(1);
    expect(shown.stdout).toMatch(
      /^\S+ in small v1\n {2}since .*: Its run in Temporal is gone.*\n {4}--retry can do nothing about it\n {4}--skip ends the instance here/,
    );
    expect((await run(["repair", id])).stdout).toBe(shown.stdout);
    const retried = await run(["repair", email, "--retry", "--because", WHY, "--yes"]);
    expect(retried.code).toBe(1);
    expect(retried.stdout).toContain("0 repaired by ida");
    expect(retried.stdout).toContain("Nothing can be done in this way: `baton repair WHICH` says what can.");
    expect((await do_("repair", id, "--skip")).stdout).toContain(
      "1 repaired by ida: any journey, of one instance.",
    );
    expect(await run(["repair", email])).toMatchObject({ code: 0, stdout: "Nothing is stuck.\n" });
  });

  test.each([
    ["nothing named", ["repair"], "Say which: a subject, an instance, or --journey."],
    ["both ways", ["repair", "x", "--retry", "--skip"], "--retry and --skip are one or the other."],
    [
      "a reason and no way",
      ["repair", "x", "--because", WHY],
      "--because: say how as well, with --retry or --skip.",
    ],
    ["an audience and no way", ["repair", "--for", "swedes", "--yes"], "--yes and --for: say how as well"],
    ["a way and no reason", ["repair", "x", "--retry"], "Say why"],
  ])("wrong usage is 2: %s", async (_, args, told) => {
    const { code, stdout, stderr } = await run(args);
    expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
    expect(stderr).toContain(told);
  });

  test("an instance that is stuck and marked so is shown with what it could not take", async () => {
    const { email, id } = await enter();
    await markInstance(gateway.store.db, id, "stuck");
    expect((await run(["repair", email])).stdout).toContain("--retry tries again now");
  });
});

describe("show and why", () => {
  test("what happened, oldest first, and where they are now", async () => {
    const { email } = await offerToAnna(gateway);
    const { code, stdout } = await run(["show", email]);
    expect(code).toBe(0);
    const [head, ...lines] = stdout.split("\n");
    expect(head).toMatch(new RegExp(`<${email.replace("+", "\\+")}>, a lead {2}`));
    expect(lines).toContain("small v1");
    expect(lines.at(lines.indexOf("Now") + 1)).toBe(`  ${(await run(["why", email])).stdout.trim()}`);
    const json = JSON.parse((await run(["show", email, "--json"])).stdout);
    expect(json).toMatchObject({ subject: { key: email }, entries: expect.any(Array), journeys: [{}] });
    expect(JSON.parse((await run(["why", email, "--json"])).stdout)).toMatchObject({
      subject: { key: email },
    });
  });

  test.each(["show", "why"])("%s of nobody is 1", async (command) => {
    expect(await run([command, "nobody@example.com"])).toEqual({
      code: 1,
      stdout: "",
      stderr: "error: Nobody is known as nobody@example.com.\n",
    });
  });
});

describe("the gateway does not answer", () => {
  test.each([
    [["pause", "small", "--because", WHY, "--yes"]],
    [["resume", "small", "--because", WHY]],
    [["stop", "small", "--because", WHY, "--yes"]],
    [["stuck"]],
    [["repair", "maria@example.com"]],
    [["show", "maria@example.com"]],
    [["show", "--operations"]],
    [["why", "maria@example.com"]],
  ])("3, and one sentence: %j", async (args) => {
    expect(await run(args, "ida", { BATON_SERVER: "http://127.0.0.1:1" })).toEqual({
      code: 3,
      stdout: "",
      stderr:
        "error: No gateway answers at http://127.0.0.1:1. Start one with `baton dev` or `baton serve`.\n",
    });
  });

  test("any more, in the middle of a long operation: it is said that it goes on, and under which id", async () => {
    const answer = {
      do: "pause",
      chosen: "small",
      by: "ida",
      why: WHY,
      at: "2026-11-23T09:00:00Z",
      notes: [],
    };
    const concerns = { instances: 230, people: 230 };
    let asked = 0;
    const server = createServer((_, response) => {
      asked += 1;
      if (asked > 2) return void response.destroy();
      const id = asked === 1 ? null : "op-1";
      response.setHeader("content-type", "application/json");
      response.end(JSON.stringify({ ...answer, id, concerns, done: asked === 1 ? 0 : 100, isOver: false }));
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const { code, stderr } = await run(["pause", "small", "--because", WHY, "--yes"], "ida", {
      BATON_SERVER: url,
    });
    server.close();
    expect(code).toBe(3);
    expect(stderr).toMatch(/100 of 230 were paused by then; op-1 goes on by itself when it is back\.\n$/);
  });
});

describe("what people did to the installation", () => {
  test("is listed with who, what, what came of it and why; refusals too", async () => {
    const { email } = await enter();
    await do_("pause", "--subject", email);
    await run(["stop", "small", "--because", WHY], "anna");
    const { code, stdout } = await run(["show", "--operations", "--limit", "2"]);
    expect(code).toBe(0);
    expect(stdout).toMatch(
      /^(\d+) {2}2026-11-23 10:00 \+01:00 {2}ida: pause\n {4}any journey, of one subject: 1 was paused\.\n {4}because "a wrong price"\n\d+ {2}\S+ \S+ \+01:00 {2}anna: stop, refused\n {4}anna may not stop journeys: .*\n {4}because "a wrong price"\n$/,
    );
    const { rows } = JSON.parse((await run(["show", "--operations", "--json"])).stdout);
    expect(rows.at(-1)).toMatchObject({ who: "anna", did: "stop", outcome: "refused", why: WHY });
  });

  test("with a subject, only what was done to them", async () => {
    const { email } = await enter();
    expect((await run(["show", email, "--operations"])).stdout).toMatch(/^Nothing was done to them alone:/);
    await do_("pause", "--subject", email);
    await do_("resume", "--subject", email, "--shift");
    const { stdout } = await run(["show", email, "--operations"]);
    expect(stdout.match(/ida: \w+/g)).toEqual(["ida: pause", "ida: resume"]);
  });

  test("is for who may operate; that others were refused stands in it", async () => {
    const { code, stderr } = await run(["show", "--operations"], "anna");
    expect(code).toBe(1);
    expect(stderr).toMatch(
      /^error: anna may not read the audit record: it takes somebody who fills marketing/,
    );
    expect((await run(["show", "--operations", "--limit", "1"])).stdout).toContain(
      "anna: read audit, refused",
    );
  });

  test.each([
    ["nothing asked for", ["show"], "Say whom, or --operations."],
    [
      "a limit that is none",
      ["show", "--operations", "--limit", "all"],
      "--limit all is no number from 1 to 1000.",
    ],
    [
      "a limit of a story",
      ["show", "x", "--limit", "3"],
      "--limit, --verify and --kept go with --operations.",
    ],
    [
      "a subject's record verified",
      ["show", "x", "--operations", "--verify"],
      "--verify is of the whole record",
    ],
    ["a head that is none", ["show", "--operations", "--kept", "41"], "--kept 41 is no head such as 41:6c1f"],
  ])("wrong usage is 2: %s", async (_, args, told) => {
    const { code, stdout, stderr } = await run(args);
    expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
    expect(stderr).toContain(told);
  });

  test("is verified: whole, with a head to keep; and where a row was altered, the first broken link", async () => {
    const { email } = await enter();
    await do_("pause", "--subject", email);
    await do_("resume", "--subject", email, "--shift");
    const whole = await run(["show", "--operations", "--verify"]);
    expect(whole.code).toBe(0);
    const [, rows, head = ""] =
      /^Whole: (\d+) rows, as they were written\.\nKeep this elsewhere, .*: --kept (\S+)\n$/.exec(
        whole.stdout,
      ) ?? [];
    expect((await run(["show", "--operations", "--kept", head])).code).toBe(0);
    const altered = Number(rows) - 1;
    await tamper(`update baton.audit set why = 'a good reason' where number = ${altered}`);
    expect(await run(["show", "--operations", "--verify"])).toEqual({
      code: 1,
      stdout: `broken at row ${altered}: what it says was changed.\nThe rows before it are as they were written.\n`,
      stderr: "",
    });
    expect(JSON.parse((await run(["show", "--operations", "--verify", "--json"])).stdout)).toEqual({
      is: "broken",
      number: altered,
      why: "what it says was changed",
    });
    // Whoever writes the whole record anew leaves it whole, but for who has kept a head.
    await tamper("truncate baton.audit");
    await sql`update baton.audit_head set number = 0, hash = repeat('0', 64)`.execute(gateway.store.db);
    expect((await run(["show", "--operations", "--verify"])).code).toBe(0);
    expect(await run(["show", "--operations", "--kept", head])).toMatchObject({
      code: 1,
      stdout: "broken at row 1: the rows from here to the end were removed.\n",
    });
  });

  /** As whoever owns the database can. */
  const tamper = (statement: string) =>
    transact(gateway.store.db, async (tx) => {
      await sql`alter table baton.audit disable trigger append_only`.execute(tx);
      await sql.raw(statement).execute(tx);
      await sql`alter table baton.audit enable trigger append_only`.execute(tx);
    });
});

test("the reason is kept as it was said, and hidden characters in it do nothing to a terminal", async () => {
  const { email } = await enter();
  await run(["pause", "--subject", email, "--because", "red \u001b[31m ink", "--yes"]);
  expect((await run(["show", "--operations", "--limit", "1"])).stdout).not.toContain("\u001b");
});
