/** The server, the namespace, what has to be registered there, and who takes work. */
import type { Client } from "@temporalio/client";
import { expiryOf } from "../temporal/check-tls.ts";
import { connectClient, describeTarget, type Target } from "../temporal/connect.ts";
import { missingSearchAttributes } from "../temporal/search-attributes.ts";
import { SEARCH_ATTRIBUTES, TASK_QUEUE } from "../workflows/contract.ts";
import { type Finding, failed, unknown, well, wrong } from "./finding.ts";

export async function checkTemporal(target: Target, taskQueue = TASK_QUEUE): Promise<readonly Finding[]> {
  const certificates = checkCertificates(target, Date.now());
  let client: Client;
  try {
    client = await connectClient(target);
  } catch (error) {
    return [failed("temporal", error), ...certificates];
  }
  try {
    const [server, attributes, workers] = await Promise.all([
      checkServer(client, target),
      checkAttributes(client, target),
      checkWorkers(client, target, taskQueue),
    ]);
    return [server, ...certificates, attributes, workers];
  } finally {
    await client.connection.close();
  }
}

async function checkServer({ workflowService }: Client, target: Target): Promise<Finding> {
  const { serverVersion } = await workflowService.getSystemInfo({});
  const { temporal, namespace, tls, apiKey, from } = describeTarget(target);
  const by = [
    tls === "off" ? "no TLS" : tls === "on" ? "TLS" : `TLS ${tls}`,
    ...(apiKey ? ["an API key"] : []),
  ];
  const version = serverVersion ? ` answers, version ${serverVersion}` : " answers";
  return well(
    "temporal",
    `${temporal}${version}: namespace ${namespace}, ${by.join(" and ")}; by ${from ?? "default"}.`,
  );
}

const DAY = 86_400_000;

function checkCertificates(target: Target, now: number): readonly Finding[] {
  const { tls } = target.options;
  const files = typeof tls === "object" && tls !== null ? tls : {};
  const end = expiryOf([files.serverRootCACertificate, files.clientCertPair?.crt]);
  if (end === null) return [];
  const days = Math.floor((end - now) / DAY);
  const until = new Date(end).toISOString().slice(0, 10);
  return days < 30
    ? [
        wrong(
          "certificates",
          `One of those for Temporal expires on ${until}, in ${days} days.`,
          "Have it renewed, put the new one in its place, and start serve and worker again.",
        ),
      ]
    : [well("certificates", `The first of those for Temporal expires on ${until}.`)];
}

async function checkAttributes(client: Client, { namespace }: Target): Promise<Finding> {
  const check = "search attributes";
  try {
    const missing = await missingSearchAttributes(client);
    if (missing.length === 0) return well(check, `${SEARCH_ATTRIBUTES.join(", ")} are there.`);
    const commands = missing.map((name) => `--name ${name} --type Keyword`).join(" ");
    return wrong(
      check,
      `${missing.join(", ")} ${missing.length === 1 ? "is" : "are"} missing, and without them no journey starts.`,
      `temporal operator search-attribute create --namespace ${namespace} ${commands} (of Temporal Cloud in its web ` +
        "page); `baton serve` does it where it may.",
    );
  } catch {
    return unknown(check, "The server does not let this side find out; look there.");
  }
}

/** `TASK_QUEUE_TYPE_WORKFLOW` of Temporal's API (temporal/api/enums/v1/task_queue.proto). */
const OF_WORKFLOWS = 1;
/** Real milliseconds. A poll lasts a minute at most, and one who has gone is listed for five. */
const SEEN = 90_000;

async function checkWorkers(client: Client, { namespace }: Target, taskQueue: string): Promise<Finding> {
  const check = "workers";
  const { pollers } = await client.workflowService.describeTaskQueue({
    namespace,
    taskQueue: { name: taskQueue },
    taskQueueType: OF_WORKFLOWS,
  });
  const seen = (pollers ?? []).filter(({ lastAccessTime }) => {
    const seconds = Number(lastAccessTime?.seconds ?? 0);
    return Date.now() - seconds * 1_000 < SEEN;
  });
  if (seen.length === 0)
    return wrong(
      check,
      `Nobody takes work from the task queue ${taskQueue} of ${namespace}: journeys stand still.`,
      "Start `baton worker`, with the same Temporal settings as this.",
    );
  const versions = [...new Set(seen.map(versionOf).filter((version) => version !== null))].sort();
  const of = versions.length === 0 ? "" : `, of ${versions.join(" and ")}`;
  const count = seen.length === 1 ? "1 worker takes" : `${seen.length} workers take`;
  return well(check, `${count} work from the task queue ${taskQueue}${of}.`);
}

interface Poller {
  readonly deploymentOptions?: {
    readonly deploymentName?: string | null;
    readonly buildId?: string | null;
  } | null;
}

/** As Temporal knows it, where a worker is deployed as a version. */
function versionOf({ deploymentOptions }: Poller): string | null {
  const { deploymentName, buildId } = deploymentOptions ?? {};
  return deploymentName ? `${deploymentName} ${buildId ?? ""}`.trim() : null;
}
