/** The language server, as a process of the editor's own. */
import { createConnection } from "vscode-languageserver/node";
import { serveEditor } from "../../../cli/lsp/serve-editor.ts";

serveEditor(createConnection());
