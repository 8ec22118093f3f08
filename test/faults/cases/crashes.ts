/** A process dies where it hurts most, and the other side has what it did, or has it not. */
import type { Fault, Site } from "../lab/fault.ts";
import { healThenWork } from "../lab/heal-then-work.ts";
import { ATTEMPT, dieAt, LEADS, SECOND, until } from "../lab/steps.ts";

export const crashes: readonly Fault[] = [
  {
    id: "A1",
    what: "the worker is killed when the CRM has opened an account, before it is told",
    expected: "one account a lead, since the CRM knows the key again",
    async run(bench) {
      const site = await bench.open();
      const { lab, traffic } = site;
      lab.crm.misbehave("commit, then hang", 2);
      const signedUp = traffic.signUp(LEADS);
      await until(() => lab.crm.writes.length >= 2, "Two accounts");
      await lab.now("worker").kill("SIGKILL");
      await lab.start("worker");
      await signedUp;
      // What the worker had in hand of the mail is of unknown fate.
      const bounds = { late: ATTEMPT, restsWithin: 2 * ATTEMPT, mostLettersUnknown: LEADS };
      return { said: await healThenWork(site, { atLeast: LEADS, ...bounds }) };
    },
  },
  {
    id: "A1b",
    what: "the worker is killed when a step is on disk, before its journey hears",
    expected: "the step counts once: whoever brings it again is told what the first was told",
    async run(bench) {
      const site = await dieAt(bench, "record.after_commit", { time: 5 });
      const bounds = { late: ATTEMPT, restsWithin: 2 * ATTEMPT, mostLettersUnknown: LEADS };
      return { said: await healThenWork(site, { atLeast: LEADS, ...bounds }) };
    },
  },
  {
    id: "A2b",
    what: "the worker is killed when the mail server has a letter, before that is written down",
    expected: "it does not go out again, and a person is asked",
    async run(bench) {
      const site = await dieAt(bench, "deliver.after_send");
      // Those that went out beside it are of unknown fate, too.
      const bounds = { late: ATTEMPT, restsWithin: 2 * ATTEMPT, mostLettersUnknown: LEADS };
      return { said: await healThenWork(site, { atLeast: LEADS, ...bounds }) };
    },
  },
  {
    id: "A2",
    what: "the mail server breaks off where it answers that it has a letter, and has it or has it not",
    expected: "nobody can know, so neither goes out again, and a person is asked",
    isShort: true,
    async run(bench) {
      const site = await bench.open();
      site.lab.mail.misbehave({ do: "hang up", keep: true }, 1);
      site.lab.mail.misbehave({ do: "hang up", keep: false }, 1);
      await site.traffic.signUp(LEADS);
      await until(async () => (await stuckLetters(site)) === 2, "Two letters that a person is to look at");
      const said = await healThenWork(site, { atLeast: LEADS, late: 30 * SECOND, lettersUnknown: 2 });
      return { said: `2 letters of unknown fate; ${said}` };
    },
  },
  {
    id: "A3",
    what: "the CRM opens an account and then says nothing, or says 500; others it puts off with 429",
    expected: "as A1: one account a lead",
    async run(bench) {
      const site = await bench.open();
      site.lab.crm.misbehave("commit, then 500", 3);
      site.lab.crm.misbehave("429", 2);
      site.lab.crm.misbehave("commit, then hang", 1);
      await site.traffic.signUp(LEADS);
      const said = await healThenWork(site, { atLeast: LEADS, late: ATTEMPT, restsWithin: 2 * ATTEMPT });
      return { said: `${site.lab.crm.requests()} requests, ${site.lab.crm.writes.length} accounts; ${said}` };
    },
  },
  {
    id: "A3b",
    what: "as A3, with a CRM that knows no keys",
    expected: "the action may be done twice, as docs/how-to/connect-an-action.md says, and nothing else is",
    async run(bench) {
      const site = await bench.open();
      site.lab.crm.honoursKeys = false;
      site.lab.crm.misbehave("commit, then 500", 3);
      await site.traffic.signUp(LEADS);
      const said = await healThenWork(site, { atLeast: LEADS, late: ATTEMPT, keyBlindCrm: true });
      return { said: `${site.lab.crm.writes.length - site.traffic.leads.length} accounts too many; ${said}` };
    },
  },
  {
    id: "A4",
    what: "the gateway is killed when an event is on disk, before its sender hears",
    expected: "the sender repeats it, and it counts once",
    isShort: true,
    async run(bench) {
      const site = await dieAt(bench, "gateway.after_commit");
      return { said: await healThenWork(site, { atLeast: LEADS, late: 30 * SECOND }) };
    },
  },
  {
    id: "A5",
    what: "the gateway is killed in the transaction of an event",
    expected: "nothing of it is there, and the repeat is taken",
    async run(bench) {
      const site = await dieAt(bench, "gateway.before_commit");
      return { said: await healThenWork(site, { atLeast: LEADS, late: 30 * SECOND }) };
    },
  },
  {
    id: "A6",
    what: "the relay is killed when Temporal has the journey, before it writes that down",
    expected: "one run a lead",
    async run(bench) {
      const site = await dieAt(bench, "relay.after_start");
      return { said: await healThenWork(site, { atLeast: LEADS, late: 30 * SECOND }) };
    },
  },
];

/** Entries by which whoever looks after the installation learns of a letter of unknown fate. */
async function stuckLetters({ lab }: Site): Promise<number> {
  const rows = await lab.store.db
    .selectFrom("journal")
    .select("number")
    .where("what", "=", "stuck")
    .execute();
  return rows.length;
}
