import { defineCommand } from "../command.ts";
import { wrongUsage } from "../failure.ts";
import { GATEWAY_OPTIONS } from "../gateway/options.ts";
import { showOperations, verifyOperations } from "../operate/show-operations.ts";
import { showStory } from "../operate/show-story.ts";

export const show = defineCommand({
  arguments: { subject: { summary: "key of the subject, such as an e-mail address", optional: true } },
  options: {
    operations: {
      is: "flag",
      summary: "what people did to the installation, refusals too; with a subject, what was done to them",
    },
    limit: { is: "text", value: "N", summary: "of these the latest so many (default: 50)" },
    verify: { is: "flag", summary: "whether that record is as it was written, and where it is not" },
    kept: { is: "text", value: "HEAD", summary: "verify that this head, kept elsewhere, is still in it" },
    ...GATEWAY_OPTIONS,
  },
  examples: [
    "baton show maria@example.com",
    "baton show --operations",
    "baton show --operations --verify --kept 41:6c1f…",
  ],
  async run({ subject, operations, limit, verify, kept, ...gateway }, io) {
    if (!operations && (limit !== undefined || verify || kept !== undefined))
      throw wrongUsage("--limit, --verify and --kept go with --operations.");
    if (!operations && subject === undefined) throw wrongUsage("Say whom, or --operations.");
    if (verify || kept !== undefined) {
      if (subject !== undefined || limit !== undefined)
        throw wrongUsage("--verify is of the whole record: it takes no subject and no --limit.");
      return await verifyOperations(gateway, kept, io);
    }
    if (operations) return await showOperations(gateway, { subject, limit }, io);
    return await showStory(gateway, subject ?? "", io);
  },
});
