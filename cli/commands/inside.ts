import type { InsideAnswer } from "../../runtime/gateway/api.ts";
import { defineCommand } from "../command.ts";
import { EXIT } from "../exit-code.ts";
import { askGateway } from "../gateway/ask-gateway.ts";
import { GATEWAY_OPTIONS } from "../gateway/options.ts";
import { plain } from "../print/plain.ts";
import { type Column, tableLines } from "../print/table.ts";
import { showInstant } from "../print/time.ts";

export const inside = defineCommand({
  options: GATEWAY_OPTIONS,
  examples: ["baton inside", "baton inside --json > inside.json    # for `baton diff --people-inside`"],
  async run(gateway, io) {
    const answer = await askGateway(gateway, io, (client) => client.inside());
    if (io.json) io.out(JSON.stringify(answer, null, 2));
    else for (const line of insideLines(answer, io.paint.dim)) io.out(line);
    return EXIT.ok;
  },
});

interface Row {
  readonly release: string;
  readonly stage: string;
  readonly step: string;
  readonly count: number;
}

const COLUMNS: readonly Column<Row>[] = [
  { title: "journey", of: ({ release }) => release },
  { title: "stage", of: ({ stage }) => stage },
  { title: "waits at", of: ({ step }) => step },
  { title: "inside", of: ({ count }) => count },
];

function* insideLines({ at, releases }: InsideAnswer, dim: (text: string) => string) {
  const rows = releases.flatMap(({ journey, version, groups }) =>
    groups.map(({ stage, steps, count }) => ({
      release: `${journey} v${version}`,
      stage: plain(stage ?? "(begins)"),
      step: steps === null ? "(not known)" : plain(steps.join(", ") || "-"),
      count,
    })),
  );
  const all = rows.reduce((sum, { count }) => sum + count, 0);
  yield `${all} inside  ${dim(showInstant(at))}`;
  if (rows.length === 0) return;
  yield "";
  yield* tableLines(COLUMNS, rows, dim);
}
