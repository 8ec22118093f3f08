/** A process dies where it hurts most, and the other side has what it did, or has it not. */
import type { Fault } from "../lab/fault.ts";
import { healThenWork } from "../lab/heal-then-work.ts";
import { ATTEMPT, dieAt, LEADS, SECOND, until } from "../lab/steps.ts";

export const crashes: readonly Fault[] = [
  {
    id: "A1",
    what: "the worker is killed when the CRM has opened an account, before it is told",
    expected: "one account a lead, since the CRM knows the key again",
    isShort: true,
    async run(bench) {
      const site = await bench.open();
      const { lab, traffic } = site;
      lab.crm.misbehave("commit, then hang", 2);
      const signedUp = traffic.signUp(LEADS);
      await until(() => lab.crm.writes.length >= 2, "Two accounts");
      await lab.now("worker").kill("SIGKILL");
      await lab.start("worker");
      await signedUp;
      return { said: await healThenWork(site, { atLeast: LEADS, late: ATTEMPT, restsWithin: 2 * ATTEMPT }) };
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
