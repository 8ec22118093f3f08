import { resolve } from "node:path";
import { examine } from "../../runtime/doctor/examine.ts";
import type { Finding } from "../../runtime/doctor/finding.ts";
import { defineCommand } from "../command.ts";
import { EXIT } from "../exit-code.ts";
import type { Paint } from "../io.ts";
import { plain } from "../print/plain.ts";
import { PROCESS_OPTIONS } from "../processes/process-options.ts";

const { build, people } = PROCESS_OPTIONS;

export const doctor = defineCommand({
  options: { build, people },
  examples: ["baton doctor", "baton doctor --build /srv/baton/build --people /srv/baton/people.yaml --json"],
  async run(values, io) {
    const findings = await examine({
      projectDir: io.cwd,
      buildDir: resolve(io.cwd, values.build),
      people: resolve(io.cwd, values.people),
      env: io.env,
    });
    if (io.json) io.out(JSON.stringify({ findings }, null, 2));
    else for (const line of findings.flatMap((finding) => linesOf(finding, io.paint))) io.out(line);
    const count = findings.filter(({ is }) => is === "wrong").length;
    io.talk(count === 0 ? "Nothing is wrong." : `${count} ${count === 1 ? "thing is" : "things are"} wrong.`);
    return count === 0 ? EXIT.ok : EXIT.findings;
  },
});

/** As wide as the longest name of a check. */
const WIDTH = 17;

function linesOf({ check, is, says, todo }: Finding, paint: Paint): readonly string[] {
  const sign = { well: paint.green("well   "), wrong: paint.red("wrong  "), unknown: paint.dim("unknown") }[
    is
  ];
  const line = `${sign}  ${check.padEnd(WIDTH)}  ${plain(says)}`;
  return todo === null ? [line] : [line, `${" ".repeat(WIDTH + 11)}${paint.dim(plain(todo))}`];
}
