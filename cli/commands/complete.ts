import { defineCommand } from "../command.ts";
import { actOnWork, EVIDENCE_OPTION, evidenceFor, WORK_ARGUMENT, WORK_OPTIONS } from "../work/act-on-work.ts";

export const complete = defineCommand({
  arguments: WORK_ARGUMENT,
  options: {
    as: { is: "text", value: "RESULT", summary: "one of the results of the task, where it has several" },
    ...EVIDENCE_OPTION,
    ...WORK_OPTIONS,
  },
  examples: [
    "baton complete first_call --subject maria@example.com --as qualified --with amount='25000 EUR'",
  ],
  run: (values, io) =>
    actOnWork(values, io, "complete", (view) => ({
      ...(values.as === undefined ? {} : { result: values.as }),
      ...evidenceFor(view, values.as, values.with),
    })),
});
