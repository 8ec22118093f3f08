/** The page of people outside: docs/language.md, section 3.7; faults D1, D2, D4 and D5. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import type { Library } from "../../../compiler/library.ts";
import type { Fields } from "../../../compiler/plan.ts";
import { type LinkSeat, readLinkKeys, writeLink } from "../../../runtime/access/link.ts";
import { toJson } from "../../../runtime/store/json.ts";
import { closeWork, writeWork } from "../../../runtime/store/work.ts";
import { HOUR, LIBRARY, MONDAY, newcomer } from "../ingest/fixture.ts";
import { openGateway, type TestGateway } from "./fixture.ts";

const read = readLinkKeys("k1:a key for tests and for nothing else at all");
if ("problem" in read) throw new Error(read.problem);
const { keys } = read;
const lead = LIBRARY.subjects.lead;
const role = LIBRARY.roles.sales;
if (lead === undefined || role === undefined) throw new Error("the fixture has changed");
const ADDRESS = { type: "email", optional: true, default: null, description: "" } as const;
const library: Library = {
  ...LIBRARY,
  subjects: { lead: { ...lead, fields: { ...lead.fields, partner_email: ADDRESS } } },
  roles: {
    ...LIBRARY.roles,
    partner: { ...role, title: "The partner", reportsTo: "sales", outside: { at: "partner_email" } },
  },
};

let world: TestGateway;
beforeAll(async () => {
  world = await openGateway({ library, linkKeys: keys });
}, 60_000);
afterAll(async () => await world.close());
beforeEach(() => {
  world.journeys.answer = { is: "taken" };
  world.journeys.acts.length = 0;
});

const ANA = "ana@lusitania.example";
const ANSWERS = { told: ["amount", "reason"], unknown: [] };

interface Asked {
  readonly work: string;
  readonly subject: string;
  readonly instance: string;
}

/** Somebody in `nurture`, about whom the partner is asked. */
async function askPartner(change: Partial<Parameters<typeof writeWork>[2]> = {}): Promise<Asked> {
  const about = { ...newcomer(), company: 'Nord & "Pay" <script>alert(1)</script>', partner_email: ANA };
  const client = await world.as("system:web", "events");
  const { results } = await client.sendEvents({ id: about.email, event: "lead_created", subject: about });
  const instance = results[0]?.started[0] ?? "";
  const work = `${instance}#w1`;
  const subject = instance.split("/")[1] ?? "";
  await writeWork(
    world.store.db,
    { instance, subject, journey: "small", version: 1 },
    {
      id: work,
      kind: "task",
      name: "worth",
      step: "nurture/worth",
      stage: "nurture",
      title: "What is {company} worth?",
      role: "partner",
      person: "partner",
      openedAt: MONDAY,
      due: MONDAY + 8 * HOUR,
      answers: ANSWERS,
      event: null,
      carries: [],
      ...change,
    },
  );
  return { work, subject, instance };
}

const linkTo = async (work: string, change: Partial<LinkSeat> = {}, until = MONDAY + HOUR): Promise<string> =>
  writeLink(
    { keys, url: world.url },
    { work, person: "partner", address: ANA, answers: Object.keys(ANSWERS), ...change },
    until,
  );

interface Seen {
  readonly status: number;
  readonly title: string;
  readonly page: string;
  readonly headers: Headers;
}
async function look(link: string, form?: Readonly<Record<string, string>>): Promise<Seen> {
  const answer = await fetch(
    link,
    form === undefined ? {} : { method: "POST", body: new URLSearchParams(form) },
  );
  const page = await answer.text();
  return {
    status: answer.status,
    title: /<h1>([^<]*)<\/h1>/.exec(page)?.[1] ?? "",
    page,
    headers: answer.headers,
  };
}
const acts = () => world.journeys.acts.map(({ request }) => request);
const setFields = async (subject: string, fields: Fields) =>
  await world.store.db
    .updateTable("subject")
    .set({ fields: toJson(fields) })
    .where("id", "=", subject)
    .execute();

