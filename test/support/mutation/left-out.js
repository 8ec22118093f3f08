/**
 * What is not mutated, and why. A report counts it as ignored, with these words.
 *
 * @typedef {{ readonly type: string, readonly value?: unknown, readonly name?: string, readonly callee?: Node,
 *   readonly quasis?: readonly { readonly value: { readonly raw: string } }[] }} Node
 * @typedef {{ readonly node: Node, readonly parent?: Node }} Path
 */

const WORDS =
  "Words for people, or the name of a form, which the types hold: an identifier has no blank in it.";
const LETTER = "An id's letter is for whoever reads a log; the number makes the id.";
const INVARIANT = "An invariant speaks of a fault of our own: no plan that passes `check` comes to it.";

/** @param {Path} path */
function shouldIgnore({ node, parent }) {
  if (isCallOf(node, "invariant")) return INVARIANT;
  if (node.type === "StringLiteral") {
    if (parent !== undefined && isCallOf(parent, "nextId")) return LETTER;
    return String(node.value).includes(" ") ? WORDS : undefined;
  }
  const isText = node.type === "TemplateLiteral" && node.quasis?.some(({ value }) => value.raw.includes(" "));
  return isText ? WORDS : undefined;
}

/** @type {(node: Node, name: string) => boolean} */
const isCallOf = ({ type, callee }, name) => type === "CallExpression" && callee?.name === name;

export const strykerPlugins = [{ kind: "Ignore", name: "left-out", value: { shouldIgnore } }];
