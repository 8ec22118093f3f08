import { afterEach, describe, expect, test } from "vitest";
import type { InboxAnswer, StatusAnswer, WorkView } from "../../runtime/gateway/api.ts";
import { baton } from "./run-baton.ts";
import { type Answers, type StubGateway, startStubGateway } from "./stub-gateway.ts";

const OFFER: WorkView = {
  id: "lead_to_customer/0190-maria/1#w4",
  kind: "accept",
  name: "sales_ready",
  title: "Take over Maria at Nordpay",
  instance: "lead_to_customer/0190-maria/1",
  journey: "lead_to_customer",
  stage: "nurture",
  subject: { kind: "lead", key: "maria@example.com", name: "Maria\u001b[2J" },
  role: "sdr",
  person: "anna",
  openedAt: "2026-11-23T08:00:00.000Z",
  due: "2026-11-23T12:00:00.000Z",
  overdue: false,
  paused: null,
  answers: [
    { act: "accept", label: null, needs: [] },
    { act: "decline", label: "not_a_fit", needs: [{ field: "reason", type: "text" }] },
  ],
  carries: [
    { name: "company", value: "Nordpay" },
    { name: "amount", value: { amount: 25000, currency: "EUR" } },
    { name: "job_title", value: null },
  ],
};
const CALL: WorkView = {
  ...OFFER,
  id: "lead_to_customer/0191-kim/1#w9",
  kind: "task",
  name: "first_call",
  title: "Call Kim",
  stage: "qualification",
  subject: { kind: "lead", key: "kim@example.com", name: null },
  due: null,
  overdue: true,
  answers: [
    {
      act: "complete",
      label: "qualified",
      needs: [
        { field: "amount", type: "money" },
        { field: "employees", type: "number" },
        { field: "industry", type: "one_of", values: ["fintech", "saas"] },
      ],
    },
    { act: "complete", label: "no_answer", needs: [] },
  ],
  carries: [],
};
const OTHER_CALL: WorkView = {
  ...CALL,
  id: "lead_to_customer/0192-lee/1#w2",
  subject: { kind: "lead", key: "lee@example.com", name: null },
};

const inboxOf = (...work: readonly WorkView[]): InboxAnswer => ({
  now: "2026-11-23T09:00:00.000Z",
  person: "anna",
  work: [...work],
  reviews: [],
});
const WITH_BO: StatusAnswer = {
  now: "2026-11-23T09:00:00.000Z",
  counts: [],
  instances: [
    {
      id: OFFER.instance,
      journey: OFFER.journey,
      version: 1,
      subject: OFFER.subject,
      key: null,
      state: "open",
      stage: OFFER.stage,
      holder: { role: "marketing_manager", person: null },
      awaits: "bo to accept sales_ready",
      until: OFFER.due,
      enteredAt: OFFER.openedAt,
      endedAt: null,
      exit: null,
      outcome: null,
      requests: [],
    },
  ],
  next: null,
};
const act: NonNullable<Answers["act"]> = (name, work) => ({
  taken: true,
  work,
  by: "anna",
  message: `anna has done: ${name}.`,
});

let gateway: StubGateway;
afterEach(() => gateway.close());

async function run(args: readonly string[], answers: Answers, env: Readonly<Record<string, string>> = {}) {
  gateway = await startStubGateway(answers);
  return await baton(args, { env: { BATON_SERVER: gateway.url, BATON_TOKEN: "t0ken", ...env } });
}

