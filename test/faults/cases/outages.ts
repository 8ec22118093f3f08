/** What an installation leans on is away for a while, cuts its connections, or comes and goes. */
import { Broken, type Fault, type Site } from "../lab/fault.ts";
import { healThenWork } from "../lab/heal-then-work.ts";
import { hasEnded } from "../lab/lab.ts";
import { ATTEMPT, LEADS, pause, SECOND, until } from "../lab/steps.ts";

export const outages: readonly Fault[] = [
  {
    id: "A7",
    what: "Temporal is killed under load, and comes back after three seconds",
    expected: "no start that was handed on is lost, and all reconnect by themselves",
    isShort: true,
    async run(bench) {
      const site = await bench.open();
      const signedUp = site.traffic.signUp(2 * LEADS);
      await until(() => site.traffic.operations() >= LEADS, `${LEADS} sign-ups`);
      await site.lab.temporal.kill();
      await pause(3 * SECOND);
      await site.lab.temporal.restart();
      await signedUp;
      // A task that was under way at the kill is missed when its time is over.
      const patience = { late: ATTEMPT, restsWithin: 2 * ATTEMPT };
      return { said: await healThenWork(site, { atLeast: 2 * LEADS, ...patience }) };
    },
  },
  {
    id: "A8",
    what: "Temporal is away for five minutes (in the short lane for twenty seconds)",
    expected:
      "events are taken all the while, /ready says so, and each lead's facts are handed on in their order",
    async run(bench) {
      const away = bench.isShort ? 20 * SECOND : 300 * SECOND;
      const site = await bench.open();
      const { lab, traffic } = site;
      await lab.temporal.kill();
      const began = Date.now();
      const leads = await traffic.signUp(LEADS);
      const readiness = await lab.sender.ready();
      if (readiness.ready || readiness.temporal !== "away")
        throw new Broken(`/ready says ${JSON.stringify(readiness)} while Temporal is away.`);
      for (let round = 0; round < 5; round += 1)
        for (const email of leads) await traffic.send(email, "pinged", { number: round });
      const taken = traffic.operations();
      await pause(Math.max(0, began + away - Date.now()));
      await lab.temporal.restart();
      // As after A7.
      const said = await healThenWork(site, { atLeast: 6 * LEADS, late: ATTEMPT, restsWithin: 90 * SECOND });
      const facts = await handedOn(site);
      if (facts < 6 * LEADS)
        throw new Broken(`${facts} facts were handed on, where ${6 * LEADS} were to be.`);
      const disorder = await outOfOrder(site);
      if (disorder > 0)
        throw new Broken(`${disorder} facts were handed on before an earlier one of their lead.`);
      return { said: `${taken} events taken while it was away, handed on in order; ${said}` };
    },
  },
  {
    id: "A9",
    what: "Postgres is down for thirty seconds, and then restarts every five to ten seconds for two minutes",
    expected: "503 with Retry-After meanwhile, and everything goes on by itself",
    async run(bench) {
      const [down, shaking] = bench.isShort ? [8, 15] : [30, 120];
      const site = await bench.open();
      const { lab, traffic } = site;
      await traffic.signUp(LEADS);
      await lab.postgres.crash();
      const probed = await untilRefused(site);
      const meanwhile = traffic.signUp(LEADS);
      await pause(down * SECOND);
      await lab.postgres.restart();
      let restarts = 1;
      for (const end = Date.now() + shaking * SECOND; Date.now() < end; restarts += 1) {
        await pause(bench.draw.between(5, 10) * SECOND);
        await lab.postgres.crashAndRestart();
      }
      await meanwhile;
      const late = (down + shaking) * SECOND + ATTEMPT;
      const said = await healThenWork(site, { atLeast: 2 * LEADS, late, restsWithin: 2 * ATTEMPT });
      return { said: `${restarts} restarts, ${probed}; ${said}` };
    },
  },
  {
    id: "A10",
    what: "the connection to Postgres is cut where it answers that a transaction is committed",
    expected: "no row is there twice, and the sender hears of no error but that it should try again",
    isShort: true,
    async run(bench) {
      const site = await bench.open();
      const { lab, traffic } = site;
      const gateway = lab.lines["gateway to store"].cutAt("COMMIT\0", 6);
      // Not where a letter is claimed: nobody has that for a minute, and then nobody knows what became of it.
      const worker = lab.lines["worker to store"].cutAt("COMMIT\0", 6, 'insert into "baton"."batch"');
      await traffic.signUp(LEADS);
      await until(() => gateway.done + worker.done === 12, "Twelve cuts");
      for (const name of ["gateway", "worker"] as const)
        if (hasEnded(lab.now(name))) throw new Broken(`The ${name} did not live through it.`);
      return { said: `12 answers lost; ${await healThenWork(site, { atLeast: LEADS, late: ATTEMPT })}` };
    },
  },
  {
    id: "A11b",
    what: "the network between the worker and Temporal, and the store, is slow, and then swallows everything",
    expected: "nothing is done twice, and all goes on when it passes",
    async run(bench) {
      const site = await bench.open();
      const { lab, traffic } = site;
      for (const line of Object.values(lab.lines)) line.slow(100);
      await traffic.signUp(LEADS);
      lab.lines["worker to store"].swallow();
      lab.lines["worker to Temporal"].swallow();
      const meanwhile = traffic.signUp(LEADS);
      await pause(bench.isShort ? 15 * SECOND : 45 * SECOND);
      await meanwhile;
      const said = await healThenWork(site, {
        atLeast: 2 * LEADS,
        late: 2 * ATTEMPT,
        restsWithin: 2 * ATTEMPT,
      });
      return { said };
    },
  },
  {
    id: "A16",
    what: "the mail server says 451 to five letters, and 550 to one",
    expected: "the five go out later; the one is given up and said to be",
    async run(bench) {
      const site = await bench.open();
      site.lab.mail.misbehave({ do: "refuse", code: 451 }, 5);
      site.lab.mail.misbehave({ do: "refuse", code: 550 }, 1);
      await site.traffic.signUp(LEADS);
      const said = await healThenWork(site, { atLeast: LEADS, late: ATTEMPT, lettersRefused: 1 });
      return { said };
    },
  },
];

