/** What a proof says, to whoever ran it. */
import type { SourceMap } from "../../compiler/plan.ts";
import { durationWords } from "../../runtime/policy/words.ts";
import { asScenario } from "../../runtime/prove/as-scenario.ts";
import type { Load } from "../../runtime/prove/compose-loads.ts";
import type { Finding } from "../../runtime/prove/finding.ts";
import { placeOf } from "../../runtime/prove/place-of.ts";
import type { Proof } from "../../runtime/prove/prove-journey.ts";
import { calendarOfEntry, timelineOf } from "../../runtime/prove/timeline.ts";
import { showLocal } from "../../runtime/simulate/play-scenario.ts";
import type { Io } from "../io.ts";

interface Telling {
  readonly scenarios: boolean;
  readonly shownPath: (path: string) => string;
}

export function tellProof(proof: Proof, sources: SourceMap, telling: Telling, io: Io): void {
  const { plan, findings, isWhole } = proof;
  const mark =
    findings.length > 0
      ? io.paint.red("fails")
      : isWhole
        ? io.paint.green("holds")
        : io.paint.yellow("so far");
  io.out(`${mark}  ${plan.journey} v${plan.version}: ${sizeWords(proof)}`);
  for (const finding of findings) tellFinding(proof, finding, sources, telling, io);
}

/** `explored 12,431 states, 88,120 steps, whole`. */
function sizeWords({ states, steps, isWhole, growth }: Proof): string {
  const size = `explored ${states.toLocaleString("en")} states, ${steps.toLocaleString("en")} steps`;
  if (isWhole) return `${size}, whole`;
  const [largest] = growth.stages;
  const because = growth.because.length === 0 ? "" : ` because of ${growth.because.join(", ")}`;
  const where =
    largest === undefined
      ? ""
      : `; stage ${largest.stage} has ${largest.states.toLocaleString("en")} of them${because}`;
  return `${size}, not whole: ${growth.limits.join(", ")}${where}`;
}

function tellFinding(proof: Proof, finding: Finding, sources: SourceMap, telling: Telling, io: Io): void {
  const { arena, plan } = proof;
  const { sentence, help, at, shown, property } = finding;
  const place = placeOf(sources, at);
  io.out(`\n${io.paint.red(`[${property}]`)} ${sentence}`);
  if (place !== null)
    io.out(io.paint.dim(`  --> ${telling.shownPath(place.file)}:${place.line}:${place.column}`));
  const calendar = calendarOfEntry(plan);
  if (shown !== null && calendar !== null) {
    let last = "";
    for (const { at: when, what } of timelineOf(arena, shown)) {
      const time = showLocal(calendar, when);
      io.out(`  ${time === last ? " ".repeat(time.length) : time}  ${what}`);
      last = time;
    }
  }
  if (help !== null) io.out(`  = help: ${help}`);
  if (telling.scenarios && shown !== null) io.out(`\n${asScenario(arena, shown, sentence) ?? ""}`);
  io.out("");
}

/** How many messages may fall due in the window of each cap; what is above the cap waits. */
export function tellLoads(loads: readonly Load[], io: Io): void {
  for (const { subject, channel, cap, window, most, parts, isWhole } of loads) {
    if (parts.length === 0) continue;
    const said = parts.map((part) => `${part.journey} ${part.most ?? "each time round"}`).join(", ");
    const total = most === null ? "without limit but the cap" : `at most ${most}`;
    const seen = isWhole ? "" : " as far as was seen";
    io.out(
      `${channel === "message" ? "messages" : `${channel}s`} to a ${subject} within ${durationWords({ ms: window })}: ${total}${seen} (${said}); the policy lets ${cap} through, and the rest waits`,
    );
  }
}
