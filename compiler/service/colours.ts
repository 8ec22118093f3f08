/** What each word of a text is: a keyword may be a name, and only the tree knows which it is. */
import type { IToken } from "chevrotain";
import { lex } from "../../language/lexer.ts";
import {
  CommentToken,
  DateToken,
  NumberToken,
  PercentToken,
  StringToken,
  TimeToken,
  wordType,
} from "../../language/tokens.ts";
import { isJourneyFile, type WorkspaceFile } from "../workspace.ts";
import type { MeaningKind } from "./meaning.ts";
import { occurrencesIn } from "./occurrences.ts";
import { modelIn, type Snapshot } from "./snapshot.ts";

/** In the words of the protocol of editors, so that every theme knows them. */
export const COLOURS = [
  "keyword",
  "string",
  "number",
  "comment",
  "class",
  "enumMember",
  "event",
  "function",
  "property",
  "type",
  "variable",
] as const;
export type Colour = (typeof COLOURS)[number];

export interface Coloured {
  readonly start: number;
  readonly length: number;
  readonly colour: Colour;
  readonly declares: boolean;
}

const OF_MEANING: Readonly<Record<MeaningKind, Colour>> = {
  calendar: "class",
  role: "type",
  ladder: "class",
  right: "class",
  subject: "class",
  event: "event",
  audience: "class",
  action: "function",
  score: "variable",
  route: "class",
  hygiene: "class",
  journey: "class",
  message: "function",
  person: "variable",
  stage: "enumMember",
  exit: "enumMember",
  handover: "enumMember",
  task: "function",
  request: "function",
  split: "variable",
  field: "property",
  parameter: "property",
  band: "enumMember",
  answer: "enumMember",
  value: "enumMember",
  result: "enumMember",
  reason: "enumMember",
  arm: "enumMember",
  kept: "property",
};

/** In the order of the text, none over another. */
export function coloursOf(snapshot: Snapshot, file: WorkspaceFile): readonly Coloured[] {
  if (!isJourneyFile(file.path)) return [];
  const model = modelIn(snapshot);
  const names = new Map(occurrencesIn(file).map((one) => [one.span.start, one]));
  const { tokens, comments } = lex(file.text);
  return [...tokens, ...comments]
    .sort((a, b) => a.startOffset - b.startOffset)
    .flatMap((token) => {
      const name = names.get(token.startOffset);
      const kind = name?.meanings(model)[0]?.kind;
      const colour = kind === undefined ? colourOf(token, name !== undefined) : OF_MEANING[kind];
      if (colour === undefined) return [];
      const { startOffset: start, image } = token;
      return [{ start, length: image.length, colour, declares: name?.declares ?? false }];
    });
}

function colourOf({ tokenType, image }: IToken, isName: boolean): Colour | undefined {
  if (tokenType === StringToken) return "string";
  if (tokenType === CommentToken) return "comment";
  if ([NumberToken, PercentToken, DateToken, TimeToken].includes(tokenType)) return "number";
  return !isName && tokenType === wordType(image) ? "keyword" : undefined;
}
