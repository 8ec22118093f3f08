import { type MessageReaders, readersNamed, readersOf } from "../../compiler/message-readers.ts";
import type { MessageFile, Model } from "../../compiler/model.ts";
import { suggest } from "../../language/diagnostics/suggest.ts";
import { type RenderedMessage, renderMessage } from "../../runtime/letters/render-message.ts";
import { defineCommand } from "../command.ts";
import { EXIT, type ExitCode } from "../exit-code.ts";
import { CommandFailure, wrongUsage } from "../failure.ts";
import type { Io } from "../io.ts";
import { type CheckedDirectory, checkDirectory } from "../journeys/check-directory.ts";
import { diagnosticBlocks } from "../journeys/tell-diagnostics.ts";
import { readReader } from "../messages/read-reader.ts";
import { plain } from "../print/plain.ts";
import { readJsonObject } from "../read-json-object.ts";

export const preview = defineCommand({
  arguments: { message: { summary: "the message, by the name of its file, such as welcome_guide" } },
  options: {
    for: {
      is: "text",
      value: "FILE",
      required: true,
      summary: "JSON of the fields of whom it goes to; - is stdin",
    },
    of: { is: "text", value: "SUBJECT", summary: "what they are, where several kinds get the message" },
    html: { is: "flag", summary: "print the part in HTML, and nothing else" },
    text: { is: "flag", summary: "print the part in plain text, and nothing else" },
    dir: { is: "text", value: "DIR", summary: "folder of the journeys", default: "journeys" },
  },
  examples: [
    "baton preview welcome_guide --for maria.json",
    `echo '{ "name": "Maria" }' | baton preview last_word --for - --html > letter.html`,
  ],
  async run({ message: name, for: file, of, html, text, dir }, io) {
    if (html && text) throw wrongUsage("--html and --text print one part each; ask for one of them.");
    const checked = checkDirectory({ dir, today: undefined }, io);
    const message = findMessage(name, checked, io);
    const readers = findReaders(name, of, checked.model);
    const said = await readJsonObject(file, io);
    const { fields, faults } = readReader(said, readers, [...checked.model.messages.keys()]);
    if (faults.length > 0) return tellFaults(faults, io);
    const rendered = renderMessage(message.message, fields);
    if (!rendered.ok) return tellFaults([blankFault(rendered.blank, name)], io);
    if (message.retired !== null) io.talk(`${name} is retired and may not be sent: ${message.retired}`);
    print(name, rendered.message, { html, text }, io);
    return EXIT.ok;
  },
});

const blankFault = (field: string, message: string): string =>
  `\`${field}\` is blank, and ${message} names it without a \`default\`: nothing would be sent.`;

/** @throws CommandFailure when there is none, or it cannot be sent as it stands: that has been told. */
function findMessage(name: string, checked: CheckedDirectory, io: Io): MessageFile {
  const { model } = checked;
  const found = model.messages.get(name);
  const file = found && checked.shownPath(found.message.file);
  const its = checked.diagnostics.filter(
    ({ severity, span }) => severity === "error" && (span.file === file || span.file.endsWith(`/${name}.md`)),
  );
  if (its.length > 0) {
    io.talk(diagnosticBlocks({ ...checked, diagnostics: its }, io.paintTalk.isColorSupported));
    throw new CommandFailure(EXIT.findings, "message-has-errors", `${name} cannot be sent as it stands.`);
  }
  if (found !== undefined) return found;
  const nearest = suggest(name, [...model.messages.keys()]);
  const help = nearest === undefined ? "" : ` Did you mean ${nearest}?`;
  throw wrongUsage(`There is no message ${name}.${help}`);
}

/** @throws CommandFailure when it is not clear whom the message is for. */
function findReaders(message: string, of: string | undefined, model: Model): MessageReaders {
  if (of !== undefined) {
    const named = readersNamed(of, model, message);
    if (named === undefined) throw wrongUsage(`There is no subject ${of}.`);
    return named;
  }
  const senders = readersOf(message, model);
  const possible =
    senders.length > 0
      ? senders
      : [...model.subjects.keys()].flatMap((name) => readersNamed(name, model, message) ?? []);
  const [only, ...others] = possible;
  if (only !== undefined && others.length === 0) return only;
  const names = possible.map(({ subject }) => subject).join(" or ");
  throw wrongUsage(`Say with --of whether ${message} is for ${names === "" ? "which subject" : names}.`);
}

function tellFaults(faults: readonly string[], io: Io): ExitCode {
  for (const fault of faults) io.talk(`error: ${plain(fault)}`);
  if (io.json) io.out(JSON.stringify({ faults }, null, 2));
  return EXIT.findings;
}

/** What goes to a file is what would be sent; what a person reads here has no sign that moves their cursor. */
function print(
  name: string,
  { subject, text, html }: RenderedMessage,
  asked: { readonly html: boolean; readonly text: boolean },
  io: Io,
): void {
  if (io.json) io.out(JSON.stringify({ message: name, subject, text, html }, null, 2));
  else if (asked.html) io.out(html);
  else if (asked.text) io.out(text);
  else {
    io.out(io.paint.bold(plain(subject)));
    io.out("");
    for (const line of text.split("\n")) io.out(plain(line));
  }
}
