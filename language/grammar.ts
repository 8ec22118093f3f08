/**
 * The grammar, whole: a file is declarations.
 *
 * Its rules are spread over `grammar/` in layers, from names and times up to journeys and scenarios, each a class
 * on top of the one before, since a parser of the library is one object. A rule reads its tokens and returns its
 * node; ambiguities that the library cannot see are settled by gates, each marked `Gate:`.
 */

import type { Declaration } from "./ast.ts";
import type { Rule } from "./grammar/recovering-parser.ts";
import { ScenarioRules } from "./grammar/scenario.ts";

export class JourneyGrammar extends ScenarioRules {
  constructor(options: { readonly validated?: boolean } = {}) {
    super(options);
    this.performSelfAnalysis();
  }

  readonly file: Rule<readonly Declaration[]> = this.rule("file", () => {
    const declarations: Declaration[] = [];
    this.each("file", () => declarations.push(this.SUBRULE(this.declaration)));
    return declarations;
  });

  private readonly declaration: Rule<Declaration> = this.rule(
    "declaration",
    this.oneOf<Declaration>([
      { ALT: () => this.SUBRULE(this.calendar) },
      { ALT: () => this.SUBRULE(this.role) },
      { ALT: () => this.SUBRULE(this.ladder) },
      { ALT: () => this.SUBRULE(this.right) },
      { ALT: () => this.SUBRULE(this.changes) },
      { ALT: () => this.SUBRULE(this.subject) },
      { ALT: () => this.SUBRULE(this.event) },
      { ALT: () => this.SUBRULE(this.score) },
      { ALT: () => this.SUBRULE(this.policy) },
      { ALT: () => this.SUBRULE(this.route) },
      { ALT: () => this.SUBRULE(this.action) },
      { ALT: () => this.SUBRULE(this.audience) },
      { ALT: () => this.SUBRULE(this.hygiene) },
      { ALT: () => this.SUBRULE(this.journey) },
      { ALT: () => this.SUBRULE(this.scenario) },
    ]),
  );
}
