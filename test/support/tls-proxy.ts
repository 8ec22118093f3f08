/**
 * What stands before a Temporal server where others see it: TLS by a certificate of an authority of our own, and if
 * asked for a client certificate or an API key. The development server speaks plain gRPC only.
 */
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import {
  connect,
  createSecureServer,
  type Http2Session,
  type IncomingHttpHeaders,
  type ServerHttp2Stream,
} from "node:http2";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** Paths of files in PEM. */
export interface Certificates {
  readonly directory: string;
  readonly ca: string;
  readonly server: Pair;
  readonly client: Pair;
  /** By the same authority, and no longer valid. */
  readonly expired: Pair;
  remove(): void;
}
export interface Pair {
  readonly cert: string;
  readonly key: string;
}

/** In the certificate of the server, which is reached by another name. */
export const SERVER_NAME = "temporal.test";

/** Makes an authority and what it vouches for, by OpenSSL. */
export function makeCertificates(): Certificates {
  const directory = mkdtempSync(join(tmpdir(), "baton-tls-"));
  const run = (...args: readonly string[]) =>
    execFileSync("openssl", args, { cwd: directory, stdio: "pipe" });
  const newKey = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-noenc"];
  run("req", "-x509", ...newKey, "-keyout", "ca.key", "-out", "ca.pem", "-days", "2", "-subj", "/CN=Test CA");
  const make = (name: string, subject: string, ...validity: readonly string[]): Pair => {
    run("req", ...newKey, "-keyout", `${name}.key`, "-out", `${name}.csr`, "-subj", `/CN=${subject}`);
    writeFileSync(join(directory, `${name}.ext`), `subjectAltName=DNS:${subject}\n`);
    run(
      ...["x509", "-req", "-in", `${name}.csr`, "-CA", "ca.pem", "-CAkey", "ca.key", "-CAcreateserial"],
      ...["-out", `${name}.pem`, "-extfile", `${name}.ext`, ...validity],
    );
    return { cert: join(directory, `${name}.pem`), key: join(directory, `${name}.key`) };
  };
  return {
    directory,
    ca: join(directory, "ca.pem"),
    server: make("server", SERVER_NAME, "-days", "2"),
    client: make("client", "baton-client", "-days", "2"),
    // OpenSSL 3.0 takes no dates here: a certificate of minus one day has ended before it began.
    expired: make("expired", "baton-client", "-days", "-1"),
    remove: () => rmSync(directory, { recursive: true, force: true }),
  };
}

export interface ProxyOptions {
  readonly certificates: Certificates;
  /** `host:port` of the server behind it. */
  readonly to: string;
  readonly wantsClientCertificate?: boolean;
  readonly apiKey?: string;
  /** Part of the gRPC methods that nobody may call. */
  readonly denies?: string;
}

export interface TlsProxy {
  /** `127.0.0.1:port`. */
  readonly address: string;
  /** What went through, by gRPC method. */
  readonly calls: ReadonlyMap<string, number>;
  close(): Promise<void>;
}

export async function startTlsProxy(options: ProxyOptions): Promise<TlsProxy> {
  const { certificates, to, wantsClientCertificate = false, apiKey, denies } = options;
  const behind = connect(`http://${to}`);
  behind.on("error", () => {});
  const calls = new Map<string, number>();
  const sessions = new Set<Http2Session>();
  const server = createSecureServer({
    cert: readFileSync(certificates.server.cert),
    key: readFileSync(certificates.server.key),
    ca: readFileSync(certificates.ca),
    requestCert: wantsClientCertificate,
    rejectUnauthorized: wantsClientCertificate,
  });
  server.on("session", (session) => {
    sessions.add(session);
    session.once("close", () => sessions.delete(session));
  });
  server.on("sessionError", () => {});
  server.on("stream", (stream: ServerHttp2Stream, headers) => {
    if (apiKey !== undefined && headers.authorization !== `Bearer ${apiKey}`)
      return refuse(stream, UNAUTHENTICATED);
    const path = String(headers[":path"]);
    if (denies !== undefined && path.includes(denies)) return refuse(stream, PERMISSION_DENIED);
    calls.set(path, (calls.get(path) ?? 0) + 1);
    pass(stream, behind.request({ ...headers, ":scheme": "http", ":authority": to }));
  });
  const port = await new Promise<number>((resolve) =>
    server.listen(0, "127.0.0.1", () => {
      const address = server.address();
      resolve(typeof address === "object" && address !== null ? address.port : 0);
    }),
  );
  return {
    address: `127.0.0.1:${port}`,
    calls,
    async close() {
      for (const session of sessions) session.destroy();
      behind.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

const UNAUTHENTICATED = "16";
const PERMISSION_DENIED = "7";

/** As Temporal Cloud answers a key that it does not know, or a request that is not for everybody. */
const refuse = (stream: ServerHttp2Stream, status: string): void =>
  stream.respond(
    {
      ":status": 200,
      "content-type": "application/grpc",
      "grpc-status": status,
      "grpc-message": "Request unauthorized.",
    },
    { endStream: true },
  );

/** gRPC answers with headers, bytes and trailers, or with headers alone. */
function pass(front: ServerHttp2Stream, back: ReturnType<ReturnType<typeof connect>["request"]>): void {
  let trailers: IncomingHttpHeaders = {};
  front.on("error", () => back.close());
  back.on("error", () => front.close());
  front.once("close", () => back.close());
  back.on("trailers", (given) => {
    trailers = given;
  });
  front.pipe(back);
  back.on("response", (headers) => {
    if (front.destroyed) return;
    const isAll = headers["grpc-status"] !== undefined;
    front.respond(headers, isAll ? { endStream: true } : { waitForTrailers: true });
    if (isAll) return;
    front.once("wantTrailers", () => front.sendTrailers(trailers));
    back.pipe(front);
  });
}