/** A start and five facts for each lead. */
async function handedOn({ lab }: Site): Promise<number> {
  const rows = await lab.store.db.selectFrom("outbox").select("id").where("status", "=", "sent").execute();
  return rows.length;
}

/** Facts of one lead are handed on in the order in which they were written. */
async function outOfOrder({ lab }: Site): Promise<number> {
  const rows = await lab.store.db
    .selectFrom("outbox")
    .select(["subject", "sent_at"])
    .orderBy("subject")
    .orderBy("id")
    .execute();
  const last = new Map<string, number>();
  return rows.filter(({ subject, sent_at }) => {
    const isEarly = (sent_at ?? 0) < (last.get(subject) ?? 0);
    last.set(subject, sent_at ?? 0);
    return isEarly;
  }).length;
}

/** What a sender is told while the store is away. */
async function untilRefused({ lab }: Site): Promise<string> {
  const answer = await fetch(new URL("/v1/events", lab.url), {
    method: "POST",
    headers: { authorization: `Bearer ${lab.token}`, "content-type": "application/json" },
    body: JSON.stringify({
      id: "probe",
      event: "cancelled",
      subject: { email: "canary+pii0@example.test", name: "CANARY-PII 0" },
    }),
  });
  const retryAfter = answer.headers.get("retry-after");
  if (answer.status !== 503 || retryAfter === null)
    throw new Broken(
      `A sender is told ${answer.status}, Retry-After ${retryAfter}, while the store is away.`,
    );
  return `503 with Retry-After ${retryAfter} meanwhile`;
}
