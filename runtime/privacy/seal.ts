/** AES-256-GCM (NIST SP 800-38D): what is sealed can be read and changed by whoever has the key, and by nobody else. */
import { createCipheriv, createDecipheriv, randomBytes } from "node:crypto";

const CIPHER = "aes-256-gcm";
/** Bytes. A nonce is random: by the birthday bound one key is good for some four thousand million seals. */
const NONCE = 12;
const TAG = 16;

/** It was changed, or sealed with another key. */
export class SealBroken extends Error {
  override readonly name = "SealBroken";
}

/** @param label what it is, which is not kept in it and has to be named again to open it. */
export function seal(key: Uint8Array, label: string, plain: Uint8Array): Uint8Array {
  const nonce = randomBytes(NONCE);
  const cipher = createCipheriv(CIPHER, key, nonce, { authTagLength: TAG });
  cipher.setAAD(Buffer.from(label));
  return Buffer.concat([nonce, cipher.update(plain), cipher.final(), cipher.getAuthTag()]);
}

/** @throws SealBroken */
export function openSeal(key: Uint8Array, label: string, sealed: Uint8Array): Uint8Array {
  if (sealed.length < NONCE + TAG) throw new SealBroken("What is sealed is cut short.");
  const decipher = createDecipheriv(CIPHER, key, sealed.subarray(0, NONCE), { authTagLength: TAG });
  decipher.setAAD(Buffer.from(label));
  decipher.setAuthTag(sealed.subarray(sealed.length - TAG));
  try {
    return Buffer.concat([decipher.update(sealed.subarray(NONCE, sealed.length - TAG)), decipher.final()]);
  } catch (cause) {
    throw new SealBroken("What is sealed was changed, or sealed with another key.", { cause });
  }
}
