import { defineCommand } from "../command.ts";
import { actOnWork, EVIDENCE_OPTION, evidenceFor, WORK_ARGUMENT, WORK_OPTIONS } from "../work/act-on-work.ts";

export const decide = defineCommand({
  arguments: WORK_ARGUMENT,
  options: {
    as: { is: "text", value: "ANSWER", summary: "one of the answers of the right", required: true },
    ...EVIDENCE_OPTION,
    ...WORK_OPTIONS,
  },
  examples: ["baton decide discount --subject maria@example.com --as approved --as-person carla"],
  run: (values, io) =>
    actOnWork(values, io, "decide", (view) => ({
      answer: values.as,
      ...evidenceFor(view, values.as, values.with),
    })),
});
