import { execFile } from "node:child_process";
import { readFile } from "node:fs/promises";
import { relative, resolve, sep } from "node:path";
import { promisify } from "node:util";
import { ownersOfFiles } from "../../compiler/code-owners.ts";
import type { Model } from "../../compiler/model.ts";
import { defineCommand } from "../command.ts";
import { EXIT } from "../exit-code.ts";
import { wrongUsage } from "../failure.ts";
import { DIRECTORY_ARGUMENT } from "../journeys/check-directory.ts";
import { openJourneysAt } from "../journeys/open-journeys-at.ts";

export const codeowners = defineCommand({
  arguments: DIRECTORY_ARGUMENT,
  options: {
    teams: {
      is: "text",
      value: "ORGANISATION",
      summary:
        "name the code host's team of a role, such as @acme/sales-manager, and not the people who fill it",
    },
    check: { is: "text", value: "FILE", summary: "fail where this file says otherwise, and write nothing" },
  },
  examples: [
    "baton codeowners > .github/CODEOWNERS",
    "baton codeowners --teams acme --check .github/CODEOWNERS",
  ],
  async run({ dir, teams, check }, io) {
    const { workspace, model } = await openJourneysAt(dir, undefined, io);
    const top = await topOf(io.cwd);
    const within = relative(top, workspace.root).split(sep).join("/");
    const lines = ownersOfFiles(workspace.files, model).map(({ path, roles }) => {
      const place = [within, ...path.split("/").slice(1)].filter((part) => part !== "").join("/");
      return { path: `/${place}`, owners: roles.flatMap((role) => handlesOf(role, teams, model)) };
    });
    const text = printed(lines);
    if (check !== undefined)
      return (await isSame(resolve(io.cwd, check), text)) ? EXIT.ok : tellOther(check, io.talk);
    if (io.json) io.out(JSON.stringify(lines, null, 2));
    else io.write(text);
    return EXIT.ok;
  },
});

interface Line {
  readonly path: string;
  readonly owners: readonly string[];
}

const HEAD = `# Written by \`baton codeowners\` from the \`changes\` of the journeys: edit those, and write this anew.
`;

function printed(lines: readonly Line[]): string {
  const owned = lines
    .map(({ path, owners }) => ({ path: escaped(path), owners: [...new Set(owners)] }))
    .filter(({ owners }) => owners.length > 0);
  const width = Math.max(0, ...owned.map(({ path }) => path.length));
  return HEAD + owned.map(({ path, owners }) => `${path.padEnd(width)}  ${owners.join(" ")}\n`).join("");
}

/** A pattern in this file: white space would end it, and these signs mean something. */
const escaped = (path: string): string => path.replaceAll(/[\s#[\]*?!\\]/g, (sign) => `\\${sign}`);

/** People by their login on the code host, else by their address, which it knows as well. */
function handlesOf(role: string, teams: string | undefined, { people }: Model): readonly string[] {
  if (teams !== undefined) return [`@${teams.replace(/^@/, "")}/${role.replaceAll("_", "-")}`];
  return (people?.people ?? [])
    .filter(({ roles }) => roles.includes(role))
    .map(({ login, email }) => (login === undefined ? email : `@${login}`));
}

async function topOf(cwd: string): Promise<string> {
  try {
    const { stdout } = await promisify(execFile)("git", ["-C", cwd, "rev-parse", "--show-toplevel"]);
    return stdout.trim();
  } catch {
    throw wrongUsage("This is no git repository: its code host is who reads the file.");
  }
}

async function isSame(path: string, text: string): Promise<boolean> {
  try {
    return (await readFile(path, "utf8")) === text;
  } catch {
    return false;
  }
}

function tellOther(path: string, talk: (line: string) => void): typeof EXIT.findings {
  talk(`${path} is not what \`baton codeowners\` writes: write it anew.`);
  return EXIT.findings;
}
