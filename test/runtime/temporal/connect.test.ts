import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { describeTarget, namedTarget, resolveTarget } from "../../../runtime/temporal/connect.ts";
import { type Certificates, makeCertificates } from "../../support/tls-proxy.ts";

let directory: string;
let certificates: Certificates;

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), "baton-connect-"));
  certificates = makeCertificates();
});
afterAll(async () => {
  certificates.remove();
  await rm(directory, { recursive: true, force: true });
});

let files = 0;
async function toml(text: string): Promise<string> {
  files += 1;
  const path = join(directory, `temporal-${files}.toml`);
  await writeFile(path, text);
  return path;
}

const SECRET = "key-nobody-may-see";
const CLOUD = "prod.a1b2c.tmprl.cloud:7233";

test("the environment comes before the configuration, and that before the profile", async () => {
  const configFile = await toml('[profile.default]\naddress = "file:7233"\nnamespace = "of-file"\n');
  expect(resolveTarget({ configFile, env: {} })).toMatchObject({
    address: "file:7233",
    namespace: "of-file",
    from: `profile default of ${configFile}`,
  });
  expect(resolveTarget({ configFile, address: "config:7233", env: {} })).toMatchObject({
    address: "config:7233",
    namespace: "of-file",
    from: "temporal.config.ts",
  });
  const env = { TEMPORAL_ADDRESS: "env:7233", TEMPORAL_NAMESPACE: "of-env" };
  expect(resolveTarget({ configFile, address: "config:7233", namespace: "of-config", env })).toMatchObject({
    address: "env:7233",
    namespace: "of-env",
    from: "TEMPORAL_ADDRESS",
  });
});

test("an empty variable is one that is not set", () => {
  const env = { TEMPORAL_ADDRESS: "here:7233", TEMPORAL_API_KEY: "", TEMPORAL_PROFILE: "", TEMPORAL_TLS: "" };
  expect(describeTarget(resolveTarget({ env }))).toMatchObject({ tls: "off", apiKey: false });
  expect(namedTarget({ env: { TEMPORAL_ADDRESS: "" } })).toBe(null);
});

test("a profile is chosen by the environment before the configuration", async () => {
  const configFile = await toml(
    '[profile.test]\naddress = "test:7233"\n[profile.prod]\naddress = "prod:7233"\nnamespace = "p"\n',
  );
  expect(resolveTarget({ configFile, profile: "test", env: {} }).address).toBe("test:7233");
  const env = { TEMPORAL_PROFILE: "prod", TEMPORAL_CONFIG_FILE: configFile };
  expect(resolveTarget({ profile: "test", env })).toMatchObject({ address: "prod:7233", namespace: "p" });
});

test("an API key switches TLS on, and is never shown", () => {
  const target = resolveTarget({ env: { TEMPORAL_ADDRESS: CLOUD, TEMPORAL_API_KEY: SECRET } });
  expect(target.options).toMatchObject({ apiKey: SECRET, tls: true });
  expect(describeTarget(target)).toEqual({
    temporal: CLOUD,
    namespace: "default",
    tls: "on",
    apiKey: true,
    from: "TEMPORAL_ADDRESS",
  });
});

test("an API key is not sent in clear to another machine", () => {
  const env = { TEMPORAL_ADDRESS: CLOUD, TEMPORAL_API_KEY: SECRET, TEMPORAL_TLS: "false" };
  expect(() => resolveTarget({ env })).toThrow(`The API key would go to ${CLOUD} in clear`);
  expect(resolveTarget({ env: { ...env, TEMPORAL_ADDRESS: "127.0.0.1:7233" } }).options.tls).toBe(false);
});

test("certificates are read from the configuration, the environment or a profile", async () => {
  const { ca, client } = certificates;
  const pair = { tls: "with a client certificate" };
  const tls = { serverCaFile: ca, clientCertFile: client.cert, clientKeyFile: client.key, serverName: "t" };
  const byConfig = resolveTarget({ address: "x:7233", tls, env: {} });
  expect(describeTarget(byConfig)).toMatchObject(pair);
  expect(byConfig.options.tls).toMatchObject({ serverNameOverride: "t" });
  const env = {
    TEMPORAL_ADDRESS: "x:7233",
    TEMPORAL_TLS_SERVER_CA_CERT_PATH: ca,
    TEMPORAL_TLS_CLIENT_CERT_PATH: client.cert,
    TEMPORAL_TLS_CLIENT_KEY_PATH: client.key,
  };
  expect(describeTarget(resolveTarget({ env }))).toMatchObject(pair);
  const configFile = await toml(
    `[profile.default]\naddress = "x:7233"\n[profile.default.tls]\nclient_cert_path = "${client.cert}"\nclient_key_path = "${client.key}"\n`,
  );
  expect(describeTarget(resolveTarget({ configFile, env: {} }))).toMatchObject(pair);
  expect(describeTarget(resolveTarget({ address: "x:7233", tls: true, env: {} }))).toMatchObject({
    tls: "on",
  });
});

