/** `temporal.config.ts`: where the server is and what the installation adds, checked and with nothing left out. */
import { existsSync } from "node:fs";
import { mkdir, rm } from "node:fs/promises";
import { basename, dirname, join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { z } from "zod";
import { messageOf } from "../compiler/message-of.ts";

const port = z.int().min(1).max(65_535);

const schema = z.strictObject({
  temporal: z
    .strictObject({
      address: z.string().min(1).optional(),
      namespace: z.string().min(1).optional(),
      /** Profile of a Temporal TOML file, and the file; it is relative to the configuration. */
      profile: z.string().min(1).optional(),
      configFile: z.string().min(1).optional(),
      /** Files in PEM, relative to the configuration. A key for the API is a secret, and stays in the environment. */
      tls: z
        .union([
          z.boolean(),
          z.strictObject({
            serverCaFile: z.string().min(1).optional(),
            clientCertFile: z.string().min(1).optional(),
            clientKeyFile: z.string().min(1).optional(),
            serverName: z.string().min(1).optional(),
          }),
        ])
        .optional(),
      taskQueue: z.string().min(1).optional(),
      /** Name of a Worker Deployment: workers are versions of it, and runs stay with the version that they began on. */
      deployment: z.string().min(1).optional(),
    })
    .default({}),
  devServer: z
    .strictObject({
      port: port.optional(),
      uiPort: port.optional(),
      /** Relative to the configuration. */
      dataDir: z.string().min(1).default(".baton/temporal"),
    })
    .prefault({}),
  /** The module that exports the actions which journeys call; relative to the configuration. */
  actions: z.string().min(1).optional(),
  /** Roles whose people may pause, stop, repair, deploy and forget; default: nobody but by a token for it. */
  operators: z.array(z.string().min(1)).default([]),
  /** A module that sets OpenTelemetry up; relative to the configuration. It may export `shutdown`. */
  telemetry: z.string().min(1).optional(),
  /** What `baton test --coverage` asks for of each journey. */
  coverage: z
    .strictObject({
      /** Percent; less of any journey fails. */
      atLeast: z.number().min(0).max(100).default(0),
    })
    .prefault({}),
});

/** What a person writes in `temporal.config.ts`. */
export type Config = z.input<typeof schema>;
export type LoadedConfig = z.output<typeof schema>;

/** A mistake in the configuration, in one sentence with the place. */
export class ConfigMistake extends Error {
  override readonly name = "ConfigMistake";
}

export const CONFIG_FILE = "temporal.config.ts";

/** The configuration of a project, its paths absolute; the defaults when it has none. @throws ConfigMistake */
export async function loadConfig(projectDir: string): Promise<LoadedConfig> {
  const path = resolve(projectDir, CONFIG_FILE);
  if (!existsSync(path)) return schema.parse({});
  const parsed = schema.safeParse((await importTypeScript(path)).default);
  if (parsed.success) return withAbsolutePaths(parsed.data, projectDir);
  const [issue] = parsed.error.issues;
  throw new ConfigMistake(`${path}: ${issue?.path.join(".") || "the default export"}: ${issue?.message}.`);
}

function withAbsolutePaths(config: LoadedConfig, projectDir: string): LoadedConfig {
  const { configFile, tls } = config.temporal;
  const absolute = (path: string | undefined) => (path === undefined ? undefined : resolve(projectDir, path));
  const files = typeof tls === "object" ? tls : null;
  return {
    ...config,
    temporal: {
      ...config.temporal,
      ...(configFile === undefined ? {} : { configFile: absolute(configFile) }),
      ...(files === null
        ? {}
        : {
            tls: {
              ...files,
              serverCaFile: absolute(files.serverCaFile),
              clientCertFile: absolute(files.clientCertFile),
              clientKeyFile: absolute(files.clientKeyFile),
            },
          }),
    },
  };
}

/**
 * Node 20 does not read TypeScript, and the file may import connectors of the project's: it is bundled with what it
 * imports by a relative path, beside itself, so that packages resolve as they would from there.
 * @throws ConfigMistake
 */
export async function importTypeScript(path: string): Promise<Readonly<Record<string, unknown>>> {
  const { build } = await import("esbuild");
  const dir = join(dirname(path), ".baton");
  const outfile = join(dir, `${basename(path)}-${process.pid}-${Date.now()}.mjs`);
  await mkdir(dir, { recursive: true });
  try {
    await build({
      entryPoints: [path],
      outfile,
      bundle: true,
      packages: "external",
      platform: "node",
      format: "esm",
      target: "node20",
      logLevel: "silent",
    });
    return await import(/* @vite-ignore */ pathToFileURL(outfile).href);
  } catch (error) {
    throw new ConfigMistake(`${path} cannot be read: ${messageOf(error)}`);
  } finally {
    await rm(outfile, { force: true });
  }
}
