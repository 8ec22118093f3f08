import type { StatusAnswer } from "../../runtime/gateway/api.ts";
import { defineCommand } from "../command.ts";
import { EXIT } from "../exit-code.ts";
import { askGateway } from "../gateway/ask-gateway.ts";
import { GATEWAY_OPTIONS } from "../gateway/options.ts";
import { asTyped, readPairs } from "../pairs.ts";
import { plain } from "../print/plain.ts";

export const request = defineCommand({
  arguments: { request: { summary: "name of the request, as `baton status --subject KEY` lists it" } },
  options: {
    subject: { is: "text", value: "KEY", summary: "key of the subject", required: true },
    journey: {
      is: "text",
      value: "NAME",
      summary: "which of their journeys, where several know the request",
    },
    with: { is: "list", value: "FIELD=VALUE", summary: "what the request needs" },
    ...GATEWAY_OPTIONS,
  },
  examples: [
    "baton request move_the_end --subject maria@example.com --with contract_end=2027-04-01 --with reason=budget",
  ],
  async run({ request: name, subject, journey, with: texts, ...gateway }, io) {
    const pairs = readPairs("--with", texts);
    const taken = await askGateway(gateway, io, async (client) => {
      const types = pairs.length === 0 ? {} : typesOf(await client.status({ subject }), name);
      const evidence = Object.fromEntries(
        pairs.map(([field, value]) => [field, asTyped(value, types[field])] as const),
      );
      return await client.request(subject, name, { ...(journey === undefined ? {} : { journey }), evidence });
    });
    io.out(io.json ? JSON.stringify(taken, null, 2) : plain(taken.message));
    return EXIT.ok;
  },
});

/** What each field of the request holds, in whichever journey knows it. */
function typesOf({ instances }: StatusAnswer, name: string): Readonly<Record<string, string>> {
  const needs = instances
    .flatMap(({ requests }) => requests)
    .filter((one) => one.name === name)
    .flatMap((one) => one.needs);
  return Object.fromEntries(needs.map(({ field, type }) => [field, type]));
}
