/** Tracing, where it is asked for: the project's own module first, then what carries traces through Baton. */
import { existsSync } from "node:fs";
import { resolve } from "node:path";
import { importTypeScript } from "../config.ts";
import { useTracing } from "../tracing/trace.ts";
import type { Closing } from "./closing.ts";
import { SettingsMistake } from "./settings-mistake.ts";

export interface TelemetryOptions {
  readonly env: Readonly<Record<string, string | undefined>>;
  /** `telemetry` of the configuration, relative to the project. */
  readonly module: string | undefined;
  readonly projectDir: string;
}

/**
 * On when the configuration names a module or `BATON_OTEL` is `on`; `BATON_OTEL=off` wins. Without a module the SDK of
 * OpenTelemetry has to be set up before Baton is, as by `NODE_OPTIONS=--import`.
 * @throws SettingsMistake, ConfigMistake
 */
export async function openTracing(options: TelemetryOptions, closing: Closing): Promise<"on" | "off"> {
  const { env, module, projectDir } = options;
  if (!isWanted(env.BATON_OTEL, module)) return "off";
  if (module !== undefined) await setUp(resolve(projectDir, module), closing);
  useTracing(await loaded());
  closing.add(() => useTracing(null));
  return "on";
}

function isWanted(value: string | undefined, module: string | undefined): boolean {
  if (value === "on") return true;
  if (value === "off") return false;
  if (value) throw new SettingsMistake(`BATON_OTEL is "${value}": write on or off.`);
  return module !== undefined;
}

/** What it has gathered goes out before the process ends. */
async function setUp(path: string, closing: Closing): Promise<void> {
  if (!existsSync(path)) throw new SettingsMistake(`temporal.config.ts: telemetry: there is no ${path}.`);
  const { shutdown } = await importTypeScript(path);
  if (typeof shutdown === "function") closing.add(async () => void (await shutdown()));
}

async function loaded() {
  try {
    const { openTelemetry } = await import("../tracing/open-telemetry.ts");
    return await openTelemetry();
  } catch (error) {
    if (!(error instanceof Error && "code" in error && error.code === "ERR_MODULE_NOT_FOUND")) throw error;
    throw new SettingsMistake(
      "Tracing is asked for, and its packages are not installed: npm install @opentelemetry/api " +
        "@temporalio/interceptors-opentelemetry, and an SDK such as @opentelemetry/sdk-node.",
    );
  }
}
