/** Processes that are stopped, frozen, doubled, or killed at any moment. */

import { rm } from "node:fs/promises";
import { join } from "node:path";
import { readDevToken } from "../../../runtime/access/dev-access.ts";
import { devInfoFile, readDevInfo } from "../../../runtime/dev-info.ts";
import { createApiClient } from "../../../runtime/gateway/api-client.ts";
import { startBaton } from "../../support/baton-process.ts";
import { Broken, type Fault } from "../lab/fault.ts";
import { healThenWork } from "../lab/heal-then-work.ts";
import { makeProject, PATIENCE, type ProcessName } from "../lab/lab.ts";
import { ATTEMPT, LEADS, pause, SECOND, until } from "../lab/steps.ts";

export const processes: readonly Fault[] = [
  {
    id: "A13",
    what: "a second process opens the store of one process, then the first is killed",
    expected: "refused with who has it; taken over from the dead, with every event that was acknowledged",
    async run(bench) {
      const cwd = await makeProject();
      bench.closing(() => rm(cwd, { recursive: true, force: true }));
      const start = () => {
        const one = startBaton(["dev", "."], { cwd, patience: PATIENCE });
        bench.closing(() => one.kill("SIGTERM"));
        return one;
      };
      const send = async (from: number, count: number) => {
        const data = join(cwd, ".baton");
        const [info, token] = [await readDevInfo(data), await readDevToken(data)];
        if (info === null || token === null) throw new Broken("`baton dev` says not where it is.");
        const api = createApiClient({ url: info.api, token });
        const ids = Array.from({ length: count }, (_, index) => `dev-${from + index}`);
        const events = ids.map((id) => ({
          id,
          event: "signed_up",
          subject: { email: `${id}@example.test`, name: id },
        }));
        return (await api.sendEvents(events)).results.map(({ status }) => status);
      };
      const first = start();
      await first.says("Ctrl-C ends it");
      await send(0, 50);
      // The lock must say so by itself.
      await rm(devInfoFile(join(cwd, ".baton")), { force: true });
      const second = start();
      const { code } = await second.ended;
      const says = new RegExp(`in use by process ${first.pid}`);
      if (code === 0 || !says.test(second.stderr()))
        throw new Broken(`The second was not refused: ${second.stderr()}`);
      await first.kill("SIGKILL");
      const third = start();
      await third.says("Ctrl-C ends it");
      const repeated = await send(0, 50);
      const lost = repeated.filter((status) => status !== "repeated").length;
      if (lost > 0) throw new Broken(`${lost} of 50 acknowledged events were lost.`);
      const fresh = await send(50, 20);
      if (fresh.some((status) => status !== "taken")) throw new Broken(`Of twenty more: ${fresh.join(", ")}`);
      return {
        said: "refused by name; taken over after the kill; 50 of 50 acknowledged events known, 20 of 20 more taken",
      };
    },
  },
  {
    id: "A18",
    what: "the worker is asked to end with calls under way",
    expected: "it lets them end, exits with 0, and the next worker goes on",
    async run(bench) {
      const site = await bench.open();
      const { lab, traffic } = site;
      lab.crm.misbehave("slow", LEADS);
      await traffic.signUp(LEADS);
      await until(() => lab.crm.requests() >= LEADS, `${LEADS} calls under way`);
      const began = Date.now();
      const ended = await lab.now("worker").kill("SIGTERM");
      if (ended.code !== 0) throw new Broken(`It ended with ${ended.code ?? ended.signal}.`);
      const took = Math.round((Date.now() - began) / SECOND);
      await lab.start("worker");
      return {
        said: `it took ${took} s to end; ${await healThenWork(site, { atLeast: LEADS, late: ATTEMPT })}`,
      };
    },
  },
  {
    id: "A18b",
    what: "a worker is frozen for a minute with work in hand, and comes back when another has taken over",
    expected: "what it brings late is refused, and nothing is done a second time",
    async run(bench) {
      const site = await bench.open();
      const { lab, traffic } = site;
      lab.crm.misbehave("slow", LEADS / 2);
      await traffic.signUp(LEADS);
      await until(() => lab.crm.requests() >= LEADS / 2, "Calls under way");
      const frozen = lab.now("worker");
      process.kill(frozen.pid, "SIGSTOP");
      await lab.start("worker");
      await traffic.signUp(LEADS);
      await pause(bench.isShort ? 20 * SECOND : 60 * SECOND);
      process.kill(frozen.pid, "SIGCONT");
      const said = await healThenWork(site, {
        atLeast: 2 * LEADS,
        late: 2 * ATTEMPT,
        restsWithin: 2 * ATTEMPT,
      });
      return { said };
    },
  },
  {
    id: "K1",
    what: "for a minute and a half gateway, worker and Temporal are killed at random, one after the other",
    expected: "all of it at once",
    async run(bench) {
      const site = await bench.open();
      const { lab, traffic } = site;
      const killed: string[] = [];
      const length = (bench.isShort ? 20 : 90) * SECOND;
      const signUps: Promise<unknown>[] = [];
      for (const end = Date.now() + length; Date.now() < end; ) {
        signUps.push(traffic.signUp(2));
        await pause(bench.draw.between(500, 6_000));
        const target = bench.draw.pick<ProcessName | "Temporal">(["gateway", "worker", "worker", "Temporal"]);
        killed.push(target);
        if (target === "Temporal") {
          await lab.temporal.kill();
          await pause(bench.draw.between(0, 3_000));
          await lab.temporal.restart();
        } else {
          await lab.now(target).kill("SIGKILL");
          await lab.start(target);
        }
      }
      await Promise.all(signUps);
      // Some letters may be in the hands of a worker at the moment of its death: then their fate is unknown.
      const mostLettersUnknown = killed.filter((one) => one === "worker").length * 4;
      const said = await healThenWork(site, {
        atLeast: traffic.leads.length,
        late: length + 2 * ATTEMPT,
        restsWithin: 3 * ATTEMPT,
        mostLettersUnknown,
      });
      return { said: `${killed.length} kills (${killed.join(", ")}); ${said}` };
    },
  },
];
