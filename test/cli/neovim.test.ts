/** The configuration of docs/how-to/edit-in-neovim.md in a real Neovim, which shows what `baton check` finds. */
import { execFileSync, spawnSync } from "node:child_process";
import { chmodSync, cpSync, mkdirSync, mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import { z } from "zod";
import { BATON, baton, ROOT } from "./run-baton.ts";

const MINUTES = 60_000;

/** CI is root on Debian, and gets it; anybody else is told what to install. */
beforeAll(() => {
  if (hasNeovim()) return;
  const install =
    "apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends neovim";
  if (process.getuid?.() === 0) spawnSync("sh", ["-c", install], { stdio: "ignore" });
  if (!hasNeovim()) throw new Error(`This test needs Neovim 0.7 or later: ${install}`);
}, 5 * MINUTES);

const hasNeovim = (): boolean => spawnSync("nvim", ["--version"], { stdio: "ignore" }).status === 0;

/** Writes what Neovim shows once it has shown `EXPECTED` findings, and what it answers when asked. */
const COLLECT = `
local expected = tonumber(vim.env.EXPECTED)
vim.wait(30000, function() return #vim.diagnostic.get() >= expected end, 50)
vim.wait(500)
local rows = {}
for _, one in ipairs(vim.diagnostic.get()) do
  table.insert(rows, {
    file = vim.fn.fnamemodify(vim.api.nvim_buf_get_name(one.bufnr), ":."),
    from = one.lnum .. ":" .. one.col, to = one.end_lnum .. ":" .. one.end_col,
    severity = one.severity, code = one.code or one.user_data.lsp.code, message = one.message,
  })
end
local function ask(method, params)
  local answers = vim.lsp.buf_request_sync(0, method, params, 10000) or {}
  for _, answer in pairs(answers) do return vim.json.encode(answer.result or answer.error) end
  return ""
end
local position = function(pattern, offset)
  vim.fn.search(pattern)
  local params = vim.lsp.util.make_position_params()
  params.position.character = params.position.character + offset
  return params
end
local answers = {
  hover = ask("textDocument/hover", position("owner   marketing_manager", 10)),
  definition = ask("textDocument/definition", position("owner   marketing_manager", 10)),
  completion = ask("textDocument/completion", position("send welcome_guide", 8)),
}
local out = io.open(vim.env.OUT, "w")
out:write(vim.json.encode({ rows = rows, answers = answers }))
out:close()
vim.cmd("qa!")
`;

const Shown = z.object({
  rows: z.array(
    z.object({
      file: z.string(),
      from: z.string(),
      to: z.string(),
      severity: z.number(),
      code: z.string(),
      message: z.string(),
    }),
  ),
  answers: z.object({ hover: z.string(), definition: z.string(), completion: z.string() }),
});

const place = z.object({ offset: z.number(), line: z.number() });
const Found = z.array(
  z.object({
    code: z.string(),
    severity: z.enum(["error", "warning"]),
    span: z.object({ file: z.string(), start: place, end: place }),
    message: z.string(),
    note: z.string().optional(),
    help: z.string().optional(),
  }),
);

/** The shipped journeys with mistakes, one behind letters that take several bytes and two UTF-16 units. */
function workspace(): string {
  const directory = mkdtempSync(join(tmpdir(), "baton-nvim-"));
  cpSync(join(ROOT, "journeys"), join(directory, "journeys"), { recursive: true });
  const edit = (path: string, from: string, to: string) => {
    const file = join(directory, "journeys", path);
    const text = readFileSync(file, "utf8");
    expect(text).toContain(from);
    writeFileSync(file, text.replace(from, to));
  };
  edit("lead_to_customer.journey", "-> qualification", "-> qualificaton");
  edit(
    "organisation.journey",
    '"Sales Development Rep"       { hours nordic',
    '"Sælger 😀"       { hours nordisk',
  );
  edit("people.yaml", "roles: [sales_manager]", "roles: [sales_boss]");
  return directory;
}

/** A `baton` on the PATH, and the configuration as the page prints it. */
function configure(directory: string): { readonly init: string; readonly path: string } {
  const page = readFileSync(join(ROOT, "docs/how-to/edit-in-neovim.md"), "utf8");
  const [, lua] = /```lua\n([\s\S]*?)```/.exec(page) ?? [];
  if (lua === undefined) throw new Error("The page shows no configuration.");
  const bin = join(directory, "bin");
  mkdirSync(bin);
  writeFileSync(join(bin, "baton"), `#!/bin/sh\nexec "${process.execPath}" "${BATON}" "$@"\n`);
  chmodSync(join(bin, "baton"), 0o755);
  writeFileSync(join(directory, "init.lua"), lua);
  writeFileSync(join(directory, "collect.lua"), COLLECT);
  return { init: join(directory, "init.lua"), path: `${bin}:${process.env.PATH}` };
}

function runNeovim(directory: string, expected: number): z.infer<typeof Shown> {
  const { init, path } = configure(directory);
  const out = join(directory, "shown.json");
  const open = "journeys/lead_to_customer.journey";
  execFileSync("nvim", ["--headless", "-n", "-i", "NONE", "-u", init, open, "-c", "luafile collect.lua"], {
    cwd: directory,
    env: {
      PATH: path,
      HOME: directory,
      EXPECTED: String(expected),
      OUT: out,
      LANG: "C.UTF-8",
      TZ: "Europe/Copenhagen",
    },
    timeout: MINUTES,
    stdio: "ignore",
  });
  return Shown.parse(JSON.parse(readFileSync(out, "utf8")));
}

describe("Neovim", () => {
  test(
    "shows what `baton check` finds, byte for byte, and answers",
    async () => {
      const directory = workspace();
      const found = Found.parse(JSON.parse((await baton(["check", "--json"], { cwd: directory })).stdout));
      expect(found.length).toBeGreaterThan(2);
      const { rows, answers } = runNeovim(directory, found.length);
      const shown = rows.map(({ file, from, to, severity, code, message }) =>
        [file, from, to, severity, code, message].join("\n"),
      );
      const wanted = found.map((one) => asShown(one, directory));
      expect([...shown].sort().join("\n\n")).toBe([...wanted].sort().join("\n\n"));
      expect(answers.hover).toContain("Marketing Manager");
      expect(answers.definition).toContain("organisation.journey");
      expect(answers.completion).toContain('"welcome_guide"');
    },
    2 * MINUTES,
  );
});

/** Neovim counts lines from 0, and columns in bytes of UTF-8. */
function asShown(
  { code, severity, span, message, note, help }: z.infer<typeof Found>[number],
  directory: string,
): string {
  const text = readFileSync(join(directory, span.file), "utf8");
  const at = ({ offset, line }: z.infer<typeof place>) => {
    const begin = text.lastIndexOf("\n", offset - 1) + 1;
    return `${line - 1}:${Buffer.byteLength(text.slice(begin, offset))}`;
  };
  const words = [message, note, help].filter((part) => part !== undefined).join("\n");
  return [span.file, at(span.start), at(span.end), severity === "error" ? 1 : 2, code, words].join("\n");
}
