/** Letters that ask somebody outside: docs/language.md, section 3.7; rule 7, P4. */
import { beforeEach, describe, expect, it } from "vitest";
import type { Library } from "../../../compiler/library.ts";
import { readLink, readLinkKeys } from "../../../runtime/access/link.ts";
import type { WorkRecord } from "../../../runtime/machine/protocol.ts";
import { onEachStore } from "../../support/each-store.ts";
import {
  addLead,
  changeLead,
  deliver,
  HOUR,
  journalOf,
  LIBRARY,
  letter,
  MONDAY,
  place,
  record,
  type TestWorld,
  unique,
  worldOn,
} from "./fixture.ts";

const read = readLinkKeys("k1:a key for tests and for nothing else at all");
if ("problem" in read) throw new Error(read.problem);
const LINKS = { keys: read.keys, url: "https://answers.example.com" };
const lead = LIBRARY.subjects.lead;
const sales = LIBRARY.roles.sales;
if (lead === undefined || sales === undefined) throw new Error("the fixture has changed");
const ADDRESS = { type: "email", optional: true, default: null, description: "" } as const;
const library: Library = {
  ...LIBRARY,
  subjects: { lead: { ...lead, fields: { ...lead.fields, partner_email: ADDRESS } } },
  roles: {
    ...LIBRARY.roles,
    partner: { ...sales, title: "The partner", reportsTo: "sales", outside: { at: "partner_email" } },
    customer: { ...sales, title: "The customer", reportsTo: "sales", outside: { at: "email" } },
  },
};
const UNTIL = MONDAY + 3 * HOUR;
const ENTRY = {
  at: MONDAY,
  what: "asked",
  name: "worth",
  stage: "nurture",
  step: null,
  by: null,
  to: null,
  result: null,
  why: null,
} as const;

onEachStore((lane) => {
  let world: TestWorld;
  beforeEach(() => {
    world = { ...worldOn(lane.store().db, { library }), links: LINKS };
  });

  const workOf = (change: Partial<WorkRecord> = {}): WorkRecord => ({
    id: unique("w"),
    kind: "task",
    name: "worth",
    step: "nurture/worth",
    stage: "nurture",
    title: "What is {company} worth?",
    role: "partner",
    person: "partner",
    openedAt: MONDAY,
    due: UNTIL,
    answers: { told: ["amount"] },
    event: null,
    carries: [],
    ...change,
  });
  const ask = async (subject: string, work: WorkRecord, person = "partner") => {
    const { letters: keys } = await record(world, subject, [
      place(),
      { do: "open work", work },
      {
        do: "tell",
        key: unique("l"),
        to: { person },
        text: work.title,
        event: null,
        why: "asked",
        link: { work: work.id, until: UNTIL },
      },
    ]);
    return keys;
  };
  const assign = async (subject: string, role: string) => {
    const work = workOf({ role, person: null });
    const command = {
      do: "assign",
      ref: "p1",
      work,
      role,
      route: null,
      first: true,
      exclude: [],
      entry: ENTRY,
    } as const;
    const { results } = await record(world, subject, [place(), command]);
    return results[0];
  };

  describe("the letter", () => {
    it("holds what is asked, a link of its own and until when it is good, in both parts", async () => {
      const subject = await addLead(world, {
        company: "Nord <b>Pay",
        partner_email: "ana@lusitania.example",
      });
      const work = workOf();
      await deliver(world, await ask(subject, work));
      const [mail] = world.sent;
      expect(mail).toMatchObject({
        to: "ana@lusitania.example",
        subject: "What is Nord <b>Pay worth?",
        name: "asked",
      });
      expect(mail?.text).toContain("Monday 23 November 2026, 12:00 (UTC)");
      expect(mail?.html).toContain("Nord &lt;b&gt;Pay");
      const [, token = ""] =
        /https:\/\/answers\.example\.com\/answer\/([\w.-]+)/.exec(mail?.text ?? "") ?? [];
      expect(mail?.html).toContain(`href="https://answers.example.com/answer/${token}"`);
      const link = await readLink(LINKS.keys, token, MONDAY);
      expect(link).toMatchObject({ work: work.id, until: UNTIL, isOver: false });
      const seat = { person: "partner", address: "ana@lusitania.example", answers: ["told"] };
      expect(link?.isFor(seat)).toBe(true);
    });

    it("does not go out once it is asked of nobody at its address", async () => {
      const subject = await addLead(world, { partner_email: "ana@lusitania.example" });
      const keys = await ask(subject, workOf());
      await changeLead(world, subject, { partner_email: "rui@lusitania.example" });
      await deliver(world, keys);
      expect(world.sent).toEqual([]);
      expect(await letter(world, keys[0] ?? "")).toMatchObject({ status: "suppressed" });
    });

    it("does not go out to whoever has opted out, whichever subject says so", async () => {
      const subject = await addLead(world, { partner_email: "shared@example.com" });
      const keys = await ask(subject, workOf());
      await addLead(world, { email: "shared@example.com", opted_out: true });
      await deliver(world, keys);
      expect(world.sent).toEqual([]);
      const [entry] = (await journalOf(world, subject)).filter(({ result }) => result === "suppressed");
      expect(entry?.why).toBe("never when opted_out");
    });

    it("fails visibly where no link can be made", async () => {
      world = { ...world, links: null };
      const subject = await addLead(world, { partner_email: "ana@lusitania.example" });
      const keys = await ask(subject, workOf());
      await deliver(world, keys);
      expect(await letter(world, keys[0] ?? "")).toMatchObject({
        status: "failed",
        why: expect.stringContaining("BATON_LINK_KEYS"),
      });
    });
  });

  describe("a pick", () => {
    it("finds the one at the address, and nobody while it is blank", async () => {
      const known = await addLead(world, { partner_email: "ana@lusitania.example" });
      expect(await assign(known, "partner")).toMatchObject({ person: "partner", role: "partner" });
      expect(await assign(await addLead(world), "partner")).toMatchObject({ person: null });
    });

    it("passes over whoever has opted out", async () => {
      expect(await assign(await addLead(world), "customer")).toMatchObject({ person: "customer" });
      expect(await assign(await addLead(world, { opted_out: true }), "customer")).toMatchObject({
        person: null,
      });
    });
  });
});
