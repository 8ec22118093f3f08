/** Finds the gateway and the right to ask it, asks, and tells a refusal from a failure to reach it. */
import { join } from "node:path";
import { devTokenFile, readDevToken } from "../../runtime/access/dev-access.ts";
import { DATA_DIRECTORY, readDevInfo } from "../../runtime/dev-info.ts";
import { type ApiClient, ApiFailure, createApiClient } from "../../runtime/gateway/api-client.ts";
import { EXIT } from "../exit-code.ts";
import { CommandFailure, unreachable, wrongUsage } from "../failure.ts";
import type { Io } from "../io.ts";
import { plain } from "../print/plain.ts";
import type { GatewayValues } from "./options.ts";

/** @throws CommandFailure for whatever keeps the question from being answered. */
export async function askGateway<Answer>(
  values: GatewayValues,
  io: Io,
  question: (client: ApiClient) => Promise<Answer>,
): Promise<Answer> {
  const client = await openClient(values, io);
  try {
    return await question(client);
  } catch (error) {
    throw error instanceof ApiFailure ? asCommandFailure(error) : error;
  }
}

/** The gateway that is asked, as people may be shown it; `null`: none is known. */
export async function gatewayNamed({ server }: GatewayValues, io: Io): Promise<string | null> {
  const address = server ?? io.env.BATON_SERVER ?? (await readDevInfo(join(io.cwd, DATA_DIRECTORY)))?.api;
  // Nobody's name and password, where the address has them.
  return address === undefined ? null : URL.canParse(address) ? new URL(address).origin : address;
}

async function openClient(values: GatewayValues, io: Io): Promise<ApiClient> {
  const dataDirectory = join(io.cwd, DATA_DIRECTORY);
  const dev = await readDevInfo(dataDirectory);
  const url = readAddress(values.server ?? io.env.BATON_SERVER ?? dev?.api);
  const token = io.env.BATON_TOKEN ?? (await tokenFor(url, dev?.api, dataDirectory));
  const person = values.asPerson ?? io.env.BATON_PERSON;
  return createApiClient({ url, token, ...(person === undefined ? {} : { person }) });
}

function readAddress(address: string | undefined): string {
  if (address === undefined) {
    throw unreachable(
      "no-server",
      "No Baton is running in this directory. Start one with `baton dev`, or name one with --server or BATON_SERVER.",
    );
  }
  if (!/^https?:/.test(address) || !URL.canParse(address)) {
    throw wrongUsage(`${address} is no address of a server; one looks like http://127.0.0.1:7400.`);
  }
  return address;
}

/** The token of this directory may act for anybody here, and is shown to nobody else. */
async function tokenFor(url: string, devUrl: string | undefined, dataDirectory: string): Promise<string> {
  const mayKnow = url === devUrl || isThisMachine(url);
  const token = mayKnow ? await readDevToken(dataDirectory) : null;
  if (token !== null) return token;
  const elsewhere = mayKnow ? `, and there is none in ${devTokenFile(dataDirectory)}` : "";
  throw unreachable("no-token", `Asking ${url} needs a token: set BATON_TOKEN${elsewhere}.`);
}

const isThisMachine = (url: string): boolean =>
  ["localhost", "127.0.0.1", "[::1]"].includes(new URL(url).hostname);

const WHICH_TOKEN =
  "What BATON_TOKEN holds is empty, has expired, or was signed with another secret: `baton serve --print-token` makes one.";

/** Not to be let in is not to reach it; any other refusal is what the command found out. */
function asCommandFailure({ status, code, field, message }: ApiFailure): CommandFailure {
  // The gateway speaks of a member of its question, which here is an option.
  if (field === "/person") return wrongUsage("Say who asks: --as-person, or BATON_PERSON.");
  const unanswered = status === null || status === 401 || status >= 500 || code === "not-a-gateway";
  if (status === 401) return new CommandFailure(EXIT.unreachable, code, `${plain(message)} ${WHICH_TOKEN}`);
  return new CommandFailure(unanswered ? EXIT.unreachable : EXIT.findings, code, plain(message));
}