describe("inbox", () => {
  test("shows the reviews of the person's roles, which have no id and no answer", async () => {
    const review = {
      kind: "journey" as const,
      name: "nurture",
      owner: "revops_lead",
      every: "3 months",
      last: "2026-05-01",
      due: "2026-08-01",
      until: "2026-10-30",
      openedAt: "2026-08-01T08:00:00.000Z",
      standing: "past its grace" as const,
      with: [{ role: "sales_manager", people: ["carla"] }],
    };
    const { stdout } = await run(["inbox", "--person", "carla"], {
      inbox: () => ({ ...inboxOf(), person: "carla", reviews: [review] }),
    });
    expect(stdout).toMatchInlineSnapshot(`
      "1 open for carla, 1 overdue  2026-11-23 10:00 +01:00

      review journey nurture  every 3 months, last 2026-05-01
        as sales_manager
        OVERDUE, due 2026-08-01, its grace ended on 2026-10-30, asked 2026-08-01 10:00 +02:00
          baton review-pack nurture
          a build whose text has a later \`last\` closes it
      "
    `);
  });

  test("shows what is asked, by when, and how to answer it", async () => {
    const { code, stdout, stderr } = await run(["inbox", "--person", "anna"], {
      inbox: () => inboxOf(OFFER, CALL),
    });
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    expect(stdout).toMatchInlineSnapshot(`
      "2 open for anna, 1 overdue  2026-11-23 10:00 +01:00

      a9489b  accept sales_ready  Take over Maria at Nordpay
        of Maria�[2J <maria@example.com>, in lead_to_customer, stage nurture, as sdr
        due 2026-11-23 13:00 +01:00, asked 2026-11-23 09:00 +01:00
        company Nordpay, amount 25000 EUR
          baton accept a9489b --as-person anna
          baton decline a9489b --reason not_a_fit --as-person anna

      27f373  task first_call  Call Kim
        of kim@example.com, in lead_to_customer, stage qualification, as sdr
        OVERDUE, its ladder has ended and it stays open, asked 2026-11-23 09:00 +01:00
          baton complete 27f373 --as qualified --with amount=MONEY --with employees=NUMBER --with 'industry=fintech|saas' --as-person anna
          baton complete 27f373 --as no_answer --as-person anna
      "
    `);
    expect(gateway.asked[0]).toMatchObject({
      path: "/v1/inbox?person=anna",
      person: "",
      token: "Bearer t0ken",
    });
  });

  test("leaves out who answers when the environment says it", async () => {
    const { stdout } = await run(["inbox"], { inbox: () => inboxOf(OFFER) }, { BATON_PERSON: "anna" });
    expect(stdout).toMatch(/^ {4}baton accept [0-9a-f]{6}$/m);
    expect(gateway.asked[0]?.person).toBe("anna");
  });

  test("shows lines that npx can run to whom npx has called", async () => {
    const { stdout } = await run(["inbox"], { inbox: () => inboxOf(OFFER) }, { npm_command: "exec" });
    expect(stdout).toMatch(/^ {4}npx baton accept [0-9a-f]{6}$/m);
  });

  test("as JSON is the gateway's answer", async () => {
    const { stdout } = await run(["inbox", "--json"], { inbox: () => inboxOf(OFFER) });
    expect(JSON.parse(stdout)).toEqual(inboxOf(OFFER));
  });

  test("asks who it is when nobody is named", async () => {
    const error = { code: "missing-field", message: "`person` is missing.", field: "/person" };
    const { code, stderr } = await run(["inbox"], { inbox: () => ({ status: 400, error }) });
    expect(code).toBe(2);
    expect(stderr).toBe("error: Say who asks: --as-person, or BATON_PERSON.\n");
  });

  test("every line that it shows is one that works", async () => {
    const answers = { inbox: () => inboxOf(OFFER, CALL), act };
    const { stdout } = await run(["inbox", "--person", "anna"], answers);
    const lines = [...stdout.matchAll(/^ {4}baton (.+)$/gm)].map(([, line = ""]) => line);
    expect(lines.length).toBe(4);
    for (const line of lines) {
      gateway.close();
      const { code, stderr } = await run(line.replaceAll("'", "").split(" "), answers);
      expect({ line, code, stderr }).toEqual({ line, code: 0, stderr: "" });
    }
  });
});

