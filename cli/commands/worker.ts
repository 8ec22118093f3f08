import { join } from "node:path";
import { readClock } from "../../runtime/clock.ts";
import { loadActions } from "../../runtime/connectors/load-actions.ts";
import { DATA_DIRECTORY } from "../../runtime/dev-info.ts";
import { openLinks } from "../../runtime/stack/links.ts";
import { openMail } from "../../runtime/stack/mail.ts";
import { openProcess } from "../../runtime/stack/open-process.ts";
import { isProduction } from "../../runtime/stack/production.ts";
import { openWorker } from "../../runtime/stack/worker-process.ts";
import { defineCommand } from "../command.ts";
import { packageVersion } from "../package.ts";
import { PROCESS_OPTIONS, readPeople, readProcessOptions } from "../processes/process-options.ts";
import { runProcess } from "../processes/run-process.ts";

export const worker = defineCommand({
  options: PROCESS_OPTIONS,
  examples: ["baton worker", "baton worker --build /srv/baton/build --people /srv/baton/people.yaml"],
  async run({ people, ...values }, io) {
    const options = await readProcessOptions(values, io);
    const { clock, env, buildDir } = options;
    const now = () => readClock(clock, Date.now());
    return runProcess("worker", async (closing, log) => {
      const staff = readPeople(people, io, log);
      const parts = await openProcess(options, closing, log);
      const { target, build } = parts;
      const actions = await loadActions(options.projectDir, parts.actionsFile, build);
      const sinkDir = isProduction(target, env) ? null : join(io.cwd, DATA_DIRECTORY, "mail");
      const mail = await openMail({ env, sinkDir, now });
      closing.add(() => mail.close());
      const running = await openWorker({
        ...parts,
        buildDir,
        people: staff,
        mail: mail.connector,
        actions,
        links: openLinks(env, build.library),
        clock,
        now,
        log,
        health: options.health,
        version: packageVersion,
      });
      closing.add(() => running.stop());
      const journeys = build.plans.map(({ plan }) => plan.workflowType);
      const { address, namespace } = target;
      const letters = mail.sink === null ? "sent" : mail.sink.directory;
      return { ready: { journeys, temporal: address, namespace, letters }, stopped: running.stopped };
    });
  },
});
