/** The SDK's native part: one for each process, set up before the first connection is made. */
import { Runtime } from "@temporalio/worker";
import { type Log, temporalLogger } from "./log.ts";

let installed = false;

/**
 * Sends the SDK's log to `log`. The first call counts; without one the SDK writes to stderr. Signals are left to the
 * caller: a process may hold a gateway and a store besides, which must outlive the worker's last activity.
 *
 * @param metricsAddress `host:port` where the SDK's own figures are to be read, as Prometheus does; default: nowhere.
 */
export function installRuntime(log: Log, metricsAddress: string | null = null): void {
  if (installed) return;
  installed = true;
  Runtime.install({
    logger: temporalLogger(log),
    shutdownSignals: [],
    // The server's refusal of a workflow task is told by the core alone, as a warning.
    telemetryOptions: {
      logging: { filter: { core: "WARN", other: "ERROR" }, forward: {} },
      ...(metricsAddress === null
        ? {}
        : {
            metrics: {
              prometheus: { bindAddress: metricsAddress, countersTotalSuffix: true, unitSuffix: true },
            },
          }),
    },
  });
}
