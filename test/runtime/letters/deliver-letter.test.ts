import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { MailOutcome } from "../../../runtime/connectors/mail-connector.ts";
import {
  createSinkMail,
  type MailSink,
  type SinkAnswer,
  startMailSink,
} from "../../../runtime/connectors/mail-sink.ts";
import { createSmtpMail } from "../../../runtime/connectors/smtp-mail.ts";
import { NOT_NOW } from "../../../runtime/letters/claim-letter.ts";
import { deliverLetter } from "../../../runtime/letters/deliver-letter.ts";
import { transact } from "../../../runtime/store/transact.ts";
import { onEachStore, onPostgres } from "../../support/each-store.ts";
import {
  addLead,
  changeLead,
  DAY,
  deliver,
  HOUR,
  instanceOf,
  journalOf,
  LIBRARY,
  letter,
  MONDAY,
  place,
  record,
  send,
  type TestWorld,
  tell,
  unique,
  worldOn,
} from "../activities/fixture.ts";

function policyOf({ policies }: typeof LIBRARY) {
  const { lead } = policies;
  if (lead === undefined) throw new Error("the library has no policy of leads");
  return lead;
}

onEachStore((lane) => {
  let world: TestWorld;
  beforeEach(() => {
    world = worldOn(lane.store().db);
  });

  /** A letter that the ledger has granted. */
  async function granted(fields = {}, change = {}): Promise<{ readonly lead: string; readonly key: string }> {
    const lead = await addLead(world, fields);
    const command = send(change);
    await record(world, lead, [place(), command]);
    return { lead, key: command.key };
  }
  const statusOf = async (key: string) => (await letter(world, key)).status;

  describe("a granted message", () => {
    it("goes out once, in its own words, and is in the journal", async () => {
      const { lead, key } = await granted({ name: "Maria" });
      world.at = MONDAY + HOUR;
      await deliver(world, [key]);
      await deliver(world, [key]);
      expect(world.sent).toMatchObject([
        {
          to: expect.stringMatching(/^person\d+@example\.com$/),
          subject: "For Maria",
          text: "Hello Maria.\n\nYou are with us.",
          html: "<p>Hello Maria.</p>\n<p>You are with us.</p>",
          key,
          name: "welcome_guide",
          messageId: expect.stringMatching(/^<[0-9a-f]{32}@example\.com>$/),
        },
      ]);
      expect(await letter(world, key)).toMatchObject({ status: "sent", sent_at: MONDAY + HOUR });
      expect(await journalOf(world, lead)).toMatchObject([
        { what: "message", name: "welcome_guide", result: "sent", at: MONDAY + HOUR },
      ]);
    });

    it.each([
      ["has withdrawn consent", { opted_out: true }, "never when opted_out"],
      ["raised a concern", { open_concern: true }, "the account is on hold: open_concern"],
    ])("stays here when its reader %s meanwhile", async (_, fields, why) => {
      const { lead, key } = await granted();
      await changeLead(world, lead, fields);
      await deliver(world, [key]);
      expect(world.sent).toEqual([]);
      expect(await letter(world, key)).toMatchObject({ status: "suppressed", why });
      expect(await journalOf(world, lead)).toMatchObject([{ what: "message", result: "suppressed", why }]);
    });

    it("that went out counts as sent though the store was away for a moment after it", async () => {
      const { key } = await granted();
      let away = 0;
      const db = new Proxy(world.db, {
        get(target, name) {
          if (name === "transaction" && away > 0) {
            away -= 1;
            throw new Error("Connection terminated unexpectedly");
          }
          const value: unknown = Reflect.get(target, name, target);
          return typeof value === "function" ? value.bind(target) : value;
        },
      });
      const mail: typeof world.mail = {
        ...world.mail,
        send(one) {
          away = 2;
          return world.mail.send(one);
        },
      };
      await deliverLetter({ ...world, db, mail }, key);
      expect(away).toBe(0);
      expect(world.sent).toHaveLength(1);
      expect(await statusOf(key)).toBe("sent");
    });

    it("stays here when somebody else of the address has opted out, or the account is on hold", async () => {
      const email = `${unique("shared")}@example.com`;
      const company = unique("company");
      const [one, two] = [await granted({ email }), await granted({ company })];
      await addLead(world, { email, opted_out: true });
      await addLead(world, { company, open_concern: true });
      await deliver(world, [one.key, two.key]);
      expect([await statusOf(one.key), await statusOf(two.key)]).toEqual(["suppressed", "suppressed"]);
    });

    it("that is exempt goes out in spite of a hold", async () => {
      const { lead, key } = await granted({}, { message: "receipt" });
      await changeLead(world, lead, { open_concern: true });
      await deliver(world, [key]);
      expect(await statusOf(key)).toBe("sent");
    });

    it("that was taken back stays here", async () => {
      const { lead, key } = await granted();
      await record(world, lead, [{ do: "drop", keys: [key] }]);
      await deliver(world, [key, "unknown"]);
      expect(world.sent).toEqual([]);
    });

    it("that nobody could send for a week is given up, and takes no place any more", async () => {
      const { lead, key } = await granted();
      world.at = MONDAY + 8 * DAY;
      const next = send();
      expect((await record(world, lead, [next])).letters).toEqual([next.key]);
      await deliver(world, [key, next.key]);
      expect([await statusOf(key), await statusOf(next.key)]).toEqual(["failed", "sent"]);
    });

    it("waits while its journey gives way to another, and goes out once that has ended (rule 13)", async () => {
      const { lead, key } = await granted();
      const giveWay = async (to: string | null) =>
        await world.db
          .updateTable("instance")
          .set({ gives_way_to: to })
          .where("id", "=", `small/${lead}/1`)
          .execute();
      await giveWay("rescue");
      expect((await instanceOf(world, `small/${lead}/1`)).gives_way_to).toBe("rescue");
      expect(await deliver(world, [key])).toEqual([NOT_NOW]);
      expect(world.sent).toEqual([]);
      await giveWay(null);
      await deliver(world, [key]);
      expect(await statusOf(key)).toBe("sent");
    });

    it("waits for the hours of the policy when the mail server was away until the night", async () => {
      const only = { days: [0, 1, 2, 3, 4], from: 8 * 60, to: 19 * 60, otherwise: "UTC" };
      const policies = { lead: { ...policyOf(LIBRARY), only } };
      const daytime = worldOn(lane.store().db, { library: { ...LIBRARY, policies } });
      const lead = await addLead(daytime, {});
      const command = send();
      await record(daytime, lead, [place(), command]);
      daytime.at = MONDAY + 18 * HOUR;
      expect(await deliver(daytime, [command.key])).toEqual([NOT_NOW]);
      expect(daytime.sent).toEqual([]);
      daytime.at = MONDAY + DAY;
      await deliver(daytime, [command.key]);
      expect(daytime.sent).toMatchObject([{ key: command.key }]);
    });

    it("whose words name what is blank is not sent with a hole in it", async () => {
      const { lead, key } = await granted({}, { message: "for_company" });
      await deliver(world, [key]);
      expect(world.sent).toEqual([]);
      expect(await letter(world, key)).toMatchObject({
        status: "failed",
        why: "its words name something that is blank",
      });
      expect(await journalOf(world, lead)).toMatchObject([{ what: "message", result: "failed" }]);
    });

    it("shows values as values: escaped in HTML, and never evaluated", async () => {
      const name = `<b>"{{ amount }}"</b>{% include 'x' %}`;
      const { key } = await granted({ name });
      await deliver(world, [key]);
      expect(world.sent[0]?.text).toContain(`Hello ${name}.`);
      expect(world.sent[0]?.html).toContain(
        "Hello &lt;b&gt;&#34;{{ amount }}&#34;&lt;/b&gt;{% include &#39;x&#39; %}.",
      );
    });

    it("reads money as people do", async () => {
      const { key } = await granted({ amount: { amount: 25_000, currency: "EUR" } }, { message: "deal" });
      await deliver(world, [key]);
      expect(world.sent[0]?.text).toBe("Worth 25,000 EUR.");
    });
  });

  it("sends a notice without asking the contact policy, and leaves the journal to the machine", async () => {
    const lead = await addLead(world, { opted_out: true, name: "Maria" });
    const { letters: keys } = await record(world, lead, [tell({ to: { person: "anna" } })]);
    await deliver(world, keys);
    expect(world.sent).toMatchObject([
      { to: "anna@team.example.com", subject: "Maria is back", text: "Maria is back", html: null },
    ]);
    expect(await journalOf(world, lead)).toEqual([]);
  });

  describe("a mail server", () => {
    const LATER: MailOutcome = { is: "later", code: "451" };

    it("that says `later` is asked again, and the others have gone out", async () => {
      const [one, two] = [await granted(), await granted()];
      world.answers.push(LATER);
      expect(await deliver(world, [one.key, two.key])).toEqual(["451"]);
      expect([await statusOf(one.key), await statusOf(two.key)]).toEqual(["granted", "sent"]);
      await deliver(world, [one.key, two.key]);
      expect(world.sent.map(({ key }) => key)).toEqual([two.key, one.key]);
    });

    it("that says `later` is not asked again once the journey has taken the letter back", async () => {
      const { lead, key } = await granted();
      // As if the stage were left while the server is being asked.
      world = worldOn(lane.store().db, {
        mail: {
          domain: "example.com",
          onUnknown: "ask",
          async send() {
            await record(world, lead, [{ do: "drop", keys: [key] }]);
            return LATER;
          },
        },
      });
      await deliver(world, [key]);
      expect(await statusOf(key)).toBe("withdrawn");
    });

    it("that refuses is not asked again, and the refusal is in the journal", async () => {
      const { lead, key } = await granted();
      world.answers.push({ is: "refused", code: "550" });
      await deliver(world, [key]);
      await deliver(world, [key]);
      expect(await letter(world, key)).toMatchObject({
        status: "failed",
        why: "the mail server refused it (550)",
      });
      expect(await journalOf(world, lead)).toMatchObject([
        { result: "failed", why: "the mail server refused it (550)" },
      ]);
    });
  });

  describe("a letter of unknown fate", () => {
    const withMail = (change: Partial<TestWorld["mail"]>) => {
      const { mail } = world;
      Object.assign(world, { mail: { ...mail, ...change } });
    };
    const crashed = async () => {
      const made = await granted();
      await world.db.updateTable("letter").set({ status: "sending" }).where("key", "=", made.key).execute();
      return made;
    };

    it("waits for a person, makes the journey stuck, and is never sent again", async () => {
      const { lead, key } = await crashed();
      await deliver(world, [key]);
      await deliver(world, [key]);
      expect(world.sent).toEqual([]);
      expect(await statusOf(key)).toBe("unknown");
      expect(await journalOf(world, lead)).toMatchObject([
        { what: "stuck", name: "welcome_guide", result: "unknown" },
      ]);
      expect(await instanceOf(world, `small/${lead}/1`)).toMatchObject({ state: "stuck" });
    });

    it("is the same when the answer itself was lost", async () => {
      const { key } = await granted();
      world.answers.push({ is: "unknown", code: "ECONNECTION" });
      await deliver(world, [key]);
      expect(await statusOf(key)).toBe("unknown");
    });

    it.each([
      ["is let be", "skip", "unknown", 0],
      ["is sent again", "resend", "sent", 1],
    ] as const)("%s where the connector says so", async (_, onUnknown, status, sent) => {
      withMail({ onUnknown });
      const { lead, key } = await crashed();
      await deliver(world, [key]);
      expect(await statusOf(key)).toBe(status);
      expect(world.sent).toHaveLength(sent);
      expect(await journalOf(world, lead)).toMatchObject([{ what: "message", result: status }]);
    });

    it.each([
      ["marked as sent when the other side has it", true, 0],
      ["sent when it does not", false, 1],
    ])("is %s", async (_, has, sent) => {
      withMail({ wasSent: async () => has });
      const { key } = await crashed();
      await deliver(world, [key]);
      expect(await statusOf(key)).toBe("sent");
      expect(world.sent).toHaveLength(sent);
    });

    it("is asked about again when the other side does not answer", async () => {
      withMail({ wasSent: async () => Promise.reject(new Error("away")) });
      const { key } = await crashed();
      expect(await deliver(world, [key])).toEqual(["not known"]);
      expect(await statusOf(key)).toBe("sending");
    });

    it("is not sent again when its reader opted out meanwhile", async () => {
      withMail({ wasSent: async () => false });
      const { lead, key } = await crashed();
      await changeLead(world, lead, { opted_out: true });
      await deliver(world, [key]);
      expect(await statusOf(key)).toBe("suppressed");
      expect(world.sent).toEqual([]);
    });
  });

  describe("with a real mail server", () => {
    const directory = mkdtempSync(join(tmpdir(), "baton-deliver-"));
    let sink: MailSink;
    let answers: SinkAnswer[];
    beforeAll(async () => {
      sink = await startMailSink({ directory, answer: () => answers.shift() ?? { do: "accept" } });
    });
    afterAll(async () => {
      await sink.close();
      rmSync(directory, { recursive: true, force: true });
    });
    beforeEach(() => {
      answers = [];
    });
    afterEach(() => expect(answers).toEqual([]));
    const on = (mail: TestWorld["mail"]) => {
      world = worldOn(lane.store().db, { mail });
    };
    const keptOf = async (wanted: string) => (await sink.list()).filter(({ key }) => key === wanted);

    it("sends after a 451, and not after a 550", async () => {
      on(createSinkMail(sink, "Baton <hello@example.com>"));
      const [one, two] = [await granted({ name: "Maria" }), await granted()];
      answers.push({ do: "refuse", code: 451 }, { do: "refuse", code: 550 });
      expect(await deliver(world, [one.key, two.key])).toEqual(["451"]);
      await deliver(world, [one.key, two.key]);
      expect(await keptOf(one.key)).toMatchObject([
        { subject: "For Maria", from: "hello@example.com", message: "welcome_guide" },
      ]);
      expect(await keptOf(two.key)).toEqual([]);
    });

    it.each([true, false])(
      "sends once when the connection breaks after the letter (kept: %s)",
      async (keep) => {
        on(createSinkMail(sink, "Baton <hello@example.com>"));
        const { key } = await granted();
        answers.push({ do: "hang up", keep });
        await deliver(world, [key]);
        expect(await statusOf(key)).toBe("sent");
        expect(await keptOf(key)).toHaveLength(1);
      },
    );

    it("asks a person where the server cannot be asked", async () => {
      on(createSmtpMail({ SMTP_URL: sink.url, SMTP_FROM: "hello@example.com", SMTP_ON_UNKNOWN: "ask" }));
      const { key } = await granted();
      answers.push({ do: "hang up", keep: true });
      await deliver(world, [key]);
      await deliver(world, [key]);
      expect(await statusOf(key)).toBe("unknown");
      expect(await keptOf(key)).toHaveLength(1);
    });
  });
});

onPostgres((lane) => {
  it("waits for an opt-out that is being written, and obeys it", async () => {
    const world = worldOn(lane.store().db);
    const lead = await addLead(world);
    const command = send();
    await record(world, lead, [command]);
    let optOut: Promise<void> = Promise.resolve();
    await new Promise<void>((isWritten) => {
      optOut = transact(world.db, async (tx) => {
        await changeLead({ ...world, db: tx }, lead, { opted_out: true });
        isWritten();
        await new Promise((resolve) => setTimeout(resolve, 200));
      });
    });
    await Promise.all([deliver(world, [command.key]), optOut]);
    expect(world.sent).toEqual([]);
    expect(await letter(world, command.key)).toMatchObject({ status: "suppressed" });
  });
});
