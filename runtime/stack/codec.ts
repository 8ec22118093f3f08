/** The keys by which payloads in Temporal are encrypted, from the environment, held against those that the store has. */
import { readFile } from "node:fs/promises";
import type { DataConverter, PayloadCodec } from "@temporalio/common";
import type { Instant } from "../../compiler/plan.ts";
import { readCodecKeys } from "../privacy/codec-keys.ts";
import { encryptingConverter } from "../privacy/data-converter.ts";
import { type DataKeys, openDataKeys, subjects } from "../privacy/data-keys.ts";
import { createPayloadCodec } from "../privacy/payload-codec.ts";
import { sealersOfDataKeys } from "../store/data-keys.ts";
import type { Db } from "../store/open-store.ts";
import type { Target } from "../temporal/connect.ts";
import { isProduction } from "./production.ts";
import { SettingsMistake } from "./settings-mistake.ts";

type Environment = Readonly<Record<string, string | undefined>>;

export interface Codec {
  readonly dataKeys: DataKeys;
  readonly payloads: PayloadCodec;
  /** Origins of pages that may have payloads decoded. */
  readonly origins: readonly string[];
  readonly dataConverter: DataConverter;
}

export interface CodecOptions {
  readonly env: Environment;
  readonly target: Pick<Target, "address">;
  readonly db: Db;
  readonly now: () => Instant;
}

/** Said in production, where nothing is encrypted on purpose. */
const NONE = "none";

/**
 * `null`: nothing is encrypted.
 * @throws SettingsMistake when keys are wrong or weak, when they are not those of this store, and in production when
 * nobody has said whether there are to be any.
 */
export async function openCodec({ env, target, db, now }: CodecOptions): Promise<Codec | null> {
  const value = await readValue(env);
  if (value === null || value.trim() === NONE) {
    if (value === null && isProduction(target, env)) throw new SettingsMistake(UNSAID);
    await refuseWithout(db);
    return null;
  }
  const read = readCodecKeys(value);
  if ("problem" in read) throw new SettingsMistake(read.problem);
  const dataKeys = openDataKeys({ db, keys: read.keys, now });
  const problem = await dataKeys.problem();
  if (problem !== null) throw new SettingsMistake(problem);
  const payloads = createPayloadCodec(read.keys, dataKeys);
  const origins = readOrigins(env);
  return { dataKeys, payloads, origins, dataConverter: encryptingConverter(payloads) };
}

const UNSAID =
  "BATON_CODEC_KEYS is not set: whoever may read the Temporal namespace could read every field of every subject. Give keys, such as k1:$(openssl rand -hex 32), or `none` if that is meant.";

/** `BATON_CODEC_ORIGINS`: with commas; default: none. @throws SettingsMistake */
function readOrigins({ BATON_CODEC_ORIGINS: value = "" }: Environment): readonly string[] {
  const origins = value
    .split(",")
    .map((one) => one.trim().replace(/\/+$/, ""))
    .filter((one) => one !== "");
  for (const origin of origins) {
    if (URL.canParse(origin) && new URL(origin).origin === origin) continue;
    throw new SettingsMistake(
      `BATON_CODEC_ORIGINS holds origins of pages, such as https://cloud.temporal.io, and ${origin} is none.`,
    );
  }
  return origins;
}

/** As a secret is handed to a process: in the environment, or in a file that the environment names. */
async function readValue({
  BATON_CODEC_KEYS: value,
  BATON_CODEC_KEYS_FILE: file,
}: Environment): Promise<string | null> {
  if (value && file)
    throw new SettingsMistake("Set BATON_CODEC_KEYS or BATON_CODEC_KEYS_FILE, and not both.");
  if (!file) return value || null;
  try {
    return await readFile(file, "utf8");
  } catch {
    throw new SettingsMistake(`BATON_CODEC_KEYS_FILE cannot be read: ${file}.`);
  }
}

/** Journeys that were begun with keys would stand still without them. */
async function refuseWithout(db: Db): Promise<void> {
  const sealers = await sealersOfDataKeys(db);
  if (sealers.length === 0) return;
  const count = sealers.reduce((sum, sealer) => sum + sealer.count, 0);
  const names = sealers.map(({ sealedBy }) => sealedBy).join(", ");
  throw new SettingsMistake(
    `The journeys of ${subjects(count)} are encrypted, and no key is given: set BATON_CODEC_KEYS to what it was (${names}).`,
  );
}