describe("looking at the page", () => {
  test("shows what is asked and how it is answered, and does nothing (scanners, previews)", async () => {
    const { work } = await askPartner();
    const { status, title, page } = await look(await linkTo(work));
    expect(status).toBe(200);
    expect(title).toBe("What is Nord &amp; &#34;Pay&#34; &lt;script&gt;alert(1)&lt;/script&gt; worth?");
    expect(page).not.toContain("<script");
    for (const named of [`value="told"`, `value="unknown"`, `name="told.amount"`, `name="told.reason"`])
      expect(page).toContain(named);
    expect((await fetch(await linkTo(work), { method: "HEAD" })).status).toBe(200);
    expect(acts()).toEqual([]);
  });

  test("is framed by nobody, loads nothing, and tells its address to nobody", async () => {
    const { work } = await askPartner();
    for (const { headers } of [await look(await linkTo(work)), await look(`${world.url}/answer/x`)]) {
      const policy = headers.get("content-security-policy") ?? "";
      expect(policy).toContain("default-src 'none'");
      expect(policy).toContain("frame-ancestors 'none'");
      expect(policy).not.toContain("unsafe");
      expect(headers.get("referrer-policy")).toBe("no-referrer");
      expect(headers.get("x-robots-tag")).toContain("noindex");
      expect(headers.get("cache-control")).toBe("no-store");
      expect(headers.get("set-cookie")).toBeNull();
    }
  });
});

describe("the answer", () => {
  test("goes the way of every other: who, what and with what evidence", async () => {
    const { work } = await askPartner();
    const form = {
      answer: "told",
      "told.amount": "12 500",
      "told.amount.currency": "eur",
      "told.reason": "They said",
    };
    expect(await look(await linkTo(work), form)).toMatchObject({ status: 200, title: "Thank you" });
    expect(acts()).toEqual([
      {
        actor: { person: "partner", roles: ["partner"], delegateOf: [] },
        act: {
          do: "complete",
          work,
          result: "told",
          evidence: { amount: { amount: 12_500, currency: "EUR" }, reason: "They said" },
        },
      },
    ]);
  });

  test("twice is one: both carry the same id (D2)", async () => {
    const { work } = await askPartner();
    const link = await linkTo(work);
    await Promise.all([look(link, { answer: "unknown" }), look(link, { answer: "unknown" })]);
    const ids = world.journeys.acts.map(({ updateId }) => updateId);
    expect(new Set(ids).size).toBe(1);
  });

  test.each([
    [{}, "Please choose one of the answers."],
    [{ answer: "nonsense" }, "Please choose one of the answers."],
    [{ answer: "told", "told.reason": "Because" }, "Please fill in amount."],
    [{ answer: "told", "told.amount": "much", "told.reason": "x" }, "amount must be money"],
  ])("that cannot be read is shown again with what is wrong: %j", async (form, sentence) => {
    const { work } = await askPartner();
    const { status, page } = await look(await linkTo(work), form);
    expect(status).toBe(422);
    expect(page).toContain(sentence);
    if ("told.reason" in form) expect(page).toContain(`>${form["told.reason"]}</textarea>`);
    expect(acts()).toEqual([]);
  });

  test("to an offer accepts or declines it", async () => {
    const answers = { accept: [], not_ours: ["reason"] };
    const { work } = await askPartner({ kind: "accept", answers });
    const link = await linkTo(work, { answers: Object.keys(answers) });
    expect((await look(link)).page).toContain("No: not ours");
    await look(link, { answer: "accept" });
    await look(link, { answer: "not_ours", "not_ours.reason": "Too far" });
    expect(acts().map(({ act }) => act)).toEqual([
      { do: "accept", work },
      { do: "decline", work, reason: "not_ours", evidence: { reason: "Too far" } },
    ]);
  });

  test("is refused by the journey in words that name nobody inside", async () => {
    const { work } = await askPartner();
    const link = await linkTo(work);
    for (const [code, title] of [
      ["not-yours", "This is no longer asked of you"],
      ["already-answered", "This has been answered"],
      ["link-expired", "The time for this has passed"],
      ["journey-ended", "This is no longer needed"],
    ] as const) {
      world.journeys.answer = { is: "refused", refusal: { code, message: "worth is with anna." } };
      const seen = await look(link, { answer: "unknown" });
      expect(seen.title).toBe(title);
      expect(seen.page).not.toContain("anna");
    }
    world.journeys.answer = null;
    expect(await look(link, { answer: "unknown" })).toMatchObject({
      status: 503,
      title: "That did not work",
    });
  });
});

