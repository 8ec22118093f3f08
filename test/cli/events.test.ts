import { join } from "node:path";
import { afterEach, describe, expect, test } from "vitest";
import { baton, directoryOf } from "./run-baton.ts";
import { type Answers, type StubGateway, startStubGateway } from "./stub-gateway.ts";

const LIBRARY = JSON.stringify({
  subjects: { lead: { key: "email", fields: { email: { type: "email" }, employees: { type: "number" } } } },
  events: {
    page_viewed: { subject: "lead", fields: { seconds: { type: "number" }, path: { type: "text" } } },
  },
});

let gateway: StubGateway;
afterEach(() => gateway?.close());

async function run(args: readonly string[], files: Readonly<Record<string, string>>, answers: Answers = {}) {
  gateway = await startStubGateway(answers);
  const env = { BATON_SERVER: gateway.url, BATON_TOKEN: "t0ken" };
  return await baton(args, { cwd: directoryOf(files), env, stdin: '{"path": "/stdin"}' });
}

describe("send-event", () => {
  test("by the key alone, where a build says which field that is", async () => {
    const { code, stdout } = await run(
      [
        "send-event",
        "page_viewed",
        "--subject",
        "kim@example.com",
        "--data",
        "seconds=30",
        "--data",
        "path=7",
      ],
      { ".baton/build/library.json": LIBRARY },
    );
    expect({ code, stdout }).toEqual({
      code: 0,
      stdout: "page_viewed taken, and no journey listens to it now.\n",
    });
    expect(gateway.events).toEqual([
      {
        id: expect.stringMatching(/^[0-9a-f-]{36}$/),
        event: "page_viewed",
        subject: { email: "kim@example.com" },
        data: { seconds: 30, path: "7" },
      },
    ]);
  });

  test("numbers are numbers as well by a build that is made here to run elsewhere", async () => {
    const args = ["send-event", "page_viewed", "--subject", "kim@example.com", "--subject", "employees=100"];
    await run(args, { "build/library.json": LIBRARY });
    expect(gateway.events).toMatchObject([{ subject: { email: "kim@example.com", employees: 100 } }]);
  });

  test("with fields of the subject, a time, an id, and data from stdin", async () => {
    const args = ["send-event", "page_viewed", "--subject", "email=kim@example.com", "--subject", "name=Kim"];
    await run([...args, "--at", "2026-11-23 09:00+01:00", "--id", "e1", "--data-file", "-"], {});
    expect(gateway.events).toEqual([
      {
        id: "e1",
        event: "page_viewed",
        at: "2026-11-23T08:00:00.000Z",
        subject: { email: "kim@example.com", name: "Kim" },
        data: { path: "/stdin" },
      },
    ]);
  });

  test("the key alone is not enough where nothing says what it is", async () => {
    const { code, stderr } = await run(["send-event", "page_viewed", "--subject", "kim@example.com"], {});
    expect(code).toBe(2);
    expect(stderr).toContain("--subject email=kim@example.com");
  });

  test("an event that the build does not have is told as that", async () => {
    const args = ["send-event", "page_vewed", "--subject", "kim@example.com"];
    const { code, stderr } = await run(args, { ".baton/build/library.json": LIBRARY });
    expect({ code, stderr }).toEqual({
      code: 1,
      stderr: "error: There is no event `page_vewed`. Did you mean `page_viewed`?\n",
    });
  });

  test.each([
    ["is no JSON", "{", 1, "data.json is not JSON"],
    ["holds no object", "[1]", 1, "data.json does not hold a JSON object"],
  ])("a file that %s", async (_, text, exit, told) => {
    const args = ["send-event", "page_viewed", "--subject", "email=a@b.c", "--data-file", "data.json"];
    const { code, stderr } = await run(args, { "data.json": text });
    expect(code).toBe(exit);
    expect(stderr).toContain(told);
  });

  test("a second time is told so", async () => {
    const answers: Answers = { event: () => ({ status: "repeated", started: [], informed: [] }) };
    const args = ["send-event", "page_viewed", "--subject", "email=a@b.c", "--id", "e1"];
    const { code, stdout } = await run(args, {}, answers);
    expect({ code, stdout }).toEqual({
      code: 0,
      stdout: "page_viewed was taken before under the id e1; nothing runs twice.\n",
    });
  });
});

const LEADS = `Id,First,Last,Email,Created,Value
a,Maria,Holm,maria@example.com,2018-01-03 10:00:00,25000
b,Kim,"Lind, Jr",kim@example.com,2018-01-02,
c,Lee,Moe,lee@example.com,not a day,1
d,too,few
e,Bo,"Line
end",bo@example.com,2018-01-01T00:00:00+02:00,7
`;
const IMPORT = ["import", "leads", "leads.csv", "--event", "signed_up", "--map", "email=Email"];
const MAPPED = [
  ...IMPORT,
  "--map",
  "name={First} {Last}",
  "--data",
  "amount={Value} EUR",
  "--always",
  "source=fair",
  "--at",
  "Created",
];

