/** All checks of an installation, in the order in which it is put together. Nothing is changed and nothing is sent. */
import { readBuild } from "../../compiler/compile.ts";
import { type LoadedConfig, loadConfig } from "../config.ts";
import { isProduction } from "../stack/production.ts";
import { resolveTarget, type Target } from "../temporal/connect.ts";
import { checkJourneys } from "./check-journeys.ts";
import { checkMail } from "./check-mail.ts";
import { checkSettings } from "./check-settings.ts";
import { checkStore } from "./check-store.ts";
import { checkTemporal } from "./check-temporal.ts";
import { type Finding, failed, unknown, well } from "./finding.ts";

export interface Examined {
  /** Holds `temporal.config.ts`. */
  readonly projectDir: string;
  readonly buildDir: string;
  /** Path of people.yaml. */
  readonly people: string;
  readonly env: Readonly<Record<string, string | undefined>>;
}

export async function examine(examined: Examined): Promise<readonly Finding[]> {
  const [config, ofConfig] = await attempt("configuration", () => loadConfig(examined.projectDir));
  const [build, ofBuild] = await attempt("build", () => readBuild(examined.buildDir));
  const [target, ofTarget] = targetOf(config, examined);
  const isReal = target === null || isProduction(target, examined.env);
  const [temporal, store, mail] = await Promise.all([
    target === null ? [] : checkTemporal(target, config?.temporal.taskQueue),
    checkStore(examined.env, target),
    checkMail(examined.env, isReal),
  ]);
  return [
    ...(ofConfig ?? [well("configuration", "It can be read.")]),
    ...(ofTarget ?? []),
    ...temporal,
    ...store,
    ...mail,
    ...checkSettings(examined.env, build?.library ?? null),
    ...(ofBuild ?? []),
    ...(build === null ? [] : await checkJourneys(build, config, examined, target !== null && isReal)),
  ];
}

type Attempt<T> = readonly [T, null] | readonly [null, readonly Finding[]];

async function attempt<T>(check: string, read: () => Promise<T>): Promise<Attempt<T>> {
  try {
    return [await read(), null];
  } catch (error) {
    return [null, [failed(check, error)]];
  }
}

function targetOf(config: LoadedConfig | null, { env }: Examined): Attempt<Target> {
  if (config === null) return [null, [unknown("temporal", "Where it is stands in the configuration.")]];
  try {
    return [resolveTarget({ ...config.temporal, env }), null];
  } catch (error) {
    return [null, [failed("temporal", error)]];
  }
}
