/** Figures as Prometheus reads them: text exposition format 0.0.4, prometheus.io/docs/instrumenting/exposition_formats. */

export interface Metric {
  /** Letters, digits and underscores. */
  readonly name: string;
  readonly help: string;
  readonly is: "gauge" | "counter";
  readonly samples: readonly Sample[];
}

export interface Sample {
  /** Of names that journeys, roles and states have: few, and none of them a person's. */
  readonly labels?: Readonly<Record<string, string | number>>;
  readonly value: number;
}

export const CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8";

export const metricsText = (metrics: readonly Metric[]): string =>
  metrics.flatMap((metric) => [...linesOf(metric), ""]).join("\n");

function* linesOf({ name, help, is, samples }: Metric): Generator<string> {
  yield `# HELP ${name} ${help.replaceAll("\\", "\\\\").replaceAll("\n", "\\n")}`;
  yield `# TYPE ${name} ${is}`;
  for (const { labels = {}, value } of samples) yield `${name}${labelsText(labels)} ${value}`;
}

function labelsText(labels: NonNullable<Sample["labels"]>): string {
  const pairs = Object.entries(labels).map(([name, value]) => `${name}="${escapeLabel(String(value))}"`);
  return pairs.length === 0 ? "" : `{${pairs.join(",")}}`;
}

const escapeLabel = (value: string): string =>
  value.replaceAll("\\", "\\\\").replaceAll('"', '\\"').replaceAll("\n", "\\n");
