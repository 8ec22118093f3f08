/** Actions that answer what a scenario says: done with nothing more than defaults, until a line says otherwise. */
import type { Library } from "../../compiler/library.ts";
import type { Fields } from "../../compiler/plan.ts";
import { ActionFailed } from "../connectors/action.ts";
import type { ActionTable, LoadedAction } from "../connectors/load-actions.ts";

export interface ScriptedActions {
  readonly table: ActionTable;
  /** From here on; `null`: it fails. */
  say(action: string, out: Fields | null): void;
}

export function scriptActions({ actions = {} }: Library): ScriptedActions {
  const said = new Map<string, Fields | null>();
  const scripted = (name: string): LoadedAction => ({
    in: ANYTHING,
    out: ANYTHING,
    async run() {
      const out = said.get(name) ?? {};
      if (said.get(name) === null) throw new ActionFailed("the-scenario-says-so", { again: false });
      return out;
    },
  });
  return {
    table: Object.fromEntries(Object.keys(actions).map((name) => [name, scripted(name)])),
    say: (action, out) => void said.set(action, out),
  };
}

/** The declared types still hold: the activity checks them. */
const ANYTHING: LoadedAction["in"] = { shape: {}, safeParse: (data) => ({ success: true, data }) };
