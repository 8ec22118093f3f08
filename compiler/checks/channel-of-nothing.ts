/** A cap counts what goes out by a channel, so there is one. */
import { report } from "../../language/diagnostics/report.ts";
import { suggest } from "../../language/diagnostics/suggest.ts";
import { CHANNELS } from "../messages.ts";
import { nodesOf } from "../scopes.ts";
import type { Check } from "./check.ts";

/** `emails` and `messages` after a number are the same words; `message` counts all channels together. */
const KNOWN: readonly string[] = [...CHANNELS, "message"].flatMap((word) => [word, `${word}s`]);

export const channelOfNothing: Check = (model) =>
  nodesOf(model, ["CapRule"]).flatMap(({ node }) => {
    if (KNOWN.includes(node.channel.text)) return [];
    const { text: channel, span } = node.channel;
    return [report("channel-of-nothing", { channel, suggestion: suggest(channel, KNOWN) }, span)];
  });
