/** The port for those who look after a process: what is asked there, and what it answers with. */
import type { Clock } from "../clock.ts";
import { startHealthServer } from "../health/health-server.ts";
import { type Metric, metricsText } from "../health/prometheus-text.ts";
import type { Readiness } from "../health/readiness.ts";
import { readinessMetrics, storeMetrics } from "../health/store-metrics.ts";
import type { Db } from "../store/open-store.ts";
import type { Log } from "../worker/log.ts";
import type { Closing } from "./closing.ts";

export interface HealthAddress {
  /** 0: any that is free. */
  readonly port: number;
  /** Default: the loopback interface. */
  readonly host?: string | undefined;
}

export interface HealthPortOptions {
  readonly address: HealthAddress;
  readonly version: string;
  readonly process: "serve" | "worker";
  readonly ready: () => Promise<Readiness>;
  /** What is counted in the store; one process of an installation is enough. */
  readonly counted?: { readonly db: Db; readonly clock: Clock; readonly now: () => number };
  /** In Prometheus' text form, from elsewhere in this process; rejects when there is nothing yet. */
  readonly more?: () => Promise<string>;
  readonly log: Log;
}

/** Counting reads whole tables: whoever asks more often is told the same. Real milliseconds. */
const COUNTED_FOR = 15_000;

/** @throws SettingsMistake when the port cannot be had. */
export async function openHealthPort(options: HealthPortOptions, closing: Closing): Promise<void> {
  const { address, version, counted, more, ready } = options;
  const count = counted === undefined ? null : remembered(COUNTED_FOR, () => storeMetrics(counted));
  const metrics = async (): Promise<string> => {
    const [readiness, rows, rest] = await Promise.all([
      ready(),
      count?.().catch(() => null) ?? [],
      more?.().catch(() => "") ?? "",
    ]);
    return `${metricsText([...processMetrics(options), ...readinessMetrics(readiness), ...(rows ?? [])])}${rest}`;
  };
  const server = await startHealthServer({ ...address, version, ready, metrics });
  closing.add(() => server.close());
  options.log.info({ health: server.url }, "health");
}

function processMetrics({ version, process: name }: HealthPortOptions): readonly Metric[] {
  const gauge = (metric: string, help: string, value: number, labels = {}): Metric => ({
    name: metric,
    help,
    is: "gauge",
    samples: [{ labels, value }],
  });
  return [
    gauge("baton_build_info", "The version of Baton, and which process this is.", 1, {
      version,
      process: name,
    }),
    gauge("process_resident_memory_bytes", "Memory that this process holds.", process.memoryUsage.rss()),
    gauge(
      "process_start_time_seconds",
      "When this process started, in seconds since 1970.",
      Math.round(Date.now() / 1_000 - process.uptime()),
    ),
  ];
}

/** What was answered last, and to whoever asks while it is being found out the same. A failure is not kept. */
function remembered<T>(time: number, ask: () => Promise<T>): () => Promise<T> {
  let last: { readonly at: number; readonly answer: Promise<T> } | null = null;
  return () => {
    if (last !== null && Date.now() - last.at < time) return last.answer;
    const asked = { at: Date.now(), answer: ask() };
    last = asked;
    asked.answer.catch(() => {
      if (last === asked) last = null;
    });
    return asked.answer;
  };
}
