/** What the SDK's native part says of a connection that failed, as something that can be acted on. */
import { hostOf } from "./address.ts";
import type { Target } from "./connect.ts";

interface Cause {
  readonly said: RegExp;
  readonly means: (target: Target) => string;
}

/** In this order: the first that fits. Worded by tonic, hyper and rustls, which the SDK's core is built on. */
const CAUSES: readonly Cause[] = [
  { said: /ConnectionRefused/, means: () => "nothing listens there (connection refused)" },
  {
    said: /dns error/,
    means: ({ address }) => `the name ${hostOf(address)} is not known to the name service`,
  },
  { said: /TimedOut|deadline|timed out/i, means: () => "no answer in time; a firewall may be in between" },
  { said: /NetworkUnreachable|HostUnreachable/, means: () => "there is no route to it" },
  {
    said: /UnknownIssuer|InvalidCertificate\(BadSignature/,
    means: () =>
      "the server's certificate is by an authority that is not known here; give that authority's certificate " +
      "in TEMPORAL_TLS_SERVER_CA_CERT_PATH",
  },
  {
    said: /NotValidForName/,
    means: ({ address }) =>
      `the server's certificate is not for ${hostOf(address)}; if the server is the right one, give the name ` +
      "that its certificate bears in TEMPORAL_TLS_SERVER_NAME",
  },
  { said: /InvalidCertificate\(Expired/, means: () => "the server's certificate has expired" },
  {
    said: /InvalidContentType|CorruptMessage/,
    means: () =>
      "the server does not speak TLS there, and this side does; leave TEMPORAL_TLS and the API key out",
  },
  {
    said: /CertificateRequired|HandshakeFailure|AlertReceived/,
    means: () => "the server refused the client certificate, or wants one; see TEMPORAL_TLS_CLIENT_CERT_PATH",
  },
  {
    said: /valid authentication credentials|Unauthenticated|does not have permission|PermissionDenied/i,
    means: ({ options }) =>
      options.apiKey === undefined
        ? "the server wants credentials: set TEMPORAL_API_KEY, or a client certificate"
        : "the API key was refused: it may have expired, or be another namespace's or account's",
  },
  {
    said: /BrokenPipe|ConnectionReset|UnexpectedEof|connection closed/,
    means: ({ options }) =>
      options.tls
        ? "the server closed the connection; it may want a client certificate " +
          "(TEMPORAL_TLS_CLIENT_CERT_PATH and TEMPORAL_TLS_CLIENT_KEY_PATH), or refuse the one that is set"
        : "the server closed the connection; it may speak TLS (TEMPORAL_TLS=true)",
  },
];

/** A part of a sentence; what was said itself, when it is not known what it means. */
export function explainConnection(said: string, target: Target): string {
  const cause = CAUSES.find((one) => one.said.test(said));
  return cause === undefined ? said : cause.means(target);
}