describe("a link that answers nothing has its sentence, and no effect", () => {
  const dead = async (link: string) => {
    const { status, title } = await look(link);
    expect((await look(link, { answer: "unknown" })).title).toBe(title);
    expect(acts()).toEqual([]);
    return [status, title];
  };

  test("expired", async () => {
    const { work } = await askPartner();
    expect(await dead(await linkTo(work, {}, MONDAY - 2_000))).toEqual([410, "The time for this has passed"]);
  });

  test("used", async () => {
    const { work } = await askPartner();
    await closeWork(world.store.db, work, {
      how: "done",
      by: "partner",
      result: "told",
      evidence: {},
      at: MONDAY,
    });
    const { page } = await look(await linkTo(work));
    expect(page).toContain("Monday 23 November 2026, 09:00 (UTC)");
    expect(await dead(await linkTo(work))).toEqual([200, "You have answered this"]);
  });

  test("answered by somebody else, or withdrawn", async () => {
    const [one, other] = [await askPartner(), await askPartner()];
    const closing = { result: null, evidence: {}, at: MONDAY };
    await closeWork(world.store.db, one.work, { ...closing, how: "done", by: "anna" });
    await closeWork(world.store.db, other.work, { ...closing, how: "withdrawn", by: null });
    expect(await dead(await linkTo(one.work))).toEqual([410, "This has been answered"]);
    expect(await dead(await linkTo(other.work))).toEqual([410, "This is no longer needed"]);
  });

  test("moved to somebody else, or to another address", async () => {
    const [one, other] = [await askPartner({ person: "anna", role: "sales" }), await askPartner()];
    await setFields(other.subject, { name: "Maria", partner_email: "rui@lusitania.example" });
    expect(await dead(await linkTo(one.work))).toEqual([410, "This is no longer asked of you"]);
    expect(await dead(await linkTo(other.work))).toEqual([410, "This is no longer asked of you"]);
  });

  test("while the journey gives way to another", async () => {
    const { work, instance } = await askPartner();
    await world.store.db
      .updateTable("instance")
      .set({ gives_way_to: "rescue" })
      .where("id", "=", instance)
      .execute();
    expect(await dead(await linkTo(work))).toEqual([409, "This cannot be answered right now"]);
  });

  test("none of ours: tampered with, of another key, of no request that there is, all alike (D4)", async () => {
    const { work } = await askPartner();
    const link = await linkTo(work);
    const strange = readLinkKeys("k1:another key of somebody who would like to");
    if ("problem" in strange) throw new Error(strange.problem);
    const seat = { work, person: "partner", address: ANA, answers: Object.keys(ANSWERS) };
    const pages = await Promise.all(
      [
        `${link}x`,
        await writeLink({ keys: strange.keys, url: world.url }, seat, MONDAY + HOUR),
        await linkTo("i/none/small#w1"),
        `${world.url}/answer/${"x".repeat(400)}`,
        `${world.url}/answer/a.b.c`,
      ].map((address) => look(address)),
    );
    expect(new Set(pages.map(({ page }) => page)).size).toBe(1);
    expect(pages[0]).toMatchObject({ status: 404, title: "This link does not work" });
    expect(await dead(`${link}x`)).toEqual([404, "This link does not work"]);
  });

  test("without keys there is no such page", async () => {
    const plain = await openGateway();
    expect((await fetch(`${plain.url}/answer/x`)).status).toBe(404);
    await plain.close();
  });

  test("a token of ours opens no link, and a link is no token", async () => {
    const { work } = await askPartner();
    const token = await world.token({ name: "anna", scopes: ["people"] });
    expect((await look(`${world.url}/answer/${token}`)).status).toBe(404);
    const link = await linkTo(work);
    const asToken = link.slice(link.lastIndexOf("/") + 1);
    const answer = await fetch(`${world.url}/v1/inbox`, { headers: { authorization: `Bearer ${asToken}` } });
    expect(answer.status).toBe(401);
  });
});
