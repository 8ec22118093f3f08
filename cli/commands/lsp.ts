import { createConnection } from "vscode-languageserver/node";
import { defineCommand } from "../command.ts";
import { EXIT } from "../exit-code.ts";
import { serveEditor } from "../lsp/serve-editor.ts";

export const lsp = defineCommand({
  options: { stdio: { is: "flag", summary: "talk over stdin and stdout (the only way there is)" } },
  examples: ["baton lsp --stdio    # started by an editor (docs/how-to/edit-in-neovim.md)"],
  /** Ends with the editor: the protocol's `exit`, or the end of stdin. */
  async run() {
    serveEditor(createConnection(process.stdin, process.stdout));
    await new Promise((resolve) => process.stdin.once("close", resolve));
    return EXIT.ok;
  },
});
