/** A decline that leads to the stage that gives begins that stage anew: its steps, its bound and its visit. */
import type { Diagnostic } from "../../language/diagnostics/diagnostic.ts";
import { replaceWith } from "../../language/diagnostics/fix.ts";
import { report } from "../../language/diagnostics/report.ts";
import { findAll } from "../walk.ts";
import { forEachJourney } from "./check.ts";

export const declineRerunsStage = forEachJourney(({ handovers }) =>
  handovers.flatMap(({ from, decline }) =>
    (decline?.results ?? []).flatMap(({ labels: [reason], body }) =>
      findAll(body, "Move").flatMap(({ stage, span }): readonly Diagnostic[] => {
        if (reason === undefined || !from.some(({ text }) => text === stage.text)) return [];
        const facts = { reason: reason.text, stage: stage.text };
        const fixes = body.kind === "Move" ? [replaceWith("stay", span)] : [];
        return [report("decline-reruns-stage", facts, span, { fixes })];
      }),
    ),
  ),
);
