import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, expect, test } from "vitest";
import { libraryWith } from "./library-with.ts";
import { commit, edit, FIRST_RELEASE, repository } from "./repository.ts";
import { baton } from "./run-baton.ts";

const DAY = 86_400_000;
const START = Date.parse("2026-10-05T09:00:00Z");

const fact = (event: string, name: string, day: number, data: object, more: object = {}) =>
  `${JSON.stringify({
    id: `${event} ${name} ${day}`,
    event,
    at: new Date(START + day * DAY).toISOString(),
    subject: { email: `${name}@example.com`, ...more },
    data,
  })}\n`;

/** Thirty come in, ten are hot at once; of these nine buy, of the others one. */
const HISTORY = Array.from({ length: 30 }, (_, nth) => {
  const name = `kim${nth}`;
  const isHot = nth < 10;
  const lead = {
    name,
    company: `Firm${nth}`,
    country: "DK",
    ...(isHot && { industry: "fintech", employees: 90 }),
  };
  return [
    fact("content_downloaded", name, nth / 10, { title: "Fees", topic: "payments" }, lead),
    ...(isHot
      ? [
          fact("webinar_attended", name, 4, { title: "Fees" }),
          fact("page_viewed", name, 5, { path: "/pricing" }),
        ]
      : []),
    ...(nth < 9 || nth === 20
      ? [fact("deal_won", name, 30, { amount: { amount: 9_000, currency: "EUR" } })]
      : []),
  ].join("");
}).join("");

let cwd: string;
beforeAll(() => {
  cwd = libraryWith("lead.journey", [
    ["validate  against deal_won within 180 days", "validate  against deal_won within 60 days"],
  ]);
  writeFileSync(join(cwd, "history.jsonl"), HISTORY);
});
const run = (...more: readonly string[]) =>
  baton(["review-pack", "lead_to_customer", "--events", "history.jsonl", "--on", "2027-01-04", ...more], {
    cwd,
  });

