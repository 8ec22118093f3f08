import { defineCommand } from "../command.ts";
import { actOnWork, EVIDENCE_OPTION, evidenceFor, WORK_ARGUMENT, WORK_OPTIONS } from "../work/act-on-work.ts";

export const decline = defineCommand({
  arguments: WORK_ARGUMENT,
  options: {
    reason: { is: "text", value: "REASON", summary: "one of the reasons of the handover", required: true },
    ...EVIDENCE_OPTION,
    ...WORK_OPTIONS,
  },
  examples: ["baton decline sales_ready --subject maria@example.com --reason wrong_territory"],
  run: (values, io) =>
    actOnWork(values, io, "decline", (view) => ({
      reason: values.reason,
      ...evidenceFor(view, values.reason, values.with),
    })),
});
