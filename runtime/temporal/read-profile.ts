/**
 * What is set of the connection to Temporal: the environment over `temporal.config.ts` over a profile of a TOML file,
 * read by `@temporalio/envconfig` as Temporal's own tools read it. That library passes over much in silence (a missing
 * file, a misspelt variable, half of a certificate pair), and would then go to localhost or go without; here each of
 * these is a sentence. Secrets are never part of one.
 */
import { existsSync } from "node:fs";
import { type ClientConfigProfile, loadClientConfig, loadClientConfigProfile } from "@temporalio/envconfig";
import { suggest } from "../../language/diagnostics/suggest.ts";
import type { Environment } from "./cache-dir.ts";
import { messageOf, TemporalUnavailable } from "./failures.ts";

/** Paths are absolute, or relative to the working directory. */
export interface ConnectionSettings {
  /** From `temporal.config.ts`, or of the development server that was started. */
  readonly address?: string | undefined;
  readonly namespace?: string | undefined;
  /** Profile of a Temporal TOML file, and the file; its default place is read only when a profile is named. */
  readonly profile?: string | undefined;
  readonly configFile?: string | undefined;
  readonly tls?: boolean | TlsSettings | undefined;
}

/** Files in PEM. */
export interface TlsSettings {
  /** Of the authority that vouches for the server; default: those that are known publicly. */
  readonly serverCaFile?: string | undefined;
  readonly clientCertFile?: string | undefined;
  readonly clientKeyFile?: string | undefined;
  /** The name that the server's certificate bears, where it is not the host of the address. */
  readonly serverName?: string | undefined;
}

export interface ReadProfile {
  readonly profile: ClientConfigProfile;
  /** What named the address, such as `TEMPORAL_ADDRESS`. */
  readonly from: string;
}

/** @throws TemporalUnavailable */
export function readProfile(settings: ConnectionSettings, env: Environment): ReadProfile {
  refuseMisspelt(env);
  refuseUnclear(env);
  const file = env.TEMPORAL_CONFIG_FILE || settings.configFile;
  const name = env.TEMPORAL_PROFILE || settings.profile;
  if (file !== undefined || name !== undefined) refuseMissing(file, name, env);
  const profile = attempt(file, () =>
    loadClientConfigProfile({
      configFileStrict: true,
      // A TOML file nobody asked for is not read: somebody's default profile may well be their production.
      disableFile: file === undefined && name === undefined,
      overrideEnvVars: environmentOf(settings, env),
      ...(file === undefined ? {} : { configSource: { path: file } }),
      ...(name === undefined ? {} : { profile: name }),
    }),
  );
  return { profile, from: sourceOf(settings, env, file, name) };
}

/** As the library reads it: what is set in `temporal.config.ts` stands where the environment says nothing. */
function environmentOf(settings: ConnectionSettings, env: Environment): Record<string, string> {
  const given = Object.entries(env).filter((pair): pair is [string, string] =>
    // An empty variable is how many a supervisor says that it is not set; of gRPC metadata it takes a header away.
    pair[0].startsWith(METADATA) ? pair[1] !== undefined : Boolean(pair[1]),
  );
  const of = Object.fromEntries(given);
  const tls = typeof settings.tls === "object" ? settings.tls : {};
  const defaults: readonly (readonly [string, string | undefined])[] = [
    ["TEMPORAL_ADDRESS", settings.address],
    ["TEMPORAL_NAMESPACE", settings.namespace],
    ["TEMPORAL_TLS", settings.tls === undefined ? undefined : String(settings.tls !== false)],
    ["TEMPORAL_TLS_SERVER_NAME", tls.serverName],
    ...pathOrData(of, "SERVER_CA_CERT", tls.serverCaFile),
    ...pathOrData(of, "CLIENT_CERT", tls.clientCertFile),
    ...pathOrData(of, "CLIENT_KEY", tls.clientKeyFile),
  ];
  const set = defaults.filter((pair): pair is readonly [string, string] => pair[1] !== undefined);
  return { ...Object.fromEntries(set), ...of };
}

/** The library takes one of the two. */
function pathOrData(env: Environment, what: string, path: string | undefined) {
  return env[`TEMPORAL_TLS_${what}_DATA`] === undefined ? [[`TEMPORAL_TLS_${what}_PATH`, path] as const] : [];
}

