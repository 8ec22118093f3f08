/** Keys and a codec on a store in memory. */
import type { PayloadCodec } from "@temporalio/common";
import { type CodecKeys, readCodecKeys } from "../../../runtime/privacy/codec-keys.ts";
import { type DataKeys, openDataKeys } from "../../../runtime/privacy/data-keys.ts";
import { createPayloadCodec } from "../../../runtime/privacy/payload-codec.ts";
import type { Db } from "../../../runtime/store/open-store.ts";

export const K1 = "k1:5f0c9d1be27a43866f0c9d1be27a4386aa10b2c3d4e5f60718293a4b5c6d7e8f";
export const K2 = "k2:0b1c2d3e4f5061728394a5b6c7d8e9fa0b1c2d3e4f5061728394a5b6c7d8e9fa";
/** Another of the name. */
export const K1_WRONG = "k1:ffeeddccbbaa99887766554433221100ffeeddccbbaa99887766554433221100";

export function keysOf(...values: readonly string[]): CodecKeys {
  const read = readCodecKeys(values.join(","));
  if ("problem" in read) throw new Error(read.problem);
  return read.keys;
}

export interface TestCodec {
  readonly dataKeys: DataKeys;
  readonly codec: PayloadCodec;
}

/** @param remembered real milliseconds */
export function codecOn(db: Db, keys: CodecKeys, remembered?: number): TestCodec {
  const dataKeys = openDataKeys({
    db,
    keys,
    now: () => 1_000,
    ...(remembered === undefined ? {} : { remembered }),
  });
  return { dataKeys, codec: createPayloadCodec(keys, dataKeys) };
}
