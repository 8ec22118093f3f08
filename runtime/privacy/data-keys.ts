/**
 * A data key for each subject, kept in the store sealed with a key of the installation: to forget somebody is to
 * destroy one row. Keys are remembered for a minute, so that an instance at work asks the store once, and a key that is
 * destroyed is out of every process a minute later.
 */
import { randomBytes } from "node:crypto";
import type { Instant } from "../../compiler/plan.ts";
import {
  addDataKey,
  dataKeyOf,
  dataKeysNotSealedBy,
  destroyDataKeys,
  findDataKey,
  resealDataKey,
  sealersOfDataKeys,
} from "../store/data-keys.ts";
import type { Db } from "../store/open-store.ts";
import type { DataKeyRow } from "../store/schema.ts";
import type { CodecKey, CodecKeys } from "./codec-keys.ts";
import { openSeal, SealBroken, seal } from "./seal.ts";

export interface DataKey {
  readonly id: string;
  readonly key: Uint8Array;
}

export interface DataKeys {
  /** The key of an owner, made when it has none. @throws KeyDestroyed, KeyMissing */
  forOwner(owner: string): Promise<DataKey>;
  /** @throws KeyDestroyed, KeyMissing */
  byId(id: string): Promise<DataKey>;
  /** The owners' keys, for good. Answers how many there were. */
  destroy(db: Db, owners: readonly string[]): Promise<number>;
  /** Forgets what this process remembers of them. */
  evict(owners: readonly string[]): void;
  /** Seals anew with the first key whatever another one seals. Answers how many. */
  reseal(): Promise<number>;
  /** What keeps this process from reading the data keys that there are, as one sentence; `null`: nothing does. */
  problem(): Promise<string | null>;
}

/** The subject was forgotten: nothing more is encrypted for them, and what was cannot be read any more. */
export class KeyDestroyed extends Error {
  override readonly name = "KeyDestroyed";
}
/** This process lacks the key of the installation that it takes, or has another of that name. */
export class KeyMissing extends Error {
  override readonly name = "KeyMissing";
}

/** Real milliseconds for which a key is remembered. */
const REMEMBERED = 60_000;
/** Keys that are remembered, some 200 bytes each. */
const MOST_REMEMBERED = 20_000;
/** Rows that are sealed anew at a time. */
const RESEALED = 500;

export interface DataKeyOptions {
  readonly db: Db;
  readonly keys: CodecKeys;
  /** On the installation's clock. */
  readonly now: () => Instant;
  /** Real milliseconds, for tests. */
  readonly remembered?: number;
}

export function openDataKeys(options: DataKeyOptions): DataKeys {
  const { db, keys, now, remembered = REMEMBERED } = options;
  const byOwner = new Remembered<DataKey>(remembered);
  const byId = new Remembered<DataKey>(remembered);
  const make = async (owner: string): Promise<DataKey> => {
    const found = await dataKeyOf(db, owner);
    const key = unsealed(keys, found ?? (await addNew(db, keys, owner, now())));
    // What it encrypts is read soon.
    return byId.get(key.id, async () => key);
  };
  return {
    forOwner: (owner) => byOwner.get(owner, () => make(owner)),
    byId: (id) =>
      byId.get(id, async () => {
        const row = await findDataKey(db, id);
        if (row === undefined) throw new KeyMissing(`There is no data key ${id} in this store.`);
        return unsealed(keys, row);
      }),
    async destroy(tx, owners) {
      return destroyDataKeys(tx, owners, now(), newId);
    },
    evict(owners) {
      for (const owner of owners) byOwner.drop(owner);
      byId.clear();
    },
    reseal: () => resealAll(db, keys),
    problem: () => problemOf(db, keys),
  };
}

async function addNew(db: Db, keys: CodecKeys, owner: string, now: Instant): Promise<DataKeyRow> {
  const id = newId();
  const key = randomBytes(32);
  const added = await addDataKey(db, {
    id,
    owner,
    sealed: sealKey(keys.first, id, owner, key),
    sealed_by: keys.first.id,
    created_at: now,
  });
  if (added === undefined) throw new KeyMissing(`There is no data key of ${owner} in this store.`);
  return added;
}

