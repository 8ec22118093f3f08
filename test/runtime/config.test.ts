import { mkdtemp, readdir, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { loadConfig } from "../../runtime/config.ts";

async function project(files: Readonly<Record<string, string>>): Promise<string> {
  const dir = await mkdtemp(join(tmpdir(), "baton-config-"));
  for (const [name, text] of Object.entries(files)) await writeFile(join(dir, name), text);
  return dir;
}

test("a project without a configuration has the defaults", async () => {
  expect(await loadConfig(await project({}))).toEqual({
    temporal: {},
    devServer: { dataDir: ".baton/temporal" },
    operators: [],
    coverage: { atLeast: 0 },
  });
});

test("TypeScript is read, with what it imports from the project", async () => {
  const dir = await project({
    "temporal.config.ts": `
import { lead } from "./roles.ts";
export default { temporal: { address: "there:7233" as string }, operators: [lead.role] };`,
    "roles.ts":
      "interface Named { readonly role: string }\nexport const lead: Named = { role: 'revops_lead' };",
  });
  expect(await loadConfig(dir)).toMatchObject({
    temporal: { address: "there:7233" },
    operators: ["revops_lead"],
  });
  expect(await readdir(join(dir, ".baton"))).toEqual([]);
});

test("a mistake is told with its place", async () => {
  const typo = await project({
    "temporal.config.ts": 'export default { temporal: { adress: "there:7233" } };',
  });
  await expect(loadConfig(typo)).rejects.toThrow(/temporal\.config\.ts: temporal: .*adress/);
  // Nothing is accepted and then ignored.
  const stray = await project({ "temporal.config.ts": "export default { connectors: [] };" });
  await expect(loadConfig(stray)).rejects.toThrow("connectors");
  const port = await project({ "temporal.config.ts": "export default { devServer: { port: 70_000 } };" });
  await expect(loadConfig(port)).rejects.toThrow("devServer.port");
  const broken = await project({ "temporal.config.ts": "export default {" });
  await expect(loadConfig(broken)).rejects.toThrow("cannot be read");
  const nothing = await project({ "temporal.config.ts": "export const config = {};" });
  await expect(loadConfig(nothing)).rejects.toThrow("the default export");
});

test("paths of the connection are relative to the configuration", async () => {
  const dir = await project({
    "temporal.config.ts": `
export default { temporal: { configFile: "t.toml", tls: { serverCaFile: "tls/ca.pem", serverName: "t.example" } } };`,
  });
  expect((await loadConfig(dir)).temporal).toMatchObject({
    configFile: join(dir, "t.toml"),
    tls: { serverCaFile: join(dir, "tls/ca.pem"), serverName: "t.example" },
  });
});
