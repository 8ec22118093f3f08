/** The contestant that is written by hand: its own workflows and activities, on a worker with the same settings. */
import { Worker } from "@temporalio/worker";
import type { TestServer } from "../../test/support/temporal.ts";
import type { ByHandActivities, Start } from "./by-hand.ts";
import type { Contestant } from "./play.ts";

const TASK_QUEUE = "by-hand";
const PEOPLE: Readonly<Record<string, string>> = { head: "hanna", sales: "sam", finance: "finn" };

/** @param day real milliseconds that a day takes. */
export async function byHandContestant(server: TestServer, code: string, day: number): Promise<Contestant> {
  const sent = new Map<string, number>();
  const asked = new Set<string>();
  const activities: ByHandActivities = {
    async send({ to, message }) {
      const key = `${to} ${message}`;
      sent.set(key, (sent.get(key) ?? 0) + 1);
    },
    async ask({ lead, name, role }) {
      asked.add(`${lead} ${name} ${role}`);
      return PEOPLE[role] ?? "";
    },
    async close() {},
    async finish() {},
    async saveField() {},
  };
  const worker = await Worker.create({
    connection: server.connection,
    namespace: "default",
    taskQueue: TASK_QUEUE,
    workflowBundle: { code },
    activities,
    maxCachedWorkflows: 500,
    stickyQueueScheduleToStartTimeout: "2 s",
  });
  const stopped = worker.run();
  const { workflow } = server.client;
  return {
    name: "by hand",
    async begin({ name }, number) {
      const workflowId = `by-hand/${name}/${number}`;
      const start: Start = { lead: workflowId, pace: 1 / day };
      await workflow.start(name, { taskQueue: TASK_QUEUE, workflowId, args: [start] });
      return workflowId;
    },
    async happens(id, fact) {
      await workflow.getHandle(id).signal("happened", fact);
    },
    async answers(id, { request, role, answer }) {
      if (!asked.has(`${id} ${request} ${role}`)) return false;
      // Both approvers of a decision are asked for the same: each has a request of their own.
      const name = request === "discount" ? `discount of ${role}` : request;
      const said = { name, person: PEOPLE[role] ?? "", answer };
      return await workflow
        .getHandle(id)
        .executeUpdate("answer", { args: [said] })
        .then(
          () => true,
          () => false,
        );
    },
    sent: (id, message) => sent.get(`${id} ${message}`) ?? 0,
    async close() {
      worker.shutdown();
      await stopped;
    },
  };
}
