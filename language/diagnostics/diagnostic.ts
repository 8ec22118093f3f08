/** A finding about a file, as data: renderers turn it into prose for a terminal, an editor or a pull request. */

import type { Span } from "../ast.ts";

/** An error stops what is asked for. A note stops nothing: it is true of all journeys together, and much of it is meant. */
export type Severity = "error" | "warning" | "note";

/** Another place that explains the finding. */
export interface Related {
  readonly span: Span;
  readonly label: string;
}

/** What the text at `span` becomes. */
export interface Edit {
  readonly span: Span;
  readonly text: string;
}

/** A change that an editor can offer; applying all its edits settles the finding. */
export interface Fix {
  /** Begins with a verb, as a command: "Write `send`". */
  readonly title: string;
  readonly edits: readonly Edit[];
  /** Nothing else can have been meant: where no other fix is offered, it may be applied without being asked. */
  readonly safe?: true;
}

export interface Diagnostic {
  /** A kebab-case slug, never renamed once released. */
  readonly code: string;
  readonly severity: Severity;
  readonly span: Span;
  /** What is wrong: one sentence, present tense, about the user's thing. */
  readonly message: string;
  /** Why it matters. */
  readonly note?: string;
  /** What to do; a suggestion stands last. */
  readonly help?: string;
  /** A few words under the underlined place. */
  readonly label?: string;
  readonly related: readonly Related[];
  readonly fixes: readonly Fix[];
}
