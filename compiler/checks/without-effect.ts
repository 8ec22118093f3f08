/** What is written and would change nothing: it is refused, so that nobody relies on it. */
import type * as ast from "../../language/ast.ts";
import type { Diagnostic, Fix } from "../../language/diagnostics/diagnostic.ts";
import { report } from "../../language/diagnostics/report.ts";
import { deleteLine } from "../line-fixes.ts";
import type { Model } from "../model.ts";
import { nodesInTable } from "../scopes.ts";
import type { Kind, NodeOf } from "../walk.ts";
import type { Check } from "./check.ts";

interface Idle {
  readonly what: string;
  readonly why: string;
  readonly span: ast.Span;
  /** All that there is to delete, where that is all there is to do. */
  readonly whole?: ast.Span;
}

const whole = (what: string, why: string, span: ast.Span): Idle => ({ what, why, span, whole: span });

const IDLE: { readonly [K in Kind]?: (node: NodeOf<K>) => readonly Idle[] } = {
  ScoreDeclaration: ({ points, parts, bands }) => [
    ...[points, ...parts.map((part) => part.points)].flatMap(idlePoints),
    ...bands.flatMap(({ name, from }, index) => {
      const same = bands.slice(0, index).find((other) => other.from === from);
      const why = `\`${same?.name.text}\` begins at ${from} points, too`;
      return same === undefined ? [] : [{ what: `band \`${name.text}\``, why, span: name.span }];
    }),
  ],
  PolicyDeclaration: ({ rules }) =>
    rules
      .filter(({ kind }) => kind === "QuietRule")
      .slice(1)
      .map(({ span }) => whole("this line", "the hours are said above", span)),
  Handover: ({ receiver, accept, decline }) => {
    if (receiver?.atOnce !== true) return [];
    const why = "it is given `at once`, and nobody is asked";
    return [
      ...(accept === undefined ? [] : [{ what: "`accept`", why, span: accept.span }]),
      ...(decline === undefined ? [] : [whole("`decline`", why, decline.span)]),
    ];
  },
  Rate: ({ times, span }) => never(times, "`at most 0 times`", span),
  RetryStep: ({ atMost, span }) => never(atMost, "`retry at most 0 times`", span),
  EveryStep: ({ atMost, span }) => never(atMost, "what comes `at most 0 times`", span),
  SplitStep: ({ arms }) =>
    arms.flatMap(({ name, share }) =>
      share.value > 0
        ? []
        : [{ what: `arm \`${name.text}\``, why: "nobody is drawn into it", span: share.span }],
    ),
  SetStep: ({ value }) =>
    value.kind === "Text" && value.placeholders.length > 0
      ? [
          {
            what: "what stands in braces",
            why: "it is filled in where people are told something, and in messages",
            span: value.span,
          },
        ]
      : [],
};

function never(times: number, what: string, span: ast.Span): readonly Idle[] {
  return times > 0 ? [] : [{ what, why: "it never happens", span }];
}

/** Only what events have added falls with time, or is taken away; a fact counts for as long as it holds. */
function idlePoints(points: readonly ast.Points[]): readonly Idle[] {
  const falling = points.filter(({ kind }) => kind === "Halves" || kind === "Resets");
  const halves = falling.filter(({ kind }) => kind === "Halves");
  if (!points.some(({ kind }) => kind === "EventPoints"))
    return falling.map(({ kind, span }) =>
      whole(kind === "Halves" ? "`halves`" : "`resets`", "no event adds points here", span),
    );
  return halves
    .slice(1)
    .map(({ span }) => whole("this line", "how fast these points fall is said above", span));
}

export const withoutEffect: Check = (model) =>
  nodesInTable(model, IDLE).flatMap(({ node }) => idleIn(node).map((idle) => toDiagnostic(idle, model)));

function idleIn<K extends Kind>(node: NodeOf<K>): readonly Idle[] {
  // The row of a kind takes nodes of that kind; the compiler cannot see that across the union of all kinds.
  const row = IDLE[node.kind as K] as ((node: NodeOf<K>) => readonly Idle[]) | undefined;
  return row?.(node) ?? [];
}

function toDiagnostic({ what, why, span, whole: all }: Idle, model: Model): Diagnostic {
  const fixes: readonly Fix[] = all === undefined ? [] : [deleteLine(model, all, what)];
  return report("without-effect", { what, why }, span, { fixes });
}
