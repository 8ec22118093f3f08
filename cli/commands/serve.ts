import { readSecret, type Secret } from "../../runtime/access/secret.ts";
import type { Codec } from "../../runtime/stack/codec.ts";
import { openGateway } from "../../runtime/stack/gateway-process.ts";
import { openLinkKeys } from "../../runtime/stack/links.ts";
import { openProcess } from "../../runtime/stack/open-process.ts";
import type { Log } from "../../runtime/worker/log.ts";
import { defineCommand } from "../command.ts";
import { unreachable, wrongUsage } from "../failure.ts";
import type { Io } from "../io.ts";
import { packageVersion } from "../package.ts";
import { printToken } from "../processes/print-token.ts";
import { PROCESS_OPTIONS, readPeople, readProcessOptions } from "../processes/process-options.ts";
import { readPort } from "../processes/read-port.ts";
import { runProcess } from "../processes/run-process.ts";

export const serve = defineCommand({
  options: {
    port: { is: "text", value: "PORT", summary: "of the HTTP API", default: "7400" },
    host: { is: "text", value: "ADDRESS", summary: "on which it listens", default: "127.0.0.1" },
    ...PROCESS_OPTIONS,
    printToken: {
      is: "text",
      value: "NAME",
      summary: "print a token for a person, or for a system such as system:website, and end",
    },
    scope: {
      is: "list",
      value: "SCOPE",
      summary:
        "what the token lets: events, people, admin, operate; default: people for a person, events for a system",
    },
    validFor: { is: "text", value: "TIME", summary: "how long the token lasts", default: "90 days" },
  },
  examples: ["baton serve --port 7400", "baton serve --print-token system:website"],
  async run({ port, host, people, printToken: name, scope: scopes, validFor, ...values }, io) {
    const secret = secretOf(io);
    if (name !== undefined) return printToken({ name, scopes, validFor, people }, secret, io);
    if (scopes.length > 0) throw wrongUsage("--scope is for --print-token.");
    const where = { port: readPort(port), host };
    const options = await readProcessOptions(values, io);
    return runProcess("serve", async (closing, log) => {
      const staff = readPeople(people, io, log);
      const parts = await openProcess(options, closing, log);
      const gateway = await openGateway({
        ...parts,
        ...where,
        people: staff,
        operators: parts.operators,
        clock: options.clock,
        secret,
        linkKeys: openLinkKeys(io.env, parts.build.library),
        mailSink: null,
        version: packageVersion,
        log: { level: "info" },
        health: options.health === null ? null : { address: options.health, log },
      });
      closing.add(() => gateway.close());
      const resealing = resealDataKeys(parts.codec, log);
      closing.add(() => resealing);
      const { address, namespace } = parts.target;
      return { ready: { url: gateway.url, temporal: address, namespace } };
    });
  },
});

/** A key of the installation may go when nothing is sealed with it any more. */
async function resealDataKeys(codec: Codec | null, log: Log): Promise<void> {
  try {
    const dataKeys = (await codec?.dataKeys.reseal()) ?? 0;
    if (dataKeys > 0) log.info({ dataKeys }, "sealed anew with the first key of BATON_CODEC_KEYS");
  } catch {
    log.warn({}, "data keys were not all sealed anew; the next start goes on with it");
  }
}

function secretOf({ env }: Io): Secret {
  const read = readSecret(env.BATON_SECRET);
  if ("secret" in read) return read.secret;
  throw unreachable("no-secret", read.problem);
}
