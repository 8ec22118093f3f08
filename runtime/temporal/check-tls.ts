/** Certificates before they are used: the SDK says of most that is wrong with them only that a connection broke. */
import { createPrivateKey, X509Certificate } from "node:crypto";
import { readFileSync } from "node:fs";
import type { ClientConfigProfile } from "@temporalio/envconfig";
import { TemporalUnavailable } from "./failures.ts";

type Tls = NonNullable<ClientConfigProfile["tls"]>;
type Source = NonNullable<Tls["clientCert"]>;

/**
 * Refuses what cannot work: a file that is not there or no PEM, a certificate without its key or with another's, one
 * that has expired or is not valid yet.
 * @param now Milliseconds since 1970, by the real clock: the other side goes by it too.
 * @throws TemporalUnavailable, in a sentence with the file and without anything of its content
 */
export function checkTls(tls: Tls | undefined, now: number): void {
  if (tls === undefined || tls.disabled === true) return;
  const { clientCert, clientKey, serverCACert } = tls;
  if (serverCACert !== undefined) readCertificates(serverCACert, "The authority of the server", now);
  if (clientCert === undefined && clientKey === undefined) return;
  if (clientCert === undefined) throw wrong("A client key is set without its certificate.");
  if (clientKey === undefined) throw wrong("A client certificate is set without its key.");
  const [own] = readCertificates(clientCert, "The client certificate", now);
  const key = readKey(clientKey);
  if (own !== undefined && !own.checkPrivateKey(key))
    throw wrong(`The client key${placeOf(clientKey)} is not that of the certificate${placeOf(clientCert)}.`);
}

/** When the first of these certificates in PEM expires; `null` without any. Milliseconds since 1970. */
export function expiryOf(certificates: readonly (Uint8Array | undefined)[]): number | null {
  const sources = certificates.flatMap((data) => (data === undefined ? [] : [{ data }]));
  const ends = sources.flatMap((source) =>
    parse(source, "A certificate").map((one) => Date.parse(one.validTo)),
  );
  return ends.length === 0 ? null : Math.min(...ends);
}

const wrong = (message: string): TemporalUnavailable => new TemporalUnavailable(message);
const placeOf = (source: Source): string => ("path" in source ? ` ${source.path}` : "");

function read(source: Source, what: string): string {
  if ("data" in source)
    return typeof source.data === "string" ? source.data : Buffer.from(source.data).toString("utf8");
  try {
    return readFileSync(source.path, "utf8");
  } catch (error) {
    const code = error instanceof Error && "code" in error ? String(error.code) : "unknown";
    throw wrong(`${what} ${source.path} cannot be read (${code}).`);
  }
}

const CERTIFICATE = /-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g;

function parse(source: Source, what: string): readonly X509Certificate[] {
  const parts = read(source, what).match(CERTIFICATE) ?? [];
  if (parts.length === 0) throw wrong(`${what}${placeOf(source)} is no certificate in PEM.`);
  return parts.map((part) => {
    try {
      return new X509Certificate(part);
    } catch {
      throw wrong(`${what}${placeOf(source)} is damaged.`);
    }
  });
}

function readCertificates(source: Source, what: string, now: number): readonly X509Certificate[] {
  const certificates = parse(source, what);
  for (const { validFrom, validTo } of certificates) {
    if (Date.parse(validTo) < now) throw wrong(`${what}${placeOf(source)} has expired on ${dayOf(validTo)}.`);
    if (Date.parse(validFrom) > now)
      throw wrong(`${what}${placeOf(source)} is not valid before ${dayOf(validFrom)}.`);
  }
  return certificates;
}

const dayOf = (date: string): string => new Date(date).toISOString().slice(0, 10);

function readKey(source: Source) {
  try {
    return createPrivateKey(read(source, "The client key"));
  } catch (error) {
    if (error instanceof TemporalUnavailable) throw error;
    throw wrong(`The client key${placeOf(source)} is no private key in PEM, or is kept under a passphrase.`);
  }
}