describe("import", () => {
  test("sends an event for each row, in the order of their times", async () => {
    const { code, stdout, stderr } = await run([...MAPPED, "--id", "Id"], { "leads.csv": LEADS });
    expect(gateway.events).toEqual([
      {
        id: "leads.csv:signed_up:e",
        event: "signed_up",
        at: "2017-12-31T22:00:00.000Z",
        subject: { source: "fair", email: "bo@example.com", name: "Bo Line\nend" },
        data: { amount: "7 EUR" },
      },
      {
        id: "leads.csv:signed_up:b",
        event: "signed_up",
        at: "2018-01-02T00:00:00.000Z",
        subject: { source: "fair", email: "kim@example.com", name: "Kim Lind, Jr" },
        data: {},
      },
      {
        id: "leads.csv:signed_up:a",
        event: "signed_up",
        at: "2018-01-03T10:00:00.000Z",
        subject: { source: "fair", email: "maria@example.com", name: "Maria Holm" },
        data: { amount: "25000 EUR" },
      },
    ]);
    expect(code).toBe(1);
    expect(stdout).toBe("5 leads: 3 taken, 0 already there, 2 refused.\n");
    expect(stderr).toBe(
      "leads.csv:4: Created is no time: `not a day`\nleads.csv:5: has 3 fields, unlike the header\n",
    );
  });

  test("derives the same ids each time, with and without a column for them", async () => {
    const idsOf = async (): Promise<readonly string[]> => {
      await run(IMPORT, {
        "leads.csv": `${LEADS}e,Bo,"Line\nend",bo@example.com,2018-01-01T00:00:00+02:00,7\n`,
      });
      gateway.close();
      return gateway.events.map(({ id }) => id);
    };
    const ids = await idsOf();
    // Two rows that say the same are two.
    expect(new Set(ids).size).toBe(ids.length);
    expect(ids.length).toBe(5);
    expect(await idsOf()).toEqual(ids);
  });

  test("names the line of a row that the gateway refuses", async () => {
    const answers: Answers = {
      event: ({ id }) => ({
        started: [],
        informed: [],
        ...(id.endsWith(":b")
          ? { status: "refused", error: { code: "wrong-type", message: "`name` must be text." } }
          : { status: "taken" }),
      }),
    };
    const { code, stdout, stderr } = await run(
      [...IMPORT, "--id", "Id", "--json"],
      { "leads.csv": LEADS },
      answers,
    );
    expect(code).toBe(1);
    expect(stderr).toContain("leads.csv:3: `name` must be text.\n");
    expect(JSON.parse(stdout)).toMatchObject({ taken: 3, repeated: 0, refused: 2 });
  });

  test("sends at most 100 at a time", async () => {
    const rows = Array.from({ length: 250 }, (_, index) => `lead${index}@example.com`);
    const { code } = await run(IMPORT, { "leads.csv": ["Email", ...rows].join("\n") });
    expect(code).toBe(0);
    expect(gateway.asked.map(({ body }) => (Array.isArray(body) ? body.length : 0))).toEqual([100, 100, 50]);
  });

  test.each([
    ["a column that is not there", [...IMPORT, "--at", "Creatd"], LEADS, 2, "Did you mean `Created`?"],
    [
      "a time zone for an offset",
      [...IMPORT, "--offset", "CET"],
      LEADS,
      2,
      "--offset CET is neither Z nor like +01:00.",
    ],
    [
      "a file that is not there",
      ["import", "leads", "none.csv", "--event", "e", "--map", "a=b"],
      LEADS,
      3,
      "none.csv cannot be read",
    ],
    ["an empty file", IMPORT, "", 3, "leads.csv is empty."],
    [
      "a quote that never ends",
      IMPORT,
      'Email\n"a',
      3,
      "leads.csv:2: The quote that opens here is never closed.",
    ],
  ])("%s", async (_, args, text, exit, told) => {
    const { code, stderr } = await run(args, { "leads.csv": text });
    expect(code).toBe(exit);
    expect(stderr).toContain(told);
    expect(gateway.events).toEqual([]);
  });

  test("says how far it came when the gateway goes away, and that a second run goes on", async () => {
    const cwd = directoryOf({ "leads.csv": LEADS });
    const { code, stderr } = await baton([...IMPORT, "--server", "http://127.0.0.1:1"], {
      cwd: join(cwd),
      env: { BATON_TOKEN: "t" },
    });
    expect(code).toBe(3);
    expect(stderr).toContain("run the same command again for the rest");
  });
});
