/** The letter that asks somebody outside: what is asked, the link, and until when it answers. */
import { invariant } from "../../compiler/invariant.ts";
import type { Library } from "../../compiler/library.ts";
import { type Links, writeLink } from "../access/link.ts";
import type { AskedOutside } from "../activities/asked-outside.ts";
import { momentWords } from "../policy/words.ts";
import type { LetterRow } from "../store/schema.ts";
import { markupToHtml, markupToText, markValue, readMarkup } from "./letter-markup.ts";

export interface LetterWords {
  readonly text: string;
  readonly html: string;
}

export async function linkLetter(
  letter: LetterRow,
  asked: AskedOutside,
  links: Links,
  { roles, calendars }: Library,
): Promise<LetterWords> {
  const until = letter.link_until;
  invariant(until !== null, `the link of ${letter.key} has no end`);
  const zone = calendars[roles[asked.role]?.calendar ?? ""]?.zone ?? "UTC";
  const markup = readMarkup(
    [
      markValue(letter.text ?? ""),
      `[Read it and answer](${await writeLink(links, asked, until)})`,
      `The link is good until ${momentWords(until, zone)}. It is yours alone: whoever has it can answer in your place, so please pass it on to nobody.`,
    ].join("\n\n"),
  );
  return { text: markupToText(markup), html: markupToHtml(markup) };
}
