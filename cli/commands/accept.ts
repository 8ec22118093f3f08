import { defineCommand } from "../command.ts";
import { actOnWork, WORK_ARGUMENT, WORK_OPTIONS } from "../work/act-on-work.ts";

export const accept = defineCommand({
  arguments: WORK_ARGUMENT,
  options: WORK_OPTIONS,
  examples: ["baton accept sales_ready --subject maria@example.com --as-person anna"],
  run: (values, io) => actOnWork(values, io, "accept", () => ({})),
});
