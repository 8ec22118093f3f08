/** A journey as a page of English: data, which the renderers beside it set for a terminal or as Markdown. */

/** A sentence or a line of a list, with what stands below it. */
export interface Entry {
  readonly text: string;
  readonly below: readonly Entry[];
}

export interface Section {
  readonly title: string;
  /** Paragraphs, in full sentences. */
  readonly paragraphs: readonly string[];
  readonly lists: readonly List[];
}

export interface List {
  /** What the lines are, as a line of its own; absent where the paragraphs above have said it. */
  readonly lead?: string;
  /** Whether the lines follow each other in time. */
  readonly inOrder: boolean;
  readonly entries: readonly Entry[];
}

export interface Page {
  readonly journey: string;
  readonly version: number;
  readonly title: string;
  readonly sections: readonly Section[];
}

export const entry = (text: string, below: readonly Entry[] = []): Entry => ({ text, below });