/** Begins the id of a data key, and no name of an installation's key. */
export const DATA_KEY = "~";
const newId = (): string => `${DATA_KEY}${randomBytes(9).toString("base64url")}`;

/** So that a key that is put in another's row does not open. */
const labelOf = (id: string, owner: string): string => `data key ${id} of ${owner}`;

const sealKey = (by: CodecKey, id: string, owner: string, key: Uint8Array): string =>
  Buffer.from(seal(by.wrapping, labelOf(id, owner), key)).toString("base64url");

function unsealed(keys: CodecKeys, { id, owner, sealed, sealed_by }: DataKeyRow): DataKey {
  if (sealed === null) throw new KeyDestroyed(`The data key ${id} was destroyed: its subject was forgotten.`);
  const by = keys.all.find((one) => one.id === sealed_by);
  if (by === undefined)
    throw new KeyMissing(`BATON_CODEC_KEYS lacks the key ${sealed_by}, which seals the data key ${id}.`);
  try {
    return { id, key: openSeal(by.wrapping, labelOf(id, owner), Buffer.from(sealed, "base64url")) };
  } catch (error) {
    if (!(error instanceof SealBroken)) throw error;
    throw new KeyMissing(
      `The key ${by.id} of BATON_CODEC_KEYS is not the one that sealed the data key ${id}.`,
    );
  }
}

async function resealAll(db: Db, keys: CodecKeys): Promise<number> {
  let count = 0;
  for (;;) {
    const rows = await dataKeysNotSealedBy(db, keys.first.id, RESEALED);
    for (const row of rows) {
      const { key } = unsealed(keys, row);
      const sealed = sealKey(keys.first, row.id, row.owner, key);
      await resealDataKey(db, row, { sealed, sealedBy: keys.first.id });
    }
    count += rows.length;
    if (rows.length < RESEALED) return count;
  }
}

async function problemOf(db: Db, keys: CodecKeys): Promise<string | null> {
  for (const { sealedBy, count, sample } of await sealersOfDataKeys(db)) {
    if (!keys.all.some(({ id }) => id === sealedBy))
      return `BATON_CODEC_KEYS lacks the key ${sealedBy}, which seals the data keys of ${subjects(count)}: give it behind the first.`;
    const row = await findDataKey(db, sample);
    try {
      if (row !== undefined) unsealed(keys, row);
    } catch (error) {
      if (error instanceof KeyDestroyed) continue;
      if (!(error instanceof KeyMissing)) throw error;
      return `The key ${sealedBy} of BATON_CODEC_KEYS is not the one that sealed the data keys of ${subjects(count)}.`;
    }
  }
  return null;
}

export const subjects = (count: number): string => `${count} ${count === 1 ? "subject" : "subjects"}`;

/** What was asked for a short while ago; of many who ask at once, one looks. */
class Remembered<T> {
  readonly #life: number;
  readonly #known = new Map<string, { readonly value: Promise<T>; readonly until: number }>();

  constructor(life: number) {
    this.#life = life;
  }

  get(name: string, look: () => Promise<T>): Promise<T> {
    const known = this.#known.get(name);
    if (known !== undefined && Date.now() < known.until) return known.value;
    const value = look();
    this.#known.delete(name);
    this.#known.set(name, { value, until: Date.now() + this.#life });
    // What failed is asked for anew: the store may be back, or the key be there.
    value.catch(() => this.drop(name, value));
    const [oldest] = this.#known.keys();
    if (this.#known.size > MOST_REMEMBERED && oldest !== undefined) this.#known.delete(oldest);
    return value;
  }

  drop(name: string, value?: Promise<T>): void {
    if (value === undefined || this.#known.get(name)?.value === value) this.#known.delete(name);
  }

  clear(): void {
    this.#known.clear();
  }
}
