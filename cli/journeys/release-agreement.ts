/** Whether all have agreed to what is to be released; who has not, in words; and what the release writes down of it. */
import { type AgreedText, heardFrom } from "../../compiler/diff/agreed-texts.ts";
import { type AgreementFound, type Verdict, verdictOn } from "../../compiler/diff/agreement.ts";
import type { Model } from "../../compiler/model.ts";
import { keyJourneyName } from "../../compiler/own-fields.ts";
import type { Plan } from "../../compiler/plan.ts";
import type { Approval, Released } from "../../compiler/releases/frozen-release.ts";
import { placeWords } from "../diff/report.ts";
import { couldSpeak, reasonFor } from "../diff/report-data.ts";
import type { Io } from "../io.ts";
import { plain } from "../print/plain.ts";
import type { SinceRelease } from "./since-release.ts";

/** Who releases what not all have agreed to, and why. */
export interface Waiving {
  /** A person's id. */
  readonly by: string;
  readonly because: string;
}

export interface FoundAgreement {
  readonly since: SinceRelease;
  readonly verdict: Verdict;
}

export function findAgreement(
  since: SinceRelease,
  texts: readonly AgreedText[],
  model: Model,
): FoundAgreement {
  const { heard, unknown } = heardFrom(texts, since.agreements, since.last, model);
  return { since, verdict: verdictOn(since.agreements, heard, unknown) };
}

// ── What is missing ───────────────────────────────────────────────────────────────────────────────────────

const lacks = ({ missing, isAlone }: AgreementFound): boolean => missing.length > 0 || isAlone;

/** A role, or whoever else has to be among them. */
const missingIn = ({ missing, gainers }: AgreementFound): readonly string[] =>
  missing.length > 0 ? missing : [`somebody who is not ${gainers.join(" or ")}`];

const rolesMissing = ({ since, verdict }: FoundAgreement): readonly string[] =>
  since.isUnknown
    ? ["whoever must agree to what has changed since a release that is not in the clone"]
    : [...new Set(verdict.agreements.filter(lacks).flatMap(missingIn))].sort();

export function missingData(found: FoundAgreement) {
  return {
    journeys: found.since.journeys,
    since: found.since.since,
    roles: rolesMissing(found),
    changes: found.verdict.agreements.filter(lacks).map(({ change, missing, stale, lost, isAlone }) => ({
      place: change.place,
      sentence: change.sentence,
      missing,
      stale,
      lost,
      alone: isAlone,
    })),
  };
}

export function tellMissing(
  found: readonly FoundAgreement[],
  waiving: Waiving | null,
  model: Model,
  io: Io,
): void {
  for (const one of found) for (const line of linesOf(one, model)) io.talk(line);
  if (waiving !== null) {
    const isFirst = found.every(({ since }) => since.since === null && !since.isUnknown);
    const next = isFirst ? "later ones are compared with it" : "the next one asks for it again";
    return io.talk(
      io.paintTalk.yellow(
        `Released without them, by ${plain(waiving.by)}: ${plain(waiving.because)}. The release says so, and so does \`baton check\`; ${next}.`,
      ),
    );
  }
  const since = found.map((one) => one.since.since?.slice(0, 10) ?? "nothing");
  io.talk(
    `Nothing was released: not all who must agree have (compared with ${[...new Set(since)].join(", ")}).\n` +
      "Have them approve it, then: baton approvals --approved-by reviews.json --json > agreement.json\n" +
      "                            baton release --approvals agreement.json" +
      (found.some(({ since }) => since.since === null)
        ? '\nA first release may go without: --unapproved --by WHO --because "…"; it is written down, and later ones are compared with it.'
        : ""),
  );
}

function* linesOf(found: FoundAgreement, model: Model): Generator<string> {
  for (const role of rolesMissing(found)) {
    const asked = found.verdict.agreements.filter((one) => lacks(one) && missingIn(one).includes(role));
    yield `${plain(role)}  missing${couldSpeakWords(role, model)}`;
    for (const one of asked)
      yield `  ${plain(placeWords(one.change.place))}: ${plain(one.change.sentence)}${reasonFor(role, one)}`;
  }
  for (const who of found.verdict.unknown) yield `${plain(who)} is nobody in people.yaml any more.`;
}

function couldSpeakWords(role: string, model: Model): string {
  if (!model.roles.has(role)) return "";
  const could = couldSpeak(role, model);
  return could.length === 0 ? ", and nobody fills it" : ` (${could.join(" or ")})`;
}

// ── What is written down ──────────────────────────────────────────────────────────────────────────────────

/** Of what a plan belongs to; nothing where its rules ask for nothing. */
export function recordOf(
  { journey }: Plan,
  all: readonly FoundAgreement[],
  waiving: Waiving | null,
): Pick<Released, "approvals" | "agreement"> {
  const found = all.find(({ since }) => since.journeys.some((name) => isOf(journey, name)));
  if (found === undefined) return { approvals: [], agreement: { since: null, roles: [], waived: null } };
  const { agreements } = found.verdict;
  const missing = rolesMissing(found);
  const waived = missing.length === 0 || waiving === null ? null : { ...waiving, missing };
  return {
    approvals: approvalsIn(found),
    agreement: {
      since: found.since.since,
      roles: [...new Set(agreements.flatMap(({ roles }) => roles))].sort(),
      waived,
    },
  };
}

const isOf = (journey: string, name: string): boolean =>
  journey === name || journey === keyJourneyName(name) || journey.startsWith(`${name}_`);

/** Those that count, each once. */
function approvalsIn({ verdict: { agreements, heard } }: FoundAgreement): readonly Approval[] {
  const counted = heard.flatMap(({ who, at, roles, isOf: isOfText }) =>
    roles
      .filter((role) =>
        agreements.some(({ text, roles: asked }) => asked.includes(role) && (isOfText?.(text) ?? true)),
      )
      .map((role): Approval => ({ who, role, at })),
  );
  return [...new Map(counted.map((one) => [JSON.stringify(one), one])).values()];
}