test("a review pack says what has come of a journey since its last review, and names nobody", async () => {
  const { code, stdout, stderr } = await run("--until", "2027-01-04");
  expect([code, stderr]).toEqual([0, ""]);
  expect(stdout).toMatch(/^## Review of `lead_to_customer`$/m);
  expect(stdout).toContain(
    "owned by revops_lead, reviewed every 3 months: last on 2026-10-01, due on 2027-01-01 (3 days over).",
  );
  expect(stdout).toContain(
    "Figures: 2026-10-01 to 2027-01-04, history.jsonl, played through the text of today",
  );
  expect(stdout).toContain(
    "30 entries. The goal is `deal_won`: of none of them the time for it is over; of 30 whose time still runs, 10 so far.",
  );
  expect(stdout).toMatch(/^\| won \| success \| 10 \|$/m);
  expect(stdout).toMatch(/^\| nurture \| marketing\\_manager \| 30 \| .*exit won 10 \(33&#37;\).* \| 0 \| /m);
  expect(stdout).toMatch(/^\| welcome\\_guide \| sent 30/m);
  expect(stdout).not.toMatch(/kim\d|Firm\d|example\.com|anna|carla/);
});

test("it says how each score that the journey reads has held, and of whom there are too few", async () => {
  const { stdout } = await run("--until", "2027-01-04");
  expect(stdout).toContain(
    "### Score `interest`: does a higher band reach `deal_won` within 60 days more often?",
  );
  // Twenty below the first band, of whom one has bought, and ten who are hot.
  expect(stdout).toMatch(
    /^\| below the first \| 20 \| 1 \| 5\.0&#37; \| 0\.9&#37; and 24&#37; \| yes \| {2}\|$/m,
  );
  expect(stdout).toMatch(/^\| hot \| 10 \| 9 \| 90&#37; \| 60&#37; and 98&#37; \| no \| {2}\|$/m);
  expect(stdout).toContain("- Of `hot` and `warm` there are too few to say.");
  expect((await run("--until", "2027-01-04", "--without-scores")).stdout).not.toContain("### Score");
});

test("it has the very edit that is the review, and an empty place for the judgment", async () => {
  const { stdout } = await run();
  const [, before = "", after = ""] = /^```diff\n-(.*)\n\+(.*)\n```$/m.exec(stdout) ?? [];
  expect(after).toBe("  review     every 3 months, last 2027-01-04");
  expect(stdout).toContain("`journeys/lead_to_customer.journey`, line 4:");
  expect(stdout).toMatch(/- \[ \] \*\*keep\*\*.*\n- \[ \] \*\*change\*\*.*\n- \[ \] \*\*retire\*\*/);
  // Made, it is what closes the review.
  const file = join(cwd, "journeys", "lead_to_customer.journey");
  const text = readFileSync(file, "utf8");
  expect(text).toContain(before);
  writeFileSync(file, text.replace(before, after));
  const { stdout: due } = await baton(["reviews", "--on", "2027-01-04", "--json"], { cwd });
  writeFileSync(file, text);
  expect(JSON.parse(due).reviews).toContainEqual(
    expect.objectContaining({ name: "lead_to_customer", due: "2027-04-04", standing: "to come" }),
  );
});

test("it says which versions were released since the last review, and who agreed", async () => {
  const released = libraryWith("lead.journey", []);
  writeFileSync(join(released, "history.jsonl"), HISTORY);
  const voices = ["anna", "carla", "dag", "elsa", "finn", "ida"].map((id) => `${id}@example.com`);
  writeFileSync(join(released, "reviews.json"), JSON.stringify(voices));
  const agreed = await baton(["approvals", "--approved-by", "reviews.json", "--json"], { cwd: released });
  writeFileSync(join(released, "approvals.json"), agreed.stdout);
  const asked = ["lead_to_customer", "--events", "history.jsonl", "--without-scores"];
  const before = await baton(["review-pack", ...asked], { cwd: released });
  expect(before.stdout).toContain("Nothing of this journey was ever released");
  const release = ["release", "lead_to_customer", "--uncommitted", "--today", "2026-11-02"];
  const { code } = await baton([...release, "--approvals", "approvals.json"], { cwd: released });
  expect(code).toBe(0);
  const after = await baton(["review-pack", ...asked], { cwd: released });
  expect(after.stdout).toMatch(/- v1 on 2026-11-02, agreed by .*revops_lead/);
  expect(after.stdout).not.toContain("dag@");
});

test("it says in sentences what each release changed since the one before it", async () => {
  const released = repository();
  const release = ["release", "lead_to_customer", "--today"];
  expect(await baton([...release, "2026-10-05", ...FIRST_RELEASE], { cwd: released })).toMatchObject({
    code: 0,
  });
  commit(released, "v1 is released");
  edit(released, "lead_to_customer.journey", "lead_to_customer v1", "lead_to_customer v2");
  edit(released, "lead_to_customer.journey", "at most once per 14 days", "at most once per 7 days");
  edit(released, "re_engagement.journey", "every 6 months", "every 7 months");
  commit(released, "more often");
  expect(await baton([...release, "2026-11-02", ...FIRST_RELEASE], { cwd: released })).toMatchObject({
    code: 0,
  });
  commit(released, "v2 is released");
  writeFileSync(join(released, "history.jsonl"), HISTORY);
  const asked = ["lead_to_customer", "--events", "history.jsonl", "--without-scores"];
  const { stdout } = await baton(["review-pack", ...asked], { cwd: released });
  const [, section = ""] = /### What has changed since\n\n([\s\S]*?)\n\n/.exec(stdout) ?? [];
  expect(section).toMatch(
    /^- v1 on 2026-10-05.*\n {2}- the first version\n- v2 on 2026-11-02.*\n {2}- lead.*$/,
  );
  expect(section).toContain("stage nurture");
  expect(section).toContain("7 days");
  expect(section).not.toContain("re\\_engagement");
  const data = await baton(["review-pack", ...asked, "--json"], { cwd: released });
  expect(JSON.parse(data.stdout).releases).toMatchObject([
    { version: 1, follows: null, changes: null },
    { version: 2, follows: 1, changes: [{ place: "lead_to_customer, stage nurture" }] },
  ]);
});

test("of a release that went without an agreement it says why", async () => {
  const released = libraryWith("lead.journey", []);
  writeFileSync(join(released, "history.jsonl"), HISTORY);
  const release = ["release", "lead_to_customer", "--uncommitted", "--today", "2026-11-02"];
  const waived = ["--unapproved", "--by", "dag", "--because", "The first release: nobody is inside"];
  const { code } = await baton([...release, ...waived], { cwd: released });
  expect(code).toBe(0);
  const asked = ["lead_to_customer", "--events", "history.jsonl", "--without-scores"];
  const after = await baton(["review-pack", ...asked], { cwd: released });
  expect(after.stdout).toMatch(
    /^- v1 on 2026-11-02, without .*revops_lead.*: The first release: nobody is inside$/m,
  );
});

test("where nothing has happened it says so, and has no figures", async () => {
  const { code, stdout, stderr } = await run(
    "--from",
    "2027-02-01",
    "--until",
    "2027-03-01",
    "--without-scores",
  );
  expect([code, stderr]).toEqual([0, "Nothing of this journey was written down in this time.\n"]);
  expect(stdout).toContain("**Nothing of this journey was written down in this time.**");
  expect(stdout).not.toContain("### Stage by stage");
  expect(stdout).not.toMatch(/\| won \|/);
  expect(stdout).toContain("### Judgment");
});

test("as data it has the same figures, and nobody in them", async () => {
  const { stdout } = await run("--until", "2027-01-04", "--json");
  expect(JSON.parse(stdout)).toMatchObject({
    journey: "lead_to_customer",
    standing: { is: "overdue", over: 3 },
    source: { is: "played", file: "history.jsonl", refused: 0 },
    figures: { entered: 30, goal: { event: "deal_won", running: 30, reachedSoFar: 10 } },
    calibrations: [
      { score: "interest", bands: [{ band: null, people: 20, reached: 1 }, {}, { band: "hot", people: 10 }] },
    ],
    inside: null,
    edit: { file: "journeys/lead_to_customer.journey", line: 4 },
  });
  expect(stdout).not.toMatch(/kim\d|example\.com/);
});

test("a journey that there is none of, and a time that is none, are mistakes of the command line", async () => {
  const { code, stderr } = await baton(["review-pack", "lead_to_custmer"], { cwd });
  expect([code, stderr]).toEqual([
    2,
    "error: There is no journey lead_to_custmer. Did you mean lead_to_customer?\n",
  ]);
  expect((await run("--from", "soon")).code).toBe(2);
});