describe("work is named", () => {
  const answers = { inbox: () => inboxOf(OFFER, CALL, OTHER_CALL), act };

  test.each([
    ["by its name", ["accept", "sales_ready"], OFFER.id],
    ["by its id", ["accept", OFFER.id], OFFER.id],
    ["by an id of another inbox", ["accept", "lead_to_customer/0193/1#w1"], "lead_to_customer/0193/1#w1"],
  ])("%s", async (_, args, id) => {
    expect((await run(args, answers)).code).toBe(0);
    expect(gateway.asked[1]?.path).toBe(`/v1/work/${encodeURIComponent(id)}/accept`);
  });

  test("by name and subject", async () => {
    await run(["complete", "first_call", "--subject", "kim@example.com", "--as", "no_answer"], {
      ...answers,
      inbox: () => inboxOf(CALL),
    });
    expect(gateway.asked[0]?.path).toBe("/v1/inbox?subject=kim%40example.com");
    expect(gateway.asked[1]?.path).toContain(encodeURIComponent(CALL.id));
  });

  test("by a name that several have: told which they are", async () => {
    const { code, stderr } = await run(["complete", "first_call", "--as", "no_answer"], answers);
    expect(code).toBe(2);
    expect(stderr).toMatch(
      /first_call is open 2 times: [0-9a-f]{6} \(kim@example\.com\), [0-9a-f]{6} \(lee@example\.com\)/,
    );
  });

  test("by a name that none has: told what there is", async () => {
    const { code, stderr } = await run(["accept", "sales_redy"], answers);
    expect(code).toBe(1);
    expect(stderr).toBe("error: anna has no sales_redy open. What is: sales_ready, first_call.\n");
  });

  test("by a name that is with somebody else: told whom it is with", async () => {
    const args = ["accept", "sales_ready", "--subject", "maria@example.com", "--as-person", "anna"];
    const { code, stderr } = await run(args, { inbox: () => inboxOf(), status: () => WITH_BO });
    expect(code).toBe(1);
    expect(stderr).toBe(
      "error: anna has no sales_ready of maria@example.com open. Awaited: bo to accept sales_ready.\n",
    );
  });
});

describe("answers", () => {
  const answers = { inbox: () => inboxOf(OFFER, CALL), act };

  test.each([
    [["accept", "sales_ready"], {}],
    [
      ["decline", "sales_ready", "--reason", "not_a_fit", "--with", "reason=No budget = no deal"],
      { reason: "not_a_fit", evidence: { reason: "No budget = no deal" } },
    ],
    [["complete", "first_call"], {}],
    [
      [
        "complete",
        "first_call",
        "--as",
        "qualified",
        "--with",
        "amount=25000 EUR",
        "--with",
        "employees=120",
      ],
      { result: "qualified", evidence: { amount: "25000 EUR", employees: 120 } },
    ],
    [["decide", "first_call", "--as", "approved"], { answer: "approved" }],
  ])("%j", async (args, body) => {
    const { code, stdout } = await run([...args, "--as-person", "anna"], answers);
    expect({ code, stdout }).toEqual({ code: 0, stdout: `anna has done: ${args[0]}.\n` });
    expect(gateway.asked[1]).toMatchObject({ person: "anna", body });
  });

  test("a refusal is told with its reason, and ends with 1", async () => {
    const error = { code: "not-yours", message: "sales_ready is bo's to answer." };
    const refused = { ...answers, act: () => ({ status: 403, error }) };
    const { code, stdout, stderr } = await run(["accept", "sales_ready"], refused);
    expect({ code, stdout, stderr }).toEqual({ code: 1, stdout: "", stderr: `error: ${error.message}\n` });
  });

  test.each([
    ["a token that does not hold", 401],
    ["a store that is away", 503],
  ])("%s ends with 3", async (_, status) => {
    const { code, stderr } = await run(["inbox"], {
      inbox: () => ({ status, error: { code: "x", message: "No." } }),
    });
    expect(code).toBe(3);
    expect(stderr).toMatch(
      status === 401 ? /^error: No\. What BATON_TOKEN holds is empty, / : /^error: No\.\n$/,
    );
  });
});