test("no file and no profile is guessed, and what is wrong in one is told", async () => {
  expect(() => resolveTarget({ env: {} })).toThrow("No Temporal server is named");
  expect(() => resolveTarget({ env: { TEMPORAL_CONFIG_FILE: "/nowhere.toml" } })).toThrow(
    "There is no Temporal configuration at /nowhere.toml.",
  );
  const env = { XDG_CONFIG_HOME: directory };
  expect(() => resolveTarget({ profile: "prod", env })).toThrow("There is no profile prod in the Temporal");
  const misspelt = await toml('[profile.default]\nadress = "file:7233"\n');
  expect(() => resolveTarget({ configFile: misspelt, env: {} })).toThrow(
    "key(s) unrecognized in profile.default: adress.",
  );
  const two = await toml('[profile.test]\naddress = "a:1"\n[profile.prod]\naddress = "b:1"\n');
  expect(() => resolveTarget({ configFile: two, profile: "pord", env: {} })).toThrow(
    `There is no profile pord in ${two}: it has test, prod.`,
  );
  const empty = await toml("");
  expect(() => resolveTarget({ configFile: empty, env: {} })).toThrow("it has no [profile.NAME]");
});

test("a mistake in a file is told by its line, without what stands there", async () => {
  const configFile = await toml(`[profile.default]\naddress = "x:7233"\napi_key = "${SECRET}\n`);
  const attempt = () => resolveTarget({ configFile, env: {} });
  expect(attempt).toThrow(/is wrong: Invalid TOML document.*\(line \d\)\.$/);
  expect(attempt).not.toThrow(SECRET);
});

test.each([
  ["TEMPORAL_ADRESS", "TEMPORAL_ADDRESS"],
  ["TEMPORAL_NAMESPCE", "TEMPORAL_NAMESPACE"],
  ["TEMPORAL_APIKEY", "TEMPORAL_API_KEY"],
  ["TEMPORAL_TLS_SERVER_CERT_PATH", "TEMPORAL_TLS_SERVER_CA_CERT_PATH"],
])("%s is taken for a slip", (wrong, right) => {
  const env = { TEMPORAL_ADDRESS: "x:7233", [wrong]: SECRET };
  expect(() => resolveTarget({ env })).toThrow(`There is no setting ${wrong}; did you mean ${right}?`);
});

test("variables of other tools are let be", () => {
  const env = {
    TEMPORAL_ADDRESS: "x:7233",
    TEMPORAL_CLI_ADDRESS: "y:7233",
    TEMPORAL_UI_PORT: "1",
    TEMPORAL_VERSION: "1.29",
    TEMPORAL_CODEC_ENDPOINT: "http://codec",
    TEMPORAL_GRPC_META_TEAM: "growth",
  };
  expect(resolveTarget({ env })).toMatchObject({
    address: "x:7233",
    options: { metadata: { team: "growth" } },
  });
});

test("what would be passed over in silence is refused", () => {
  const of = (more: Readonly<Record<string, string>>) => () =>
    resolveTarget({ env: { TEMPORAL_ADDRESS: "x:7233", ...more } });
  expect(of({ TEMPORAL_TLS: "yes" })).toThrow('TEMPORAL_TLS is "yes": write true or false.');
  expect(of({ TEMPORAL_TLS_DISABLE_HOST_VERIFICATION: "true" })).toThrow("is not possible here");
});

test("certificates that cannot work are refused before they are tried", async () => {
  const { ca, client, server, expired } = certificates;
  const of = (more: Readonly<Record<string, string>>) => () =>
    resolveTarget({ env: { TEMPORAL_ADDRESS: "x:7233", ...more } });
  const CERT = "TEMPORAL_TLS_CLIENT_CERT_PATH";
  const KEY = "TEMPORAL_TLS_CLIENT_KEY_PATH";
  const CA = "TEMPORAL_TLS_SERVER_CA_CERT_PATH";
  expect(of({ [CA]: "/nowhere.pem" })).toThrow("/nowhere.pem cannot be read (ENOENT).");
  expect(of({ [CA]: client.key })).toThrow("is no certificate in PEM.");
  expect(of({ TEMPORAL_TLS_SERVER_CA_CERT_DATA: SECRET })).toThrow(
    /^The authority of the server is no certi/,
  );
  expect(of({ [CERT]: client.cert })).toThrow("A client certificate is set without its key.");
  expect(of({ [KEY]: client.key })).toThrow("A client key is set without its certificate.");
  expect(of({ [CERT]: client.cert, [KEY]: server.key })).toThrow("is not that of the certificate");
  expect(of({ [CERT]: client.cert, [KEY]: ca })).toThrow("is no private key in PEM");
  expect(of({ [CERT]: expired.cert, [KEY]: expired.key })).toThrow(/has expired on \d{4}-\d\d-\d\d\.$/);
});
