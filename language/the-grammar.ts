/** The one parser. */
import { JourneyGrammar } from "./grammar.ts";

let grammar: JourneyGrammar | undefined;

/** Building it takes about 100 ms, so it waits for the first file, and serves all. */
export function theGrammar(): JourneyGrammar {
  grammar ??= new JourneyGrammar();
  return grammar;
}
