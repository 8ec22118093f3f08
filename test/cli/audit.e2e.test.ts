/** What journeys have done on a real server and store, as `baton audit` judges it. */
import { cp, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { devTokenFile } from "../../runtime/access/dev-access.ts";
import { readDevInfo } from "../../runtime/dev-info.ts";
import type { FiguresAnswer } from "../../runtime/gateway/api.ts";
import { type ApiClient, createApiClient } from "../../runtime/gateway/api-client.ts";
import { type BatonProcess, startBaton } from "../support/baton-process.ts";

const PEOPLE = 12;
/** A day takes a second and a half. */
const DAY = 1_500;
const WINDOW = 25;

const journey = (name: string, on: string, steps: string) => `
journey ${name} v1 of lead {
  owner  revops_lead
  goal   deal_won within 10 days
  review every 3 months, last 2026-10-01
  enter on ${on} -> first
    if one has ended at once
  exit won  as success on deal_won
  exit gone as neutral
  stage first {
    owner marketing_manager
    lasts at most 12 days, then exit gone
    ${steps}
    stay
  }
}`;
const JOURNEYS = [
  journey(
    "courting",
    "content_downloaded",
    `when amount is known { send welcome_guide }\n    tell sdr "{name} has read"`,
  ),
  journey("winning", "webinar_attended", `tell sales_manager "{name} has listened"`),
  journey("idle", "demo_requested", `tell sdr "{name} wants to see it"`),
].join("\n");

let cwd: string;
let dev: BatonProcess;
let api: ApiClient;

beforeAll(async () => {
  cwd = await mkdtemp(join(tmpdir(), "baton-audit-"));
  for (const file of ["organisation.journey", "lead.journey", "people.yaml", "messages/welcome_guide.md"])
    await cp(join(resolve("journeys"), file), join(cwd, "journeys", file));
  await writeFile(join(cwd, "journeys", "three.journey"), JOURNEYS);
  dev = startBaton(["dev", "journeys", "--scale", String(86_400_000 / DAY), "--start", "2026-11-23"], {
    cwd,
  });
  await dev.says(/API {2,}http/);
  const info = await readDevInfo(join(cwd, ".baton"));
  const token = (await readFile(devTokenFile(join(cwd, ".baton")), "utf8")).trim();
  api = createApiClient({ url: info?.api ?? "", token });
});
afterAll(async () => {
  await dev?.kill("SIGTERM");
  await rm(cwd, { recursive: true, force: true });
});

async function say(event: string, who: string, people: number, data: Readonly<Record<string, unknown>> = {}) {
  const all = Array.from({ length: people }, (_, nth) => `${who}${nth}@example.com`);
  const { results } = await api.sendEvents(
    all.map((email) => ({ id: `${event} ${email}`, event, subject: { email, name: who }, data })),
  );
  expect(results.filter(({ status }) => status !== "taken")).toEqual([]);
}

async function figuresWhen(isSo: (figures: FiguresAnswer) => boolean): Promise<FiguresAnswer> {
  for (const end = Date.now() + 90_000; ; ) {
    const figures = await api.figures({ days: WINDOW });
    if (isSo(figures)) return figures;
    if (Date.now() > end) throw new Error(`it has not come to be: ${JSON.stringify(figures)}`);
    await new Promise((go) => setTimeout(go, 300));
  }
}
const of = ({ journeys }: FiguresAnswer, name: string) => journeys.find(({ journey }) => journey === name);

test("each journey is judged by who came, and what became of them", async () => {
  const entries = [
    ["content_downloaded", { title: "Fees", topic: "payments" }],
    ["webinar_attended", { title: "Fees" }],
    ["demo_requested", {}],
  ] as const;
  for (const [event, data] of entries) await say(event, `early_${event}`, 1, data);
  const early = await figuresWhen((figures) => figures.journeys.every(({ inside }) => inside === 1));
  const began = Date.parse(early.until);
  // They have gone, and been forgotten by the time that is looked at, when others come.
  await figuresWhen(({ until }) => Date.parse(until) > began + 13 * 86_400_000);
  await say("content_downloaded", "reader", PEOPLE, { title: "Fees", topic: "payments" });
  await say("webinar_attended", "listener", PEOPLE, { title: "Fees" });
  await figuresWhen((figures) => of(figures, "winning")?.inside === PEOPLE);
  await say("deal_won", "listener", PEOPLE / 2, { amount: { amount: 5, currency: "EUR" } });

  const figures = await figuresWhen(
    (now) =>
      Date.parse(now.from) > began &&
      (of(now, "winning")?.goal.of ?? 0) >= PEOPLE &&
      (of(now, "courting")?.goal.of ?? 0) >= PEOPLE,
  );
  expect(JSON.stringify(figures)).not.toMatch(/example\.com|reader|listener/);
  expect(of(figures, "winning")).toMatchObject({
    entered: PEOPLE,
    ended: expect.arrayContaining([{ exit: "won", outcome: "success", count: PEOPLE / 2 }]),
    goal: { reached: PEOPLE / 2 },
  });

  const audit = startBaton(["audit", "journeys", "--days", String(WINDOW), "--people", "5", "--json"], {
    cwd,
  });
  expect(await audit.ended).toMatchObject({ code: 1 });
  const { journeys, findings } = JSON.parse(audit.stdout());
  const verdicts = Object.fromEntries(
    journeys.map((one: { journey: string; verdict: string; reason: string }) => [
      one.journey,
      [one.verdict, one.reason],
    ]),
  );
  expect(verdicts).toEqual({
    courting: [
      "rebuild",
      expect.stringMatching(
        /^Of 1\d in `courting` whose 10 days were over in the last 25 days, none has come to `deal_won`\.$/,
      ),
    ],
    winning: ["gap", "6 by `won` left in 25 days by an exit of which nobody owns what comes next."],
    idle: ["retire", "Nobody has entered `idle` for 25 days, and nobody is inside."],
  });
  expect(findings.map(({ code }: { code: string }) => code)).toEqual(
    expect.arrayContaining(["goal-missed", "nobody-enters", "message-unsent", "exit-without-owner"]),
  );
});