function sourceOf(
  { address }: ConnectionSettings,
  env: Environment,
  file: string | undefined,
  name: string | undefined,
): string {
  if (env.TEMPORAL_ADDRESS) return "TEMPORAL_ADDRESS";
  return address === undefined
    ? `profile ${name ?? "default"} of ${file ?? DEFAULT_FILE}`
    : "temporal.config.ts";
}

// ── What is refused ───────────────────────────────────────────────────────────────────────────────────────

const METADATA = "TEMPORAL_GRPC_META_";
const FLAGS = ["TEMPORAL_TLS", "TEMPORAL_TLS_DISABLE_HOST_VERIFICATION"] as const;
const KNOWN = [
  "TEMPORAL_ADDRESS",
  "TEMPORAL_NAMESPACE",
  "TEMPORAL_API_KEY",
  "TEMPORAL_PROFILE",
  "TEMPORAL_CONFIG_FILE",
  "TEMPORAL_TLS_SERVER_NAME",
  ...FLAGS,
  ...["CLIENT_CERT", "CLIENT_KEY", "SERVER_CA_CERT"].flatMap((what) => [
    `TEMPORAL_TLS_${what}_PATH`,
    `TEMPORAL_TLS_${what}_DATA`,
  ]),
];

/** Other tools have variables of that prefix: one that is like none of these is theirs. */
function refuseMisspelt(env: Environment): void {
  for (const name of Object.keys(env)) {
    if (!name.startsWith("TEMPORAL") || name.startsWith(METADATA) || KNOWN.includes(name)) continue;
    const meant = suggest(name, KNOWN);
    // `suggest` allows a third of the letters to be wrong, and all of these begin alike.
    if (meant === undefined || suggest(name.slice(9), [meant.slice(9)]) === undefined) continue;
    throw new TemporalUnavailable(`There is no setting ${name}; did you mean ${meant}?`);
  }
}

function refuseUnclear(env: Environment): void {
  for (const name of FLAGS) {
    const value = env[name];
    // The library takes whatever is not one of these for false, and would go on in clear.
    if (!value || ["true", "false", "1", "0"].includes(value)) continue;
    throw new TemporalUnavailable(`${name} is "${value}": write true or false.`);
  }
  const unchecked = env.TEMPORAL_TLS_DISABLE_HOST_VERIFICATION;
  if (unchecked === "true" || unchecked === "1")
    throw new TemporalUnavailable(
      "TEMPORAL_TLS_DISABLE_HOST_VERIFICATION is not possible here: give the server's authority in " +
        "TEMPORAL_TLS_SERVER_CA_CERT_PATH, and the name in its certificate in TEMPORAL_TLS_SERVER_NAME.",
    );
}

const DEFAULT_FILE = "the Temporal configuration in its default place (~/.config/temporalio/temporal.toml)";

function refuseMissing(file: string | undefined, name: string | undefined, env: Environment): void {
  if (file !== undefined && !existsSync(file))
    throw new TemporalUnavailable(`There is no Temporal configuration at ${file}.`);
  const profiles = attempt(file, () =>
    Object.keys(
      loadClientConfig({
        configFileStrict: true,
        overrideEnvVars: environmentOf({}, env),
        ...(file === undefined ? {} : { configSource: { path: file } }),
      }).profiles,
    ),
  );
  if (name === undefined || profiles.includes(name)) return;
  const others = profiles.length === 0 ? "it has none, or is not there" : `it has ${profiles.join(", ")}`;
  throw new TemporalUnavailable(`There is no profile ${name} in ${file ?? DEFAULT_FILE}: ${others}.`);
}

function attempt<T>(file: string | undefined, read: () => T): T {
  try {
    return read();
  } catch (error) {
    const what = file === undefined ? "The Temporal configuration" : `The Temporal configuration ${file}`;
    throw new TemporalUnavailable(`${what} is wrong: ${withoutSource(error)}.`);
  }
}

/** A mistake in TOML is told with the lines around it, and one of these may be the API key. */
function withoutSource(error: unknown): string {
  if (error instanceof TypeError) return "it has no [profile.NAME]";
  const [first = ""] = messageOf(error).split("\n");
  const line = error instanceof Error && "line" in error ? ` (line ${error.line})` : "";
  return `${first.replace(/[.:]\s*$/, "")}${line}`;
}
