/**
 * A whole installation in one process, for one machine: Temporal's development server beside it, the store, the mail
 * sink, the gateway and the worker. What `baton dev` and `baton demo` run; in production `baton serve` and
 * `baton worker` are processes of their own, on Postgres and a Temporal server that somebody looks after.
 */
import { join, resolve } from "node:path";
import { readBuild } from "../../compiler/compile.ts";
import type { Build, People } from "../../compiler/library.ts";
import type { Instant } from "../../compiler/plan.ts";
import { openDevAccess } from "../access/dev-access.ts";
import { type Clock, readClock } from "../clock.ts";
import { loadConfig } from "../config.ts";
import { type ActionTable, loadActions } from "../connectors/load-actions.ts";
import type { MailSink } from "../connectors/mail-sink.ts";
import { missedBy } from "../deploy/running.ts";
import { type DevInfo, readDevInfo, removeDevInfo, writeDevInfo } from "../dev-info.ts";
import { type ApiClient, createApiClient } from "../gateway/api-client.ts";
import { openStore } from "../store/open-store.ts";
import { freePort, isAlive } from "../temporal/processes.ts";
import type { Log } from "../worker/log.ts";
import { type Closing, openOrClose } from "./closing.ts";
import { openCodec } from "./codec.ts";
import { openGateway } from "./gateway-process.ts";
import { openDevLinks } from "./links.ts";
import { openMail } from "./mail.ts";
import { makePrivate } from "./private-directory.ts";
import { refuseFastClock } from "./production.ts";
import { SettingsMistake } from "./settings-mistake.ts";
import { openTracing } from "./telemetry.ts";
import { openTemporal } from "./temporal-server.ts";
import { openWorker } from "./worker-process.ts";

export interface StackOptions {
  /** Holds `temporal.config.ts`. */
  readonly projectDir: string;
  readonly buildDir: string;
  /** people.yaml, read again when it changes. */
  readonly people: () => People;
  /** Everything that is kept: the store, Temporal's file, mail. */
  readonly dataDir: string;
  /** Where commands of a second terminal look for the address and the token. */
  readonly infoDir: string;
  readonly clock: Clock;
  /** `false`: nobody is held out of a whole journey, so that what is played does not hang on a draw. */
  readonly holdsOut?: boolean | undefined;
  /** Default: those of the project. */
  readonly actions?: ActionTable | undefined;
  /** Default: any that is free. */
  readonly apiPort?: number | undefined;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Names this process to whoever finds the store in use. */
  readonly what: string;
  readonly version: string;
  readonly log: Log;
  readonly report: (line: string) => void;
}

export interface Stack {
  readonly url: string;
  readonly temporalUi: string | null;
  readonly temporalAddress: string;
  readonly api: ApiClient;
  readonly apiAs: (person: string) => ApiClient;
  readonly people: () => People;
  readonly sink: MailSink | null;
  readonly now: () => Instant;
  /** Takes the place of people.yaml from now on: who has left, in a scenario. */
  setPeople(people: People): void;
  /** Sets the clock for whatever is started from now on; only sound while nothing runs. */
  setClock(clock: Clock): void;
  /** Rejects when the worker has failed. */
  readonly stopped: Promise<void>;
  stop(): Promise<void>;
}

/**
 * What was opened is closed when something is in the way.
 * @throws TemporalUnavailable, StoreInUse, StoreUnavailable, PortInUse, SettingsMistake, ConfigMistake, UnreadableBuild
 */
export async function openStack(options: StackOptions): Promise<Stack> {
  return openOrClose((closing) => open(options, closing));
}

async function open(options: StackOptions, closing: Closing): Promise<Stack> {
  const { dataDir, infoDir, env } = options;
  let changedPeople: People | null = null;
  const people = (): People => changedPeople ?? options.people();
  await refuseSecond(infoDir);
  for (const directory of [infoDir, dataDir]) await makePrivate(directory);
  const clock = { ...options.clock };
  const now = () => readClock(clock, Date.now());
  const read = await readBuild(options.buildDir);
  const build = options.holdsOut === false ? withoutHoldouts(read) : read;
  const config = await loadConfig(options.projectDir);
  const { taskQueue, deployment } = config.temporal;
  await openTracing({ env, module: config.telemetry, projectDir: options.projectDir }, closing);
  const store = await openStore({
    what: options.what,
    ...(env.DATABASE_URL ? { databaseUrl: env.DATABASE_URL } : { dataDir: join(dataDir, "store") }),
  });
  closing.add(() => store.close());
  const compressed = clock.scale !== 1;
  const server = await openTemporal({ config, dataDir, compressed, report: options.report }, closing);
  const { target } = server;
  refuseFastClock(clock, target, env);
  const mail = await openMail({ env, sinkDir: join(dataDir, "mail"), now });
  closing.add(() => mail.close());
  const access = await openDevAccess(infoDir);
  let gatewayUrl = "";
  const links = await openDevLinks(env, infoDir, () => gatewayUrl);
  const codec = await openCodec({ env, target, db: store.db, now });
  const parts = { build, store, people, target, codec, taskQueue, deployment, clock };
  const gateway = await openGateway({
    ...parts,
    secret: access.secret,
    linkKeys: links.keys,
    operators: config.operators,
    mailSink: mail.sink,
    version: options.version,
    port: options.apiPort ?? 0,
  });
  closing.add(() => gateway.close());
  const { url } = gateway;
  gatewayUrl = url;
  const { buildDir, log } = options;
  const actions = options.actions ?? (await loadActions(options.projectDir, config.actions, build));
  for (const { release, inside } of await missedBy(store.db, build.plans))
    options.report(
      `${inside} inside of ${release}, which this build lacks: they stand still until it is back.`,
    );
  const worker = await openWorker({ ...parts, buildDir, mail: mail.connector, actions, links, now, log });
  closing.add(() => worker.stop());
  const temporalAddress = target.address;
  await writeDevInfo(infoDir, {
    api: url,
    temporalUi: server.ui,
    temporalAddress,
    build: resolve(options.buildDir),
    pid: process.pid,
  });
  closing.add(() => removeDevInfo(infoDir));
  const clientAs = (person?: string) =>
    createApiClient({ url, token: access.token, ...(person === undefined ? {} : { person }) });
  return {
    url,
    temporalUi: server.ui,
    temporalAddress,
    api: clientAs(),
    apiAs: (person) => clientAs(person),
    people,
    sink: mail.sink,
    now,
    setPeople: (changed) => {
      changedPeople = changed;
    },
    setClock: (changed) => void Object.assign(clock, changed),
    stopped: worker.stopped,
    stop: () => closing.close(),
  };
}

const withoutHoldouts = ({ library, plans }: Build): Build => ({
  library,
  plans: plans.map(({ plan: { holdout: _, ...plan }, ...built }) => ({ ...built, plan })),
});

/**
 * One stack in a directory: the second would take the first one's place in what commands are told.
 * @throws SettingsMistake
 */
export async function refuseSecond(infoDir: string): Promise<void> {
  const other = await readDevInfo(infoDir);
  if (other === null || other.pid === process.pid || !(await isThere(other))) return;
  throw new SettingsMistake(
    `A Baton already runs in this directory, at ${other.api} (process ${other.pid}); end it first.`,
  );
}

/** One that was killed leaves its file behind, and its process id is given to others. */
const isThere = async ({ api, pid }: DevInfo): Promise<boolean> =>
  isAlive(pid) && (await freePort(Number(new URL(api).port))) === null;
