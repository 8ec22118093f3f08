/** What may happen beside the steps of a stage, in words. */
import type * as ast from "../../language/ast.ts";
import { occurrencesWords, stateWords } from "./conditions.ts";
import { type Described, rolesWords, whoWords } from "./names.ts";
import { type Entry, entry } from "./page.ts";
import { labelled } from "./steps.ts";
import { capital, fieldsWords, nameWords, quote, rateWords, scheduleWords } from "./words.ts";

export function handlerEntry(handler: ast.Handler, described: Described): Entry {
  const { model } = described;
  switch (handler.kind) {
    case "WhenHandler":
      return labelled(
        `When ${stateWords(handler.state, model)}${limit(handler.rate)}`,
        handler.reaction,
        described,
      );
    case "EventHandler":
      return labelled(
        `On ${occurrencesWords(handler.events, model)}${limit(handler.rate)}`,
        handler.reaction,
        described,
      );
    case "AtHandler":
      return labelled(
        capital(scheduleWords(handler.moment, handler.refinements)),
        handler.reaction,
        described,
      );
    case "RequestHandler":
      return labelled(requestWords(handler, described), handler.reaction, described);
    case "LeavingHandler":
      return labelled("On leaving this stage", handler.block, described);
    case "HolderLeftHandler":
      return entry(`When the holder has left: ${leftWords(handler.then, described)}.`);
  }
}

const limit = (rate: ast.Rate | undefined): string => (rate === undefined ? "" : `, ${rateWords(rate)}`);

function requestWords(
  { by, name, needs }: Extract<ast.Handler, { kind: "RequestHandler" }>,
  described: Described,
): string {
  const evidence = needs.length === 0 ? "" : `, with ${fieldsWords(needs)}`;
  return `When ${rolesWords(by, "or", described)} asks for ${quote(nameWords(name.text))}${evidence}`;
}

function leftWords(
  then: Extract<ast.Handler, { kind: "HolderLeftHandler" }>["then"],
  described: Described,
): string {
  return then.kind === "give" ? `${whoWords(then.to, described)} gets it` : "another person gets it";
}
