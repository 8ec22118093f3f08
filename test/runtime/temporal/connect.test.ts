import { mkdtemp, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { resolveTarget } from "../../../runtime/temporal/connect.ts";

async function toml(text: string): Promise<string> {
  const path = join(await mkdtemp(join(tmpdir(), "baton-toml-")), "temporal.toml");
  await writeFile(path, text);
  return path;
}

test("the environment comes before the configuration, and that before the profile", async () => {
  const configFile = await toml('[profile.default]\naddress = "file:7233"\nnamespace = "of-file"\n');
  expect(resolveTarget({ configFile, env: {} })).toMatchObject({
    address: "file:7233",
    namespace: "of-file",
  });
  expect(resolveTarget({ configFile, address: "config:7233", env: {} })).toMatchObject({
    address: "config:7233",
    namespace: "of-file",
  });
  const env = { TEMPORAL_ADDRESS: "env:7233", TEMPORAL_NAMESPACE: "of-env" };
  expect(resolveTarget({ configFile, address: "config:7233", namespace: "of-config", env })).toMatchObject({
    address: "env:7233",
    namespace: "of-env",
  });
});

test("an API key switches TLS on", () => {
  const { options } = resolveTarget({ env: { TEMPORAL_ADDRESS: "cloud:7233", TEMPORAL_API_KEY: "k" } });
  expect(options).toMatchObject({ apiKey: "k", tls: true });
});

test("nothing is guessed: no address, no file, no such profile, a wrong key are each an error", async () => {
  expect(() => resolveTarget({ env: {} })).toThrow("No Temporal server is named");
  expect(() => resolveTarget({ env: { TEMPORAL_CONFIG_FILE: "/nowhere.toml" } })).toThrow("/nowhere.toml");
  const configFile = await toml('[profile.default]\nadress = "file:7233"\n');
  expect(() => resolveTarget({ configFile, env: {} })).toThrow("adress");
  const good = await toml('[profile.default]\naddress = "file:7233"\n');
  expect(() => resolveTarget({ configFile: good, profile: "prod", env: {} })).toThrow("'prod' not found");
});
